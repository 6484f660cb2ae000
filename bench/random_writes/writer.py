"""Writes of all kinds at random: what pulls, editors and readers do, by the services, and SQL of an operator's own."""

import random
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from articles.comments.models import Comment
from articles.comments.services.moderating import moderate
from articles.incoming import CitedDocument, IncomingArticle, IncomingSource
from articles.kept.folding import fold_counts
from articles.models import Article, Category, Document, Source, Topic
from articles.services import curation
from articles.services.store import Rule, Submitted, store_article, store_new_articles
from articles.services.stories import merge_by_hand
from articles.services.taking_back import TakenBack, take_back

LANGUAGES = ("vi", "en", "fr", "zh-hans", "km")
THINGS = 6  # sources, categories, topics


def make_world() -> None:
    """What articles belong to: sources, categories and topics of their own."""
    for number in range(THINGS):
        source = Source.objects.create(slug=f"paper-{number}", name=f"Paper {number}")
        source.domains.create(host=f"paper-{number}.example")
        Category.objects.get_or_create(slug=f"section-{number}")
        Topic.objects.get_or_create(slug=f"subject-{number}")


def work(seed: int, writes: int) -> None:
    """Writes so often, and prints a line after each: what was done, or undone."""
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    writer = Writer(random.Random(seed))
    for _number in range(writes):
        write = writer.choose()
        try:
            write()
        except (DatabaseError, Article.DoesNotExist) as error:
            # Two writers may wait for each other, or store one thing at once: PostgreSQL undoes one of them. One may
            # delete what the other has in hand.
            print(f"undone {type(error).__name__}", flush=True)
        else:
            print(f"done {write.__name__}", flush=True)


class Writer:
    """Writes of all kinds at random, from one seed."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._writes: Mapping[Callable[[], object], int] = {
            self.store: 30,
            self.store_many: 6,
            self.revise: 14,
            self.set_state: 10,
            self.set_category: 6,
            self.set_topics: 10,
            self.merge: 4,
            self.split: 3,
            self.take_back: 3,
            self.comment: 5,
            self.moderate: 6,
            self.change_by_sql: 8,
            self.delete: 2,
            self.replace_thing: 1,
            self.fold: 2,
        }

    def choose(self) -> Callable[[], object]:
        return self._chance.choices(list(self._writes), list(self._writes.values()))[0]

    def _incoming(self, address: str | None = None) -> IncomingArticle:

        chance, number = self._chance, self._chance.randrange(10**9)
        host = f"paper-{chance.randrange(THINGS)}.example"
        publisher = f"paper-{chance.randrange(THINGS)}.example" if chance.random() < 0.2 else host
        province = chance.choice(("Cao Bằng", "Sơn La", "Hà Giang", "Cà Mau"))
        text = f"What article {number} says of village {number % 97} and canal {number % 31} in {province}."
        return IncomingArticle(
            input="x",
            url=address
            or f"https://{host}/{chance.choice(LANGUAGES)}/articles/the-canal-of-village-{number}.html",
            origin_url=f"https://paper-0.example/vi/original-of-the-{chance.randrange(400)}-th.html"
            if chance.random() < 0.5
            else None,
            source=IncomingSource(name="Paper", domain=publisher),  # else the host carries it
            title=f"Article {number}",
            title_derived=False,
            lead="",
            text=text,
            html=f"<p>{text}</p>",
            language=chance.choice(LANGUAGES),
            language_confidence=1.0,
            direction="ltr",
            author=f"Author {chance.randrange(9)}" if chance.random() < 0.5 else "",
            published_at=datetime(2025, 11, 1, tzinfo=UTC) + timedelta(hours=chance.randrange(9_000)),
            updated_at=None,
            topics=tuple(f"subject-{one}" for one in chance.sample(range(THINGS), chance.randrange(4))),
            category=f"section-{chance.randrange(THINGS)}",
            machine_translated=chance.random() < 0.3,
            documents=tuple(
                CitedDocument(
                    number=f"{one}-QĐ/TW", kind="QĐ", issuer="TW", year=None, cited_as=f"{one}-QĐ/TW"
                )
                for one in chance.sample(range(9), chance.randrange(3))
            ),
        )

    def _some(self, most: int) -> list[Article]:

        newest = Article.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        wanted = [self._chance.randint(1, newest + 1) for _ in range(self._chance.randint(1, most))]
        return list(Article.objects.filter(pk__in=wanted).defer("search"))

    def _rule(self) -> Rule:

        return self._chance.choice((Rule.PUBLISH, Rule.PUBLISH, Rule.PUBLISH, Rule.HOLD))

    def store(self) -> None:

        store_article(incoming=self._incoming(), rule=self._rule(), now=timezone.now())

    def store_many(self) -> None:

        store_new_articles(
            submitted=[Submitted(self._incoming(), self._rule()) for _ in range(5)], now=timezone.now()
        )

    def revise(self) -> None:

        for article in self._some(1):
            store_article(incoming=self._incoming(article.url), rule=self._rule(), now=timezone.now())

    def set_state(self) -> None:

        state = self._chance.choice(Article.State.values)
        curation.set_state(articles=self._some(4), state=state, by=None, now=timezone.now())

    def set_category(self) -> None:

        category = Category.objects.order_by("?").first()
        curation.set_category(articles=self._some(4), category=category, by=None, now=timezone.now())

    def set_topics(self) -> None:

        topics = Topic.objects.order_by("?")[: self._chance.randrange(4)]
        for article in self._some(1):
            curation.set_topics(article=article, topics=topics, by=None, now=timezone.now())

    def merge(self) -> None:

        articles = self._some(3)
        if len(articles) > 1:
            merge_by_hand(articles=articles, by=None)

    def split(self) -> None:

        curation.split(articles=self._some(3), by=None, now=timezone.now())

    def take_back(self) -> None:

        taken = [TakenBack(one.pk, one.source, timezone.now()) for one in self._some(2)]
        take_back(taken=taken, now=timezone.now())

    def comment(self) -> None:

        for article in self._some(2):
            state = self._chance.choice(Comment.State.values)
            Comment.objects.create(
                article=article,
                name="A reader",
                body="Useful.",
                language="vi",
                state=state,
                sent_at=timezone.now(),
            )

    def moderate(self) -> None:

        comments = list(Comment.objects.order_by("?")[:3])
        action = self._chance.choice(("approve", "decline", "spam"))
        moderate(comments=comments, action=action, by=None, now=timezone.now())
        if self._chance.random() < 0.2:
            Comment.objects.filter(pk__in=[one.pk for one in comments[:1]]).delete()

    def change_by_sql(self) -> None:
        """What an operator may do in the database: one statement over many rows."""

        pks = [article.pk for article in self._some(30)]
        statement = self._chance.choice(
            (
                "UPDATE articles_article SET published_at = published_at - interval '40 days' WHERE id = ANY (%s)",
                "UPDATE articles_article SET published_at = NULL WHERE id = ANY (%s)",
                "UPDATE articles_article SET source_id = (SELECT min(id) FROM articles_source) WHERE id = ANY (%s)",
                "UPDATE articles_article SET author_id = NULL, carrier_id = source_id WHERE id = ANY (%s)",
                "UPDATE articles_article SET is_lead = false WHERE id = ANY (%s)",
                "DELETE FROM articles_articletopic WHERE article_id = ANY (%s)",
                "UPDATE articles_articletopic SET excluded = true, by_hand = true WHERE article_id = ANY (%s)",
                "DELETE FROM articles_citation WHERE article_id = ANY (%s)",
                "DELETE FROM articles_articleplace WHERE article_id = ANY (%s)",
                """INSERT INTO articles_articleplace (article_id, province, former)
                SELECT article.id, 8, '' FROM articles_article AS article WHERE article.id = ANY (%s) ON CONFLICT DO NOTHING""",
                """INSERT INTO articles_articletopic (article_id, topic_id, by_hand, excluded)
                SELECT article.id, topic.id, true, false FROM articles_article AS article, articles_topic AS topic
                WHERE article.id = ANY (%s) AND topic.slug = 'subject-1' ON CONFLICT DO NOTHING""",
            )
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [pks])

    def delete(self) -> None:
        for article in self._some(1):
            article.delete()

    def replace_thing(self) -> None:
        """Deletes a topic, a category or a document, and makes it anew."""

        slug = self._chance.randrange(THINGS)
        kind = self._chance.randrange(3)
        if kind == 0:
            Topic.objects.filter(slug=f"subject-{slug}").delete()
            Topic.objects.get_or_create(slug=f"subject-{slug}")
        elif kind == 1:
            Category.objects.filter(slug=f"section-{slug}").delete()
            Category.objects.get_or_create(slug=f"section-{slug}")
        else:
            Document.objects.filter(number=f"{slug}-QĐ/TW").delete()

    def fold(self) -> None:

        fold_counts()
