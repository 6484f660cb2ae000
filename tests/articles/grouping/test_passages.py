"""An article's HTML, cut into what can be laid beside a translation."""

import pytest

from articles.grouping.passages import Kind, Passage, paragraph, passages_of

CASES = {
    "nothing": ("", []),
    "only space": (" \n ", []),
    "empty blocks": ("<p> </p><ul><li></li></ul><p>Đất</p>", [(Kind.PARAGRAPH, "Đất", "<p>Đất</p>")]),
    "marks inside": (
        '<p>Bà con <strong>hiến</strong> <a href="https://a.example/">đất</a>.</p>',
        [
            (
                Kind.PARAGRAPH,
                "Bà con hiến đất .",
                '<p>Bà con <strong>hiến</strong> <a href="https://a.example/">đất</a>.</p>',
            )
        ],
    ),
    "headings of one level": (
        "<h2>Một</h2><h4>Hai</h4>",
        [(Kind.HEADING, "Một", "<h3>Một</h3>"), (Kind.HEADING, "Hai", "<h3>Hai</h3>")],
    ),
    "a list, item by item": (
        '<ul dir="rtl"><li>một</li><li>hai</li></ul>',
        [
            (Kind.ITEM, "một", '<ul dir="rtl"><li>một</li></ul>'),
            (Kind.ITEM, "hai", '<ul dir="rtl"><li>hai</li></ul>'),
        ],
    ),
    "a numbered list keeps its numbers": (
        "<ol><li>một</li><li>hai</li></ol>",
        [
            (Kind.ITEM, "một", "<ol><li>một</li></ol>"),
            (Kind.ITEM, "hai", '<ol start="2"><li>hai</li></ol>'),
        ],
    ),
    "a quotation, paragraph by paragraph": (
        "<blockquote><p>một</p><p>hai</p></blockquote>",
        [
            (Kind.QUOTATION, "một", "<blockquote><p>một</p></blockquote>"),
            (Kind.QUOTATION, "hai", "<blockquote><p>hai</p></blockquote>"),
        ],
    ),
    "a quotation without paragraphs": (
        "<blockquote>một <em>hai</em></blockquote>",
        [(Kind.QUOTATION, "một hai", "<blockquote>một <em>hai</em></blockquote>")],
    ),
    "a table stays whole": (
        "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        [(Kind.TABLE, "1 2", "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>")],
    ),
    "text between the blocks": (
        "trước<p>giữa</p>sau &lt;b&gt;",
        [
            (Kind.PARAGRAPH, "trước", "<p>trước</p>"),
            (Kind.PARAGRAPH, "giữa", "<p>giữa</p>"),
            (Kind.PARAGRAPH, "sau <b>", "<p>sau &lt;b&gt;</p>"),
        ],
    ),
    "what was left open is closed": (
        "<p>một<p>hai",
        [(Kind.PARAGRAPH, "một", "<p>một</p>"), (Kind.PARAGRAPH, "hai", "<p>hai</p>")],
    ),
}


@pytest.mark.parametrize(("html", "expected"), CASES.values(), ids=CASES.keys())
def test_the_passages_of_an_article(html: str, expected: list[tuple[Kind, str, str]]) -> None:
    assert passages_of(html) == tuple(Passage(*one) for one in expected)


def test_a_lead_is_a_passage_of_plain_text() -> None:
    assert paragraph(" A <b> \n B ") == Passage(Kind.PARAGRAPH, "A <b> B", "<p>A &lt;b&gt; B</p>")
