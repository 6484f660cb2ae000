"""Builds all images and uses the whole site in containers: `make compose-test`.

    python -m tests.hosts.compose [--folder FOLDER] [--programs FOLDER] [--compose "docker compose"]

Wants root and Debian's docker.io, containerd, runc, tini, docker-compose and iptables. Docker gets data, socket and network of its
own, so that nothing of this machine's is touched. A feed is pulled, a comment sent through the proxy, a backup made; then
everything is thrown away, made anew and restored, and must be equal. Prints each step with its seconds, the images with their
sizes, the containers with their memory. The exit status is 1 where something is not as it must be.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.feeds.paper import SUMMARY
from tests.hosts import debian
from tests.hosts.compose import daemon, images
from tests.hosts.compose.daemon import Daemon, Programs, finished
from tests.hosts.compose.project import FEED_PORT, Project
from tests.hosts.rows import EVERY_ROW
from tests.hosts.times import Times

MOST_MEGABYTES = 420
TITLE, COMMENT = "Thôn Thượng bàn chuyện mở đường", "Mong xã công khai biên bản đo đạc."
HEALTHY_SECONDS = 180
# Within half a second; this machine may be busy.
TOLD_SECONDS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hosts.compose", description=__doc__)
    parser.add_argument(
        "--folder", type=Path, help="where Docker's data lies, and stays; by default a temporary one"
    )
    parser.add_argument(
        "--programs",
        type=Path,
        default=Path("/"),
        help="where Debian's packages of Docker are unpacked; by default /",
    )
    parser.add_argument(
        "--compose", default="docker-compose", help="how Compose is called: docker-compose by default"
    )
    options = parser.parse_args(arguments)
    folder: Path | None = options.folder
    programs = Programs(options.programs.resolve(), tuple(options.compose.split()))
    if complaint := debian.missing() or daemon.missing(programs):
        print(complaint, file=sys.stderr)
        return 2
    place = folder or Path(tempfile.mkdtemp(prefix="newsroom-compose-"))
    try:
        return tried(place, programs)
    except (AssertionError, RuntimeError) as error:
        print(f"WRONG: {error}", file=sys.stderr)
        return 1
    finally:
        if folder is None:
            shutil.rmtree(place, ignore_errors=True)


def tried(place: Path, programs: Programs) -> int:
    times = Times()
    with running(place / "docker", programs, is_apart=False) as docker:
        print(
            docker.run(
                "version", "--format", "Docker {{.Client.Version}}, its server {{.Server.Version}}"
            ).stdout,
            end="",
        )
        print(finished([*programs.compose, "version", "--short"], docker.environment).stdout, end="")
        with times.step("the image of Debian, by debootstrap"):
            images.import_debian(docker)
        with times.step("the images of Python, PostgreSQL 15, Redis 7.0, nginx, of Debian's packages"):
            images.build_around(docker)
        with times.step("the image of the site, by its Dockerfile"):
            images.build_site(docker)
        sizes = {name: images.megabytes(docker, name) for name in images.NAMES.values()}
    with running(place / "docker", programs, is_apart=True) as docker:
        project = Project(docker, place)
        try:
            used(project, times)
        except BaseException:
            print(project.compose("logs", "--tail", "40"), file=sys.stderr)
            raise
        finally:
            project.compose("down", "--volumes")
    times.sum()
    for name, size in sizes.items():
        print(f"{size:7.0f} MB  {name}")
    assert sizes[images.NAMES["SITE_IMAGE"]] <= MOST_MEGABYTES, "the image of the site is too large"
    return 0


@contextmanager
def running(folder: Path, programs: Programs, *, is_apart: bool) -> Iterator[Daemon]:
    docker = Daemon(folder, programs, is_apart=is_apart)
    try:
        yield docker
    finally:
        docker.stop()


# --- Its use -------------------------------------------------------------------------------------------------------


def used(project: Project, times: Times) -> None:
    with times.step("all services up and healthy"):
        come_up(project)
    for service, confined in project.confinement().items():
        print(f"{'':9}  {service:<9} {confined}")
    with times.step("an article pulled"):
        pull(project)
    reader = project.reader
    with times.step("a comment sent through the proxy"), project.docker.network():
        article = reader.address_of("/vi/", TITLE)
        reader.send_comment(article, name="Bạn đọc", body=COMMENT)
    with times.step("a backup, by make"):
        project.make("backup")
    # It notes what it told a proxy, of whichever database.
    project.compose("stop", "purge")
    stored = project.sql(EVERY_ROW)
    assert "articles_article|1|" in stored, stored
    assert "comments_comment|1|" in stored, stored
    with times.step("everything thrown away, and up again"):
        saved = take_out(project)
        project.compose("down", "--volumes")
        come_up(project)
        project.compose("stop", "purge")
        put_in(project, saved)
    with times.step("the backup restored, by make"):
        project.make("restore", f"FROM=/data/backups/{saved.name}")
    again = project.sql(EVERY_ROW)
    assert again == stored, f"not equal:\n{stored}\n{again}"
    with project.docker.network():
        page = reader.page(article)
    for words in (TITLE, COMMENT):
        assert words in page, f"the page does not show what was restored: {words}"
    with times.step("an article withdrawn, the web processes stopped"):
        withdraw(project, article)
    print(project.docker.run("stats", "--no-stream", "--format", "{{.Name}} {{.MemUsage}}").stdout)


def come_up(project: Project) -> None:
    """Starts all. The shipped feeds are switched off before anybody asks them: there is no way out."""
    project.compose("up", "--detach", "migrate")
    done = project.docker.run(
        "wait", project.compose("ps", "--all", "--quiet", "migrate").strip()
    ).stdout.strip()
    assert done == "0", project.compose("logs", "migrate")
    project.sql("UPDATE feeds_feed SET enabled = false")
    project.compose("up", "--detach")
    ends = time.monotonic() + HEALTHY_SECONDS
    while set((found := project.health()).values()) != {"healthy"}:
        assert time.monotonic() < ends, f"not healthy: {found}"
        time.sleep(1)


def pull(project: Project) -> None:
    address = f"http://127.0.0.1:{FEED_PORT}"
    (project.paper / "feed.xml").write_text(
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Báo Mẫu</title><link>{address}/</link><item>"
        f"<title>{TITLE}</title><link>{address}/a.html</link><guid>a</guid><description><![CDATA[{f'<p>{SUMMARY}</p>' * 3}]]>"
        "</description><pubDate>Fri, 20 Nov 2026 08:05:00 +0700</pubDate></item></channel></rss>",
        encoding="utf-8",
    )
    (project.paper / "feeds.csv").write_text(
        f"feed_url,name,homepage,language\n{address}/feed.xml,Báo Mẫu,https://bao-mau.example/,vi\n",
        encoding="utf-8",
    )
    project.docker.run(
        "cp", project.paper / "feeds.csv", f"{project.container('puller')}:/data/done/feeds.csv"
    )
    project.manage("puller", "import_sources", "/data/done/feeds.csv")
    project.sql("UPDATE feeds_feed SET intake_rule = 'publish', next_check_at = now() WHERE enabled")
    said = project.manage("puller", "pull_feeds", "--json")
    assert '"created": 1' in said, said


def withdraw(project: Project, article: str) -> None:
    """What was withdrawn does not come back out of the proxy's cache while the site is down; other pages do."""
    reader = project.reader
    with project.docker.network():
        topics = "/vi/topic/"
        for path in (topics, article):
            reader.page(path)
        project.compose("start", "purge")
        time.sleep(TOLD_SECONDS)
        project.sql("UPDATE articles_article SET state = 'withdrawn'")
        time.sleep(TOLD_SECONDS)
        project.compose("stop", "web")
        assert reader.ask("GET", topics).status == 200, "the proxy gives no page while the site is down"
        status = reader.ask("GET", article).status
        assert status in (502, 504), f"the proxy gives what was withdrawn: {status}"
    project.compose("start", "web")


def take_out(project: Project) -> Path:
    """The newest backup, copied out of its volume, with the pictures and rows in it."""
    kept = project.paper.parent / "saved"
    shutil.rmtree(kept, ignore_errors=True)
    project.docker.run("cp", f"{project.container('web')}:/data/backups", kept)
    (found,) = kept.glob("newsroom-*")
    return found


def put_in(project: Project, saved: Path) -> None:
    """A backup of elsewhere, into the volume of backups, for the site's user."""
    pack = f"tar --create --directory {saved.parent} {saved.name}"
    compose = " ".join(project.docker.programs.compose)
    project.shell(f"{pack} | {compose} exec -T web tar --extract --directory /data/backups")


if __name__ == "__main__":
    raise SystemExit(main())
