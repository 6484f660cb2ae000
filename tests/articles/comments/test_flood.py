"""A small flood while readers read: limits hold exactly, nothing is lost or doubled, and a refusal costs little."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import urllib3
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import urlencode

from articles.comments.models import Comment
from articles.comments.screening import conduct
from articles.comments.tokens import form_token
from articles.models import Article
from tests.articles.comments.writing import form_address
from tests.factories import make_article, make_category, make_comment, make_topic

pytestmark = [pytest.mark.flood, pytest.mark.django_db(transaction=True)]
POSTS, BLOCKS, LIMIT = 240, 60, 80
MOST_STATEMENTS = 4  # of a refusal; an article with comments asks seven


@pytest.fixture
def articles() -> list[Article]:
    category, topic = make_category(), make_topic()
    found = [
        make_article(language="vi", category=category, topics=[topic], html="<p>Lời</p>" * 40)
        for _ in range(6)
    ]
    for article in found:
        for _number in range(5):
            make_comment(article=article)
    return found


def test_limits_hold_exactly_and_readers_read(
    live_server, settings, monkeypatch, articles: list[Article]
) -> None:
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr(
        conduct, "ON_THE_SITE", LIMIT + Comment.objects.filter(sent_at__gte=timezone.now()).count()
    )
    http = urllib3.PoolManager(maxsize=12, retries=False)

    def post(number: int) -> int:
        article = articles[number % len(articles)]
        fields = {
            "name": "Flood",
            "body": f"Ý kiến số {number}",
            "token": form_token(article.pk, timezone.now()),
        }
        address = f"10.0.{number % BLOCKS}.{number}"
        answer = http.request(
            "POST",
            live_server.url + form_address(article),
            fields=fields,
            encode_multipart=False,
            headers={"X-Forwarded-For": address},
            redirect=False,
        )
        return answer.status

    def read(number: int) -> int:
        return http.request(
            "GET", live_server.url + articles[number % len(articles)].get_absolute_url()
        ).status

    with ThreadPoolExecutor(8) as senders, ThreadPoolExecutor(2) as readers:
        reading = readers.map(read, range(30))
        statuses = list(senders.map(post, range(POSTS)))
        assert set(reading) == {200}
    sent = Comment.objects.filter(name="Flood")
    assert statuses.count(302) == sent.count() == sent.values("body").distinct().count() == LIMIT
    assert statuses.count(400) == POSTS - LIMIT


def test_a_refusal_costs_about_an_article(monkeypatch, articles: list[Article]) -> None:
    monkeypatch.setattr(conduct, "ON_THE_SITE", 0)
    article, client = articles[0], Client()
    token = form_token(article.pk, timezone.now())

    def seconds(act) -> float:
        began = time.process_time()
        act()
        return time.process_time() - began

    fields = {"name": "A", "body": "B", "token": token}
    sent, form = urlencode(fields), "application/x-www-form-urlencoded"  # as a browser sends it
    acts = (
        lambda: client.get(article.get_absolute_url()),
        lambda: client.post(form_address(article), sent, content_type=form),
    )
    # In turn, as the machine is not equally fast all the time; the first of each renders what is kept.
    taken = [[seconds(act) for act in acts] for _number in range(21)][1:]
    page, refusal = (statistics.median(one) for one in zip(*taken, strict=True))
    # Processor time. An article's page took several times as much before it was read as plain values; a refusal, which
    # shows the form with all that was typed, was to take a quarter of that.
    assert refusal < page * 1.5, f"{refusal * 1000:.1f} ms, an article {page * 1000:.1f} ms"
    with CaptureQueriesContext(connection) as asked:
        client.post(form_address(article), fields)
    assert len(asked) <= MOST_STATEMENTS
