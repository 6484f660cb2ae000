"""Templates are laid out for those who write them; what only serves the layout is not sent to readers.

The rule for the HTML templates of this project (Django's own stay as they are):

- A line break, with the white space around it, is dropped beside a tag, of HTML or of Django. So elements that touch
  in a line of text may stand on lines of their own.
- Between two words it is one space, and so it is between the attributes of a tag.
- A space that readers shall see beside a tag stands within a line, or is written `{{ " " }}`.

It is applied once a template, when it is loaded. `{% blocktranslate trimmed %}` treats its own text alike.
"""

import re

from django.template.base import Origin, Template, TextNode
from django.template.loaders import cached, filesystem

SIGN = re.compile(r"\s*\n\s*|<(?=[a-zA-Z/!]|\Z)|[>\"']")


class Loader(cached.Loader):
    """Django's cached loader; drops the layout of the project's own HTML templates."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        is_new = self.cache_key(template_name, skip) not in self.get_template_cache
        template = super().get_template(template_name, skip)
        # Templates of apps come from a subclass of this loader. Scripts are no HTML: a line ends their comments.
        if is_new and type(template.origin.loader) is filesystem.Loader and template_name.endswith(".html"):
            drop_layout(template)
        return template


def drop_layout(template: Template) -> None:
    """Drops the layout in all pieces of the template's text, in the order of its source.

    A second run changes nothing, so two threads may load a template at once.
    """
    within = ""
    for node in template.nodelist.get_nodes_by_type(TextNode):
        if isinstance(node, TextNode):
            node.s, within = without_layout(node.s, within)


def without_layout(text: str, within: str = "") -> tuple[str, str]:
    """One piece of a template's text without its layout, and what the next piece begins within.

    `within` is "" between tags, "<" in a tag, and the quotation mark in a tag's quoted value. Both ends of the text
    are ends of the template or stand beside a tag of Django.
    """
    kept, end = [], 0
    for sign in SIGN.finditer(text):
        kept.append(text[end : sign.start()])
        end = sign.end()
        if "\n" in sign[0]:
            kept.append(_in_place_of_a_break(text[: sign.start()][-1:], text[end : end + 2], within))
            continue
        kept.append(sign[0])
        if within in ('"', "'"):
            within = "<" if sign[0] == within else within
        elif within == "<":
            within = "" if sign[0] == ">" else sign[0] if sign[0] in "\"'" else within
        elif sign[0] == "<":
            within = "<"
    return "".join([*kept, text[end:]]), within


def _in_place_of_a_break(before: str, after: str, within: str) -> str:
    """What is sent for a line break between these characters, which are "" beside a tag of Django."""
    if within == "<":
        return "" if after.startswith((">", "/>")) else " "
    if not before or not after:
        return ""
    return "" if not within and (before == ">" or after[0] == "<") else " "
