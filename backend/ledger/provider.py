"""Lines of our account at the payment service, by the event of the books that each of them is."""
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Payment, Refund, Transfer, TransferReversal
from backend.ledger.posting import post
from backend.paying.seen import BalanceLine
from payments import journals
from payments.journals import What

# Its own words for kinds of lines, old and new. https://docs.stripe.com/reports/balance-transaction-types
CHARGED = ("charge", "payment")
GIVEN_BACK = ("refund", "payment_refund")
CAME_BACK = ("refund_failure", "payment_failure_refund")
TAKEN_BACK = ("transfer_refund", "transfer_cancel", "transfer_failure")
ITS_FEES = ("stripe_fee", "network_cost")
AT_ONCE = 500


@dataclass(frozen=True)
class Known:
    """Our rows by the id that the payment service gave: (our id, the booking)."""

    charges: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    refunds: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    transfers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    reversals: Mapping[str, tuple[str, str]] = field(default_factory=dict)


async def find_known(session: AsyncSession, lines: Iterable[BalanceLine]) -> Known:
    sources = sorted({line.source_id for line in lines if line.source_id})
    booked = select(Payment.booking_id).where(Payment.id == Refund.payment_id).scalar_subquery()
    passed_on = select(Payment.booking_id).where(Payment.id == Transfer.payment_id).scalar_subquery()
    taken_back = select(Payment.booking_id).join(Transfer, Transfer.payment_id == Payment.id).where(Transfer.id == TransferReversal.transfer_id)
    queries = {
        "charges": (Payment.charge_id, Payment.id, Payment.booking_id),
        "refunds": (Refund.provider_id, Refund.id, booked),
        "transfers": (Transfer.provider_id, Transfer.id, passed_on),
        "reversals": (TransferReversal.provider_id, TransferReversal.id, taken_back.scalar_subquery()),
    }
    found: dict[str, dict[str, tuple[str, str]]] = {name: {} for name in queries}
    for name, columns in queries.items():
        for start in range(0, len(sources), AT_ONCE):
            rows = await session.execute(select(*columns).where(columns[0].in_(sources[start : start + AT_ONCE])))
            found[name] |= {source: (str(row_id), str(booking_id)) for source, row_id, booking_id in rows}
    return Known(**found)


@dataclass(frozen=True)
class Told:
    """What the payment service says of one event: an amount of one of its lines, or the fee it took with it."""

    event_key: str
    booking_id: str
    amount_minor: int
    line: BalanceLine

    @property
    def is_fee(self) -> bool:
        return self.event_key.startswith("fee:") and self.amount_minor < 0

    @property
    def is_payout(self) -> bool:
        return self.line.kind == "payout" and self.amount_minor < 0


def told_by(lines: Iterable[BalanceLine], known: Known) -> list[Told]:
    """One or two for each line, its amount and its fee. What is none of ours is named after its kind and source there."""
    told, captures = [], Counter[str]()
    for line in sorted(lines, key=lambda line: (line.made_at, line.line_id)):
        if line.kind in CHARGED and line.source_id:
            captures[line.source_id] += 1
        event_key, booking_id = event_of(line, known, captures[line.source_id or ""])
        whole = line.net_minor if line.kind == "adjustment" else line.amount_minor
        told.append(Told(event_key, booking_id, whole, line))
        if line.fee_minor and line.kind != "adjustment":
            told.append(Told(f"fee:{line.line_id}", booking_id, -line.fee_minor, line))
    return told


def event_of(line: BalanceLine, known: Known, capture_no: int) -> tuple[str, str]:
    """(event key, booking)."""
    source = line.source_id or line.line_id
    if line.kind in CHARGED and source in known.charges:
        row_id, booking_id = known.charges[source]
        return f"capture:{row_id}:{capture_no}", booking_id
    for kinds, rows, event in (
        (GIVEN_BACK, known.refunds, "refund_sent"), (CAME_BACK, known.refunds, "refund_failed"), (("transfer",), known.transfers, "transfer"),
        (TAKEN_BACK, known.reversals, "reversal"),
    ):  # fmt: skip
        if line.kind in kinds and source in rows:
            row_id, booking_id = rows[source]
            return f"{event}:{row_id}", booking_id
    if line.kind == "adjustment":
        return f"{'dispute' if line.net_minor < 0 else 'dispute_won'}:{source}", ""
    if line.kind in ITS_FEES:
        return f"fee:{line.line_id}", ""
    return f"{line.kind}:{source}", ""


def amounts(told: Iterable[Told]) -> dict[str, int]:
    """By event key, as `payments.proof` compares them with the books."""
    sums = Counter[str]()
    for one in told:
        sums[one.event_key] += one.amount_minor
    return dict(sums)


async def book_lines(session: AsyncSession, lines: Sequence[BalanceLine]) -> int:
    """Books what only the payment service knows: its fees, and what it paid out to our bank. How many were new; each is booked once."""
    booked = 0
    for told in told_by(lines, await find_known(session, lines)):
        what = What(told.line.currency, told.booking_id)
        name = told.event_key.partition(":")[2]
        if told.is_fee:
            booked += await post(session, journals.provider_fee(name, -told.amount_minor, what), told.line.made_at)
        elif told.is_payout:
            booked += await post(session, journals.paid_out(name, -told.amount_minor, what), told.line.made_at)
    return booked
