"""How often articles are read: what counts in a log of the proxy, and what is kept of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import ReadCount
from articles.services.reads import Read, count_reads, read_in
from tests.factories import NOON, make_article

BROWSER = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"
HOUR = datetime(2024, 5, 19, 4, tzinfo=UTC)


def line(
    path: str = "/vi/article/7/bai/",
    *,
    at: str = "19/May/2024:11:59:08 +0700",
    method: str = "GET",
    status: int = 200,
    agent: str = BROWSER,
) -> str:
    return (
        f'203.0.113.9 - - [{at}] "{method} {path} HTTP/2.0" {status} 5120 "https://news.example/" "{agent}"\n'
    )


CADDY = json.dumps(
    {
        "ts": HOUR.timestamp() + 61.5,
        "status": 200,
        "request": {
            "method": "GET",
            "uri": "/ar/article/7/a/?order=newest",
            "headers": {"User-Agent": [BROWSER]},
        },
    }
)
LINES = {
    "a page": (line(), True),
    "held already": (line(status=304), True),
    "with a query": (line("/vi/article/7/bai/?comments=2"), True),
    "Caddy": (CADDY, True),
    "a robot": (line(agent="Mozilla/5.0 (compatible; Googlebot/2.1)"), False),
    "a program": (line(agent="curl/8.5"), False),
    "no name": (line(agent="-"), False),
    "only asked after": (line(method="HEAD"), False),
    "gone": (line(status=410), False),
    "its changes": (line("/vi/article/7/bai/changes/"), False),
    "another page": (line("/vi/topic/dan-van/"), False),
    "no edition": (line("/xx/article/7/bai/"), False),
    "a number without end": (line(f"/vi/article/{'9' * 30}/bai/"), False),
    "no log": ("Tháng năm\n", False),
    "no date": (line(at="19/Mai/2024"), False),
    "JSON of something else": ('{"level": "info"}', False),
    "broken JSON": ('{"ts": 1', False),
}


@pytest.mark.parametrize(("text", "counts"), LINES.values(), ids=LINES.keys())
def test_a_line_of_a_log(text: str, counts: bool) -> None:
    assert read_in(text) == (Read(7, HOUR) if counts else None)


@pytest.mark.django_db
def test_hours_that_are_over_count_once() -> None:
    article = make_article(language="vi")
    path = f"/vi/article/{article.pk}/bai/"
    earlier, now = (line(path, at=f"19/May/2024:{hour}:30:00 +0700") for hour in ("11", "12"))
    log = [earlier, earlier, line("/vi/article/999999/x/", at="19/May/2024:11:30:00 +0700"), now]
    at_noon = NOON + timedelta(minutes=40)
    assert count_reads(lines=log, now=at_noon) == 2
    assert count_reads(lines=log, now=at_noon) == 0
    assert count_reads(lines=log, now=at_noon + timedelta(hours=1)) == 1
    assert list(ReadCount.objects.order_by("hour").values_list("article", "reads")) == [
        (article.pk, 2),
        (article.pk, 1),
    ]


@pytest.mark.django_db
def test_old_sums_are_deleted() -> None:
    ReadCount.objects.create(article=make_article(), hour=NOON - timedelta(days=31), reads=4)
    count_reads(lines=[], now=NOON)
    assert not ReadCount.objects.exists()


@pytest.mark.django_db
def test_the_command_reads_logs_and_says_which_is_missing(tmp_path: Path, time_machine, capsys) -> None:
    time_machine.move_to(NOON + timedelta(minutes=40))
    article = make_article(language="vi")
    log = tmp_path / "access.log"
    log.write_text(line(f"/vi/article/{article.pk}/bai/", at="19/May/2024:11:30:00 +0700"))
    # Before the first rotation there is no former log.
    call_command("count_reads", str(tmp_path / "access.log.1"), str(log))
    assert "Counted 1 readings." in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no log at"):
        call_command("count_reads", str(tmp_path / "none.log"))
