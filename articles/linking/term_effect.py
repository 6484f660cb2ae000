"""What other terms of a topic would do to the articles that are stored: which it would gain and lose, and how much of
everything each new term finds.

At a million articles not all can be looked at within a moment. Looked at are the newest articles that the index of search
finds for the changed phrases, the newest of the topic, and a sample of all; where these are not all, the numbers are
reckoned from them and said to be so.
"""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import connection

from articles.grouping.documents import find_documents
from articles.grouping.folding import fold_case
from articles.grouping.relevance import SUBJECT, SUBJECT_TOPICS, judge, with_subject
from articles.grouping.topics import ANY_LANGUAGE, Matcher, TermBase, family_of
from articles.grouping.topics import Term as PlainTerm
from articles.grouping.wording.phrases import Phrases
from articles.kept.counts import Counted
from articles.models import Article, ArticleTopic, ListCount, Term, Topic
from articles.search.candidates import newest
from articles.search.plan import plan, words_to_stem
from articles.search.query import parse
from articles.search.reading import Reader
from articles.search.stems import stems_of

SAMPLED = 300  # articles of the languages
OF_TOPIC = 200  # the newest of the topic
OF_PHRASE = 300  # the newest that hold all words of a changed phrase
PHRASES_LOOKED_FOR = 6
SECONDS = 1.5  # for looking at texts; what is left then is not looked at
SAMPLES = 10  # articles that are named
WIDE = 0.1  # of all articles: a term that finds so many says nothing


@dataclass(frozen=True, slots=True)
class Proposed:
    """A term as an editor would have it."""

    phrase: str
    weight: float = 1.0
    place: str = Term.Place.ANYWHERE


@dataclass(frozen=True, slots=True)
class Effect:
    """What would happen. `added` and `removed` are some of the articles, `gained` and `lost` their numbers; these are
    `is_estimate` where not all articles were looked at. `shares` says of each changed phrase which part of the sample
    holds it."""

    added: Sequence[Article] = ()
    removed: Sequence[Article] = ()
    gained: int = 0
    lost: int = 0
    is_estimate: bool = False
    looked_at: int = 0
    total: int = 0
    of_topic: int = 0
    shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def wide(self) -> dict[str, float]:
        """The changed phrases that find too much."""
        return {phrase: share for phrase, share in self.shares.items() if share >= WIDE}


def matcher_with(topic: Topic, language: str, terms: Iterable[Proposed]) -> Matcher:
    """A matcher of all terms, those of one topic in one language replaced. Raises ValueError for a phrase that cannot be
    one. Two queries."""
    rows = Term.objects.exclude(topic=topic, language=language)
    plain = [_plain(*row) for row in rows.values_list("topic__slug", "language", "phrase", "weight", "place")]
    plain += [_plain(topic.slug, language, one.phrase, one.weight, one.place) for one in terms]
    parts = Topic.objects.exclude(part_of=None).values_list("slug", "part_of__slug")
    return TermBase.compile(plain, dict(parts))


def languages_of(language: str) -> list[str]:
    """The languages of articles in which terms of a language are looked for."""
    editions = [code for code, _name in settings.LANGUAGES]
    if language == ANY_LANGUAGE:
        return editions
    return sorted({language, *(code for code in editions if family_of(code) == family_of(language))})


def has_topic(article: Article, topic: str, matcher: Matcher) -> bool:
    """Whether an article has a topic by these terms."""
    texts = (article.title, article.lead, article.text)
    matched = matcher.match(*texts, article.language)
    if topic != SUBJECT or topic in matched.topics:
        return topic in matched.topics
    if not any(one.topic in SUBJECT_TOPICS for one in matched.contributions):
        return False
    verdict = judge(
        *texts,
        language=article.language,
        matcher=matcher,
        documents=find_documents("\n".join(texts)),
        matched=matched,
    )
    return topic in with_subject(matched.topics, relevant=verdict.relevant)


def effect_of(
    *, topic: Topic, language: str, before: Sequence[Proposed], after: Sequence[Proposed]
) -> Effect:
    """What would happen if the terms of a topic in a language were `after`. Raises ValueError for a phrase that cannot be
    one. A moment at any number of articles."""
    changed = set(before) ^ set(after)
    new = matcher_with(topic, language, after)
    if not changed:
        return Effect()
    old = matcher_with(topic, language, before)
    languages = languages_of(language)
    numbers = Counted(ListCount.Kind.EDITION, 0)
    months = {code: numbers.numbers(code) for code in languages}
    total = sum(_all_of(code) for code in languages)
    of_topic, topic_total = _of_topic(topic, languages)
    sample = _sample({code: one.months for code, one in months.items()}, total, topic.pk)
    phrases = sorted({one.phrase for one in changed})
    held, is_cut = _holding(phrases, languages)
    looked = _Looked(topic.slug, old, new)
    looked.look_at([*held, *of_topic, *sample])
    is_whole = looked.is_complete and len(looked.articles) >= total
    pks = looked.articles.keys()
    lost = [pk for pk in of_topic if pk in looked.lost]
    gained = len(looked.gained)
    if not is_whole and sample and (is_cut or not held):
        reckoned = sum(pk in looked.gained for pk in sample) * total / max(1, sum(pk in pks for pk in sample))
        gained = max(gained, round(reckoned))
    share = topic_total / len(of_topic) if of_topic else 1
    return Effect(
        added=[looked.articles[pk] for pk in sorted(looked.gained, reverse=True)[:SAMPLES]],
        removed=[looked.articles[pk] for pk in sorted(looked.lost, reverse=True)[:SAMPLES]],
        gained=gained,
        lost=len(looked.lost) if is_whole else max(len(looked.lost), round(len(lost) * share)),
        is_estimate=not is_whole,
        looked_at=len(pks),
        total=total,
        of_topic=topic_total,
        shares=_shares(sorted({one.phrase for one in set(after) - set(before)}), sample, looked.articles),
    )


class _Looked:
    """The articles that were looked at, with those that a topic would gain and lose. An editor's word stays."""

    def __init__(self, topic: str, old: Matcher, new: Matcher) -> None:
        self.topic, self.old, self.new = topic, old, new
        self.articles: dict[int, Article] = {}
        self.gained: set[int] = set()
        self.lost: set[int] = set()
        self.is_complete = True

    def look_at(self, pks: Sequence[int]) -> None:
        until = monotonic() + SECONDS
        keys = list(dict.fromkeys(pks))
        links = ArticleTopic.objects.filter(article__in=keys, topic__slug=self.topic)
        by_hand_of = dict(links.values_list("article", "by_hand"))
        for start in range(0, len(keys), 50):
            if monotonic() > until:
                self.is_complete = False
                return
            rows = Article.objects.filter(pk__in=keys[start : start + 50]).select_related("source")
            for article in rows.defer("html", "search"):
                self.articles[article.pk] = article
                if by_hand_of.get(article.pk):
                    continue
                was, becomes = (has_topic(article, self.topic, one) for one in (self.old, self.new))
                if becomes and not was and article.pk not in by_hand_of:
                    self.gained.add(article.pk)
                elif was and not becomes and article.pk in by_hand_of:
                    self.lost.add(article.pk)


def _plain(topic: str, language: str, phrase: str, weight: float, place: str) -> PlainTerm:
    return PlainTerm(topic, language, phrase, weight, "title" if place == Term.Place.TITLE else "anywhere")


def _all_of(language: str) -> int:
    """How many articles of a language are published, by kept numbers."""
    rows = ListCount.objects.filter(
        kind=ListCount.Kind.EDITION, key=0, language=language, source_id=0, period="0001-01-01"
    )
    return sum(rows.values_list("articles", flat=True))


def _of_topic(topic: Topic, languages: Sequence[str]) -> tuple[list[int], int]:
    """The newest published articles of a topic in these languages, and the number of all."""
    rows = ListCount.objects.filter(
        kind=ListCount.Kind.TOPIC, key=topic.pk, language__in=languages, source_id=0, period="0001-01-01"
    )
    total = sum(rows.values_list("articles", flat=True))
    links = ArticleTopic.objects.filter(topic=topic, language__in=languages, is_listed=True)
    pks = links.order_by("-ordered_at", "-article").values_list("article", flat=True)[:OF_TOPIC]
    return list(pks), total


def _holding(phrases: Sequence[str], languages: Sequence[str]) -> tuple[list[int], bool]:
    """The newest articles that hold all words of one of these phrases by the index of search, and whether there may be
    more."""
    found: dict[int, None] = {}
    is_cut = len(phrases) > PHRASES_LOOKED_FOR
    for phrase in phrases[:PHRASES_LOOKED_FOR]:
        # Of an open ending only whole words can be looked for.
        words = " ".join(word for word in phrase.split() if "*" not in word)
        is_cut |= words != phrase
        if not words:
            continue
        for language in languages:
            # Without their order, which only the texts know: the matcher reads these anyway.
            query = parse(words)
            asked = plan(query, stems_of(words_to_stem(query)), language)
            wanted = Article.objects.published().in_language(language)
            pks, was_cut = newest(
                wanted, asked, Reader(asked), language=language, but="", filtered=False, most=OF_PHRASE
            )
            found |= dict.fromkeys(pks)
            is_cut |= was_cut or len(pks) >= OF_PHRASE
    return list(found), is_cut


_NEXT = """
    SELECT DISTINCT article.id FROM unnest(%s::text[], %s::timestamptz[]) AS wanted(language, moment), LATERAL (
        SELECT id FROM articles_article
        WHERE language = wanted.language AND state = 'published' AND ordered_at <= wanted.moment
        ORDER BY ordered_at DESC, id DESC LIMIT 1
    ) AS article
"""


def _sample(months: Mapping[str, Mapping[date, int]], total: int, seed: int) -> list[int]:
    """Articles from all times, of each month as many as it has by its share; all of them where there are few. The same for
    the same topic, so that two looks can be compared."""
    if total <= SAMPLED:
        rows = Article.objects.published().filter(language__in=list(months)).newest_first()
        return list(rows.values_list("pk", flat=True)[:SAMPLED])
    cells = [(code, month, number) for code, numbers in months.items() for month, number in numbers.items()]
    if not cells:
        return []
    chance = random.Random(seed)  # noqa: S311  # a sample, no secret
    drawn = chance.choices(cells, weights=[number for _code, _month, number in cells], k=SAMPLED)
    moments = [
        datetime(month.year, month.month, 1, tzinfo=UTC) + timedelta(days=31) * chance.random()
        for _code, month, _number in drawn
    ]
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [[code for code, _month, _number in drawn], moments])
        return sorted(pk for (pk,) in cursor.fetchall())


def _shares(
    phrases: Sequence[str], sample: Sequence[int], articles: Mapping[int, Article]
) -> dict[str, float]:
    """Which part of the sample holds each phrase."""
    looked = [articles[pk] for pk in sample if pk in articles]
    if not looked or not phrases:
        return {}
    found = Phrases([(fold_case(phrase), phrase) for phrase in phrases])
    counts = dict.fromkeys(phrases, 0)
    for article in looked:
        folded = fold_case(f"{article.title}\n{article.lead}\n{article.text}")
        for phrase in _held_by(found, folded):
            counts[phrase] += 1
    return {phrase: number / len(looked) for phrase, number in counts.items()}


def _held_by(found: Phrases[str], folded: str) -> Collection[str]:
    return {phrase for _start, _end, phrase in found.occurrences(folded)}
