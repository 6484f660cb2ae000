"""Guards against input that is made to hurt: entities, nesting, packing, great length, and every captured file.

The inputs are small and hurt nobody: each goes a little beyond a limit that the test has set low, or is long but plain.

How much a file takes is what a process that previews it takes more than one that previews a feed of one entry, as both
carry the whole site's code. Small files stay under the bound with all of that.
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

from feeds.errors import ParseError
from feeds.formats import feed_parser, repair
from feeds.formats.feed_parser import MAX_ATTRIBUTES, parse
from feeds.formats.repair import MAX_ENTITY_CHARACTERS
from feeds.reading.inputs import read_file
from feeds.web.content_coding import PIECE_BYTES, decoded
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
# Doubled twice: with the first three letters that no text of ours holds.
DOUBLED = '<!ENTITY a "haha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">'

GUARDED = {
    "entities that expand": (items(ENTRY.format("&c;"), prolog=doctype(DOUBLED)), "haha"),
    "an entity longer than allowed": (
        items(ENTRY.format("&a;&a;"), prolog=doctype(f'<!ENTITY a "{"ha" * MAX_ENTITY_CHARACTERS}">')),
        "haha",
    ),
}

LONG = {
    "a long attribute": items(ENTRY.format("")).replace(b"<item>", b"<item x='" + b"a" * 2_000_000 + b"'>"),
    "a long text without tags": items(ENTRY.format("a" * 1_000_000)),
    "a very long text without tags": items(
        "<title>Tin</title><description>" + "Bà con góp công. " * 500_000 + "</description>"
    ),
}  # fmt: skip

SMALL = {
    "entities that expand": GUARDED["entities that expand"][0],
    "gzip in gzip": gzip.compress(gzip.compress(items(ENTRY.format("")))),
    "ampersands": items(ENTRY.format("&" * 2_000)),
    "a JSON Feed that ends early": b'{"version": "https://jsonfeed.org/version/1.1", "items": [[[[',
}


@pytest.mark.parametrize(("body", "expansion"), GUARDED.values(), ids=GUARDED)
def test_an_entity_is_not_expanded(body: bytes, expansion: str) -> None:
    feed = parse(body, url="https://bao-mau.example/rss")
    assert len(feed.entries) == 1
    assert expansion not in repr(feed)
    assert any("could expand" in problem for problem in feed.problems)


def test_what_stands_before_a_feed_is_read_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repair, "MAX_PROLOG_CHARACTERS", 100)
    body = items(ENTRY.format(""), prolog="<!-- " + "a" * 200 + " -->")
    feed = parse(body, url="https://bao-mau.example/rss")
    assert len(feed.entries) == 1
    assert "characters before the feed were dropped" in feed.problems[0]


@pytest.mark.parametrize(("depth", "is_read"), [(6, True), (40, False)])
def test_nesting_is_followed_down_to_a_limit(
    monkeypatch: pytest.MonkeyPatch, depth: int, is_read: bool
) -> None:
    monkeypatch.setattr(feed_parser, "MAX_DEPTH", 20)
    body = items(ENTRY.format("<b>" * depth))
    if is_read:
        assert parse(body, url="https://bao-mau.example/rss").entries
        return
    with pytest.raises(ParseError, match="nested deeper than 20"):
        parse(body, url="https://bao-mau.example/rss")


@pytest.mark.parametrize(("number", "is_read"), [(MAX_ATTRIBUTES, True), (MAX_ATTRIBUTES + 1, False)])
def test_attributes_are_read_up_to_a_limit(number: int, is_read: bool) -> None:
    attributes = b" ".join(b"a%d='1'" % one for one in range(number))
    body = items(ENTRY.format("")).replace(b"<item>", b"<item " + attributes + b">")
    if is_read:
        assert parse(body, url="https://bao-mau.example/rss").entries
        return
    with pytest.raises(ParseError, match="more than 100 attributes"):
        parse(body, url="https://bao-mau.example/rss")


def test_a_packed_feed_is_unpacked_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piece by piece: no piece is made beyond the one that goes over the limit."""
    pieces: list[int] = []

    def counted(chunks: Iterator[bytes], coding: str) -> Iterator[bytes]:
        for piece in decoded(chunks, coding):
            pieces.append(len(piece))
            yield piece

    monkeypatch.setattr(feed_parser, "decoded", counted)
    monkeypatch.setattr(feed_parser, "MAX_UNPACKED_BYTES", 2 * PIECE_BYTES)
    with pytest.raises(ParseError, match="expands to more than 131072 bytes"):
        parse(gzip.compress(items(ENTRY.format("a" * 10 * PIECE_BYTES))), url="https://bao-mau.example/rss")
    assert len(pieces) == 3
    assert max(pieces) <= PIECE_BYTES


def test_a_feed_is_unpacked_once() -> None:
    with pytest.raises(ParseError, match="compressed data, not a feed"):
        parse(SMALL["gzip in gzip"], url="https://bao-mau.example/rss")


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


def assert_cheap(found: dict[str, Any]) -> None:
    grown = (found["peak"] - found["idle"]) / 1024
    assert found["seconds"] < MOST_SECONDS, found["seconds"]
    assert grown < MOST_MEGABYTES, f"{grown:.0f} MB more than {found['idle'] / 1024:.0f} MB"
    assert "haha" not in found["shown"]
    assert found["shown"].strip()


def assert_small(found: dict[str, Any]) -> None:
    """The whole process, Python, Django and the models of languages included."""
    assert found["peak"] / 1024 < MOST_MEGABYTES, f"{found['peak'] / 1024:.1f} MB"


@pytest.mark.parametrize("body", LONG.values(), ids=LONG)
def test_a_long_file_is_cheap(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "long.xml"
    file.write_bytes(body)
    assert_cheap(measured(file, tmp_path))


@pytest.mark.parametrize("body", SMALL.values(), ids=SMALL)
def test_all_of_a_process_that_meets_a_small_file_is_small(body: bytes, tmp_path: Path) -> None:
    file = tmp_path / "small.xml"
    file.write_bytes(body)
    found = measured(file, tmp_path)
    assert_cheap(found)
    assert_small(found)


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
    from feeds.formats.feed_lists import read_opml
    from feeds.formats.sitemap import parse_sitemap

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


@pytest.mark.parametrize(("declaration", "use"), EXTERNAL.values(), ids=EXTERNAL)
def test_an_external_entity_is_never_read_from_disk(tmp_path: Path, declaration: str, use: str) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret of this disk")
    body = items(ENTRY.format(use), prolog=doctype(declaration.format(url=secret.as_uri())))
    assert "secret of" not in repr(parse(body, url="https://bao-mau.example/rss"))


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
