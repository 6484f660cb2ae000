"""Every word of a page or an entry is in the article or among what was dropped, with a reason."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from feeds.errors import ParseError
from feeds.extractor.page import extract_page
from feeds.normalise.furniture import remove_furniture
from feeds.normalise.inline import key_of, plain
from feeds.normalise.pictures import distinct_pictures
from feeds.normalise.structure import parse_fragment, read_fragment
from feeds.raw import RawArticle
from feeds.vocabulary import vocabulary

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
UNSEEN = ("script", "style", "template", "head", "title", "meta", "link")
# The label before a photographer's name is said by the place of the credit.
LABELS = {
    key_of(word)
    for key in ("photo_credit", "video")
    for label in vocabulary("").phrases[key]
    for word in label.split()
}


def said(article: RawArticle) -> str:
    """The letters and digits of all that the article and its record of dropped pieces say."""
    pictures = distinct_pictures([one.picture for one in article.blocks if one.picture], article.pictures)
    parts = (
        *(
            article.title,
            article.lead,
            article.author,
            article.publisher,
            *article.labels,
            *article.origin_urls,
        ),
        *(article.published_text, article.updated_text, *(block.text for block in article.blocks)),
        *(f"{picture.caption} {picture.credit}" for picture in pictures),
        *(piece.text for piece in article.dropped),
    )
    return key_of(" ".join(plain(part) for part in parts))


def missing(root: etree._Element, everything: str) -> list[str]:
    """The words of visible text nodes that stand nowhere. A word may be in two nodes ("<b>H</b>ello"), so that the
    letters of each are looked for by themselves."""
    lost = []
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag not in UNSEEN and node.text:
            lost += _missing(node.text, everything)
        if node is not root and node.tail and node.getparent().tag not in UNSEEN:
            lost += _missing(node.tail, everything)
    return lost


def _missing(text: str, everything: str) -> list[str]:
    words = (key_of(word) for word in plain(text).split())
    return [word for word in words if word and word not in everything and word not in LABELS]


def read(page: str | bytes, url: str) -> RawArticle:
    return remove_furniture(extract_page(page, url=url, input="page"), language="")


@pytest.mark.shared
def test_no_word_of_a_captured_page_vanishes(shared: Path) -> None:
    lost: dict[str, list[str]] = {}
    for expectation in sorted((shared / "data/pages").glob("*.expected.json")):
        page = expectation.with_name(expectation.name.replace(".expected.json", ".html"))
        try:
            article = read(page.read_bytes(), json.loads(expectation.read_text(encoding="utf-8")).get("url"))
        except (ParseError, OSError):
            continue
        root = _tree(article.raw)
        if words := missing(root, said(article)):
            lost[page.stem] = words[:10]
    assert lost == {}


def _tree(source: str) -> etree._Element:
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    sound = _DECLARATION.sub("", _CONTROLS.sub(" ", source))
    root = lxml_html.document_fromstring(sound.encode(), parser=parser)
    return root.find("body") if root.find("body") is not None else root


TAGS = (
    *(
        "p",
        "div",
        "span",
        "b",
        "em",
        "a",
        "a name=x",
        'a href="/y"',
        'a href=""',
        "s",
        "del",
        "ins",
        "strike",
        "ruby",
        "rt",
        "rp",
    ),
    *(
        "h1",
        "h2",
        "h5",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "tr",
        "td",
        "th",
        "blockquote",
        "pre",
        "code",
    ),
    *(
        "figure",
        "figcaption",
        'div class="image"',
        'p class="caption"',
        'span class="credit"',
        'div class="gallery"',
    ),
    *(
        "form",
        "button",
        "select",
        "option",
        "textarea",
        "label",
        "noscript",
        "iframe",
        "object",
        "video",
        "audio",
        "svg",
        "math",
        "mi",
    ),
    *(
        "section",
        "article",
        "aside",
        "nav",
        "details",
        "summary",
        "picture",
        "source",
        "amp-img",
        "address",
        "font",
        "center",
    ),
    *(
        'ul class="wp-block-latest-posts"',
        'div class="sharedaddy"',
        'span style="text-decoration:line-through"',
        "unknown-tag",
    ),
)
VOID = (
    "<br>",
    "<hr>",
    '<img src="/a.jpg" alt="">',
    '<img src="/b.jpg" width=9 alt="">',
    "<wbr>",
    "<!-- c -->",
)
WORDS = st.text(alphabet="abcđêư1 2.,\n", min_size=1, max_size=12)


def _element(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(TAGS), st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{' '.join(pair[1])}</{pair[0].split()[0]}>"
    )


HTML = st.recursive(st.one_of(WORDS, st.sampled_from(VOID)), _element, max_leaves=25)


@given(html=HTML)
@example(html="<figcaption><rp>1</rp></figcaption>")
@example(html='<div class="image">1 <img src="/a.jpg" alt=""> <rp>111</rp></div>')
@settings(max_examples=400, deadline=None)
def test_no_word_of_a_fragment_vanishes(html: str) -> None:
    root = parse_fragment(html)
    if root is None:
        return
    fragment = read_fragment(html, base_url="https://a.example/b")
    article = RawArticle(input="x", kind="entry", blocks=fragment.blocks, dropped=fragment.dropped)
    assert missing(root, said(remove_furniture(article, language="en"))) == []


@given(html=HTML)
@settings(max_examples=100, deadline=None)
def test_no_word_of_a_page_vanishes(html: str) -> None:
    prose = "The bridge shortens the way to school by forty minutes for the children of three hamlets. "
    page = f"<html><body><article><h1>A bridge</h1><p>1 {prose}</p>{html}<p>2 {prose}</p></article></body></html>"
    article = read(page, "https://a.example/b")
    assert missing(_tree(article.raw), said(article)) == []
