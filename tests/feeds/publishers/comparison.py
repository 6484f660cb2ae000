"""What came out of a site beside what was put into it, fact by fact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

from articles.models import Article
from tests.feeds.publishers.markup import links_in, plain_words
from tests.feeds.publishers.posts import Bullets, Code, Gallery, Heading, Post, Quotation, Table, Text

# The copies that WordPress makes of a photo bear their size in their name.
_SIZE = re.compile(r"-\d+x\d+(?=\.\w+$)|-scaled(?=\.\w+$)")
# Software makes typographic marks of typed ones, and tables are text with bars between the cells.
_TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "|": " "})
_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Fault:
    """One fact of a post that came out wrong, or did not come out (`missing`)."""

    slug: str
    fact: str
    missing: bool
    wanted: str
    found: str

    def __str__(self) -> str:
        kind = "missing" if self.missing else "wrong"
        return f"{self.slug}: {self.fact} {kind}: put in {self.wanted!r}, came out {self.found!r}"


def compare(posts: Sequence[Post], articles: Sequence[Article], *, others: Sequence[str] = ()) -> list[Fault]:
    """All faults of the articles of a site. `others` are parts of the addresses of its pages that are no posts."""
    faults: list[Fault] = []
    left = list(articles)
    for post in posts:
        own = [article for article in left if _is_at(article, post)]
        left = [article for article in left if article not in own]
        if post.password:
            faults += [Fault(post.slug, "article", False, "nothing", one.title) for one in own]
        elif len(own) != 1:
            faults.append(Fault(post.slug, "article", not own, "one", str([one.url for one in own])))
        else:
            faults += faults_of(post, own[0])
    for article in left:
        if not any(part in article.url for part in others):
            faults.append(Fault(article.url, "article", False, "nothing", article.title))
    return faults


def _is_at(article: Article, post: Post) -> bool:
    return re.search(rf"[/=]{post.slug}(?:-{post.language})?(?:[/.#]|$)", article.url) is not None


def faults_of(post: Post, article: Article) -> Iterator[Fault]:
    """The faults of one article."""

    def fault(fact: str, wanted: object, found: object) -> Fault:
        return Fault(post.slug, fact, not found, str(wanted), str(found))

    if post.title and _typed(article.title) != _typed(post.title):
        yield fault("title", post.title, article.title)
    if not post.title and not article.title_derived:
        yield Fault(post.slug, "title", False, "a derived one", article.title)
    author = article.author.name if article.author else ""
    if author != post.author:
        is_missing = set(author.split(", ")) <= {"", *post.author.split(", ")}
        yield Fault(post.slug, "author", is_missing, post.author, author)
    yield from _faults_of_date(post, article)
    if article.language.partition("-")[0] != post.language:
        yield fault("language", post.language, article.language)
    yield from _faults_of_text(post, article)
    yield from _faults_of_links(post, article)
    yield from _faults_of_pictures(post, article)


def _faults_of_date(post: Post, article: Article) -> Iterator[Fault]:
    if article.published_at is None:
        yield Fault(post.slug, "date", True, str(post.published), "")
    elif article.published_day_only:
        day = (article.published_at + timedelta(hours=7)).date()
        yield Fault(post.slug, "hour", day == post.published.date(), str(post.published), str(day))
    elif article.published_at.replace(second=0) != post.published:
        yield Fault(post.slug, "date", False, str(post.published), str(article.published_at))


def _faults_of_text(post: Post, article: Article) -> Iterator[Fault]:
    """Each text once and in order; what is left between them was not put in."""
    read, rest, at = _typed(f"{article.lead} {article.text}"), [], 0
    for words in map(_typed, _words_of(post, article.text)):
        found = read.find(words, at)
        if found < 0:
            yield Fault(post.slug, "text", True, words, "")
        else:
            rest.append(read[at:found])
            at = found + len(words)
    if left := "".join((*rest, read[at:])).strip():
        yield Fault(post.slug, "text", False, "", left)


def _typed(text: str) -> str:
    return " ".join(text.translate(_TYPED).split())


def _words_of(post: Post, text: str) -> Iterator[str]:
    """What must stand in the text. Captions of pictures stand at their pictures, that of a gallery there or in `text`."""
    for piece in post.body:
        match piece:
            case Text(words) | Heading(words) | Quotation(words) | Code(words):
                yield " ".join(plain_words(words).split())
            case Bullets(items):
                yield from items
            case Gallery(_, caption) if caption and caption in text:
                yield caption
            case Table(rows, caption):
                if caption:
                    yield caption
                for row in rows:
                    yield " ".join(row)


def _faults_of_links(post: Post, article: Article) -> Iterator[Fault]:
    wanted = [address for piece in post.body if isinstance(piece, Text) for address in links_in(piece.words)]
    found = [unescape(address) for address in _HREF.findall(article.html)]
    for address in wanted:
        if address not in found:
            yield Fault(post.slug, "link", True, address, str(found))
    for address in found:
        if address not in wanted:
            yield Fault(post.slug, "link", False, str(wanted), address)


def _faults_of_pictures(post: Post, article: Article) -> Iterator[Fault]:
    found, captions = {}, []
    for picture in article.pictures.all():
        name = _SIZE.sub("", urlsplit(picture.original_url).path.rpartition("/")[2])
        if name in found:
            yield Fault(post.slug, "picture", False, f"{name} once", picture.original_url)
        elif name:
            found[name] = picture
        else:
            captions.append(picture.caption)
    for photo in post.photos:
        picture = found.pop(f"{photo.name}.jpg", None)
        # The alternative text stands in for a caption.
        caption = photo.caption or photo.alt
        if picture is None:
            yield Fault(post.slug, "picture", True, photo.name, str(list(found)))
        elif _typed(picture.caption) != _typed(caption):
            is_missing = not picture.caption or picture.caption == photo.alt
            yield Fault(post.slug, "caption", is_missing, caption, picture.caption)
    for picture in found.values():
        yield Fault(post.slug, "picture", False, str([one.name for one in post.photos]), picture.original_url)
    yield from _faults_of_gallery(post, article, captions)


def _faults_of_gallery(post: Post, article: Article, captions: list[str]) -> Iterator[Fault]:
    """The caption of a whole gallery stands by itself, or in the text."""
    wanted = [piece.caption for piece in post.body if isinstance(piece, Gallery) and piece.caption]
    for caption in wanted:
        if caption not in captions and caption not in article.text:
            yield Fault(post.slug, "caption", True, caption, str(captions))
    for caption in captions:
        if caption not in wanted:
            yield Fault(post.slug, "caption", False, str(wanted), caption)
