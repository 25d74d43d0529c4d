"""An offer as the message that a traveller sees."""
from datetime import timedelta

from backend.contract.quotes import CaptureMode, LineKind, QuotedLeg, QuoteLine, QuoteResponse, ReturnStep
from backend.pricing.offer import Offer, SoldLeg
from payments import quote as law
from payments.money import decimals, too_small_to_charge


def quote_message(quote_id: str, offer: Offer) -> QuoteResponse:
    quote = offer.quote
    fares = [line for line in quote.lines if line.leg_no > 0]
    return QuoteResponse(
        quote_id=quote_id,
        currency=quote.currency.upper(),
        decimals=decimals(quote.currency),
        total_minor=quote.total_minor,
        saved_minor=sum(line.list_minor for line in fares) - sum(line.shown_minor for line in fares),
        tax_minor=sum(line.tax_minor for line in quote.lines),
        too_small=too_small_to_charge(quote.total_minor, quote.currency),
        rights_saved_minor=offer.rights_saved_minor,
        lines=tuple(line_message(line, offer) for line in quote.lines),
        legs=tuple(leg_message(leg) for leg in offer.legs),
        capture_mode=CaptureMode(quote.capture_mode.value),
        valid_until=quote.valid_until,
        terms_fingerprint=quote.terms_fingerprint,
    )


def line_message(line: law.Line, offer: Offer) -> QuoteLine:
    return QuoteLine(
        line.leg_no, LineKind(line.kind.value), line.payee_id, offer.names.get(line.payee_id, line.payee_id), line.list_minor, line.shown_minor,
        line.tax_rate_bp, line.tax_minor, line.concession_ids,
    )  # fmt: skip


def leg_message(leg: SoldLeg) -> QuotedLeg:
    return QuotedLeg(
        number=leg.leg_no,
        operator_id=leg.operator_id,
        operator=leg.operator_name,
        kind=leg.kind,
        from_name=leg.from_name,
        to_name=leg.to_name,
        starts_at=leg.starts_at,
        ends_at=leg.ends_at,
        price_minor=leg.price_minor,
        fees=return_steps(leg),
        covers=leg.covers,
        sold_with=leg.through,
        parking=leg.parking,
        promised=None if leg.ride is None else leg.ride.promised,
    )


def return_steps(leg: SoldLeg) -> tuple[ReturnStep, ...]:
    """Steps at which giving it back costs as much as keeping it are no steps."""
    until = [leg.starts_at - timedelta(seconds=step.before_s) for step in sorted(leg.ladder.steps, reverse=True)]
    steps = (ReturnStep(moment, leg.ladder.fee(leg.price_minor, leg.starts_at, moment)) for moment in until)
    return tuple(step for step in steps if step.fee_minor < leg.price_minor)
