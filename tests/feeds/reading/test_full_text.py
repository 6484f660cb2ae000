"""When an entry needs its page, and how the two become one article."""

from datetime import UTC, datetime, timedelta

import pytest

from articles.incoming import IncomingPicture
from feeds.models import Feed
from feeds.normalise.publication import settle_published
from feeds.raw import PAGE_ADDRESS, Block, BlockKind, RawArticle, Statement
from feeds.reading.full_text import PAGE_ATTEMPTS, count_words, merged, next_attempt, unfit_page, wants_page
from tests.feeds.paper import ENGLISH, PARAGRAPHS, SUMMARY

ADDRESS = "https://bao-mau.example/bai-viet-1.html"
NOW = datetime(2026, 11, 21, 5, tzinfo=UTC)
RULE = Feed.FullText


def block(text: str, *links: str) -> Block:
    return Block(BlockKind.PARAGRAPH, text, links=links)


def raw(**overrides: object) -> RawArticle:
    values = {
        "input": ADDRESS,
        "kind": "entry",
        "url": ADDRESS,
        "title": "Thôn Thượng bàn chuyện",
        **overrides,
    }
    return RawArticle(**values)  # type: ignore[arg-type]


WHOLE = tuple(block(one) for one in PARAGRAPHS)
CASES = {
    "one sentence": (raw(lead=SUMMARY), True, True),
    "nothing at all": (raw(), True, True),
    "whole text": (raw(blocks=WHOLE), False, True),
    "one passage of many words": (raw(lead="Bà con trong thôn bàn việc làm đường. " * 15), True, True),
    "one passage of a whole text": (raw(lead="Bà con trong thôn bàn việc làm đường. " * 25), False, True),
    "whole text, cut off": (raw(blocks=(*WHOLE[:3], block(PARAGRAPHS[3][:60] + "…"))), True, True),
    "whole text and a line to the page": (raw(blocks=(*WHOLE, block("Đọc tiếp", ADDRESS))), True, True),
    "a line to another page": (raw(blocks=(*WHOLE, block("Xem", "https://x.example/"))), False, True),
    "a long last line with the page's address": (
        raw(blocks=(*WHOLE, block("Bài này đăng lần đầu trên báo Mẫu ngày thứ sáu", ADDRESS))),
        False,
        True,
    ),
    "no address": (raw(lead=SUMMARY, url=None), False, False),
    "a part of a page": (raw(lead=SUMMARY, url="https://bao-mau.example/so-tay#chuong-dau"), False, False),
    "an address of something else": (raw(lead=SUMMARY, url="mailto:toa-soan@bao-mau.example"), False, False),
    "whole text in Chinese": (raw(blocks=(block("群众工作" * 40),)), False, True),
    "summary in Thai": (raw(lead="การระดมมวลชนในหมู่บ้าน" * 3), True, True),
}


@pytest.mark.parametrize(("entry", "when_summary", "always"), CASES.values(), ids=CASES.keys())
def test_which_entries_need_their_page(entry: RawArticle, when_summary: bool, always: bool) -> None:
    assert wants_page(entry, RULE.WHEN_SUMMARY) is when_summary
    assert wants_page(entry, RULE.ALWAYS) is always
    assert not wants_page(entry, RULE.NEVER)


WORDS = {
    "Vietnamese": ("dân vận khéo", 3),
    "Chinese": ("群众工作", 4),
    "mixed": ("群众 dân vận", 4),
    "Thai": ("การระดมมวลชน", 3),
    "Korean": ("민운 사업", 2),
    "nothing": ("", 0),
}


@pytest.mark.parametrize(("text", "number"), WORDS.values(), ids=WORDS.keys())
def test_words_are_counted_in_any_script(text: str, number: int) -> None:
    assert count_words(text) == number


ENTRY = raw(lead=SUMMARY)
UNFIT = {
    "whole": (raw(kind="page", blocks=WHOLE), ""),
    "no text": (raw(kind="page"), "shows no text"),
    "less than the summary": (raw(kind="page", blocks=(block("Mời bạn đăng nhập"),)), "less text"),
    "another language": (
        raw(kind="page", title="The road", blocks=tuple(block(one) for one in ENGLISH)),
        "another language (en) than the feed's entry (vi)",
    ),
}


@pytest.mark.parametrize(("page", "words"), UNFIT.values(), ids=UNFIT.keys())
def test_pages_that_cannot_stand_for_the_entry(page: RawArticle, words: str) -> None:
    reason = unfit_page(ENTRY, page)
    assert words in reason
    assert bool(reason) is bool(words)


def test_the_page_gives_the_text_and_the_entry_what_the_page_lacks() -> None:
    certain = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
    picture = IncomingPicture("https://bao-mau.example/anh.jpg")
    entry = raw(
        lead=SUMMARY,
        author="Tổ dân vận",
        published=certain,
        published_text="Fri, 20 Nov 2026 08:05:00 +0700",
        pictures=(picture,),
        labels=("Dân vận",),
        identity="1",
    )
    page = raw(kind="page", title="", blocks=WHOLE, raw="<html>", declared_language="vi", labels=("Xã hội",))
    one = merged(entry, page)
    assert (one.kind, one.raw, one.blocks) == ("page", "<html>", WHOLE)
    assert (one.title, one.lead, one.author) == (entry.title, SUMMARY, "Tổ dân vận")
    assert (one.published, one.published_text) == (certain, entry.published_text)
    assert (one.pictures, one.labels, one.identity) == ((picture,), ("Xã hội", "Dân vận"), "1")


def test_what_the_page_says_stands() -> None:
    entry = raw(lead=f"{SUMMARY[:40]}…", author="RSS", published_text="2026-11-20")
    page = raw(
        kind="page",
        title="Tựa",
        author="Tổ dân vận",
        published_text="20/11/2026 08:05",
        blocks=WHOLE,
        url="https://m.bao-mau.example/bai-viet-1.html",
    )
    one = merged(entry, page)
    assert (one.title, one.author, one.published_text) == ("Tựa", "Tổ dân vận", "20/11/2026 08:05")
    assert one.lead == ""  # a summary that was cut off is none
    assert (one.url, one.origin_urls) == (ADDRESS, ())


def test_a_page_on_another_host_is_where_the_entry_came_from() -> None:
    page = raw(kind="page", blocks=WHOLE, url="https://bao-goc.example/1.html")
    assert merged(ENTRY, page).origin_urls == ("https://bao-goc.example/1.html",)


def test_attempts_grow_rarer_and_end() -> None:
    waits = [next_attempt(number, NOW) for number in range(1, PAGE_ATTEMPTS + 1)]
    assert [wait - NOW for wait in waits if wait] == [timedelta(hours=hours) for hours in (1, 4, 16, 64)]
    assert waits[-1] is None


def test_pictures_of_the_entry_stand_only_where_the_page_shows_none() -> None:
    of_feed, of_page = (IncomingPicture(f"https://bao-mau.example/{name}.jpg") for name in ("feed", "page"))
    shown = Block(BlockKind.PICTURE, "", picture=of_page)
    entry = raw(pictures=(of_feed,))
    assert merged(entry, raw(kind="page", blocks=WHOLE)).pictures == (of_feed,)
    assert merged(entry, raw(kind="page", blocks=(*WHOLE, shown))).pictures == ()


MERGED_DATES = {
    # what the feed says, what the page states first and its evidence, what is settled on
    "a day of the page, the hour of the feed": (
        "Mon, 11 May 2026 08:00:00 +0700", ("2026-05-11", "JSON-LD datePublished"), "2026-05-11T01:00"
    ),
    "a day in the page's address gives way": (
        "Tue, 12 May 2026 08:00:00 +0700", ("2026-05-11", PAGE_ADDRESS), "2026-05-12T01:00"
    ),
    "a day of the page on another day": (
        "Tue, 12 May 2026 08:00:00 +0700", ("2026-05-11", "JSON-LD datePublished"), "2026-05-11"
    ),
    "an hour of the page": (
        "Mon, 11 May 2026 08:00:00 +0700", ("2026-05-11T07:30:00+07:00", "JSON-LD datePublished"), "2026-05-11T00:30"
    ),
    "a page that states nothing": ("Mon, 11 May 2026 08:00:00 +0700", None, "2026-05-11T01:00"),
    "a feed that states nothing": ("", ("2026-05-11", "byline"), "2026-05-11"),
}  # fmt: skip


@pytest.mark.parametrize(("feed", "page", "wanted"), MERGED_DATES.values(), ids=MERGED_DATES.keys())
def test_the_more_precise_statement_of_feed_and_page(
    feed: str, page: tuple[str, str] | None, wanted: str
) -> None:
    entry = RawArticle(
        input="feed", kind="entry", url="https://paper.example/1", title="T", published_text=feed
    )
    stated = (Statement(*page),) if page else ()
    of_page = RawArticle(
        input="page", kind="page", url="https://paper.example/1", published_text=page[0] if page else "",
        published_statements=stated,
    )  # fmt: skip
    found = settle_published(merged(entry, of_page), language="vi", now=datetime(2026, 11, 21, tzinfo=UTC))
    assert found is not None
    day = found.moment.precision == "day"
    assert f"{found.moment.at:%Y-%m-%dT%H:%M}"[: 10 if day else 16] == wanted


def test_a_summary_made_of_all_words_is_measured_with_the_captions() -> None:
    captions = ("Tiếng trống mở màn ngày hội của ba thôn", "Các đội thi ném còn trên bãi đất ven suối")
    summary = f"{PARAGRAPHS[0]} {' '.join(captions)}"
    pictures = tuple(
        Block(BlockKind.PICTURE, words, picture=IncomingPicture(f"{ADDRESS}/{number}.jpg", words))
        for number, words in enumerate(captions)
    )
    page = raw(kind="page", blocks=(block(PARAGRAPHS[0]), *pictures))
    assert unfit_page(raw(lead=summary), page) == ""
    merge = merged(raw(lead=summary), page)
    assert merge.lead == ""
    assert [(piece.text, piece.reason) for piece in merge.dropped] == [
        (summary, "summary that repeats the text")
    ]


def test_a_summary_that_the_page_does_not_repeat_is_recorded() -> None:
    page = raw(kind="page", lead="Lời dẫn của trang.", blocks=WHOLE)
    assert [one.text for one in merged(raw(lead="Lời dẫn của nguồn tin."), page).dropped] == [
        "Lời dẫn của nguồn tin."
    ]
    assert [one.text for one in merged(raw(lead="Lời bỏ dở…"), raw(kind="page", blocks=WHOLE)).dropped] == [
        "Lời bỏ dở…"
    ]
