"""What is shipped for a host (`deploy/`): units that call what there is, when the manual says, installed by one script."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.hosts.manual import Manual, blocks

REPOSITORY = Path(__file__).resolve().parents[2]
DEPLOY = REPOSITORY / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
TIMERS = sorted(DEPLOY.glob("systemd/*.timer"))
MANUAL = "".join(file.read_text(encoding="utf-8") for file in sorted((REPOSITORY / "docs").glob("*.md")))
INSTALL = (DEPLOY / "install").read_text(encoding="utf-8")


def commands_in(text: str) -> list[list[str]]:
    """The command lines of manage.py in a text, without what a shell adds."""
    found = re.findall(r"manage\.py ([a-z_]+[^&|>;\n]*)", text)
    return [shlex.split(line) for line in found]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_call_commands_that_there_are(unit: Path) -> None:
    text = unit.read_text(encoding="utf-8")
    for name, *arguments in commands_in(text):
        command = load_command_class(get_commands()[name], name)
        command.create_parser("manage.py", name).parse_args(arguments)
    assert "ExecStart=" in text
    assert "User=newsroom" in text
    assert "ProtectSystem=strict" in text


def test_what_the_manual_has_cron_do_the_units_do() -> None:
    lines = re.findall(r"(?m)^[\d*/]+ \S+ \S+ \S+ \S+ (.*)$", MANUAL)
    by_cron = {name for line in lines for name, *_rest in commands_in(line)}
    by_units = {name for unit in UNITS for name, *_rest in commands_in(unit.read_text(encoding="utf-8"))}
    assert len(by_cron) > 5
    assert by_cron <= by_units


def test_what_timers_do_containers_do() -> None:
    by_units = {name for unit in UNITS for name, *_rest in commands_in(unit.read_text(encoding="utf-8"))}
    scripts = "".join((DEPLOY / "compose" / name).read_text(encoding="utf-8") for name in ("jobs", "puller"))
    by_containers = set(re.findall(r"(?m)^ *(?:manage|python manage\.py) ([a-z_]+)", scripts))
    # The first two are containers of their own; the last is for those who name proxies (PURGE_PROXIES).
    assert by_units - {"work", "metrics", "purge_proxies"} == by_containers


def test_the_manual_of_operators_is_short() -> None:
    lines = (REPOSITORY / "docs" / "operators.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) < 400


def test_each_unit_is_enabled_by_itself_or_by_its_timer() -> None:
    enabled = set(re.findall(r"[a-z.]+", re.search(r"UNITS=\((.*)\)", INSTALL)[1]))
    timers = {timer.stem.removeprefix("newsroom-") for timer in TIMERS}
    units = {unit.stem.removeprefix("newsroom-") for unit in UNITS}
    assert enabled == {f"{name}.timer" for name in timers} | (units - timers)


def test_the_shipped_paths_are_those_of_the_script() -> None:
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8")
        assert "WorkingDirectory=/srv/newsroom\n" in text
        assert "ReadWritePaths=/var/lib/newsroom\n" in text
    assert "HOME_FOLDER=/srv/newsroom\nDATA=/var/lib/newsroom\n" in INSTALL
    assert "alias /var/lib/newsroom/media/;" in (DEPLOY / "nginx" / "newsroom.conf").read_text(
        encoding="utf-8"
    )


def test_the_script_is_one_and_says_how_it_is_called() -> None:
    checked = subprocess.run(["bash", "-n", DEPLOY / "install"], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_systemd_takes_the_units() -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not here")
    said = subprocess.run(
        [program, "verify", *UNITS, *TIMERS], capture_output=True, text=True, check=False
    ).stderr.splitlines()
    # The checkout lies in /srv/newsroom on the host alone.
    assert [line for line in said if "is not executable" not in line] == []


def test_the_commands_of_the_manual_are_found_with_whose_they_are() -> None:
    """`tests/hosts` types them on a bare host."""
    found = blocks((REPOSITORY / "docs" / "operators.md").read_text(encoding="utf-8"))
    whose = {(one.heading, one.lines[0].partition(" ")[0]): one.is_root for one in found}
    assert whose[("Installing", "apt-get")]
    assert whose[("Upgrades", "systemctl")]
    assert not whose[("Upgrades", "make")]
    assert not whose[("Backup", ".venv/bin/python")]
    assert Manual().left_out()


def test_the_headers_that_the_manual_wants_of_a_proxy_are_those_of_the_shipped_one() -> None:
    found = blocks((REPOSITORY / "docs" / "operators.md").read_text(encoding="utf-8"))
    (headers,) = (one for one in found if one.language == "nginx")
    shipped = (DEPLOY / "nginx" / "newsroom.conf").read_text(encoding="utf-8")
    # Three locations lead to the site.
    assert [shipped.count(f"        {line}\n") for line in headers.lines] == [3] * len(headers.lines)
