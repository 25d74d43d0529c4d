"""What stands on a paper, before it is text or PDF: headings, paragraphs, tables. Everything is said once, in the order in which it is read."""
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

GAP = "  "
MOST_COLUMNS, SHORTEST = 78, 14


@dataclass(frozen=True)
class Heading:
    """level: 1 for the title of the whole."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    text: str


@dataclass(frozen=True)
class Table:
    """align: a letter per column, `l` or `r`. last_is_sum: the last row is drawn apart and its first cell heads it."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: str
    last_is_sum: bool = False


Block = Heading | Paragraph | Table


@dataclass(frozen=True)
class Sheet:
    """language: two letters, for those who have it read to them. author: who issues it."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    author: str
    made_at: datetime


def plain_text(sheet: Sheet) -> str:
    """UTF-8 text in lines of 78 columns at most that end with a line feed; columns of a table stand under each other in a font of one width."""
    parts = []
    for block in sheet.blocks:
        if isinstance(block, Heading):
            parts.append(block.text + "\n" + ("=" if block.level == 1 else "-") * columns(block.text))
        elif isinstance(block, Paragraph):
            parts.append("\n".join(wrapped(block.text, MOST_COLUMNS, columns)))
        else:
            parts.append(table_text(block))
    return "\n\n".join(parts).replace("\u00a0", " ") + "\n"


def table_text(table: Table) -> str:
    rows = [table.head, *table.rows]
    gaps = len(GAP) * (len(table.head) - 1)
    wanted = [max(columns(row[at]) for row in rows) for at in range(len(table.head))]
    widths = [int(width) for width in narrowed(wanted, table.align, MOST_COLUMNS - gaps, SHORTEST)]
    lines = [row_text(row, widths, table.align) for row in rows]
    rule = "-" * (sum(widths) + gaps)
    lines.insert(1, rule)
    if table.last_is_sum:
        lines.insert(len(lines) - 1, rule)
    return "\n".join(lines)


def row_text(cells: Sequence[str], widths: Sequence[int], align: str) -> str:
    """A long cell goes on in the lines below; what stands beside it is in the first one."""
    parts = [wrapped(cell, width, columns) for cell, width in zip(cells, widths)]
    height = max(len(lines) for lines in parts)
    filled = [lines + [""] * (height - len(lines)) for lines in parts]
    return "\n".join(GAP.join(map(padded, line, widths, align)).rstrip() for line in zip(*filled))


def padded(text: str, width: int, side: str) -> str:
    space = " " * (width - columns(text))
    return space + text if side == "r" else text + space


def narrowed(wanted: Sequence[float], align: str, room: float, shortest: float) -> list[float]:
    """Widths of columns that fit: short texts and numbers get what they need, long texts share the rest."""
    widths = list(wanted)
    texts = sorted((at for at in range(len(widths)) if align[at] == "l"), key=lambda at: wanted[at])
    left = room - sum(width for width, side in zip(wanted, align) if side == "r")
    for number, at in enumerate(texts):
        widths[at] = min(wanted[at], max(shortest, left / (len(texts) - number)))
        left -= widths[at]
    return widths


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines that fit; a word that is longer than a line is cut. One empty line for an empty text."""
    lines, line = [], ""
    for word in text.split(" "):
        while len(word) > 1 and measure(word) > width:
            cut = fitting(word, width, measure)
            lines += [line, word[:cut]] if line else [word[:cut]]
            line, word = "", word[cut:]
        longer = f"{line} {word}" if line else word
        if measure(longer) <= width or not line:
            line = longer
        else:
            lines.append(line)
            line = word
    return [*lines, line]


def fitting(word: str, width: float, measure: Callable[[str], float]) -> int:
    """How many letters of a word fit, one at least."""
    count = 1
    while count < len(word) and measure(word[: count + 1]) <= width:
        count += 1
    return count


def columns(text: str) -> int:
    """How wide a text is in a font of one width: letters of East Asia take two columns."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
