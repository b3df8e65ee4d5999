"""T'oqapu: a cloth of small woven squares, each a pattern of its own, no two alike side by side.

Construction: squares of twelve by twelve weft steps, in rows and columns over the whole cloth, after the
All-T'oqapu tunic (Inca, about 1450-1540; Dumbarton Oaks, Washington, PC.B.518), whose proportions this
has. Every square here is made by a rule in `_FIGURES`, with symmetries that weavers of the Andes used:
mirrors, half turns, exchange of colours. The figures are ours, in their manner; two follow what the
museum's record describes, the bar between two dots and the small chequered tunic.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from museum_of_pattern import svg
from museum_of_pattern.drawing import Drawing, drawing
from museum_of_pattern.grain import Grain

COLUMNS, ROWS = 11, 13
STEPS = 12  # weft steps along a square
_STEP = 9.4
_BORDER = 34
_WIDTH = round(COLUMNS * STEPS * _STEP + 2 * _BORDER)
_HEIGHT = round(ROWS * STEPS * _STEP + 2 * _BORDER)

Figure = Callable[[int, int], int]

_INKS = {
    "red": "#9E2B25",
    "gold": "#D9A441",
    "white": "#EADFC6",
    "black": "#2A211C",
    "blue": "#2F4468",
    "green": "#5E6A35",
    "rose": "#C4705A",
}
# Three colours to a square: ground, figure, accent.
_PALETTES = (
    ("red", "gold", "black"),
    ("gold", "red", "black"),
    ("black", "white", "red"),
    ("white", "black", "red"),
    ("blue", "gold", "white"),
    ("red", "white", "blue"),
    ("gold", "blue", "red"),
    ("green", "gold", "black"),
    ("rose", "black", "gold"),
    ("black", "gold", "rose"),
    ("white", "red", "green"),
    ("blue", "rose", "gold"),
)


def _bar_between_dots(x: int, y: int) -> int:
    if abs(x + y - 11) <= 1:
        return 1
    return 1 if (x in (2, 3) and y in (2, 3)) or (x in (8, 9) and y in (8, 9)) else 0


def _chequered_tunic(x: int, y: int) -> int:
    if y < 5 and abs(2 * x - 11) < 9 - 2 * y:
        return 2
    return (x // 2 + y // 2) % 2


def _stepped_diamond(x: int, y: int) -> int:
    ring = abs(2 * x - 11) // 4 + abs(2 * y - 11) // 4
    return (1, 2, 0, 1, 0)[ring]


def _squares_in_squares(x: int, y: int) -> int:
    return (0, 1, 0, 2, 0, 1)[min(x, y, 11 - x, 11 - y)]


def _four_quarters(x: int, y: int) -> int:
    inside = min(x % 6, y % 6, 5 - x % 6, 5 - y % 6)
    turned = (x // 6 + y // 6) % 2
    return (turned, 2, 1 - turned)[inside]


def _hooks(x: int, y: int) -> int:
    """Two stepped hooks, one the half turn of the other."""
    if y > 5:
        x, y = 11 - x, 11 - y
    hook = (
        (y in (1, 2) and 2 <= x <= 9) or (x in (2, 3) and y <= 5) or (y in (4, 5) and 5 <= x <= 7)
    )
    return 1 if hook or (x in (6, 7) and y == 3) else 0


def _steps_up(x: int, y: int) -> int:
    return (0, 1, 2)[(x // 2 + y // 2) % 3]


def _zigzag(x: int, y: int) -> int:
    fold = x % 6 if x % 6 < 3 else 5 - x % 6
    return (0, 1, 1, 2)[(y + fold) % 4]


def _cross(x: int, y: int) -> int:
    across, down = abs(2 * x - 11), abs(2 * y - 11)
    if max(across, down) <= 3:
        return 2
    return 1 if min(across, down) <= 3 and max(across, down) <= 9 else 0


def _eight_dots(x: int, y: int) -> int:
    dot = x % 4 in (1, 2) and y % 4 in (1, 2)
    middle = 4 <= x <= 7 and 4 <= y <= 7
    return 2 if dot and middle else 1 if dot else 0


def _corner_steps(x: int, y: int) -> int:
    near = min(x + y, 22 - x - y)
    return 1 if near // 2 <= 2 else 2 if near // 2 == 4 else 0


def _arrows(x: int, y: int) -> int:
    return 1 if (y + abs(2 * x - 11) // 2) % 6 < 3 else 0


def _bands(x: int, y: int) -> int:
    if y in (0, 1, 10, 11):
        return 2
    return 1 if (x // 3 + (y > 5)) % 2 else 0


def _key(x: int, y: int) -> int:
    ring = min(x, y, 11 - x, 11 - y)
    gap = ring == 1 and x in (5, 6) and y > 5
    return 0 if gap else (0, 1, 1, 0, 2, 2)[ring]


_FIGURES: tuple[Figure, ...] = (
    _bar_between_dots,
    _chequered_tunic,
    _stepped_diamond,
    _squares_in_squares,
    _four_quarters,
    _hooks,
    _steps_up,
    _zigzag,
    _cross,
    _eight_dots,
    _corner_steps,
    _arrows,
    _bands,
    _key,
)


def cloth() -> list[list[tuple[int, int]]]:
    """Rows of squares as (figure, palette); neighbours, slantwise ones too, differ in both."""
    rng = random.Random(1532)
    rows: list[list[tuple[int, int]]] = []
    for row in range(ROWS):
        rows.append([])
        for column in range(COLUMNS):
            near = rows[row][column - 1 : column] if column else []
            if row:
                near = near + rows[row - 1][max(column - 1, 0) : column + 2]
            figure = rng.choice([k for k in range(len(_FIGURES)) if k not in {f for f, _ in near}])
            palette = rng.choice(
                [k for k in range(len(_PALETTES)) if k not in {p for _, p in near}]
            )
            rows[row].append((figure, palette))
    return rows


def draw() -> Drawing:
    """The work."""
    parts: dict[str, list[str]] = {ink: [] for ink in _INKS}
    for row, squares in enumerate(cloth()):
        for column, (figure, palette) in enumerate(squares):
            left = _BORDER + column * STEPS * _STEP
            top = _BORDER + row * STEPS * _STEP
            _weave(parts, _FIGURES[figure], _PALETTES[palette], left, top)
    return drawing(
        _WIDTH,
        _HEIGHT,
        [
            *(svg.path("".join(data), fill=_INKS[ink]) for ink, data in parts.items()),
            _joins(),
            _border(),
            # The rib of tapestry: fine weft rows, and the warps that stand up under them.
            Grain("#1E120C", frequency=(0.06, 0.32), strength=0.36, seed=3),
            Grain("#FFF3DA", frequency=(0.21, 0.08), strength=0.14, seed=4),
        ],
        ground=_INKS["red"],
    )


def _weave(
    parts: dict[str, list[str]],
    figure: Figure,
    palette: tuple[str, str, str],
    left: float,
    top: float,
) -> None:
    """Adds a square as runs of one colour along each row, as the weft lies."""
    for y in range(STEPS):
        start = 0
        for x in range(1, STEPS + 1):
            if x == STEPS or figure(x, y) != figure(start, y):
                ink = palette[figure(start, y)]
                corner = f"M{svg.number(left + start * _STEP)} {svg.number(top + y * _STEP)}"
                # A hair taller than a step, so that no ground shows between two rows.
                parts[ink].append(
                    f"{corner}h{svg.number((x - start) * _STEP)}v{_STEP + 0.3}"
                    f"h{svg.number((start - x) * _STEP)}z"
                )
                start = x


def _joins() -> str:
    """The thin dark line where one square's weft meets the next one's."""
    side = STEPS * _STEP
    across, down = COLUMNS * side, ROWS * side
    data = "".join(
        f"M{_BORDER} {svg.number(_BORDER + k * side)}h{svg.number(across)}" for k in range(ROWS + 1)
    )
    data += "".join(
        f"M{svg.number(_BORDER + k * side)} {_BORDER}v{svg.number(down)}"
        for k in range(COLUMNS + 1)
    )
    return svg.path(data, stroke="#3A1512", stroke_width=3.5, fill="none")


def _border() -> str:
    """The overcast edge: stitches in bands of colour all round."""
    inks = [_INKS[ink] for ink in ("gold", "red", "green", "rose", "blue", "white")]
    band = 46
    tall = [min(band, _HEIGHT - _BORDER - at) for at in range(_BORDER, _HEIGHT - _BORDER, band)]
    stitches = [
        svg.rectangle(index * band, y, band, _BORDER - 8, fill=inks[index % 6])
        for index in range(_WIDTH // band + 1)
        for y in (0, _HEIGHT - _BORDER + 8)
    ] + [
        svg.rectangle(x, _BORDER + k * band, _BORDER - 8, height, fill=inks[(k + 3) % 6])
        for k, height in enumerate(tall)
        for x in (0, _WIDTH - _BORDER + 8)
    ]
    return svg.group(stitches)
