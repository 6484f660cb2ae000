"""A look at an address that an editor pasted: a home page, a feed, an article or a list of feeds. Writes nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from feeds.errors import FetchError, ParseError, refusal, sentence
from feeds.following.discovery import Candidate, discover, page_of
from feeds.following.preview import FeedPreview, PreviewedArticle, PreviewRequest, PreviewTools, preview_feed
from feeds.formats.feed_lists import FeedOutline, read_csv, read_opml
from feeds.web.accept import FEED_ACCEPT, PAGE_ACCEPT
from feeds.web.fetcher import Conditions, FetchFunction, FetchResult

Check = Callable[[str], None]
MOST_TRIED = 3  # feeds, each with the pages of its entries: an editor waits
NAME_CHARACTERS = 200
NOTHING_FOUND = "No feed and no sitemap was found there. A page that lists articles can be added under Feeds."
_LIST_BEGINNING = 2_000  # bytes, in which a list names itself


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that the address offers; `preview` is what it would give, where there was time to try it."""

    candidate: Candidate
    preview: FeedPreview | None = None

    @property
    def read(self) -> list[PreviewedArticle]:
        return [one for one in self.preview.articles if one.article] if self.preview else []

    @property
    def on_topic(self) -> int:
        return sum(one.article is not None and one.article.relevant for one in self.read)

    @property
    def pages(self) -> int:
        """Of how many of the tried articles the page was needed for the text."""
        return sum(bool(one.page) for one in self.read)

    @property
    def pictures(self) -> int:
        """How many of the tried articles have a picture."""
        return sum(bool(one.article and one.article.pictures) for one in self.read)

    @property
    def language(self) -> str:
        """The language of most of what was read, else what the feed says of itself."""
        tags = Counter(one.article.language for one in self.read if one.article)
        return tags.most_common(1)[0][0] if tags else self.candidate.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What stands at an address. `error` is a sentence where it gives nothing; `outlines` are those of a list of feeds, else
    `found` are the feeds of the publisher, whose name, homepage, host and language are filled in."""

    error: str = ""
    outlines: tuple[FeedOutline, ...] = ()
    found: tuple[FoundFeed, ...] = ()
    name: str = ""
    homepage: str = ""
    host: str = ""
    language: str = ""


def look_at(address: str, *, tools: PreviewTools, rule: str, check: Check) -> Look:
    """Asks the address and what it names. Raises nothing that an address can cause."""
    tools = replace(tools, fetch=_remembering(tools.fetch))
    try:
        answer = tools.fetch(address, accept=PAGE_ACCEPT)
        if not answer.ok:
            return Look(error=refusal(answer.status))
        if _is_list(answer.body, answer.url):
            return look_at_list(answer.body, where=address, check=check)
        candidates = discover(address, fetch=tools.fetch, may_continue=tools.may_continue, answer=answer)
    except FetchError as error:
        return Look(error=sentence(error.message))
    if not candidates:
        return Look(error=NOTHING_FOUND)
    found = tuple(
        FoundFeed(one, _tried(one, rule, tools) if place < MOST_TRIED and tools.may_continue() else None)
        for place, one in enumerate(candidates)
    )
    languages = Counter(one.language for one in found if one.language)
    return Look(
        found=found,
        name=_name_of(answer, candidates[0])[:NAME_CHARACTERS],
        homepage=urljoin(answer.url, "/"),
        host=(urlsplit(answer.url).hostname or "").removeprefix("www."),
        language=languages.most_common(1)[0][0] if languages else "",
    )


def look_at_list(body: bytes, *, where: str, check: Check) -> Look:
    """The feeds of an OPML or CSV list."""
    is_xml = body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    try:
        outlines = (read_opml if is_xml else read_csv)(body, where=where, check=check)
    except ParseError as error:
        return Look(error=sentence(error.message))
    return Look(outlines=tuple(outlines)) if outlines else Look(error="The list names no feed.")


def _is_list(body: bytes, url: str) -> bool:
    return b"<opml" in body[:_LIST_BEGINNING].lower() or urlsplit(url).path.lower().endswith(".csv")


def _tried(candidate: Candidate, rule: str, tools: PreviewTools) -> FeedPreview:
    request = PreviewRequest(url=candidate.url, kind=candidate.kind, rule=rule)
    return preview_feed(request, tools)


def _remembering(fetch: FetchFunction) -> FetchFunction:
    """Asks each address once: what was read to find a feed is what it is tried by."""
    answers: dict[str, FetchResult] = {}

    def ask(url: str, conditions: Conditions | None = None, *, accept: str = FEED_ACCEPT) -> FetchResult:
        if url not in answers:
            answers[url] = fetch(url, conditions, accept=accept)
        return answers[url]

    return ask


def _name_of(answer: FetchResult, first: Candidate) -> str:
    """What the publisher calls the site: by its page, else by its first feed, else its host."""
    tree = page_of(answer.body, answer.charset or "", answer.url)
    if tree is not None:
        for path in (
            "//meta[@property='og:site_name']/@content",
            "//meta[@name='application-name']/@content",
        ):
            for name in tree.xpath(path):
                if said := " ".join(str(name).split()):
                    return said
    said = " ".join(first.title.split())
    return said or (urlsplit(answer.url).hostname or "").removeprefix("www.")
