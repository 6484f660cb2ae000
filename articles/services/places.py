"""The provinces that articles name, as rows by which they are listed."""

from collections.abc import Iterator, Mapping, Sequence

from django.db import transaction

from articles.evidence.named_places import NamedPlace
from articles.evidence.statement import places_in
from articles.models import Article, ArticlePlace
from articles.models.article import ArticleQuerySet
from articles.services.inserting import insert_rows

Named = Mapping[int, Sequence[NamedPlace]]
# Texts in memory at a time; one is some kilobytes.
BATCH = 200


def places_of(article: Article) -> tuple[NamedPlace, ...]:
    """The provinces that an article names, read from its text."""
    return places_in(language=article.language, title=article.title, lead=article.lead, text=article.text)


def attach_places(articles: Sequence[Article]) -> None:
    """Stores the places of new articles. One statement, whatever their number."""
    rows = [(article.pk, one.number, _written(one)) for article in articles for one in places_of(article)]
    insert_rows(ArticlePlace, ("article_id", "province", "former"), rows)


@transaction.atomic
def replace_places(named: Named) -> set[int]:
    """Makes `named` the places of articles, by their ids. Returns the ids of those whose places changed.

    One statement if nothing did, three at the most.
    """
    stored = ArticlePlace.objects.filter(article__in=list(named)).values_list(
        "article_id", "province", "former", "pk"
    )
    there = {(article, province, former): pk for article, province, former, pk in stored}
    wanted = {(article, one.number, _written(one)) for article, places in named.items() for one in places}
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
    return {article for article, _province, _former in gone | new}


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


def _written(place: NamedPlace) -> str:
    return " ".join(place.former)
