"""A host's month for people and for spreadsheets."""
import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from backend.contract.earnings import EarningsLine, EarningsResponse
from backend.ledger.amounts import written
from backend.ledger.receipt import Issuer
from backend.ledger.receipt_sheet import moment
from backend.ledger.sheet import Block, Heading, Paragraph, Sheet, Table
from backend.ledger.statement import safe
from backend.ledger.words import words
from payments.money import plain

CSV_HEAD = (
    "booked_at", "event", "reference", "space_id", "starts_at", "ends_at", "base_minor", "share_bp", "commission_minor", "commission_tax_rate_bp",
    "commission_tax_minor", "amount_minor", "amount", "currency",
)  # fmt: skip


def csv_text(earnings: EarningsResponse) -> str:
    """Texts that begin like a formula are disarmed, as in statements of operators."""
    out, currency = StringIO(), earnings.currency or ""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(CSV_HEAD)
    for line in earnings.lines:
        times = (moment.isoformat() if moment else "" for moment in (line.starts_at, line.ends_at))
        texts = (safe(text) for text in (line.booked_at.isoformat(), line.kind, line.reference, line.space_id or "", *times))
        numbers = (line.base_minor, line.share_bp, line.commission_minor, line.commission_tax_rate_bp, line.commission_tax_minor, line.amount_minor)
        writer.writerow([*texts, *numbers, plain(line.amount_minor, currency), currency.upper()])
    return out.getvalue()


def earnings_sheet(earnings: EarningsResponse, issuer: Issuer, language: str, at: datetime) -> Sheet:
    """language: one of those of the words. at: when it is made."""
    said, currency = words(language), earnings.currency or ""
    title = said["earnings"].format(month=earnings.month)
    about = said["statement_of"].format(name=issuer.name, zone=earnings.timezone, currency=currency.upper())
    blocks: list[Block] = [Heading(title, 1), Paragraph(about), Paragraph(said["earnings_why"])]
    if not earnings.lines:
        blocks.append(Paragraph(said["no_postings"]))
    if currency:
        blocks.append(Table(title, head(language), (*rows(earnings, language),), "lllrrr", last_is_sum=True))
        tax = sum(line.commission_tax_minor for line in earnings.lines)
        blocks.append(Paragraph(f"{said['tax_in_commission']}: {written(tax, currency, language)}"))
    return Sheet(title, language, tuple(blocks), issuer.name, at.astimezone(issuer.zone))


def head(language: str) -> tuple[str, ...]:
    said = words(language)
    return tuple(said[name] for name in ("booked_on", "event", "stay", "base", "commission", "yours"))


def rows(earnings: EarningsResponse, language: str) -> Iterable[tuple[str, ...]]:
    said, currency = words(language), earnings.currency or ""
    yield "", said["opening"], "", "", "", written(earnings.opening_minor, currency, language)
    for line in earnings.lines:
        of_stay = (line.base_minor, line.commission_minor) if line.share_bp is not None else ()
        told = tuple(written(amount, currency, language) for amount in of_stay) or ("", "")
        event = said.get(f"kind_{line.kind}", line.kind)
        yield moment(line.booked_at), event, stay_of(line), *told, written(line.amount_minor, currency, language)
    yield said["closing"], "", "", "", "", written(earnings.closing_minor, currency, language)


def stay_of(line: EarningsLine) -> str:
    return f"{moment(line.starts_at)} – {moment(line.ends_at)}" if line.starts_at and line.ends_at else ""
