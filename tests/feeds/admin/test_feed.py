"""The desk of the road in: health at a glance, and the three things an editor does to a feed."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from feeds.models import Entry, Feed, Fetch, Host
from tests.factories import make_article, make_category, make_source

pytestmark = pytest.mark.django_db
FEEDS = reverse("admin:feeds_feed_changelist")


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


def make_feed(**overrides):
    number = Feed.objects.count()
    known = {
        "url": f"https://paper{number}.example/rss",
        "next_check_at": timezone.now() + timedelta(hours=1),
    }
    source = overrides.pop("source", None) or make_source()
    return Feed.objects.create(source=source, **{**known, **overrides})


def make_entry(feed=None, **overrides):
    now = timezone.now()
    known = {"state": Entry.State.STORED, "article": make_article(), "first_seen_at": now, "changed_at": now}
    identity = f"{Entry.objects.count():064d}"
    return Entry.objects.create(
        feed=feed or make_feed(), identity=identity, content_hash="0", **{**known, **overrides}
    )


def make_fetch(feed=None, **overrides):
    known = {"started_at": timezone.now(), "milliseconds": 80, "outcome": Fetch.Outcome.FAILED, "status": 503}
    return Fetch.objects.create(feed=feed or make_feed(), **{**known, **overrides})


def act(desk, action, rows):
    return desk.post(FEEDS, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


MAKERS = {"feed": lambda: make_entry().feed, "entry": make_entry, "fetch": make_fetch}


@pytest.mark.parametrize("model", MAKERS)
def test_a_list_costs_the_same_number_of_queries_for_1_row_and_for_15(desk, model):
    counts = []
    for rows in (1, 14):
        for _ in range(rows):
            MAKERS[model]()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse(f"admin:feeds_{model}_changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", MAKERS)
def test_every_row_opens(desk, model):
    row = MAKERS[model]()
    assert desk.get(reverse(f"admin:feeds_{model}_change", args=[row.pk])).status_code == 200


def test_a_broken_feed_says_since_when_and_why(desk):
    feed = make_feed(
        state=Feed.State.UNREACHABLE,
        state_since=timezone.now() - timedelta(days=3),
        state_reason="The name does not resolve.",
        failures=7,
    )
    for address in (FEEDS, reverse("admin:feeds_feed_change", args=[feed.pk])):
        page = desk.get(address).content.decode().replace("\xa0", " ")
        for shown in ("Cannot be reached", "for 3 days", "The name does not resolve.", "state-bad"):
            assert shown in page


def test_articles_of_the_last_month_are_counted(desk):
    feed = make_feed()
    make_entry(feed)
    make_entry(feed, first_seen_at=timezone.now() - timedelta(days=31))
    make_entry(feed, state=Entry.State.FAILED, article=None)
    assert desk.get(FEEDS).context["cl"].queryset.get().recent == 1


def test_the_page_of_a_feed_shows_its_last_attempts_and_entries(desk):
    feed = make_feed()
    for number in range(25):
        make_fetch(feed, reason=f"Reason {number}.", started_at=timezone.now() + timedelta(minutes=number))
    make_entry(feed, article=make_article(title="What it gave"))
    make_entry(feed, article=None, state=Entry.State.FAILED, reason="No text in it.")
    page = desk.get(reverse("admin:feeds_feed_change", args=[feed.pk])).content.decode()
    assert "Reason 24." in page
    assert "Reason 5." in page
    assert "Reason 4." not in page
    assert "What it gave" in page
    assert "No text in it." in page


def test_a_feed_is_asked_at_once(desk):
    feed, off = make_feed(), make_feed(enabled=False)
    page = act(desk, "ask_now", [feed, off]).content.decode()
    assert "1 feed is asked now" in page
    assert "switch them on first" in page
    assert list(Feed.objects.due(timezone.now())) == [feed]


@pytest.mark.parametrize(
    ("action", "before", "after"), [("switch_on", False, True), ("switch_off", True, False)]
)
def test_feeds_are_switched(desk, action, before, after):
    feeds = [make_feed(enabled=before), make_feed(enabled=after)]
    assert "1 feed switched" in act(desk, action, feeds).content.decode()
    assert set(Feed.objects.values_list("enabled", flat=True)) == {after}


def test_a_feed_says_at_a_glance_how_it_is_and_why(desk):
    make_feed(title="Tin mới", state="challenge", state_reason="It is a JavaScript challenge.")
    page = desk.get(FEEDS).content.decode()
    assert page.index('class="field-health"') < page.index('class="field-name"')
    assert "<small>It is a JavaScript challenge.</small>" in page


def test_a_host_that_wants_to_be_left_alone_is_told_where_somebody_waits_for_it(desk):
    until = timezone.now() + timedelta(hours=1)
    reason = "It answered 429 and wants to be left alone."
    Host.objects.create(name="rests.example", next_allowed_at=until, reason=reason)
    Host.objects.create(name="paper.example", next_allowed_at=until, reason="")
    resting = make_feed(url="https://rests.example:8443/rss", next_check_at=timezone.now())
    other = make_feed(url="https://paper.example/rss", next_check_at=timezone.now())
    assert desk.get(FEEDS).content.decode().count("its host wants to be left alone") == 1
    asked = act(desk, "ask_now", [resting, other]).content.decode()
    assert "2 feeds are asked now" in asked
    assert "The host rests.example is not asked before" in asked
    assert "paper.example is not asked" not in asked
    change = "admin:feeds_feed_change"
    assert reason in desk.get(reverse(change, args=[resting.pk])).content.decode()
    assert reason not in desk.get(reverse(change, args=[other.pk])).content.decode()


def test_nothing_is_said_to_be_due_where_all_are_switched_off(desk):
    asked = act(desk, "ask_now", [make_feed(enabled=False)]).content.decode()
    assert "switch them on first" in asked
    assert "due" not in asked


@pytest.mark.parametrize(
    ("wish", "language", "words"),
    [("vi", "vi", "Thêm kênh tin"), ("fr", "en", "Add feed"), ("", "en", "Add feed")],
)
def test_the_desk_is_in_one_of_its_two_languages(desk, wish, language, words):
    page = desk.get(FEEDS, headers={"Accept-Language": wish}).content.decode()
    assert f'<html lang="{language}' in page
    assert words in page


def test_a_new_feed_is_due_at_once(desk):
    data = {
        "source": make_source().pk,
        "url": "paper.example/rss",
        "intake_rule": "hold",
        "enabled": "on",
        "language": " VI",
        "category": make_category().pk,
    }
    assert desk.post(reverse("admin:feeds_feed_add"), data, follow=True).status_code == 200
    feed = Feed.objects.get()
    assert (feed.url, feed.language) == ("https://paper.example/rss", "vi")
    assert list(Feed.objects.due(timezone.now())) == [feed]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        pytest.param({}, "This field is required", id="nothing typed"),
        pytest.param({"url": "nonsense here"}, "Enter a valid URL", id="no address"),
        pytest.param({"url": "ftp://paper.example/rss"}, "ftp", id="another scheme"),
        pytest.param({"url": "http://192.168.0.1/rss"}, "192.168.0.1", id="inside the network"),
        pytest.param({"url": "https://taken.example/rss"}, "has this feed already", id="address taken"),
        pytest.param(
            {"url": "HTTPS://Taken.example:443/rss#top"},
            "has this feed already",
            id="the same in another spelling",
        ),
        pytest.param({"language": "Tiếng Việt"}, "is no language tag", id="no language"),
        pytest.param({"language": "zz-qq"}, "is no language tag", id="a language that nobody speaks"),
        pytest.param({"source": "999999"}, "valid choice", id="unknown source"),
        pytest.param({"url": "https://paper.example/" + "x" * 2000}, "at most", id="address too long"),
    ],
)
def test_wrong_data_comes_back_with_the_reason(desk, changes, text):
    make_feed(url="https://taken.example/rss")
    answer = desk.post(reverse("admin:feeds_feed_add"), changes)
    assert answer.status_code == 200
    assert text in answer.content.decode()
    assert Feed.objects.count() == 1


def test_the_record_is_read_only(desk):
    entry, fetch = make_entry(), make_fetch()
    for name, row in (("entry", entry), ("fetch", fetch)):
        assert desk.get(reverse(f"admin:feeds_{name}_add")).status_code == 403
        assert desk.post(reverse(f"admin:feeds_{name}_change", args=[row.pk]), {}).status_code == 403
        assert desk.get(reverse(f"admin:feeds_{name}_delete", args=[row.pk])).status_code == 403


def test_an_editor_deletes_a_feed_with_its_record_and_its_articles_stay(client):
    editor = User.objects.create_user("one", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="feeds"))
    client.force_login(editor)
    entry = make_entry()
    make_fetch(entry.feed)
    address = reverse("admin:feeds_feed_delete", args=[entry.feed_id])
    assert client.post(address, {"post": "yes"}, follow=True).status_code == 200
    assert not Feed.objects.exists()
    entry.article.refresh_from_db()


def test_what_broke_and_what_is_gone_lately_waits_for_an_editor(desk):
    now = timezone.now()
    make_feed(title="Well", state=Feed.State.WELL)
    make_feed(title="Browser check", state=Feed.State.CHALLENGE, state_since=now)
    make_feed(
        title="Gone yesterday", state=Feed.State.GONE, state_since=now - timedelta(days=1), enabled=False
    )
    make_feed(
        title="Gone long ago", state=Feed.State.GONE, state_since=now - timedelta(days=60), enabled=False
    )
    make_feed(title="Broken and off", state=Feed.State.LOGIN, state_since=now, enabled=False)
    assert "attention=1" in desk.get(reverse("admin:lists")).content.decode()
    shown = desk.get(reverse("admin:feeds_feed_changelist"), {"attention": "1"}).content.decode()
    names = ("Well", "Browser check", "Gone yesterday", "Gone long ago", "Broken and off")
    rows = shown.partition('id="result_list"')[2].partition("</table>")[0]
    assert [name for name in names if name in rows] == ["Browser check", "Gone yesterday"]


def test_an_address_with_a_password_is_refused_and_not_kept(desk):
    values = {
        "url": "https://reader:geheim@bao-mau.example/rss",
        "source": make_source().pk,
        "intake_rule": "hold",
    }
    page = desk.post(reverse("admin:feeds_feed_add"), values)
    assert page.status_code == 200
    assert "Leave name and password out" in page.content.decode()
    assert not Feed.objects.exists()
