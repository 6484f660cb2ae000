"""Objects for tests: plain functions that fill in whatever a test does not care about."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from articles.comments.models import Comment
from articles.incoming import IncomingArticle, IncomingSource
from articles.models import Article, Category, CategoryName, Source, Story, Topic, TopicName
from articles.newsletters.models import Subscriber
from articles.notices.models import Notice
from feeds.models import Feed

NOON = datetime(2024, 5, 19, 5, 0, tzinfo=UTC)  # noon of a day for the site's readers

_number = count(1)


def make_source(**overrides: Any) -> Source:
    """A source; `host` makes a domain of it as well."""
    number = next(_number)
    host = overrides.pop("host", "")
    source = Source.objects.create(**{"slug": f"source-{number}", "name": f"Source {number}", **overrides})
    if host:
        source.domains.create(host=host)
    return source


def make_category(**overrides: Any) -> Category:
    """A category with a name; `name` and `language` say which."""
    number = next(_number)
    name, language = overrides.pop("name", f"Category {number}"), overrides.pop("language", "en")
    category = Category.objects.create(**{"slug": f"category-{number}", **overrides})
    CategoryName.objects.create(category=category, language=language, name=name)
    return category


def make_topic(**overrides: Any) -> Topic:
    """A topic with a name; `name` and `language` say which."""
    number = next(_number)
    name, language = overrides.pop("name", f"Topic {number}"), overrides.pop("language", "en")
    topic = Topic.objects.create(**{"slug": f"topic-{number}", **overrides})
    TopicName.objects.create(topic=topic, language=language, name=name)
    return topic


def make_article(**overrides: Any) -> Article:
    """A published article, alone in its story unless `story` is given; `topics` puts it under topics."""
    number = next(_number)
    topics = overrides.pop("topics", ())
    if "source" not in overrides:
        overrides["source"] = make_source()
    if "story" not in overrides:
        overrides["story"] = Story.objects.create()
    article = Article.objects.create(
        **{
            "language": "en",
            "title": f"Article {number}",
            "lead": "",
            "text": "",
            "html": "",
            "published_at": NOON,
            "arrived_at": NOON,
            "state": Article.State.PUBLISHED,
            "content_hash": f"{number:064d}",
            **overrides,
        }
    )
    article.topics.add(*topics)
    return article


def make_incoming(**overrides: Any) -> IncomingArticle:
    """An article as the normaliser returns it."""
    number = next(_number)
    address = f"https://paper.example/articles/{number}"
    return IncomingArticle(
        **{
            "input": address,
            "url": address,
            "origin_url": None,
            "source": IncomingSource(name="Paper", domain="paper.example"),
            "title": f"Article {number}",
            "title_derived": False,
            "lead": "",
            "text": f"What article {number} says.",
            "html": f"<p>What article {number} says.</p>",
            "language": "en",
            "language_confidence": 1.0,
            "direction": "ltr",
            "author": "",
            "published_at": NOON,
            "updated_at": None,
            **overrides,
        }
    )


def make_feed(**overrides: Any) -> Feed:
    """A feed that is due and publishes everything."""
    values = {
        "url": f"https://feed-{next(_number)}.example/rss",
        "next_check_at": NOON,
        "intake_rule": Feed.IntakeRule.PUBLISH,
        **overrides,
    }
    if "source" not in values:
        values["source"] = make_source()
    return Feed.objects.create(**values)


def make_notice(**overrides: Any) -> Notice:
    """What a reader reports about an article, new unless `state` is given."""
    if "article" not in overrides:
        overrides["article"] = make_article()
    number = next(_number)
    return Notice.objects.create(
        **{"edition": "en", "body": f"Wrong {number}", "mark": f"mark-{number}", "sent_at": NOON, **overrides}
    )


def make_subscriber(**overrides: Any) -> Subscriber:
    """A confirmed subscriber of a daily newsletter."""
    number = next(_number)
    values = {
        **dict.fromkeys(("digest", "mailbox", "mark"), f"subscriber-{number}"),
        "domain": "mail.example",
        "email": f"reader{number}@mail.example",
        "edition": "vi",
        **dict.fromkeys(("made_at", "asked_at", "told_at", "confirmed_at", "next_at"), NOON),
        **overrides,
    }
    return Subscriber.objects.create(**values)


def make_comment(*, article: Article, **overrides: Any) -> Comment:
    """An approved comment."""
    values = {
        "name": "A reader",
        "body": "A useful article.",
        "language": article.language,
        "state": Comment.State.APPROVED,
        "sent_at": NOON,
        **overrides,
    }
    return Comment.objects.create(article=article, **values)
