"""Pages of republishing sites in shapes that the samples do not have: what is the article, and what is not."""

from datetime import UTC, datetime

import pytest

from articles.incoming import IncomingArticle
from feeds.extractor.page import extract_page
from feeds.knowledge import Knowledge, from_catalogue
from feeds.normalise.article import normalise

THERE = "https://baolaocai.vn/ba-thon-cung-xay-cau-qua-suoi-post398412.html"
NOW = datetime(2026, 11, 21, tzinfo=UTC)

ES = (
    "Tras dos años de preparación, los vecinos de tres aldeas terminaron el puente que acorta el camino a la escuela.",
    "El grupo de movilización de masas fue de casa en casa para explicar por qué el puente ya no podía esperar más.",
    "Cada familia dio cuatro días de trabajo, la comuna puso el cemento y el informe de gastos cuelga de la pared.",
    "En la temporada de lluvias los niños ya no tienen que cruzar el arroyo con el agua por encima de las rodillas.",
)
KO = (
    "이 년 동안 준비한 끝에 세 마을 주민들이 아이들의 등굣길을 사십 분이나 줄여 주는 다리를 완성했다고 한다.",
    "대중동원조는 집집마다 찾아가 왜 다리를 더 미룰 수 없는지, 각 가정이 무엇을 보탤 수 있는지 설명했다.",
    "가구마다 나흘씩 일했고 면에서는 시멘트를 댔으며, 지출 내역은 그때부터 마을 회관 벽에 걸려 있다.",
)
AR = (
    "بعد عامين من التحضير أنجز سكان ثلاث قرى جسرا فوق الوادي يختصر طريق الأطفال إلى المدرسة بأربعين دقيقة كل يوم.",
    "ذهب فريق التعبئة الجماهيرية من بيت إلى بيت وشرح للعائلات لماذا لم يعد الجسر يحتمل الانتظار أكثر من ذلك.",
    "قدمت كل عائلة أربعة أيام من العمل ووفرت البلدية الإسمنت، وتقرير النفقات معلق على جدار دار البلدية.",
)


def _read(body: str, known: Knowledge, *, language: str = "", head: str = "") -> IncomingArticle:
    declared = f" lang='{language}'" if language else ""
    page = (
        f"<!DOCTYPE html><html{declared}><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"
    )
    raw = extract_page(page, url="https://platform.example/x/three-villages-one-bridge", input="page")
    return normalise(raw, knowledge=known, now=NOW)


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return from_catalogue()


def test_markers_captions_tables_and_boxes_within_the_text(known: Knowledge) -> None:
    found = _read(
        "<header><p>Vietnam.vn - Nền tảng quảng bá Việt Nam</p></header><article><h1>Tres aldeas, un puente</h1>"
        "<div class='meta'>Báo Lào CaiBáo Lào Cai14/03/2025</div>"
        f"<p>{ES[0]}</p><div>[anuncio_1]</div><p>{ES[1]}</p>"
        "<figure><img src='/1.jpg'><figcaption>1. El puente terminado. Foto: Periódico Lao Cai</figcaption></figure>"
        "<h2>Cuatro días por familia</h2>"
        "<table><tr><th>Aldea</th><th>Días</th></tr><tr><td>Na Lo</td><td>212</td></tr></table>"
        f"<p>{ES[2]}</p><ul><li>62 familias de tres aldeas</li><li>248 días de trabajo</li></ul>"
        "<div class='box'><p>Ver también:</p><ul><li><a href='/a'>El mercado de Bac Ha abre cada día</a></li></ul></div>"
        f"<p>{ES[3]}</p><div>[anuncio_2]</div><p>Fuente: <a href='{THERE}'>{THERE}</a></p></article>"
        "<section><h3>Comentario (0)</h3><p>¡Deja un comentario para compartir tus sentimientos!</p></section>"
        "<section><h3>Mismo tema</h3><p><a href='/b'>El mercado de Bac Ha abre cada día</a></p></section>",
        known,
        language="es",
    )
    lines = found.text.splitlines()
    assert (found.title, found.language, found.origin_url) == ("Tres aldeas, un puente", "es", THERE)
    assert [line for line in ES if line not in (found.lead, *lines)] == []
    assert {"Cuatro días por familia", "Na Lo | 212", "248 días de trabajo"} <= set(lines)
    assert [picture.credit for picture in found.pictures] == ["Periódico Lao Cai"]
    assert not any(
        word in found.text for word in ("anuncio", "Fuente", "Comentario", "mercado", "Báo Lào Cai")
    )


def test_a_source_behind_a_line_break_in_the_last_paragraph(known: Knowledge) -> None:
    found = _read(
        f"<article><h1>Tres aldeas, un puente</h1><p>{ES[0]}</p><p>{ES[1]}</p><p>{ES[2]}</p>"
        f"<p>{ES[3]}<br>Fuente: <a href='{THERE}'>{THERE}</a></p></article>",
        known,
        language="es",
    )
    assert found.origin_url == THERE
    assert found.text.splitlines()[-1] == ES[3]


def test_paragraphs_that_are_line_breaks_in_one_box(known: Knowledge) -> None:
    found = _read(
        f"<div id='content'><h1>세 마을이 함께 놓은 다리</h1><div class='txt'>{'<br><br>'.join(KO)}<br><br>"
        f"[광고_2]<br><br>출처: {THERE}</div></div><div>댓글 (0)</div>",
        known,
        language="ko",
    )
    assert (found.language, found.origin_url) == ("ko", THERE)
    assert [line for line in (found.lead, *found.text.splitlines()) if line] == list(KO)


def test_a_right_to_left_page_without_a_declared_language(known: Knowledge) -> None:
    paragraphs = "".join(f"<p>{line}</p>" for line in AR)
    found = _read(
        f"<article dir='rtl'><h1>ثلاث قرى وجسر واحد</h1>{paragraphs}<p>المصدر: <a href='{THERE}'>صحيفة لاو كاي</a></p>"
        "</article>",
        known,
    )
    assert (found.language, found.direction, found.origin_url) == ("ar", "rtl", THERE)
    assert "المصدر" not in found.text
    assert found.machine_translated


def test_a_signature_and_a_publisher_without_an_address(known: Knowledge) -> None:
    lines = "".join(f"<p>{line}</p>" for line in ES)
    found = _read(
        f"<article><h1>Tres aldeas, un puente</h1>{lines}<p><strong>(Según VNA)</strong></p></article>",
        known,
        language="es",
    )
    assert found.text.splitlines()[-1] == ES[3]
    assert found.origin_url is None
    assert found.source.name == "VNA"
