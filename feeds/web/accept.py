"""What is asked of servers: the media types of feeds and of pages, the wanted ones first (RFC 9110, section 12.5.1)."""

from typing import Final

FEED_ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.6, */*;q=0.1"
)
PAGE_ACCEPT: Final = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.1"
