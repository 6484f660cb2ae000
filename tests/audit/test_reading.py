"""What is said of positions and of navigation."""

from audit.checks.reading import empty_sections, late


def test_a_text_that_begins_too_far_down_is_named() -> None:
    assert late({"first": 901}, "/vi/article/1/a/", 900) == [
        "/vi/article/1/a/: the first paragraph is at 901"
    ]
    assert late({"first": 900}, "/vi/article/1/a/", 900) == []
    assert late({"first": None}, "/vi/article/1/a/", 900) == []


def test_a_section_without_articles_is_named_and_other_pages_are_not() -> None:
    pages = {
        "/vi/category/land/": '<a href="/vi/article/1/a/">A</a>',
        "/vi/category/sea/": '<a href="/vi/">Front page</a>',
        "/vi/topic/": "",
    }
    assert empty_sections(pages, list(pages), "/vi/") == ["/vi/: /vi/category/sea/ lists nothing"]
