"""Every page of the desk, with rows behind them: what the tests walk that look at all of them."""

import re
from collections.abc import Callable
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.comments.models import Comment, Report
from articles.models import Article, Author, FieldLock, Intake, Picture, Story
from articles.services import curation
from desk.models import Act, Work
from desk.record import recorded
from feeds.models import Entry, Feed, Fetch
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_comment,
    make_feed,
    make_source,
    make_topic,
)
from tests.newsroom.access.addresses import Addresses, patterns

# What leads elsewhere, answers programs, or takes a POST alone.
NO_PAGES = re.compile(
    r"/(presence|export|file|qrcode|config|r/<|autocomplete|jsi18n|logout|language)|queue/undo|queue/<|<url>|reset/<"
    r"|filters/|try-rules|compose/undo|<app_label>|object_id>/$"
)


def desk_pages(addresses: Addresses) -> list[tuple[str, str]]:
    """The route and an address of every page of the desk."""
    routes = [
        route.replace("(?P<app_label>…)", "<app_label>").replace("(?P<url>.*)", "<url>")
        for route in patterns()
        if route.startswith("admin/")
    ]
    return [(route, addresses.of(route)) for route in routes if not NO_PAGES.search(route)]


def filled_addresses() -> Addresses:
    """Addresses of rows that have something in every part of their pages."""
    rows: dict[str, Callable[[], Any]] = {
        "articles.article": make_full_article,
        "articles.story": lambda: make_full_article().story,
        "articles.source": lambda: make_full_article().source,
        "comments.comment": make_full_comment,
        "desk.act": make_full_act,
        "desk.work": make_full_work,
        "feeds.feed": make_full_feed,
        "auth.user": lambda: User.objects.create_user(f"colleague-{User.objects.count()}"),
        "auth.group": lambda: Group.objects.order_by("pk")[0],
        "axes.accessattempt": lambda: AccessAttempt.objects.create(failures_since_start=1, **SEEN_FROM),
        "axes.accesslog": lambda: AccessLog.objects.create(**SEEN_FROM),
        "axes.accessfailurelog": lambda: AccessFailureLog.objects.create(**SEEN_FROM),
        "otp_totp.totpdevice": lambda: TOTPDevice.objects.create(user=some_user(), name="default"),
        "otp_static.staticdevice": make_codes,
    }
    return Addresses(rows)


SEEN_FROM = {
    "username": "editor",
    "ip_address": "192.0.2.1",
    "user_agent": "Browser",
    "path_info": "/admin/login/",
}


def some_user() -> User:
    return User.objects.get_or_create(username="colleague")[0]


def make_codes() -> StaticDevice:
    device = StaticDevice.objects.create(user=some_user(), name="codes")
    device.token_set.create(token="abcdefgh")
    return device


def make_full_article() -> Article:
    """An Arabic article beside its Vietnamese version: corrected by hand, with a picture, comments, and how it came in."""
    paper, story = (
        make_source(name="Báo Mẫu", host=f"paper-{Article.objects.count()}.example"),
        Story.objects.create(),
    )
    make_feed(source=paper)
    topic = make_topic(slug=f"topic-of-{story.pk}")
    make_article(source=paper, story=story, language="vi", title="Xã Mẫu họp dân về đường ven sông")
    article = make_article(
        source=paper,
        story=story,
        is_lead=True,
        language="ar",
        title="بلدية ماو تحاور السكان",
        lead="حوار مع السكان.",
        html="<p>حوار مع السكان.</p><ul><li>طريق</li></ul>",
        text="حوار مع السكان.",
        url=f"https://paper.example/{story.pk}",
        topics=[topic],
        category=make_category(),
        author=Author.objects.create(name="Phóng viên Mẫu", source=paper),
    )
    Picture.objects.create(article=article, caption="طريق", original_url="https://paper.example/a.jpg")
    Intake.objects.create(
        article=article,
        read_from=article.url,
        raw_kind="entry",
        read_at=NOON,
        warnings=["no date in the feed"],
        relevance_reasons=["the commission visits families"],
        matched_terms=[{"topic": topic.slug, "term": "dân vận", "where": "title", "count": 2}],
        dropped=[{"reason": "share buttons", "text": "Chia sẻ"}],
    )
    with recorded("articles.article:change", road=Act.Road.DESK, by=some_user(), reason="So it is"):
        curation.correct_text(
            article=article, title="بلدية ماو تحاور سكانها", by=some_user(), now=NOON, reason="خطأ في العنوان"
        )
    FieldLock.objects.filter(article=article).update(offered="بلدية", offered_at=NOON)
    make_full_comment(article)
    return article


def make_full_comment(article: Article | None = None) -> Comment:
    """An answer to another, which a reader reported."""
    article = article or make_article()
    comment = make_comment(article=article, parent=make_comment(article=article), state=Comment.State.WAITING)
    Report.objects.create(comment=comment, reason="Rude", sent_at=NOON, visitor=str(comment.pk))
    return comment


def make_full_act() -> Act:
    """A correction: three fields, in a text with lines."""
    make_full_article()
    return Act.objects.filter(kind="articles.article:change").latest("pk")


def make_full_work() -> Work:
    """Work that failed and has something to tell; the page of what is under way would look again by itself."""
    return Work.objects.create(
        kind="feeds.ask",
        title="Ask at once: Báo Mẫu",
        state=Work.State.FAILED,
        said="Its feed is gone.",
        done=1,
        total=3,
        notes=["Article 1: changed by somebody else meanwhile"],
        asked_at=NOON,
    )


def make_full_feed() -> Feed:
    """A feed that cannot be reached since it gave an article and an entry that could not be used."""
    feed = make_feed(state="unreachable", state_since=NOON, state_reason="No answer", title="Tin mới")
    for state, article in ((Entry.State.STORED, make_article()), (Entry.State.FAILED, None)):
        Entry.objects.create(
            feed=feed,
            identity=str(state),
            content_hash="",
            state=state,
            article=article,
            reason="" if article else "It has no title.",
            first_seen_at=NOON,
            changed_at=NOON,
        )
    Fetch.objects.create(feed=feed, started_at=NOON, milliseconds=80, outcome="failed", reason="No answer")
    return feed
