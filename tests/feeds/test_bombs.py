"""Files made to hurt: our own, and every captured one, through `preview`; none crashes it, takes long or takes much.

How much a file takes is what a process that previews it takes more than one that previews a feed of one entry, as both
carry the whole site's code. Small bombs stay under the bound with all of that.
"""

import gzip
import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from feeds.inputs import read_file
from feeds.parser import parse
from tests.feeds.server import FeedServer

REPOSITORY = Path(__file__).resolve().parents[2]
MOST_SECONDS = 2.0
MOST_MEGABYTES = 100
FEED_FILES = {".xml", ".rss", ".atom", ".rdf", ".json"}

# Says how long reading a file takes (seconds of the processor, so that a busy machine does not count), and what all of
# it took at its peak (kilobytes). Nothing that it prints is of the file.
MEASURE = """
import contextlib, io, json, pathlib, re, sys, time
import django
django.setup()
from django.core.management import call_command
from feeds.management.commands import preview
trivial, file = sys.argv[1:]
def show(path):
    with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.suppress(SystemExit):
        call_command("preview", "--json", path, stderr=io.StringIO())
    return shown.getvalue()
def peak():
    # Not `ru_maxrss`: that begins at what the process took that started this one.
    return int(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
show(trivial)
idle, started = peak(), time.process_time()
shown = show(file)
print(json.dumps({"seconds": time.process_time() - started, "idle": idle, "peak": peak(), "shown": shown}))
"""


def items(*texts: str, prolog: str = "") -> bytes:
    inside = "".join(f"<item>{text}</item>" for text in texts)
    return (
        f"<?xml version='1.0' encoding='utf-8'?>{prolog}<rss version='2.0'><channel><title>Báo Mẫu</title>"
        f"{inside}</channel></rss>"
    ).encode()


def doctype(declarations: str) -> str:
    return f"<!DOCTYPE rss [{declarations}]>"


ENTRY = "<title>Tin {0}</title><link>https://bao-mau.example/a</link><description>Bà con {0} góp công.</description>"
LAUGHS = '<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{"".join([f"&a{n - 1};"] * 10)}">' for n in range(1, 12)
)
DEEP = "<b>" * 200_000
NESTED = "<div>" * 50_000 + "sâu" + "</div>" * 50_000

BOMBS = {
    "billion laughs": items(ENTRY.format("&a11;"), prolog=doctype(LAUGHS)),
    "quadratic blowup": items(
        ENTRY.format("&a;" * 50_000), prolog=doctype(f'<!ENTITY a "{"a" * 100_000}">')
    ),
    "external entity": items(
        ENTRY.format("&a;"), prolog=doctype('<!ENTITY a SYSTEM "file:///etc/passwd">')
    ),
    "deep nesting": items(ENTRY.format(DEEP)),
    "deep nesting inside a text": items(
        f"<title>Tin</title><description><![CDATA[{NESTED}]]></description>"
    ),
    "a huge attribute": items(ENTRY.format("")).replace(
        b"<item>", b"<item x='" + b"a" * 5_000_000 + b"'>"
    ),
    "a hundred thousand attributes": items(ENTRY.format("")).replace(
        b"<item>", b"<item " + b" ".join(b"a%d='1'" % n for n in range(100_000)) + b">"
    ),
    "a long text without tags": items(ENTRY.format("a" * 1_000_000)),
    "a very long text without tags": items(
        "<title>Tin</title><description>" + "Bà con góp công. " * 500_000 + "</description>"
    ),
    "gzip bomb": gzip.compress(b"<rss version='2.0'><channel><title>" + b"\0" * 40_000_000, 1),
    "gzip in gzip": gzip.compress(gzip.compress(b" " * 30_000_000, 1), 1),
    "a feed that is nothing but openings": b"<rss><channel>" + b"<item>" * 300_000,
    "ampersands": items(ENTRY.format("&" * 20_000)),
    "half a million ampersands in a paragraph": items(
        "<title>Tin</title><description><![CDATA[<p>Tin" + "&" * 500_000 + "</p>]]></description>"
    ),
    "JSON brackets": b"[" * 1_000_000,
    "JSON Feed of brackets": b'{"version": "https://jsonfeed.org/version/1.1", "items": ' + b"[" * 500_000,
}  # fmt: skip


def measured(file: Path, folder: Path) -> dict[str, Any]:
    """What previewing a file takes, in a process of its own without a database."""
    trivial = folder / "trivial.xml"
    trivial.write_bytes(items(ENTRY.format("")))
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
        "NEWSROOM_DATA_DIR": str(folder),
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(trivial), str(file)],
        cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def assert_inert(found: dict[str, Any]) -> None:
    grown = (found["peak"] - found["idle"]) / 1024
    assert found["seconds"] < MOST_SECONDS, found["seconds"]
    assert grown < MOST_MEGABYTES, f"{grown:.0f} MB more than {found['idle'] / 1024:.0f} MB"
    assert "root:" not in found["shown"]
    assert "hahaha" not in found["shown"]
    assert found["shown"].strip()


def assert_small(found: dict[str, Any]) -> None:
    """The whole process, Python, Django and the models of languages included."""
    assert found["peak"] / 1024 < MOST_MEGABYTES, f"{found['peak'] / 1024:.1f} MB"


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_inert_and_cheap(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "bomb.xml"
    file.write_bytes(body)
    assert_inert(measured(file, tmp_path))


EXTERNAL = {
    "general entity": ('<!ENTITY a SYSTEM "{url}">', "&a;"),
    "parameter entity": ('<!ENTITY % a SYSTEM "{url}"> %a;', ""),
    "parameter entity that declares another": ('<!ENTITY % a SYSTEM "{url}"> %a; %b;', "&c;"),
    "public identifier": ('<!ENTITY a PUBLIC "-//x//y" "{url}">', "&a;"),
}


@pytest.mark.parametrize(("declaration", "use"), EXTERNAL.values(), ids=EXTERNAL)
@pytest.mark.parametrize("kind", ["feed", "sitemap", "OPML"])
def test_an_external_entity_is_never_asked_for(
    feed_server: FeedServer, tmp_path: Path, declaration: str, use: str, kind: str
) -> None:
    """Through the readers of all kinds of XML that come from outside."""
    from feeds.opml import read_opml
    from feeds.sitemap import parse_sitemap

    url = feed_server.answer("/secret", "a secret of this network")
    head = f"<?xml version='1.0'?><!DOCTYPE x [{declaration.format(url=url)}]>"
    if kind == "feed":
        body = items(ENTRY.format(use)).replace(b"<?xml version='1.0' encoding='utf-8'?>", head.encode())
        shown = repr(parse(body, url="https://bao-mau.example/rss"))
        file = tmp_path / "feed.xml"
        file.write_bytes(body)
        shown += repr(read_file(file))
    elif kind == "sitemap":
        place = f"<url><loc>https://bao-mau.example/a{use}</loc></url>"
        body = f"{head}<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{place}</urlset>".encode()
        shown = repr(parse_sitemap(body, url="https://bao-mau.example/sitemap.xml", news=False))
    else:
        outline = f"<outline text='a{use}' xmlUrl='https://bao-mau.example/rss'/>"
        body = f"{head}<opml version='2.0'><body>{outline}</body></opml>".encode()
        shown = repr(read_opml(body, where="list.opml"))
    assert feed_server.requests == []
    assert "secret of" not in shown


def test_a_doctype_of_the_network_is_not_asked_for(feed_server: FeedServer) -> None:
    url = feed_server.answer("/rss.dtd", "<!ENTITY a 'x'>")
    body = items(ENTRY.format("&a;"), prolog=f'<!DOCTYPE rss SYSTEM "{url}">')
    assert len(parse(body, url="https://bao-mau.example/rss").entries) == 1
    assert feed_server.requests == []


# --- The captured ones -----------------------------------------------------------------------------------------


def hostile_files(shared: Path) -> Iterator[Path]:
    return (path for path in sorted((shared / "data" / "hostile").rglob("*")) if path.is_file())


@pytest.mark.shared
@pytest.mark.django_db
@pytest.mark.timeout(600)
def test_every_captured_file_goes_through_preview(shared: Path) -> None:
    """Each gives its articles, or one sentence that says why it gives none."""
    files = list(hostile_files(shared))
    output = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("preview", "--json", *map(str, files), stdout=output)
    assert ended.value.code == 1
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    shown = defaultdict(list)
    for line in lines:
        shown[line["input"]].append(line)
    named = {name for name in shown if not name.startswith("http")}
    assert {str(path) for path in files if path.suffix not in FEED_FILES} <= named
    assert len(lines) >= len(files)
    assert all(len(line["error"]) > 20 for line in lines if "error" in line)
    assert not any("root:x:" in json.dumps(line) for line in lines)


@pytest.mark.shared
def test_valid_captured_feeds_keep_their_entries(shared: Path) -> None:
    """Files that the validator's suite expects to be without that fault ("Expect: !"), and feedparser's well-formed."""
    checked, lost = 0, []
    for path in hostile_files(shared):
        text = path.read_bytes().decode("latin-1").replace("\0", "")
        expected = re.search(r"Expect:\s*(\S)", text)
        is_valid = "wellformed" in path.parts or (expected is not None and expected[1] == "!")
        bare = re.sub(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>", "", text, flags=re.DOTALL)
        number = len(re.findall(r"<(?:\w+:)?(?:item|entry)[\s>]", bare))
        if path.suffix not in FEED_FILES or not is_valid or not number:
            continue
        checked += 1
        feed = parse(path.read_bytes(), url="https://bao-mau.example/rss")
        twice = sum(
            int(found[1])
            for found in map(re.compile(r"(\d+) entries came twice").match, feed.problems)
            if found
        )
        if len(feed.entries) + twice < number:
            lost.append(f"{path.name}: {len(feed.entries)} of {number}")
    assert checked > 400
    assert lost == []


SMALL_BOMBS = ["billion laughs", "external entity", "gzip in gzip", "ampersands", "JSON Feed of brackets"]


@pytest.mark.parametrize("name", SMALL_BOMBS)
def test_all_of_a_process_that_meets_a_small_bomb_is_small(tmp_path: Path, name: str) -> None:
    file = tmp_path / "bomb.xml"
    file.write_bytes(BOMBS[name])
    assert_small(measured(file, tmp_path))


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["billion_laughs", "quadratic_blowup", "external_entity_file", "deep_nesting_20k"]
)
def test_a_captured_bomb_is_inert_and_cheap(shared: Path, tmp_path: Path, name: str) -> None:
    found = measured(shared / "data" / "hostile" / "xml_bombs" / f"{name}.xml", tmp_path)
    assert_inert(found)
    assert_small(found)
