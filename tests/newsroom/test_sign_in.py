"""Signing in: limits by name and address, a second factor, a password by mail, sessions, and the desk's own CSP."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from newsroom import sign_in
from tests.factories import make_article

pytestmark = pytest.mark.django_db
LOGIN, INDEX = reverse("admin:login"), reverse("admin:index")
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def axes(settings):
    settings.AXES_ENABLED = True


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", "editor@paper.example", PASSWORD)


def attempt(password=PASSWORD, name="editor", address="192.0.2.1", client=None, **more):
    client = client or Client(REMOTE_ADDR=address)
    data = {"username": name, "password": password, **more}
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def code(device):
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


class TestLimits:
    def test_ten_wrong_passwords_for_a_name_refuse_it_to_strangers_only(self, editor):
        AccessLog.objects.create(username="editor", ip_address="192.0.2.9")
        for number in range(10):
            attempt("wrong", address=f"192.0.2.{number + 20}")
        assert attempt(address="192.0.2.50").status_code == 429
        assert attempt(address="192.0.2.9").status_code == 302

    def test_ten_wrong_names_from_one_address_refuse_the_address(self, editor):
        for number in range(10):
            attempt("wrong", name=f"name{number}")
        assert attempt().status_code == 429
        assert attempt(address="192.0.2.2").status_code == 302

    def test_a_refused_attempt_compares_no_password(self, editor, monkeypatch):
        for _ in range(10):
            attempt("wrong")
        compared = []
        monkeypatch.setattr(User, "check_password", lambda *_args: compared.append(1))
        assert attempt().status_code == 429
        assert compared == []

    def test_where_somebody_signed_in_long_ago_is_no_known_place(self, editor):
        old = AccessLog.objects.create(username="editor", ip_address="192.0.2.1")
        AccessLog.objects.filter(pk=old.pk).update(attempt_time=timezone.now() - timedelta(days=31))
        for _ in range(10):
            attempt("wrong")
        assert attempt().status_code == 429

    def test_the_page_says_how_long_and_whom_to_ask(self, editor, settings):
        settings.CONTACT_EMAIL = "desk@paper.example"
        for _ in range(11):
            page = attempt("wrong")
        text = BeautifulSoup(page.content, "lxml").get_text(" ", strip=True)
        assert re.search(r"In (60|59) minutes you may try again", text)
        assert "desk@paper.example" in text

    def test_many_failures_over_all_are_slow_and_told_once(self, editor, settings, monkeypatch, mailoutbox):
        slept = []
        monkeypatch.setattr(sign_in.time, "sleep", slept.append)
        sign_in.cache.delete(sign_in.TOLD)
        AccessAttempt.objects.create(
            username="x", ip_address="192.0.2.77", failures_since_start=sign_in.MOST_OVER_ALL
        )
        for _ in range(2):
            attempt("wrong")
        assert slept == [sign_in.SLOW_SECONDS] * 2
        assert len(mailoutbox) == 1
        assert attempt().status_code == 302


class TestTwoFactors:
    @pytest.fixture
    def desk(self, editor):
        client = Client()
        client.post(LOGIN, {"username": "editor", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
        return client

    def set_up(self, desk):
        page = desk.get(reverse("admin:two_factor")).content.decode()
        assert "<svg" in page
        device = TOTPDevice.objects.get()
        answer = desk.post(reverse("admin:two_factor"), {"token": code(device)})
        return TOTPDevice.objects.get(), answer.content.decode()

    def test_it_is_set_up_with_recovery_codes_shown_once(self, desk):
        device, page = self.set_up(desk)
        assert device.confirmed
        codes = list(StaticToken.objects.values_list("token", flat=True))
        assert len(codes) == 10
        assert all(one in page for one in codes)
        assert not any(one in desk.get(reverse("admin:two_factor")).content.decode() for one in codes)
        assert desk.get(INDEX).status_code == 200

    def test_a_wrong_code_sets_nothing_up(self, desk):
        desk.get(reverse("admin:two_factor"))
        page = desk.post(reverse("admin:two_factor"), {"token": "000000"}).content.decode()
        assert "not right" in page
        assert not TOTPDevice.objects.filter(confirmed=True).exists()

    def test_then_a_password_alone_does_not_let_in(self, desk):
        device, _page = self.set_up(desk)
        assert attempt().status_code == 200
        assert attempt(otp_token="000000").status_code == 200
        TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
        client = Client()
        assert attempt(client=client, otp_token=code(device)).status_code == 302
        assert client.get(INDEX).status_code == 200

    def test_a_recovery_code_lets_in_once(self, desk):
        self.set_up(desk)
        one = StaticToken.objects.first().token
        assert attempt(otp_token=one).status_code == 302
        assert attempt(otp_token=one).status_code == 200

    def test_a_session_from_before_asks_for_the_second_factor(self, desk, editor):
        other = Client()
        other.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
        assert other.get(INDEX).status_code == 200
        self.set_up(desk)
        assert other.get(INDEX).status_code == 302

    def test_taking_it_off_needs_a_code(self, desk):
        device, _page = self.set_up(desk)
        desk.post(reverse("admin:two_factor"), {"token": "000000", "off": "1"})
        assert TOTPDevice.objects.exists()
        TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
        desk.post(reverse("admin:two_factor"), {"token": code(device), "off": "1"})
        assert not TOTPDevice.objects.exists()
        assert not StaticToken.objects.exists()


def test_a_forgotten_password_is_set_anew_by_mail(editor, mailoutbox):
    client = Client()
    assert reverse("admin_password_reset") in client.get(LOGIN).content.decode()
    client.post(reverse("admin_password_reset"), {"email": "editor@paper.example"})
    address = re.search(r"https?://[^/]+(/admin/reset/\S+)", mailoutbox[0].body)[1]
    page = client.get(address, follow=True)
    new = "another long password"
    client.post(page.redirect_chain[-1][0], {"new_password1": new, "new_password2": new})
    assert attempt(new).status_code == 302


def test_a_stranger_learns_nothing_of_who_has_an_account(mailoutbox):
    answer = Client().post(reverse("admin_password_reset"), {"email": "nobody@paper.example"})
    assert answer.status_code == 302
    assert mailoutbox == []


def test_sessions_are_listed_and_ended(editor):
    clients = [Client(headers={"user-agent": f"Browser {number}"}) for number in range(3)]
    for client in clients:
        attempt(client=client)
    stranger = Client()
    stranger.force_login(
        User.objects.create_superuser("other"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = clients[0].get(reverse("admin:sessions")).content.decode()
    assert all(f"Browser {number}" in page for number in range(3))
    strangers = stranger.session.session_key
    assert clients[0].post(reverse("admin:sessions"), {"session": strangers}).status_code == 403
    clients[0].post(reverse("admin:sessions"), {"session": clients[1].session.session_key})
    assert clients[1].get(INDEX).status_code == 302
    assert clients[2].get(INDEX).status_code == 200
    clients[0].post(reverse("admin:sessions"), {"session": "others"})
    assert clients[2].get(INDEX).status_code == 302
    assert clients[0].get(INDEX).status_code == 200
    assert Session.objects.filter(session_key=strangers).exists()


def test_a_form_from_before_signing_in_anew_says_what_to_do(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("admin:articles_article_change", args=[make_article().pk])
    answer = client.post(address, {"title": "x"})
    assert answer.status_code == 403
    assert "bring your draft back" in answer.content.decode()
    assert address in answer.content.decode()


def test_the_desk_has_the_policy_of_the_site(editor):
    client = Client()
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    desk = client.get(INDEX)["Content-Security-Policy"]
    # The admin's own scripts write HTML, which Trusted Types forbid.
    readers = client.get("/en/")["Content-Security-Policy"].split("; ")
    assert set(desk.split("; ")) == {one for one in readers if "trusted-types" not in one}
    assert "unsafe-inline" not in desk
    for page in (INDEX, reverse("admin:articles_article_change", args=[make_article().pk])):
        soup = BeautifulSoup(client.get(page).content, "lxml")
        assert [
            one for one in soup.select("script:not([src])") if one.get("type") != "application/json"
        ] == []
        assert soup.select("style, [style], [onclick]") == []
