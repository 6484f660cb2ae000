"""Template tags for the metadata in a page's head."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article, Picture
from articles.outgoing import structured_data
from articles.outgoing.alternates import default_version
from articles.outgoing.feeds.entries import absolute
from articles.pages.article import ArticlePage
from articles.pages.front import FrontPage
from articles.pages.lists import SectionPage
from articles.pages.story import StoryPage
from articles.pages.values import Card, ShownPicture
from articles.templatetags.listing import month_text
from articles.templatetags.reading import day_text

# Pixels from which services show a preview across the whole width.
LARGE = 1200

register = template.Library()
register.filter("og_locale", structured_data.og_locale)
register.filter("absolute", absolute)


@register.simple_tag
def article_json(page: ArticlePage, edition: str) -> SafeString:
    """The article and its breadcrumbs as JSON-LD."""
    site_name = settings.SITE_NAME
    front = reverse("articles:front", kwargs={"edition": edition})
    return structured_data.as_json(
        [
            structured_data.article_data(page, edition=edition, site_name=site_name),
            structured_data.breadcrumbs(page, edition=edition, front=front, site_name=site_name),
        ]
    )


@register.filter
def default_of_story(versions: Sequence[Card]) -> Card:
    """The one of a story's versions for hreflang="x-default"."""
    return default_version(versions)


@register.simple_tag(takes_context=True)
def name_of_page(context: Context) -> str:
    """What a page is about, in the edition's language: the name of what it lists; of a front page that of the site; empty
    where the title says it."""
    edition = str(context["edition"])
    page = context.get("page")
    if isinstance(page, StoryPage):
        return page.headline.title
    for key in ("category", "topic", "province"):
        if key in context:
            return str(context[key].name_in(edition))
    for key in ("author", "source"):
        if key in context:
            return str(context[key].name)
    if "document" in context:
        return str(context["document"])
    for key, words in (("day", day_text), ("month", month_text)):
        if key in context:
            return words(context[key])
    return f"{settings.SITE_NAME}: {_('Mass mobilization in Vietnam')}" if isinstance(page, FrontPage) else ""


@register.filter
def picture_to_share(page: ArticlePage) -> ShownPicture | None:
    """The picture of an article for previews: the first that is wide enough for a large one, else the first."""
    article = page.article
    shown = [one for one in article.pictures if one.is_shown] if article.source.pictures_allowed else []
    return next((one for one in shown if max(one.widths) >= LARGE), shown[0] if shown else None)


@dataclass(frozen=True, slots=True)
class Service:
    """A service by its own name, and the address at which it shares a page."""

    name: str
    address: str


# What their operators document; {link} and {title} are filled in. Zalo has no address that works without its script.
SERVICES = (
    ("WhatsApp", "https://wa.me/?text={title}%0A{link}"),
    ("Telegram", "https://t.me/share/url?url={link}&text={title}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={link}"),
    ("X", "https://x.com/intent/post?url={link}&text={title}"),
)


@register.filter
def share_links(address: str, title: str) -> list[Service]:
    """Where a page with this absolute address can be shared."""
    link, words = quote(address, safe=""), quote(title, safe="")
    return [Service(name, form.format(link=link, title=words)) for name, form in SERVICES]


@register.filter
def mail_link(address: str, title: str) -> str:
    """A letter that names the page (RFC 6068)."""
    return f"mailto:?subject={quote(title, safe='')}&body={quote(address, safe='')}"


@register.filter
def shared_file(picture: Picture | ShownPicture) -> str:
    """The absolute URL of a picture's largest file."""
    return absolute(picture.file_url(max(picture.widths), "jpg"))


@register.filter
def shared_width(picture: Picture | ShownPicture) -> int:
    return int(max(picture.widths))


@register.filter
def shared_height(picture: Picture | ShownPicture) -> int:
    """The height of the file that `shared_file` names, in pixels."""
    height: int = round((picture.height or 0) * max(picture.widths) / (picture.width or 1))
    return height


@register.simple_tag
def article_to_share(section: SectionPage | str, page: FrontPage | StoryPage | str) -> Article | Card | None:
    """The article whose picture is the preview image of a page: of a list the newest with a picture, of the
    front page the lead. Templates pass "" for a missing page.
    """
    articles: Iterable[Article | Card] = ()
    if isinstance(section, SectionPage):
        articles = section.page.articles
    elif isinstance(page, FrontPage):
        articles = [one.article for one in (page.lead, *page.seconds) if one]
    elif isinstance(page, StoryPage):
        return page.own_picture
    return next((article for article in articles if article.lead_picture), None)
