"""A feed's entry as a raw article: the content is its body, the summary its lead."""

import re
from collections.abc import Iterator

from feeds.normalise.structure import blocks_from_html
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.raw import Block, BlockKind, RawArticle
from feeds.sitemap import SITEMAP_VERSION

# What feed software writes where the author's name should be.
NO_AUTHOR = re.compile(r"no-?reply|admin(?:istrator)?|webmaster|info|rss|[\w.+-]+@[\w.-]+", re.IGNORECASE)
MAIL_WITH_NAME = re.compile(r"^[\w.+-]+@[\w.-]+\s*\((?P<name>[^)]+)\)$")
# A summary that ends so was cut off by the feed, in the middle of the text that follows.
CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])\s*$")
BEGINNING_CHARACTERS = 60
# What is longer is no article; the rules together take about a second for so much.
LONGEST_HTML = 500_000  # characters


def raw_of_entry(entry: ParsedEntry, feed: ParsedFeed, *, input: str, language: str = "") -> RawArticle:
    """The raw article of one entry. `language` is what the site knows of the feed's language, a hint."""
    base = entry.base_url or entry.link
    summary_html, content_html = entry.summary_html[:LONGEST_HTML], entry.content_html[:LONGEST_HTML]
    summary = blocks_from_html(summary_html, base_url=base) if summary_html.strip() else ()
    content = blocks_from_html(content_html, base_url=base) if content_html.strip() else ()
    lead, blocks = _lead_and_body(summary, content)
    own_pictures = tuple(block.picture for block in (*content, *summary) if block.picture)
    pictures = tuple(
        {picture.url or picture.caption: picture for picture in (*own_pictures, *entry.pictures)}.values()
    )
    # Where a feed gives one date only, it is the publication: RSS 1.0 has no other (`dc:date`), and Atom demands
    # `updated` but not `published` (RFC 4287, 4.2.9 and 4.2.15). A sitemap's time is none: it changes with the page.
    published, published_text = entry.published_parsed, entry.published_raw
    if published is None and not published_text and feed.version != SITEMAP_VERSION:
        published, published_text = entry.updated_parsed, entry.updated_raw
    return RawArticle(
        input=input,
        kind="entry",
        url=entry.link,
        declared_language=entry.language or feed.language or language or None,
        title=entry.title,
        lead=lead,
        blocks=blocks,
        author=_author(entry.author),
        publisher=entry.source_title,
        published=published,
        published_text=published_text,
        updated=entry.updated_parsed,
        updated_text=entry.updated_raw,
        origin_urls=(entry.source_url,) if entry.source_url else (),
        pictures=pictures,
        labels=entry.labels,
        identity=entry.identity,
        warnings=tuple(_warnings(entry, has_text=bool(lead or blocks))),
        raw=entry.raw,
    )


def _warnings(entry: ParsedEntry, *, has_text: bool) -> Iterator[str]:
    if not has_text:
        yield "The entry carries neither a summary nor a text."
    if max(len(entry.summary_html), len(entry.content_html)) > LONGEST_HTML:
        yield f"The entry's text was cut after {LONGEST_HTML:,} characters."


def _lead_and_body(summary: tuple[Block, ...], content: tuple[Block, ...]) -> tuple[str, tuple[Block, ...]]:
    """The lead, and the body without it.

    A summary that only repeats how the content begins, or is cut off, is no lead of its own.
    """
    words = " ".join(block.text for block in summary if block.kind is not BlockKind.PICTURE).strip()
    if not content:
        return (words, ()) if _is_one_passage(summary) else ("", summary)
    prose = [block for block in content if block.kind is not BlockKind.PICTURE]
    if not words or not prose:
        return words, content
    first = prose[0]
    if first.text == words:
        return words, tuple(block for block in content if block is not first)
    body = " ".join(block.text for block in prose)
    if CUT_OFF.search(words) or body.startswith(words[:BEGINNING_CHARACTERS]) or words in body:
        return "", content
    return words, content


def _is_one_passage(summary: tuple[Block, ...]) -> bool:
    """Whether a summary is one: some feeds put the whole text there."""
    return sum(block.kind is not BlockKind.PICTURE for block in summary) <= 1


def _author(name: str) -> str:
    match = MAIL_WITH_NAME.match(name.strip())
    if match:
        return match["name"].strip()
    return "" if NO_AUTHOR.fullmatch(name.strip()) else name.strip()
