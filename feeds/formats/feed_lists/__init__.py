"""Lists of feeds from other programs: OPML in and out, CSV in."""

from feeds.formats.feed_lists.csv_reading import read_csv
from feeds.formats.feed_lists.opml_reading import read_opml
from feeds.formats.feed_lists.opml_writing import write_opml
from feeds.formats.feed_lists.outline import FeedOutline

__all__ = ["FeedOutline", "read_csv", "read_opml", "write_opml"]
