"""The preview of a feed before it is saved: what its first entries would become on the site. Writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urljoin

from articles.incoming import Dropped, IncomingArticle
from articles.services.store import Rule
from feeds.errors import FeedError, FetchError, ParseError, refusal, sentence
from feeds.extractor.rules import PageRules
from feeds.following.discovery import Candidate, discover
from feeds.formats.document import ParsedEntry, ParsedFeed
from feeds.formats.listing import MAX_PARTS_ASKED, ask_listing, read_listing
from feeds.knowledge import Knowledge
from feeds.normalise.article import normalise
from feeds.pull.health import silence_of
from feeds.raw import RawArticle
from feeds.reading.bounded import PageSource
from feeds.reading.entry import raw_of_entry
from feeds.reading.full_text import merged, unfit_page, wants_page
from feeds.web.accept import PAGE_ACCEPT
from feeds.web.fetcher import FetchFunction, FetchResult
from feeds.web.robots_rules import RobotsRules

# As many as an editor reads through before deciding.
PREVIEWED_ENTRIES = 10
BEGINNING_CHARACTERS = 280


class IntakeOutcome(StrEnum):
    """What becomes of an article under the feed's intake rule."""

    PUBLISHED = "published"
    OFF_TOPIC = "off-topic"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """The values of a feed to preview, saved or not. `kind`, `rule` and `full_text` are those of `Feed`."""

    url: str
    kind: str
    selector: str = ""
    rule: str = Rule.ON_TOPIC.value
    language: str = ""
    full_text: str = "when-summary"
    page_rules: PageRules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewedArticle:
    """One entry: its article and what the intake rule does with it, or why there is none. `page` is a note on its page."""

    url: str
    title: str
    article: IncomingArticle | None = None
    outcome: IntakeOutcome | None = None
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
class FeedPreview:
    """The result of a preview.

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
    articles: tuple[PreviewedArticle, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewTools:
    """What a preview needs. `may_continue` is called before each further request; `extract` reads the article of a page
    and raises ParseError where there is none; `user_agent` is matched against robots.txt."""

    fetch: FetchFunction
    extract: Callable[[PageSource], RawArticle]
    knowledge: Knowledge
    now: datetime
    user_agent: str
    may_continue: Callable[[], bool] = lambda: True
    robots: dict[str, RobotsRules] = field(default_factory=dict)


def preview_feed(request: PreviewRequest, tools: PreviewTools) -> FeedPreview:
    """Fetches the address once and normalises its first entries. Raises nothing that an address can cause."""
    try:
        result, parts = ask_listing(request.url, request.kind, fetch=tools.fetch, most_parts=MAX_PARTS_ASKED)
        if not result.ok:
            return FeedPreview(error=refusal(result.status))
    except FetchError as error:
        return FeedPreview(error=sentence(error.message))
    try:
        parsed = read_listing(result, parts, kind=request.kind, selector=request.selector)
    except ParseError as error:
        return FeedPreview(error=sentence(error.message), candidates=_candidates(request, result, tools))
    if not parsed.entries:
        return FeedPreview(
            error="It can be read, but lists no article at present.",
            title=parsed.title,
            problems=parsed.problems,
        )
    return FeedPreview(
        title=parsed.title,
        language=parsed.language or "",
        entries=len(parsed.entries),
        silence=silence_of((time for entry in parsed.entries if (time := entry.published_parsed)), tools.now),
        moved_to=result.permanent_redirect or "",
        problems=parsed.problems,
        articles=tuple(
            _previewed(entry, parsed, request, tools) for entry in parsed.entries[:PREVIEWED_ENTRIES]
        ),
    )


def intake_outcome(rule: str, *, relevant: bool) -> IntakeOutcome:
    """What the intake rule does with an article, as `store_article` decides it."""
    if rule == Rule.HOLD:
        return IntakeOutcome.HELD
    return IntakeOutcome.OFF_TOPIC if rule == Rule.ON_TOPIC and not relevant else IntakeOutcome.PUBLISHED


def _candidates(request: PreviewRequest, result: FetchResult, tools: PreviewTools) -> tuple[Candidate, ...]:
    try:
        return tuple(discover(request.url, fetch=tools.fetch, may_continue=tools.may_continue, answer=result))
    except FetchError:
        return ()


def _previewed(
    entry: ParsedEntry, parsed: ParsedFeed, request: PreviewRequest, tools: PreviewTools
) -> PreviewedArticle:
    """One entry, with its page where the feed's rule asks for it; an entry that fails carries its reason."""
    url, note = entry.link or "", ""
    try:
        raw = raw_of_entry(entry, parsed, input=url or request.url, language=request.language)
    except FeedError as error:
        return PreviewedArticle(url=url, title=entry.title, problem=sentence(error.message))
    if raw.agency is None and wants_page(raw, request.full_text):
        try:
            page = _page(raw, request, tools)
            note = unfit_page(raw, page)
            if not note:
                raw, note = merged(raw, page), "The text is that of its page."
        except FeedError as error:
            note = f"Its page was not read: {sentence(error.message)}"
    try:
        article = normalise(raw, knowledge=tools.knowledge, now=tools.now)
    except FeedError as error:
        return PreviewedArticle(url=url, title=entry.title, problem=sentence(error.message), page=note)
    return PreviewedArticle(
        url=url,
        title=article.title,
        article=article,
        outcome=IntakeOutcome.HELD
        if article.agency and article.agency.is_held(tools.now)
        else intake_outcome(request.rule, relevant=article.relevant),
        page=note,
    )


def _page(raw: RawArticle, request: PreviewRequest, tools: PreviewTools) -> RawArticle:
    url = raw.url or ""
    if not tools.may_continue():
        raise FetchError(url, "the time for a trial was over")
    if not _robots(url, tools).allowed(url, tools.user_agent):
        raise FetchError(url, "the site's robots.txt asks not to read it")
    answer = tools.fetch(url, accept=PAGE_ACCEPT)
    if not answer.ok:
        raise FetchError(url, refusal(answer.status), status=answer.status)
    source = PageSource(
        html=answer.body, url=answer.url, input=url, charset=answer.charset or None, rules=request.page_rules
    )
    return tools.extract(source)


def _robots(url: str, tools: PreviewTools) -> RobotsRules:
    address = urljoin(url, "/robots.txt")
    if address not in tools.robots:
        try:
            answer = tools.fetch(address, accept="text/plain, */*;q=0.1")
        except FetchError as error:
            # RFC 9309 section 2.3.1.4: a site whose robots.txt cannot be fetched must not be crawled.
            raise FetchError(url, f"the site's robots.txt cannot be read ({error.message})") from error
        tools.robots[address] = RobotsRules.from_answer(answer.status, answer.body)
    return tools.robots[address]
