"""What the pictures of the desk show beside the samples: work that waits, and an editor of each language.

Runs as a program on the audit's own database; prints the keys of the editors' sessions by language, as JSON.
"""

import json
import os
import sys
from datetime import timedelta
from importlib import import_module

import django

HELD = 3
PLACED = 3


def seed() -> dict[str, str]:
    """Holds some articles, has comments wait, places articles on the Vietnamese front page, and signs an editor in for each language of the desk."""
    from articles.comments.models import Comment
    from articles.models import Article
    from desk.languages import CODES

    for language in ("vi", "ar"):
        held = Article.objects.published().filter(language=language).order_by("pk")[:HELD]
        Article.objects.filter(pk__in=[article.pk for article in held]).update(state=Article.State.HELD)
    waiting = Comment.objects.filter(parent=None).order_by("pk")[:HELD]
    Comment.objects.filter(pk__in=[comment.pk for comment in waiting]).update(state=Comment.State.WAITING)
    _compose()
    return {code: _signed_in(code) for code in CODES}


def _compose() -> None:
    """A lead and two stories beside it, for some hours of the day."""
    from django.utils import timezone

    from articles.models import Article, Feature
    from articles.services.editing.front_pages import place

    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    articles = Article.objects.published().filter(language="vi").leads_of_stories().newest_first()[:PLACED]
    for number, article in enumerate(reversed(articles)):
        is_lead = number == PLACED - 1
        place(
            shown=article,
            edition="vi",
            slot=Feature.Slot.LEAD if is_lead else Feature.Slot.SECOND,
            starts_at=now - timedelta(hours=number),
            ends_at=now + timedelta(hours=12 + 4 * number),
            by=None,
        )


def _signed_in(language: str) -> str:
    """The key of a session of an editor who chose a language."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    from desk.models import Preference

    editor = User.objects.create_superuser(f"editor-{language}", f"editor-{language}@example.org")
    Preference.objects.create(user=editor, language=language)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(editor.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = editor.get_session_auth_hash()
    session.create()
    return str(session.session_key)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()
    json.dump(seed(), sys.stdout)
