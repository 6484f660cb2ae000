"""A feed tried before it is kept: what its first entries would become on the site. Writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin

from articles.incoming import Dropped, IncomingArticle
from articles.services.store import Rule
from feeds.discovery import Candidate, discover
from feeds.entry import raw_of_entry
from feeds.errors import FeedError, FetchError, ParseError, refusal, sentence
from feeds.extracting import PageSource
from feeds.extractor.rules import PageRules
from feeds.fetcher import PAGE_ACCEPT, Fetch, FetchResult
from feeds.full_text import merged, unfit_page, wants_page
from feeds.health import silence_of
from feeds.knowledge import Knowledge
from feeds.listing import ask_listing, read_listing
from feeds.normalise.article import normalise
from feeds.parsed import ParsedEntry, ParsedFeed
from feeds.raw import RawArticle
from feeds.robots import RobotsRules

# As many as an editor reads through before deciding.
TRIED_ENTRIES = 10
BEGINNING_CHARACTERS = 280


class Fate(StrEnum):
    """What becomes of an article under the feed's intake rule."""

    PUBLISHED = "published"
    OFF_TOPIC = "off-topic"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What is tried: the values of a feed that need not exist. `kind`, `rule` and `full_text` are those of `Feed`."""

    url: str
    kind: str
    selector: str = ""
    rule: str = Rule.ON_TOPIC.value
    language: str = ""
    full_text: str = "when-summary"
    page_rules: PageRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedArticle:
    """One entry: the article that it gives and its fate, or why it gives none. `page` says how its page helped."""

    url: str
    title: str
    article: IncomingArticle | None = None
    fate: Fate | None = None
    problem: str = ""
    page: str = ""

    @property
    def beginning(self) -> str:
        """The first words of the text."""
        text = " ".join(self.article.text.split()) if self.article else ""
        return text if len(text) <= BEGINNING_CHARACTERS else text[:BEGINNING_CHARACTERS].rstrip() + "…"

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        return self.article.dropped if self.article else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a trial showed.

    `error` is a sentence where the address gives nothing of its kind; `candidates` are then what its page offers.
    `entries` counts all that the address lists, of which `articles` are the first. `silence` is a sentence where nothing
    new came for long, `moved_to` the address to which the publisher says that it moved for good.
    """

    error: str = ""
    title: str = ""
    language: str = ""
    entries: int = 0
    silence: str = ""
    moved_to: str = ""
    problems: tuple[str, ...] = ()
    articles: tuple[TriedArticle, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a trial works with. `goes_on` is asked before each further request; `extract` reads the article of a page
    and raises ParseError where there is none; `user_agent` is who asks, for robots.txt."""

    fetch: Fetch
    extract: Callable[[PageSource], RawArticle]
    knowledge: Knowledge
    now: datetime
    user_agent: str
    goes_on: Callable[[], bool] = lambda: True
    robots: dict[str, RobotsRules] = field(default_factory=dict)


def try_feed(trial: Trial, means: Means) -> Tried:
    """Asks for the address once and shows what its first entries would become. Raises nothing that an address causes."""
    try:
        result, parts = ask_listing(trial.url, trial.kind, fetch=means.fetch)
        if not result.ok:
            return Tried(error=refusal(result.status))
    except FetchError as error:
        return Tried(error=sentence(error.message))
    try:
        parsed = read_listing(result, parts, kind=trial.kind, selector=trial.selector)
    except ParseError as error:
        return Tried(error=sentence(error.message), candidates=_offered(trial, result, means))
    if not parsed.entries:
        return Tried(
            error="It can be read, but lists no article at present.",
            title=parsed.title,
            problems=parsed.problems,
        )
    return Tried(
        title=parsed.title,
        language=parsed.language or "",
        entries=len(parsed.entries),
        silence=silence_of((time for entry in parsed.entries if (time := entry.published_parsed)), means.now),
        moved_to=result.permanent_redirect or "",
        problems=parsed.problems,
        articles=tuple(_tried(entry, parsed, trial, means) for entry in parsed.entries[:TRIED_ENTRIES]),
    )


def fate_of(rule: str, *, relevant: bool) -> Fate:
    """What the intake rule does with an article; the store decides the same when the article comes in."""
    if rule == Rule.HOLD:
        return Fate.HELD
    return Fate.OFF_TOPIC if rule == Rule.ON_TOPIC and not relevant else Fate.PUBLISHED


def _offered(trial: Trial, result: FetchResult, means: Means) -> tuple[Candidate, ...]:
    try:
        return tuple(discover(trial.url, fetch=means.fetch, goes_on=means.goes_on, answer=result))
    except FetchError:
        return ()


def _tried(entry: ParsedEntry, parsed: ParsedFeed, trial: Trial, means: Means) -> TriedArticle:
    """One entry, with its page where the feed's rule asks for it; what fails keeps its reason and stops no other."""
    raw, note = raw_of_entry(entry, parsed, input=entry.link or trial.url, language=trial.language), ""
    if wants_page(raw, trial.full_text):
        try:
            page = _page(raw, trial, means)
            note = unfit_page(raw, page)
            if not note:
                raw, note = merged(raw, page), "The text is that of its page."
        except FeedError as error:
            note = f"Its page was not read: {sentence(error.message)}"
    url = entry.link or ""
    try:
        article = normalise(raw, knowledge=means.knowledge, now=means.now)
    except FeedError as error:
        return TriedArticle(url=url, title=entry.title, problem=sentence(error.message), page=note)
    return TriedArticle(
        url=url,
        title=article.title,
        article=article,
        fate=fate_of(trial.rule, relevant=article.relevant),
        page=note,
    )


def _page(raw: RawArticle, trial: Trial, means: Means) -> RawArticle:
    url = raw.url or ""
    if not means.goes_on():
        raise FetchError(url, "the time for a trial was over")
    if not _robots(url, means).allowed(url, means.user_agent):
        raise FetchError(url, "the site's robots.txt asks not to read it")
    answer = means.fetch(url, accept=PAGE_ACCEPT)
    if not answer.ok:
        raise FetchError(url, refusal(answer.status), status=answer.status)
    source = PageSource(
        html=answer.body, url=answer.url, input=url, charset=answer.charset or None, rules=trial.page_rules
    )
    return means.extract(source)


def _robots(url: str, means: Means) -> RobotsRules:
    address = urljoin(url, "/robots.txt")
    if address not in means.robots:
        try:
            answer = means.fetch(address, accept="text/plain, */*;q=0.1")
        except FetchError as error:
            # RFC 9309 section 2.3.1.4: who cannot be asked is to be left alone.
            raise FetchError(url, f"the site's robots.txt cannot be read ({error.message})") from error
        means.robots[address] = RobotsRules.from_answer(answer.status, answer.body)
    return means.robots[address]
