"""A day at the desk, once by keyboard alone and in English, once by mouse and in Vietnamese: what readers see is looked at
after each act."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from playwright.sync_api import Browser, Locator, Page, expect

from articles.admin.base import ZONE
from articles.comments.models import Comment, Report
from articles.models import Article, Story
from desk.models import Act, Preference
from desk.work.doing import work_once
from feeds.models import Entry
from tests.browser.conftest import DESKTOP, OTHER_TITLES, TITLES, Site
from tests.browser.day.hands import Hands, Keyboard, Mouse, Publisher, publisher
from tests.factories import NOON, make_article, make_comment

pytestmark = [
    pytest.mark.browser,
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.django_db(transaction=True),
]

# From the address of a newspaper to its articles on the site: no more than this, on a machine that has nothing else to do.
MOST_CLICKS = 10
MOST_SECONDS = 30
OURS = "Dân vận khéo: xã Mẫu mở đường ven sông"


@pytest.fixture
def newspaper(settings: Any) -> Iterator[Publisher]:
    with publisher(settings) as found:
        yield found


@dataclass
class Day:
    """Whoever sits at the desk, and a reader at another one."""

    hands: Hands
    reader: Page
    site: Site
    paper: Publisher

    @property
    def desk(self) -> Page:
        return self.hands.page

    def look(self, address: str) -> Page:
        """What a reader finds at an address now; what the browser kept of it for a minute may be older."""
        self.reader.goto(self.site.url + address)
        self.reader.reload()
        return self.reader

    def read(self, article: Article) -> Page:
        return self.look(article.get_absolute_url())

    def button(self, name: str, *, within: Locator | None = None) -> Locator:
        return (within or self.desk.locator("#content")).get_by_role("button", name=name, exact=True).first

    def link(self, name: str, *, within: Locator | None = None) -> Locator:
        return (within or self.desk.locator("#content")).get_by_role("link", name=name, exact=True).first

    def open_list(self, name: str) -> None:
        """A list that the head of every page leads to."""
        self.hands.go(self.link(name, within=self.desk.locator(".desk-links").first))

    def open_other_list(self, model: type[Model]) -> None:
        self.open_list(_("All lists"))
        self.hands.go(self.link(capfirst(model._meta.verbose_name_plural)))

    def said(self, words: str) -> None:
        expect(self.desk.locator(".messagelist .success").first).to_contain_text(words)

    def find(self, words: str) -> None:
        self.hands.write(self.desk.locator("#searchbar"), words)
        with self.desk.expect_event("load"):
            self.desk.keyboard.press("Enter")

    def row(self, words: str) -> Locator:
        return self.desk.locator("#result_list tbody tr", has_text=words).first

    def act_on(self, rows: list[str], action: str) -> None:
        """Ticks rows of a list and has an action done to them."""
        # By keyboard the bar above the list comes first.
        self.hands.choose(self.desk.locator("select[name=action]"), action)
        for words in rows:
            self.hands.tick(self.row(words).locator("input.action-select"))
        self.hands.go(self.desk.locator(".actions button[type=submit]"))

    def take_back_last(self) -> None:
        """Takes the newest act of the record back."""
        self.open_other_list(Act)
        self.hands.go(self.desk.locator("#result_list tbody tr").first.locator("th a").first)
        self.hands.go(self.link(_("Take back…")))
        self.hands.go(self.button(_("Take it back")))
        self.said(_("Taken back."))


@pytest.mark.parametrize(("hands", "language"), [(Keyboard, "en"), (Mouse, "vi")], ids=["keyboard", "mouse"])
def test_an_editors_day(
    chromium: Browser, site: Site, newspaper: Publisher, hands: type[Hands], language: str
) -> None:
    make_comments(site)
    errors: list[str] = []
    with ExitStack() as stack:
        stack.enter_context(override(language))
        pages = [stack.enter_context(window(chromium, errors)) for _who in range(2)]
        day = Day(hands(pages[0]), pages[1], site, newspaper)
        began = monotonic()
        for part in (
            sign_in,
            add_a_source,
            try_a_feed,
            review_what_is_held,
            fix_a_title,
            merge_and_split,
            compose,
            withdraw_and_bring_back,
            moderate,
        ):
            part(day)
            print(f"{part.__name__}: {monotonic() - began:.1f} s")
    assert errors == []


@contextmanager
def window(chromium: Browser, errors: list[str]) -> Iterator[Page]:
    """A browser's window of its own; errors of scripts are noted."""
    context = chromium.new_context(viewport=DESKTOP)
    context.set_default_timeout(20_000)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    with context:
        yield context.new_page()


def make_comments(site: Site) -> None:
    """One that is held, and one that stands and was reported."""
    article = site.versions["vi"]
    make_comment(article=article, name="Hà", body="Bản tôi cũng góp đất.", state=Comment.State.WAITING)
    rude = make_comment(article=article, name="Quấy", body="Toàn chuyện vớ vẩn.")
    Report.objects.create(comment=rude, reason="Thô lỗ", category="insult", sent_at=NOON, visitor="1")


def work() -> None:
    """A worker does what was asked for."""
    assert work_once(worker="a worker", now=timezone.now) is not None


def sign_in(day: Day) -> None:
    user = User.objects.create_superuser("editor", password="a-long-password")
    Preference.objects.create(user=user, language="vi" if isinstance(day.hands, Mouse) else "en")
    day.desk.goto(day.site.url + reverse("admin:index"))
    day.hands.write(day.desk.locator("#id_username"), "editor")
    day.hands.write(day.desk.locator("#id_password"), "a-long-password")
    day.hands.go(day.desk.locator("#login-form [type=submit]"))
    expect(day.desk.locator("h1")).to_have_text(_("To do"))


def add_a_source(day: Day) -> None:
    """From the address of a newspaper to its five articles on the site; what that takes is counted."""
    hands, began = day.hands, monotonic()
    hands.clicks = hands.fields = 0
    day.open_list(pgettext("desk", "Feeds"))
    hands.go(day.link(_("Add by an address")))
    hands.write(day.desk.locator("#id_address"), day.paper.home)
    hands.go(day.button(_("Look")))
    expect(day.desk.locator(".paste-feed")).to_contain_text(
        TOPICAL[day.hands.page.locator("html").get_attribute("lang")]
    )
    hands.go(day.button(_("Save and pull now")))
    day.said("Báo Mẫu")
    work()
    expect(day.link(_("Look again"))).to_have_count(0)
    hands.go(day.link(_("Articles of this source")))
    expect(day.desk.locator("#result_list tbody tr")).to_have_count(5)
    front = day.look("/vi/").locator("main")
    for report in day.paper.reports:
        expect(front.get_by_role("link", name=report.title).first).to_be_visible()
    seconds = monotonic() - began
    print(f"from an address to five articles: {hands.clicks} clicks, {hands.fields} fields, {seconds:.1f} s")
    assert hands.clicks <= MOST_CLICKS
    crowd = os.getloadavg()[0] / (os.cpu_count() or 1)  # how many ask for each core
    assert seconds <= MOST_SECONDS * max(1.0, crowd)


TOPICAL = {"en": "5 of 5 on topic", "vi": "5 trên 5 bài đúng chủ đề"}


def try_a_feed(day: Day) -> None:
    """The second feed by hand: tried, saved so that all of it is held, and asked."""
    hands = day.hands
    day.open_list(pgettext("desk", "Feeds"))
    hands.go(day.desk.locator(".object-tools a.addlink"))
    choose_source(day, "Báo Mẫu")
    hands.write(day.desk.locator("#id_url"), day.paper.server.url("/y-kien.rss"))
    hands.choose(day.desk.locator("#id_intake_rule"), str(_("Hold everything for an editor")))
    hands.go(day.button(_("Try this feed")))
    expect(day.desk.locator("#tried article")).to_have_count(3)
    expect(day.desk.locator("#tried")).to_contain_text(_("Would be held for an editor"))
    hands.go(day.desk.locator("input[name=_save]").last)
    day.said("y-kien.rss")
    ask_feed(day, "y-kien.rss")
    assert Article.objects.filter(state="held").count() == 3
    expect(day.look("/vi/").locator("body")).not_to_contain_text(day.paper.opinions[0].title)


def choose_source(day: Day, name: str) -> None:
    day.hands.press(day.desk.locator(".field-source .select2-selection"))
    day.desk.keyboard.type(name)
    option = day.desk.locator(".select2-results__option", has_text=name).first
    expect(option).to_be_visible()
    if isinstance(day.hands, Mouse):
        option.click()
    else:
        day.desk.keyboard.press("Enter")
    expect(day.desk.locator(".field-source .select2-selection")).to_contain_text(name)


def ask_feed(day: Day, title: str) -> None:
    """Has a feed asked at once, and a worker do it."""
    day.open_list(pgettext("desk", "Feeds"))
    day.act_on([title], str(_("Ask at once")))
    day.said("1")
    work()
    # A page that was read is asked again two hours after its feed said something new of it: so late it is then.
    if Entry.objects.filter(page_state=Entry.PageState.WANTED).update(page_next_at=timezone.now()):
        ask_feed(day, title)


def review_what_is_held(day: Day) -> None:
    """One is published, one left out, that is taken back, and the third is published."""
    day.open_list(_("To do"))
    held = day.desk.locator(".todo-kinds a", has_text=str(_("Held articles")))
    day.hands.go(held)
    order = [one.title for one in Article.objects.filter(state="held").order_by("-arrived_at", "-pk")]
    title = day.desk.locator("#todo-title")
    expect(title).to_have_text(order[0])
    decide(day, "y")
    expect(title).to_have_text(order[1])
    decide(day, "x")
    expect(title).to_have_text(order[2])
    decide(day, "z")
    expect(title).to_have_text(order[1])
    states = {one.title: one.state for one in Article.objects.filter(title__in=order)}
    assert [states[one] for one in order] == ["published", "held", "held"]
    expect(day.look("/vi/").get_by_role("link", name=order[0]).first).to_be_visible()
    expect(day.reader.locator("body")).not_to_contain_text(order[1])
    decide(day, "x")
    expect(title).to_have_text(order[2])
    decide(day, "y")
    expect(day.desk.locator(".todo-nothing")).to_be_visible()
    expect(day.look("/vi/").get_by_role("link", name=order[2]).first).to_be_visible()


def decide(day: Day, key: str) -> None:
    """By its key, or by the button on which the key stands."""
    button = day.desk.locator(f'[data-key="{key}"]')
    with day.desk.expect_event("load"):
        if isinstance(day.hands, Mouse):
            button.click()
        else:
            day.desk.keyboard.press(key)


def fix_a_title(day: Day) -> None:
    """What an editor corrected stays, whatever its publisher does."""
    report, hands = day.paper.reports[1], day.hands
    article = Article.objects.get(title=report.title)
    day.open_list(pgettext("desk", "Articles"))
    day.find(report.title)
    hands.go(day.row(report.title).locator("th a"))
    hands.write(day.desk.locator("#id_title"), OURS)
    hands.write(day.desk.locator("#id_reason"), "Tít cũ thiếu tên đường")
    hands.go(day.desk.locator("input[name=_save]").last)
    day.said(OURS)
    expect(day.read(article).locator("h1")).to_have_text(OURS)
    for change in (retitled, rewritten, moved, dropped, brought_back):
        words = change(report, day.paper)
        day.paper.publish()
        ask_feed(day, "Tin")
        article.refresh_from_db()
        expect(day.read(article).locator("h1")).to_have_text(OURS)
        expect(day.reader.locator(".prose")).to_contain_text(words)
        expect(day.look("/vi/").get_by_role("link", name=OURS)).not_to_have_count(0)
        expect(day.reader.locator("body")).not_to_contain_text(report.title)
    assert Article.objects.filter(source=article.source).count() == len(
        day.paper.reports + day.paper.opinions
    )
    assert article.url.endswith(report.path)
    day.open_list(_("To do"))
    hands.go(day.desk.locator(".todo-kinds a", has_text=str(_("Changed under your fix"))))
    expect(day.desk.locator(".todo-body")).to_contain_text(report.title)
    decide(day, "y")
    expect(day.desk.locator(".todo-decided")).to_contain_text(_("Kept ours"))
    expect(day.read(article).locator("h1")).to_have_text(OURS)


def retitled(report: Any, paper: Publisher) -> str:
    report.title = "Xã Mẫu tổng kết phong trào thi đua, tin mới"
    return "kể thêm"


def rewritten(report: Any, paper: Publisher) -> str:
    report.text += "Bà con xã Mẫu góp đất mở đường. "
    return "góp đất mở đường"


def moved(report: Any, paper: Publisher) -> str:
    paper.move(report, "/tin/duong-ven-song.html")
    return "góp đất mở đường"


def dropped(report: Any, paper: Publisher) -> str:
    report.is_listed = False
    return "góp đất mở đường"


def brought_back(report: Any, paper: Publisher) -> str:
    report.is_listed = True
    return "góp đất mở đường"


def merge_and_split(day: Day) -> None:
    """Two stories become one, and two again; a version leaves its story, and comes back."""
    article, arabic = Article.objects.get(title=OURS), day.site.others["ar"]
    versions = ".languages-bar"
    day.open_other_list(Story)
    day.act_on([OURS, OTHER_TITLES["ar"]], str(_("Merge into one story")))
    day.said("2")
    expect(day.read(article).locator(versions)).to_contain_text("العربية")
    day.take_back_last()
    expect(day.read(article).locator(versions)).to_have_count(0)
    expect(day.read(arabic).locator("h1")).to_have_text(OTHER_TITLES["ar"])
    day.open_list(pgettext("desk", "Articles"))
    day.find(f"id:{day.site.versions['ar'].pk}")
    day.act_on([TITLES["ar"]], str(_("Take out of its story")))
    day.said("1")
    expect(day.read(day.site.versions["vi"]).locator(versions)).not_to_contain_text("العربية")
    day.take_back_last()
    expect(day.read(day.site.versions["vi"]).locator(versions)).to_contain_text("العربية")


def compose(day: Day) -> None:
    """The Vietnamese and the Arabic front page as they are, and as they will be."""
    for language in ("vi", "ar"):
        compose_in(day, language)


def compose_in(day: Day, language: str) -> None:
    lead, first, second = day.site.versions[language], day.site.others[language], third_in(day, language)
    later = timezone.now().astimezone(ZONE) + timedelta(hours=5)
    day.open_list(pgettext("desk", "Front page"))
    edition = day.desk.locator(f".composer-editions a:has([lang={language}])")
    if edition.get_attribute("aria-current") is None:
        day.hands.go(edition)
    for article, button in ((second, "Beside the lead"), (first, "Beside the lead"), (lead, "Lead with it")):
        place(day, article, _(button))
    assert shown_to_readers(day, language)[:3] == [lead.title, first.title, second.title]
    lift_last(day)
    expect(day.desk.locator("[data-slot=second] [data-feature] strong")).to_have_text(
        [second.title, first.title]
    )
    assert shown_to_readers(day, language)[:3] == [lead.title, second.title, first.title]
    # What was moved last is taken back by one key, or its button.
    decide(day, "z")
    assert shown_to_readers(day, language)[:3] == [lead.title, first.title, second.title]
    # In five hours another one leads.
    day.hands.write(day.desk.get_by_label(_("Look at"), exact=True), f"{later:%d/%m/%Y %H:%M}")
    day.hands.go(day.button(_("Look")))
    expect(day.desk.locator("#composer-time")).to_contain_text(_("The page as it will be on"))
    place(day, second, _("Lead with it"))
    expect(day.desk.locator(".composer-shown.is-lead h3")).to_have_text(second.title)
    assert shown_to_readers(day, language)[0] == lead.title


def third_in(day: Day, language: str) -> Article:
    """A third article of the edition: of the newspaper that was added, or a version of a story beside it."""
    if language == "vi":
        return Article.objects.get(title=OURS)
    title = "نشرة القرية: اجتماع السكان حول طريق النهر"
    return make_article(language="ar", title=title, source=day.site.others["ar"].source)


def shown_to_readers(day: Day, language: str) -> list[str]:
    """The headlines on top of a front page, as they follow each other."""
    front = day.look(f"/{language}/").locator("main")
    found: list[str] = front.locator(".top-lead .headline").all_inner_texts()
    return found


def place(day: Day, article: Article, button: str) -> None:
    day.hands.write(day.desk.get_by_role("searchbox"), str(article.pk))
    with day.desk.expect_event("load"):
        day.desk.keyboard.press("Enter")
    # The number may be that of a story too.
    day.hands.go(day.button(button, within=day.desk.locator(f'[data-found="{article.pk}"]')))
    expect(day.desk.locator(".messagelist .success")).to_contain_text(article.title[:40])


def lift_last(day: Day) -> None:
    """The last one beside the lead comes first there: by its keys, or by its handle."""
    beside = day.desk.locator("[data-slot=second] [data-feature]")
    if isinstance(day.hands, Mouse):
        handle = beside.last.locator("[data-handle]")
        handle.scroll_into_view_if_needed()
        with day.desk.expect_event("load"):
            handle.drag_to(beside.first.locator(".composer-what"), target_position={"x": 5, "y": 5})
    else:
        day.hands.enter(beside.last)
        with day.desk.expect_event("load"):
            day.desk.keyboard.press("Alt+ArrowUp")
        # It keeps the focus, so that the next key moves it on.
        expect(beside.first).to_be_focused()
    expect(day.desk.locator(".messagelist .success")).to_contain_text(_("Moved."))


def withdraw_and_bring_back(day: Day) -> None:
    article, reason = Article.objects.get(title=OURS), "Trùng với bài đã đăng"
    day.open_list(pgettext("desk", "Articles"))
    day.find(OURS)
    day.hands.choose(day.desk.locator("select[name=action]"), str(_("Withdraw: into the bin…")))
    day.hands.write(day.desk.locator(".actions [name=reason]"), reason)
    day.hands.tick(day.row(OURS).locator("input.action-select"))
    day.hands.go(day.desk.locator(".actions button[type=submit]"))
    expect(day.desk.locator("blockquote")).to_have_text(reason)
    day.hands.go(day.button(_("Withdraw")))
    day.said("1")
    expect(day.read(article).locator("main")).to_contain_text(reason)
    expect(day.look("/vi/").locator("body")).not_to_contain_text(OURS)
    day.open_list(pgettext("desk", "Articles"))
    day.hands.go(day.desk.locator("#changelist-filter a", has_text=str(_("Withdrawn"))).first)
    day.act_on([OURS], str(_("Publish")))
    day.said("1")
    expect(day.read(article).locator("h1")).to_have_text(OURS)
    expect(day.look("/vi/").get_by_role("link", name=OURS)).not_to_have_count(0)


def moderate(day: Day) -> None:
    """What was reported is declined, that is taken back, and it is declined again; what was held is approved."""
    article = day.site.versions["vi"]
    day.open_list(pgettext("desk", "Comments"))
    decide_on_comment(day, "vớ vẩn", "decline")
    thread = day.read(article).locator(".thread")
    expect(thread).not_to_contain_text("vớ vẩn")
    day.hands.go(day.button(_("Undo")))
    expect(day.read(article).locator(".thread")).to_contain_text("vớ vẩn")
    decide_on_comment(day, "vớ vẩn", "decline")
    decide_on_comment(day, "góp đất", "approve")
    thread = day.read(article).locator(".thread")
    expect(thread).to_contain_text("góp đất")
    expect(thread).not_to_contain_text("vớ vẩn")
    expect(day.desk.locator("[data-entry]")).to_have_count(0)


def decide_on_comment(day: Day, words: str, action: str) -> None:
    entry = day.desk.locator("[data-entry]", has_text=words)
    expect(entry).to_have_count(1)
    if isinstance(day.hands, Mouse):
        day.hands.go(entry.locator(f"[data-action={action}]"))
    else:
        for _step in range(day.desk.locator("[data-entry]").count()):
            day.desk.keyboard.press("j")
            if entry.evaluate("one => one === document.activeElement"):
                break
        expect(entry).to_be_focused()
        with day.desk.expect_event("load"):
            day.desk.keyboard.press(action[0])
    expect(day.desk.locator(".messagelist .success")).to_be_visible()
