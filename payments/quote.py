"""One price for a whole trip: lines per leg and payee that add up, terms that are known before, and a fingerprint of what was shown.

Each leg goes: list price → fare product → concession → credit of a cap → our fee → discounts → tax. The same input gives the same bytes.
"""
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from payments.allocation import Weight, allocate
from payments.cancelling import Ladder
from payments.caps import CappedLeg, CapScheme, service_day, shown_next
from payments.concessions import Concession, base_price
from payments.money import BASIS, decimals, one_currency, round_half_up
from payments.states import CaptureMode
from payments.tax import TaxedLine, taxes

VALID = timedelta(minutes=5)
AFTER_TRIP = timedelta(hours=24)
# A card's hold lasts seven days where its owner is present, else less; half a day is kept in reserve.
HELD_PRESENT, HELD_OFF_SESSION = timedelta(days=6, hours=12), timedelta(days=4)
MOST_LEGS = 20
OURS = "us."  # no operator can be called so: their ids have no full stop


class LineKind(StrEnum):
    FARE = "fare"
    BOOKING_FEE = "booking_fee"
    DISCOUNT = "discount"
    CAP_CREDIT = "cap_credit"
    VOUCHER = "voucher"


class Line(NamedTuple):
    """shown_minor: at least 0 for fares and fees, at most 0 for the others. tax_minor: within what is paid for a fare or fee after its credits."""

    leg_no: int
    kind: LineKind
    payee_id: str
    list_minor: int
    shown_minor: int
    tax_rate_bp: int = 0
    tax_minor: int = 0
    concession_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class CapUse:
    """A scheme that holds for a leg, and the legs the traveller had in its periods before."""

    scheme: CapScheme
    zone: ZoneInfo
    before: tuple[CappedLeg, ...] = ()


@dataclass(frozen=True)
class PricedLeg:
    """product_minor: what its fare product or tariff costs, transfers within the trip considered; at most list_minor in most feeds.

    offer_valid_until: None where the operator's price does not expire by itself
    """

    leg_no: int
    payee_id: str
    starts_at: datetime
    ends_at: datetime
    currency: str
    list_minor: int
    product_minor: int
    tax_rate_bp: int
    ladder: Ladder
    concessions: tuple[Concession, ...] = ()
    cap: CapUse | None = None
    offer_valid_until: datetime | None = None


class Discount(NamedTuple):
    """Off all fares together, a part of them or an amount."""

    discount_id: str
    factor_bp: int = 0
    amount_minor: int = 0


@dataclass(frozen=True)
class Terms:
    """What is asked besides the legs. fee_minor: our booking fee. vouchers: what each may pay at most, by id, used in this order."""

    entitlements: frozenset[str] = frozenset()
    fee_minor: int = 0
    fee_rate_bp: int = 0
    discounts: tuple[Discount, ...] = ()
    vouchers: Mapping[str, int] = field(default_factory=dict)
    off_session: bool = False


@dataclass(frozen=True)
class Quote:
    """total_minor: what the card pays, the sum of all lines. terms: per leg the steps of the fee for giving it back, as shown."""

    currency: str
    lines: tuple[Line, ...]
    total_minor: int
    capture_mode: CaptureMode
    valid_until: datetime
    terms: dict[str, Any]

    @property
    def terms_fingerprint(self) -> str:
        return fingerprint(self.terms)

    @property
    def fingerprint(self) -> str:
        """Of all that was shown, but not of how long it is valid."""
        lines = [line._asdict() for line in self.lines]
        shown = {"currency": self.currency, "lines": lines, "total": self.total_minor, "captureMode": self.capture_mode, "terms": self.terms}
        return fingerprint(shown)


class Change(StrEnum):
    NONE = "none"
    LOWER = "lower"  # booked at the lower price
    HIGHER = "higher"  # or other terms: shown anew


def fingerprint(shown: Any) -> str:
    """SHA-256 of the one way to write it as JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def make_quote(legs: Iterable[PricedLeg], asked: Terms, at: datetime) -> Quote:
    """Raises MixedCurrency for legs of several currencies, ValueError for no legs or too many, or one that stands twice."""
    ordered = sorted(legs, key=lambda leg: (leg.starts_at, leg.leg_no))
    if not 0 < len(ordered) <= MOST_LEGS or len({leg.leg_no for leg in ordered}) != len(ordered):
        raise ValueError(f"a quote has 1 to {MOST_LEGS} legs, each once")
    currency = one_currency({leg.currency for leg in ordered})
    decimals(currency)
    fares = fare_lines(ordered, asked.entitlements)
    credits = cap_lines(ordered, fares)
    fees = [Line(0, LineKind.BOOKING_FEE, OURS, asked.fee_minor, asked.fee_minor, asked.fee_rate_bp)] if asked.fee_minor else []
    discounts = discount_lines(fares, credits, asked.discounts)
    paid = with_tax(fares + fees, credits + discounts)
    before_vouchers = paid + credits + discounts
    lines = before_vouchers + voucher_lines(sum(line.shown_minor for line in before_vouchers), asked.vouchers)
    ends_at = max(leg.ends_at for leg in ordered)
    valid = min([at + VALID, *(leg.offer_valid_until for leg in ordered if leg.offer_valid_until is not None)])
    total = sum(line.shown_minor for line in lines)
    return Quote(currency, tuple(sorted(lines)), total, capture_mode(at, ends_at, asked.off_session), valid, terms_of(ordered))


def fare_lines(legs: Sequence[PricedLeg], entitlements: frozenset[str]) -> list[Line]:
    lines = []
    for leg in legs:
        base = base_price(leg.product_minor, leg.concessions, entitlements)
        lines.append(Line(leg.leg_no, LineKind.FARE, leg.payee_id, leg.list_minor, base.base_minor, leg.tax_rate_bp, 0, base.concession_ids))
    return lines


def cap_lines(legs: Sequence[PricedLeg], fares: Sequence[Line]) -> list[Line]:
    """What caps take off, leg by leg in the order of the trip; a leg counts for those after it."""
    taken: dict[str, list[CappedLeg]] = {}
    lines = []
    for leg, fare in zip(legs, fares):
        if leg.cap is None:
            continue
        scheme = leg.cap.scheme
        one_currency({scheme.currency, leg.currency})
        before = taken.setdefault(scheme.scheme_id, list(leg.cap.before))
        day, name = service_day(leg.starts_at, leg.cap.zone), f"quoted:{leg.leg_no}"
        shown = shown_next(scheme, before, name, day, fare.shown_minor)
        before.append(CappedLeg(name, day, fare.shown_minor, shown))
        if shown < fare.shown_minor:
            lines.append(Line(leg.leg_no, LineKind.CAP_CREDIT, leg.payee_id, 0, shown - fare.shown_minor))
    return lines


def discount_lines(fares: Sequence[Line], credits: Sequence[Line], discounts: Sequence[Discount]) -> list[Line]:
    """One line per fare, all discounts together; what is left never falls below 0."""
    net = {str(line.leg_no): line.shown_minor for line in fares}
    for line in credits:
        net[str(line.leg_no)] += line.shown_minor
    whole = sum(net.values())
    off = 0
    for discount in discounts:
        if not 0 <= discount.factor_bp <= BASIS or discount.amount_minor < 0:
            raise ValueError("a discount takes off 0 to all of a price")
        off += min(whole - off, round_half_up((whole - off) * discount.factor_bp, BASIS) + discount.amount_minor)
    shares = allocate(off, [Weight(name, amount) for name, amount in net.items()]) if off else {}
    return [Line(line.leg_no, LineKind.DISCOUNT, line.payee_id, 0, -shares[str(line.leg_no)]) for line in fares if shares.get(str(line.leg_no))]


def with_tax(paid: Sequence[Line], off: Sequence[Line]) -> list[Line]:
    """The lines of fares and fees with the tax within what is paid for them after their credits and discounts."""
    net = {(line.leg_no, line.kind): line.shown_minor for line in paid}
    for line in off:
        net[line.leg_no, LineKind.FARE] += line.shown_minor
    found = taxes(TaxedLine(f"{line.leg_no:03}{line.kind}", net[line.leg_no, line.kind], line.tax_rate_bp) for line in paid)
    return [line._replace(tax_minor=found.by_line[f"{line.leg_no:03}{line.kind}"]) for line in paid]


def voucher_lines(total_minor: int, vouchers: Mapping[str, int]) -> list[Line]:
    """A voucher is money, not a discount: it pays, and the tax stays as it is."""
    lines = []
    for voucher_id, most in vouchers.items():
        used = min(total_minor, max(0, most))
        if used:
            lines.append(Line(0, LineKind.VOUCHER, voucher_id, 0, -used))
            total_minor -= used
    return lines


def terms_of(legs: Sequence[PricedLeg]) -> dict[str, Any]:
    return {
        str(leg.leg_no): {
            "startsAt": leg.starts_at.astimezone(UTC).isoformat(),
            "fees": [{"beforeS": step.before_s, "minor": step.fee_minor, "bp": step.fee_bp} for step in sorted(leg.ladder.steps, reverse=True)],
        }
        for leg in legs
    }


def capture_mode(at: datetime, trip_ends_at: datetime, off_session: bool = False) -> CaptureMode:
    """Taken after the trip; where the card's hold would not last a day beyond its end, once all is confirmed, and what is not used is refunded."""
    lasts = HELD_OFF_SESSION if off_session else HELD_PRESENT
    return CaptureMode.AT_CONFIRMATION if trip_ends_at + AFTER_TRIP > at + lasts else CaptureMode.TRIP_END


def change(accepted: Quote, now: Quote) -> Change:
    """What a price worked out again means for one that was accepted: never a rise in silence."""
    if now.currency != accepted.currency or now.terms != accepted.terms or now.capture_mode != accepted.capture_mode:
        return Change.HIGHER
    if now.total_minor > accepted.total_minor:
        return Change.HIGHER
    return Change.NONE if now.fingerprint == accepted.fingerprint else Change.LOWER
