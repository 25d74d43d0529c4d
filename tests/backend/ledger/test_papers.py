"""Receipts and statements as text and as PDF, and the parts they are made of."""
import re
import zlib
from base64 import a85decode
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import getFont, stringWidth

from backend.ledger.amounts import percent, written
from backend.ledger.negotiating import wanted
from backend.ledger.paper import BOLD, FONTS, GAP, INSIDE, PLAIN, TEXT, column_widths, lines_of, load_fonts, pdf
from backend.ledger.printing import MOST_WAITING, Press
from backend.ledger.sheet import Heading, Paragraph, Sheet, Table, columns, plain_text
from backend.ledger.words import WORDS, words
from backend.service.errors import Busy
from payments.money import DECIMALS

TABLE = Table("Bought", ("What", "Amount"), (("Ride", "€2.80"), ("Bicycle", "€13.50"), ("Total", "€16.30")), "lr", last_is_sum=True)
MADE_AT = datetime(2026, 11, 28, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def sheet(*blocks, title="Receipt 7", language="en") -> Sheet:
    return Sheet(title, language, blocks, "Elmstead", MADE_AT)


SHEET = sheet(Heading("Receipt 7", 1), Paragraph("From Elmstead."), Heading("Bought"), TABLE)


@pytest.mark.parametrize("minor, currency, language, text", [
    (830, "eur", "en", "€8.30"), (830, "eur", "de", "8,30\u00a0€"), (830, "eur", "es", "8,30\u00a0€"), (-5, "eur", "en", "−€0.05"),
    (-5, "eur", "de", "−0,05\u00a0€"), (8300, "krw", "ko", "₩8300"), (1234, "kwd", "en", "1.234\u00a0KWD"), (0, "chf", "de", "0,00\u00a0CHF"),
])  # fmt: skip
def test_amounts_are_written_as_the_language_does(minor, currency, language, text):
    assert written(minor, currency, language) == text


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(DECIMALS)), st.sampled_from(sorted(WORDS)))
def test_no_amount_is_written_as_another(minor, currency, language):
    text = written(minor, currency, language)
    assert int("".join(re.findall(r"[0-9]", text))) == abs(minor)
    assert text.startswith("−") == (minor < 0)


def test_rates_have_no_more_decimals_than_needed():
    assert (percent(1900, "en"), percent(750, "de"), percent(1025, "en")) == ("19\u00a0%", "7,5\u00a0%", "10.25\u00a0%")


def test_every_language_has_every_word_and_its_facts():
    facts = {name: set(re.findall(r"{(\w+)}", text)) for name, text in WORDS["en"].items()}
    for language, said in WORDS.items():
        assert {name: set(re.findall(r"{(\w+)}", text)) for name, text in said.items()} == facts, language
    assert words("fr") is WORDS["en"]


def test_a_sheet_is_text_with_columns_under_each_other():
    assert plain_text(SHEET) == (
        "Receipt 7\n=========\n\nFrom Elmstead.\n\nBought\n------\n\n"
        "What     Amount\n---------------\nRide      €2.80\nBicycle  €13.50\n---------------\nTotal    €16.30\n"
    )


def test_a_long_cell_goes_on_below_and_what_is_beside_it_stays_above():
    table = Table("Bought", ("What", "Amount"), (("Ride " * 20, "€2.80"),), "lr")
    lines = plain_text(sheet(table)).splitlines()
    assert [line.endswith("€2.80") for line in lines[2:]] == [True, False]
    assert max(columns(line) for line in lines) <= 78


def test_letters_of_two_columns_are_counted_so():
    assert columns("합계 A") == 6


def unpacked(content: bytes) -> bytes:
    """A PDF with its streams readable."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    return b"\n".join([content, *(readable(stream.strip()) for stream in streams)])


def readable(stream: bytes) -> bytes:
    packed = a85decode(stream, adobe=True) if stream.endswith(b"~>") else stream
    try:
        return zlib.decompress(packed)
    except zlib.error:
        return b""


def test_a_pdf_names_its_parts_its_title_and_its_language():
    content = unpacked(pdf(SHEET))
    assert content.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in content
    assert b"/Marked true" in content
    assert re.search(rb"/Lang \(en\)", content)
    assert b"/DisplayDocTitle true" in content
    kinds = re.findall(rb"/S /(\w+)", content)
    assert [kinds.count(kind) for kind in (b"Document", b"H1", b"H2", b"P", b"Table", b"TR", b"TH", b"TD")] == [1, 1, 1, 1, 1, 4, 2, 6]
    assert content.count(b"/Scope /Column") == 2
    assert b"/Tabs /S" in content
    assert b"/Author (Elmstead)" in content
    assert b"/CreationDate (D:20261128090500+01'00')" in content


def test_everything_drawn_belongs_to_a_part_or_means_nothing():
    """Every mark is in the tree once, and no text stands outside a mark."""
    content = unpacked(pdf(SHEET))
    marks = [int(number) for number in re.findall(rb"<</MCID (\d+)>> BDC", content)]
    assert marks == list(range(len(marks)))
    assert len(marks) == 2 + 1 + 8
    assert len(re.findall(rb"/Pg \d+ 0 R", content)) == len(marks)  # here every part is drawn in one piece, and says on which page
    inside = re.sub(rb"(BDC|BMC).*?EMC", b"", content, flags=re.DOTALL)
    assert b" Tj" not in inside


def test_the_same_sheet_gives_the_same_bytes():
    assert pdf(SHEET) == pdf(SHEET)


def test_a_long_table_goes_on_with_its_heads_on_the_next_page():
    rows = tuple((f"Ride {number}", "€1.00") for number in range(120))
    content = unpacked(pdf(sheet(Table("Long", ("What", "Amount"), rows, "lr"))))
    pages = len(re.findall(rb"/Type /Page\b", content))
    assert pages == 3
    assert re.findall(rb"/S /(\w+)", content).count(b"TR") == 120 + pages
    assert sorted(int(number) for number in re.findall(rb"/StructParents (\d+)", content)) == [0, 1, 2]


def test_the_fonts_of_the_papers_come_with_the_package_and_have_all_letters():
    load_fonts()
    assert {path.name for path in FONTS.glob("*.ttf")} >= {f"{name}.ttf" for name in (PLAIN, BOLD)}
    signs = {sign for said in WORDS.values() for text in said.values() for sign in text} | set("€$£₩¥−·–\u00a0")
    for name in (PLAIN, BOLD):
        assert not {sign for sign in signs if ord(sign) not in getFont(name).face.charToGlyph}


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r", categories=("L", "N", "P", "Zs")), max_size=200))
def test_no_letter_is_lost_where_lines_break(text):
    load_fonts()
    lines = lines_of(text, 120.0, PLAIN, TEXT)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(stringWidth(line, PLAIN, TEXT) <= 120.0 for line in lines)


@given(st.lists(st.tuples(*[st.text(st.characters(codec="utf-8", categories=("L", "N")), max_size=60)] * 4), min_size=1, max_size=5))
def test_no_table_is_wider_than_its_paper(cells):
    load_fonts()
    rows = tuple((what[:60], who[:60], rate[:12], number[:12]) for what, who, rate, number in cells)
    table = Table("Bought", ("What", "From", "Tax", "Amount"), rows, "lllr")
    assert sum(column_widths(table)) + 3 * GAP <= INSIDE + 0.01
    text = plain_text(sheet(Paragraph(" ".join(rows[0])), table))
    assert all(columns(line) <= 78 for line in text.splitlines())


async def test_no_more_papers_wait_than_can_be_printed_soon():
    press = Press()
    press.waiting = MOST_WAITING
    with pytest.raises(Busy):
        await press.print(SHEET)
    press.waiting = MOST_WAITING - 1
    assert (await press.print(SHEET)).startswith(b"%PDF-")
    assert press.waiting == MOST_WAITING - 1


@pytest.mark.parametrize("accept, form", [
    ("", "application/json"), ("*/*", "application/json"), ("application/pdf", "application/pdf"), ("text/*", "text/plain"),
    ("text/plain;q=0.5, application/pdf;q=0.9", "application/pdf"), ("image/png", "application/json"), ("text/plain; q=0", "application/json"),
    ("application/pdf, application/json", "application/pdf"), (",;=,;q=", "application/json"),
])  # fmt: skip
def test_the_form_that_is_liked_best_is_given(accept, form):
    assert wanted(accept, ("application/json", "text/plain", "application/pdf")) == form


@given(st.text(max_size=600))
def test_no_header_is_too_strange(accept):
    assert wanted(accept, ("application/json", "text/plain")) in ("application/json", "text/plain")
