"""A fresh Debian 12 in a folder, by debootstrap, and a way to run programs in it as on a host of its own."""

import ctypes
import os
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
KEPT = REPOSITORY / "var" / "test" / "hosts"
RELEASE = "bookworm"
# Neither manuals nor other languages of Debian's own programs.
LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
NEW_NETWORK = 0x40000000  # CLONE_NEWNET of setns(2)
_libc = ctypes.CDLL(None, use_errno=True)

# What the new host begins with, in namespaces of its own: nothing of it can be seen from outside, and nothing stays. Its root is
# the folder, its devices are those that need no hardware, and systemd is its first process, as on any Debian. The kernel belongs
# to this machine: its settings, modules and clock cannot be changed from within.
_FIRST_PROCESS = """
set -e
mount --make-rprivate /
mount --bind "$1" "$1"
cd "$1"
mount -t proc proc proc
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
for one in null zero full random urandom tty; do cp -a "/dev/$one" "dev/$one"; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for one in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${one%:*}" "dev/${one#*:}"; done
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
ip link set lo up
hostname fresh
mkdir run/before
pivot_root . run/before
umount -l /run/before
rmdir /run/before
echo ready
exec env -i container=folder PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \\
    setpriv --bounding-set=-sys_module,-sys_time,-sys_rawio /lib/systemd/systemd --log-target=journal --show-status=no
"""
# Where processes are counted in groups: systemd wants the second version alone, which other systems mount beside the first.
_GROUPS = (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"))
UP_SECONDS = 120


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


def unpack_base(folder: Path, *, include: Sequence[str] = (), packages: Sequence[str] = ()) -> None:
    """A bare Debian 12 in an empty folder, `include` installed, the archives of `packages` downloaded, but not installed.

    Made once by debootstrap from the sources that this machine has, and kept. Raises CalledProcessError.
    """
    name = sha256(" ".join([RELEASE, *sorted(include), "and", *sorted(packages)]).encode()).hexdigest()[:12]
    kept = KEPT / f"{RELEASE}-{name}.tar"
    folder.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        _make_base(folder, include, packages)
        kept.parent.mkdir(parents=True, exist_ok=True)
        half = kept.with_suffix(f".part-{os.getpid()}")
        subprocess.run(["tar", "--create", "--file", half, "--directory", folder, "."], check=True)
        half.rename(kept)
        return
    subprocess.run(["tar", "--extract", "--file", kept, "--directory", folder], check=True)


def _make_base(folder: Path, include: Sequence[str], packages: Sequence[str]) -> None:
    found = sources()
    more = [f"--include={','.join(include)}"] if include else []
    bootstrap = ["debootstrap", "--variant=minbase", *more, RELEASE, str(folder)]
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
        pip = [sys.executable, "-m", "pip", "--quiet", "wheel", "--use-pep517", "--wheel-dir", str(half)]
        subprocess.run([*pip, "--requirement", str(REPOSITORY / "requirements.txt")], check=True)
        # The site's user installs from it.
        half.chmod(0o755)
        if folder.exists():
            shutil.rmtree(half)
        else:
            half.rename(folder)
    return folder


class Host:
    """The Debian of a folder, started: systemd, mounts and network of its own. Ends with `stop`, or with this process."""

    def __init__(self, folder: Path) -> None:
        """Raises RuntimeError where it does not come up."""
        self.folder = folder
        above = next(one for one in _GROUPS if (one / "cgroup.procs").exists())
        self._group = above / f"newsroom-{os.getpid()}-{folder.name}"
        self._group.mkdir()
        own = ["--cgroup", "--net", "--mount", "--pid", "--uts", "--ipc", "--fork", "--kill-child"]
        begin = ["sh", "-c", 'echo $$ > "$0/cgroup.procs"; exec "$@"', str(self._group)]
        first = [*begin, "unshare", *own, "bash", "-c", _FIRST_PROCESS, "host", str(folder)]
        self._outer = subprocess.Popen(first, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert self._outer.stdout
        if self._outer.stdout.readline() != b"ready\n":
            raise RuntimeError(f"No host could be started in {folder}.")
        children = Path(f"/proc/{self._outer.pid}/task/{self._outer.pid}/children").read_text()
        self._pid = int(children.split()[0])
        self._wait()

    def _wait(self) -> None:
        ends = time.monotonic() + UP_SECONDS
        while True:
            asked = subprocess.run(
                self.command(["systemctl", "is-system-running"]), capture_output=True, text=True, check=False
            )
            if asked.stdout.strip() in {"running", "degraded"}:
                return
            if time.monotonic() > ends:
                self.stop()
                raise RuntimeError(f"systemd did not come up in {self.folder}: {asked.stdout}{asked.stderr}")
            time.sleep(0.2)

    def command(self, arguments: Sequence[str]) -> list[str]:
        """What runs `arguments` in the host as root, as somebody does who has logged in."""
        inside = ["--target", str(self._pid), "--net", "--mount", "--pid", "--uts", "--ipc", "--cgroup"]
        clean = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "HOME=/root", "TERM=dumb"]
        return ["nsenter", *inside, "--root", "env", "-i", "--chdir=/root", *clean, *arguments]

    def run(self, *arguments: str, said: str = "") -> str:
        """Runs a program to its end with `said` as its input; gives what it says. Raises RuntimeError where it fails."""
        done = subprocess.run(
            self.command(arguments),
            input=said,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout

    def network(self) -> AbstractContextManager[None]:
        """This thread is in the host's network for a while; a socket that it opens there stays there."""
        return entered(self._pid)

    def stop(self) -> None:
        """Ends all processes of the host; its mounts go with the last of them."""
        os.kill(self._pid, signal.SIGKILL)
        self._outer.wait(timeout=30)
        if self._outer.stdout:
            self._outer.stdout.close()
        for _attempt in range(50):
            for group in sorted(self._group.rglob("*/"), key=lambda one: -len(one.parts)):
                with suppress(OSError):
                    group.rmdir()
            with suppress(OSError):
                self._group.rmdir()
                return
            time.sleep(0.1)

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
