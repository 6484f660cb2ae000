"""The pictures that a feature may show: those of its article, and of the other versions of its story."""

from collections.abc import Sequence

from articles.models import Article, Feature, Picture

AT_MOST = 12  # of one feature


def pictures_for(features: Sequence[Feature]) -> dict[int, list[Picture]]:
    """The pictures of each feature by its id, each file once. Two queries at the most."""
    stories = {one.pk: one.story_id or (one.article.story_id if one.article else 0) for one in features}
    if not stories:
        return {}
    shown = Picture.objects.filter(
        article__story__in=set(stories.values()),
        article__state=Article.State.PUBLISHED,
        article__source__pictures_allowed=True,
        state=Picture.State.STORED,
    )
    found: dict[int, dict[str, Picture]] = {}
    for picture in (
        shown.select_related("article")
        .defer("article__text", "article__html", "article__search")
        .order_by("article", "position")
    ):
        if picture.is_shown:
            found.setdefault(picture.article.story_id, {}).setdefault(picture.stored_as, picture)
    return {pk: list(found.get(story or 0, {}).values())[:AT_MOST] for pk, story in stories.items()}
