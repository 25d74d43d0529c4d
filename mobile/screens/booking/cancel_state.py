"""Giving back: first what it costs and what comes back, then, and only then, it is done."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from backend.contract.bookings import BookedLeg, BookingResponse
from backend.contract.cancellations import (
    Broken,
    CancellationChangedProblem,
    CancellationQuoteRequest,
    CancellationQuoteResponse,
    CancellationRequest,
)
from mobile.accounts.signed_in import SignedOut
from mobile.client import ClientError, Refused, new_key
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.payments import calls
from mobile.payments.buying import read, twice
from mobile.screens.booking.state import GIVEN_BACK_NOW

CHANGED = "cancellation_changed"


@dataclass(frozen=True)
class Cancelling:
    """`phase`: asking, ready, cancelling, done, signed_out or trouble. `changed`: the fee is another than the one shown before."""

    phase: str = "asking"
    quote: CancellationQuoteResponse | None = None
    booking: BookingResponse | None = None
    changed: bool = False
    sentence: str = ""
    key: str = field(default="", repr=False)


def open_legs(booking: BookingResponse) -> tuple[BookedLeg, ...]:
    return tuple(leg for leg in booking.legs if leg.state in GIVEN_BACK_NOW)


async def ask_fee(state: Cancelling, booking_id: str, legs: tuple[int, ...] | None, account) -> AsyncIterator[Cancelling]:
    yield replace(state, phase="asking", sentence="")
    request = CancellationQuoteRequest(legs)
    try:
        quote = await account.ask(lambda client, token: calls.cancellation_quote(client, booking_id, request, token))
    except SignedOut as trouble:
        yield Cancelling("signed_out", sentence=trouble.sentence)
    except ClientError as trouble:
        yield Cancelling("trouble", sentence=trouble.sentence)
    else:
        yield Cancelling("ready", quote, key=new_key())


async def cancel(state: Cancelling, booking_id: str, account) -> AsyncIterator[Cancelling]:
    """At the fee that is shown. Another one is shown first."""
    yield replace(state, phase="cancelling", sentence="")
    request = CancellationRequest(state.quote.id)
    try:
        booking = await twice(account, lambda client, token: calls.cancel(client, booking_id, request, token, state.key))
    except SignedOut as trouble:
        yield Cancelling("signed_out", sentence=trouble.sentence)
    except Refused as trouble:
        changed = read(trouble, CancellationChangedProblem) if trouble.code == CHANGED else None
        if changed:
            yield Cancelling("ready", changed.new_quote, changed=True, key=new_key())
        else:
            yield Cancelling("trouble", sentence=trouble.sentence)
    except ClientError as trouble:
        yield replace(state, phase="ready", sentence=trouble.sentence)
    else:
        yield replace(state, phase="done", booking=booking)


def fee_words(quote: CancellationQuoteResponse, spoken: bool = False) -> str:
    form, currency = say if spoken else write, quote.currency.upper()
    return tr("Fee: {price}", price=form.money(quote.fee_minor, currency)) if quote.fee_minor else tr("No fee")


def refund_words(quote: CancellationQuoteResponse, spoken: bool = False) -> str:
    form, currency = say if spoken else write, quote.currency.upper()
    return tr("You get back {price}", price=form.money(quote.refund_minor, currency))


def button_words(quote: CancellationQuoteResponse) -> str:
    """Verb and amount: money moves."""
    return tr("Give back, get {price}", price=write.money(quote.refund_minor, quote.currency.upper()))


def consequence_words(quote: CancellationQuoteResponse, spoken: bool = False) -> tuple[str, ...]:
    form, currency = say if spoken else write, quote.currency.upper()
    more = form.money(sum(leg.minor for leg in quote.dearer), currency)
    words = {
        Broken.THROUGH_FARE: tr("What stays shares a ticket with what goes: its price is worked out anew."),
        Broken.CAP: tr("The rides of the day, week or month that stay cost {price} more without it. That is not given back.", price=more),
    }
    return tuple(words[consequence.what] for consequence in quote.consequences)


def describe(state: Cancelling) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.quote is None:
        return [state.sentence] if state.sentence else []
    told = [tr("The fee has changed.")] if state.changed else []
    return told + [refund_words(state.quote, spoken=True), fee_words(state.quote, spoken=True), *consequence_words(state.quote, spoken=True)]
