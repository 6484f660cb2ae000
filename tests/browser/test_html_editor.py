"""The editor of an article's text in a real browser: what it may not change stays byte for byte, what it changes is what an
editor changed, and a text that it cannot hold is left to the text area."""

import json
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup, NavigableString, Tag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from articles.grouping.passages import passages_of
from articles.markup import TAGS, cleaned
from articles.models import Article, FieldLock, Revision
from tests.browser.conftest import overflow
from tests.browser.test_desk import form_of, save, signed_in
from tests.factories import make_article, make_category

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = ".html-editor-text"
AREA = "textarea[name=html]"
LINK = '<a href="https://paper.example/a?b=1&amp;c=2" rel="nofollow noopener">'
BODY = "\n".join(
    (
        "<p>Bản Nà Mẫu hiến đất&nbsp;mở đường.</p>",
        f"<p>Second, with <em><strong>words</strong></em> and {LINK}a link</a>.<br>Its next line.</p>",
        '<h3 lang="ar" dir="rtl">عنوان</h3>',
        "<ul><li>One<ol><li>Below</li></ol></li><li>Two</li></ul>",
        "<blockquote>Said plainly.</blockquote>",
        '<table><caption>Yields</caption><tbody><tr><th colspan="2">Rice</th></tr><tr><td>1</td><td></td></tr></tbody></table>',
        "<pre>  a\n  b</pre>",
        "<p>The last.</p>",
    )
)

# Gives a text to the editor as a draft does; whether it is open, what the text area holds, what the editor would write if all
# of it were new, and the part that it refused.
SET = """(area, html) => {
    area.value = html;
    area.dispatchEvent(new Event("change", { bubbles: true }));
    return [area.hidden, area.value, area.hidden && area.htmlEditor.written(),
            document.querySelector("[data-reason] code").textContent];
}"""

Opener = Callable[..., Page]


def is_fault(said: ConsoleMessage) -> bool:
    """Whether a browser complains; of an answer such as "409 Conflict" it does too."""
    return said.type in {"error", "warning"} and not said.text.startswith("Failed to load resource")


@pytest.fixture
def desk(chromium: Browser, live_server) -> Iterator[Opener]:
    """Opens the form of an article at the desk, in a browser of its own or in the same one again. No script may fail, and
    the desk's Content-Security-Policy may not be offended."""
    errors: list[str] = []
    contexts = []

    def opener(article: Article, *, again: Page | None = None, **options: object) -> Page:
        if again is None:
            contexts.append(signed_in(chromium, live_server.url, "editor", **options))
        page = (contexts[-1] if again is None else again.context).new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if is_fault(said) else None)
        page.goto(live_server.url + form_of(article))
        return page

    yield opener
    for context in contexts:
        context.close()
    assert errors == []


def source_of(page: Page) -> str:
    return page.locator(AREA).input_value()


def put_cursor(page: Page, words: str, *, at_end: bool = True) -> None:
    """Sets the cursor at the end, or start, of the element that holds these words."""
    page.locator(TEXT).get_by_text(words, exact=True).click()
    page.keyboard.press("End" if at_end else "Home")


def paste(page: Page, html: str, text: str = "") -> None:
    page.locator(TEXT).evaluate(
        """(element, [html, text]) => {
            const data = new DataTransfer();
            if (html) data.setData("text/html", html);
            data.setData("text/plain", text);
            element.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, text],
    )


def is_saved(page: Page) -> None:
    expect(page.locator(".messagelist .success")).to_be_visible()


# --- Nothing is lost -----------------------------------------------------------------------------------------


def test_an_untouched_text_stays_byte_for_byte(desk):
    category = make_category(name="Other", slug="other")
    article = make_article(html=BODY)
    page = desk(article)
    expect(page.locator(TEXT)).to_be_visible()
    page.locator("[name=category]").select_option(str(category.pk))
    page.locator("input[name=_save]").first.click()
    is_saved(page)
    article.refresh_from_db()
    assert (article.html, article.category) == (BODY, category)
    assert not Revision.objects.filter(article=article).exists()
    assert not FieldLock.objects.filter(article=article, field=FieldLock.Field.TEXT).exists()


def test_what_is_taken_back_is_untouched(desk):
    article = make_article(html=BODY.replace("\n", "\n\n"))
    page = desk(article)
    put_cursor(page, "The last.")
    page.keyboard.type(" More.")
    page.keyboard.press("Enter")
    assert source_of(page) != article.html
    while source_of(page) != article.html:
        page.keyboard.press("Control+z")
    assert page.get_by_role("button", name="Undo", exact=True).get_attribute("aria-disabled") == "true"


def test_one_paragraph_is_corrected_and_nothing_else(desk, live_server):
    text = "\n".join(passage.text for passage in passages_of(BODY))
    article = make_article(html=BODY, text=text)
    page = desk(article)
    put_cursor(page, "The last.")
    page.keyboard.type(" Thêm một câu.")
    save(page)
    is_saved(page)
    article.refresh_from_db()
    assert article.html == BODY.replace("The last.", "The last. Thêm một câu.")
    page = desk(article, again=page)
    marked = page.locator(".differences ins, .differences del")
    assert "Thêm một câu" in " ".join(page.locator(".differences ins").all_inner_texts())
    assert not [words for words in marked.all_inner_texts() if "Nà Mẫu" in words or "Yields" in words]
    page.goto(live_server.url + article.get_absolute_url())
    expect(page.locator(".prose")).to_contain_text("The last. Thêm một câu.")


UNHOLDABLE = {
    "a heading within a link": (f"{LINK}<h3>Words</h3></a>", "<a href="),
    "words beside paragraphs": ("<p>One</p>Beside it", "Beside it"),
    "an element that the site does not show": ("<p>One <u>two</u></p>", "<u>"),
    "an attribute that the site does not show": ('<p title="more">One</p>', '<p title="more">'),
    "a picture": ('<p>One</p><p><img src="https://paper.example/a.jpg"></p>', "<img"),
    "rows of unlike lengths": (
        "<table><tbody><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></tbody></table>",
        "<table>",
    ),
    "bold within bold": ('<p><strong>a<strong lang="vi">b</strong></strong></p>', '<strong lang="vi">'),
    "a link without words": (f"<p>One{LINK}</a></p>", "<a href="),
    "a list without items": ("<ul></ul>", "<ul>"),
    "a comment": ("<p>One</p><!-- said aside -->", "said aside"),
}


def test_a_text_that_the_editor_would_change_is_left_to_the_text_area(desk):
    (first, _), *others = UNHOLDABLE.values()
    page = desk(make_article(html=first))
    area = page.locator(AREA)
    expect(area).to_be_visible()
    expect(page.locator(TEXT)).to_have_count(0)
    expect(page.get_by_role("toolbar")).to_be_hidden()
    for html, part in others:
        assert area.evaluate(SET, html)[:2] == [False, html]
        expect(page.get_by_role("status").filter(has_text="would not stay as it is")).to_contain_text(part)
    # It opens once the part is gone.
    area.fill("<p>One</p>")
    page.get_by_role("button", name="Show it formatted").click()
    expect(page.locator(TEXT)).to_have_text("One")


def test_without_scripts_the_text_area_is_there(chromium, live_server):
    context = signed_in(chromium, live_server.url, "editor", java_script_enabled=False)
    article = make_article(html=BODY)
    page = context.new_page()
    page.goto(live_server.url + form_of(article))
    page.locator(AREA).fill("<p>Typed</p>")
    save(page)
    is_saved(page)
    context.close()
    article.refresh_from_db()
    assert article.html == "<p>Typed</p>"


def test_html_and_back_with_one_button_and_the_choice_is_remembered(desk):
    article = make_article(html=BODY)
    page = desk(article)
    put_cursor(page, "The last.")
    page.keyboard.type(" Typed.")
    page.get_by_role("button", name="Show the HTML").click()
    expect(page.locator(AREA)).to_be_focused()
    typed = BODY.replace("The last.", "The last. Typed.")
    assert source_of(page) == typed
    page.locator(AREA).fill(typed.replace("Said plainly.", "Said <em>plainly</em>."))
    again = desk(article, again=page)
    expect(again.locator(AREA)).to_be_visible()
    page.get_by_role("button", name="Show it formatted").click()
    expect(page.locator(f"{TEXT} blockquote em")).to_have_text("plainly")
    # The step is one of those that are undone.
    page.keyboard.press("Control+z")
    assert source_of(page) == typed


def test_a_draft_of_the_editor_comes_back(desk):
    article = make_article(html=BODY)
    page = desk(article)
    put_cursor(page, "The last.")
    page.keyboard.type(" Half a corr")
    page.close(run_before_unload=False)
    page = desk(article, again=page)
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator(TEXT)).to_contain_text("The last. Half a corr")
    page.keyboard.press("Escape")
    save(page)
    is_saved(page)
    article.refresh_from_db()
    assert article.html == BODY.replace("The last.", "The last. Half a corr")


def test_the_same_text_changed_by_two_is_asked(desk):
    article = make_article(html=BODY)
    page = desk(article)
    Article.objects.filter(pk=article.pk).update(html=BODY.replace("The last.", "Theirs."))
    put_cursor(page, "The last.")
    page.keyboard.type(" Mine.")
    save(page)
    for words in ("The last.", "Theirs.", "The last. Mine."):
        expect(page.locator(".conflict")).to_contain_text(words)


def test_what_another_changed_meanwhile_stays_where_the_text_was_not_touched(desk):
    article = make_article(html=BODY, lead="As it was")
    page = desk(article)
    theirs = BODY.replace("The last.", "Theirs.")
    Article.objects.filter(pk=article.pk).update(html=theirs)
    page.locator("[name=lead]").fill("Another")
    save(page)
    is_saved(page)
    article.refresh_from_db()
    assert (article.html, article.lead) == (theirs, "Another")


# --- Writing -------------------------------------------------------------------------------------------------


def test_keys_write_headings_lists_marks_and_breaks(desk):
    page = desk(make_article(html=""))
    page.locator(TEXT).click()
    page.keyboard.type("Title")
    page.keyboard.press("Control+Alt+2")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+b")
    page.keyboard.type("Bold")
    page.keyboard.press("Control+b")
    page.keyboard.type(" plain & <safe>")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("next line")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Shift+8")
    page.keyboard.type("One")
    page.keyboard.press("Enter")
    page.keyboard.type("Below")
    page.keyboard.press("Control+]")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("After")
    page.keyboard.press("Control+Shift+9")
    assert source_of(page) == "\n".join(
        (
            "<h2>Title</h2>",
            "<p><strong>Bold</strong> plain &amp; &lt;safe&gt;<br>next line</p>",
            "<ul><li>One<ul><li>Below</li></ul></li><li>Two</li></ul>",
            "<blockquote><p>After</p></blockquote>",
        )
    )
    assert cleaned(source_of(page)) == source_of(page)


def test_the_toolbar_is_one_stop_and_arrows_go_through_it(desk):
    page = desk(make_article(html="<p>Some words</p>"))
    page.locator(TEXT).get_by_text("Some words").dblclick()
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Paragraph", exact=True)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Heading 2")).to_be_focused()
    page.keyboard.press("Enter")
    assert source_of(page) == "<h2>Some words</h2>"
    expect(page.get_by_role("button", name="Heading 2")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("button", name="Heading 2")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Home")
    expect(page.get_by_role("button", name="Paragraph", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Show the HTML")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Escape")
    expect(page.locator(TEXT)).to_be_focused()
    assert page.locator("[role=toolbar] button[tabindex='0']").count() == 1


def test_a_link_leads_only_where_the_site_lets_it(desk):
    page = desk(make_article(html="<p>words here</p>"))
    page.locator(TEXT).get_by_text("words here").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+k")
    address = page.get_by_label("Where it leads")
    expect(address).to_be_focused()
    for refused in (
        "",
        "javascript:alert(1)",
        "paper.example/a",
        "ftp://paper.example/",
        "mailto:nobody",
        "https://",
    ):
        address.fill(refused)
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Write a whole address")
    address.fill("https://paper.example/a?b=1&c=2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(TEXT)).to_be_focused()
    assert source_of(page) == f"<p>{LINK}words here</a></p>"
    page.keyboard.press("Control+k")
    expect(address).to_have_value("https://paper.example/a?b=1&c=2")
    page.get_by_role("button", name="Take the link off").click()
    assert source_of(page) == "<p>words here</p>"


def test_a_table_gets_rows_and_columns(desk):
    page = desk(make_article(html="<p>Before</p>"))
    put_cursor(page, "Before")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Insert a table").click()
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.get_by_role("button", name="Row below").click()
    page.get_by_role("button", name="Delete column").click()
    assert source_of(page) == (
        "<p>Before</p>\n"
        "<table><tbody><tr><td>1<br>2</td></tr><tr><td></td></tr><tr><td></td></tr></tbody></table>"
    )
    page.get_by_role("button", name="Delete table").click()
    assert source_of(page) == "<p>Before</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<table><caption>Yields of rice</caption><tbody><tr><td>1</td></tr></tbody></table>",
        "<figure><p>Rice</p><figcaption>Yields of rice</figcaption></figure>",
    ],
    ids=["table", "figure"],
)
def test_no_table_is_put_into_a_caption(desk, html: str):
    page = desk(make_article(html=html))
    put_cursor(page, "Yields of rice")
    button = page.get_by_role("button", name="Insert a table")
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)
    assert source_of(page) == html


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal {margin:0}</style></head>
<body lang=EN-US><!--StartFragment--><h1 style='color:#2F5496'>Heading</h1>
<p class=MsoNormal style='margin-bottom:0cm'><b style='mso-bidi-font-weight:normal'><span lang=VI style='font-size:13.0pt'>Dân
vận</span></b><span style='mso-spacerun:yes'> </span>khéo<o:p></o:p></p>
<p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Item</p>
<img src="file:///C:/a.png"><script>alert(1)</script>
<table class=MsoTableGrid border=1 style='border:none'><tr><td width=10 style='width:5pt'><p class=MsoNormal>1</p></td></tr></table>
<!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38">
<span style="font-size:11pt;font-weight:700;font-style:normal">Bold</span><span style="font-weight:400"> plain </span>
<span style="font-style:italic">slanted</span> <a href="https://paper.example/a" style="text-decoration:none"><span>link</span></a>
<a href="javascript:alert(1)">no link</a></p></b><br class="Apple-interchange-newline">"""


def test_what_word_processors_give_is_cleaned(desk):
    page = desk(make_article(html=""))
    paste(page, WORD)
    assert source_of(page) == "\n".join(
        (
            "<h2>Heading</h2>",
            "<p><strong>Dân vận</strong> khéo</p>",
            "<p>Item</p>",
            "<table><tbody><tr><td>1</td></tr></tbody></table>",
        )
    )
    page = desk(make_article(html=""))
    paste(page, DOCS)
    link = LINK.replace("?b=1&amp;c=2", "")
    assert source_of(page) == (f"<p><strong>Bold</strong> plain <em>slanted</em> {link}link</a> no link</p>")


def test_what_is_cut_in_the_editor_comes_back_as_it_was(desk):
    body = f'<p lang="ar" dir="rtl">{LINK}نص</a> <a href="/about/" rel="nofollow noopener">x</a></p>\n<ul><li>One</li></ul>'
    page = desk(make_article(html=body))
    page.locator(TEXT).get_by_text("One").click()
    copied = page.locator(TEXT).evaluate(
        """(element) => {
            const data = new DataTransfer();
            element.focus();
            document.execCommand("selectAll");
            return new Promise((done) => setTimeout(() => {
                element.dispatchEvent(
                    new ClipboardEvent("cut", { clipboardData: data, bubbles: true, cancelable: true }));
                done(data.getData("text/html"));
            }, 100));
        }"""
    )
    assert source_of(page) == ""
    paste(page, copied)
    assert source_of(page) == body


def test_plain_text_is_pasted_as_paragraphs(desk):
    page = desk(make_article(html=""))
    paste(page, "", "One & two\n\n<b>Three</b>")
    assert source_of(page) == "<p>One &amp; two</p>\n<p>&lt;b&gt;Three&lt;/b&gt;</p>"


def test_syllables_composed_by_an_input_method_arrive_whole(desk):
    page = desk(make_article(html="<p>Dân vận</p>"))
    put_cursor(page, "Dân vận")
    session = page.context.new_cdp_session(page)
    for typed in (" k", " kh", " khe", " khé", " khéo"):
        session.send(
            "Input.imeSetComposition",
            {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)},
        )
    session.send("Input.insertText", {"text": " khéo"})
    expect(page.locator(TEXT)).to_have_text("Dân vận khéo")
    assert source_of(page) == "<p>Dân vận khéo</p>"


# --- Languages, screens, barriers ----------------------------------------------------------------------------


def test_an_arabic_text_stands_from_right_to_left(desk):
    page = desk(
        make_article(language="ar", html='<p>نص</p>\n<p lang="en" dir="ltr">Latin</p>\n<h2>عنوان</h2>')
    )
    directions = page.locator(f"{TEXT} p").evaluate_all(
        "all => all.map((one) => getComputedStyle(one).direction)"
    )
    assert directions == ["rtl", "ltr"]
    # Django's admin sets its own headings to the left.
    expect(page.locator(f"{TEXT} h2")).to_have_css("text-align", "start")
    expect(page.locator(TEXT)).to_have_attribute("lang", "ar")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_form_is_within_its_screen_and_without_barriers(chromium, live_server, width, scheme):
    # A browser of its own: axe writes styles, of which the fixture would hear.
    viewport = {"width": width, "height": 844}
    context = signed_in(
        chromium, live_server.url, "editor", locale="vi-VN", viewport=viewport, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(live_server.url + form_of(make_article(html=BODY)))
    expect(page.get_by_role("toolbar", name="Định dạng")).to_be_visible()
    put_cursor(page, "Rice")
    box = page.locator(".html-editor")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
    assert box.evaluate("box => box.getBoundingClientRect().right") <= width
    assert overflow(page) <= 0
    axe = Axe()
    found = axe.run(page, context=".field-html", options={"resultTypes": ["violations"]})
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    asked = axe.run(page, context="dialog", options={"resultTypes": ["violations"]})
    violations = found.response["violations"] + asked.response["violations"]
    context.close()
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []


def test_readers_are_not_sent_the_editor(client):
    page = client.get(make_article(html=BODY).get_absolute_url())
    assert page.status_code == 200
    assert b"editor/editor" not in page.content


# --- Any text of what the site shows -------------------------------------------------------------------------

WORDS = st.text(alphabet="aăâ đ&<>\"'\u00a0ع漢 ", min_size=1, max_size=8)
LANGUAGES = st.sampled_from(["", "", "", ' lang="ar"', ' dir="rtl"', ' lang="vi-VN" dir="auto"'])
MARKS = ("a", "strong", "em", "sub", "sup", "code")


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")


@st.composite
def words(draw: st.DrawFn, marks: tuple[str, ...] = MARKS, depth: int = 2) -> str:
    """Words with marks in any order, none within itself."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from(["text", "text", "br", *marks])) if depth else "text"
        if kind == "text":
            parts.append(escaped(draw(WORDS)))
        elif kind == "br":
            parts.append("<br>")
        else:
            inner = draw(words(tuple(one for one in marks if one != kind), depth - 1))
            said = ' href="https://paper.example/?a=1&amp;b=2"' if kind == "a" else ""
            parts.append(f"<{kind}{said}{draw(LANGUAGES)}>{inner}x</{kind}>")
    return "".join(parts)


def tagged(draw: st.DrawFn, tag: str, inner: str) -> str:
    return f"<{tag}{draw(LANGUAGES)}>{inner}</{tag}>"


@st.composite
def table(draw: st.DrawFn) -> str:
    """A table whose rows are of one length, a cell across two rows or columns among them."""
    width = draw(st.integers(2, 3))
    row = "".join(
        f"<{one}>{draw(words())}</{one}>"
        for one in draw(st.lists(st.sampled_from(["td", "th"]), min_size=width, max_size=width))
    )
    wide = "".join(['<td colspan="2"></td>', *["<td><p>x</p></td>"] * (width - 2)])
    head = f"<thead><tr>{row}</tr></thead>" if draw(st.booleans()) else ""
    caption = f"<caption>{draw(words())}</caption>" if draw(st.booleans()) else ""
    return tagged(draw, "table", f"{caption}{head}<tbody><tr>{row}</tr><tr>{wide}</tr></tbody>")


@st.composite
def block(draw: st.DrawFn, depth: int = 2) -> str:
    """One block of the list, with others in it where it may hold them."""
    simple = ["p", "h2", "h3", "h4", "pre", "table"]
    tag = draw(st.sampled_from([*simple, "blockquote", "ul", "ol", "figure"] if depth else simple))
    if tag == "table":
        return draw(table())
    if tag in simple:
        return tagged(draw, tag, draw(words()))
    inner = block(depth - 1)
    if tag in {"ul", "ol"}:
        items = draw(
            st.lists(
                st.one_of(words(), inner, st.builds(str.__add__, words(), inner)), min_size=1, max_size=3
            )
        )
        return tagged(draw, tag, "".join(tagged(draw, "li", one) for one in items))
    if tag == "figure":
        return tagged(draw, tag, draw(inner) + tagged(draw, "figcaption", draw(words())))
    return tagged(draw, tag, draw(st.one_of(words(), inner)))


BODIES = st.lists(block(), min_size=1, max_size=4).map("\n".join).map(cleaned)


def told(html: str) -> list[tuple[str, frozenset[str], tuple[str, ...]]]:
    """Each character of a text, the marks on it and the elements that it stands in: what a reader is told, however
    marks are nested; of several spaces one. Written without the editor's own code."""
    soup = BeautifulSoup(html, "html.parser")
    out: list[tuple[str, frozenset[str], tuple[str, ...]]] = []

    def name(tag: Tag) -> str:
        return json.dumps([tag.name, sorted((key, str(value)) for key, value in tag.attrs.items())])

    def walk(node: Tag, marks: frozenset[str], path: tuple[str, ...]) -> None:
        for number, child in enumerate(
            one for one in node.children if isinstance(one, Tag) or str(one).strip(" \n") or marks or path
        ):
            if isinstance(child, NavigableString):
                for character in str(child):
                    is_more = character == " " and bool(out) and out[-1][0] == " " and out[-1][2] == path
                    if not is_more or any('["pre"' in one for one in path):
                        out.append((character, marks, path))
            elif child.name == "br":
                out.append(("<br>", marks, path))
            elif child.name in MARKS:
                walk(child, marks | {name(child)}, path)
            else:
                walk(child, frozenset(), (*path, f"{number}{name(child)}" if not path else name(child)))
        if not node.contents:
            out.append(("", marks, path))

    walk(soup, frozenset(), ())
    return out


def test_the_texts_below_have_all_that_the_site_shows():
    drawn = {
        *MARKS,
        "br",
        "p",
        "h2",
        "h3",
        "h4",
        "pre",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "td",
        "th",
    }
    assert drawn | {"blockquote", "ul", "ol", "li", "figure", "figcaption"} == TAGS


@pytest.mark.timeout(300)  # seconds: some hundreds of texts through a browser
def test_any_text_of_what_the_site_shows_is_held_exactly(desk):
    area = desk(make_article(html="<p>First</p>")).locator(AREA)

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(BODIES)
    def is_held(html: str) -> None:
        is_open, value, written, part = area.evaluate(SET, html)
        assert is_open, (html, part)
        assert value == html
        assert cleaned(written) == written
        assert told(written) == told(html)
        assert area.evaluate(SET, written)[2] == written

    is_held()
