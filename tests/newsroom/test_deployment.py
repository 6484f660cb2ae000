"""What is written for people and machines outside the code must say what the code does."""

import ast
import inspect
import os
import re
import subprocess
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

from newsroom.environment import SECRETS, Environment

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *(f"docs/{file.name}" for file in sorted((REPOSITORY / "docs").glob("*.md"))),
]
# The methods of `newsroom.environment.Environment`, each of which has its type.
ENVIRONMENT_READERS = {
    name
    for name, value in vars(Environment).items()
    if inspect.isfunction(value) and not name.startswith("_")
}
# Python on the oldest system that the README names, Debian 12.
OLDEST_PYTHON = "3.11.2"
REQUIRED = ("requirements.txt", "requirements-dev.txt")
# Only for those who set what wants it.
OPTIONAL = ("requirements-s3.txt", "requirements-sentry.txt")
# The picture of the front page is made from a running site and added with a release.
MADE_LATER = {"docs/front-page.png"}


def text_of(path: str) -> str:
    return (REPOSITORY / path).read_text(encoding="utf-8")


def variables_of_settings() -> set[str]:
    """The first argument of every `env.…("NAME")` in the settings, which read the environment in no other way."""
    tree = ast.parse(text_of("newsroom/settings.py"))
    return {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ENVIRONMENT_READERS
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_nothing_else_reads_the_environment() -> None:
    """Each variable stands in the settings; what begins a process is told where these are."""
    begins = {
        "manage.py",
        "newsroom/wsgi.py",
        "newsroom/settings.py",
        "newsroom/management/commands/serve.py",
    }
    packages = ("articles", "desk", "feeds", "newsroom")
    readers = {
        str(file.relative_to(REPOSITORY))
        for package in packages
        for file in (REPOSITORY / package).rglob("*.py")
        if re.search(r"os\.environ|getenv|environ\.Env", file.read_text(encoding="utf-8"))
    }
    assert readers - begins - {"newsroom/environment.py"} == set()


def variables_of_compose() -> set[str]:
    """The variables that compose.yaml itself asks for; `$$` is a dollar sign of the shell inside."""
    return set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text_of("compose.yaml")))


def variables_of_example() -> dict[str, str]:
    """Name → the whole line, commented out or not."""
    lines = text_of(".env.example").splitlines()
    return {found[1]: line for line in lines if (found := re.match(r"(?:# )?([A-Z][A-Z_]+)=", line))}


def test_the_settings_read_something() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "NEWSROOM_DATA_DIR"} <= variables_of_settings()


def test_the_example_names_every_variable_and_no_other() -> None:
    assert set(variables_of_example()) == variables_of_settings() | variables_of_compose()


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_PASSWORD", "DATABASE_URL"])
def test_the_example_holds_no_secret(name: str) -> None:
    assert variables_of_example()[name].endswith("=")


def test_the_manual_explains_every_variable() -> None:
    manual = text_of("docs/operators.md")
    assert [name for name in variables_of_settings() if f"`{name}`" not in manual] == []
    assert [name for name in SECRETS if f"`{name}_FILE`" not in manual] == []
    assert [name for name in variables_of_compose() if f"`{name}`" not in text_of("docs/compose.md")] == []


# --- Compose and the image -----------------------------------------------------------------------------------


def test_compose_has_no_default_password() -> None:
    compose = text_of("compose.yaml")
    assert "PASSWORD_FILE: /run/secrets/database_password" in compose
    assert re.findall(r"\w*(?:PASSWORD|SECRET_KEY|postgres://\w+):(?! /run/secrets/)", compose) == []


def services() -> dict[str, str]:
    """Name → the lines of each service, by indentation."""
    body = text_of("compose.yaml").partition("\nservices:\n")[2].partition("\nvolumes:\n")[0]
    parts = re.split(r"(?m)^  (\w+):$", body.partition("\nsecrets:\n")[0])
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_compose_starts_in_order() -> None:
    found = services()
    assert set(found) == {
        *("database", "cache", "migrate", "web", "proxy"),
        *("puller", "worker", "jobs", "purge", "metrics"),
    }
    assert "condition: service_healthy" in found["migrate"]
    for name in ("database", "cache", "proxy", "puller", "worker", "jobs", "purge", "metrics"):
        assert "healthcheck:" in found[name], name
    for name in ("web", "puller", "worker", "jobs", "purge", "metrics"):
        assert "condition: service_completed_successfully" in found[name] or "*ready" in found[name], name


def test_compose_confines_every_container_and_names_images_by_variables() -> None:
    compose = text_of("compose.yaml")
    site = compose.partition("\nx-site:")[2].partition("\nservices:")[0]
    for name, lines in services().items():
        assert "<<: *confined" in lines or "<<: *site" in lines, name
        assert "mem_limit:" in lines or "mem_limit:" in site, name
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "pids_limit:"):
        assert line in compose
    images = re.findall(r"(?m)^ +(?:image|PYTHON_IMAGE): (.*)$", compose)
    assert len(images) == 5
    assert [one for one in images if not one.startswith('"${')] == []
    assert re.search(r"(?m)^(?:name|version):", compose) is None, "docker-compose 1.29.2 does not know `name`"


def commands_of_the_project() -> set[str]:
    return {
        file.stem
        for package in ("articles", "feeds", "newsroom")
        for file in (REPOSITORY / package / "management" / "commands").glob("*.py")
        if file.stem != "__init__"
    }


OF_PACKAGES = {
    "axes_reset_username",
    "collectstatic",
    "createsuperuser",
    "makemigrations",
    "migrate",
    "runserver",
}


@pytest.mark.parametrize("path", [*DOCUMENTS, "compose.yaml", "Dockerfile"])
def test_every_command_written_down_exists(path: str) -> None:
    called = set(re.findall(r"manage\.py ([a-z_]+)", text_of(path)))
    assert called <= commands_of_the_project() | OF_PACKAGES


def test_the_operators_manual_describes_every_command() -> None:
    manual = text_of("docs/operators.md") + text_of("docs/commands.md")
    internal = {"collect_messages"}  # called by `make messages`, for contributors
    assert [name for name in commands_of_the_project() - internal if name not in manual] == []


def test_the_manual_lists_the_fields_of_the_pull_summary() -> None:
    tree = ast.parse(text_of("feeds/pull/run.py"))
    summary = next(
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == "summary"
    )
    fields = {
        str(key.value)
        for node in ast.walk(summary)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    manual = text_of("docs/operators.md")
    assert fields
    assert [name for name in fields if f"`{name}`" not in manual] == []


def test_the_image_runs_without_root_and_without_secrets() -> None:
    final = text_of("Dockerfile").split("\nFROM ")[-1]
    assert re.search(r"(?m)^USER (?!root)\w+$", final)
    assert "SECRET_KEY" not in final
    assert "\nHEALTHCHECK " in final
    assert re.search(r'(?m)^CMD \["gunicorn"', final), "the exec form, so that signals reach gunicorn"
    assert {".env*", ".git", "var"} <= set(text_of(".dockerignore").splitlines())


def test_the_image_is_made_from_one_that_a_variable_names() -> None:
    dockerfile = text_of("Dockerfile")
    assert re.search(r"(?m)^ARG PYTHON_IMAGE=python:3\.\d+-slim-\w+$", dockerfile)
    assert set(re.findall(r"(?m)^FROM (\S+)", dockerfile)) == {"${PYTHON_IMAGE}"}


def test_the_image_finds_its_static_files_where_they_were_collected() -> None:
    dockerfile = text_of("Dockerfile")
    folder = re.search(r"(?m)^    NEWSROOM_DATA_DIR=(\S+)$", dockerfile)
    assert folder
    assert f"NEWSROOM_DATA_DIR={folder[1]} SECRET_KEY" in dockerfile
    assert f"COPY --from=build {folder[1]}/static {folder[1]}/static" in dockerfile
    assert f"media:{folder[1]}/media" in text_of("compose.yaml")
    assert f"NEWSROOM_DATA_DIR: {folder[1]}\n" in text_of("compose.yaml")


# --- CI ------------------------------------------------------------------------------------------------------


def test_ci_is_a_valid_script_that_may_be_run() -> None:
    script = REPOSITORY / ".ci" / "run"
    assert os.access(script, os.X_OK)
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_ci_calls_the_same_commands_as_people() -> None:
    assert re.search(r"(?m)^make .*check test\b", text_of(".ci/run").rstrip().splitlines()[-1])


# --- What is written for people ------------------------------------------------------------------------------


def make_targets() -> list[str]:
    return re.findall(r"(?m)^([a-z-]+):.*##", text_of("Makefile"))


def test_the_readme_names_every_make_target() -> None:
    readme = text_of("README.md")
    assert "run" in make_targets()
    assert [target for target in make_targets() if f"`make {target}`" not in readme] == []


@pytest.mark.parametrize("path", DOCUMENTS)
def test_no_document_names_a_make_target_that_does_not_exist(path: str) -> None:
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", text_of(path), flags=re.MULTILINE))
    assert named <= set(make_targets())


@pytest.mark.parametrize("path", [*DOCUMENTS, ".env.example", "compose.yaml", "Dockerfile", ".ci/run"])
def test_no_document_names_a_place_on_one_machine(path: str) -> None:
    private = re.compile(r"(?<![\w./-])/(?:work|home|root|Users|tmp|private|mnt)(?:/|\b)")
    text = text_of(path)
    # Within a container it is the one place where a program may write, which stands for no machine.
    own = text.replace("/tmp", "") if path == "compose.yaml" else text
    assert private.findall(own) == []


def normalised(package: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", package).lower()


def required_packages(*files: str) -> set[str]:
    lines = [line for file in files or REQUIRED for line in text_of(file).splitlines()]
    return {
        normalised(line.partition("==")[0]) for line in lines if "==" in line and not line.startswith("#")
    }


def test_every_package_has_its_reason() -> None:
    explained = re.findall(r"(?m)^\| `([^`]+)` \|", text_of("docs/dependencies.md"))
    assert len(explained) == len(set(explained))
    assert {normalised(name) for name in explained} == required_packages(*REQUIRED, *OPTIONAL)


def links_of(path: str) -> Iterator[tuple[str, str]]:
    """Target and fragment of every relative link, pictures included."""
    prose = re.sub(r"(?s)```.*?```", "", text_of(path))
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"[a-z]+:", target):
            file, _, fragment = target.partition("#")
            yield file, fragment


def anchors_of(file: Path) -> set[str]:
    """The anchors that headings get on the usual hosts: lower case, punctuation gone, hyphens for spaces."""
    prose = re.sub(r"(?s)```.*?```", "", file.read_text(encoding="utf-8"))
    headings = re.findall(r"(?m)^#+ (.+)$", prose)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DOCUMENTS)
def test_every_relative_link_leads_somewhere(path: str) -> None:
    broken = []
    for target, fragment in links_of(path):
        file = (REPOSITORY / path).parent / target if target else REPOSITORY / path
        known = file.exists() or str(file.relative_to(REPOSITORY)) in MADE_LATER
        if not known or (fragment and fragment not in anchors_of(file)):
            broken.append(f"{target}#{fragment}")
    assert broken == []


def paths_in(path: str) -> set[str]:
    """What stands in backquotes and looks like a file or folder of the repository."""
    prose = re.sub(r"(?s)```.*?```", "", text_of(path))
    roots = "articles|feeds|newsroom|templates|static|samples|tests|bench|docs"
    called = {
        name
        for line in re.findall(r"`\.venv/bin/pytest ([^`]*)`", prose)
        for name in line.split()
        if "/" in name
    }
    return set(re.findall(rf"`((?:{roots})/[\w./-]*)`", prose)) | called


@pytest.mark.parametrize("path", ["docs/contributors.md", "docs/architecture.md", "docs/security.md"])
def test_every_file_named_is_there(path: str) -> None:
    assert paths_in(path)
    assert [name for name in paths_in(path) if not (REPOSITORY / name).exists()] == []


def test_every_package_runs_on_the_python_of_debian_12() -> None:
    """A pin that a newer patch of Python admits would leave that system without a way to install the site."""
    wanted = {name: SpecifierSet(metadata(name).get("Requires-Python") or "") for name in required_packages()}
    assert {name: str(one) for name, one in wanted.items() if not one.contains(OLDEST_PYTHON)} == {}
