"""A real Chromium against the whole site, with a few articles in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from articles.models import Article, Author, Citation, Document, Picture, Story
from articles.search.vectors import index_articles
from articles.services.pictures import store_picture
from tests.factories import NOON, make_article, make_category, make_comment, make_source, make_topic

PHONE = {"width": 360, "height": 740}
NARROW = {"width": 320, "height": 640}
DESKTOP = {"width": 1280, "height": 900}

TITLES = {
    "vi": "Bản Nà Mẫu hiến đất mở đường, nông sản xuống núi nhanh hơn một giờ",
    "en": "Na Mau village gives land for a road, and its produce reaches the valley an hour sooner",
    "ar": "قرية نا ماو تتبرع بالأرض لفتح طريق ومحاصيلها تصل إلى الوادي أسرع بساعة",
    "th": "ชาวบ้านนาเมาร่วมบริจาคที่ดินเปิดถนน ผลผลิตลงจากภูเขาเร็วขึ้นกว่าหนึ่งชั่วโมง",
    "km": "ភូមិណាម៉ូវបរិច្ចាគដីបើកផ្លូវ កសិផលចុះពីភ្នំលឿនជាងមុនមួយម៉ោង",
}
OTHER_TITLES = {
    "vi": "Tổ hòa giải xóm Chài giữ tình làng nghĩa xóm",
    "en": "A village mediation team keeps neighbours on speaking terms",
    "ar": "فريق الوساطة في القرية يحافظ على علاقات الجيران",
    "th": "ทีมไกล่เกลี่ยของหมู่บ้านรักษาน้ำใจเพื่อนบ้าน",
    "km": "ក្រុមសម្រុះសម្រួលភូមិរក្សាមិត្តភាពអ្នកជិតខាង",
}


@dataclass(frozen=True, slots=True)
class Site:
    """The articles of the test site: one story in five languages, and a second one on the same topic in each, two
    months older; the first cites a document."""

    url: str
    story: Story
    versions: dict[str, Article]
    others: dict[str, Article]
    category: str
    topic: str
    source: str
    document: str
    author: Author

    def path(self, language: str) -> str:
        return self.url + self.versions[language].get_absolute_url()


def overflow(page: Page) -> int:
    """By how many pixels a page is wider than its window. A page that is still coming is waited for."""
    return page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth")


def drawing() -> bytes:
    out = BytesIO()
    Image.new("RGB", (960, 540), "#98AF86").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def site(live_server, settings) -> Site:
    # Pictures on disk, where the site serves them from; elsewhere tests keep files in memory.
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    paper = make_source(
        name="Báo Nà Mẫu", slug="bao-na-mau", homepage="https://paper.example/", publisher="Tỉnh ủy Mẫu"
    )
    carrier = make_source(name="Nền tảng Mẫu", slug="nen-tang-mau", kind="platform")
    category = make_category(name="Local", slug="local")
    topic = make_topic(name="Mass mobilization", slug="dan-van")
    story = Story.objects.create()
    original = "https://paper.example/na-mau.html"
    author = Author.objects.create(name="Phóng viên Mẫu", source=paper)
    document = Document.objects.create(number="25-NQ/TW", kind="NQ", issuer="TW")
    versions, others = {}, {}
    for number, (language, title) in enumerate(TITLES.items()):
        is_original = language == "vi"
        versions[language] = make_article(
            story=story,
            source=paper,
            carrier=None if is_original else carrier,
            category=category,
            topics=[topic],
            language=language,
            title=title,
            lead=f"{title}.",
            text=title,
            html=f"<p>{title}.</p><h3>{title}</h3><blockquote>{title}</blockquote><p>{title} {'0' * 90}</p>",
            machine_translated=not is_original,
            url=original if is_original else f"https://carrier.example/{language}/na-mau.html",
            address_key="paper.example/na-mau.html" if is_original else "",
            origin_url="" if is_original else original,
            origin_key="" if is_original else "paper.example/na-mau.html",
            published_at=NOON + timedelta(hours=number),
        )
        others[language] = make_article(
            source=paper,
            author=author,
            category=category,
            topics=[topic],
            language=language,
            title=OTHER_TITLES[language],
            published_at=NOON - timedelta(days=60),
        )
        picture = Picture.objects.create(article=versions[language], caption=title, credit="Báo Nà Mẫu")
        store_picture(picture=picture, content=drawing())
        for cites in (versions[language], others[language]):
            Citation.objects.create(article=cites, document=document, cited_as=f"25-NQ/TW: {title}")
        comment = make_comment(
            article=versions[language], name="Somchai", language="th", body="ขอบคุณสำหรับข่าวดี"
        )
        make_comment(
            article=versions[language], parent=comment, name="هدى", language="ar", body="أوافق على هذا الرأي."
        )
    index_articles(one.pk for one in [*versions.values(), *others.values()])
    return Site(
        live_server.url,
        story,
        versions,
        others,
        category.slug,
        topic.slug,
        paper.slug,
        document.address,
        author,
    )


Opener = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, site: Site) -> Iterator[Opener]:
    """Opens an address of the site in a context of its own: `open_page("/vi/", viewport=PHONE, …)`.

    At the end no page may have asked another host for anything, or have met an error in its script.
    """
    contexts: list[BrowserContext] = []
    strangers: list[str] = []
    errors: list[str] = []

    def opener(path: str, **options: object) -> Page:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((site.url, "data:")) else strangers.append(asked.url),
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on(
            "console",
            lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(path if path.startswith("http") else site.url + path)
        return page

    yield opener
    for context in contexts:
        context.close()
    assert not strangers
    assert not errors
