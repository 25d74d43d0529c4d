"""A table of a feed: text columns, the numbers read from them, and where each row stands for the list of problems."""
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from routing.build.gtfs_csv import LINE, parse_csv
from routing.build.gtfs_files import FeedFiles
from routing.build.problems import EXAMPLES_KEPT, BuildError, Problems

NO_TIME = -1
TIME = "^[0-9]{1,3}:[0-5]?[0-9]:[0-5]?[0-9]$"


@dataclass(frozen=True)
class Table:
    """Rows of one file. `rows` has the text of each wanted column ("" where empty or not in the file), `line`, and columns put there later."""

    file: str  # "feed.zip/stops.txt"
    rows: pl.DataFrame
    given: frozenset[str]  # columns that the file has
    problems: Problems

    def __len__(self) -> int:
        return self.rows.height

    def text(self, column: str) -> pl.Series:
        return self.rows[column]

    def array(self, column: str) -> np.ndarray:
        """A column put there by `put`."""
        return self.rows[column].to_numpy()

    def has(self, column: str) -> np.ndarray:
        """bool[rows], where the text is not empty."""
        return (self.rows[column] != "").to_numpy()

    def put(self, **columns: np.ndarray) -> "Table":
        return self._with(self.rows.with_columns(**{name: pl.Series(values) for name, values in columns.items()}))

    def keep(self, mask: np.ndarray) -> "Table":
        return self if mask.all() else self._with(self.rows.filter(pl.Series(mask)))

    def sort(self, *columns: str) -> "Table":
        return self._with(self.rows.sort(*columns, maintain_order=True))

    def _with(self, rows: pl.DataFrame) -> "Table":
        return Table(self.file, rows, self.given, self.problems)

    def report(self, code: str, mask: np.ndarray, message: str) -> None:
        """Count a problem of the masked rows. The message may name columns of the row: "no stop {stop_id}"."""
        found = np.flatnonzero(mask)
        for row in found[:EXAMPLES_KEPT].tolist():
            values = self.rows.row(row, named=True)
            self.problems.add(code, message.format(**values), self.file, values[LINE])
        if len(found) > EXAMPLES_KEPT:
            self.problems.add(code, message, self.file, 0, len(found) - EXAMPLES_KEPT)

    def without(self, code: str, mask: np.ndarray, message: str) -> "Table":
        """Count the masked rows as a problem and leave them out."""
        self.report(code, mask, message)
        return self.keep(~mask)

    def with_ids(self, column: str) -> "Table":
        """Rows with an id, the first one where an id stands twice."""
        table = self.without("missing_value", ~self.has(column), f"there is no {column}; the row is left out")
        again = ~table.text(column).is_first_distinct().to_numpy()
        return table.without("duplicate_id", again, f"{column} {{{column}}} stands twice; the first row counts")

    def whole(self, column: str, low: int, high: int, empty: int, instead: str = "taken as empty") -> np.ndarray:
        """int64[rows]; `empty` where there is no text or, counted as a problem, no whole number from low to high."""
        text = self.text(column)
        numbers = text.cast(pl.Int64, strict=False)
        return self._checked(column, numbers, numbers.is_between(low, high), empty, f"a whole number from {low} to {high}; {instead}")

    def number(self, column: str, low: float, high: float, instead: str = "taken as empty") -> np.ndarray:
        """float64[rows]; NaN where there is no text or, counted as a problem, no number from low to high."""
        numbers = self.text(column).cast(pl.Float64, strict=False)
        return self._checked(column, numbers, numbers.is_between(low, high), np.nan, f"a number from {low:g} to {high:g}; {instead}")

    def time_s(self, column: str, instead: str = "taken as empty") -> np.ndarray:
        """Seconds of the service day, int64[rows]; NO_TIME where there is no text or, counted as a problem, no time."""
        text = self.text(column)
        parts = text.str.split_exact(":", 2)
        hours, minutes, seconds = (parts.struct.field(f"field_{i}").cast(pl.Int64, strict=False) for i in range(3))
        return self._checked(
            column, hours * 3600 + minutes * 60 + seconds, text.str.contains(TIME), NO_TIME, f"a time such as 08:05:00; {instead}", "unreadable_time"
        )

    def day(self, column: str) -> np.ndarray:
        """Ordinal of a date, int64[rows]; 0 where there is no text or, counted as a problem, no date."""
        text = self.text(column)
        days = text.str.to_date("%Y%m%d", strict=False).cast(pl.Int64) + date(1970, 1, 1).toordinal()
        readable = text.str.contains("^(19|2[0-9])[0-9]{6}$") & days.is_not_null()
        return self._checked(column, days, readable, 0, "a date such as 20261124; the row is left out", "unreadable_date")

    def _checked(self, column: str, values: pl.Series, good: pl.Series, empty, wanted: str, code: str = "unreadable_number") -> np.ndarray:
        sound = good.fill_null(False).to_numpy()
        self.report(code, self.has(column) & ~sound, f'{column} "{{{column}}}" is not {wanted}')
        return np.where(sound, values.fill_null(0).to_numpy(), empty)


class Ids:
    """Outside ids and their rows."""

    def __init__(self, ids: pl.Series):
        self.texts = ids
        self._table = pl.DataFrame({"id": ids, "row": np.arange(len(ids), dtype=np.int32)}, schema_overrides={"id": pl.String})

    def rows(self, ids: pl.Series) -> np.ndarray:
        """int32, row of each id; -1 where it is none of ours."""
        asked = pl.DataFrame({"id": ids}, schema={"id": pl.String})
        return asked.join(self._table, on="id", how="left", maintain_order="left")["row"].fill_null(-1).to_numpy(writable=True)


def read_table(files: FeedFiles, name: str, problems: Problems, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Table:
    """A file that every feed must have. Raises BuildError where it, a required column or every row is missing."""
    table = find_table(files, name, problems, required, optional)
    if table is None:
        raise BuildError(f"{files.where(name)}: the file is missing or empty. Ask the publisher of the feed for a complete one.")
    if not len(table):
        raise BuildError(f"{files.where(name)}: the file has no rows. Ask the publisher of the feed for a complete one.")
    return table


def find_table(files: FeedFiles, name: str, problems: Problems, required: tuple[str, ...] = (), optional: tuple[str, ...] = ()) -> Table | None:
    """A file that a feed may have; None where it is missing or empty. Raises BuildError where it lacks a required column."""
    data = files.find_bytes(name)
    if data is None or not data.strip():
        return None
    frame = parse_csv(data, files.where(name), problems)
    given = frozenset(frame.columns) - {LINE}
    wanted = [pl.col(c) if c in given else pl.lit("").alias(c) for c in (*required, *optional)]
    table = Table(files.where(name), frame.select(*wanted, pl.col(LINE)), given, problems)
    require_columns(table, required)
    return table


def require_columns(table: Table, columns: tuple[str, ...]) -> None:
    missing = [column for column in columns if column not in table.given]
    if missing:
        found = ", ".join(sorted(table.given))
        raise BuildError(f"{table.file} line 1: the column {missing[0]} is missing. Add it to the header; it has {found}.")


def no_table(name: str, columns: tuple[str, ...], problems: Problems) -> Table:
    """A table without rows, for a file that a feed does not have."""
    return Table(name, pl.DataFrame(schema=dict.fromkeys(columns, pl.String) | {LINE: pl.Int32}), frozenset(), problems)
