"""A Docker of its own: data, socket and, where it runs containers, network."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from tests.hosts.debian import entered

PROGRAMS = ("dockerd", "containerd", "runc", "docker-compose", "iptables")
# Debian's client, also where another stands before it on the path.
DOCKER = "/usr/bin/docker"
INIT = ("/usr/bin/tini-static", "/usr/bin/docker-init")


def missing() -> str:
    """What this machine lacks, as a sentence; empty where nothing is missing."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    lacking = [one for one in (*PROGRAMS, DOCKER) if shutil.which(one, path=path) is None]
    if lacking:
        return f"There is no {lacking[0]} here: apt-get install docker.io containerd runc tini docker-compose iptables."
    return ""


class Daemon:
    """A running dockerd. Raises RuntimeError with the end of its log where it does not come up."""

    def __init__(self, folder: Path, *, is_apart: bool) -> None:
        """`is_apart`: with a network of its own and bridges, to run containers; else with this machine's, to build images."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.socket = f"unix://{folder}/socket"
        init = next((one for one in INIT if Path(one).exists()), INIT[0])
        command = [
            "dockerd",
            "--data-root",
            folder / "data",
            "--exec-root",
            folder / "exec",
            "--host",
            self.socket,
        ]
        command += ["--pidfile", folder / "pid", "--init-path", init, "--log-level", "warn"]
        if is_apart:
            up = 'ip link set lo up; exec "$@"'
            command = ["unshare", "--net", "sh", "-c", up, "sh", *command]
        else:
            command += ["--bridge=none", "--iptables=false", "--ip6tables=false"]
        with (folder / "log").open("wb") as log:
            environment = os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
            self._process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        ends = time.monotonic() + 60
        while self.run("version", is_checked=False).returncode:
            if self._process.poll() is not None or time.monotonic() > ends:
                said = (folder / "log").read_text()[-3000:]
                self.stop()
                raise RuntimeError(f"dockerd did not come up:\n{said}")
            time.sleep(0.3)

    def run(self, *arguments: str | Path, is_checked: bool = True) -> subprocess.CompletedProcess[str]:
        """The docker client with arguments. Raises RuntimeError with what it said where it fails."""
        command = [DOCKER, "--host", self.socket, *map(str, arguments)]
        return finished(command, os.environ, is_checked=is_checked)

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
