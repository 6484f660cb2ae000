"""The provinces that articles name, as rows by which they are listed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from articles.catalogue.places import load_provinces, provinces_by_number
from articles.evidence.named_places import NamedPlace
from articles.evidence.statement import places_in
from articles.models import Article, ArticlePlace, FieldLock
from articles.models.article import ArticleQuerySet
from articles.services.editing.locks import offer
from articles.services.inserting import insert_rows

Named = Mapping[int, Sequence[NamedPlace]]
Row = tuple[int, int, str]  # article, province, former names
# Texts in memory at a time; one is some kilobytes.
BATCH = 200


def places_of(article: Article) -> tuple[NamedPlace, ...]:
    """The provinces that an article names, read from its text."""
    return places_in(language=article.language, title=article.title, lead=article.lead, text=article.text)


def slugs_of(places: Iterable[NamedPlace]) -> list[str]:
    """Places as the lock of an article's places keeps them: the slugs of present provinces."""
    return sorted(provinces_by_number()[one.number].slug for one in places)


def attach_places(articles: Sequence[Article]) -> None:
    """Stores the places of new articles. One statement, whatever their number."""
    rows = [(article.pk, one.number, _written(one)) for article in articles for one in places_of(article)]
    insert_rows(ArticlePlace, ("article_id", "province", "former"), rows)


@transaction.atomic
def replace_places(named: Named) -> set[int]:
    """Gives articles, by their ids, the places that their texts name; where an editor set them, these stay, and what the
    text says is kept beside them. Returns the ids of those whose places changed.

    Two statements if nothing did.
    """
    changed = {article for article, *_rest in _wanted(named) ^ _stored(named).keys()}
    if not changed:
        return changed
    # An editor may have set them meanwhile, who holds the article while doing so.
    list(Article.objects.select_for_update(no_key=True).filter(pk__in=changed).order_by("pk").values("pk"))
    named = {article: named[article] for article in changed}
    return _write(_wanted(named), _stored(named))


def find_places(articles: ArticleQuerySet, *, after: int = 0) -> Iterator[tuple[int, int, int]]:
    """Reads the places of stored articles anew, in order of id, starting after `after`; one transaction a batch.

    Yields for each batch its last id, the number of its articles, and of those whose places changed.
    """
    while batch := list(
        articles.filter(pk__gt=after).order_by("pk").only("language", "title", "lead", "text")[:BATCH]
    ):
        changed = replace_places({article.pk: places_of(article) for article in batch})
        after = batch[-1].pk
        yield after, len(batch), len(changed)


def _wanted(named: Named) -> set[Row]:
    """The rows that articles are to have: the text's, or the editor's, which are offered the text's."""
    places = dict(named)
    for lock in FieldLock.objects.filter(article__in=list(named), field=FieldLock.Field.PLACES):
        said = named[lock.article_id]
        offer(lock, slugs_of(said), own=lock.own, now=timezone.now())
        places[lock.article_id] = _set_by_hand(lock.own or (), said)
    return {(article, one.number, _written(one)) for article, found in places.items() for one in found}


def _set_by_hand(slugs: Iterable[str], said: Iterable[NamedPlace]) -> list[NamedPlace]:
    """The places that an editor chose, each by the former names that the text has for it."""
    former = {one.number: one.former for one in said}
    numbers = [load_provinces()[slug].number for slug in slugs if slug in load_provinces()]
    return [NamedPlace(number, former.get(number, ())) for number in numbers]


def _stored(named: Named) -> dict[Row, int]:
    """The rows that articles have, each with its key."""
    rows = ArticlePlace.objects.filter(article__in=list(named)).values_list(
        "article_id", "province", "former", "pk"
    )
    return {(article, province, former): pk for article, province, former, pk in rows}


def _write(wanted: set[Row], there: Mapping[Row, int]) -> set[int]:
    gone, new = there.keys() - wanted, wanted - there.keys()
    if gone:
        ArticlePlace.objects.filter(pk__in=[there[row] for row in gone]).delete()
    if new:
        # Two processes that look at the same article write the same rows.
        ArticlePlace.objects.bulk_create(
            [
                ArticlePlace(article_id=article, province=province, former=former)
                for article, province, former in sorted(new)
            ],
            ignore_conflicts=True,
        )
    return {article for article, *_rest in gone | new}


def _written(place: NamedPlace) -> str:
    return " ".join(place.former)
