"""The map of tiles: pure geometry and shades."""

from articles.catalogue.places import provinces_by_number
from articles.pages.tile_map import GAP, HEIGHT, LEVELS, WIDTH, tile_map

PROVINCES = tuple(provinces_by_number().values())


def test_each_province_has_a_tile_of_its_own_within_the_drawing() -> None:
    drawn = tile_map(PROVINCES, {}, language="vi")
    assert len({(tile.x, tile.y) for tile in drawn.tiles}) == len(drawn.tiles) == 34
    assert max(tile.x for tile in drawn.tiles) + WIDTH - GAP == drawn.width
    assert max(tile.y for tile in drawn.tiles) + HEIGHT - GAP == drawn.height
    assert {tile.level for tile in drawn.tiles} == {0}


def test_one_large_city_leaves_shades_for_the_others() -> None:
    counts = {1: 100_000, 4: 1, 8: 2, 11: 3}
    levels = {tile.province.number: tile.level for tile in tile_map(PROVINCES, counts, language="vi").tiles}
    assert (levels[4], levels[8], levels[11], levels[1]) == (1, 2, 3, LEVELS)
    assert levels[12] == 0


def test_names_stand_in_two_lines_at_most() -> None:
    lines = {tile.province.slug: tile.lines for tile in tile_map(PROVINCES, {}, language="vi").tiles}
    assert lines["hue"] == ("Huế",)
    assert lines["ho-chi-minh"] == ("Hồ Chí", "Minh")
    assert lines["thai-nguyen"] == ("Thái", "Nguyên")
    assert max(map(len, lines.values())) == 2
    assert tile_map(PROVINCES, {}, language="zh-hans").tiles[0].lines == ("河内",)
