"""When an entry needs its article's page, and how the two become one article. Pure."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from feeds.entry import CUT_OFF
from feeds.models import Feed
from feeds.normalise.language import identify
from feeds.raw import BlockKind, RawArticle

# Summaries in feeds have 15 to 80 words, the shortest reports of newspapers somewhat more than a hundred.
SHORTEST_TEXT_WORDS = 100
# "Read more", in whatever language: a last line of so few words that leads to the article's own page.
CONTINUATION_WORDS = 6
# A page that gives so much less than the feed was not understood, or shows only its beginning to strangers.
LEAST_SHARE_OF_ENTRY = 0.8
# The language of a sentence or two is certain enough to say that a page is in another one.
LANGUAGE_SAMPLE_WORDS = 12
CERTAIN_LANGUAGE = 0.8
LANGUAGE_SAMPLE_CHARACTERS = 3000
# Languages so near to each other that a summary may be taken for the neighbour's.
NEIGHBOURS = (frozenset({"id", "ms"}), frozenset({"da", "nb", "nn", "no"}), frozenset({"cs", "sk"}))
# How often a page is tried, and how long after the first failure it is tried again; each further wait is four times
# as long, so that the last attempt is made some four days after the first.
PAGE_ATTEMPTS = 5
FIRST_WAIT = timedelta(hours=1)
WAIT_GROWTH = 4

# Words between spaces; scripts without spaces are counted by characters: a Chinese one is about a Vietnamese word,
# four Thai, Lao, Khmer or Burmese ones are.
_IDEOGRAPHS = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
UNSPACED_CHARACTERS_A_WORD = 4


def wants_page(raw: RawArticle, rule: str) -> bool:
    """Whether the page of this entry shall be read, by the rule of its feed (`Feed.FullText`)."""
    if rule == Feed.FullText.NEVER or not raw.url or urlsplit(raw.url).scheme not in {"http", "https"}:
        return False
    return rule == Feed.FullText.ALWAYS or _is_summary(raw)


def unfit_page(entry: RawArticle, page: RawArticle) -> str:
    """Why the page cannot stand for the entry, as a sentence; empty where it can."""
    words = count_words(_text(page))
    if not words:
        return "The page shows no text."
    if words < LEAST_SHARE_OF_ENTRY * count_words(_text(entry)):
        return "The page gives less text than the feed does; the feed's text is kept."
    said, shown = _language(entry), _language(page)
    if said and shown and said != shown and not any({said, shown} <= near for near in NEIGHBOURS):
        return f"The page is in another language ({shown}) than the feed's entry ({said})."
    return ""


def merged(entry: RawArticle, page: RawArticle) -> RawArticle:
    """One article of both: the page's text, and what the entry knows for certain where the page says nothing.

    The address stays the entry's, by which the article is known; a page on another host is where it came from.
    """
    lead = page.lead
    if not lead and not CUT_OFF.search(entry.lead) and not _repeats(entry.lead, page):
        lead = entry.lead
    elsewhere = (page.url,) if page.url and not _same_site(entry.url, page.url) else ()
    # A time that follows the feed's own grammar leaves no doubt: it stands where the page's date is not understood.
    return replace(
        page,
        input=entry.input,
        url=entry.url or page.url,
        declared_language=page.declared_language or entry.declared_language,
        title=page.title or entry.title,
        lead=lead,
        author=page.author or entry.author,
        publisher=page.publisher or entry.publisher,
        published=entry.published,
        published_text=page.published_text or entry.published_text,
        updated=entry.updated,
        updated_text=page.updated_text or entry.updated_text,
        origin_urls=tuple(dict.fromkeys((*page.origin_urls, *elsewhere, *entry.origin_urls))),
        pictures=page.pictures or entry.pictures,
        labels=tuple(dict.fromkeys((*page.labels, *entry.labels))),
        identity=entry.identity,
    )


def next_attempt(attempts: int, now: datetime) -> datetime | None:
    """When a page that failed `attempts` times is tried again; None: not any more."""
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
    return _is_short(text) or bool(CUT_OFF.search(text)) or _leads_on(raw)


def _is_short(text: str) -> bool:
    # So many pieces between spaces are no summary in any script; no more of them are looked for.
    pieces = len(text.split(maxsplit=SHORTEST_TEXT_WORDS))
    return pieces < SHORTEST_TEXT_WORDS and count_words(text) < SHORTEST_TEXT_WORDS


def _leads_on(raw: RawArticle) -> bool:
    """Whether the last line is a short link to the article's own page."""
    prose = [block for block in raw.blocks if block.kind is not BlockKind.PICTURE]
    return bool(prose) and raw.url in prose[-1].links and count_words(prose[-1].text) <= CONTINUATION_WORDS


def _text(raw: RawArticle) -> str:
    prose = (block.text for block in raw.blocks if block.kind is not BlockKind.PICTURE)
    return "\n".join(part for part in (raw.lead, *prose) if part).strip()


def _repeats(lead: str, page: RawArticle) -> bool:
    return bool(lead) and " ".join(lead.split()) in " ".join(_text(page).split())


def _language(raw: RawArticle) -> str:
    """The primary language subtag, where the text leaves no doubt of it; else empty."""
    sample = f"{raw.title}\n{_text(raw)}"[:LANGUAGE_SAMPLE_CHARACTERS]
    if count_words(sample) < LANGUAGE_SAMPLE_WORDS:
        return ""
    found = identify(sample)
    return found.tag.partition("-")[0] if found.confidence >= CERTAIN_LANGUAGE else ""


def _same_site(one: str | None, other: str) -> bool:
    """Whether one host is the other, or a part of it ("m.", "www.", an edition)."""
    hosts = [(urlsplit(url or "").hostname or "").lower().removeprefix("www.") for url in (one, other)]
    return hosts[0] == hosts[1] or hosts[0].endswith(f".{hosts[1]}") or hosts[1].endswith(f".{hosts[0]}")
