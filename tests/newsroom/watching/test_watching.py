"""What Prometheus and Sentry are told: exact counts, cheap readings, alerts and panels of measures that there are, nobody's data."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, MiddlewareNotUsed
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from articles.comments.models import Comment
from feeds.models import Fetch
from newsroom.watching import sentry, slots
from newsroom.watching.readings import READINGS, Reading
from newsroom.watching.requests import CountMiddleware, _counted_as
from newsroom.watching.serving import DatabaseCollector
from tests.factories import make_article, make_comment, make_feed

REPOSITORY = Path(__file__).resolve().parents[3]
DEPLOY = REPOSITORY / "deploy"
PAGE = (REPOSITORY / "docs" / "watching.md").read_text(encoding="utf-8")
COUNTED = {
    *("newsroom_requests_total", "newsroom_request_seconds"),
    *("newsroom_kept_pieces_total", "newsroom_page_cache_total", "newsroom_pages_read_total"),
}
MEASURES = COUNTED | {one.name for one in READINGS} | {"newsroom_reading_seconds", "newsroom_reading_failed"}

# A web process in a place of gunicorn counts, ends, and the next one in that place goes on.
COUNT = """
import sys
from types import SimpleNamespace
from newsroom.watching import slots
from newsroom.watching.counting import Counts
slots.sit(SimpleNamespace(place=int(sys.argv[1])))
Counts().answered("articles:front", 200, 0.2, hits=3, misses=1)
"""


def test_counts_are_exact_over_processes_that_end(tmp_path: Path) -> None:
    from prometheus_client import CollectorRegistry, generate_latest

    from newsroom.watching.counting import collector

    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for place in ("0", "1", "0"):
        subprocess.run([sys.executable, "-c", COUNT, place], env=environment, cwd=REPOSITORY, check=True)
    registry = CollectorRegistry()
    registry.register(collector(tmp_path))
    told = generate_latest(registry).decode()
    assert 'newsroom_requests_total{status="200",view="articles:front"} 3.0' in told
    assert 'newsroom_request_seconds_bucket{le="0.25",view="articles:front"} 3.0' in told
    assert 'newsroom_kept_pieces_total{found="yes"} 9.0' in told
    assert len(list(tmp_path.iterdir())) == 4


def test_a_worker_takes_the_first_place_that_is_free() -> None:
    workers = [SimpleNamespace() for _number in range(3)]
    for number, worker in enumerate(workers):
        slots.take(worker, workers[:number])
    assert [worker.place for worker in workers] == [0, 1, 2]
    new = SimpleNamespace()
    slots.take(new, [workers[0], workers[2]])
    assert new.place == 1


def test_without_an_address_nothing_is_counted() -> None:
    with pytest.raises(MiddlewareNotUsed):
        CountMiddleware(lambda _request: HttpResponse())
    with pytest.raises(CommandError, match="set METRICS_BIND"):
        call_command("metrics")


def test_a_failure_of_the_replica_that_nobody_is_given_is_not_counted(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_BIND = ("127.0.0.1", 9108)
    counted: list[int] = []
    counts = SimpleNamespace(answered=lambda _view, status, *_rest, **_kept: counted.append(status))
    monkeypatch.setattr("newsroom.watching.requests._counts", lambda: counts)
    for is_read_from, status in ((True, 503), (True, 200), (False, 503)):
        monkeypatch.setattr("newsroom.watching.requests.is_read_from", lambda found=is_read_from: found)
        answer = HttpResponse(status=status)
        assert CountMiddleware(lambda _request, answer=answer: answer)(RequestFactory().get("/vi/")) is answer  # type: ignore[misc]
    assert counted == [200, 503]


def test_views_are_few() -> None:
    for path, view in (("/healthz", "health"), ("/static/a.css", "static"), ("/wp-login.php", "none")):
        assert _counted_as(RequestFactory().get(path)) == view
    request = RequestFactory().get("/admin/")
    request.resolver_match = SimpleNamespace(view_name="admin:index")  # type: ignore[assignment]
    assert _counted_as(request) == "admin"


def readings() -> dict[str, dict[tuple[str, ...], float]]:
    return {one.name: dict(one.read()) for one in READINGS}


@pytest.mark.django_db
def test_what_the_database_says(settings: Any, tmp_path: Path) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    for name in ("newsroom-20261129T032000Z", "newsroom-20261130T032000Z", ".half-written"):
        (tmp_path / name).mkdir()
    now = timezone.now()
    article = make_article(language="vi", arrived_at=now, published_at=now - timedelta(hours=2))
    make_article(language="lo", arrived_at=now - timedelta(hours=2))
    make_comment(article=article, state=Comment.State.WAITING, sent_at=now - timedelta(hours=3))
    feed = make_feed(state="well", next_check_at=now - timedelta(minutes=10))
    make_feed(state="gone", enabled=False)
    for outcome, age in (("new", 1), ("failed", 59), ("failed", 61)):
        Fetch.objects.create(
            feed=feed, started_at=now - timedelta(minutes=age), milliseconds=1, outcome=outcome
        )
    said = readings()
    assert said["newsroom_feeds"] == {("well",): 1}
    assert said["newsroom_feed_attempts_last_hour"] == {("new",): 1, ("failed",): 1}
    assert said["newsroom_articles_last_hour"] == {("vi",): 1}
    assert said["newsroom_articles"] == {("vi",): 1, ("lo",): 1}
    assert said["newsroom_comments_waiting"] == {(): 1}
    assert said["newsroom_queue_age_seconds"][("comments",)] == pytest.approx(10_800, abs=60)
    assert said["newsroom_queue_age_seconds"][("feeds",)] == pytest.approx(600, abs=60)
    assert said["newsroom_queue_age_seconds"][("work",)] == 0
    newest = said["newsroom_newest_article_timestamp_seconds"]
    assert newest[("vi",)] == pytest.approx((now - timedelta(hours=2)).timestamp(), abs=1)
    assert ("ja",) not in newest
    assert said["newsroom_backup_timestamp_seconds"] == {(): 1796008800}
    assert said["newsroom_database_bytes"][()] > 1_000_000
    assert said["newsroom_database_connections"][("used",)] >= 1


@pytest.mark.django_db
def test_no_reading_goes_through_all_articles(django_assert_max_num_queries: Any) -> None:
    """With sequential reads priced out, whatever still reads one has no index."""
    with connection.cursor() as cursor, connection.execute_wrapper(_explained):
        cursor.execute("SET enable_seqscan TO off")
        for one in READINGS:
            list(one.read())
    for plan in _plans:
        assert not re.search(
            r"Seq Scan on (articles_article|articles_picture|feeds_entry|feeds_fetch)\b", plan
        )
    assert len(_plans) > 8


_plans: list[str] = []


def _explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    if sql.lstrip().startswith("SELECT"):
        execute(f"EXPLAIN {sql}", params, many, context)
        _plans.append("\n".join(row for (row,) in context["cursor"].cursor.fetchall()))
    return execute(sql, params, many, context)


def test_what_cannot_be_read_is_named_and_keeps_the_rest_from_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> Any:
        raise OperationalError("gone")
        yield

    monkeypatch.setattr("newsroom.watching.serving.connections", SimpleNamespace(close_all=lambda: None))
    asked: list[int] = []

    def works() -> Any:
        asked.append(1)
        yield ("a",), 7.0

    collector = DatabaseCollector((Reading("broken", "", (), fail), Reading("fine", "", ("x",), works)))
    for _asker in range(3):
        samples = {
            (s.name, *s.labels.values()): s.value for family in collector.collect() for s in family.samples
        }
    assert samples["fine", "a"] == 7
    assert samples["newsroom_reading_failed", "broken"] == 1
    assert samples["newsroom_reading_failed", "fine"] == 0
    assert asked == [1]


def used_in(text: str) -> set[str]:
    return {re.sub("_(bucket|sum|count)$", "", name) for name in re.findall(r"newsroom_[a-z_]+", text)}


def test_alerts_panels_and_the_page_speak_of_measures_that_there_are() -> None:
    alerts = (DEPLOY / "prometheus" / "alerts.yml").read_text(encoding="utf-8")
    dashboard = json.loads((DEPLOY / "grafana" / "newsroom.json").read_text(encoding="utf-8"))
    asked = " ".join(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
    assert used_in(alerts) <= MEASURES
    assert used_in(asked) == MEASURES
    assert used_in(PAGE) >= MEASURES
    assert len(re.findall("- alert:", alerts)) == alerts.count("action:") == 16


def test_the_alerts_fire_when_they_should() -> None:
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not here")  # Debian's package `prometheus` has it, with 96 MB
    rules = DEPLOY / "prometheus" / "alerts.test.yml"
    done = subprocess.run([program, "test", "rules", rules], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


class TestSentry:
    def test_an_event_names_nobody(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("newsroom.logs.context._Program.name", "web")
        event = {
            "user": {"ip_address": "203.0.113.9"},
            "request": {"method": "POST", "url": "https://x.example/en/?q=hush", "headers": {"Cookie": "s=1"}, "data": "b"},
            "exception": {"values": [{"value": "of a@b.example at 203.0.113.9"}]},
            "server_name": "host-7",
        }  # fmt: skip
        sent = sentry.without_persons(event)
        assert sent["request"] == {"method": "POST"}
        assert sent["exception"]["values"][0]["value"] == "of [mail] at [address]"
        for word in ("203.0.113.9", "hush", "Cookie", "host-7", "@"):
            assert word not in json.dumps(sent)

    def test_without_the_package_the_start_says_so(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "sentry_sdk", None)
        with pytest.raises(ImproperlyConfigured, match=r"pip install -r requirements-sentry\.txt"):
            sentry.begin()

    def test_it_sends_no_personal_data_by_itself(
        self, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        given: dict[str, Any] = {}
        monkeypatch.setitem(sys.modules, "sentry_sdk", SimpleNamespace(init=given.update))
        settings.SENTRY_DSN = "https://key@sentry.example/1"
        sentry.begin()
        assert (given["send_default_pii"], given["include_local_variables"]) == (False, False)
        assert given["before_send"] is sentry.without_persons
