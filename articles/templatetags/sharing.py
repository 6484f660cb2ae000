"""What the head of a page says to machines."""

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles import structured_data
from articles.alternates import default_version
from articles.lists import SectionPage
from articles.models import Article, Picture
from articles.pages import ArticlePage, FrontPage, StoryPage
from articles.syndication.entries import absolute

register = template.Library()
register.filter("og_locale", structured_data.og_locale)
register.filter("absolute", absolute)


@register.simple_tag
def article_json(page: ArticlePage, edition: str) -> SafeString:
    """The article and the way to it, as JSON-LD."""
    site_name = _("Newsroom")
    front = reverse("articles:front", kwargs={"edition": edition})
    return structured_data.as_json(
        [
            structured_data.article_data(page, edition=edition, site_name=site_name),
            structured_data.breadcrumbs(page, edition=edition, front=front, site_name=site_name),
        ]
    )


@register.filter
def default_of_story(page: ArticlePage) -> Article:
    """The version of an article's story for readers of no listed language."""
    return default_version([page.article, *page.versions])


@register.filter
def shared_file(picture: Picture) -> str:
    """The absolute address of a picture's largest file."""
    return absolute(picture.file_url(max(picture.widths), "jpg"))


@register.filter
def shared_width(picture: Picture) -> int:
    return int(max(picture.widths))


@register.filter
def shared_height(picture: Picture) -> int:
    """The height of the file that `shared_file` names, in pixels."""
    return round(picture.height * max(picture.widths) / picture.width)


@register.simple_tag
def article_to_share(section: SectionPage | str, page: FrontPage | StoryPage | str) -> Article | None:
    """The article whose picture stands for a page of articles: the newest of a list that has one, the lead of the
    front page. A template hands over "" for what a page has not."""
    if isinstance(section, SectionPage):
        articles = section.page.articles
    elif isinstance(page, FrontPage):
        articles = [one.article for one in (page.lead, *page.seconds) if one]
    else:
        articles = page.versions if isinstance(page, StoryPage) else []
    return next((article for article in articles if article.lead_picture), None)
