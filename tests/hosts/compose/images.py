"""The images of the trial: a Debian by debootstrap, what compose.yaml names as Debian ships it, and the site itself."""

import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.hosts import debian
from tests.hosts.compose.daemon import Daemon
from tests.hosts.debian import REPOSITORY

PREFIX = "newsroom-trial"
HERE = Path(__file__).parent / "images"
# The variable of compose.yaml → the stage of images/Dockerfile.
STAGES = {
    "PYTHON_IMAGE": "python",
    "POSTGRES_IMAGE": "postgres",
    "REDIS_IMAGE": "redis",
    "NGINX_IMAGE": "nginx",
}
NAMES = {variable: f"{PREFIX}/{stage}:debian12" for variable, stage in STAGES.items()} | {
    "SITE_IMAGE": f"{PREFIX}/site"
}
DEBIAN = f"{PREFIX}/debian:12"
# What debootstrap leaves that no container needs.
SUPERFLUOUS = (
    "./var/cache/apt/archives/*.deb",
    "./var/cache/apt/*.bin",
    "./var/lib/apt/lists/*",
    "./var/log/*",
)
TEXTS = (
    "./usr/share/doc/*/*",
    "./usr/share/man/*",
    "./usr/share/locale/*",
    "./usr/share/info/*",
    "./usr/share/i18n/*",
)


def import_debian(docker: Daemon) -> None:
    """Makes the image of a bare Debian 12, without manuals and other languages of its programs."""
    with tempfile.TemporaryDirectory(prefix="newsroom-debian-") as folder:
        debian.unpack_base(Path(folder))
        left_out = [f"--exclude={one}" for one in (*SUPERFLUOUS, *TEXTS)]
        packed = Path(folder) / "image.tar"
        subprocess.run(
            [
                "tar",
                "--create",
                "--file",
                packed,
                "--directory",
                folder,
                "--exclude=./image.tar",
                *left_out,
                ".",
            ],
            check=True,
        )
        docker.run("import", packed, DEBIAN)


def build_around(docker: Daemon) -> None:
    """Builds the images beside that of the site."""
    for variable, stage in STAGES.items():
        arguments = ["--network", "host", "--build-arg", f"DEBIAN={DEBIAN}", "--target", stage]
        docker.run("build", "--quiet", *arguments, "--tag", NAMES[variable], HERE)


def build_site(docker: Daemon) -> None:
    """Builds the site's image by its Dockerfile; its packages come from a folder, made ready by this machine's pip."""
    with served(debian.wheels()) as address:
        given = {"PYTHON_IMAGE": NAMES["PYTHON_IMAGE"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": address}
        arguments = [word for name, value in given.items() for word in ("--build-arg", f"{name}={value}")]
        docker.run("build", "--network", "host", *arguments, "--tag", NAMES["SITE_IMAGE"], REPOSITORY)


def megabytes(docker: Daemon, image: str) -> float:
    return int(docker.run("image", "inspect", "--format", "{{.Size}}", image).stdout) / 1e6


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address on loopback at which the files of a folder can be had."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
