"""Whatever editors do and take back in reverse, readers see what they saw before: byte for byte."""

import random
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from articles.linking.suggestions import decide_suggestion
from articles.models import Article, Category, Document, Feature, Source, Story, StorySuggestion, Topic
from articles.search import index_articles
from articles.services import curation
from articles.services.editing.following import follow_publisher
from articles.services.stories import choose_leads, merge_by_hand
from desk.models import Act
from desk.record import recorded
from desk.undoing import undo
from tests.factories import NOON, make_article, make_category, make_source, make_topic

ACTS_AT_MOST = 12
SEEDS, PARTS, RUNS = 8, 5, 5  # 200 runs, in pieces that processors can share
LANGUAGES = ("en", "vi", "ar")


def translation_of(code: str) -> str:
    with override(code):
        return gettext("updated")


# What says when something was last changed, and that it was: the public record of corrections stays.
UPDATED = "|".join(sorted({translation_of(code) for code in LANGUAGES}))
CORRECTIONS = [
    re.compile(rf'\s*<span class="fact">\s*(?:{UPDATED})\s*<time[^<>]*>.*?</time>\s*</span>', re.DOTALL),
    re.compile(r'\s*<span class="fact">\s*<a[^<>]*href="[^"]*/changes/"[^<>]*>.*?</a>\s*</span>', re.DOTALL),
    re.compile(r'"date_?[mM]odified": ?"[^"]*",?\s*'),
    re.compile(r'<meta property="article:modified_time"[^<>]*>'),
]


class Site:
    """A small site: stories in three languages, categories, topics, a feature and a suggestion."""

    def __init__(self) -> None:
        self.editor = User.objects.create_user("editor", first_name="An", last_name="Editor")
        self.categories = [make_category() for _ in range(2)]
        self.topics = [make_topic() for _ in range(3)]
        self.source = make_source(host="paper.example")
        self.articles = [
            make_article(
                language=LANGUAGES[number % 3],
                source=self.source,
                category=self.categories[number % 2],
                topics=[self.topics[number % 3]],
                published_at=NOON - timedelta(hours=number),
                html=f"<p>What article {number} says.</p>",
                text=f"What article {number} says.",
            )
            for number in range(6)
        ]
        self.document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
        for article in self.articles[:2]:
            self.document.citations.create(article=article, cited_as="25-NQ/TW")
        first, second = self.articles[0], self.articles[3]
        self.suggestion = StorySuggestion.objects.create(
            first=first, second=second, kind="headline", score=0.9, suggested_at=NOON
        )
        Feature.objects.create(edition="en", article=first, starts_at=NOON - timedelta(days=1))
        for article in self.articles:
            choose_leads(story=article.story)
        index_articles([article.pk for article in self.articles])
        shown = self.articles[:4]
        self.addresses = [
            "/en/", "/vi/", "/en/topic/", "/en/search/?q=article", "/en/feed.json",
            *(article.get_absolute_url() for article in shown),
            *(article.story.get_absolute_url("en") for article in shown[::3]),
            self.categories[0].get_absolute_url("en"),
            self.topics[0].get_absolute_url("en"),
            self.document.get_absolute_url("en"),
            self.source.get_absolute_url("en"),
        ]  # fmt: skip

    def pages(self) -> dict[str, tuple[int, str, str]]:
        """What readers see at every address: status, where it leads, and what it says."""
        client = Client()
        seen = {}
        for address in self.addresses:
            answer = client.get(address)
            text = answer.content.decode() if not answer.streaming else ""
            for one in CORRECTIONS:
                text = one.sub("", text)
            seen[address] = (answer.status_code, answer.headers.get("Location", ""), text)
        return seen


def first_difference(one: tuple[int, str, str], other: tuple[int, str, str]) -> str:
    """Where two answers part, for whoever reads a failure."""
    if one[:2] != other[:2]:
        return f"{one[:2]} became {other[:2]}"
    pairs = zip(one[2], other[2], strict=False)
    place = next((place for place, (mine, theirs) in enumerate(pairs) if mine != theirs), 0)
    return f"{one[2][place - 80 : place + 80]!r} became {other[2][place - 80 : place + 80]!r}"


Step = Callable[[Site, random.Random], None]


def state(site: Site, chance: random.Random) -> None:
    articles = chance.sample(list(Article.objects.all()), chance.randint(1, 4))
    value = chance.choice(["published", "held", "withdrawn"])
    curation.set_state(articles=articles, state=value, by=site.editor, now=NOON, reason="So it is")


def category(site: Site, chance: random.Random) -> None:
    articles = chance.sample(list(Article.objects.all()), chance.randint(1, 4))
    chosen = chance.choice([None, *Category.objects.all()])
    curation.set_category(articles=articles, category=chosen, by=site.editor, now=NOON)


def topics(site: Site, chance: random.Random) -> None:
    article = chance.choice(list(Article.objects.all()))
    chosen = [topic for topic in Topic.objects.all() if chance.random() < 0.5]
    curation.set_topics(article=article, topics=chosen, by=site.editor, now=NOON)


def words(site: Site, chance: random.Random) -> None:
    article = chance.choice(list(Article.objects.all()))
    new = {name: f"<p>{chance.random()}</p>" for name in ("title", "lead", "html") if chance.random() < 0.5}
    curation.correct_text(article=article, by=site.editor, now=NOON, reason="So it is", **new)


def merge(site: Site, chance: random.Random) -> None:
    merge_by_hand(articles=chance.sample(list(Article.objects.order_by("pk")), 2), by=site.editor)


def split(site: Site, chance: random.Random) -> None:
    curation.split(articles=[chance.choice(list(Article.objects.all()))], by=site.editor, now=NOON)


def suggestion(site: Site, chance: random.Random) -> None:
    row = StorySuggestion.objects.select_related("first__story", "second__story").get()
    decide_suggestion(suggestion=row, same=chance.random() < 0.5, by=site.editor, now=NOON)


def feature(site: Site, chance: random.Random) -> None:
    if Feature.objects.exists() and chance.random() < 0.5:
        Feature.objects.order_by("?").first().delete()
    else:
        article = chance.choice(list(Article.objects.all()))
        starts = NOON - timedelta(hours=chance.randint(1, 9))
        Feature.objects.create(edition=article.language, article=article, starts_at=starts)


def deletion(site: Site, chance: random.Random) -> None:
    model = chance.choice([Topic, Category, Document])
    row = model.objects.first()
    if row is not None:
        row.delete()


def follow(site: Site, chance: random.Random) -> None:
    article = chance.choice(list(Article.objects.all()))
    fields = ["title", "lead", "text", "state", "category"]
    follow_publisher(article=article, fields=fields, by=site.editor, now=NOON)


def slug(site: Site, chance: random.Random) -> None:
    row = chance.choice([*Topic.objects.all(), *Category.objects.all(), *Source.objects.all()])
    row.slug = f"{row._meta.model_name}-{chance.randint(0, 10**9)}"
    row.save()


STEPS: list[Step] = [
    state, category, topics, words, merge, split, suggestion, feature, deletion, follow, slug,
]  # fmt: skip


def runs(seed: int, part: int) -> list[random.Random]:
    """The chances of one part of a seed's runs."""
    chance = random.Random(seed)
    numbers = [chance.random() for _ in range(PARTS * RUNS)]
    return [random.Random(number) for number in numbers[part * RUNS : (part + 1) * RUNS]]


@pytest.mark.django_db
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("seed", range(SEEDS))
def test_acts_and_their_undos_in_reverse_leave_every_page_as_it_was(seed, part, time_machine):
    time_machine.move_to(NOON + timedelta(hours=6), tick=False)
    site = Site()
    before = site.pages()
    assert len(set(before.values())) > len(before) / 2
    for number, chance in enumerate(runs(seed, part)):
        with transaction.atomic():
            done = []
            for _ in range(chance.randint(1, ACTS_AT_MOST)):
                step = chance.choice(STEPS)
                with recorded(f"test:{step.__name__}", road=Act.Road.DESK, by=site.editor):
                    step(site, chance)
                done.append(step.__name__)
            for act in Act.objects.filter(undoes=None).order_by("-pk"):
                assert undo(act=act, by=site.editor, now=timezone.now()) == [], (seed, part, number, done)
            after = site.pages()
            wrong = {address for address in before if after[address] != before[address]}
            assert {address: first_difference(before[address], after[address]) for address in wrong} == {}, (
                done
            )
            transaction.set_rollback(True)
    assert Story.objects.count() == len(site.articles)
