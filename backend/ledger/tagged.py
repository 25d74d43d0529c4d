"""A PDF that says what its parts are, so that a screen reader reads headings as headings and cells with their columns.

reportlab draws; the tree of parts is put beside it. Source: ISO 32000-1, 14.7 and 14.8.
"""
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFPage
from reportlab.pdfgen.canvas import Canvas

from backend.ledger.sheet import Sheet

PAGE_ENTRIES = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]  # reportlab knows pages without parts only


@dataclass
class Part:
    """kind: `H1`, `P`, `Table`, `TR`, `TH`, `TD`. marks: numbers of what was drawn of it, on the page `page_no` (from 0)."""

    kind: str
    parent: "Part | None" = None
    scope: str = ""
    parts: list["Part"] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    page_no: int = 0
    tree: PDFDictionary = field(default_factory=lambda: PDFDictionary({}))


class TaggedCanvas:
    """Draws in points from the bottom left, as PDF counts."""

    def __init__(self, sheet: Sheet, size: tuple[float, float]):
        self.file = BytesIO()
        self.canvas = Canvas(self.file, pagesize=size, pageCompression=1, invariant=1, lang=sheet.language, pdfVersion=(1, 7))
        self.canvas.setTitle(sheet.title)
        self.canvas.setSubject(sheet.title)
        self.canvas.setAuthor(sheet.author)
        self.canvas.setDateFormatter(lambda *_: date_of(sheet.made_at))  # not that of the machine: the same sheet gives the same bytes
        self.canvas.setCreator("Allways")
        self.canvas.setProducer("Allways")
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.root = Part("Document")
        self.marked: list[list[Part]] = [[]]  # by page and number of the mark

    def part(self, kind: str, parent: Part | None = None, scope: str = "") -> Part:
        """A new last part of another one, of the document where none is given."""
        made = Part(kind, parent or self.root, scope)
        (parent or self.root).parts.append(made)
        return made

    def write(self, part: Part, text: str, x: float, y: float, font: str, size: float, right: bool = False) -> None:
        """A line of text that belongs to a part; x: its left end, or its right one. All lines of a part stand on one page."""
        page = self.marked[-1]
        part.page_no = len(self.marked) - 1
        part.marks.append(len(page))
        self.canvas._code.append(f"/{part.kind} <</MCID {len(page)}>> BDC")
        page.append(part)
        self.canvas.setFont(font, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, text)
        self.canvas._code.append("EMC")

    def rule(self, x: float, y: float, width: float) -> None:
        """A line that means nothing by itself."""
        self.canvas._code.append("/Artifact BMC")
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x, y, x + width, y)
        self.canvas._code.append("EMC")

    def margin(self, text: str, x: float, y: float, font: str, size: float) -> None:
        """The number of a page: a reader knows it from elsewhere."""
        self.canvas._code.append("/Artifact BMC")
        self.canvas.setFont(font, size)
        self.canvas.drawRightString(x, y, text)
        self.canvas._code.append("EMC")

    def next_page(self) -> None:
        self.canvas.showPage()
        page = self.canvas._doc.Pages.pages[-1]
        page.__NoDefault__ = PAGE_ENTRIES
        page.StructParents, page.Tabs = len(self.marked) - 1, PDFName("S")
        self.marked.append([])

    def finish(self) -> bytes:
        """After the last `next_page`."""
        catalog = self.canvas._doc.Catalog
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})
        tree = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        catalog.StructTreeRoot = self.reference(tree)
        self.describe(self.root, tree)
        numbers: list = []
        for number, page in enumerate(self.marked[:-1]):
            numbers += [number, PDFArray([self.reference(part.tree) for part in page])]
        tree.dict |= {
            "K": PDFArray([self.reference(self.root.tree)]), "ParentTree": self.reference(PDFDictionary({"Nums": PDFArray(numbers)})),
            "ParentTreeNextKey": len(self.marked) - 1,
        }  # fmt: skip
        self.canvas.save()
        return self.file.getvalue()

    def describe(self, part: Part, parent: PDFDictionary) -> None:
        for inner in part.parts:
            self.describe(inner, part.tree)
        part.tree.dict |= {"Type": PDFName("StructElem"), "S": PDFName(part.kind), "P": self.reference(parent)}
        part.tree.dict["K"] = PDFArray([*part.marks, *(self.reference(inner.tree) for inner in part.parts)])
        if part.marks:
            part.tree.dict["Pg"] = self.reference(self.canvas._doc.Pages.pages[part.page_no])
        if part.scope:
            part.tree.dict["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName(part.scope)})

    def reference(self, what):
        return self.canvas._doc.Reference(what)


def date_of(at: datetime) -> str:
    """ISO 32000-1, 7.9.4: `D:20261128090500+01'00'`."""
    offset = f"{at:%z}" or "+0000"
    return f"D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
