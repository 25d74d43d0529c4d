"""Sheets as a PDF: boxes as vectors, text in the font of the app or one that is given."""
from collections.abc import Iterable
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

import mobile
from allways.codes.layout import FINE_MM, POINT_MM, Sheet
from allways.errors import CommandError

FONTS = Path(mobile.__file__).parent / "assets" / "fonts"
PLAIN, BOLD = "AllwaysSans-500.ttf", "AllwaysSans-800.ttf"


class Fonts:
    """The letters of a sheet. Raises CommandError for a file that is no TrueType font."""

    def __init__(self, own: Path | None = None):
        self.names = {bold: f"sheet-{'bold' if bold else 'plain'}" for bold in (False, True)}
        self.known: set[int] | None = None
        for bold, file in ((False, PLAIN), (True, BOLD)):
            path = own or FONTS / file
            try:
                font = TTFont(self.names[bold], str(path))
            except (TTFError, OSError) as error:
                raise CommandError(f"{path}: is no TrueType font ({error}).") from error
            registerFont(font)
            letters = set(font.face.charToGlyph)
            self.known = letters if self.known is None else self.known & letters

    def width(self, text: str, size: float, bold: bool) -> float:
        """mm"""
        return stringWidth(text, self.names[bold], size)

    def lacking(self, text: str) -> str:
        """The letters that would be empty boxes."""
        return "".join(sorted({sign for sign in text if ord(sign) not in (self.known or ())}))


def write_pdf(path: Path, sheets: Iterable[Sheet], fonts: Fonts, title: str) -> int:
    """How many sheets were written. Raises CommandError."""
    canvas = Canvas(str(path), pageCompression=1, invariant=1)
    canvas.setTitle(title)
    canvas.setCreator("Allways")
    canvas.setViewerPreference("PrintScaling", "None")  # else a viewer shrinks it, and every distance is wrong
    for sheet in sheets:
        draw(canvas, sheet, fonts)
    count = canvas.getPageNumber() - 1
    try:
        canvas.save()
    except OSError as error:
        raise CommandError(f"{path}: cannot be written ({error.strerror}).") from error
    return count


def draw(canvas: Canvas, sheet: Sheet, fonts: Fonts) -> None:
    canvas.setPageSize((sheet.width / POINT_MM, sheet.height / POINT_MM))
    # Millimetres from the bottom left, as a PDF counts upwards.
    canvas.scale(1 / POINT_MM, 1 / POINT_MM)
    for box in sheet.boxes:
        canvas.rect(box.x, sheet.height - box.y - box.height, box.width, box.height, stroke=0, fill=1)
    canvas.setLineWidth(FINE_MM)
    for frame in sheet.frames:
        canvas.rect(frame.x, sheet.height - frame.y - frame.height, frame.width, frame.height)
    for line in sheet.lines:
        canvas.setFont(fonts.names[line.bold], line.size)
        canvas.drawString(line.x, sheet.height - line.y, line.text)
    canvas.showPage()
