"""A comment's whole life: sent, held, approved, answered, changed, reported, hidden, restored, withdrawn."""

import os
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from articles.comments.models import Comment
from tests.browser.conftest import DESKTOP, PHONE, Opener, Site, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "vi": ("Minh An", "Bản tôi cũng đã góp đất làm đường như thế.", "Bản tôi cũng góp đất, năm 2019."),
    "ar": ("أمل", "قريتنا أيضا تبرعت بأرض لشق طريق مثل هذا.", "قريتنا أيضا تبرعت بأرض سنة 2019."),
}
ANSWER = {"vi": "Cảm ơn bạn đã kể.", "ar": "شكرا لك على القصة."}
# Names a folder for pictures of each step, to be looked at.
PICTURES = os.environ.get("COMMENT_LIFE_PICTURES", "")


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=False)


@pytest.mark.parametrize("language", ["vi", "ar"], ids=["left to right", "right to left"])
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_whole_life(
    open_page: Opener, site: Site, viewport: dict, scripts: bool, language: str, settings
) -> None:
    settings.COMMENTS_HIDE_AT_REPORTS = 1
    name, words, changed = WORDS[language]
    mark = f"{language}-{viewport['width']}-{'js' if scripts else 'plain'}"
    page = open_page(site.path(language), viewport=viewport, java_script_enabled=scripts)
    desk = signed_in(open_page, site)
    with override(language):
        # Sent, with a look at it before.
        form = page.locator("#comment-form")
        form.scroll_into_view_if_needed()
        picture(page, f"{mark}-1-form")
        page.locator("#id_name").fill(name)
        page.locator("#id_body").fill(words)
        form.get_by_role("button", name=gettext("Preview"), exact=True).click()
        expect(page.locator(".comment-preview")).to_contain_text(words)
        picture(page, f"{mark}-2-preview")
        assert overflow(page) <= 0
        form = page.locator("#comment-form")
        form.get_by_role("button", name=gettext("Send the comment")).click()
        # Held: its private page says so, readers do not see it.
        own = page.url
        expect(page.locator("[role=status]")).to_contain_text(
            gettext("Thank you. Your comment appears below the article when a moderator has read it.")
        )
        picture(page, f"{mark}-3-waits")
        assert overflow(page) <= 0
        comment = Comment.objects.get(name=name)
        assert comment.language == language
        expect(reread(page, site, language).locator(".thread")).not_to_contain_text(words)
        # Approved at the desk.
        decide(desk, site, words, "approve")
        shown = reread(page, site, language).locator(f"#comment-{comment.pk}")
        expect(shown).to_contain_text(words)
        expect(shown.locator(".comment-text")).to_have_attribute("lang", language)
        shown.scroll_into_view_if_needed()
        picture(page, f"{mark}-4-shown")
        # Answered by somebody.
        shown.get_by_role("link", name=gettext("Reply")).click()
        expect(page.locator("blockquote")).to_contain_text(words)
        page.locator("#id_name").fill("Somchai")
        page.locator("#id_body").fill(ANSWER[language])
        page.locator("#comment-form").get_by_role("button", name=gettext("Send the comment")).click()
        expect(page.locator("[role=status]")).to_be_visible()
        decide(desk, site, ANSWER[language], "approve")
        # Changed by its writer: it waits again, and the answer with its place stays.
        page.goto(own)
        page.locator("#id_body").fill(changed)
        page.get_by_role("button", name=gettext("Save the change")).click()
        expect(page.locator("blockquote")).to_contain_text(changed)
        decide(desk, site, changed, "approve")
        thread = reread(page, site, language).locator(".thread")
        expect(thread).to_contain_text(changed)
        expect(thread.locator(".replies", has_text=ANSWER[language])).to_have_count(1)
        # Reported, and hidden by it.
        shown = page.locator(f"#comment-{comment.pk}")
        shown.get_by_role("link", name=gettext("Report")).click()
        expect(page.locator("#id_category")).to_be_visible()
        picture(page, f"{mark}-5-report")
        assert overflow(page) <= 0
        page.locator("#id_category").select_option("insult")
        page.locator("#id_reason").fill(words)
        page.get_by_role("button", name=gettext("Send the report")).click()
        expect(page.locator("h1")).to_have_text(gettext("Thank you"))
        thread = reread(page, site, language).locator(".thread")
        expect(thread).to_contain_text(gettext("Readers reported this comment. A moderator looks at it."))
        expect(thread).not_to_contain_text(changed)
        page.locator(f"#comment-{comment.pk}").scroll_into_view_if_needed()
        picture(page, f"{mark}-6-hidden")
        # Restored.
        decide(desk, site, changed, "approve", mark)
        expect(reread(page, site, language).locator(".thread")).to_contain_text(changed)
        # Withdrawn: a note stays where it was answered.
        page.goto(own)
        picture(page, f"{mark}-7-own")
        page.get_by_role("button", name=gettext("Withdraw the comment")).click()
        expect(page.locator("[role=status]")).to_contain_text(gettext("You withdrew this comment."))
        thread = reread(page, site, language).locator(".thread")
        expect(thread).to_contain_text(gettext("Its writer withdrew this comment."))
        expect(thread).to_contain_text(ANSWER[language])
        expect(thread).not_to_contain_text(changed)
        picture(page, f"{mark}-8-withdrawn")


def signed_in(open_page: Opener, site: Site) -> Page:
    User.objects.create_superuser("moderator", password="a-long-password")
    desk = open_page("/admin/login/?next=/admin/comments/comment/queue/", viewport=DESKTOP)
    desk.locator("#id_username").fill("moderator")
    desk.locator("#id_password").fill("a-long-password")
    desk.locator("[type=submit]").click()
    expect(desk.locator(".queue")).to_be_visible()
    return desk


def decide(desk: Page, site: Site, words: str, action: str, mark: str = "") -> None:
    """By keyboard: the entry with these words is gone to and decided on."""
    desk.goto(f"{site.url}/admin/comments/comment/queue/")
    entry = desk.locator("[data-entry]", has_text=words)
    expect(entry).to_have_count(1)
    picture(desk, f"{mark or 'desk'}-queue")
    desk.keyboard.press("j")
    expect(entry).to_be_focused()
    desk.keyboard.press(action[0])
    expect(desk.locator(".messagelist .success")).to_be_visible()


def reread(page: Page, site: Site, language: str) -> Page:
    """The article as it is now: what a browser kept of it for a minute may be older."""
    page.goto(site.path(language))
    page.reload()
    return page
