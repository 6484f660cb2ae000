"""Recognises headings, captions and buttons by how they are set, where no element of their own marks them."""

import re

from lxml.html import HtmlElement

from feeds.normalise.inline import BREAK, Run

# A short paragraph that is all bold is a subheading; a longer one is a bold paragraph, often the lead.
LONGEST_BOLD_HEADING = 100  # characters
# A longer paragraph below a picture is no caption, even in italics.
LONGEST_STYLED_CAPTION = 250  # characters
_ENDS_A_SENTENCE = (".", ",", ";", "!", "…", "。", "，", "；", "！", "،", "।", "»", ")", '"', "”", ":")
_CENTRED = re.compile(r"(?:^|[\s:_-])cent(?:er|re|ered|red)\b", re.IGNORECASE)
_BUTTON = re.compile(r"button|(?:^|[\s_-])btn(?:$|[\s_-])", re.IGNORECASE)


def is_button_after(link: HtmlElement, button: HtmlElement) -> bool:
    """Whether a link repeats the one before it as a button: "Report.pdf" and "Download"."""
    if link.get("href") != button.get("href") or not button.get("href"):
        return False
    return button.get("download") is not None or bool(_BUTTON.search(button.get("class") or ""))


def is_bold_heading(runs: list[Run], text: str) -> bool:
    """Whether a paragraph is surely a subheading: all bold, short, on one line, no link, not ending like a sentence."""
    if (
        len(text) > LONGEST_BOLD_HEADING
        or text.endswith(_ENDS_A_SENTENCE)
        or not any(ch.isalpha() for ch in text)
    ):
        return False
    worded = [run for run in runs if run.text.strip()]
    return not any(run.text == BREAK for run in runs) and all(
        "<strong>" in run.marks and not any(mark.startswith("<a ") for mark in run.marks) for run in worded
    )


def is_caption_by_style(runs: list[Run], text: str, element: HtmlElement) -> bool:
    """Whether the paragraph below a picture is its caption by how it is set: short, in the middle, all in italics."""
    if len(text) > LONGEST_STYLED_CAPTION or not _CENTRED.search(
        f"{element.get('style') or ''} {element.get('align') or ''} {element.get('class') or ''}"
    ):
        return False
    return all("<em>" in run.marks for run in runs if run.text.strip())
