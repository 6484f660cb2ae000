"""Reads tables: data tables as rows and cells, tables of photos as pictures with captions, all others as layout."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from lxml.html import HtmlElement

from feeds.normalise import inline
from feeds.normalise.markup.elements import holds, words_of
from feeds.normalise.markup.picture_boxes import LONGEST_BOX_CAPTION
from feeds.normalise.markup.picture_elements import content_images
from feeds.raw import BlockKind

if TYPE_CHECKING:
    from feeds.normalise.markup.walk import Walk

# A table with longer cells is layout, not data.
LONGEST_DATA_CELL = 400  # characters
_STRUCTURE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "colgroup", "col"})
_CELLS = frozenset({"td", "th"})


def cells_of(table: HtmlElement) -> list[list[HtmlElement]]:
    """The cells of a table, row by row."""
    return [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]


def is_layout(table: HtmlElement) -> bool:
    """Whether a table is layout: it holds a table, has one cell a row, or cells of whole paragraphs or of code."""
    if holds(table, "table"):
        return True
    rows = cells_of(table)
    if holds(table, "pre") and all(holds(cell, "pre") for cells in rows for cell in cells):
        return True
    return all(len(cells) < 2 for cells in rows) or any(
        len(words_of(cell)) > LONGEST_DATA_CELL for cells in rows for cell in cells
    )


def is_photo_table(table: HtmlElement) -> bool:
    """Whether a table shows photos: in each row all cells with content are images, with at most a caption, or all are
    words, the captions of the photos above; one row of words above them all is the table's title."""
    rows = [[cell for cell in cells if content_images(cell) or words_of(cell)] for cells in cells_of(table)]
    kinds = [{bool(content_images(cell)) for cell in cells} for cells in rows if cells]
    if not any(True in kind for kind in kinds) or any(len(kind) > 1 for kind in kinds):
        return False
    if any(len(words_of(cell)) > LONGEST_BOX_CAPTION for cells in rows for cell in cells):
        return False
    above = True
    for kind, cells in zip(kinds, [cells for cells in rows if cells], strict=True):
        is_words = kind == {False}
        if is_words and above and len(cells) > 1:
            return False
        above = is_words
    return True


def read_photo_table(walk: Walk, table: HtmlElement) -> None:
    """Append the photos of a table in reading order, each with the words in its cell or in the cell below it."""
    read_strays(walk, table)
    rows = [
        cells for cells in cells_of(table) if any(content_images(cell) or words_of(cell) for cell in cells)
    ]
    for index, cells in enumerate(rows):
        if not any(content_images(cell) for cell in cells):
            if not index:
                for cell in cells:
                    walk.lone_caption(cell)
            continue
        below = rows[index + 1] if index + 1 < len(rows) else []
        captions = [] if any(content_images(cell) for cell in below) else below
        spread = len([cell for cell in captions if words_of(cell)]) > 1
        for place, cell in enumerate(cells):
            own = captions[place] if spread and place < len(captions) else None
            walk.cell_of_pictures(cell, own if own is not None and words_of(own) else None)
        rest = captions[len(cells) :] if spread else captions
        for cell in rest:
            walk.lone_caption(cell) if len(cells) > 1 else walk.caption_of_last(cell)


def read_data_table(walk: Walk, table: HtmlElement) -> None:
    """Append a data table. In its text cells are divided by bars; a row with words in one cell only has none."""
    read_strays(walk, table)
    lines: list[str] = []
    rows: list[str] = []
    for cells in cells_of(table):
        runs = [walk.runs_of(cell) for cell in cells]
        texts = [inline.text_of(one) for one in runs]
        if any(texts):
            filled = [text for text in texts if text]
            lines.append(filled[0] if len(filled) == 1 else " | ".join(texts))
            inner = (_cell(cell, inline.html_of(one)) for cell, one in zip(cells, runs, strict=True))
            rows.append(f"<tr>{''.join(inner)}</tr>")
    title = " ".join(filter(None, (words_of(one) for one in _captions_of(table))))
    head = f"<caption>{escape(title, quote=False)}</caption>" if title else ""
    markup = f"<table>{head}<tbody>{''.join(rows)}</tbody></table>"
    walk.add(BlockKind.TABLE, "\n".join(([title] if title else []) + lines), markup, table)


def read_strays(walk: Walk, table: HtmlElement) -> None:
    """Append what stands in a table outside of its cells, as broken markup has it, above the table."""
    for part in table.iter(*_STRUCTURE):
        strays = [
            one
            for one in part
            if isinstance(one.tag, str) and one.tag not in _STRUCTURE | _CELLS | {"caption"}
        ]
        texts = [part.text or "", *(one.tail or "" for one in part)]
        if not strays and not any(text.strip() for text in texts):
            continue
        walk.text(inline.plain(" ".join(texts)))
        for stray in strays:
            walk.child(stray, (), 0)
        walk.end_paragraph(table)


def _captions_of(table: HtmlElement) -> list[HtmlElement]:
    """The table's own captions, and that of the figure around it."""
    found = [one for one in table if one.tag == "caption"]
    figure = next(table.iterancestors("figure"), None)
    if figure is not None:
        found += [one for one in figure if one.tag == "figcaption"]
    return found


def is_caption_of_table(caption: HtmlElement) -> bool:
    """Whether a `figcaption` is that of a data table in the same figure, which took it over."""
    figure = caption.getparent()
    if caption.tag != "figcaption" or figure is None or figure.tag != "figure":
        return False
    tables = list(figure.iterdescendants("table"))
    return len(tables) == 1 and not is_layout(tables[0]) and not content_images(tables[0])


def _cell(cell: HtmlElement, inner: str) -> str:
    spans = "".join(
        f' {name}="{escape(cell.get(name))}"' for name in ("colspan", "rowspan") if cell.get(name)
    )
    return f"<{cell.tag}{spans}>{inner}</{cell.tag}>"
