"""A fresh Debian 12 in a folder, by debootstrap, and a way to run programs in it as on a host of its own."""

import ctypes
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KEPT = REPOSITORY / "var" / "test" / "hosts"
RELEASE = "bookworm"
# Neither manuals nor other languages of Debian's own programs.
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET of setns(2)
_libc = ctypes.CDLL(None, use_errno=True)

# The new host's first process, in namespaces of its own: nothing of it can be seen from outside, and nothing stays.
_FIRST_PROCESS = """
set -e
mount --make-rprivate /
cd "$1"
mount -t proc proc proc
mount --bind /dev dev
mount -t tmpfs tmpfs run
mkdir -p run/lock
mount -t tmpfs -o mode=1777 tmpfs dev/shm
ip link set lo up
hostname fresh
echo ready
exec sleep infinity
"""


def missing() -> str:
    """What a bare host needs and this machine lacks, as a sentence; empty where nothing is missing."""
    if os.geteuid() != 0:
        return "Only root may make a host in a folder."
    lacking = [one for one in ("debootstrap", "nsenter", "unshare", "ip") if shutil.which(one) is None]
    if lacking:
        return f"There is no {lacking[0]} here: apt-get install debootstrap iproute2."
    if platform.python_version_tuple()[:2] != ("3", "11"):
        return "Packages are made ready for Debian 12 by its own Python, 3.11; this is another."
    return ""


def sources() -> list[tuple[str, str]]:
    """Address and suite of the Debian 12 that this machine itself installs from; empty where it has another."""
    said = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(RELEASE) $(COMPONENT)",
            "Identifier: Packages",
        ],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    lines = [line.split() for line in said.splitlines()]
    return [
        (address, suite) for address, suite, part in lines if suite.startswith(RELEASE) and part == "main"
    ]


def unpack_base(folder: Path, *, packages: Sequence[str] = ()) -> None:
    """A bare Debian 12 in an empty folder, with the archives of `packages` downloaded, but not installed.

    Made once by debootstrap from the sources that this machine has, and kept. Raises CalledProcessError.
    """
    name = sha256(" ".join([RELEASE, *sorted(packages)]).encode()).hexdigest()[:12]
    kept = KEPT / f"{RELEASE}-{name}.tar"
    folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        _make_base(folder, packages)
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".part-{os.getpid()}")
        subprocess.run(["tar", "--create", "--file", half, "--directory", folder, "."], check=True)
        half.rename(kept)
        return
    subprocess.run(["tar", "--extract", "--file", kept, "--directory", folder], check=True)


def _make_base(folder: Path, packages: Sequence[str]) -> None:
    found = sources()
    bootstrap = ["debootstrap", "--variant=minbase", RELEASE, str(folder)]
    subprocess.run([*bootstrap, *[address for address, suite in found if suite == RELEASE][:1]], check=True)
    if found:
        lines = [f"deb {address} {suite} main" for address, suite in found]
        (folder / "etc/apt/sources.list").write_text("\n".join(lines) + "\n")
    excluded = "".join(f"path-exclude={one}\n" for one in LEFT_OUT)
    (folder / "etc/dpkg/dpkg.cfg.d/slim").write_text(excluded + "path-include=/usr/share/doc/*/copyright\n")
    for name in ("resolv.conf", "hosts"):
        shutil.copy(Path("/etc") / name, folder / "etc" / name)
    # Debian's archives are kept, so that the host needs no network when it installs them.
    for command in (
        ["update"],
        ["install", "--yes", "--no-install-recommends", "--download-only", *packages],
    ):
        subprocess.run(["chroot", folder, "apt-get", "-qq", *command], check=True)


def wheels() -> Path:
    """A folder with the site's pinned packages, made ready once with the settings that this machine's pip has."""
    pins = (REPOSITORY / "requirements.txt").read_bytes()
    folder = KEPT / f"wheels-{sha256(pins).hexdigest()[:12]}"
    if not folder.exists():
        # Another run may make them at the same time.
        KEPT.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix="wheels-", dir=KEPT))
        pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--wheel-dir", str(half)]
        subprocess.run([*pip, "--requirement", str(REPOSITORY / "requirements.txt")], check=True)
        if folder.exists():
            shutil.rmtree(half)
        else:
            half.rename(folder)
    return folder


class Host:
    """The Debian of a folder, running: processes, mounts and network of its own. Ends with `stop`, or with this process."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        own = ["--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child"]
        first = ["unshare", *own, "bash", "-c", _FIRST_PROCESS, "host", str(folder)]
        self._outer = subprocess.Popen(first, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._outer.stdout
        with self._outer.stdout as said:
            if said.readline() != b"ready\n":
                raise RuntimeError(f"No host could be started in {folder}.")
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children").read_text()
        self._pid = int(children.split()[0])

    def command(
        self, arguments: Sequence[str], *, user: str = "root", folder: str = "/", env: Mapping[str, str] = {}
    ) -> list[str]:
        """What runs `arguments` in the host, as a user and in a folder of it."""
        inside = ["--target", str(self._pid), "--net", "--mount", "--pid", "--uts", "--ipc"]
        clean = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root", **env}
        said = [f"{name}={value}" for name, value in clean.items()]
        become = [] if user == "root" else ["runuser", "--user", user, "--"]
        chroot = ["chroot", str(self.folder), "env", "-i", f"--chdir={folder}", *said]
        return ["nsenter", *inside, *chroot, *become, *arguments]

    def run(self, *arguments: str, user: str = "root", folder: str = "/", said: str = "") -> str:
        """Runs a program to its end with `said` as its input; gives what it says. Raises RuntimeError where it fails."""
        done = subprocess.run(
            self.command(arguments, user=user, folder=folder),
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout

    def start(
        self, arguments: Sequence[str], *, user: str, folder: str, env: Mapping[str, str], log: Path
    ) -> subprocess.Popen[bytes]:
        """Starts a program that goes on; what it says stands in `log`."""
        with log.open("ab") as file:
            command = self.command(arguments, user=user, folder=folder, env=env)
            self._started.append(subprocess.Popen(command, stdout=file, stderr=file))
        return self._started[-1]

    def network(self) -> AbstractContextManager[None]:
        """This thread is in the host's network for a while; a socket that it opens there stays there."""
        return entered(self._pid)

    def stop(self) -> None:
        """Ends all processes of the host; its mounts go with the last of them."""
        os.kill(self._pid, signal.SIGKILL)
        for process in (self._outer, *self._started):
            process.wait(timeout=30)

    def throw_away(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)


@contextmanager
def entered(pid: int) -> Iterator[None]:
    """This thread is in the network of another process for a while; a socket that it opens there stays there."""
    with open("/proc/thread-self/ns/net") as home, open(f"/proc/{pid}/ns/net") as there:
        _enter(there.fileno())
        try:
            yield
        finally:
            _enter(home.fileno())


def _enter(namespace: int) -> None:
    if _libc.setns(namespace, NEW_NETWORK):
        raise OSError(ctypes.get_errno(), "the network of a host could not be entered")
