"""The passes of a search. Each looks only for what those before it did not find:

1. the words, in any of their spellings and forms;
2. what the words mean: terms by their other names, provinces by what articles state;
3. the words in another spelling, where this one has nothing;
4. some of the words and terms, at least half of them;
5. what the query states: figures, days, names, documents.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from articles.models import Article, ArticlePlace
from articles.models.article import ArticleQuerySet
from articles.search.across import stories_stating
from articles.search.candidates import MEANT, MOST_READ, MOST_RESULTS, Candidate, candidates
from articles.search.concepts import Meaning, meaning_of, name_stems
from articles.search.plan import Names, Plan, Stems, plan, plans_with_fewer, with_meant, words_to_stem
from articles.search.query import Query
from articles.search.spelling import suggest
from articles.search.stems import stems_of
from articles.search.words import forms, pieces, plain

# With fewer stories, the next pass is tried.
FEW_RESULTS = 5
# Matches of other names or of some of the words that are looked at, and foreign matches that the edition's version of may replace.
MOST_FURTHER, MOST_REPLACED = 60, 100


class Manner(Enum):
    """How results answer a query."""

    WORDS = "words"
    SPELLING = "spelling"
    SOME = "some"
    FACTS = "facts"


@dataclass(slots=True)
class Looked:
    """What was found: of each story one article (`chosen`, best first), and all matches. `shown` is the query whose words
    are highlighted, with their `stems`; `suggestion` the spelling that was looked for instead.
    """

    shown: Query
    stems: dict[tuple[str, str], str]
    chosen: list[Candidate]
    matched: list[Candidate]
    is_more: bool = False
    is_cut: bool = False
    manner: Manner = Manner.WORDS
    suggestion: str = ""

    def leave_out(self, left_out: Iterable[Candidate]) -> None:
        """Without the stories of these."""
        stories = {one.story for one in left_out}
        self.chosen = [one for one in self.chosen if one.story not in stories]
        self.matched = [one for one in self.matched if one.story not in stories]

    def add(self, found: Sequence[Candidate], edition: str) -> bool:
        """Adds the stories of further matches behind those that are there; tells whether there are any."""
        known = {one.story for one in self.chosen}
        further = [one for one in found if one.story not in known]
        known_articles = {one.pk for one in self.matched}
        self.matched = [*self.matched, *(one for one in found if one.pk not in known_articles)]
        self.chosen = [*self.chosen, *one_a_story(further, edition)]
        return bool(further)


def look_for(query: Query, wanted: ArticleQuerySet, edition: str, *, words: Looked | None = None) -> Looked:
    """What answers `query` among the articles `wanted`, for readers of `edition`; `words` is what the first pass found if
    it is known, without what the query means.
    """
    stems = stems_of(words_to_stem(query))
    # Who puts words between quotes wants these.
    is_free = bool(query.words) and not query.phrases and not query.excluded
    meaning = meaning_of(query, edition, stems) if is_free else Meaning()
    looked = words if words and not meaning else _look_for_words(query, stems, meaning, wanted, edition)
    if query.has_terms and not query.excluded:
        _look_further(looked, query, meaning, wanted, edition, is_free=is_free)
    if not query.language:
        looked.chosen = _in_edition(looked.chosen, wanted, edition)
    return looked


def _look_for_words(
    query: Query, stems: Stems, meaning: Meaning, wanted: ArticleQuerySet, edition: str
) -> Looked:
    asked = plan(query, stems, edition)
    names: list[Names] = list(meaning.names(query.language or edition))
    if meaning:
        stems = {**stems, **_stems_of_names(names)}
        called: list[Names] = [
            [("vi", one.name), *(("en", also) for also in one.also)] for one in meaning.provinces
        ]
        asked = with_meant(asked, [*names, *called], stems)
    found = candidates(wanted, asked, query.language or edition, filtered=query.has_filters)
    looked = Looked(
        _shown(query, names), dict(stems), [], found.found, is_more=found.is_more, is_cut=found.is_cut
    )
    looked.chosen = one_a_story(found.found, edition)
    return looked


def _look_further(
    looked: Looked,
    query: Query,
    meaning: Meaning,
    wanted: ArticleQuerySet,
    edition: str,
    *,
    is_free: bool,
) -> None:
    if looked.is_more:
        return
    # Of many matches those that hold the terms come first; only of a few all texts were read.
    apart = [one for one in looked.chosen if one.score < MEANT] if meaning.concepts else []
    good = len(looked.chosen) - len(apart) if len(looked.matched) <= MOST_READ else len(looked.chosen)
    if meaning and good < FEW_RESULTS:
        _look_for_meaning(looked, query, meaning, wanted, edition)
        if len(looked.chosen) - len(apart) >= FEW_RESULTS:
            looked.leave_out(apart)
        looked.chosen = one_a_story(looked.matched, edition)
    if (
        not looked.chosen
        and not looked.is_cut
        and _look_for_spelling(looked, query, meaning, wanted, edition)
    ):
        return
    if not looked.chosen and meaning:
        _look_for_some(looked, query, meaning, wanted, edition)
    if len(looked.chosen) < FEW_RESULTS and looked.manner is Manner.WORDS:
        is_new = not looked.chosen
        if looked.add(_stating(query, wanted, edition), edition) and is_new:
            looked.manner = Manner.FACTS
    if not looked.chosen and is_free:
        _look_for_some(looked, query, meaning, wanted, edition)


def _look_for_meaning(
    looked: Looked, query: Query, meaning: Meaning, wanted: ArticleQuerySet, edition: str
) -> None:
    asked, names, stems = _in_other_names(query, meaning, edition)
    if not asked.words and not names:
        return  # a province alone: its articles name it in other ways, and it has a page of its own
    found = candidates(
        _in_provinces(wanted, meaning),
        with_meant(plan(asked, stems, edition, meant=names), names, stems),
        query.language or edition,
        filtered=query.has_filters or bool(meaning.provinces),
        most=MOST_FURTHER,
    )
    looked.add(found.found, edition)
    looked.is_more |= found.is_more


def _look_for_spelling(
    looked: Looked, query: Query, meaning: Meaning, wanted: ArticleQuerySet, edition: str
) -> bool:
    """Takes what another spelling finds; tells whether it finds something. One that finds something elsewhere, in another
    language or source, is noted.
    """
    right = set(query.words) - set(meaning.words) if meaning else set()
    text = suggest(query, query.language or edition, right=right)
    if not text:
        return False
    better = replace(query, text=text, words=tuple(text.split()), phrases=())
    stems = stems_of(words_to_stem(better))
    found = _look_for_words(better, stems, Meaning(), wanted, edition)
    if not found.chosen and query.has_filters:
        anywhere = Query(text=text, words=better.words)
        everything = _look_for_words(anywhere, stems, Meaning(), Article.objects.published(), edition)
        looked.suggestion = text if everything.chosen else ""
        return False
    if not found.chosen:
        return False
    found = look_for(better, wanted, edition, words=found)
    looked.shown, looked.stems, looked.suggestion = found.shown, found.stems, text
    looked.chosen, looked.matched, looked.manner = found.chosen, found.matched, Manner.SPELLING
    looked.is_more, looked.is_cut = found.is_more, found.is_cut
    return True


def _look_for_some(
    looked: Looked, query: Query, meaning: Meaning, wanted: ArticleQuerySet, edition: str
) -> None:
    asked, names, stems = _in_other_names(query, meaning, edition)
    placed = _in_provinces(wanted, meaning)
    fewer = plans_with_fewer(asked, stems, edition, meant=names)
    tried: list[tuple[ArticleQuerySet, Plan]] = [(placed, one) for one in fewer]
    if names and asked.words:
        alone = placed, plan(replace(asked, words=()), stems, edition, meant=names)
        # Terms are known in all languages; a word that is none is rare in most.
        tried.insert(0 if len(names) >= len(asked.words) else len(tried), alone)
    if meaning.provinces and (asked.words or names):
        tried.append((wanted, plan(asked, stems, edition, meant=names)))
    for articles, some in tried:
        is_filtered = query.has_filters or (articles is placed and bool(meaning.provinces))
        found = candidates(articles, some, query.language or edition, filtered=is_filtered, most=MOST_FURTHER)
        if looked.add(found.found, edition):
            looked.manner = Manner.SOME
            looked.is_cut = False
            return


def _in_other_names(
    query: Query, meaning: Meaning, edition: str
) -> tuple[Query, list[Names], dict[tuple[str, str], str]]:
    """The query with the words that are no term, the names of its terms, and the stems of all of these."""
    asked = replace(query, words=meaning.words) if meaning else query
    names: list[Names] = list(meaning.names(query.language or edition))
    stems = stems_of(words_to_stem(asked)) if asked.words else {}
    return asked, names, {**stems, **_stems_of_names(names)}


def _stems_of_names(names: Iterable[Names]) -> dict[tuple[str, str], str]:
    words: dict[str, set[str]] = {}
    for language, name in (pair for of_one in names for pair in of_one):
        words.setdefault(language, set()).update(
            forms(piece.text).exact for piece in pieces(plain(name)) if not piece.is_run
        )
    return {
        pair: stem for language, some in words.items() for pair, stem in name_stems(some, language).items()
    }


def _shown(query: Query, names: Iterable[Names]) -> Query:
    """The query with the words of all names, to be highlighted."""
    words = [name for of_one in names for _language, name in of_one]
    return replace(query, words=(*query.words, *words))


def _in_provinces(wanted: ArticleQuerySet, meaning: Meaning) -> ArticleQuerySet:
    for province in meaning.provinces:
        named = ArticlePlace.objects.filter(province=province.number)
        wanted = wanted.filter(pk__in=named.values("article_id"))
    return wanted


def _stating(query: Query, wanted: ArticleQuerySet, edition: str) -> list[Candidate]:
    """The articles of stories that state what the query states, best first."""
    stories = [found.story for found in stories_stating(query, wanted, edition=edition)]
    if not stories:
        return []
    rows = wanted.filter(story__in=stories).values_list(
        "pk", "story_id", "language", "source_id", "is_lead", "ordered_at"
    )
    order = {story: place for place, story in enumerate(stories)}
    found = [Candidate(*row, score=(len(order) - order[row[1]]) / MOST_RESULTS) for row in rows]
    return sorted(found, key=lambda one: order[one.story])


def one_a_story(found: Sequence[Candidate], edition: str) -> list[Candidate]:
    """One article per story: in the edition's language, else the story's lead, else the best match."""
    best: dict[int, Candidate] = {}
    for one in found:
        other = best.get(one.story)
        if other is None or _preference(one, edition) < _preference(other, edition):
            best[one.story] = one
    return sorted(best.values(), key=lambda one: _order(one, edition))


def _preference(one: Candidate, edition: str) -> tuple[bool, bool, float]:
    return one.language != edition, not one.is_lead, -one.score


def _order(one: Candidate, edition: str) -> tuple[bool, float, float, int]:
    return one.language != edition, -one.score, -one.moment.timestamp(), -one.pk


def _in_edition(chosen: list[Candidate], wanted: ArticleQuerySet, edition: str) -> list[Candidate]:
    """The same with the edition's version in place of the best foreign matches, behind its own matches."""
    foreign = [one for one in chosen if one.language != edition][:MOST_REPLACED]
    if not foreign:
        return chosen
    rows = wanted.in_language(edition).filter(story__in=[one.story for one in foreign], is_lead=True)
    versions = {
        row[1]: row
        for row in rows.values_list("pk", "story_id", "language", "source_id", "is_lead", "ordered_at")
    }
    replaced = [
        Candidate(*versions[one.story], score=one.score)
        if one.language != edition and one.story in versions
        else one
        for one in chosen
    ]
    return sorted(replaced, key=lambda one: one.language != edition)
