"""Draws the pictures of the sample articles into samples/pictures/: `python samples/draw_pictures.py`.

Each picture is named after the address of the sample article that it belongs to; the last five serve any other.
They are drawings, so that nobody takes a made-up article for a real one. Coordinates are pixels of 960 × 540.
The file is long because it is a list: one short function a picture, which nothing else calls.
"""

from collections.abc import Callable
from io import BytesIO
from math import pi, sin
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 540
FINER = 3  # drawn three times as large and scaled down, which smooths every edge
MOST_BYTES = 25_000

PAPER, INK, INDIGO, SLATE, HAZE, MIST = "#FBFAF6", "#2B2A2E", "#1F3A68", "#465E8C", "#8A9BBC", "#C3CDDC"
SKY, DAWN, DUSK = "#E6EBF0", "#F4EBD9", "#3A4A6B"
FOREST, LEAF, MEADOW, SPROUT = "#3F5B4A", "#6C8B66", "#98AF86", "#C5D1B0"
GOLD, RICE, STRAW = "#B98A35", "#D8B45F", "#EAD49A"
EARTH, CLAY, SAND = "#6F5640", "#A98A68", "#DCCBB0"
WATER, DEEP = "#A9C0CF", "#7E9DB3"
ROOF, CINNABAR, SUN = "#A65A45", "#A3271C", "#E3A75C"

Point = tuple[float, float]


class Canvas:
    """A sheet to draw on, and the things that appear in more than one picture."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: list[Point], colour: str) -> None:
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: str, round_by: float = 0) -> None:
        corners = (x * FINER, y * FINER, (x + width) * FINER, (y + height) * FINER)
        self.pen.rounded_rectangle(corners, round_by * FINER, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str, flat: float = 1) -> None:
        corners = (x - radius, y - radius * flat, x + radius, y + radius * flat)
        self.pen.ellipse([value * FINER for value in corners], fill=colour)

    def line(self, points: list[Point], colour: str, thick: float = 3) -> None:
        path = [(x * FINER, y * FINER) for x, y in points]
        self.pen.line(path, fill=colour, width=round(thick * FINER), joint="curve")

    def hills(self, y: float, height: float, colour: str, waves: float, shift: float = 0) -> None:
        """A ridge of soft hills whose foot fills the rest of the sheet."""
        ridge = [(x, y - height * ridge_at(x / WIDTH, waves, shift)) for x in range(0, WIDTH + 8, 8)]
        self.shape([(0, HEIGHT), *ridge, (WIDTH, HEIGHT)], colour)

    def house(
        self, x: float, y: float, width: float, roof: str = ROOF, wall: str = PAPER, stilts: float = 0
    ) -> None:
        """A house standing on (x, y), its lower left corner; `stilts` raises it by so many pixels."""
        tall, eaves = width * 0.42, width * 0.12
        base = y - stilts
        for step in range(4 if stilts else 0):
            self.box(x + step * (width - 6) / 3, base - 2, 6, stilts + 2, EARTH)
        self.box(x, base - tall, width, tall, wall)
        self.box(x + width * 0.42, base - tall * 0.7, width * 0.16, tall * 0.7, CLAY)
        self.box(x + width * 0.12, base - tall * 0.65, width * 0.16, tall * 0.32, HAZE)
        self.box(x + width * 0.72, base - tall * 0.65, width * 0.16, tall * 0.32, HAZE)
        self.shape(
            [
                (x - eaves, base - tall),
                (x + width * 0.16, base - tall * 1.75),
                (x + width * 0.84, base - tall * 1.75),
                (x + width + eaves, base - tall),
            ],
            roof,
        )

    def tree(self, x: float, y: float, height: float, colour: str = LEAF) -> None:
        self.box(x - height * 0.04, y - height * 0.5, height * 0.08, height * 0.5, EARTH)
        self.disc(x, y - height * 0.66, height * 0.3, colour)
        self.disc(x - height * 0.2, y - height * 0.5, height * 0.2, colour)
        self.disc(x + height * 0.2, y - height * 0.5, height * 0.2, colour)

    def bamboo(self, x: float, y: float, height: float, colour: str = FOREST) -> None:
        for lean in (-0.22, -0.08, 0.05, 0.2):
            top = (x + height * lean, y - height * (1 - abs(lean)))
            self.line([(x + lean * 40, y), top], colour, height * 0.025)
            for share in (0.55, 0.7, 0.85, 1):
                spot = (x + lean * 40 + (top[0] - x - lean * 40) * share, y + (top[1] - y) * share)
                for side in (-1, 1):
                    tip = (spot[0] + side * height * 0.13, spot[1] + height * 0.07)
                    self.shape([spot, (spot[0] + side * height * 0.06, spot[1] - height * 0.02), tip], colour)

    def person(self, x: float, y: float, height: float, coat: str = INDIGO, hat: str | None = STRAW) -> None:
        """A person standing on (x, y); `hat` is the colour of the conical hat, None for a bare head."""
        shoulder, hip = y - height * 0.78, y - height * 0.36
        self.shape(
            [
                (x - height * 0.1, y),
                (x - height * 0.11, hip),
                (x + height * 0.11, hip),
                (x + height * 0.1, y),
            ],
            INK,
        )
        self.box(
            x - height * 0.14, shoulder, height * 0.28, hip - shoulder + height * 0.04, coat, height * 0.09
        )
        self.disc(x, y - height * 0.87, height * 0.09, "#C99A76")
        if hat:
            brim = y - height * 0.89
            self.shape([(x - height * 0.2, brim), (x, brim - height * 0.15), (x + height * 0.2, brim)], hat)
        else:
            self.hair(x, y - height * 0.9, height * 0.095)

    def hair(self, x: float, y: float, radius: float) -> None:
        corners = (x - radius, y - radius, x + radius, y + radius)
        self.pen.chord([value * FINER for value in corners], 170, 370, fill=INK)

    def table(self, x: float, y: float, width: float, height: float, colour: str = CLAY) -> None:
        self.box(x, y - height, width, height * 0.16, colour, 3)
        self.box(x + width * 0.06, y - height, height * 0.1, height, EARTH)
        self.box(x + width * 0.94 - height * 0.1, y - height, height * 0.1, height, EARTH)

    def boat(self, x: float, y: float, length: float, colour: str = EARTH) -> None:
        self.shape(
            [
                (x, y - length * 0.13),
                (x + length * 0.15, y),
                (x + length * 0.85, y),
                (x + length, y - length * 0.13),
                (x + length * 0.8, y - length * 0.06),
                (x + length * 0.2, y - length * 0.06),
            ],
            colour,
        )
        self.box(x + length * 0.34, y - length * 0.17, length * 0.3, length * 0.12, CLAY, length * 0.06)

    def ripples(self, top: float, colour: str, step: int = 34) -> None:
        for row, y in enumerate(range(round(top), HEIGHT, step)):
            for x in range(-60 + row % 3 * 90, WIDTH, 270):
                self.line([(x, y), (x + 90 + row * 6, y)], colour, 2.2)

    def road(self, top: Point, foot: float, width: float, colour: str = SAND) -> None:
        """A road that comes from a point at the horizon towards the reader."""
        x, y = top
        middle = y + (HEIGHT - y) * 0.45
        bend = x + (foot - x) * 0.15 - 60
        self.shape(
            [
                (x - 4, y),
                (bend - width * 0.16, middle),
                (foot - width / 2, HEIGHT),
                (foot + width / 2, HEIGHT),
                (bend + width * 0.2, middle),
                (x + 4, y),
            ],
            colour,
        )

    def jpeg(self) -> bytes:
        """The picture at its size, as good as its share of bytes allows."""
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        for quality in (84, 78, 72, 66, 60, 52, 44, 36):
            out = BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
            if out.tell() <= MOST_BYTES:
                break
        return out.getvalue()


def ridge_at(place: float, waves: float, shift: float) -> float:
    """The height of a ridge, 0 to 1, at a place from 0 (left) to 1 (right)."""
    slow = sin(2 * pi * (place * waves + shift))
    quick = sin(2 * pi * (place * waves * 2.3 + shift * 1.7 + 0.2))
    return 0.5 + 0.34 * slow + 0.16 * quick


def highland(sky: str = SKY) -> Canvas:
    """Where most pictures begin: three ridges in haze under a low sun."""
    sheet = Canvas(sky)
    sheet.disc(735, 130, 46, SUN)
    sheet.hills(250, 150, MIST, 1.2, 0.1)
    sheet.hills(300, 120, HAZE, 1.7, 0.55)
    return sheet


def room(wall: str = DAWN, floor: str = SAND, line: float = 400) -> Canvas:
    sheet = Canvas(wall)
    sheet.box(0, line, WIDTH, HEIGHT - line, floor)
    sheet.box(0, line - 5, WIDTH, 5, CLAY)
    return sheet


def terraces(sheet: Canvas, top: float, colours: list[str]) -> None:
    """Flooded and planted steps of a slope, one colour each."""
    step = (HEIGHT - top) / len(colours)
    for number, colour in enumerate(colours):
        y = top + number * step
        sheet.hills(y + step * 0.8, step * 0.9, FOREST, 0.8, number * 0.17)
        sheet.hills(y + step * 0.8 + 7, step * 0.9, colour, 0.8, number * 0.17)


def road_in_hills() -> Canvas:
    sheet = highland()
    sheet.hills(350, 120, LEAF, 1.1, 0.3)
    sheet.hills(430, 90, MEADOW, 0.9, 0.75)
    sheet.road((600, 330), 330, 420)
    for x, y, size in ((110, 400, 90), (770, 420, 120), (890, 440, 100)):
        sheet.house(x, y, size, stilts=size * 0.18)
    for x, y, height, coat in ((300, 470, 110, INDIGO), (380, 490, 120, ROOF), (480, 440, 92, SLATE)):
        sheet.person(x, y, height, coat)
    return sheet


def window(sheet: Canvas, x: float, y: float, width: float, height: float) -> None:
    sheet.box(x - 6, y - 6, width + 12, height + 12, CLAY, 4)
    sheet.box(x, y, width, height, SKY)
    ridge = [
        (x + step, y + height * (0.8 - 0.25 * ridge_at(step / width, 0.8, x / 400)))
        for step in range(0, round(width) + 1, 6)
    ]
    sheet.shape([(x, y + height), *ridge, (x + width, y + height)], MEADOW)
    sheet.box(x + width / 2 - 3, y, 6, height, CLAY)


def row(
    sheet: Canvas, xs: tuple[float, ...], y: float, height: float, hat: str | None = None, first: int = 0
) -> None:
    """People beside each other, each in another coat."""
    coats = (INDIGO, LEAF, ROOF, SLATE, FOREST, CLAY, HAZE)
    for number, x in enumerate(xs):
        sheet.person(x, y, height * (1 - 0.04 * (number % 3)), coats[(number + first) % len(coats)], hat)


def dialogue() -> Canvas:
    sheet = room()
    for x in (110, 390, 670):
        window(sheet, x, 60, 180, 140)
    row(sheet, (170, 300, 430, 560, 690, 800), 430, 190)
    sheet.table(90, 470, 780, 130)
    for x in (200, 440, 680):
        sheet.box(x, 346, 64, 8, PAPER)
    row(sheet, (240, 480, 720), 620, 230, first=3)
    return sheet


def bus_on_bridge() -> Canvas:
    sheet = highland()
    sheet.hills(330, 60, MEADOW, 0.9, 0.4)
    sheet.box(0, 390, WIDTH, 150, WATER)
    sheet.ripples(430, PAPER)
    for x in (120, 400, 680):
        sheet.box(x, 360, 44, 120, HAZE)
        sheet.disc(x + 22, 484, 48, DEEP, 0.16)
    sheet.box(0, 330, WIDTH, 40, MIST)
    sheet.box(0, 366, WIDTH, 6, HAZE)
    for x in range(10, WIDTH, 60):
        sheet.box(x, 300, 6, 34, HAZE)
    sheet.box(0, 298, WIDTH, 7, HAZE)
    sheet.box(320, 190, 330, 134, INDIGO, 14)
    sheet.box(320, 270, 330, 12, PAPER)
    for x in range(340, 600, 62):
        sheet.box(x, 208, 50, 48, SKY, 5)
    sheet.box(604, 208, 34, 74, SKY, 5)
    for x in (390, 580):
        sheet.disc(x, 324, 25, INK)
        sheet.disc(x, 324, 10, MIST)
    return sheet


def buffalo(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.box(x, y - size * 0.62, size, size * 0.42, INK, size * 0.18)
    for leg in (0.08, 0.24, 0.68, 0.84):
        sheet.box(x + size * leg, y - size * 0.3, size * 0.09, size * 0.3, INK)
    sheet.box(x - size * 0.2, y - size * 0.6, size * 0.3, size * 0.22, INK, size * 0.08)
    sheet.line(
        [
            (x - size * 0.02, y - size * 0.6),
            (x - size * 0.06, y - size * 0.78),
            (x + size * 0.16, y - size * 0.82),
        ],
        SLATE,
        4,
    )


def cowshed() -> Canvas:
    sheet = highland(DAWN)
    sheet.hills(370, 100, LEAF, 1.0, 0.9)
    sheet.hills(450, 50, MEADOW, 0.7, 0.3)
    sheet.house(110, 440, 240, EARTH, SAND, stilts=70)
    sheet.box(560, 330, 290, 110, SAND)
    sheet.shape([(530, 335), (590, 270), (820, 270), (880, 335)], STRAW)
    for x in (560, 655, 750, 842):
        sheet.box(x, 330, 10, 120, EARTH)
    buffalo(sheet, 600, 440, 110)
    buffalo(sheet, 745, 440, 84)
    row(sheet, (430, 500), 480, 130, STRAW)
    return sheet


def shared_kitchen() -> Canvas:
    sheet = Canvas(SKY)
    sheet.hills(280, 60, MIST, 1.3, 0.2)
    sheet.box(120, 190, 200, 160, PAPER)
    for y, wide in ((190, 270), (130, 190)):
        sheet.shape(
            [(220 - wide / 2, y), (220 - wide / 3, y - 46), (220 + wide / 3, y - 46), (220 + wide / 2, y)],
            ROOF,
        )
    sheet.box(170, 130, 100, 30, PAPER)
    sheet.box(640, 150, 160, 200, DAWN)
    sheet.shape([(690, 150), (720, 50), (750, 150)], SLATE)
    sheet.box(716, 20, 8, 40, SLATE)
    sheet.box(706, 30, 28, 8, SLATE)
    sheet.shape([(620, 240), (640, 200), (800, 200), (820, 240)], SLATE)
    sheet.box(0, 350, WIDTH, 190, SAND)
    row(sheet, (140, 330, 480, 640, 830), 440, 170, STRAW)
    for x in (190, 390, 560, 720):
        sheet.box(x, 408, 110, 70, INK, 16)
        sheet.disc(x + 55, 410, 58, SLATE, 0.22)
        for shift in (30, 58, 84):
            sheet.line(
                [(x + shift, 392), (x + shift - 10, 366), (x + shift + 6, 344), (x + shift - 4, 320)],
                PAPER,
                5,
            )
        sheet.box(x + 6, 482, 98, 12, CINNABAR, 6)
    return sheet


def ballot() -> Canvas:
    sheet = room()
    window(sheet, 70, 70, 190, 150)
    window(sheet, 700, 70, 190, 150)
    row(sheet, (90, 190, 290), 450, 200)
    row(sheet, (690, 790, 885), 450, 200, first=4)
    sheet.table(370, 480, 230, 100)
    sheet.box(415, 250, 140, 132, ROOF, 5)
    sheet.box(408, 244, 154, 18, CLAY, 4)
    sheet.box(452, 249, 66, 7, INK, 3)
    sheet.shape([(462, 250), (474, 180), (524, 188), (512, 250)], PAPER)
    sheet.line([(482, 205), (510, 210)], HAZE, 3)
    sheet.line([(479, 222), (507, 227)], HAZE, 3)
    return sheet


def workshop() -> Canvas:
    sheet = room(SAND, CLAY, 420)
    window(sheet, 370, 60, 240, 150)
    for x, tall in ((60, 330), (100, 300), (140, 345), (184, 290)):
        sheet.shape(
            [(x, 430), (x + 28, 430), (x + 62, 430 - tall), (x + 34, 430 - tall)],
            (RICE, GOLD, STRAW, RICE)[x % 4],
        )
    sheet.box(690, 90, 210, 10, EARTH)
    for x in range(710, 890, 44):
        sheet.box(x, 100, 7, 50, EARTH)
        sheet.box(x - 8, 150, 23, 30, SLATE, 4)
    row(sheet, (400, 640, 780), 440, 220)
    sheet.table(310, 480, 400, 130, RICE)
    sheet.box(420, 326, 190, 24, STRAW, 3)
    sheet.disc(470, 500, 26, STRAW, 0.3)
    return sheet


def measured_road() -> Canvas:
    sheet = highland()
    sheet.hills(330, 50, MEADOW, 1.0, 0.1)
    sheet.hills(400, 50, SPROUT, 0.8, 0.6)
    sheet.road((480, 318), 470, 620, MIST)
    for y, wide in ((420, 6), (480, 10)):
        sheet.box(462 - wide, y, wide * 2, 34, PAPER)
    for x, height in ((90, 120), (180, 90), (830, 130)):
        sheet.tree(x, 390, height)
    row(sheet, (300, 640, 720), 490, 170, STRAW)
    for number in range(7):
        sheet.box(360, 310 + number * 26, 12, 26, PAPER if number % 2 else ROOF)
    return sheet


def rice_rows(sheet: Canvas, top: float, colour: str, stalk: str) -> None:
    sheet.box(0, top, WIDTH, HEIGHT - top, colour)
    for line, y in enumerate(range(round(top) + 14, HEIGHT + 20, 30)):
        for x in range(-20 + line % 2 * 20, WIDTH + 20, 40):
            size = 9 + line * 2
            sheet.line([(x, y), (x - size * 0.4, y - size)], stalk, 2.4)
            sheet.line([(x, y), (x + size * 0.5, y - size * 0.9)], stalk, 2.4)


def harvest_by_the_dyke() -> Canvas:
    sheet = Canvas(SKY)
    sheet.hills(200, 50, MIST, 1.4, 0.2)
    sheet.box(0, 200, WIDTH, 60, WATER)
    sheet.shape([(0, 300), (0, 256), (WIDTH, 232), (WIDTH, 300)], LEAF)
    row(sheet, (560, 640, 740), 262, 96, FOREST)
    rice_rows(sheet, 290, RICE, GOLD)
    for x, y, height in ((150, 430, 150), (300, 400, 130), (800, 450, 160), (470, 500, 170)):
        sheet.person(x, y, height, FOREST, LEAF)
        sheet.disc(x + height * 0.24, y - height * 0.5, height * 0.14, STRAW, 1.5)
    return sheet


def harvest_on_terraces() -> Canvas:
    sheet = highland(DAWN)
    terraces(sheet, 270, [RICE, SPROUT, STRAW, RICE, MEADOW])
    for x, y, height in ((240, 430, 100), (330, 440, 100), (650, 470, 120), (760, 450, 110)):
        sheet.person(x, y, height, FOREST if x % 20 else INDIGO, STRAW)
    sheet.house(80, 330, 100, EARTH, SAND, 20)
    return sheet


def jars_and_boats() -> Canvas:
    sheet = Canvas(DAWN)
    sheet.disc(220, 130, 50, SUN)
    sheet.box(0, 200, WIDTH, 200, WATER)
    sheet.ripples(230, PAPER)
    sheet.boat(70, 300, 240, INDIGO)
    sheet.boat(420, 270, 170, EARTH)
    sheet.shape([(500, 250), (500, 130), (570, 240)], PAPER)
    sheet.shape([(0, HEIGHT), (0, 400), (360, 370), (WIDTH, 350), (WIDTH, HEIGHT)], SAND)
    for x in (560, 650, 740, 830):
        sheet.box(x, 390, 74, 90, ROOF, 30)
        sheet.box(x + 14, 380, 46, 16, EARTH, 5)
    row(sheet, (130, 230, 330, 450), 500, 170, STRAW)
    return sheet


def embankment() -> Canvas:
    sheet = highland()
    sheet.hills(330, 40, MEADOW, 0.9, 0.2)
    sheet.shape([(0, 350), (WIDTH, 320), (WIDTH, HEIGHT), (380, HEIGHT)], WATER)
    sheet.ripples(400, PAPER)
    sheet.shape([(0, 340), (560, 340), (330, HEIGHT), (0, HEIGHT)], HAZE)
    sheet.shape([(0, 340), (470, 340), (170, HEIGHT), (0, HEIGHT)], SPROUT)
    for step in range(1, 7):
        x = 500 - step * 42
        sheet.line([(x, 340 + step * 30), (x + 60, 340 + step * 30)], MIST, 3)
    row(sheet, (70, 150, 230), 470, 150, STRAW)
    row(sheet, (320, 390), 400, 100, None, 4)
    sheet.boat(680, 430, 200)
    return sheet


def market() -> Canvas:
    sheet = Canvas(DAWN)
    sheet.box(0, 380, WIDTH, 160, SAND)
    for left, first in ((40, INDIGO), (360, ROOF), (680, FOREST)):
        for x in (left + 14, left + 226):
            sheet.box(x, 150, 10, 300, EARTH)
        for stripe in range(8):
            x = left - 10 + stripe * 32.5
            sheet.shape(
                [(x + 10 - stripe * 2.5, 90), (x + 42 - stripe * 2.5 - 2.5, 90), (x + 32.5, 170), (x, 170)],
                first if stripe % 2 else PAPER,
            )
        sheet.person(left + 90, 430, 190, SLATE if first != INDIGO else LEAF, STRAW)
        sheet.box(left, 350, 250, 100, CLAY, 4)
        for number in range(6):
            sheet.disc(
                left + 26 + number * 40, 344, 24, (RICE, MEADOW, STRAW, ROOF, GOLD, SPROUT)[number], 0.7
            )
    row(sheet, (320, 620), 530, 210, None, 5)
    return sheet


def cold_truck() -> Canvas:
    sheet = Canvas(SKY)
    sheet.hills(260, 70, MIST, 1.3, 0.5)
    rice_rows(sheet, 270, MEADOW, LEAF)
    sheet.box(0, 400, WIDTH, 140, SAND)
    sheet.box(420, 160, 330, 230, PAPER, 8)
    sheet.box(420, 250, 330, 16, WATER)
    sheet.box(750, 230, 130, 160, INDIGO, 18)
    sheet.box(800, 250, 66, 62, SKY, 8)
    for x in (500, 810):
        sheet.disc(x, 400, 42, INK)
        sheet.disc(x, 400, 17, MIST)
    row(sheet, (110, 330), 470, 200, STRAW)
    for x, y in ((150, 420), (230, 420), (190, 366)):
        sheet.box(x, y, 74, 50, CLAY, 4)
        for leaf in (16, 38, 60):
            sheet.disc(x + leaf, y, 17, LEAF, 0.8)
    return sheet


def basket(sheet: Canvas, x: float, y: float, size: float) -> None:
    sheet.shape(
        [
            (x - size / 2, y - size * 0.55),
            (x - size * 0.34, y),
            (x + size * 0.34, y),
            (x + size / 2, y - size * 0.55),
        ],
        RICE,
    )
    for share in (0.12, 0.26, 0.4):
        sheet.line(
            [
                (x - size * (0.35 + share * 0.25), y - size * share),
                (x + size * (0.35 + share * 0.25), y - size * share),
            ],
            GOLD,
            3,
        )
    sheet.disc(x, y - size * 0.55, size / 2, GOLD, 0.2)
    sheet.disc(x, y - size * 0.55, size * 0.43, EARTH, 0.17)


def weaving() -> Canvas:
    sheet = Canvas(DAWN)
    sheet.box(230, 200, 500, 150, EARTH)
    for x in range(250, 720, 76):
        sheet.box(x, 190, 16, 165, ROOF)
    sheet.shape([(150, 215), (260, 90), (700, 90), (810, 215), (770, 200), (190, 200)], ROOF)
    sheet.shape([(260, 90), (240, 66), (300, 84), (660, 84), (720, 66), (700, 90)], EARTH)
    sheet.bamboo(90, 370, 300)
    sheet.bamboo(880, 370, 320)
    sheet.box(0, 350, WIDTH, 190, SAND)
    row(sheet, (210, 420, 640), 450, 130)
    for x, y, size in ((290, 500, 120), (510, 490, 100), (720, 510, 140), (110, 500, 90)):
        basket(sheet, x, y, size)
    return sheet


def lane_in_the_evening() -> Canvas:
    sheet = Canvas(DUSK)
    for x, wide, tall, colour in (
        (0, 190, 430, SLATE),
        (190, 110, 330, HAZE),
        (660, 110, 340, HAZE),
        (770, 190, 440, SLATE),
    ):
        sheet.box(x, 440 - tall, wide, tall, colour)
        for lit in range(3):
            sheet.box(
                x + wide * 0.25, 440 - tall * 0.86 + lit * tall * 0.26, wide * 0.36, tall * 0.13, STRAW, 3
            )
    sheet.shape([(300, 440), (440, 300), (520, 300), (660, 440), (900, HEIGHT), (60, HEIGHT)], SAND)
    sheet.disc(480, 120, 34, STRAW)
    row(sheet, (400, 560), 500, 250, None, 1)
    sheet.box(455, 320, 50, 84, INK, 8)
    sheet.box(461, 330, 38, 62, SKY, 3)
    sheet.table(400, 500, 160, 80)
    return sheet


def evening_class() -> Canvas:
    sheet = room(DAWN, CLAY, 420)
    sheet.box(210, 60, 540, 230, EARTH, 5)
    sheet.box(222, 72, 516, 206, FOREST)
    for y, length in ((110, 330), (150, 260), (190, 380), (230, 210)):
        sheet.line([(260, y), (260 + length, y)], SPROUT, 5)
    sheet.disc(110, 90, 40, STRAW)
    sheet.box(107, 0, 6, 60, INK)
    sheet.person(810, 420, 240, INDIGO, None)
    for x in (120, 340, 560):
        sheet.person(x + 90, 520, 220, (ROOF, SLATE, LEAF)[x % 3], None)
        sheet.box(x, 440, 190, 100, RICE, 4)
        sheet.box(x + 60, 430, 70, 14, PAPER, 3)
    return sheet


def stage() -> Canvas:
    sheet = Canvas(INDIGO)
    sheet.box(90, 60, 780, 380, DAWN)
    sheet.disc(700, 150, 44, SUN)
    sheet.shape([(90, 440), (90, 330), (320, 260), (560, 330), (870, 270), (870, 440)], SPROUT)
    for x in range(0, 190, 38):
        for side in (x, WIDTH - x - 38):
            sheet.box(side, 0, 38, 440, CINNABAR if x % 76 else ROOF)
    for x in range(0, WIDTH, 80):
        sheet.disc(x + 40, 20, 56, ROOF, 0.9)
    sheet.box(0, 430, WIDTH, 110, EARTH)
    for x in range(330, 640, 34):
        sheet.box(x, 330, 12, 102, CLAY)
    sheet.box(320, 355, 320, 10, CLAY)
    row(sheet, (270, 690), 440, 210, None, 1)
    for x in range(20, WIDTH, 96):
        sheet.disc(x + 30, 536, 34, INK)
    return sheet


def counter() -> Canvas:
    sheet = room(SKY, SAND, 430)
    for x in (90, 385, 680):
        sheet.box(x, 70, 190, 44, INDIGO, 6)
        sheet.box(x + 30, 88, 130, 8, PAPER)
        sheet.person(x + 95, 430, 220, (FOREST, SLATE, FOREST)[x % 3], None)
        sheet.box(x + 120, 270, 74, 56, INK, 5)
        sheet.box(x + 126, 276, 62, 44, MIST, 2)
    sheet.box(0, 330, WIDTH, 130, CLAY)
    sheet.box(0, 322, WIDTH, 18, EARTH)
    for x in (110, 430):
        sheet.box(x, 312, 60, 10, PAPER)
    row(sheet, (250, 590, 830), 560, 260, None, 2)
    return sheet


def lotus_pond() -> Canvas:
    sheet = Canvas(WATER)
    sheet.hills(120, 60, MEADOW, 1.1, 0.3)
    sheet.box(0, 130, WIDTH, 410, WATER)
    sheet.ripples(170, PAPER)
    for x, y, size in (
        (120, 240, 90),
        (330, 200, 60),
        (620, 230, 80),
        (840, 290, 110),
        (230, 400, 140),
        (520, 360, 110),
        (720, 470, 150),
    ):
        sheet.disc(x, y, size, LEAF if size % 20 else FOREST, 0.34)
        sheet.line([(x, y), (x + size * 0.7, y - size * 0.12)], MEADOW, 3)
    for x, y, size in ((400, 270, 70), (650, 350, 90), (190, 300, 60), (860, 200, 46)):
        sheet.line([(x, y + size * 0.3), (x, y + size * 1.5)], FOREST, 5)
        for lean in (-0.75, -0.4, 0, 0.4, 0.75):
            tip = (x + lean * size, y - size * (0.95 - abs(lean) * 0.55))
            side = size * 0.24
            sheet.shape(
                [
                    (x, y + size * 0.35),
                    (x + lean * size * 0.7 - side, y - size * 0.1),
                    tip,
                    (x + lean * size * 0.7 + side, y - size * 0.1),
                ],
                "#DDA7A0" if abs(lean) > 0.5 else "#EBC6BF",
            )
    return sheet


def morning_hills() -> Canvas:
    sheet = highland(DAWN)
    terraces(sheet, 290, [WATER, SPROUT, MIST, MEADOW])
    for x, y, size in ((150, 330, 80), (250, 345, 64), (700, 360, 90)):
        sheet.house(x, y, size, EARTH, SAND, size * 0.2)
    sheet.bamboo(900, 520, 230)
    return sheet


def river_and_boats() -> Canvas:
    sheet = highland()
    sheet.hills(330, 70, LEAF, 1.4, 0.7)
    sheet.box(0, 330, WIDTH, 210, WATER)
    sheet.ripples(370, PAPER)
    for x, y, length in ((110, 400, 180), (430, 450, 260), (730, 380, 150)):
        sheet.boat(x, y, length)
        sheet.person(x + length * 0.8, y - length * 0.06, length * 0.42, SLATE, STRAW)
    return sheet


def village() -> Canvas:
    sheet = Canvas(SKY)
    sheet.disc(180, 110, 44, SUN)
    sheet.hills(300, 70, MIST, 1.2, 0.3)
    for x, y, size in ((80, 360, 170), (330, 350, 140), (540, 360, 190), (800, 350, 120)):
        sheet.house(x, y, size)
    for x, height in ((40, 170), (290, 150), (505, 130), (770, 180)):
        sheet.tree(x, 366, height, FOREST if height % 20 else LEAF)
    rice_rows(sheet, 360, SPROUT, LEAF)
    buffalo(sheet, 640, 500, 150)
    sheet.person(560, 505, 130, INDIGO)
    return sheet


def street() -> Canvas:
    sheet = Canvas(DAWN)
    tall = (
        (0, 130, 300, MIST),
        (130, 110, 360, STRAW),
        (240, 140, 270, HAZE),
        (380, 100, 380, SAND),
        (480, 130, 310, MIST),
        (610, 110, 350, RICE),
        (720, 130, 280, HAZE),
        (850, 110, 340, SAND),
    )
    for x, wide, height, colour in tall:
        sheet.box(x, 430 - height, wide, height, colour)
        sheet.box(x, 424 - height, wide, 12, ROOF)
        for floor in range(3):
            for side in (0.16, 0.58):
                sheet.box(
                    x + wide * side,
                    450 - height + floor * height * 0.24,
                    wide * 0.26,
                    height * 0.14,
                    SLATE,
                    2,
                )
        sheet.box(x + wide * 0.1, 360, wide * 0.8, 14, INDIGO if x % 20 else FOREST)
        sheet.box(x + wide * 0.16, 374, wide * 0.68, 56, EARTH)
    sheet.box(0, 430, WIDTH, 110, MIST)
    for x in range(20, WIDTH, 140):
        sheet.box(x, 488, 70, 7, PAPER)
    row(sheet, (150, 330, 460, 690, 840), 470, 110, STRAW)
    return sheet


PICTURES: dict[str, Callable[[], Canvas]] = {
    "ban-na-mau-hien-dat-mo-duong-nong-san-xuong-nui-nhanh-hon-mot-gio": road_in_hills,
    "xa-tan-mau-ngay-thu-sau-doi-thoai-moi-y-kien-deu-co-nguoi-chiu-trach-nhiem-tra-loi": dialogue,
    "tuyen-xe-buyt-07-noi-bai-mau-voi-benh-vien-tinh": bus_on_bridge,
    "dong-mau-doi-chuong-trai-ra-khoi-gam-san": cowshed,
    "sau-lu-chua-nha-tho-va-thanh-that-cung-gop-bep-nau-cho-dan": shared_kitchen,
    "doi-cho-hay-giu-cho-dan-phuong-an-mau-quyet-dinh-bang-la-phieu": ballot,
    "nguoi-giu-nhip-cho-khu-dan-cu-so-4": workshop,
    "nguoi-dan-bai-mau-giam-sat-tung-met-duong-lien-thon": measured_road,
    "bo-doi-ve-dong-giup-dan-gat-lua-chay-lu": harvest_by_the_dyke,
    "tieu-doan-5-hanh-quan-da-ngoai-lam-cong-tac-dan-van-o-na-mau": harvest_on_terraces,
    "to-tiet-kiem-cua-chi-em-xom-chai-tu-20000-dong-moi-tuan-den-xuong-nuoc-mam-chung": jars_and_boats,
    "ba-lan-doi-thoai-truoc-khi-lam-ke-song-mau": embankment,
    "phien-cho-ocop-tinh-mau-ban-het-bon-tan-mien-dong": market,
    "ba-hop-tac-xa-rau-o-van-mau-gop-von-mua-chung-xe-lanh": cold_truck,
    "lang-dan-tre-mau-ha-giu-nghe-bang-lop-hoc-toi-thu-bay": weaving,
    "to-cong-nghe-so-thanh-nien-moi-toi-mot-ngo-giup-nguoi-cao-tuoi-dung-dich-vu-cong": lane_in_the_evening,
    "can-bo-hoc-tieng-mong-tieng-thai-lop-hoc-buoi-toi-o-vung-cao-tinh-mau": evening_class,
    "hoi-thi-dan-van-kheo-tinh-mau-dua-chuyen-kho-cua-co-so-len-san-khau": stage,
    "mot-cua-phuong-cho-mau-tra-ho-so-truoc-hen": counter,
    "any-1-lotus-pond": lotus_pond,
    "any-2-morning-hills": morning_hills,
    "any-3-river-and-boats": river_and_boats,
    "any-4-village": village,
    "any-5-street": street,
}


def main() -> None:
    folder = Path(__file__).parent / "pictures"
    folder.mkdir(exist_ok=True)
    for name, draw in PICTURES.items():
        (folder / f"{name}.jpg").write_bytes(draw().jpeg())


if __name__ == "__main__":
    main()
