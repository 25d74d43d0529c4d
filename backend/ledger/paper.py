"""A sheet as a PDF on A4: letters of the app, which has those of all our languages."""
from functools import cache
from pathlib import Path
from threading import Lock

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from backend.ledger.sheet import Heading, Paragraph, Sheet, Table, narrowed, wrapped
from backend.ledger.tagged import Part, TaggedCanvas

# Files that come in the same package; the code of the app is not needed for them.
FONTS = Path(__file__).parents[2] / "mobile" / "assets" / "fonts"
PLAIN, BOLD = "AllwaysSans-500", "AllwaysSans-700"
WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 56.0  # points, A4
INSIDE = WIDTH - 2 * MARGIN
TEXT, LEADING = 10.0, 15.0
HEADING_SIZE = {1: 18.0, 2: 13.0}
GAP, BETWEEN = 10.0, 2.0
SHORTEST_TEXT = 60.0
ONE_AT_A_TIME = Lock()  # reportlab keeps what it knows of fonts for all documents together


@cache
def load_fonts() -> None:
    for name in (PLAIN, BOLD):
        registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))


def pdf(sheet: Sheet) -> bytes:
    """PDF 1.7 with the parts named, the title and the language; the same sheet gives the same bytes. Some tenths of a second: never in the loop."""
    with ONE_AT_A_TIME:
        load_fonts()
        return Paper(sheet).draw()


class Paper:
    def __init__(self, sheet: Sheet):
        self.sheet = sheet
        self.canvas = TaggedCanvas(sheet, (WIDTH, HEIGHT))
        self.y, self.page_no = HEIGHT - MARGIN, 1

    def draw(self) -> bytes:
        for block in self.sheet.blocks:
            if isinstance(block, Heading):
                self.heading(block)
            elif isinstance(block, Paragraph):
                self.paragraph(block)
            else:
                self.table(block)
        self.end_page()
        return self.canvas.finish()

    def heading(self, block: Heading) -> None:
        size = HEADING_SIZE[min(block.level, 2)]
        self.need(size * 1.5 + 3 * LEADING)  # no heading stands alone at the foot of a page
        self.y -= GAP if block.level > 1 else 0
        self.lines(self.canvas.part(f"H{block.level}"), lines_of(block.text, INSIDE, BOLD, size), BOLD, size)
        self.y -= GAP / 2

    def paragraph(self, block: Paragraph) -> None:
        all_lines = lines_of(block.text, INSIDE, PLAIN, TEXT)
        self.need(len(all_lines) * LEADING)
        self.lines(self.canvas.part("P"), all_lines, PLAIN, TEXT)
        self.y -= GAP / 2

    def lines(self, part: Part, texts: list[str], font: str, size: float) -> None:
        for text in texts:
            self.y -= size * 1.5
            self.canvas.write(part, text, MARGIN, self.y, font, size)

    def table(self, block: Table) -> None:
        widths = column_widths(block)
        part = self.canvas.part("Table")
        self.need(3 * LEADING)
        self.row(part, block, block.head, widths, heads=True)
        for number, row in enumerate(block.rows):
            is_sum = block.last_is_sum and number == len(block.rows) - 1
            if is_sum or not number:
                self.canvas.rule(MARGIN, self.y - 4, INSIDE)
            self.row(part, block, row, widths, heads=False, bold=is_sum)
        self.y -= GAP

    def row(self, table: Part, block: Table, cells: tuple[str, ...], widths: list[float], heads: bool, bold: bool = False) -> None:
        font = BOLD if heads or bold else PLAIN
        texts = [lines_of(cell, width, font, TEXT) for cell, width in zip(cells, widths)]
        height = max(len(lines) for lines in texts) * LEADING + BETWEEN
        if self.need(height) and not heads:
            self.row(table, block, block.head, widths, heads=True)
        part = self.canvas.part("TR", table)
        x = MARGIN
        for lines, width, side in zip(texts, widths, block.align):
            cell = self.canvas.part("TH", part, "Column") if heads else self.canvas.part("TD", part)
            for number, text in enumerate(lines):
                at = x + width if side == "r" else x
                if text:
                    self.canvas.write(cell, text, at, self.y - (number + 1) * LEADING, font, TEXT, right=side == "r")
            x += width + GAP
        self.y -= height

    def need(self, height: float) -> bool:
        """Whether a new page was begun for want of room."""
        if self.y - height >= MARGIN:
            return False
        self.end_page()
        self.page_no += 1
        self.y = HEIGHT - MARGIN
        return True

    def end_page(self) -> None:
        self.canvas.margin(f"{self.sheet.title} · {self.page_no}", WIDTH - MARGIN, MARGIN / 2, PLAIN, 8.0)
        self.canvas.next_page()


def column_widths(table: Table) -> list[float]:
    wanted = [max(stringWidth(row[at], BOLD, TEXT) for row in (table.head, *table.rows)) + 1 for at in range(len(table.head))]
    widths = narrowed(wanted, table.align, INSIDE - GAP * (len(wanted) - 1), SHORTEST_TEXT)
    if "l" in table.align:
        widths[table.align.index("l")] += INSIDE - GAP * (len(wanted) - 1) - sum(widths)
    return widths


def lines_of(text: str, width: float, font: str, size: float) -> list[str]:
    return wrapped(text, width, lambda part: stringWidth(part, font, size))
