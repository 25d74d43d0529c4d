"""What a host earned: the postings on their account with the stays that they are of, twelve months in sums, and the next payout."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import BookingLeg
from backend.contract.earnings import EarningsLine, EarningsMonth, EarningsResponse
from backend.ledger.hosts import PAYOUT, account_of, find_owed, month_start, postings_of_hosts
from backend.ledger.models import JournalRow, LedgerAccount, posting
from backend.ledger.reading import MOST_AT_ONCE, Booked, Period, get_balance, list_currencies, list_postings
from backend.ledger.statement import Month, find_place, place_of
from payments.money import decimals
from payments.parking.paying_out import payout_minor

MONTHS = 12
USUAL_DECIMALS = 2


@dataclass(frozen=True)
class Asked:
    """currency None: the only one, or the first by its letters."""

    host_id: UUID
    month: Month
    currency: str | None = None

    @property
    def account(self) -> str:
        return account_of(self.host_id)


async def make_earnings(
    session: AsyncSession, asked: Asked, zone: ZoneInfo, at: datetime, after: str | None = None, limit: int = MOST_AT_ONCE
) -> EarningsResponse:
    """One page of lines, with the balances of the whole month. Raises PlaceUnknown."""
    currencies = await list_currencies(session, asked.account)
    currency = asked.currency or next(iter(currencies), None)
    if currency is None or currency not in currencies:
        return EarningsResponse(asked.month.text, zone.key, None, USUAL_DECIMALS, 0, 0, None, (), 0, (), 0)
    period = asked.month.period
    rows = await list_postings(session, asked.account, currency, period, await find_place(session, after), limit + 1)
    shown = rows[:limit]
    opening = -await get_balance(session, asked.account, currency, Period(end=period.start))
    closing = -await get_balance(session, asked.account, currency, Period(end=period.end))
    owed = await find_owed(session, asked.account, currency, at, zone)
    now_paid = payout_minor(owed)
    payout_at = at.astimezone(zone) if now_paid else month_start(month_start(at, zone) + timedelta(days=32), zone)
    return EarningsResponse(
        asked.month.text, zone.key, currency, decimals(currency), owed.total_minor, now_paid or max(0, owed.total_minor),
        payout_at if owed.total_minor > 0 else None, await list_months(session, asked.account, currency, at, zone), opening,
        await lines_of(session, asked.account, shown, zone), closing, place_of(shown[-1]) if len(rows) > limit else None,
    )  # fmt: skip


async def whole_earnings(session: AsyncSession, asked: Asked, zone: ZoneInfo, at: datetime) -> EarningsResponse:
    """Every line."""
    found = await make_earnings(session, asked, zone, at)
    lines, after = list(found.lines), found.next
    while after:
        page = await make_earnings(session, asked, zone, at, after)
        lines, after = lines + list(page.lines), page.next
    return msgspec.structs.replace(found, lines=tuple(lines), next=None)


async def list_lines(session: AsyncSession, host_id: UUID, zone: ZoneInfo, most: int) -> list[tuple[str, EarningsLine]]:
    """Of all months, the oldest first, each with its currency."""
    code = account_of(host_id)
    found: list[tuple[str, EarningsLine]] = []
    for currency in await list_currencies(session, code):
        last = None
        while rows := await list_postings(session, code, currency, after=last, limit=min(MOST_AT_ONCE, most - len(found))):
            found += [(currency, line) for line in await lines_of(session, code, rows, zone)]
            last = rows[-1]
    return found


async def lines_of(session: AsyncSession, code: str, rows: Sequence[Booked], zone: ZoneInfo) -> tuple[EarningsLine, ...]:
    ids = {row.journal_id for row in rows}
    booked = await session.execute(select(JournalRow.id, JournalRow.lines).where(JournalRow.id.in_(ids)))
    journals: dict[UUID, list[dict[str, Any]]] = dict(booked.tuples().all())
    of_host = select(BookingLeg).where(BookingLeg.booking_id.in_({row.booking_id for row in rows}), BookingLeg.payee == code)
    legs = list(await session.scalars(of_host.order_by(BookingLeg.booking_id, BookingLeg.leg_no)))
    return tuple(line_of(row, journals[row.journal_id], find_leg(row, legs), zone) for row in rows)


def find_leg(row: Booked, legs: Iterable[BookingLeg]) -> BookingLeg | None:
    """The one that the event names, else the first of its booking."""
    mine = [leg for leg in legs if leg.booking_id == row.booking_id]
    return next((leg for leg in mine if str(leg.id) in row.event_key), next(iter(mine), None))


def line_of(row: Booked, lines: Iterable[Mapping[str, Any]], leg: BookingLeg | None, zone: ZoneInfo) -> EarningsLine:
    """Base, commission and tax are those of the journal, so that all of it is what was booked."""
    amount, net, tax = -row.amount_minor, 0, 0
    for line in lines:
        if line["account"] == "commission":
            net -= line["minor"]
        elif line["account"].startswith("tax_payable:"):
            tax -= line["minor"]
    reference = row.event_key.split(":")[1]
    booked_at = row.booked_at.astimezone(zone)
    if leg is None:
        return EarningsLine(booked_at, row.kind, reference, amount, 0, 0, 0)
    return EarningsLine(
        booked_at, row.kind, reference, amount, amount + net + tax, net + tax, tax, leg.share_bp, leg.commission_tax_bp, leg.resource_id,
        leg.starts_at.astimezone(zone), leg.ends_at.astimezone(zone),
    )  # fmt: skip


async def list_months(session: AsyncSession, code: str, currency: str, at: datetime, zone: ZoneInfo) -> tuple[EarningsMonth, ...]:
    """The latest first; all of them from one question."""
    starts = [month_start(at, zone)]
    while len(starts) < MONTHS:
        starts.append(month_start(starts[-1] - timedelta(days=1), zone))
    number = case(*((JournalRow.created_at >= start, place) for place, start in enumerate(starts)), else_=MONTHS)
    query = postings_of_hosts(number, JournalRow.kind, func.sum(posting.c.amount_minor))
    query = query.where(LedgerAccount.code == code, LedgerAccount.currency == currency).group_by(number, JournalRow.kind)
    sums: dict[int, dict[str, int]] = {}
    for place, kind, amount in await session.execute(query):
        sums.setdefault(place, {})[kind] = -int(amount)
    owed, months = sum(sums.get(MONTHS, {}).values()), []
    for place in range(MONTHS - 1, -1, -1):
        found = sums.get(place, {})
        earned, paid = found.get("earn", 0), -found.get(PAYOUT, 0)
        owed += sum(found.values())
        months.append(EarningsMonth(f"{starts[place]:%Y-%m}", earned, earned - paid - sum(found.values()), paid, owed))
    return tuple(reversed(months))
