"""Each editor chooses the language of the desk; it is kept with the account, and readers' editions have nothing to do with it."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Feature
from desk.languages import wished
from desk.models import Preference, Work
from desk.work.doing import work_once
from desk.work.kinds import ask
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create_superuser("editor", "editor@example.org", "x")


def client_of(user: User, **headers: str) -> Client:
    client = Client(headers=headers)
    client.force_login(user)
    return client


def title_of(client: Client) -> str:
    page = client.get(reverse("admin:lists")).content.decode()
    return "vi" if "Mọi danh sách" in page else "en" if "All lists" in page else ""


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("vi,en;q=0.5", "vi"),
        ("fr,vi-VN;q=0.8,en;q=0.5", "vi"),
        ("en-GB", "en"),
        ("ar", "en"),
        ("", "en"),
        (";;q", "en"),
    ],
)
def test_the_wish_of_a_browser(header: str, language: str) -> None:
    assert wished(header) == language


def test_what_was_chosen_is_kept_with_the_account(editor: User) -> None:
    client = client_of(editor, accept_language="en")
    assert title_of(client) == "en"
    back = reverse("admin:articles_article_changelist") + "?q=xa"
    answer = client.post(reverse("admin:language"), {"language": "vi", "next": back})
    assert answer["Location"] == back
    assert title_of(client) == "vi"
    assert title_of(client_of(editor, accept_language="en")) == "vi"
    client.post(reverse("admin:language"), {"language": "en"})
    assert title_of(client_of(editor, accept_language="vi")) == "en"


@pytest.mark.parametrize(
    "asked", [{"language": "fr"}, {}, {"language": "vi", "next": "https://elsewhere.example/"}]
)
def test_nothing_else_is_kept_and_nobody_is_led_elsewhere(editor: User, asked: dict[str, str]) -> None:
    answer = client_of(editor).post(reverse("admin:language"), asked)
    assert answer["Location"] == reverse("admin:index")
    assert set(Preference.objects.values_list("language", flat=True)) <= {"vi"}


def test_the_page_of_sign_in_follows_the_browser(client: Client) -> None:
    page = client.get(reverse("admin:login"), headers={"accept-language": "vi"}).content.decode()
    assert 'lang="vi"' in page
    assert "Mật khẩu" in page


@pytest.mark.parametrize(("chosen", "word"), [("vi", "mật khẩu"), (None, "password")])
def test_mail_comes_in_the_language_of_the_account(
    editor: User, mailoutbox: list[EmailMessage], chosen: str | None, word: str
) -> None:
    if chosen:
        Preference.objects.create(user=editor, language=chosen)
    Client(headers={"accept-language": "en"}).post(reverse("admin_password_reset"), {"email": editor.email})
    assert word in str(mailoutbox[0].body)


def test_readers_pages_have_nothing_to_do_with_it(editor: User) -> None:
    Preference.objects.create(user=editor, language="vi")
    article = make_article(language="en", title="One")
    desk = client_of(editor, accept_language="vi")
    for address in ("/en/", article.get_absolute_url(), "/ar/search/?q=one", "/en/nothing/"):
        assert title_of(desk) == "vi"  # what was active before is active no more
        here, elsewhere = desk.get(address), Client(headers={"accept-language": "vi"}).get(address)
        assert here.headers.get("Cache-Control") == elsewhere.headers.get("Cache-Control")
        assert here.content == elsewhere.content


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("day", "time"), [("30/11/2026", "18:05"), ("2026-11-30", "18:05:00"), ("30.11.2026", "18h05")]
)
def test_the_day_comes_first_and_hours_go_to_24(editor: User, language: str, day: str, time: str) -> None:
    Preference.objects.create(user=editor, language=language)
    article = make_article(language="vi")
    values = {"article": article.pk, "edition": "vi", "slot": "lead", "starts_at_0": day, "starts_at_1": time}
    client_of(editor).post(reverse("admin:articles_feature_add"), values)
    assert Feature.objects.get().starts_at == datetime(2026, 11, 30, 11, 5, tzinfo=UTC)
    page = client_of(editor).get(reverse("admin:articles_feature_change", args=[Feature.objects.get().pk]))
    assert 'value="30/11/2026"' in page.content.decode()


def test_long_work_speaks_to_who_asked_for_it(editor: User) -> None:
    Preference.objects.create(user=editor, language="vi")
    what = {"model": "articles.article", "query": ""}
    work = ask(kind="desk.export", title="x", what=what, by=editor, now=timezone.now())
    work_once(worker="test", now=timezone.now)
    assert Work.objects.get(pk=work.pk).said == "Xong: 0 dòng."
