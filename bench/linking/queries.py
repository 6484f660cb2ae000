"""What readers of fourteen languages type to find a made-up story: its place, commune, leader or document, in their words."""

import random
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from articles.search import find, index_articles, parse
from bench.linking.stories import LANGUAGES, Facts, slots_of, stories

# Of each language: a flood in a province, a road in a commune, what somebody said, a document carried out in a province.
_TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "vi": ("{subject} ở {prov}", "{place} {prov}", "ông {person2} nói gì", "{doc} ở {prov}"),
    "en": ("{subject} in {prov}", "{place} in {prov} province", "what did {person2} say", "{doc} in {prov}"),
    "fr": ("{subject} à {prov}", "{place} province de {prov}", "qu'a dit {person2}", "{doc} à {prov}"),
    "es": ("{subject} en {prov}", "{place} provincia de {prov}", "qué dijo {person2}", "{doc} en {prov}"),
    "de": ("{subject} in {prov}", "{place} Provinz {prov}", "was sagte {person2}", "{doc} in {prov}"),
    "ru": ("{subject} в провинции {prov}", "{place} провинция {prov}", "что сказал {person2}", "{doc} провинция {prov}"),
    "uk": ("{subject} у провінції {prov}", "{place} провінція {prov}", "що сказав {person2}", "{doc} провінція {prov}"),
    "ar": ("{subject} في {prov}", "{place} مقاطعة {prov}", "ماذا قال {person2}", "{doc} في {prov}"),
    "th": ("{subject}ที่จังหวัด{prov}", "{place} จังหวัด{prov}", "นาย{person2}พูดอะไร", "{doc} จังหวัด{prov}"),
    "lo": ("{subject}ຢູ່ແຂວງ{prov}", "{place} ແຂວງ{prov}", "ທ່ານ {person2} ເວົ້າຫຍັງ", "{doc} ແຂວງ{prov}"),
    "km": ("{subject}នៅខេត្ត{prov}", "{place} ខេត្ត{prov}", "លោក {person2} និយាយអ្វី", "{doc} ខេត្ត{prov}"),
    "zh-hans": ("{prov}省{subject}", "{prov}省{place}", "{person2}说了什么", "{prov}省落实{doc}"),
    "ja": ("{prov}省の{subject}", "{prov}省{place}", "{person2}さんの話", "{prov}省 {doc}"),
    "ko": ("{prov}성 {subject}", "{prov}성 {place}", "{person2} 씨 발언", "{prov}성 {doc}"),
}  # fmt: skip
_SUBJECTS: Mapping[str, Mapping[str, str]] = {
    "flood": {
        "vi": "mưa lũ", "en": "floods", "fr": "inondations", "es": "inundaciones", "de": "Hochwasser", "ru": "паводок", "uk": "повінь",
        "ar": "فيضانات", "th": "น้ำท่วม", "lo": "ນ້ຳຖ້ວມ", "km": "ទឹកជំនន់", "zh-hans": "洪水", "ja": "洪水", "ko": "홍수",
    },
    "road": {
        "vi": "hiến đất làm đường", "en": "land given for a road", "fr": "terrain donné pour une route", "es": "tierra donada para un camino",
        "de": "Land für eine Straße", "ru": "земля под дорогу", "uk": "земля під дорогу", "ar": "التبرع بالأرض لشق طريق",
        "th": "บริจาคที่ดินทำถนน", "lo": "ມອບທີ່ດິນເຮັດທາງ", "km": "បរិច្ចាគដីធ្វើផ្លូវ", "zh-hans": "捐地修路", "ja": "土地提供 道路", "ko": "땅 기부 도로",
    },
}  # fmt: skip
QUERIES, FIRST = 34, 5
# The sentence that a story must have for each way of asking.
_NEEDS = ("", "", "quote", "document")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a reader, and the number of the story that is meant."""

    language: str
    text: str
    story: int


def queries(told: Iterable[int], *, seed: int) -> Iterator[Asked]:
    """`QUERIES` queries for those stories of a seed that are `told`, the languages and the ways of asking in turn."""
    chance = random.Random(seed)
    wanted = set(told)
    asked_for = [facts for facts in stories(seed=seed) if facts.form in _SUBJECTS and facts.number in wanted]
    for number in range(QUERIES):
        language = LANGUAGES[number % len(LANGUAGES)]
        facts = asked_for[number % len(asked_for)]
        way = _way(facts, (number + number // len(LANGUAGES)) % len(_NEEDS))
        subject = _SUBJECTS[facts.form][language]
        text = _TEMPLATES[language][way].format(subject=subject, **slots_of(facts, language, chance))
        yield Asked(language, text, facts.number)


def _way(facts: Facts, way: int) -> int:
    """The way of asking, or, where the story has not what it asks for, the one for its commune."""
    return way if _NEEDS[way] in ("", *facts.sentences) else _NEEDS.index("")


def answered(numbers: Mapping[int, int], *, seed: int) -> list[Asked]:
    """The queries of which the right story is among the first five. `numbers` gives the story of each article's id."""
    index_articles(list(numbers))
    right = []
    for asked in queries(numbers.values(), seed=seed):
        page = find(parse(asked.text), edition=asked.language)
        first = [result.article.pk for result in (*page.here, *page.elsewhere)][:FIRST]
        if asked.story in {numbers.get(pk) for pk in first}:
            right.append(asked)
    return right
