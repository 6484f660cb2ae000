"""Recognises the blocks that publishing systems put into the content of an article but that are not part of it: lists
of latest posts, search boxes, sharing buttons, lists of the text's own headings. By class, as WordPress, its plugins, Ghost
and Substack name them."""

import re

# What the classes of such blocks begin with; looking for it first is several times as fast as the pattern.
_HINT = re.compile(r"wp-block-|widget_|jp-rel|sharedaddy|sd-shar|yarpp|toc|kg-signup|subscription-widget")
_BLOCK = re.compile(
    r"(?:^|\s)(?:wp-block-(?:latest-(?:posts|comments)|archives|categories|tag-cloud|calendar|rss|search|social-links|"
    r"page-list|query(?:-\w+)*|navigation(?:-link)?|loginout|post-(?:comments(?:-form)?|navigation-link|terms|author(?:-\w+)?)|comments(?:-\w+)*)|"
    r"widget_(?:recent_(?:entries|comments)|archive|categories|search|tag_cloud|calendar|meta|rss|nav_menu)|"
    r"jp-relatedposts\S*|sharedaddy|sd-sharing\S*|yarpp(?:-related)?\S*|kg-signup-card|subscription-widget(?:-wrap)?(?:-editor)?|"
    r"ez-toc-(?:container|v2\S*)|lwptoc|toc_container|rank-math-toc-block|aioseo-toc\S*)(?:\s|$)"
)


def is_platform_block(names: str) -> bool:
    """Whether `names`, the class attribute of an element, is that of a block around articles."""
    return _HINT.search(names) is not None and _BLOCK.search(names) is not None
