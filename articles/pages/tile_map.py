"""A map of tiles: one square a province, about where it lies, shaded by its number of articles. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles.catalogue.places import Province

WIDTH, HEIGHT, GAP = 100, 82, 4  # units of the drawing: a tile with the air beside it
MOST_LETTERS = 8  # of one line of a name within a tile
LEVELS = 4  # shades; 0 is that of none


@dataclass(frozen=True, slots=True)
class Tile:
    """A province with its number of articles, its square, its shade from 0 to `LEVELS`, and its name in lines."""

    province: Province
    count: int
    x: int
    y: int
    width: int
    height: int
    level: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def baselines(self) -> tuple[tuple[str, int], ...]:
        """Each line of the name with its height."""
        # Marks stand above and below the letters of each line.
        first = 36 if len(self.lines) == 1 else 21
        return tuple((line, self.y + first + 26 * number) for number, line in enumerate(self.lines))

    @property
    def count_at(self) -> int:
        return self.y + self.height - 7


@dataclass(frozen=True, slots=True)
class TileMap:
    """Tiles in a drawing of `width` × `height` units. Geography does not turn with the direction of reading."""

    tiles: tuple[Tile, ...]
    width: int
    height: int


def tile_map(provinces: Sequence[Province], counts: Mapping[int, int], *, language: str) -> TileMap:
    """The map of present provinces with their articles by number, named as readers of `language` read them."""
    placed = [(one, one.tile) for one in provinces if one.tile]
    shades = _shades([counts.get(one.number, 0) for one, _tile in placed])
    tiles = tuple(
        Tile(
            province=one,
            count=(count := counts.get(one.number, 0)),
            x=column * WIDTH,
            y=row * HEIGHT,
            width=WIDTH - GAP,
            height=HEIGHT - GAP,
            level=shades[count],
            lines=_lines(one.name_in(language)),
        )
        for one, (column, row) in placed
    )
    columns, rows = zip(*(tile for _one, tile in placed), strict=True)
    return TileMap(tiles, (max(columns) + 1) * WIDTH - GAP, (max(rows) + 1) * HEIGHT - GAP)


def _shades(counts: Sequence[int]) -> dict[int, int]:
    """The shade of each number: by its place among the others, as one city may have more than all the rest."""
    filled = sorted({count for count in counts if count})
    return {0: 0} | {count: 1 + place * LEVELS // len(filled) for place, count in enumerate(filled)}


def _lines(name: str) -> tuple[str, ...]:
    """A name in at most two lines, the first as long as fits."""
    if len(name) <= MOST_LETTERS:
        return (name,)
    words = name.split()
    first = words[:1]
    while len(first) < len(words) - 1 and len(" ".join((*first, words[len(first)]))) <= MOST_LETTERS:
        first = words[: len(first) + 1]
    return " ".join(first), " ".join(words[len(first) :])
