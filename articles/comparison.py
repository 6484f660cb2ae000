"""What the page shows on which two versions of one story stand side by side."""

from dataclasses import dataclass

from articles.grouping.alignment import Row, align
from articles.grouping.passages import Passage, paragraph, passages_of
from articles.models import Article, Story


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two versions of a story and their passages in rows: those of `first` to the left in each."""

    story: Story
    first: Article
    second: Article
    rows: tuple[Row, ...]

    @property
    def versions(self) -> tuple[Article, Article]:
        return self.first, self.second

    @property
    def excerpt_sources(self) -> list[str]:
        """The names of the sources that allow only an excerpt; where there is one, leads alone are compared."""
        return list(dict.fromkeys(one.source.name for one in self.versions if one.shows_excerpt_only))


def comparison_page(*, story: Story, first: Article, second: Article) -> ComparisonPage:
    """The rows of two articles that come with their sources and texts. No query."""
    leads = [_lead(article) for article in (first, second)]
    if first.shows_excerpt_only or second.shows_excerpt_only:
        rows = (Row(*leads),) if any(leads) else ()
    elif all(leads):
        rows = (Row(*leads), *align(passages_of(first.html), passages_of(second.html)))
    else:
        # What one version calls its lead is probably the first paragraph of the other.
        rows = align((*leads[0], *passages_of(first.html)), (*leads[1], *passages_of(second.html)))
    return ComparisonPage(story, first, second, rows)


def _lead(article: Article) -> tuple[Passage, ...]:
    return (paragraph(article.lead),) if article.lead.strip() else ()
