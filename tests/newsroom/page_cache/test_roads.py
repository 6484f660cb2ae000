"""Whatever road a change takes, pages that show it are new: the desk's pages as an editor uses them, a pull, the clock."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.comments.models import Comment
from articles.models import AgencyItem, Article, Category, Feature, Picture, Source, Topic
from articles.services.agencies.embargoes import publish_due
from desk.models import Act
from tests.desk.pages import Window
from tests.desk.test_queue import decide
from tests.desk.test_two_editors import change_address
from tests.factories import make_article, make_comment, make_feed
from tests.feeds.server import FeedServer
from tests.newsroom.page_cache.test_exactness import article, made_in_vain, make_world

pytestmark = pytest.mark.django_db(transaction=True)

ABOUT = "Ban Dân vận Tỉnh ủy tổng kết phong trào thi đua Dân vận khéo theo Quyết định 23-QĐ/TW. "


class Desk:
    """An editor at the desk."""

    def __init__(self) -> None:
        self.client = Client()
        self.client.force_login(User.objects.create_superuser("editor"))

    def send(self, row: Any, **changes: Any) -> None:
        """Opens the form of a row, changes some inputs and saves. A key may be the end of an input's name."""
        window = Window(self.client, change_address(row))
        named = {
            next(name for name in window.inputs if name == key or name.endswith(f"-{key}")): value
            for key, value in changes.items()
        }
        assert window.send(**named).status_code == 302, f"{row!r} was not saved"

    def act(self, rows: list[Any], action: str, **typed: Any) -> None:
        """Ticks rows of a list and chooses what to do with them."""
        model = rows[0]._meta
        address = reverse(f"admin:{model.app_label}_{model.model_name}_changelist")
        data = {"action": action, "_selected_action": [row.pk for row in rows], "post": "yes", **typed}
        before = Act.objects.count()
        self.client.post(address, data)
        assert Act.objects.count() > before, f"{action} did nothing"

    def undo(self) -> None:
        latest = Act.objects.latest("pk")
        self.client.post(reverse("admin:desk_act_undo", args=[latest.pk]))
        assert Act.objects.latest("pk") != latest

    def place(self, one: Article) -> None:
        window = Window(self.client, reverse("admin:articles_feature_add"))
        starts = timezone.localtime(timezone.now() - timedelta(hours=1))
        answer = window.send(
            edition=one.language,
            article=one.pk,
            starts_at_0=f"{starts:%Y-%m-%d}",
            starts_at_1=f"{starts:%H:%M:%S}",
        )
        assert answer.status_code == 302


@pytest.fixture
def desk() -> Desk:
    return Desk()


def pull(server: FeedServer, titles: list[str]) -> None:
    """A feed with these articles is pulled."""
    items = "".join(
        f"<item><title>{title}</title><link>{server.url(f'/bai-{number}.html')}</link><guid>{number}</guid>"
        f"<pubDate>Fri, 20 Feb 2026 0{number}:00:00 GMT</pubDate>"
        f"<content:encoded><![CDATA[{''.join(f'<p>{ABOUT} {title}, đoạn {part}.</p>' for part in range(5))}]]>"
        "</content:encoded></item>"
        for number, title in enumerate(titles)
    )
    server.answer(
        "/rss",
        "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
        f"<channel><title>Tin</title>{items}</channel></rss>",
    )
    before = set(Article.objects.values_list("title", flat=True))
    call_command("pull_feeds", "--all", verbosity=0)
    assert set(Article.objects.values_list("title", flat=True)) != before


def embargo_ends() -> None:
    held = make_article(state="held", language="vi", title="Embargoed")
    now = timezone.now()
    AgencyItem.objects.create(
        article=held, format="ninjs", item="urn:1", held=True, due_at=now, due_state="published"
    )
    assert publish_due(now=now) == 1


@pytest.fixture
def server(settings: Any) -> Iterator[FeedServer]:
    with FeedServer() as server:
        settings.FETCH_EXTRA_PORTS = frozenset({server.port})
        yield server


@pytest.mark.long
@pytest.mark.timeout(300)
def test_every_road_is_seen(monkeypatch: pytest.MonkeyPatch, desk: Desk, server: FeedServer) -> None:
    make_world()
    waiting = make_comment(article=article(4), state="waiting", body="Waits")
    reported = make_comment(article=article(0), body="Reported")
    held = make_article(state="held", language="vi", title="Held")
    make_feed(source=Source.objects.get(slug="paper"), url=server.url("/rss"), language="vi")
    changes: dict[str, Callable[[], Any]] = {
        "an article's form": lambda: desk.send(article(1), title="Corrected", lead="Better"),
        "an act taken back": desk.undo,
        "a source's form": lambda: desk.send(Source.objects.get(slug="paper"), name="Another paper"),
        "a topic's form": lambda: desk.send(Topic.objects.earliest("pk"), name="Rivers"),
        "a category's form": lambda: desk.send(Category.objects.get(slug="section"), name="Country"),
        "a placed article": lambda: desk.place(article(3)),
        "a headline of its own": lambda: desk.send(Feature.objects.get(), headline="Placed"),
        "a comment approved in its list": lambda: desk.act([waiting], "approve"),
        "a comment called spam": lambda: desk.act([Comment.objects.get(pk=reported.pk)], "spam"),
        "an article let in from the queue": lambda: decide(desk.client, "held", held, "yes"),
        "a picture taken off": lambda: desk.act([Picture.objects.get()], "take_off"),
        "two articles merged": lambda: desk.act([article(2), article(5)], "merge"),
        "an article withdrawn": lambda: desk.act([article(0)], "withdraw", reason="Wrong"),
        "an article published again": lambda: desk.act([article(0)], "publish"),
        "a pull": lambda: pull(server, ["Mở đường ở xã Mẫu", "Tổ hòa giải ở xã Mẫu"]),
        "a pull of a changed text": lambda: pull(server, ["Mở đường mới ở xã Mẫu", "Tổ hòa giải ở xã Mẫu"]),
        "an embargo that ends": embargo_ends,
    }
    made_in_vain(monkeypatch, changes)
