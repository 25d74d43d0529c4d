"""A sheet as black boxes, fine lines and text in millimetres from the top left of the paper. No PDF here: the benchmark photographs the same."""
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

import numpy as np
import segno

from allways.codes.places import CodedPlace
from mobile.scan.family import QUIET, Family

PAPER_MM = {"a4": (210.0, 297.0), "a3": (297.0, 420.0)}
EDGE_MM = 5.0  # printers leave it white; cut marks stand in it
QR_QUIET = 4  # modules, ISO/IEC 18004
QR_SHARE, FOOT_MM = 0.42, 7.0  # of the width of a sheet, with the white around it; what stays free below
LABEL_QR_MM = 56.0
LABELS_ACROSS, LABELS_DOWN = 2, 4
MARK_MM, FINE_MM = 3.0, 0.2
RULER_MM = 50.0
LEAST_SIDE_MM = 40
POINT_MM = 25.4 / 72


class Width(Protocol):
    """How wide a text of a size in mm is drawn: mm."""

    def __call__(self, text: str, size: float, bold: bool) -> float: ...


@dataclass(frozen=True)
class Box:
    """Black, x and y of the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Line:
    """Of text: x of its beginning, y of its foot, size of its letters in mm."""

    x: float
    y: float
    size: float
    text: str
    bold: bool = False


@dataclass
class Sheet:
    """One side of paper. frames are drawn as fine outlines."""

    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    frames: list[Box] = field(default_factory=list)


@dataclass(frozen=True)
class Coded:
    """A place with what is printed for it. text: of the QR code. slot: None without a marker. fine: what the small print says."""

    place: CodedPlace
    text: str
    slot: int | None
    fine: str


def most_side_mm(paper: str, family: Family) -> int:
    """The largest black square that fits with the white it needs."""
    return int((PAPER_MM[paper][0] - 2 * EDGE_MM) * family.side / (family.side + 2 * QUIET))


def sheet_of(coded: Coded, paper: str, side_mm: int, family: Family, words: dict[str, str], width: Width) -> Sheet:
    """The marker above, words and QR code below."""
    sheet = Sheet(*PAPER_MM[paper])
    across = sheet.width - 2 * EDGE_MM
    top = EDGE_MM
    if coded.slot is not None:
        cell = side_mm / family.side
        quiet = cell * QUIET
        add_cells(sheet, ~family.cells[coded.slot], (sheet.width - side_mm) / 2, top + quiet, cell)
        top += side_mm + 2 * quiet
    qr = min(QR_SHARE * across, sheet.height - EDGE_MM - FOOT_MM - top)
    add_qr(sheet, coded.text, sheet.width - EDGE_MM - qr, top, qr)
    add_words(sheet, coded, words, EDGE_MM + 5, top + 4, across - qr - 7, width)
    fine = f"{coded.fine} · {words['side'].format(n=side_mm)}" if coded.slot is not None else coded.fine
    add_foot(sheet, fine, words, sheet.height - EDGE_MM - 2)
    add_cut_marks(sheet, Box(EDGE_MM, EDGE_MM, across, sheet.height - 2 * EDGE_MM))
    return sheet


def labels_of(group: list[Coded], paper: str, words: dict[str, str], width: Width) -> Sheet:
    """Up to eight small ones on a sheet, without markers, to be cut apart."""
    sheet = Sheet(*PAPER_MM[paper])
    across, down = (sheet.width - 2 * EDGE_MM) / LABELS_ACROSS, (sheet.height - 2 * EDGE_MM) / LABELS_DOWN
    for number, coded in enumerate(group):
        left, top = EDGE_MM + number % LABELS_ACROSS * across, EDGE_MM + number // LABELS_ACROSS * down
        add_qr(sheet, coded.text, left + across - LABEL_QR_MM, top + (down - LABEL_QR_MM) / 2, LABEL_QR_MM)
        room = across - LABEL_QR_MM - 6
        add_fitted(sheet, words[coded.place.kind], left + 4, top + 10, 4.0, room, False, width)
        add_wrapped(sheet, coded.place.name, left + 4, top + 18, room, down - 34, (8.0, 6.5, 5.0, 4.0, 3.0), width)
        add_fitted(sheet, coded.place.detail, left + 4, top + down - 12, 6.0, room, True, width)
        add_fitted(sheet, coded.place.id, left + 4, top + down - 5, 2.2, room, False, width)
        add_cut_marks(sheet, Box(left, top, across, down))
    return sheet


def add_cells(sheet: Sheet, black: np.ndarray, x: float, y: float, cell: float) -> None:
    """Runs of black cells as boxes, each row reaching a hair into the next, so that no light line shows between them."""
    for row, cells in enumerate(black):
        edges = np.flatnonzero(np.diff(np.concatenate(([0], cells.astype(np.int8), [0]))))
        below = black[row + 1] if row + 1 < len(black) else None
        for begin, end in edges.reshape(-1, 2).tolist():
            joined = below is not None and bool(below[begin:end].all())
            sheet.boxes.append(Box(x + begin * cell, y + row * cell, (end - begin) * cell, cell + (0.01 if joined else 0.0)))


def add_qr(sheet: Sheet, text: str, x: float, y: float, side: float) -> None:
    modules = np.array(segno.make(text, error="m", micro=False, boost_error=False).matrix, dtype=bool)
    cell = side / (len(modules) + 2 * QR_QUIET)
    add_cells(sheet, modules, x + QR_QUIET * cell, y + QR_QUIET * cell, cell)


def add_words(sheet: Sheet, coded: Coded, words: dict[str, str], x: float, y: float, room: float, width: Width) -> None:
    add_fitted(sheet, words[coded.place.kind], x, y + 5, 6.0, room, False, width)
    foot = add_wrapped(sheet, coded.place.name, x, y + 18, room, 28, (12.0, 10.0, 8.0, 6.5, 5.0), width)
    add_fitted(sheet, coded.place.detail, x, foot + 3, 10.0, room, True, width)
    add_fitted(sheet, words["scan"], x, y + 58, 4.2, room, False, width)
    tactile = Box(x, y + 61, room, 14)
    sheet.frames.append(tactile)
    add_fitted(sheet, words["tactile"], x + 2, y + 69, 3.0, room - 4, False, width)


def add_foot(sheet: Sheet, fine: str, words: dict[str, str], y: float) -> None:
    """A ruler to check the print by, and the small print."""
    sheet.boxes.append(Box(EDGE_MM + 5, y - 0.5, RULER_MM, 0.5))
    sheet.boxes += [Box(EDGE_MM + 5 + at, y - 2.5, 0.3, 2.5) for at in (0.0, RULER_MM - 0.3)]
    sheet.lines.append(Line(EDGE_MM + 7, y - 1, 2.2, f"{words['check']} · {words['print']}"))
    sheet.lines.append(Line(EDGE_MM + 59, y - 0.5, 2.2, fine))


def add_cut_marks(sheet: Sheet, cut: Box) -> None:
    """At each corner two short lines, outside where that is the edge of the paper, else small corners."""
    for x, out in ((cut.x, -1), (cut.x + cut.width, 1)):
        for y, off in ((cut.y, -1), (cut.y + cut.height, 1)):
            sheet.boxes.append(Box(min(x, x + out * MARK_MM) if at_edge(x, sheet.width) else x - MARK_MM / 2, y - FINE_MM / 2, MARK_MM, FINE_MM))
            sheet.boxes.append(Box(x - FINE_MM / 2, min(y, y + off * MARK_MM) if at_edge(y, sheet.height) else y - MARK_MM / 2, FINE_MM, MARK_MM))


def at_edge(at: float, paper: float) -> bool:
    return at < EDGE_MM + 1 or at > paper - EDGE_MM - 1


def add_fitted(sheet: Sheet, text: str, x: float, y: float, size: float, room: float, bold: bool, width: Width) -> None:
    """In one line, as small as it has to be."""
    if text:
        needed = width(text, size, bold)
        sheet.lines.append(Line(x, y, size * min(1.0, room / needed) if needed else size, text, bold))


def add_wrapped(sheet: Sheet, text: str, x: float, y: float, room: float, height: float, sizes: tuple[float, ...], width: Width) -> float:
    """In the largest size in which it fits; what does not fit in the smallest is left out with an ellipsis. Returns the next foot."""
    for size in sizes:
        rows = wrapped(text, room, partial(width, size=size, bold=True))
        if len(rows) * size * 1.15 <= height and all(width(row, size, True) <= room for row in rows):
            break
    most = max(1, int(height / (size * 1.15)))
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1] + " …"]
    for row in rows:
        add_fitted(sheet, row, x, y, size, room, True, width)
        y += size * 1.15
    return y


def wrapped(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    rows: list[str] = []
    for word in text.split():
        if rows and width(f"{rows[-1]} {word}") <= room:
            rows[-1] += f" {word}"
        else:
            rows.append(word)
    return rows
