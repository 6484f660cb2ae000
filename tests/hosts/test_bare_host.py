"""A bare Debian 12 becomes the site by `deploy/install`, is used, backed up and thrown away, and another one becomes the same."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
import urllib3
from PIL import Image

from tests.feeds.paper import SUMMARY, item, rss
from tests.feeds.server import FeedServer
from tests.hosts import debian, units
from tests.hosts.debian import REPOSITORY, Host
from tests.hosts.reader import Reader
from tests.hosts.rows import EVERY_ROW
from tests.hosts.times import Times

pytestmark = [pytest.mark.servers, pytest.mark.long, pytest.mark.timeout(1800)]

NAME, CONTACT, PORT = "news.example.org", "editors@example.org", 8443
HOME, DATA = "/srv/newsroom", "/var/lib/newsroom"
PYTHON = ".venv/bin/python"
TITLES = ("Thôn Thượng bàn chuyện mở đường", "Bà con Đồng Mẫu hiến đất làm đường")
COMMENT = "Mong xã công khai biên bản đo đạc."


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder for hosts. What runs in them ends with the test, also with one that fails."""
    if complaint := debian.missing():
        pytest.skip(complaint)
    yield tmp_path
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_bare_host_is_installed_used_thrown_away_and_restored_elsewhere(place: Path) -> None:
    times = Times()
    with times.step("Debian 12 in a folder"):
        first = bare_host(place / "first")
    try:
        with times.step("deploy/install"):
            install(first)
        with times.step("deploy/install again, as after an update"):
            install_again(first)
        with times.step("HTTPS on a port of its own, the units of the site started"):
            reader = serving(first, place)
        with times.step("two articles pulled, a comment sent, every other unit run once"):
            article = used(first, reader)
        with times.step("a backup, by its unit"):
            units.run(first, units.units(first)["backup"])
        stored = everything(first)
        with first.network():
            seen = reader.page(article)
        saved = save(first, place / "saved")
    finally:
        first.throw_away()
    with times.step("another Debian 12"):
        second = bare_host(place / "second")
    try:
        with times.step("deploy/install there"):
            install(second)
        with times.step("the backup restored"):
            restore(second, saved)
        assert everything(second) == stored
        reader = serving(second, place)
        with second.network():
            again = reader.page(article)
    finally:
        second.throw_away()
    for words in (TITLES[0], COMMENT):
        assert words in again
    assert re.findall(r'src="(/media/[^"]*)"', again) == re.findall(r'src="(/media/[^"]*)"', seen) != []
    times.sum()


# --- A host --------------------------------------------------------------------------------------------------------


def bare_host(folder: Path) -> Host:
    """A Debian that knows nothing of the site but a checkout, and where pip finds the packages that are pinned."""
    debian.unpack_base(folder, packages=packages())
    subprocess.run(["git", "clone", "--quiet", REPOSITORY, folder / HOME.lstrip("/")], check=True)
    for name in changed_files():
        copy = folder / HOME.lstrip("/") / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(REPOSITORY / name, copy)
    shutil.copytree(debian.wheels(), folder / "opt/wheels")
    (folder / "etc/pip.conf").write_text("[global]\nno-index = true\nfind-links = /opt/wheels\n")
    return Host(folder)


def packages() -> list[str]:
    """What the script installs, as it says itself; and git, which the manual installs before it."""
    script = (REPOSITORY / "deploy" / "install").read_text()
    line = re.search(r"apt-get .*--no-install-recommends install (.*) >", script)
    assert line
    return ["git", *line[1].split()]


def changed_files() -> list[str]:
    """What this checkout has beside its last commit."""
    command = ["git", "ls-files", "--modified", "--others", "--exclude-standard"]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    return [name for name in said.splitlines() if (REPOSITORY / name).is_file()]


def install(host: Host) -> None:
    host.run("apt-get", "-qq", "--yes", "--no-install-recommends", "install", "git")
    host.run(f"{HOME}/deploy/install", NAME, CONTACT)


def install_again(host: Host) -> None:
    settings = (host.folder / HOME.lstrip("/") / ".env").read_text()
    host.run(f"{HOME}/deploy/install", NAME, CONTACT)
    assert (host.folder / HOME.lstrip("/") / ".env").read_text() == settings


def serving(host: Host, place: Path) -> Reader:
    """Puts the proxy on a port of its own, starts it and the units that go on; gives a reader of the site."""
    change(
        host, "/etc/nginx/sites-available/newsroom", {":443 ssl": f":{PORT} ssl", " 443 ssl": f" {PORT} ssl"}
    )
    # A comment is to be seen without a moderator.
    address = f"=https://{NAME}:{PORT}\n"
    change(host, f"{HOME}/.env", {f"=https://{NAME}\n": f"{address}COMMENTS_PUBLISH=screened\n"})
    host.run("service", "nginx", "restart")
    for unit in units.units(host).values():
        if unit.goes_on:
            units.start(host, unit, place / f"{host.folder.name}-{unit.name}.log")
    reader = Reader(NAME, PORT, host.folder / "etc/ssl/newsroom/fullchain.pem")
    with host.network():
        reader.wait()
    return reader


def change(host: Host, path: str, changes: dict[str, str]) -> None:
    file = host.folder / path.lstrip("/")
    text = file.read_text()
    for former, new in changes.items():
        assert former in text or new in text, former
        text = text.replace(former, new)
    file.write_text(text)


# --- Its use -------------------------------------------------------------------------------------------------------


def used(host: Host, reader: Reader) -> str:
    """Pulls two articles, sends a comment on the first, and runs what timers run. Gives the address of the first article."""
    found = units.units(host)
    with host.network(), FeedServer() as server:
        follow(host, paper(server), port=server.port)
        summary = json.loads(units.run(host, found["pull"]).splitlines()[-1])
        assert (summary["created"], summary["pictures"], summary["failed_feeds"]) == (2, 1, 0), summary
        article = reader.address_of("/vi/", TITLES[0])
        reader.send_comment(article, name="Bạn đọc", body=COMMENT)
        assert 'newsroom_requests_total{status="302",view="comments:write"} 1.0' in metrics()
    host.run("logrotate", "--force", "/etc/logrotate.d/newsroom")
    for name, unit in found.items():
        if not unit.goes_on and name not in {"pull", "backup"}:
            units.run(host, unit)
    return article


def paper(server: FeedServer) -> str:
    """The address of a feed with two articles, the first with a picture."""
    picture = BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(picture, "JPEG")
    image = server.answer("/road.jpg", picture.getvalue(), headers=[("Content-Type", "image/jpeg")])
    enclosure = f'<enclosure url="{image}" type="image/jpeg" length="{len(picture.getvalue())}"/></item>'
    first = item(server, "/road.html", title=TITLES[0], summary=f"<p>{SUMMARY}</p>" * 3)
    second = item(server, "/land.html", title=TITLES[1])
    feed = rss(first.replace("</item>", enclosure), second)
    return server.answer("/feed.xml", feed, headers=[("Content-Type", "application/rss+xml")])


def follow(host: Host, feed: str, *, port: int) -> None:
    """Has the site follow this feed alone, which lies on the host itself."""
    with (host.folder / f"{HOME}/.env".lstrip("/")).open("a") as settings:
        settings.write(f"FETCH_ALLOW_LOOPBACK=true\nFETCH_EXTRA_PORTS={port}\n")
    sql(host, "UPDATE feeds_feed SET enabled = false")
    listed = f"feed_url,name,homepage,language\n{feed},Báo Mẫu,https://bao-mau.example/,vi\n"
    (host.folder / "tmp/feeds.csv").write_text(listed)
    manage(host, "import_sources", "/tmp/feeds.csv")
    sql(host, "UPDATE feeds_feed SET intake_rule = 'publish', next_check_at = now() WHERE enabled")


def metrics() -> str:
    return urllib3.request("GET", "http://127.0.0.1:9108/metrics", retries=False, timeout=30).data.decode()


def manage(host: Host, *arguments: str) -> str:
    return host.run(PYTHON, "manage.py", *arguments, user="newsroom", folder=HOME)


def sql(host: Host, statement: str) -> str:
    command = [
        "psql",
        "--quiet",
        "--no-psqlrc",
        "--no-align",
        "--tuples-only",
        "--set",
        "ON_ERROR_STOP=1",
        "newsroom",
    ]
    return host.run(*command, user="newsroom", said=statement)


# --- What is kept of it --------------------------------------------------------------------------------------------


def everything(host: Host) -> tuple[str, dict[str, str]]:
    """All rows of all tables, as a line a table; and each picture's file with the hash of its bytes."""
    media = host.folder / DATA.lstrip("/") / "media"
    files = [file for file in sorted(media.rglob("*")) if file.is_file()]
    assert files
    rows = sql(host, EVERY_ROW)
    assert "articles_article|2|" in rows
    assert "comments_comment|1|" in rows
    return rows, {str(file.relative_to(media)): sha256(file.read_bytes()).hexdigest() for file in files}


def save(host: Host, folder: Path) -> Path:
    """What an operator has elsewhere when the host burns down: the newest backup and the settings."""
    (backup,) = (host.folder / DATA.lstrip("/") / "backups").iterdir()
    shutil.copytree(backup, folder / backup.name)
    shutil.copy(host.folder / HOME.lstrip("/") / ".env", folder / ".env")
    return folder


def restore(host: Host, saved: Path) -> None:
    (backup,) = (one for one in saved.iterdir() if one.is_dir())
    place = f"{DATA}/backups/{backup.name}"
    shutil.copytree(backup, host.folder / place.lstrip("/"))
    shutil.copy(saved / ".env", host.folder / HOME.lstrip("/") / ".env")
    host.run("chown", "--recursive", "newsroom:newsroom", place, f"{HOME}/.env")
    manage(host, "restore", place)
