"""The records that answer the API: of articles as an export writes them, of stories, topics, documents and places.

Each list is one range of an index from the place of the last thing shown; nothing is counted. Only what is published is
given, and what a source's rights keep back is null.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from articles import addresses
from articles.catalogue.places import Province, load_provinces, provinces_by_number
from articles.kept.counts import article_count, of_all_languages
from articles.models import Article, Category, Document, ListCount, Source, Story, Topic
from articles.models.annotated import annotated
from articles.outgoing.api.asking import RefusedError
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.records.record import Record, for_records, records_of, versions_of
from articles.pages.places import EDITION, ArticleList, Place, Places

# The edition in which things without a language of their own have their page.
PAGE_EDITION = "vi"

Asked = Mapping[str, Any]
Page = tuple[list[Record], dict[str, str] | None]


def articles(asked: Asked) -> Page:
    """The newest articles of a list, or those after a place; and the parameters of the next page."""
    kind, name = asked.get("of", ("", ""))
    places = (_LIST_OF[kind](name) if kind else EDITION).places()
    if "language" in asked:
        places = places.filter(language=asked["language"])
    found, following = _page(places, asked)
    rows = {row.pk: row for row in for_records(Article.objects.published().filter(pk__in=found))}
    return records_of([rows[pk] for pk in found if pk in rows]), following


def article(number: int) -> Record:
    row = for_records(Article.objects.filter(pk=number)).first()
    if row is not None and row.state == Article.State.WITHDRAWN:
        raise RefusedError(410, f"The article {number} was withdrawn.")
    if row is None or not row.is_public:
        raise RefusedError(404, f"There is no article {number}.")
    return records_of([row])[0]


def stories(asked: Asked) -> Page:
    """The stories of the newest articles that stand for one in a language."""
    language = asked.get("language", PAGE_EDITION)
    found, following = _page(EDITION.places().filter(language=language, is_lead=True), asked)
    owners = dict(Article.objects.filter(pk__in=found).values_list("pk", "story_id"))
    return _stories([owners[pk] for pk in found if pk in owners]), following


def story(number: int) -> Record | int:
    """The story of a number, or the number of the one that it was merged into."""
    row = Story.objects.filter(pk=number).first()
    if row is not None and row.merged_into_id:
        return row.merged_into_id
    found = _stories([number]) if row is not None else []
    if not found or not found[0]["versions"]:
        raise RefusedError(404, f"There is no story {number}.")
    return found[0]


def _stories(numbers: Sequence[int]) -> list[Record]:
    versions = versions_of(set(numbers), with_titles=True)
    return [
        {
            "id": number,
            "address": absolute(addresses.story_address(PAGE_EDITION, number)),
            "languages": sorted({version["language"] for version in versions[number]}),
            "versions": versions[number],
        }
        for number in dict.fromkeys(numbers)
    ]


def topics(asked: Asked) -> Page:
    return [_topic(row) for row in _topics().order_by("position", "slug")], None


def topic(slug: str) -> Record:
    return _topic(_only(_topics().filter(slug=slug), f"There is no topic {slug}."))


def _topics() -> "QuerySet[Topic]":
    counted = Topic.objects.annotate(article_count=article_count(ListCount.Kind.TOPIC))
    return counted.select_related("part_of").prefetch_related("names")


def _topic(row: Topic) -> Record:
    return {
        "slug": row.slug,
        "names": {name.language: name.name for name in row.names.all()},
        "part_of": row.part_of.slug if row.part_of else None,
        "articles": annotated(row, "article_count") or 0,
        "address": absolute(row.get_absolute_url(PAGE_EDITION)),
    }


def documents(asked: Asked) -> Page:
    """Documents by rising number of the site, from the one after `after` on."""
    rows = list(_documents().filter(pk__gt=asked.get("after", 0)).order_by("pk")[: asked["limit"] + 1])
    shown = rows[: asked["limit"]]
    following = {"after": str(shown[-1].pk)} if len(rows) > len(shown) else None
    return [_document(row) for row in shown], following


def document(number: int) -> Record:
    return _document(_only(_documents().filter(pk=number), f"There is no document {number}."))


def _documents() -> "QuerySet[Document]":
    counted = Document.objects.annotate(article_count=article_count(ListCount.Kind.DOCUMENT))
    return counted.prefetch_related("names")


def _document(row: Document) -> Record:
    return {
        "id": row.pk,
        "number": row.number,
        "year": row.year,
        "kind": row.kind,
        "issuer": row.issuer,
        "issued_on": row.issued_on.isoformat() if row.issued_on else None,
        "titles": {name.language: name.title for name in row.names.all()},
        "articles": annotated(row, "article_count") or 0,
        "address": absolute(row.get_absolute_url(PAGE_EDITION)),
    }


def places(asked: Asked) -> Page:
    counted = of_all_languages(ListCount.Kind.PLACE)
    return [_place(one, counted) for _number, one in sorted(provinces_by_number().items())], None


def place(slug: str) -> Record:
    return _place(_province(slug), of_all_languages(ListCount.Kind.PLACE))


def _province(slug: str) -> Province:
    """The present province of a slug, which may be that of a former one."""
    found = load_provinces().get(slug)
    if found is None:
        raise RefusedError(404, f"There is no place {slug}.")
    return load_provinces()[found.present]


def _place(one: Province, counted: Mapping[int, int]) -> Record:
    return {
        "slug": one.slug,
        "number": one.number,
        "name": one.name,
        "names": {"vi": one.name, "zh-hans": one.name_in("zh-hans"), "zh-hant": one.name_in("zh-hant")},
        "former": list(one.former),
        "articles": counted.get(one.number, 0),
        "address": absolute(one.get_absolute_url(PAGE_EDITION)),
    }


def _page(listed: Places, asked: Asked) -> tuple[list[int], dict[str, str] | None]:
    """The ids of a page's articles, newest first, and the parameters of the next page."""
    limit = asked["limit"]
    before: Place | None = asked.get("before")
    found = listed.newest(limit + 1, older_than=before).read()[0]
    shown = found[:limit]
    following = {"before": str(shown[-1])} if len(found) > limit else None
    return [one.pk for one in shown], following


def _only(rows: "QuerySet[Any]", otherwise: str) -> Any:
    row = rows.first()
    if row is None:
        raise RefusedError(404, otherwise)
    return row


def _list_of(model: type[Category] | type[Topic] | type[Source]) -> Callable[[str], ArticleList]:
    def chosen(slug: str) -> ArticleList:
        name = model._meta.verbose_name
        return ArticleList.of(_only(model._default_manager.filter(slug=slug), f"There is no {name} {slug}."))

    return chosen


def _list_of_document(number: str) -> ArticleList:
    return ArticleList.of(_only(Document.objects.filter(pk=int(number)), f"There is no document {number}."))


_LIST_OF: Mapping[str, Callable[[str], ArticleList]] = {
    "category": _list_of(Category),
    "topic": _list_of(Topic),
    "source": _list_of(Source),
    "place": lambda slug: ArticleList.of(_province(slug)),
    "document": _list_of_document,
}
