"""What the command line asks of the books."""
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from backend.contract.receipts import StatementResponse
from backend.database.base import now
from backend.database.database import Database
from backend.ledger.hosts import Payout, book_payout, list_payouts
from backend.ledger.paper import pdf
from backend.ledger.proving import AROUND, Day, Proof, prove_books
from backend.ledger.receipt import Issuer
from backend.ledger.sheet import plain_text
from backend.ledger.statement import Asked, Month, csv_text, statement_sheet, whole_statement
from backend.migrations.upgrade import prepare
from backend.paying.gateway import Gateway
from backend.paying.provider import read_provider
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import BalanceLine
from backend.service.settings import Settings
from routing.manifest import Manifest

NOBODY = Issuer("Allways", ZoneInfo("UTC"))


@dataclass(frozen=True)
class Proved:
    """not_asked: why the payment service was not, "" where it was."""

    proof: Proof
    not_asked: str = ""


def issuer_of(city: Path | None) -> Issuer:
    """Of a built city; else in UTC. Raises StoreError."""
    if city is None:
        return NOBODY
    manifest = Manifest.open(city)
    return Issuer(manifest.name, ZoneInfo(manifest.timezone))


async def prove(settings: Settings, day: date | None, zone: ZoneInfo, environment: Mapping[str, str] = os.environ) -> Proved:
    """day None: all there is. Raises DatabaseBehind, ProviderUnusable."""
    prepare(settings.database_url)
    span = None if day is None else Day.of(day, zone)
    lines, not_asked = await ask_provider(settings, span, environment)
    database = Database.open(settings.database_url)
    try:
        return Proved(await prove_books(database, now(), lines, span), not_asked)
    finally:
        await database.close()


async def ask_provider(settings: Settings, day: Day | None, environment: Mapping[str, str]) -> tuple[list[BalanceLine] | None, str]:
    """(lines, "") or (None, why not)."""
    provider = read_provider(environment, settings.public_origin)
    if provider is None:
        return None, "there is none"
    gateway = Gateway(provider)
    try:
        return await (gateway.balance_transactions() if day is None else gateway.balance_transactions(day.start - AROUND, day.end + AROUND)), ""
    except (ProviderSilent, ProviderRefused) as error:
        return None, f"it does not answer ({error.code})"
    finally:
        await gateway.close()


async def statement(settings: Settings, asked: Asked, zone: ZoneInfo) -> StatementResponse:
    """Raises DatabaseBehind, NoSuchAccount."""
    prepare(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        async with database.reading() as session:
            return await whole_statement(session, asked, zone)
    finally:
        await database.close()


async def payouts(settings: Settings, zone: ZoneInfo, book: bool) -> list[Payout]:
    """What hosts are to be paid; with `book` what this call noted as paid. Raises DatabaseBehind."""
    prepare(settings.database_url)
    database = Database.open(settings.database_url)
    try:
        async with database.writing() if book else database.reading() as session:
            due = await list_payouts(session, now(), zone)
            return [payout for payout in due if not book or await book_payout(session, payout)]
    finally:
        await database.close()


def asked_for(operator_id: str, month: str, issuer: Issuer, currency: str | None) -> Asked:
    """Raises ValueError for what is no month."""
    return Asked(operator_id, Month.of(month, issuer.zone), currency.lower() if currency else None)


def written(found: StatementResponse, issuer: Issuer, form: str, language: str) -> bytes:
    """form: `text`, `csv` or `pdf`."""
    if form == "csv":
        return csv_text(found).encode()
    sheet = statement_sheet(found, issuer, language, now())
    return pdf(sheet) if form == "pdf" else plain_text(sheet).encode()
