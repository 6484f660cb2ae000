"""Which If-None-Match is sent for the tag of a compressed answer."""

import pytest

from feeds.web.entity_tags import if_none_match, value_to_send

TAGS = [
    ('"1d4b-66167f-gzip"', '"1d4b-66167f-gzip", "1d4b-66167f"'),  # Apache's mod_deflate
    ('W/"1d4b-66167f-gzip"', 'W/"1d4b-66167f-gzip", W/"1d4b-66167f"'),
    ('"1d4b-66167f-br"', '"1d4b-66167f-br", "1d4b-66167f"'),  # mod_brotli
    ('"xyz--gzip"', '"xyz--gzip", "xyz"'),  # Jetty 9.3 and later
    ('"xyz;gzip"', '"xyz;gzip", "xyz"'),
    ('W/"xyz;br"', 'W/"xyz;br", W/"xyz"'),
    ('"xyz-zstd"', '"xyz-zstd", "xyz"'),
    ('"a,b-gzip"', '"a,b-gzip", "a,b"'),
    ('"xyz"', '"xyz"'),
    ('W/"xyz"', 'W/"xyz"'),
    ('"gzip"', '"gzip"'),
    ('"-gzip"', '"-gzip"'),  # nothing would be left
    ('"a-gzipped"', '"a-gzipped"'),
    ("xyz-gzip", "xyz-gzip"),  # no quotes: sent back as it came
    ('"a-gzip", "b-gzip"', '"a-gzip", "b-gzip"'),
    ("", ""),
    (f'"{"x" * 500}-gzip"', f'"{"x" * 500}-gzip"'),  # twice would not fit into the column
]


@pytest.mark.parametrize(("tag", "expected"), TAGS)
def test_the_bare_tag_stands_beside_a_marked_one(tag: str, expected: str) -> None:
    assert if_none_match(tag) == expected


LIST, BARE, ALONE = '"a-gzip", "a"', '"a"', '"a-gzip"'


@pytest.mark.parametrize(
    ("sent", "via", "expected"),
    [
        pytest.param("", "", LIST, id="first"),
        pytest.param('"b-gzip", "b"', "", LIST, id="changed"),
        pytest.param(LIST, "", BARE, id="the list was not read"),
        pytest.param(BARE, "", ALONE, id="the bare tag neither"),
        pytest.param(ALONE, "", LIST, id="from the start"),
        pytest.param("", "1.1 paper (Varnish/7.1)", ALONE, id="Varnish"),
        pytest.param(ALONE, "1.1 varnish", LIST, id="Varnish that forgot it"),
    ],
)
def test_the_next_form_is_tried_where_the_server_did_not_know_its_own_tag(
    sent: str, via: str, expected: str
) -> None:
    assert value_to_send(ALONE, sent=sent, via=via) == expected


def test_a_tag_without_a_mark_has_one_form() -> None:
    assert value_to_send('W/"a"', sent='W/"a"', via="1.1 varnish") == 'W/"a"'
