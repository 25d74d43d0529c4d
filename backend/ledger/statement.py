"""What an operator is told of a month: the postings on its account, and nothing else."""
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from io import StringIO
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.receipts import StatementLine, StatementResponse
from backend.ledger.amounts import written
from backend.ledger.models import JournalRow
from backend.ledger.reading import MOST_AT_ONCE, Booked, Period, get_balance, list_currencies, list_postings
from backend.ledger.receipt import LETTERS, Issuer
from backend.ledger.receipt_sheet import moment
from backend.ledger.sheet import Block, Heading, Paragraph, Sheet, Table
from backend.ledger.words import words
from payments.money import decimals, plain

FORMULA = ("=", "+", "-", "@", "\t", "\r")
PSEUDONYM, PSEUDONYM_SIGNS = b"allways/statement/1", 16
CSV_HEAD = ("booked_at", "event", "reference", "amount_minor", "amount", "currency")


class NoSuchAccount(LookupError):
    """Nothing was ever booked for such an operator, or not in such a currency."""


class PlaceUnknown(ValueError):
    """The mark from which to go on is of no line."""


@dataclass(frozen=True)
class Month:
    """A month in a zone. text: such as `2026-11`."""

    text: str
    period: Period

    @classmethod
    def of(cls, text: str, zone: ZoneInfo) -> "Month":
        """Raises ValueError."""
        first = date.fromisoformat(f"{text}-01")
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        return cls(text, Period(*(datetime.combine(day, time(), zone) for day in (first, following))))


@dataclass(frozen=True)
class Asked:
    """currency None: the only one, or the first by its letters."""

    operator_id: str
    month: Month
    currency: str | None = None

    @property
    def account(self) -> str:
        return f"operator_payable:{self.operator_id}"


async def make_statement(
    session: AsyncSession, asked: Asked, zone: ZoneInfo, after: str | None = None, limit: int = MOST_AT_ONCE
) -> StatementResponse:
    """One page of lines, with the balances of the whole month. Raises NoSuchAccount, PlaceUnknown."""
    currencies = await list_currencies(session, asked.account)
    currency = asked.currency or next(iter(currencies), "")
    if currency not in currencies:
        raise NoSuchAccount
    period = asked.month.period
    rows = await list_postings(session, asked.account, currency, period, await find_place(session, after), limit + 1)
    more = len(rows) > limit
    opening = -await get_balance(session, asked.account, currency, Period(end=period.start))
    closing = -await get_balance(session, asked.account, currency, Period(end=period.end))
    lines = tuple(line_of(row, asked.operator_id, zone) for row in rows[:limit])
    return StatementResponse(
        operator_id=asked.operator_id, month=asked.month.text, timezone=zone.key, currency=currency, decimals=decimals(currency),
        opening_minor=opening, lines=lines, closing_minor=closing, next=place_of(rows[limit - 1]) if more else None,
    )  # fmt: skip


async def whole_statement(session: AsyncSession, asked: Asked, zone: ZoneInfo) -> StatementResponse:
    """Every line. Raises NoSuchAccount."""
    found = await make_statement(session, asked, zone)
    lines, after = list(found.lines), found.next
    while after:
        page = await make_statement(session, asked, zone, after)
        lines, after = lines + list(page.lines), page.next
    return msgspec.structs.replace(found, lines=tuple(lines), next=None)


def line_of(row: Booked, operator_id: str, zone: ZoneInfo) -> StatementLine:
    """Legs and transfers by the ids that the operator knows them by; a booking, which is of others too, by a word of this operator's alone."""
    reference = row.event_key.split(":")[1]
    if row.booking_id is not None and reference == str(row.booking_id):
        reference = pseudonym(operator_id, row.booking_id)
    return StatementLine(row.booked_at.astimezone(zone), row.kind, reference, -row.amount_minor)


def pseudonym(operator_id: str, booking_id: UUID) -> str:
    """The same each time, so that it can be asked about. Two operators of one trip cannot tell by it that it is one; the id has random bits enough
    that nobody finds it from this."""
    mark = sha256(PSEUDONYM + operator_id.encode() + b"\0" + booking_id.bytes).digest()
    return "T-" + "".join(LETTERS[byte & 31] for byte in mark[:PSEUDONYM_SIGNS])


def place_of(row: Booked) -> str:
    return f"{row.journal_id}.{row.line_no}"


async def find_place(session: AsyncSession, after: str | None) -> Booked | None:
    """Raises PlaceUnknown."""
    if after is None:
        return None
    journal, _, line = after.partition(".")
    try:
        journal_id, line_no = UUID(journal), int(line[:9])
    except ValueError as error:
        raise PlaceUnknown from error
    row = await session.scalar(select(JournalRow).where(JournalRow.id == journal_id))
    if row is None:
        raise PlaceUnknown
    return Booked(row.id, line_no, row.event_key, row.kind, row.booking_id, row.happened_at, row.created_at, 0)


def csv_text(statement: StatementResponse) -> str:
    """For spreadsheets, which run what begins like a formula: such texts get an apostrophe. Amounts are numbers of ours and stay numbers."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    for line in statement.lines:
        texts = (safe(text) for text in (line.booked_at.isoformat(), line.kind, line.reference))
        writer.writerow([*texts, line.amount_minor, plain(line.amount_minor, statement.currency), statement.currency.upper()])
    return out.getvalue()


def safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


def statement_sheet(statement: StatementResponse, issuer: Issuer, language: str, at: datetime) -> Sheet:
    """language: one of those of the words. at: when it is made."""
    said = words(language)
    title = said["statement"].format(operator=statement.operator_id, month=statement.month)
    about = said["statement_of"].format(name=issuer.name, zone=statement.timezone, currency=statement.currency.upper())
    why = said["statement_why"].format(account=f"operator_payable:{statement.operator_id}")
    blocks: list[Block] = [Heading(title, 1), Paragraph(about), Paragraph(why)]
    if not statement.lines:
        blocks.append(Paragraph(said["no_postings"]))
    rows = [("", said["opening"], "", written(statement.opening_minor, statement.currency, language)), *statement_rows(statement, language)]
    rows.append((said["closing"], "", "", written(statement.closing_minor, statement.currency, language)))
    head = tuple(said[name] for name in ("booked_on", "event", "reference", "amount"))
    table = Table(title, head, tuple(rows), "lllr", last_is_sum=True)
    return Sheet(title, language, (*blocks, table), issuer.name, at.astimezone(issuer.zone))


def statement_rows(statement: StatementResponse, language: str) -> Iterable[tuple[str, ...]]:
    said = words(language)
    for line in statement.lines:
        event = said.get(f"kind_{line.kind}", line.kind)
        yield moment(line.booked_at), event, line.reference, written(line.amount_minor, statement.currency, language)
