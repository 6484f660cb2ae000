"""A feed's entry as a raw article: the content is its body, the summary its lead."""

from collections.abc import Iterable, Iterator

from articles.grouping.addresses import is_named_part
from articles.incoming import Dropped
from feeds.errors import EntryError
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.sitemap import SITEMAP_VERSION
from feeds.normalise.author import author_name
from feeds.normalise.inline import key_of
from feeds.normalise.prompts import is_protected
from feeds.normalise.structure import Fragment, read_fragment
from feeds.normalise.title import stated_title
from feeds.raw import Block, BlockKind, RawArticle
from feeds.reading.continuation import CUT_OFF, without_continuation
from feeds.reading.opening_line import without_opening_line
from feeds.web.addresses import absolute_url

BEGINNING_CHARACTERS = 60
# Why a summary beside the whole text is left out.
REPEATED = "summary that repeats the text"
BROKEN_OFF = "summary that breaks off"
# Longer texts are cut: the rules take about a second for this much.
LONGEST_HTML = 500_000  # characters


def raw_of_entry(entry: ParsedEntry, feed: ParsedFeed, *, input: str, language: str = "") -> RawArticle:
    """The raw article of one entry. `language` is what the site knows of the feed's language, a hint.

    Raises `EntryError` where the entry's text is protected by a password.
    """
    summary_html, content_html = entry.summary_html[:LONGEST_HTML], entry.content_html[:LONGEST_HTML]
    summary, content = _fragment(summary_html, entry), _fragment(content_html, entry)
    title, no_title = stated_title(entry.title)
    lead, blocks, repeated = _lead_and_body(summary.blocks, content.blocks)
    if is_protected(entry.title, _text(lead, blocks), f"{summary_html} {content_html}"):
        raise EntryError(input, "The text is protected by a password; the feed gives none of it.")
    of_summary = tuple(block.picture for block in summary.blocks if block.picture)
    # A feed's only date is that of publication: RSS 1.0 has just `dc:date`, and Atom requires `updated` but not
    # `published` (RFC 4287, 4.2.9 and 4.2.15). A sitemap's lastmod is not: it changes with the page.
    published, published_text = entry.published_parsed, entry.published_raw
    if published is None and not published_text and feed.version != SITEMAP_VERSION:
        published, published_text = entry.updated_parsed, entry.updated_raw
    return RawArticle(
        input=input,
        kind="entry",
        url=_own_address(entry, feed),
        declared_language=entry.language or feed.language or language or None,
        title=title,
        title_is_text=True,
        lead=lead,
        blocks=blocks,
        author=author_name(entry.author, publisher=entry.source_title),
        publisher=entry.source_title or entry.publisher,
        published=published,
        published_text=published_text,
        updated=entry.updated_parsed,
        updated_text=entry.updated_raw,
        origin_urls=tuple(_origins(entry)),
        pictures=(
            *of_summary,
            *entry.pictures,
        ),
        labels=entry.labels,
        identity=entry.identity,
        dropped=(*no_title, *content.dropped, *summary.dropped, *repeated),
        warnings=tuple(_warnings(entry, has_text=bool(lead or blocks))),
        raw=entry.raw,
        agency=entry.agency,
    )


def _fragment(html: str, entry: ParsedEntry) -> Fragment:
    """A piece of the entry's HTML as blocks, without a line of its title and date, and without the link by which it
    leads on to its page."""
    if not html.strip():
        return Fragment()
    read = read_fragment(html, base_url=entry.base_url or entry.link)
    blocks, opening = without_opening_line(read.blocks, title=entry.title, author=entry.author)
    blocks, continuation = without_continuation(blocks, entry.link)
    return Fragment(blocks, (*read.dropped, *opening, *continuation))


def _own_address(entry: ParsedEntry, feed: ParsedFeed) -> str | None:
    """The entry's link, without a name behind "#" unless that is a part of the page which is this article: the entry's
    id names it too, or other entries are parts of the same page."""
    page, sharp, fragment = (entry.link or "").partition("#")
    if not sharp or not is_named_part(fragment) or entry.identity.endswith(sharp + fragment):
        return entry.link
    parts = {other.link for other in feed.entries if (other.link or "").startswith(f"{page}#")}
    return entry.link if len(parts) > 1 else page


def _text(lead: str, blocks: tuple[Block, ...]) -> str:
    return " ".join((lead, *(block.text for block in blocks))).strip()


def _origins(entry: ParsedEntry) -> Iterator[str]:
    """What the entry declares as its origin. A source is a feed or a site: only its front page is given, which tells
    the publisher and joins no articles."""
    if entry.origin_url:
        yield entry.origin_url
    if entry.source_url and (home := absolute_url("/", entry.source_url)):
        yield home


def _warnings(entry: ParsedEntry, *, has_text: bool) -> Iterator[str]:
    if not has_text:
        yield "The entry carries neither a summary nor a text."
    if max(len(entry.summary_html), len(entry.content_html)) > LONGEST_HTML:
        yield f"The entry's text was cut after {LONGEST_HTML:,} characters."


def _lead_and_body(
    summary: tuple[Block, ...], content: tuple[Block, ...]
) -> tuple[str, tuple[Block, ...], tuple[Dropped, ...]]:
    """The lead, the body without it, and the summary where it is no lead: it repeats the content, or is cut off."""
    words = " ".join(block.text for block in summary if block.kind is not BlockKind.PICTURE).strip()
    if not content:
        return (words, (), ()) if _is_one_passage(summary) else ("", summary, ())
    prose = [block for block in content if block.kind is not BlockKind.PICTURE]
    if not words or not prose:
        return words, content, ()
    first = prose[0]
    if first.text == words:
        return words, tuple(block for block in content if block is not first), ()
    if _repeats(words, prose) or (len(prose) < len(content) and _repeats(words, content)):
        return "", content, (Dropped(words, REPEATED),)
    if CUT_OFF.search(words):
        return "", content, (Dropped(words, BROKEN_OFF),)
    return words, content, ()


def _repeats(words: str, blocks: Iterable[Block]) -> bool:
    """Whether a summary is in the text of `blocks`, or begins like it; software makes it of the text without spaces,
    marks and markup."""
    text = " ".join(block.text for block in blocks)
    if words in text or text.startswith(words[:BEGINNING_CHARACTERS]):
        return True  # as most do; the keys take ten times as long
    body, wanted = key_of(text), key_of(words)
    return wanted in body or body.startswith(wanted[:BEGINNING_CHARACTERS])


def _is_one_passage(summary: tuple[Block, ...]) -> bool:
    """Whether a summary is a single passage; some feeds put the whole text there."""
    return sum(block.kind is not BlockKind.PICTURE for block in summary) <= 1
