"""A Docker of its own: data, socket and, where it runs containers, network."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from tests.hosts.debian import entered

PROGRAMS = ("docker", "dockerd", "containerd", "runc", "iptables")
INIT = ("usr/bin/docker-init", "usr/bin/tini-static")
PLUGINS = "usr/libexec/docker/cli-plugins"


@dataclass(frozen=True, slots=True)
class Programs:
    """Which Docker is tried: Debian's packages below `root`, installed (`/`) or unpacked; how its Compose is called."""

    root: Path = Path("/")
    compose: tuple[str, ...] = ("docker-compose",)

    @property
    def path(self) -> str:
        """Debian's own come first, also where others stand before them on this machine's path."""
        return f"{self.root}/usr/bin:{self.root}/usr/sbin:{os.environ.get('PATH', '')}:/usr/sbin:/sbin"

    @property
    def init(self) -> Path:
        """What collects the processes of a container that nobody else waits for."""
        found = (place / one for place in (self.root, Path("/")) for one in INIT)
        return next((one for one in found if one.exists()), Path("/") / INIT[0])

    def environment(self, folder: Path) -> dict[str, str]:
        """That of Docker's client, which finds its plugins below the same root; its settings are those of a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps({"cliPluginsExtraDirs": [str(self.root / PLUGINS)]}))
        return os.environ | {"PATH": self.path, "DOCKER_CONFIG": str(folder)}


def missing(programs: Programs) -> str:
    """What this machine lacks, as a sentence; empty where nothing is missing."""
    lacking = [
        one for one in (*PROGRAMS, programs.compose[0]) if shutil.which(one, path=programs.path) is None
    ]
    if lacking:
        return f"There is no {lacking[0]} here: apt-get install docker.io containerd runc tini docker-compose iptables."
    return ""


class Daemon:
    """A running dockerd. Raises RuntimeError with the end of its log where it does not come up."""

    def __init__(self, folder: Path, programs: Programs, *, is_apart: bool) -> None:
        """`is_apart`: with a network of its own and bridges, to run containers; else with this machine's, to build images."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.socket = f"unix://{folder}/socket"
        self.programs = programs
        self.environment = programs.environment(folder / "client") | {"DOCKER_HOST": self.socket}
        command = [
            "dockerd",
            "--data-root",
            str(folder / "data"),
            "--exec-root",
            str(folder / "exec"),
            "--host",
            self.socket,
        ]
        command += [
            "--pidfile",
            str(folder / "pid"),
            "--init-path",
            str(programs.init),
            "--log-level",
            "warn",
        ]
        if is_apart:
            up = 'ip link set lo up; exec "$@"'
            command = ["unshare", "--net", "sh", "-c", up, "sh", *command]
        else:
            command += ["--bridge=none", "--iptables=false", "--ip6tables=false"]
        with (folder / "log").open("wb") as log:
            server = os.environ | {"PATH": programs.path}
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=server)
        ends = time.monotonic() + 60
        while self.run("version", is_checked=False).returncode:
            if self._process.poll() is not None or time.monotonic() > ends:
                said = (folder / "log").read_text()[-3000:]
                self.stop()
                raise RuntimeError(f"dockerd did not come up:\n{said}")
            time.sleep(0.3)

    def run(self, *arguments: str | Path, is_checked: bool = True) -> subprocess.CompletedProcess[str]:
        """The docker client with arguments. Raises RuntimeError with what it said where it fails."""
        return finished(["docker", *map(str, arguments)], self.environment, is_checked=is_checked)

    def network(self) -> AbstractContextManager[None]:
        """This thread is in the network of the containers' host for a while."""
        return entered(self._process.pid)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        # Networks that it leaves mounted would keep its folder from being deleted.
        for left in (self._folder / "exec" / "netns").glob("*"):
            subprocess.run(["umount", "--lazy", left], capture_output=True, check=False)


def finished(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    is_checked: bool = True,
    folder: Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a program to its end. Raises RuntimeError with what it said where it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if is_checked and done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-5000:]}")
    return done
