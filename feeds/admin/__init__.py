"""The admin of feeds: their health, page rules and the recipients of the digest."""

from feeds.admin import digest_readers, feed

__all__ = ["digest_readers", "feed"]
