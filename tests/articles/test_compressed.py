"""Texts that are kept packed are read as they were written."""

import pytest
import zstandard
from django.db import connection

from articles.models import Intake
from articles.models.compressed import packed, unpacked
from tests.factories import NOON, make_article


@pytest.mark.parametrize("text", ["", "short", "<p>Dân vận</p>" * 100, "𠀀\ufffd" * 60, "(µ", "\u2028"])
def test_a_text_is_unpacked_as_it_was(text: str) -> None:
    assert unpacked(packed(text)) == text
    assert len(packed(text)) <= len(text.encode())


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(zstandard.ZstdError):
        unpacked(packed("<p>Dân vận</p>" * 100)[:-5])


@pytest.mark.django_db
def test_the_column_holds_octets_and_knows_the_empty_text() -> None:
    raw = "<p>Dân vận</p>" * 1_000
    for text in (raw, ""):
        Intake.objects.create(article=make_article(), read_from="a", raw=text, raw_kind="entry", read_at=NOON)
    assert [one.raw for one in Intake.objects.order_by("pk")] == [raw, ""]
    assert [one.raw for one in Intake.objects.exclude(raw="")] == [raw]
    assert [one.raw for one in Intake.objects.filter(raw__gt="")] == [raw]
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(raw) FROM articles_intake ORDER BY id")
        assert cursor.fetchall()[0][0] < 200
        # An older row holds its text itself.
        cursor.execute("UPDATE articles_intake SET raw = convert_to(%s, 'UTF8') WHERE raw = ''", [raw[:500]])
    assert [one.raw for one in Intake.objects.order_by("pk")] == [raw, raw[:500]]
