"""The item of a news agency beside its article: finding it, comparing versions, keeping what is said of it."""

from datetime import datetime, timedelta

from articles.incoming import AgencyFacts
from articles.models import AgencyItem, Article
from articles.services.stories import choose_leads

ITEM_CHARACTERS = 500
# A provider that uses a key again gives it to another story: a version that is no higher, and later than this.
USED_AGAIN_AFTER = timedelta(hours=12)


def article_of_item(facts: AgencyFacts | None) -> Article | None:
    """The article that is this item in this language; None where there is none yet."""
    if facts is None:
        return None
    row = AgencyItem.objects.filter(item=facts.item[:ITEM_CHARACTERS], language=facts.language).first()
    if row is None:
        return None
    if _is_another_story(row, facts):
        row.item = f"{row.item[: ITEM_CHARACTERS - 20]}@{row.pk}"
        row.save(update_fields=["item"])
        return None
    return Article.objects.defer("search").get(pk=row.pk)


def is_outdated(article: Article, facts: AgencyFacts | None) -> bool:
    """Whether a higher version of the item was read before."""
    row = AgencyItem.objects.filter(article=article).first() if facts else None
    if row is None or facts is None or row.item != facts.item[:ITEM_CHARACTERS]:
        return False
    if row.version is not None and facts.version is not None and row.version != facts.version:
        return facts.version < row.version
    return bool(row.version_created and facts.version_created and facts.version_created < row.version_created)


def is_other_item(article: Article, facts: AgencyFacts | None) -> bool:
    """Whether the article is another item of an agency, whose key the provider used again."""
    item = facts.item[:ITEM_CHARACTERS] if facts else ""
    return bool(item) and AgencyItem.objects.filter(article=article).exclude(item=item).exists()


def is_held(article: Article) -> bool:
    """Whether the item's status or its embargo keeps the article from readers, as far as was read."""
    return AgencyItem.objects.filter(article=article, held=True).exists()


def keep_item(*, article: Article, facts: AgencyFacts, state: str, now: datetime) -> None:
    """Stores what is said of the article's item, and publishes or holds the article where that alone has changed.

    `state` is the one that the feed's rule gives it when nothing holds it. The caller has the story locked.
    """
    row = AgencyItem.objects.filter(article=article).first() or AgencyItem(article=article)
    was_held, was_due = row.held, row.due_at
    row.format, row.language = facts.format, facts.language
    row.item, row.document = facts.item[:ITEM_CHARACTERS], facts.document[:ITEM_CHARACTERS]
    row.version, row.version_created = facts.version, facts.version_created
    row.status = facts.status
    row.is_embargoed, row.embargoed_until = facts.is_embargoed, facts.embargoed_until
    row.copyright, row.usage_terms, row.note = facts.copyright, facts.usage_terms, facts.note
    row.media_topics = [{"code": one.code, "name": one.name} for one in facts.media_topics]
    row.held, row.due_state = facts.is_held(now), state
    ends = row.held and facts.status == AgencyItem.Status.USABLE
    row.due_at = facts.embargoed_until if ends else None
    row.save()
    if was_held and not row.held:
        set_free(article=article, state=state, at=was_due if was_due and was_due <= now else None)
    elif row.held and article.state == Article.State.PUBLISHED and not article.state_by_hand:
        _set_state(article, Article.State.HELD, ["state"])


def set_free(*, article: Article, state: str, at: datetime | None) -> bool:
    """Gives an article that only its item held the state by rule; says whether that changed it.

    `at` is the end of its embargo, which is then the time of its publication. The caller has the story locked.
    """
    if article.state != Article.State.HELD or article.state_by_hand or article.taken_back_at:
        return False
    if at and article.published_at and article.published_at < at:
        article.published_at, article.published_day_only = at, False
    _set_state(article, state, ["state", "published_at", "published_day_only"])
    return True


def _set_state(article: Article, state: str, fields: list[str]) -> None:
    article.state = state
    article.save(update_fields=fields)
    choose_leads(story=article.story)


def _is_another_story(row: AgencyItem, facts: AgencyFacts) -> bool:
    if not facts.is_key_reused or not row.version_created or not facts.version_created:
        return False
    is_later = facts.version_created - row.version_created > USED_AGAIN_AFTER
    return is_later and (facts.version or 0) <= (row.version or 0)
