"""The posts in the markups that publishers' software takes: HTML and Markdown, blocks and shortcodes of WordPress."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw

from tests.feeds.publishers.posts import (
    Bullets,
    Code,
    Gallery,
    Heading,
    Photo,
    Piece,
    Post,
    Quotation,
    Table,
    Text,
)

# Large enough that WordPress makes smaller copies of it.
PHOTO_SIZE = (1200, 800)
# Stand for the address and the number of a photo where WordPress alone knows them.
ADDRESS_MARK, NUMBER_MARK = "%ADDRESS:{}%", "%NUMBER:{}%"
_LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")


def links_in(words: str) -> list[str]:
    """The addresses of the links in a paragraph."""
    return [address for _words, address in _LINK.findall(words)]


def plain_words(words: str) -> str:
    """A paragraph as it is read."""
    return _LINK.sub(r"\1", words)


def save_photos(posts: tuple[Post, ...], folder: Path) -> None:
    """Writes a JPEG file for each photo, all of them different."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, photo in enumerate(photo for post in posts for photo in post.photos):
        image = Image.new("RGB", PHOTO_SIZE, (40 + 20 * number % 200, 120, 90))
        ImageDraw.Draw(image).ellipse(
            (100 + 60 * number, 100, 500 + 60 * number, 500), fill=(240, 220, 10 * number)
        )
        image.save(folder / f"{photo.name}.jpg", quality=80)


def as_markdown(post: Post, address: Callable[[str], str]) -> str:
    """The body as Markdown: what it has no words for is HTML. `address` gives the address of a photo's file."""
    return "\n\n".join(_markdown(piece, address) for piece in post.body) + "\n"


def _markdown(piece: Piece, address: Callable[[str], str]) -> str:
    match piece:
        case Text(words):
            return words
        case Heading(words):
            return f"## {words}"
        case Quotation(words):
            return f"> {words}"
        case Bullets(items):
            return "\n".join(f"* {item}" for item in items)
        case Code(words):
            return f"```\n{words}\n```"
    return as_html(piece, address)


def as_html(piece: Piece, address: Callable[[str], str]) -> str:
    """One piece as HTML on lines that follow one another."""
    match piece:
        case Text(words):
            return f"<p>{_linked(words)}</p>"
        case Heading(words):
            return f"<h2>{escape(words)}</h2>"
        case Quotation(words):
            return f"<blockquote><p>{escape(words)}</p></blockquote>"
        case Bullets(items):
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        case Code(words):
            return f"<pre><code>{escape(words)}</code></pre>"
        case Table(rows, caption):
            return f"<table>{f'<caption>{escape(caption)}</caption>' if caption else ''}{_rows(rows)}</table>"
        case Photo(name, caption, alt):
            image = f'<img src="{address(name)}" alt="{escape(alt)}">'
            return f"<figure>{image}{_figcaption(caption)}</figure>"
        case Gallery(photos, caption):
            inner = "\n".join(as_html(photo, address) for photo in photos)
            return f'<figure class="gallery">\n{inner}\n{_figcaption(caption)}\n</figure>'


def _linked(words: str) -> str:
    pieces = _LINK.split(words)
    links = zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True)
    return escape(pieces[0], quote=False) + "".join(
        f'<a href="{escape(address)}">{escape(inner)}</a>{escape(after, quote=False)}'
        for inner, address, after in links
    )


def _rows(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in rows[0])
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows[1:])
    return f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"


def _figcaption(caption: str, names: str = "") -> str:
    marked = f' class="{names}"' if names else ""
    return f"<figcaption{marked}>{escape(caption)}</figcaption>" if caption else ""


def as_blocks(post: Post) -> str:
    """The body as the block editor of WordPress writes it."""
    return "\n\n".join(map(_block, post.body))


def _block(piece: Piece) -> str:
    html = as_html(piece, ADDRESS_MARK.format)
    match piece:
        case Text(_):
            return f"<!-- wp:paragraph -->\n{html}\n<!-- /wp:paragraph -->"
        case Heading(_):
            return f"<!-- wp:heading -->\n{html}\n<!-- /wp:heading -->"
        case Bullets(_):
            inner = html.replace("<li>", "<!-- wp:list-item --><li>").replace(
                "</li>", "</li><!-- /wp:list-item -->"
            )
            return f"<!-- wp:list -->\n{inner}\n<!-- /wp:list -->"
        case Quotation(_):
            inner = html.replace("<blockquote>", '<blockquote class="wp-block-quote">')
            return f"<!-- wp:quote -->\n{inner}\n<!-- /wp:quote -->"
        case Code(_):
            inner = html.replace("<pre>", '<pre class="wp-block-code">')
            return f"<!-- wp:code -->\n{inner}\n<!-- /wp:code -->"
        case Table(rows, caption):
            inner = f"<table>{_rows(rows)}</table>{_figcaption(caption, 'wp-element-caption')}"
            return f'<!-- wp:table -->\n<figure class="wp-block-table">{inner}</figure>\n<!-- /wp:table -->'
        case Photo():
            return _image_block(piece, "large")
        case Gallery(photos, caption):
            inner = "\n".join(_image_block(photo, "large") for photo in photos)
            names = "wp-block-gallery has-nested-images columns-default is-cropped"
            caption = _figcaption(caption, "blocks-gallery-caption wp-element-caption")
            return (
                f'<!-- wp:gallery {{"linkTo":"none"}} -->\n<figure class="{names}">{inner}{caption}</figure>\n'
                "<!-- /wp:gallery -->"
            )


def _image_block(photo: Photo, size: str) -> str:
    number, address = NUMBER_MARK.format(photo.name), ADDRESS_MARK.format(photo.name)
    image = f'<img src="{address}" alt="{escape(photo.alt)}" class="wp-image-{number}"/>'
    figure = f'<figure class="wp-block-image size-{size}">{image}{_figcaption(photo.caption, "wp-element-caption")}</figure>'
    return f'<!-- wp:image {{"id":{number},"sizeSlug":"{size}","linkDestination":"none"}} -->\n{figure}\n<!-- /wp:image -->'


def as_classic(post: Post) -> str:
    """The body as the classic editor of WordPress writes it: lines, HTML and shortcodes."""
    return "\n\n".join(map(_classic, post.body))


def _classic(piece: Piece) -> str:
    match piece:
        case Text(words):
            return _linked(words)
        case Photo(name, caption, alt):
            number, address = NUMBER_MARK.format(name), ADDRESS_MARK.format(name)
            image = f'<img class="size-large wp-image-{number}" src="{address}" alt="{escape(alt)}" width="1024" height="683" />'
            if not caption:
                return image
            return f'[caption id="attachment_{number}" align="aligncenter" width="1024"]{image} {escape(caption)}[/caption]'
        case Gallery(photos, caption):
            numbers = ",".join(NUMBER_MARK.format(photo.name) for photo in photos)
            return f'[gallery ids="{numbers}"]' + (f"\n\n{escape(caption)}" if caption else "")
    return as_html(piece, ADDRESS_MARK.format)
