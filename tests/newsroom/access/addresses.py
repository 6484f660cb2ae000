"""Every address pattern of the site, and one address of each, with a row behind it where it names one."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver

from articles.comments import tokens as comment_tokens
from articles.comments.models import WriterAddress
from articles.models import Author, Citation
from articles.notices import tokens as notice_tokens
from articles.outgoing.sitemaps import PART_SIZE
from tests.desk.test_every_act import MAKERS
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_comment,
    make_notice,
    make_source,
    make_topic,
)

# `<edition:edition>` and `(?P<token>…)`; Django writes a pattern in one of the two.
PARAMETER = re.compile(r"<(?:\w+:)?(?P<name>\w+)>|\(\?P<(?P<regex>\w+)>[^)]*\)")
NO_ROW = "999999"


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """The route of every address that the site has, as Django writes it."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern).removeprefix("^")
        if isinstance(one, URLResolver):
            yield from patterns(one, route)
        elif isinstance(one, URLPattern):
            yield re.sub(r"\((\?P<app_label>)[^)]*\)", r"(\1…)", route).replace(r"\Z", "").rstrip("$")


class Addresses:
    """Addresses of one site: rows are made once, before anybody asks. `makers` are used instead of `MAKERS`, or beside."""

    def __init__(self, makers: Mapping[str, Callable[[], Any]] | None = None) -> None:
        self._values = _values_of_readers()
        self._rows = {label: str(make().pk) for label, make in {**MAKERS, **(makers or {})}.items()}

    def of(self, route: str) -> str:
        """The address of a pattern. Raises KeyError with the name of a parameter that has no value here."""
        model = re.match(r"admin/(\w+)/(\w+)/", route)
        values = self._of_row(f"{model[1]}.{model[2]}") if model else self._of_readers(route)
        return "/" + PARAMETER.sub(lambda found: values[found["name"] or found["regex"]], route)

    def _of_row(self, label: str) -> Mapping[str, str]:
        row = self._rows.get(label, NO_ROW)
        return dict.fromkeys(("object_id", "pk", "id"), row)

    def _of_readers(self, route: str) -> Mapping[str, str]:
        kinds = [kind for kind in self._values if kind and kind in route]
        return self._values[""] | self._values[max(kinds, key=len, default="")]


def _values_of_readers() -> dict[str, dict[str, str]]:
    """The values of parameters, by what stands in the pattern; the longest that stands in it counts."""
    category, topic, source = make_category(), make_topic(), make_source()
    author = Author.objects.create(name="A writer", source=source)
    article = make_article(language="vi", category=category, topics=[topic], author=author)
    other = make_article(language="en", category=category, topics=[topic], author=author, story=article.story)
    document = MAKERS["articles.document"]()
    Citation.objects.create(article=article, document=document, cited_as="x")
    comment, notice = make_comment(article=article), make_notice(article=article)
    address = WriterAddress.objects.create(
        digest="0" * 64, email="reader@paper.example", edition="vi", made_at=NOON
    )
    always = {
        "edition": "vi",
        "language": "vi",
        "form": "rss",
        "part": str(article.pk // PART_SIZE),
        "slug": topic.slug,
        "pk": str(article.pk),
        "year": "2024",
        "month": "5",
        "day": "19",
        "number": document.address,
        "key": "no-key",
        "path": "none.jpg",
        "rest": "v0/",
        "first": str(article.pk),
        "second": str(other.pk),
        "token": "x" * 30,
        "uidb64": "MQ",
        "url": "nowhere",
        "app_label": "articles",
        "kind": "held",
        "content_type_id": _type_of("articles.article"),
        "object_id": str(article.pk),
    }
    return {
        "": always,
        "/category/": {"slug": category.slug},
        "/place/": {"slug": "an-giang"},
        "/source/": {"slug": source.slug},
        "/author/": {"pk": str(author.pk), "slug": author.slug},
        "/article/": {"slug": article.slug},
        "/story/": {"pk": str(article.story_id)},
        "/comment/": {"pk": str(comment.pk), "key": comment_tokens.own_key(comment)},
        "/comment/address/": {"pk": str(address.pk), "key": comment_tokens.address_key(address)},
        "/comment/on/": {"pk": str(article.pk)},
        "/report/": {"pk": str(notice.pk), "key": notice_tokens.own_key(notice)},
        "/report/on/": {"pk": str(article.pk)},
        "/newsletter/": {"mark": MAKERS["newsletters.subscriber"]().mark},
        "api/v1/articles/": {"key": str(article.pk)},
        "api/v1/stories/": {"key": str(article.story_id)},
        "api/v1/topics/": {"key": topic.slug},
        "api/v1/documents/": {"key": document.address},
        "api/v1/places/": {"key": "an-giang"},
    }


def _type_of(label: str) -> str:
    return str(ContentType.objects.get_for_model(apps.get_model(label)).pk)
