"""The mails themselves: the question whose an address is, and an issue, in text and in HTML."""

from collections.abc import Sequence
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.models.article import ZONE
from articles.newsletters.addresses import host, message_id, own_address, unsubscribe_address
from articles.newsletters.models import Issue, Subscriber
from articles.newsletters.services.composing import Part
from articles.templatetags.reading import day_text

# RFC 3834: no program answers it, such as that of somebody on holiday.
_AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def question(subscriber: Subscriber) -> EmailMultiAlternatives:
    """The mail to an address that somebody typed. It holds nothing of theirs: no name, no words, not what they chose."""
    with override(subscriber.edition):
        words = already() if subscriber.confirmed_at else whose()
        return EmailMultiAlternatives(
            _("Newsletter"),
            f"{words}\n\n{own_address(subscriber)}\n",
            settings.NEWSLETTER_SENDER,
            [subscriber.email],
            headers={**_AUTOMATIC, "From": _sender(), "Content-Language": subscriber.edition},
        )


def whose() -> str:
    return _(
        "Somebody asked for our newsletter at this address. If it was you, confirm it. If not, do nothing: no more mail"
        " comes, and the address is deleted after seven days."
    )


def already() -> str:
    return _("This address gets the newsletter already. Here you can change it or unsubscribe.")


def issue_mail(subscriber: Subscriber, issue: Issue, parts: Sequence[Part]) -> EmailMultiAlternatives:
    """An issue. Its links are the plain addresses of the articles, so that nobody learns who followed one."""
    with override(subscriber.edition):
        day = day_text(timezone.localtime(issue.due_at, ZONE).date())
        context = {
            "edition": subscriber.edition,
            "style": SafeString(f"<style>{render_to_string('newsletters/issue.css')}</style>"),
            "site_name": settings.SITE_NAME,
            "site_url": settings.SITE_URL,
            "day": day,
            "parts": parts,
            "own": own_address(subscriber),
            "unsubscribe": unsubscribe_address(subscriber),
        }
        mail = EmailMultiAlternatives(
            f"{_('Newsletter')} · {day}",
            render_to_string("newsletters/issue.txt", context),
            settings.NEWSLETTER_SENDER,
            [subscriber.email],
            headers=_headers(subscriber, issue),
        )
        mail.attach_alternative(render_to_string("newsletters/issue.html", context), "text/html")
    return mail


def _headers(subscriber: Subscriber, issue: Issue) -> dict[str, str]:
    """RFC 2369, RFC 2919 and RFC 8058."""
    return {
        **_AUTOMATIC,
        "From": _sender(),
        "Message-ID": message_id(issue),
        "Content-Language": subscriber.edition,
        "List-Id": f"<newsletter-{subscriber.edition}.{host()}>",
        "List-Unsubscribe": f"<{unsubscribe_address(subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _sender() -> str:
    return formataddr((settings.SITE_NAME, settings.CONTACT_EMAIL))
