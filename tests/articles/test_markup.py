"""The one list of what the site lets through of an article's HTML."""

import json

import pytest

from articles.markup import ATTRIBUTES, COUNTERPARTS, TAGS, WITHOUT_PROSE, cleaned, rules
from feeds.normalise.sanitise import sanitise

REL = 'rel="nofollow noopener"'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ('<p lang="ar" dir="RTL" class="x">نص</p>', '<p lang="ar" dir="rtl">نص</p>'),
        ('<p dir="up" lang="a b">One</p>', "<p>One</p>"),
        ("<figure><figcaption>One</figcaption></figure>", "<figure><figcaption>One</figcaption></figure>"),
        ('<a href="https://a.example/" title="x">One</a>', f'<a href="https://a.example/" {REL}>One</a>'),
        ('<a href="/about/">One</a>', f'<a href="/about/" {REL}>One</a>'),
        ('<a href="javascript:alert(1)">One</a>', f"<a {REL}>One</a>"),
        ('<table><tbody><tr><td colspan="2" rowspan="1">1</td></tr></tbody></table>', None),
        (
            '<ol start="5"><li>One</li></ol><ol start="-2" reversed><li>Two</li></ol>',
            '<ol start="5"><li>One</li></ol><ol start="-2"><li>Two</li></ol>',
        ),
        (
            '<ol start="1"><li>One</li></ol><ol start="5.5"><li>Two</li></ol>',
            "<ol><li>One</li></ol><ol><li>Two</li></ol>",
        ),
        ('<p start="5">One</p>', "<p>One</p>"),
        ("<p>One<script>two()</script><img src=x onerror=three()></p>", "<p>One</p>"),
        ("<p>One</p><!-- two -->", "<p>One</p>"),
    ],
)
def test_what_an_editor_types_keeps_what_the_site_shows(typed, kept):
    if kept is None:
        kept = typed.replace(' rowspan="1"', "")
    assert cleaned(typed) == kept


def test_the_desk_keeps_what_a_feed_may_hold():
    read = sanitise(
        '<blockquote lang="vi"><p dir="auto"><a href="https://a.example/?b=1&c=2">Một&nbsp;hai</a></p></blockquote>',
        base_url=None,
    )
    assert cleaned(read) == read


def test_the_editor_is_handed_the_whole_list():
    handed = json.loads(json.dumps(rules()))
    assert set(handed["tags"]) == TAGS
    assert {tag: frozenset(names) for tag, names in handed["attributes"].items()} == ATTRIBUTES
    assert not TAGS & WITHOUT_PROSE
    assert set(COUNTERPARTS.values()) <= TAGS
