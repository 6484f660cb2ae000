"""A bare Debian 12 becomes the site as the operator's manual says, line by line, and another one the same from its backup."""

import json
import re
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from tests.feeds.server import FeedServer
from tests.hosts import debian
from tests.hosts.debian import REPOSITORY, Host
from tests.hosts.manual import Manual
from tests.hosts.newspaper import TITLES, newspaper
from tests.hosts.origin import BEFORE, Origin, history_reaches
from tests.hosts.reader import Reader
from tests.hosts.rows import EVERY_ROW
from tests.hosts.times import Times

pytestmark = [pytest.mark.servers, pytest.mark.long, pytest.mark.timeout(2400)]

# The name and the port of its own that the site gets with its new version.
NAME, PORT = "news.example.org", 8443
HOME, DATA = "/srv/newsroom", "/var/lib/newsroom"
BACKUP = "/backups/newsroom-20261130T032000Z"
FORMER = "/root/former"
COMMENTS = ("Mong xã công khai biên bản đo đạc.", "Bản mới đã mở thêm một đường.")
EDITOR, PASSWORD = "editor", "a long word for the desk 5"
ENDS = r"(?m)^Type=oneshot$"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder for hosts. What runs in them ends with the test, also with one that fails."""
    if complaint := debian.missing():
        pytest.skip(complaint)
    if not history_reaches():
        pytest.skip(f"The history of this clone does not reach back to {BEFORE}: git fetch --unshallow.")
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_the_manual_is_followed_on_a_bare_host_and_on_another_one(place: Path) -> None:
    times, manual = Times(), Manual()
    origin = Origin(place / "origin")
    with times.step("Debian 12 in a folder, started"):
        first = bare_host(place / "first")
    try:
        with origin.served(first) as address, first.network(), FeedServer() as server:
            with times.step("an earlier version installed"):
                installed(manual, first, address)
            with times.step("used: an account, two articles pulled, a comment"):
                article = used(manual, first, newspaper(server), feed_port=server.port)
            with times.step("upgraded to this version"):
                origin.publish()
                upgraded(manual, first)
            reader = Reader(NAME, PORT, certificate(first))
            with times.step("used: every unit, every line of cron, a comment through a port of its own"):
                used_again(manual, first, reader, article)
            with times.step("backups, one of them encrypted"):
                saved = backed_up(manual, first, place / "saved")
            stored, seen = everything(first), reader.page(article)
    finally:
        first.throw_away()
    with times.step("another Debian 12"):
        second = bare_host(place / "second")
    try:
        with origin.served(second) as address, second.network():
            with times.step("deploy/install there, both backups restored"):
                restored(manual, second, saved, address, stored)
            reader = Reader(NAME, PORT, certificate(second))
            reader.wait()
            again = reader.page(article)
    finally:
        second.throw_away()
    for words in (TITLES[0], *COMMENTS):
        assert words in again
    assert re.findall(r'src="(/media/[^"]*)"', again) == re.findall(r'src="(/media/[^"]*)"', seen) != []
    assert manual.left_out() == []
    times.sum()


# --- A host --------------------------------------------------------------------------------------------------------


def bare_host(folder: Path) -> Host:
    """A started Debian that knows nothing of the site, and where pip finds the packages that are pinned."""
    debian.unpack_base(folder, include=["systemd", "systemd-sysv"], packages=packages())
    shutil.copytree(debian.wheels(), folder / "opt/wheels")
    (folder / "etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /opt/wheels\n")
    # What packages recommend is not there, and nothing can be downloaded.
    (folder / "etc/apt/apt.conf.d/recommends").write_text('APT::Install-Recommends "false";\n')
    return Host(folder)


def packages() -> list[str]:
    """What the script installs, as it says itself; and what the manual installs beside it."""
    script = (REPOSITORY / "deploy" / "install").read_text()
    line = re.search(r"apt-get .*--no-install-recommends install (.*) >", script)
    assert line
    return ["git", "age", *line[1].split()]


def certificate(host: Host) -> Path:
    return host.folder / "etc/ssl/newsroom/fullchain.pem"


def settings(host: Host, **changes: str) -> None:
    """Writes into `.env`, and has the processes read it, as the manual says."""
    file = host.folder / HOME.lstrip("/") / ".env"
    with file.open("a") as lines:
        lines.writelines(f"{name}={value}\n" for name, value in changes.items())
    host.run("systemctl", "restart", "newsroom-web", "newsroom-work", "newsroom-metrics")


def run_unit(host: Host, name: str) -> str:
    """Starts a service that ends, and gives what it said. Raises AssertionError where a line of it failed."""
    told = f"journalctl --sync; journalctl --unit {name} --output cat --lines 200"
    host.run("bash", "-c", f"systemctl start {name}.service || {{ {told}; exit 1; }}")
    lines = host.run("systemctl", "show", name, "--property=ExecStart").splitlines()
    said = host.run("bash", "-c", told)
    assert lines, said
    assert [line for line in lines if "; code=exited ; status=0 }" not in line] == [], said
    return said


def sql(host: Host, statement: str) -> str:
    command = ["psql", "--quiet", "--no-psqlrc", "--no-align", "--tuples-only", "--set", "ON_ERROR_STOP=1"]
    return host.run("runuser", "--user", "newsroom", "--", *command, "newsroom", said=statement)


# --- The manual ----------------------------------------------------------------------------------------------------


def installed(manual: Manual, host: Host, address: str) -> None:
    said = manual.follow(host, manual.block("Installing", "apt-get install"), ADDRESS=address)
    account = manual.block("Installing", "cd /srv/newsroom && runuser --user newsroom -- .venv")
    # The script ends with the line that the manual has.
    assert said.splitlines()[-1].strip() == account.text.strip()


def used(manual: Manual, host: Host, feed: str, *, feed_port: int) -> str:
    """An operator's first hour, with the earlier version. Gives the address of an article."""
    account = manual.block("Installing", "cd /srv/newsroom && runuser --user newsroom -- .venv")
    questions = [("Username", EDITOR), ("Email", "editor@example.org"), ("Password:", PASSWORD)]
    said = manual.asked(host, account, [*questions, ("Password (again):", PASSWORD)])
    assert "Superuser created" in said
    reader = Reader(NAME, 443, certificate(host))
    reader.wait()
    reader.sign_in(EDITOR, PASSWORD)
    # The shipped feeds are not asked: there is no way out.
    host.run("systemctl", "stop", "newsroom-pull.timer", "newsroom-pull.service")
    sql(host, "UPDATE feeds_feed SET enabled = false")
    settings(
        host,
        COMMENTS_PUBLISH="screened",
        FETCH_ALLOW_LOOPBACK="true",
        FETCH_EXTRA_PORTS=str(feed_port),
    )
    (host.folder / "tmp/feeds.csv").write_text(
        f"feed_url,name,homepage,language\n{feed},Báo Mẫu,https://bao-mau.example/,vi\n"
    )
    manual.as_newsroom(host, ".venv/bin/python manage.py import_sources /tmp/feeds.csv")
    sql(host, "UPDATE feeds_feed SET intake_rule = 'publish', next_check_at = now() WHERE enabled")
    summary = [
        json.loads(line) for line in run_unit(host, "newsroom-pull").splitlines() if '"created"' in line
    ][-1]
    assert (summary["created"], summary["pictures"], summary["failed_feeds"]) == (2, 1, 0), summary
    reader.wait()
    article = reader.address_of("/vi/", TITLES[0])
    reader.send_comment(article, name="Bạn đọc", body=COMMENTS[0])
    return article


def upgraded(manual: Manual, host: Host) -> None:
    """By the script, with the site moved to a port of its own; then by hand, as for who has no systemd."""
    settings(host, SITE_URL=f"https://{NAME}:{PORT}", PURGE_PROXIES="http://127.0.0.1:8081")
    former = (host.folder / HOME.lstrip("/") / ".env").read_text()
    manual.follow(host, manual.block("Upgrades", "systemctl stop"))
    assert (host.folder / HOME.lstrip("/") / ".env").read_text() == former
    manual.follow(host, manual.block("Upgrades", "make setup"))


def used_again(manual: Manual, host: Host, reader: Reader, article: str) -> None:
    reader.wait()
    assert COMMENTS[0] in reader.page(article)
    reader.send_comment(article, name="Bạn đọc", body=COMMENTS[1])
    # The earlier version's counts go on.
    told = reader.plain(9108, "/metrics").data.decode()
    assert 'newsroom_requests_total{status="302",view="comments:write"} 2.0' in told
    assert "newsroom_web_processes 2.0" in told
    # Plain HTTP leads to the port of its own.
    assert reader.plain(80, "/vi/").headers["Location"] == f"{reader.origin}/vi/"
    host.run("logrotate", "--force", "/etc/logrotate.d/newsroom")
    files = sorted((host.folder / "etc/systemd/system").glob("newsroom-*.service"))
    ending = [file.stem for file in files if re.search(ENDS, file.read_text())]
    assert len(ending) > 4
    for name in ending:
        run_unit(host, name)
    going_on = [file.stem for file in files if file.stem not in ending]
    assert host.run("systemctl", "is-active", *going_on).split() == ["active"] * len(going_on)
    assert "newsroom" not in host.run("systemctl", "--failed", "--plain", "--no-legend")
    manual.cron(host)
    work = manual.block("Long work", ".venv/bin/python manage.py work")
    manual.typed(host, work, work.lines[0], **{work.lines[0]: f"timeout --preserve-status 5 {work.lines[0]}"})
    # The doctor finds nothing wrong with a host that was set up by the manual, but that nobody said how mail is sent.
    wrong = manual.as_newsroom(host, ".venv/bin/python manage.py doctor || test $? -eq 1")
    assert [line.partition(":")[0] for line in wrong.splitlines() if line] == ["mail"], wrong


def backed_up(manual: Manual, host: Host, folder: Path) -> Path:
    """What an operator has elsewhere when the host burns down: backups, the settings, the key of the encrypted one."""
    host.run("systemctl", "stop", "newsroom-*.timer", "newsroom-purge")
    shutil.rmtree(host.folder / DATA.lstrip("/") / "backups")
    host.run("install", "--directory", "--owner", "newsroom", "--mode", "750", f"{DATA}/backups")
    run_unit(host, "newsroom-backup")
    said = manual.follow(host, manual.block("Backup", "apt-get install age"))
    public = re.search(r"age1\w+", said)
    assert public, said
    shutil.copytree(host.folder / DATA.lstrip("/") / "backups", folder / "plain")
    shutil.copy(host.folder / HOME.lstrip("/") / ".env", folder / ".env")
    manual.as_newsroom(host, f"BACKUP_KEYS={public[0]} make backup TO=/tmp/encrypted")
    shutil.copytree(host.folder / "tmp/encrypted", folder / "encrypted")
    shutil.copy(host.folder / "root/key.txt", folder / "key.txt")
    return folder


def restored(
    manual: Manual, host: Host, saved: Path, address: str, stored: tuple[str, dict[str, str]]
) -> None:
    """Follows the manual's chapter on another host, where the former things lie in a folder; restores each backup."""
    (plain,), (encrypted,) = ((saved / kind).iterdir() for kind in ("plain", "encrypted"))
    former = host.folder / FORMER.lstrip("/")
    shutil.copytree(saved, former)
    shutil.copytree(plain, former / plain.name)
    other = manual.block("Backup", "apt-get install git")
    manual.follow(host, other, **{"ADDRESS": address, "newsroom-20261130T032000Z": plain.name})
    # Else rows would change while they are compared.
    host.run("systemctl", "stop", "newsroom-*.timer", "newsroom-purge")
    commands = manual.block("Backup", ".venv/bin/python manage.py restore")
    first, second, migrate = commands.lines
    manual.typed(host, commands, first, **{BACKUP: f"{DATA}/backups/{plain.name}"})
    assert everything(host) == stored
    for path in (encrypted, saved / "key.txt"):
        shutil.copytree(path, host.folder / "tmp" / path.name) if path.is_dir() else shutil.copy(
            path, host.folder / "tmp"
        )
    host.run("chown", "--recursive", "newsroom:newsroom", f"/tmp/{encrypted.name}", "/tmp/key.txt")
    manual.typed(host, commands, second, **{BACKUP: f"/tmp/{encrypted.name}", "key.txt": "/tmp/key.txt"})
    assert everything(host) == stored
    manual.typed(host, commands, migrate)
    host.run("systemctl", "start", "newsroom-purge")


# --- What is kept of it --------------------------------------------------------------------------------------------


def everything(host: Host) -> tuple[str, dict[str, str]]:
    """All rows of all tables, as a line a table; and each picture's file with the hash of its bytes."""
    media = host.folder / DATA.lstrip("/") / "media"
    files = [file for file in sorted(media.rglob("*")) if file.is_file()]
    assert files
    rows = sql(host, EVERY_ROW)
    assert "articles_article|2|" in rows
    assert "comments_comment|2|" in rows
    return rows, {str(file.relative_to(media)): sha256(file.read_bytes()).hexdigest() for file in files}
