"""What cards say of the whole stories of their articles: comments, papers and languages."""

from collections.abc import Collection

from django.db.models import Count, Sum

from articles.models import Article


def count_comments(articles: Collection[Article]) -> None:
    """Gives each article its story's numbers, in all languages, as `comment_count`, `story_papers` and
    `story_languages`, in one query for all; never save them afterwards.
    """
    numbers = {
        story: (comments, papers, languages)
        for story, comments, papers, languages in Article.objects.published()
        .filter(story_id__in={article.story_id for article in articles})
        .order_by()
        .values_list("story_id")
        .annotate(
            number=Sum("comment_count"),
            papers=Count("source_id", distinct=True),
            languages=Count("language", distinct=True),
        )
    }
    for article in articles:
        article.comment_count, article.story_papers, article.story_languages = numbers.get(
            article.story_id, (0, 1, 1)
        )
