"""The project of compose.yaml on a Docker of its own: its settings, secrets, services."""

import secrets
import subprocess
from pathlib import Path

from tests.hosts.compose import images
from tests.hosts.compose.daemon import Daemon, finished
from tests.hosts.debian import REPOSITORY
from tests.hosts.reader import Reader

NAME, PORT, FEED_PORT = "news.example.org", 18443, 8099
SERVICES = ("database", "cache", "web", "proxy", "puller", "worker", "jobs", "purge", "metrics")
# Beside the puller, in its network: a newspaper on loopback, which is the only address within that may be asked.
PAPER = """
services:
  paper:
    image: "{site}"
    network_mode: "service:puller"
    command: ["python", "-m", "http.server", "--bind", "127.0.0.1", "--directory", "/paper", "{port}"]
    volumes: ["{folder}:/paper:ro"]
    healthcheck: {{disable: true}}
"""


class Project:
    """What Compose does with compose.yaml, its settings and secrets in a folder."""

    def __init__(self, docker: Daemon, folder: Path) -> None:
        self.docker, self._folder = docker, folder
        # Settings stand beside compose.yaml: here that is a copy of what it mounts.
        self._place = folder / "site"
        self.paper = folder / "paper"
        for one in (self._place / "secrets", self.paper):
            one.mkdir(parents=True, exist_ok=True)
        for name in ("compose.yaml", "deploy"):
            subprocess.run(["cp", "--recursive", REPOSITORY / name, self._place], check=True)
        self._write_settings()
        text = PAPER.format(site=images.NAMES["SITE_IMAGE"], port=FEED_PORT, folder=self.paper)
        (self._place / "paper.yaml").write_text(text)

    @property
    def reader(self) -> Reader:
        return Reader(NAME, PORT, self._place / "secrets" / "fullchain.pem")

    @property
    def environment(self) -> dict[str, str]:
        return self.docker.environment | {
            "COMPOSE_PROJECT_NAME": "newsroom",
            "COMPOSE_PROFILES": "purge",
            "COMPOSE_FILE": "compose.yaml:paper.yaml",
        }

    def _write_settings(self) -> None:
        settings = {
            "SITE_URL": f"https://{NAME}:{PORT}",
            "ALLOWED_HOSTS": NAME,
            "CONTACT_EMAIL": "editors@example.org",
            "TRUSTED_PROXIES": "1",
            "COMMENTS_PUBLISH": "screened",
            "FETCH_ALLOW_LOOPBACK": "true",
            "FETCH_EXTRA_PORTS": str(FEED_PORT),
            "HTTP_ADDRESS": "18080",
            "HTTPS_ADDRESS": str(PORT),
            **images.NAMES,
        }
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        (self._place / ".env").write_text(lines)
        kept = self._place / "secrets"
        kept.chmod(0o700)
        for name in ("secret_key", "database_password"):
            (kept / name).write_text(secrets.token_hex(48))
        certificate = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={NAME}",
        ]
        certificate += ["-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(kept / "privkey.pem")]
        subprocess.run([*certificate, "-out", str(kept / "fullchain.pem")], check=True, capture_output=True)
        for file in kept.iterdir():
            file.chmod(0o644)

    # --- Commands ------------------------------------------------------------------------------------------------------

    def compose(self, *arguments: str) -> str:
        """Compose with arguments; gives what it says. Raises RuntimeError where it fails."""
        command = [*self.docker.programs.compose, *arguments]
        return finished(command, self.environment, folder=self._place).stdout

    def shell(self, line: str) -> str:
        """A line of the shell beside compose.yaml. Raises RuntimeError where it fails."""
        return finished(["bash", "-o", "pipefail", "-c", line], self.environment, folder=self._place).stdout

    def make(self, *arguments: str) -> str:
        """`make` of the checkout with arguments, as the manual says it for Compose."""
        compose = f"COMPOSE={' '.join(self.docker.programs.compose)} --project-directory {self._place}"
        environment = self.environment | {
            "COMPOSE_FILE": f"{self._place}/compose.yaml:{self._place}/paper.yaml"
        }
        return finished(
            ["make", "--no-print-directory", *arguments, compose], environment, folder=REPOSITORY
        ).stdout

    def manage(self, service: str, *arguments: str) -> str:
        return self.compose("exec", "-T", service, "python", "manage.py", *arguments)

    def sql(self, statement: str) -> str:
        """What psql says, in the database's own container."""
        client = ["psql", "--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]
        command = [
            *self.docker.programs.compose,
            "exec",
            "-T",
            "database",
            *client,
            "--username",
            "newsroom",
            "newsroom",
        ]
        done = subprocess.run(
            command,
            cwd=self._place,
            env=self.environment,
            input=statement,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def container(self, service: str) -> str:
        return self.compose("ps", "--quiet", service).strip()

    def health(self) -> dict[str, str]:
        """Service → `healthy`, or `running` where it has no check."""
        form = "{{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}"
        return {
            one: self.docker.run("inspect", "--format", form, self.container(one)).stdout.strip()
            for one in SERVICES
        }

    def confinement(self) -> dict[str, str]:
        """Service → user, whether its files can be written, limits of memory and processes, as Docker has them."""
        form = "{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.Memory}} {{.HostConfig.PidsLimit}} {{.HostConfig.CapDrop}}"
        return {
            one: self.docker.run("inspect", "--format", form, self.container(one)).stdout.strip()
            for one in SERVICES
        }
