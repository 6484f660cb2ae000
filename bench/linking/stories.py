"""The made-up stories and their versions: facts, and how each language writes figures, money, days and places.

Everything follows from a seed. Persons and communes are combined from syllables, so that nobody real is meant.
"""

import random
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from articles.catalogue import FOLDER
from articles.catalogue.places import load_provinces
from bench.linking.spelling import spelt

Condition = Literal["whole", "short", "reworded", "dense"]
LANGUAGES = ("vi", "en", "fr", "es", "de", "ru", "uk", "ar", "th", "lo", "km", "zh-hans", "ja", "ko")
FORMS = ("flood", "dialogue", "road", "house", "office", "fair")
DOCUMENTS = (
    "25-NQ/TW",
    "33/CT-TTg",
    "114-KL/TW",
    "23-QĐ/TW",
    "49/2024/NĐ-CP",
    "08-CT/TW",
    "62-KH/TU",
    "17/2023/QH15",
)
STORIES, FILLERS = 64, 420
FIRST_DAY = date(2026, 9, 1)
LOST_SENTENCES, LOST_FIGURES = 1 / 3, 0.4

_SURNAMES = "Nguyễn Trần Lê Phạm Hoàng Phan Vũ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trịnh Đào Lương Tạ Cao".split()  # noqa: SIM905
_SYLLABLES = [
    "Văn",
    "Đức",
    "Hữu",
    "Minh",
    "Quang",
    "Thanh",
    "Xuân",
    "Ngọc",
    "Kim",
    "Thu",
    "Hồng",
    "Mạnh",
    "Bình",
    "Sơn",
    "Bắc",
    "Đông",
    "Tây",
    "Long",
    "Cường",
    "Hùng",
    "Tuấn",
    "Tú",
    "Thắng",
    "Lợi",
    "Phúc",
    "Lộc",
    "Khang",
    "Ninh",
    "Hòa",
    "Hiệp",
    "Công",
    "Trung",
    "Kiên",
    "Nghĩa",
    "Nhân",
    "Trí",
    "Tín",
    "Vinh",
    "Hoa",
    "Lan",
    "Trúc",
    "Đạt",
    "Phát",
    "Thịnh",
    "Giang",
    "Hà",
    "Khánh",
    "Vân",
    "Yên",
    "Hương",
    "Loan",
    "Nga",
    "Trang",
    "Tuyết",
    "Châu",
    "Chương",
    "Điền",
    "Khê",
    "Lâm",
    "Linh",
    "Mỹ",
    "Phong",
    "Quý",
    "Tân",
    "Tiến",
    "Tường",
    "Việt",
    "Bạch",
    "Thạch",
    "Cát",
    "Lập",
    "Phú",
    "Trà",
    "Thượng",
    "Trung",
    "Nông",
    "Cống",
    "Tràng",
    "Đại",
    "Đồng",
    "Vạn",
    "Thọ",
    "Diên",
    "Hưng",
]

# How many digits group, the sign of a fraction, and the sign of thousands.
_MARKS = {
    "vi": (",", "."), "en": (".", ","), "fr": (",", " "), "es": (",", "."), "de": (",", "."), "ru": (",", " "), "uk": (",", " "),
    "ar": (".", ","), "th": (".", ","), "lo": (",", "."), "km": (",", "."), "zh-hans": (".", ""), "ja": (".", ","), "ko": (".", ","),
}  # fmt: skip
_MILLION = {
    "vi": " triệu", "en": " million", "fr": " millions", "es": " millones", "de": " Millionen", "ru": " млн", "uk": " млн",
    "ar": " مليون", "th": " ล้าน", "lo": " ລ້ານ", "km": " លាន",
}  # fmt: skip
_BILLION = {
    "vi": " tỷ", "en": " billion", "fr": " milliards", "de": " Milliarden", "ru": " млрд", "uk": " млрд", "ar": " مليار",
    "th": " พันล้าน", "lo": " ຕື້", "km": " ប៊ីលាន",
}  # fmt: skip
_HUNDRED_MILLIONS, _TEN_THOUSANDS = (
    {"zh-hans": "亿", "ja": "億", "ko": "억"},
    {"zh-hans": "万", "ja": "万", "ko": "만"},
)
_PERCENT = {
    "vi": "%", "en": " percent", "fr": " %", "es": " %", "de": " Prozent", "ru": " %", "uk": " %", "ar": " في المئة", "th": "%", "lo": "%",
    "km": " ភាគរយ", "zh-hans": "%", "ja": "％", "ko": "%",
}  # fmt: skip
_COMMUNE = {
    "vi": "xã {}", "en": "{} commune", "fr": "la commune de {}", "es": "la comuna de {}", "de": "Gemeinde {}", "ru": "общине {}",
    "uk": "громаді {}", "ar": "بلدية {}", "th": "ตำบล{}", "lo": "ຕາແສງ{}", "km": "ឃុំ{}", "zh-hans": "{}乡", "ja": "{}社", "ko": "{}사",
}  # fmt: skip
_MANY = {
    "vi": "nhiều", "en": "many", "fr": "de nombreux", "es": "muchos", "de": "viele", "ru": "много", "uk": "багато", "ar": "عدة",
    "th": "หลาย", "lo": "ຫຼາຍ", "km": "ជាច្រើន", "zh-hans": "多", "ja": "多くの", "ko": "여러 ",
}  # fmt: skip
_SENTENCES = ("money", "percent", "people", "gifts", "quote", "document", "compare", "plan", "length")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a story tells: the values of the slots of its title, its first sentence and the sentences after it."""

    number: int
    form: str
    province: str
    commune: str
    person: str
    person2: str
    day: date
    document: str
    sentences: tuple[str, ...]
    a: int
    b: int
    pct: float
    money: int
    year: int
    more: tuple[dict[str, float], ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One made-up article."""

    story: int
    language: str
    title: str
    lead: str
    text: str
    published_at: datetime | None
    documents: tuple[str, ...]


def made_up(condition: Condition, *, seed: int) -> tuple[Version, ...]:
    """The articles of a condition, in the order in which they arrive. In the dense one strangers surround them."""
    chance = random.Random(seed)
    told: list[Version] = []
    for facts in stories(seed=seed):
        told += _versions(facts, condition, chance)
    if condition == "dense":
        for number in range(FILLERS):
            facts = _facts(STORIES + number, chance.choice(FORMS), chance)
            language = chance.choice(LANGUAGES)
            told.append(_version(facts, language, "whole", chance))
        told = [
            replace(
                one,
                published_at=datetime(2026, 9, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(3 * 1440)),
            )
            for one in told
        ]
    return tuple(sorted(told, key=_moment))


def _moment(version: Version) -> datetime:
    """When a made-up article was published, which each says."""
    assert version.published_at is not None
    return version.published_at


def stories(*, seed: int) -> tuple[Facts, ...]:
    """The facts of the stories that `made_up` tells of a seed."""
    return tuple(_stories(random.Random(seed)))


def slots_of(facts: Facts, language: str, chance: random.Random) -> dict[str, str]:
    """The names, the day and the document of a story, as a text in `language` writes them."""
    return {
        "place": _COMMUNE[language].format(spelt(facts.commune, language, chance)),
        "prov": _province(facts.province, language, chance),
        "person": spelt(facts.person, language, chance),
        "person2": spelt(facts.person2, language, chance),
        "day": _Writer(language, chance, 0.0).day(facts.day),
        "doc": facts.document,
    }


def _stories(chance: random.Random) -> Iterator[Facts]:
    """Stories with planned siblings: a yearly event in many provinces and years, one document, one commune."""
    before = _facts(0, FORMS[0], chance)
    for number in range(STORIES):
        form = FORMS[number % len(FORMS)] if number < STORIES // 2 else chance.choice(FORMS)
        facts = _facts(number, form, chance)
        if form == "fair":
            facts = replace(
                facts, day=FIRST_DAY + timedelta(days=chance.randrange(4)), year=2026 - number % 3
            )
        if (
            number % 5 == 4
        ):  # the sibling of the story before it: same commune, document and leader, another matter
            facts = replace(
                facts,
                commune=before.commune,
                province=before.province,
                document=before.document,
                person=before.person,
            )
        before = facts
        yield facts


def _facts(number: int, form: str, chance: random.Random) -> Facts:
    def figure() -> int:
        return chance.choice(
            (
                chance.randrange(3, 30),
                chance.randrange(13, 100),
                chance.randrange(100, 1000),
                chance.randrange(1000, 20_000),
            )
        )

    sentences = (*chance.sample(_SENTENCES, 6), "filler", "filler")
    return Facts(
        number=number,
        form=form,
        province=chance.choice(_provinces()),
        commune=_name(chance, 2),
        person=_person(chance),
        person2=_person(chance),
        day=FIRST_DAY + timedelta(days=chance.randrange(28)),
        document=chance.choice(DOCUMENTS),
        sentences=tuple(chance.sample(sentences, len(sentences))),
        a=figure(),
        b=figure(),
        pct=_percentage(chance),
        money=_money(chance),
        year=chance.choice((2026, 2025, 2024)),
        more=tuple(
            {
                "a": figure(),
                "b": figure(),
                "c": chance.randrange(2, 60),
                "pct": _percentage(chance),
                "money": _money(chance),
                "year": chance.choice((2023, 2024, 2025)),
            }
            for _sentence in sentences
        ),
    )


def _percentage(chance: random.Random) -> float:
    return chance.choice(
        (
            float(chance.randrange(60, 100)),
            chance.randrange(600, 1000) / 10,
            chance.randrange(6000, 10000) / 100,
        )
    )


def _money(chance: random.Random) -> int:
    return chance.choice(
        (
            chance.randrange(2, 90) * 100_000_000,
            chance.randrange(3, 900) * 1_000_000,
            chance.randrange(11, 400) * 10_000_000_000 // 10,
        )
    )


def _name(chance: random.Random, syllables: int) -> str:
    return " ".join(chance.sample(_SYLLABLES, syllables))


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_SURNAMES)} {_name(chance, 2)}"


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(one.name for one in load_provinces().values() if one.tile and one.name != "Huế")


def _versions(facts: Facts, condition: Condition, chance: random.Random) -> Iterator[Version]:
    others = chance.sample(LANGUAGES[1:], chance.choice((2, 3, 3, 4)))
    for language in (*(("vi",) if chance.random() < 0.9 else ()), *others):
        yield _version(facts, language, condition, chance)


def _version(facts: Facts, language: str, condition: Condition, chance: random.Random) -> Version:
    phrases = _phrases()[language]
    writer = _Writer(language, chance, LOST_FIGURES if condition == "reworded" and language != "vi" else 0.0)
    common = slots_of(facts, language, chance)
    top = {"a": facts.a, "b": facts.b, "pct": facts.pct, "money": facts.money, "year": facts.year}
    title = chance.choice(phrases[f"title_{facts.form}"]).format(**common, **writer.slots(top))
    lead = chance.choice(phrases[f"lead_{facts.form}"]).format(**common, **writer.slots(top))
    body = []
    for sentence, values in zip(facts.sentences, facts.more, strict=True):
        if condition == "reworded" and language != "vi" and chance.random() < LOST_SENTENCES:
            continue
        body.append(chance.choice(phrases[sentence]).format(**common, **writer.slots(values)))
    if condition == "short":
        body = []
    moment = datetime(facts.day.year, facts.day.month, facts.day.day, 7, tzinfo=UTC)
    lag = timedelta(hours=0 if language == "vi" else chance.randrange(1, 70))
    text = " ".join((lead, *body))
    cited = (facts.document,) if facts.document in text else ()
    return Version(facts.number, language, title, "", text, moment + lag, cited)


def _province(name: str, language: str, chance: random.Random) -> str:
    if language == "zh-hans":
        return next(one.chinese[0] for one in load_provinces().values() if one.name == name)
    return spelt(name, language, chance)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes figures and days as a language does; `loses` is the share of figures that become a word."""

    language: str
    chance: random.Random
    loses: float

    def slots(self, values: dict[str, float]) -> dict[str, str]:
        written = {}
        for name, value in values.items():
            if name != "year" and self.chance.random() < self.loses:
                written[name] = _MANY[self.language]
            elif name == "year":
                written[name] = self._year(int(value))
            elif name == "pct":
                written[name] = self._number(value) + _PERCENT[self.language]
            else:
                written[name] = self._money(int(value)) if name == "money" else self._number(value)
        return {"a": "", "b": "", "c": "", "pct": "", "money": "", "year": "", **written}

    def _number(self, value: float) -> str:
        fraction, thousands = _MARKS[self.language]
        if self.language == "th" and self.chance.random() < 0.1:  # left as the Vietnamese text wrote it
            fraction, thousands = _MARKS["vi"]
        whole, _dot, rest = f"{value:,}".partition(".")
        written = whole.replace(",", thousands if len(whole) > 5 or self.chance.random() < 0.8 else "")
        rest = rest.rstrip("0")
        return self._digits(written + (fraction + rest if rest else ""))

    def _digits(self, written: str) -> str:
        digits = {"km": "០១២៣៤៥៦៧៨៩", "ar": "٠١٢٣٤٥٦٧٨٩", "th": "๐๑๒๓๔๕๖๗๘๙", "lo": "໐໑໒໓໔໕໖໗໘໙"}.get(
            self.language
        )
        if digits is None or self.chance.random() < 0.6:
            return written
        return written.translate(str.maketrans("0123456789", digits))

    def _money(self, value: int) -> str:
        language = self.language
        if language in _HUNDRED_MILLIONS:
            big, rest = divmod(value, 100_000_000)
            small = rest // 10_000
            large = f"{big}{_HUNDRED_MILLIONS[language]}" if big else ""
            return (large + (f"{small}{_TEN_THOUSANDS[language]}" if small else "")) or str(value)
        if value >= 1_000_000_000 and language in _BILLION:
            return self._number(value / 1_000_000_000) + _BILLION[language]
        return self._number(value / 1_000_000) + _MILLION[language]

    def _year(self, year: int) -> str:
        if self.language in ("th", "lo") and self.chance.random() < 0.5:
            return self._digits(str(year + 543))
        return self._digits(str(year))

    def day(self, day: date) -> str:
        language, year = self.language, self.chance.random() < 0.4
        if language in ("ja", "zh-hans"):
            return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"
        if language == "ko":
            return (f"{day.year}년 " if year else "") + f"{day.month}월 {day.day}일"
        if language == "vi":
            return f"ngày {day.day}/{day.month}" + (f"/{day.year}" if year else "")
        month = _month(language, day.month)
        if language == "en":
            return f"{month} {day.day}" if self.chance.random() < 0.5 else f"{day.day} {month}"
        joined = {
            "es": f"{day.day} de {month}",
            "de": f"{day.day}. {month}",
            "km": f"{day.day} ខែ{month}",
        }.get(language, f"{day.day} {month}")
        return joined + (f" {self._year(day.year)}" if year and language != "es" else "")


@cache
def _month(language: str, number: int) -> str:
    names = tomllib.loads((FOLDER / "document_kinds.toml").read_text(encoding="utf-8"))
    written = str(names["months"][language][number - 1]).partition("|")[0]
    return written.capitalize() if language in ("en", "de") else written


@cache
def _phrases() -> dict[str, dict[str, Sequence[str]]]:
    return tomllib.loads((Path(__file__).with_name("phrases.toml")).read_text(encoding="utf-8"))


def held_out_names(number: int, *, seed: int) -> list[str]:
    """Names of two or three syllables, combined from those of the made-up stories."""
    chance, syllables = random.Random(seed), sorted({*_SYLLABLES, *_SURNAMES})
    return [" ".join(chance.sample(syllables, chance.choice((2, 3)))) for _name in range(number)]
