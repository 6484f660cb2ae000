"""When an entry needs its article's page, and how entry and page are merged. Pure."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from articles.grouping.addresses import part_of_page
from articles.incoming import Dropped
from feeds.models import Feed
from feeds.normalise.inline import key_of
from feeds.normalise.languages.identify import identify
from feeds.raw import FEED, PAGE_ADDRESS, BlockKind, RawArticle, Statement
from feeds.reading.continuation import CONTINUATION_WORDS, CUT_OFF, REASON
from feeds.reading.entry import BROKEN_OFF, REPEATED

# Summaries in feeds have 15 to 80 words, the shortest reports of newspapers somewhat more than a hundred.
SHORTEST_TEXT_WORDS = 100
# Software that makes summaries of seventy words goes on to the end of the sentence, and writes them as one passage.
LONGEST_PASSAGE_WORDS = 200
# A page that gives less of the text than this was not understood, or is behind a paywall.
LEAST_SHARE_OF_ENTRY = 0.8
# From this length and confidence on, an identified language is certain enough to refuse a page in another one.
LANGUAGE_SAMPLE_WORDS = 12
CERTAIN_LANGUAGE = 0.8
LANGUAGE_SAMPLE_CHARACTERS = 3000
# Languages so similar that a summary in one may be identified as the other.
NEIGHBOURS = (frozenset({"id", "ms"}), frozenset({"da", "nb", "nn", "no"}), frozenset({"cs", "sk"}))
# Why the feed's summary is left out where none of the reasons of `feeds.reading.entry` holds.
OWN_LEAD = "summary of the feed; the page has a lead of its own"
# How often a page is tried, and how long after the first failure it is tried again; each further wait is four times
# as long, so that the last attempt is made some four days after the first.
PAGE_ATTEMPTS = 5
FIRST_WAIT = timedelta(hours=1)
WAIT_GROWTH = 4
LONGEST_PAGE_WAIT = FIRST_WAIT * WAIT_GROWTH ** (PAGE_ATTEMPTS - 2)

# Words between spaces; scripts without spaces are counted by characters: a Chinese one is about a Vietnamese word,
# four Thai, Lao, Khmer or Burmese ones are.
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
UNSPACED_CHARACTERS_A_WORD = 4


def wants_page(raw: RawArticle, rule: str) -> bool:
    """Whether to read the page of this entry, by the rule of its feed (`Feed.FullText`). Never for a part of a page: the
    page has the other parts' text too."""
    if rule == Feed.FullText.NEVER or not raw.url or urlsplit(raw.url).scheme not in {"http", "https"}:
        return False
    if "#" in raw.url and part_of_page(raw.url):
        return False
    return rule == Feed.FullText.ALWAYS or _is_summary(raw)


def unfit_page(entry: RawArticle, page: RawArticle) -> str:
    """Why the page cannot replace the entry, as a sentence; empty where it can."""
    words = count_words(_text(page))
    if not words:
        return "The page shows no text."
    if count_words(_with_captions(page)) < LEAST_SHARE_OF_ENTRY * count_words(_text(entry)):
        return "The page gives less text than the feed does; the feed's text is kept."
    said, shown = _language(entry), _language(page)
    if said and shown and said != shown and not any({said, shown} <= near for near in NEIGHBOURS):
        return f"The page is in another language ({shown}) than the feed's entry ({said})."
    return ""


def merged(entry: RawArticle, page: RawArticle) -> RawArticle:
    """One article of both: the page's text, and what the entry knows for certain where the page says nothing.

    The address stays the entry's, by which the article is known; a page on another host is where it came from.
    """
    unused = _why_unused(entry.lead, page)
    elsewhere = (page.url,) if page.url and not _same_site(entry.url, page.url) else ()
    # A time that follows the feed's own grammar leaves no doubt: it stands where the page's date is not understood.
    return replace(
        page,
        input=entry.input,
        url=entry.url or page.url,
        declared_language=page.declared_language or entry.declared_language,
        title=page.title or entry.title,
        title_is_text=page.title_is_text if page.title else entry.title_is_text,
        lead=page.lead if unused else entry.lead or page.lead,
        author=page.author or entry.author,
        author_evidence=page.author_evidence if page.author else entry.author_evidence,
        publisher=page.publisher or entry.publisher,
        published=entry.published,
        published_text=page.published_text or entry.published_text,
        published_statements=_together(page.published_statements, entry.published_text),
        updated=entry.updated,
        updated_text=page.updated_text or entry.updated_text,
        updated_statements=_together(page.updated_statements, entry.updated_text),
        origin_urls=tuple(dict.fromkeys((*page.origin_urls, *elsewhere, *entry.origin_urls))),
        pictures=page.pictures if _shows_pictures(page) else entry.pictures,
        labels=tuple(dict.fromkeys((*page.labels, *entry.labels))),
        identity=entry.identity,
        dropped=(*page.dropped, *((Dropped(entry.lead, unused),) if unused else ())),
    )


def _why_unused(lead: str, page: RawArticle) -> str:
    """Why the lead that the feed gives is not that of the article; empty where it is, or where there is none."""
    if _repeats(lead, page):
        return REPEATED
    if lead and CUT_OFF.search(lead):
        return BROKEN_OFF
    return OWN_LEAD if lead and page.lead else ""


def _together(of_page: tuple[Statement, ...], of_entry: str) -> tuple[Statement, ...]:
    """What page and entry state of a date: the entry's time after what the page says, before the page's address."""
    if not of_entry:
        return of_page
    said = tuple(one for one in of_page if one.evidence != PAGE_ADDRESS)
    return (*said, Statement(of_entry, FEED), *of_page[len(said) :])


def _shows_pictures(page: RawArticle) -> bool:
    return bool(page.pictures) or any(block.picture and block.picture.url for block in page.blocks)


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When to try a page again that failed `attempts` times; None: never."""
    if attempts >= PAGE_ATTEMPTS:
        return None
    growth: int = WAIT_GROWTH ** max(0, attempts - 1)
    return now + FIRST_WAIT * growth


def count_words(text: str) -> int:
    """About how many words a text has, in any script."""
    if not _IDEOGRAPHS.search(text) and not _UNSPACED.search(text):
        return len(text.split())
    ideographs, unspaced = len(_IDEOGRAPHS.findall(text)), len(_UNSPACED.findall(text))
    spaced = _UNSPACED.sub("", _IDEOGRAPHS.sub(" ", text))
    return len(spaced.split()) + ideographs + unspaced // UNSPACED_CHARACTERS_A_WORD


def _is_summary(raw: RawArticle) -> bool:
    text = _text(raw)
    is_passage = all(block.kind is BlockKind.PICTURE for block in raw.blocks)
    words = LONGEST_PASSAGE_WORDS if is_passage else SHORTEST_TEXT_WORDS
    return _is_short(text, words) or bool(CUT_OFF.search(text)) or _leads_on(raw)


def _is_short(text: str, words: int) -> bool:
    # So many words between spaces are no summary in any script; splitting stops there.
    return len(text.split(maxsplit=words)) < words and count_words(text) < words


def _leads_on(raw: RawArticle) -> bool:
    """Whether the last line is, or was, a short link to the article's own page."""
    if any(piece.reason == REASON for piece in raw.dropped):
        return True
    prose = [block for block in raw.blocks if block.kind is not BlockKind.PICTURE]
    return bool(prose) and raw.url in prose[-1].links and count_words(prose[-1].text) <= CONTINUATION_WORDS


def _text(raw: RawArticle) -> str:
    prose = (block.text for block in raw.blocks if block.kind is not BlockKind.PICTURE)
    return "\n".join(part for part in (raw.lead, *prose) if part).strip()


def _with_captions(raw: RawArticle) -> str:
    """The text with the captions of the pictures where they stand: summaries are made of all words alike."""
    return "\n".join(part for part in (raw.lead, *(block.text for block in raw.blocks)) if part)


def _repeats(lead: str, page: RawArticle) -> bool:
    """Whether a feed's lead is in the page's text, as it stands or run together without spaces, marks and markup."""
    wanted = key_of(lead)
    return bool(wanted) and any(wanted in key_of(text) for text in (_text(page), _with_captions(page)))


def _language(raw: RawArticle) -> str:
    """The primary language subtag where it is certain, else empty."""
    sample = f"{raw.title}\n{_text(raw)}"[:LANGUAGE_SAMPLE_CHARACTERS]
    if count_words(sample) < LANGUAGE_SAMPLE_WORDS:
        return ""
    found = identify(sample)
    return found.tag.partition("-")[0] if found.confidence >= CERTAIN_LANGUAGE else ""


def _same_site(one: str | None, other: str) -> bool:
    """Whether one host is the other, or a part of it ("m.", "www.", an edition)."""
    hosts = [(urlsplit(url or "").hostname or "").lower().removeprefix("www.") for url in (one, other)]
    return hosts[0] == hosts[1] or hosts[0].endswith(f".{hosts[1]}") or hosts[1].endswith(f".{hosts[0]}")
