"""One CSV file as columns of text with the line of each row.

Two readers: Polars for files as they should be, and the slower one of the standard library for blank lines, line breaks inside quotes,
rows of uneven length and careless quotes. Which one read a file makes no difference to what is read.
"""
import csv
import io
from itertools import islice

import polars as pl

from routing.build.problems import BuildError, Problems

BOM = b"\xef\xbb\xbf"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
LINE = "line"  # column with the line on which a row begins, counted from 1


def parse_csv(data: bytes, where: str, problems: Problems) -> pl.DataFrame:
    """All columns as text without surrounding spaces, "" where empty, and `line`. Rows without any text are no rows.

    Raises BuildError for a file that is not UTF-8, has no header or a quote that is never closed. `where` names the file in messages.
    """
    data = data.removeprefix(BOM)
    check_utf8(data, where)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    stripped = data.lstrip()
    header_line = 1 + data[: len(data) - len(stripped)].count(b"\n")
    header, _, body = stripped.partition(b"\n")
    columns = [name.strip() for name in next(csv.reader([header.decode().strip()]), [])]
    if not any(columns):
        raise BuildError(f"{where}: the file is empty. It must begin with a line of column names.")
    body = body.rstrip(b"\r\n")
    frame = fast_rows(body, len(columns), header_line + 1)
    if frame is None:
        frame = careful_rows(body, columns, header_line + 1, where, problems)
    return tidy(frame, columns, where, problems)


def check_utf8(data: bytes, where: str) -> None:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        line = 1 if data.startswith(UTF_16) else data.count(b"\n", 0, error.start) + 1
        raise BuildError(f"{where} line {line}: the text is not UTF-8. Save the file as UTF-8.") from error


def fast_rows(body: bytes, width: int, first_line: int) -> pl.DataFrame | None:
    """Rows as Polars reads them; None where it refuses or where the lines of the rows would not be known."""
    schema = {str(i): pl.String for i in range(width)}
    if not body:
        return pl.DataFrame(schema=schema | {LINE: pl.Int32})
    # What Polars lacks in a short row it fills as if it were empty, so each row gets one field more that shows where it ends.
    marked = body.replace(b"\r\n", b"\n").replace(b"\n", b",|\n") + b",|"
    end = str(width)
    try:
        frame = pl.read_csv(marked, has_header=False, schema=schema | {end: pl.String}, empty_string_is_null=False, glob=False)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != body.count(b"\n") + 1 or not (frame[end] == "|").all():
        return None
    frame = frame.drop(end)
    return frame.with_columns(pl.int_range(first_line, first_line + frame.height, dtype=pl.Int32).alias(LINE))


def careful_rows(body: bytes, columns: list[str], first_line: int, where: str, problems: Problems) -> pl.DataFrame:
    text, width = body.decode(), len(columns)
    least = max(i for i, name in enumerate(columns, 1) if name)  # nobody misses a field of a column without a name
    reader = csv.reader(io.StringIO(text, newline=""))
    rows: list[list[str]] = []
    lines: list[int] = []
    last = line = first_line
    try:
        for row in reader:
            if row:
                rows.append(fit_row(row, width, least, where, line, problems))
                lines.append(line)
            last, line = line, first_line + reader.line_num
    except csv.Error as error:
        raise BuildError(f"{where} line {line}: the row cannot be read ({error}). Is a quote opened and never closed?") from error
    if line - last > 1:
        check_closed(text, last - first_line, where, last)
    fields = list(zip(*rows)) if rows else [()] * width
    frame = pl.DataFrame({str(i): pl.Series(field, dtype=pl.String) for i, field in enumerate(fields)})
    return frame.with_columns(pl.Series(LINE, lines, dtype=pl.Int32))


def fit_row(row: list[str], width: int, least: int, where: str, line: int, problems: Problems) -> list[str]:
    """A row of exactly as many fields as the header has. least: how many there are up to the last column with a name."""
    if len(row) < least and any(field.strip() for field in row):
        problems.add("row_too_short", f"{len(row)} fields instead of {width}; the missing ones are taken as empty", where, line)
    if any(field.strip() for field in row[width:]):
        problems.add("row_too_long", f"{len(row)} fields instead of {width}; the last ones are left out", where, line)
    return row[:width] + [""] * (width - len(row))


def check_closed(text: str, lines_before: int, where: str, line: int) -> None:
    """A last row over several lines that ends within quotes has swallowed all rows below it."""
    try:
        next(csv.reader(islice(io.StringIO(text, newline=""), lines_before, None), strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise BuildError(f"{where} line {line}: a quote is opened and never closed. Close it or leave it out.") from error


def tidy(frame: pl.DataFrame, columns: list[str], where: str, problems: Problems) -> pl.DataFrame:
    """Name the columns, strip the texts, leave out rows and columns without content."""
    named: list[pl.Expr] = []
    seen = {"", LINE}
    for i, name in enumerate(columns):
        if name in seen and name:
            problems.add("duplicate_column", f"the column {name} stands twice; the first one counts", where, 1)
        if name not in seen:
            seen.add(name)
            named.append(pl.col(str(i)).str.strip_chars().alias(name))
    texts = frame.select(*named, pl.col(LINE))
    return texts.filter(pl.any_horizontal(pl.exclude(LINE) != ""))
