"""The headline of a page: what statements agree on stays whole, and a site name goes only with evidence."""

from datetime import UTC, datetime

import pytest

from feeds.extractor.page import extract_page
from feeds.knowledge import from_catalogue
from feeds.normalise.article import normalise

HERE = "https://danvan.example/nghe-thuat-cua-long-tin.html"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
PROSE = (
    "Cán bộ xã đến từng nhà nghe bà con nói về con đường mới, ghi lại từng ý kiến và trả lời ngay tại thôn. "
)
TITLE = "Dân vận - nghệ thuật của lòng tin"


def _title(head: str, heading: str = "", above: str = "") -> str:
    paragraphs = "".join(f"<p>{number}. {PROSE}</p>" for number in range(4))
    html = (
        f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'>{head}</head><body>{above}"
        f"<article>{heading}{paragraphs}</article></body></html>"
    )
    raw = extract_page(html, url=HERE, input="page")
    return normalise(raw, knowledge=from_catalogue(), now=NOW).title


def _site(name: str) -> str:
    return f"<meta property='og:site_name' content='{name}'>"


def _og(title: str) -> str:
    return f"<meta property='og:title' content='{title}'>"


def _json(title: str) -> str:
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{title}"}}</script>'


KEPT = {
    "three agree, the magazine has the first words as its name": (
        f"{_site('Dân vận')}{_og(TITLE)}{_json(TITLE)}<title>{TITLE}</title>", f"<h1>{TITLE}</h1>"
    ),
    "h1 and og:title agree": (f"{_site('Tạp chí Dân vận')}{_og(TITLE)}", f"<h1>{TITLE}</h1>"),
    "h1 and JSON-LD agree": (f"{_site('Tạp chí Dân vận')}{_json(TITLE)}", f"<h1>{TITLE}</h1>"),
    "og:title and JSON-LD agree, no h1": (f"{_site('Dân vận')}{_og(TITLE)}{_json(TITLE)}", ""),
    "og:title alone": (f"{_site('Dân vận')}{_og(TITLE)}", ""),
    "the title alone": (f"{_site('Tạp chí Dân vận')}<title>{TITLE}</title>", ""),
    "the title appends the name": (f"{_site('Dân vận')}{_og(TITLE)}<title>{TITLE} - Tạp chí Dân vận</title>", ""),
    "h1 and the title with the name": (f"{_site('Dân vận')}<title>{TITLE} | Dân vận</title>", f"<h1>{TITLE}</h1>"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "heading"), KEPT.values(), ids=KEPT.keys())
def test_a_headline_that_begins_with_the_name_of_the_magazine_stays_whole(head: str, heading: str) -> None:
    assert _title(head, heading) == TITLE


def test_a_headline_that_ends_in_the_name_stays_where_statements_agree() -> None:
    title = "Lòng tin của nhân dân - Dân vận"
    assert _title(f"{_site('Dân vận')}{_og(title)}{_json(title)}", f"<h1>{title}</h1>") == title


PLAIN = "Ba thôn cùng xây cầu qua suối"
CUT = {
    "behind a dash, the name declared": (f"{_site('Báo Tỉnh Xa')}{_og(f'{PLAIN} - Báo Tỉnh Xa')}", ""),
    "behind a bar": (f"<title>{PLAIN} | Tỉnh Xa</title>", ""),
    "og:title with the name, JSON-LD without": (f"{_og(f'{PLAIN} - Tỉnh Xa Online')}{_json(PLAIN)}", ""),
    "before a bar": (f"{_site('Báo Tỉnh Xa')}{_og(f'Báo Tỉnh Xa | {PLAIN}')}", ""),
    "before a dash, an h2 with the headline": (
        f"<title>Sổ tay vùng cao - {PLAIN}</title>", f"<h2><a href='/a.html' rel='bookmark'>{PLAIN}</a></h2>"
    ),
    "an h1 with the name, og:title without": (_og(PLAIN), f"<h1>{PLAIN} | Báo Tỉnh Xa</h1>"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "heading"), CUT.values(), ids=CUT.keys())
def test_a_site_name_is_cut_with_evidence(head: str, heading: str) -> None:
    assert _title(head, heading) == PLAIN


UNTITLED = {
    "the title is the site name": ("<title>Sổ tay vùng cao</title>", ""),
    "an empty h1": ("<title>Sổ tay vùng cao</title>", "<h1 class='wp-block-post-title'></h1>"),
    "the name declared too": (f"{_site('Sổ tay vùng cao')}{_og('Sổ tay vùng cao')}", ""),
}


@pytest.mark.parametrize(("head", "heading"), UNTITLED.values(), ids=UNTITLED.keys())
@pytest.mark.parametrize(
    "above",
    [
        "<header><p class='site-title'><a href='/' rel='home'>Sổ tay vùng cao</a></p></header>",
        "<header><hgroup><h1><a href='https://danvan.example/'>Sổ tay vùng cao</a></h1></hgroup></header>",
    ],
)
def test_a_post_without_a_title_gets_a_derived_headline(head: str, heading: str, above: str) -> None:
    assert _title(head, heading, above).startswith("0. Cán bộ xã đến từng nhà")
