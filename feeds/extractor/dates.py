"""When a page says its article was published and changed."""

from lxml.html import HtmlElement

from feeds.extractor.metadata import Metadata
from feeds.normalise.inline import plain


def find_dates(tree: HtmlElement, metadata: Metadata, url: str | None) -> tuple[str, str]:
    """Give publication and change as written in the page (ISO 8601 where the page is well made); empty where unknown.

    Order: JSON-LD and meta elements, an element with itemprop, the first `time` with a machine-readable value, then
    what htmldate finds in markup, address and text.
    """
    published = metadata.published or _by_itemprop(tree, "datePublished") or _by_time(tree)
    if not published:
        published = _searched(tree, url)
    return published, metadata.updated or _by_itemprop(tree, "dateModified")


def _by_itemprop(tree: HtmlElement, name: str) -> str:
    for element in tree.xpath("//*[@itemprop=$name]", name=name):
        value = element.get("datetime") or element.get("content") or element.text_content()
        if any(ch.isdigit() for ch in value):
            return plain(value)[:60]
    return ""


def _by_time(tree: HtmlElement) -> str:
    times = [time for time in tree.iter("time") if any(ch.isdigit() for ch in time.get("datetime") or "")]
    declared = [
        time
        for time in times
        if time.get("pubdate") is not None or "publish" in (time.get("class") or "").lower()
    ]
    values = {plain(time.get("datetime") or "") for time in times}
    if declared:
        return plain(declared[0].get("datetime") or "")[:60]
    # Lists of other articles carry times too; only a page with one date leaves no doubt.
    return values.pop()[:60] if len({value[:10] for value in values}) == 1 else ""


def _searched(tree: HtmlElement, url: str | None) -> str:
    # Loaded where a page names no date: see `extracted_lines` in feeds.extractor.body.
    from htmldate import find_date

    try:
        return (
            find_date(tree, extensive_search=True, original_date=True, outputformat="%Y-%m-%d", url=url) or ""
        )
    except Exception:
        return ""
