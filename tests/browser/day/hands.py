"""What an editor's day needs: a publisher on loopback who changes his mind, and hands that use the keyboard or the mouse alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.feeds.server import FeedServer

ABOUT = "Ban Dân vận Tỉnh ủy tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW. "
# What each article tells, so that none is taken for another's copy.
SUBJECTS = (
    "Bà con hiến đất, dời hàng rào để con đường bê tông rộng thêm hai mét.",
    "Tổ hòa giải đến từng nhà, nghe hết lẽ rồi mới bàn cách dàn xếp.",
    "Hội Phụ nữ vận động mỗi gia đình trồng một luống rau sạch cho trường học.",
    "Đoàn thanh niên dạy người già dùng điện thoại để nộp hồ sơ qua mạng.",
    "Cựu chiến binh đứng ra trông coi đập nước và chia lượt tưới công bằng.",
    "Một bạn đọc ở cuối xóm đề nghị mắc thêm đèn ở khúc cua gần bến đò.",
    "Giáo viên về hưu góp sách cũ, mong nhà văn hóa mở cửa cả buổi tối.",
    "Chủ quán nước kể chuyện khách qua đường khen bờ kè mới sạch và mát.",
)
MOST_TABS = 250  # the longest form has some hundred stops

# Whether an element has the focus, and what is wrong with how the focus is shown: it must look otherwise than without it,
# and be within the window.
FOCUS = """wanted => {
    const on = document.activeElement;
    if (!on || on === document.body) return { isThere: false, wrong: "" };
    const names = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "color",
        "borderTopColor", "borderBottomColor", "borderTopWidth", "textDecorationLine", "textDecorationColor"];
    const look = () => { const style = getComputedStyle(on); return names.map((name) => style[name]).join(); };
    const box = on.getBoundingClientRect();
    const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const focused = look();
    on.blur();
    const differs = look() !== focused || on.getAnimations().length > 0;
    on.focus({ focusVisible: true, preventScroll: true });
    const wrong = !differs ? "looks as without the focus" : !isInside ? "is outside of the window" : "";
    return { isThere: on === wanted, wrong: wrong && `${wrong}: ${on.outerHTML.slice(0, 160)}` };
}"""


class Hands:
    """Uses a page as somebody at a desk does, and counts what it took: clicks or presses of a button, and fields filled."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = self.fields = 0

    def press(self, what: Locator) -> None:
        """Presses a button or follows a link."""
        raise NotImplementedError

    def tick(self, what: Locator) -> None:
        raise NotImplementedError

    def choose(self, what: Locator, label: str) -> None:
        """Chooses in a list of choices."""
        raise NotImplementedError

    def enter(self, what: Locator) -> None:
        """Goes into a field."""
        raise NotImplementedError

    def write(self, what: Locator, text: str) -> None:
        """Types a text in place of what stands in a field."""
        self.enter(what)
        self.fields += 1
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.type(text)

    def go(self, what: Locator) -> None:
        """Presses what leads to another page, and waits for that."""
        with self.page.expect_event("load"):
            self.press(what)


class Mouse(Hands):
    """Clicks at what is seen; only texts are typed."""

    def press(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def tick(self, what: Locator) -> None:
        self.press(what)

    def choose(self, what: Locator, label: str) -> None:
        # The list that opens is the system's: a click in it cannot be sent.
        self.clicks += 1
        what.select_option(label=label)

    def enter(self, what: Locator) -> None:
        what.click()


class Keyboard(Hands):
    """Uses nothing but keys. Wherever the focus comes by on its way, it must be seen."""

    def _reach(self, what: Locator) -> int:
        """Goes from one stop to the next until the focus is there; returns how many stops that took."""
        what.wait_for()
        for stops in range(1, MOST_TABS):
            self.page.keyboard.press("Tab")
            found = what.evaluate(FOCUS)
            assert not found["wrong"], found["wrong"]
            if found["isThere"]:
                return stops
        raise AssertionError(f"{what} is not reached by keyboard.")

    def press(self, what: Locator) -> None:
        self._reach(what)
        self.clicks += 1
        self.page.keyboard.press("Enter")

    def tick(self, what: Locator) -> None:
        self._reach(what)
        self.clicks += 1
        self.page.keyboard.press("Space")

    def choose(self, what: Locator, label: str) -> None:
        self._reach(what)
        self.clicks += 1
        self.page.keyboard.press("Home")
        for _option in range(what.locator("option").count()):
            if what.evaluate("list => list.selectedOptions[0].text.trim()") == label:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} is no choice.")

    def enter(self, what: Locator) -> None:
        self._reach(what)


@dataclass
class Report:
    """An article at its publisher."""

    number: int
    title: str
    path: str
    subject: str
    text: str = ABOUT
    is_listed: bool = True


@dataclass
class Publisher:
    """A newspaper whose feed gives summaries, so that the pages of its articles are needed; and a second feed, of opinions."""

    server: FeedServer
    reports: list[Report]
    opinions: list[Report]
    moved: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> str:
        return self.server.url("/")

    def move(self, report: Report, path: str) -> None:
        """The article stands at another address, to which the former one leads."""
        self.moved[report.path] = report.path = path

    def publish(self) -> None:
        """The site as it stands now."""
        for path, to in self.moved.items():
            self.server.answer(path, status=301, headers=[("Location", self.server.url(to))])
        for one in (*self.reports, *self.opinions):
            self.server.answer(one.path, self._page(one))
        self.server.answer("/rss", self._feed("Tin", self.reports))
        self.server.answer("/y-kien.rss", self._feed("Ý kiến", self.opinions))
        self.server.answer(
            "/",
            "<html lang=vi><head><meta property='og:site_name' content='Báo Mẫu'>"
            "<link rel=alternate type=application/rss+xml href=/rss></head></html>",
        )

    def _page(self, one: Report) -> str:
        text = "".join(
            f"<p>{one.text} {one.subject} Đoạn {part} kể thêm: {one.subject}</p>" for part in range(4)
        )
        return (
            f"<html lang=vi><head><title>{one.title}</title></head><body><article><h1>{one.title}</h1>"
            f"<img src='/anh.jpg' width=640 height=360>{text}</article></body></html>"
        )

    def _feed(self, title: str, reports: list[Report]) -> str:
        items = "".join(
            f"<item><title>{one.title}</title><link>{self.server.url(one.path)}</link>"
            f"<guid isPermaLink='false'>{title}-{one.number}</guid>"
            f"<pubDate>Fri, 20 Nov 2026 0{one.number}:00:00 GMT</pubDate><description>{one.text}</description></item>"
            for one in reports
            if one.is_listed
        )
        return f"<rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


@contextmanager
def publisher(settings: Any) -> Iterator[Publisher]:
    """The newspaper, with five reports and three opinions."""
    with FeedServer() as server:
        settings.FETCH_EXTRA_PORTS = frozenset({server.port})
        found = Publisher(
            server,
            [
                Report(one, f"Dân vận khéo ở xã Mẫu, bài {one}", f"/bai-{one}.html", SUBJECTS[one - 1])
                for one in range(1, 6)
            ],
            [
                Report(
                    one, f"Ý kiến bạn đọc về đường ven sông, số {one}", f"/y-{one}.html", SUBJECTS[one + 4]
                )
                for one in range(1, 4)
            ],
        )
        out = BytesIO()
        Image.new("RGB", (640, 360), "#98AF86").save(out, "JPEG")
        server.answer("/anh.jpg", out.getvalue(), headers=[("Content-Type", "image/jpeg")])
        found.publish()
        yield found
