"""Buying a trip: a price, agreed to, becomes a booking. Nothing is ever bought at another price than the one shown."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.bookings import Accepted, AlreadyBookedProblem, BookingRequest, BookingResponse, QuoteChangedProblem
from backend.contract.consents import Consent
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.contract.reservations import ParkingWish
from backend.contract.trips import Itinerary, Leg
from mobile.accounts.signed_in import SignedOut
from mobile.client import ClientError, Refused, Unreachable, new_key
from mobile.following import MOST_LEGS, followed_leg, ride_of
from mobile.i18n import tr
from mobile.payments import calls
from mobile.payments.refusals import NOT_SOLD, sentence_of
from mobile.payments.rights import agree, find_unasked

CHANGED, BOUGHT, NOT_AGREED = ("quote_changed", "quote_expired"), "quote_already_booked", "consent_missing"
WORDS_CHANGED = "consent_text_changed"
MOST_ASKED, ASKED_EVERY_S = 20, 0.5


@dataclass(frozen=True)
class Buying:
    """`phase`: asking (for a price), consent (has to be given before a right is told), ready, booking, booked, unsold, signed_out or trouble.

    `consent` is what would be agreed to.
    `before` is the price that was shown before this one, where it has changed since. `key` is that of the one booking this price can become.
    `refusal` is what the city said, where it says more than the sentence, as which other spaces are free.
    """

    phase: str = "asking"
    quote: QuoteResponse | None = None
    before: QuoteResponse | None = None
    booking: BookingResponse | None = None
    consent: Consent | None = None
    sentence: str = ""
    key: str = field(default="", repr=False)
    refusal: Refused | None = None

    def is_over(self, now: datetime) -> bool:
        """Whether the price does not hold any longer."""
        return self.quote is not None and now >= self.quote.valid_until


def can_be_asked(itinerary: Itinerary, now: datetime) -> bool:
    """Whether any of it costs something that is known, and it has not begun yet."""
    return itinerary.price is not None and 1 <= len(sold_legs(itinerary)) <= MOST_LEGS and itinerary.depart_at > now


def sold_legs(itinerary: Itinerary) -> tuple[Leg, ...]:
    """What somebody may sell. The ways on foot between, and where one sets out from, are nobody's business when something is bought."""
    return tuple(leg for leg in itinerary.legs if leg.route or leg.rental or leg.taxi or leg.car_park or ride_of(leg))


def request_for_spaces(wishes: tuple[ParkingWish, ...], entitlements: tuple[str, ...] = ()) -> QuoteRequest:
    """Spaces alone, without a trip."""
    return QuoteRequest((), entitlements, wishes)


def legs_beside_space(itinerary: Itinerary) -> tuple[Leg, ...]:
    """What is sold of a trip whose car stands in a space that is booked with it: not the car park it was planned to."""
    return tuple(leg for leg in sold_legs(itinerary) if not leg.car_park)


def request_for(itinerary: Itinerary, entitlements: tuple[str, ...] = (), wishes: tuple[ParkingWish, ...] = ()) -> QuoteRequest:
    """All of it in one price; `wishes` are spaces that are booked with the trip."""
    legs = legs_beside_space(itinerary) if wishes else sold_legs(itinerary)
    return QuoteRequest(tuple(followed_leg(leg) for leg in legs), entitlements, wishes)


async def ask_price(state: Buying, request: QuoteRequest, account, ask=calls.quote) -> AsyncIterator[Buying]:
    """What it costs now. A price that was shown before is remembered beside it where it was another. No right is told before it was agreed to.

    `ask(client, request, token)` asks the city, where another price is asked for than that of a trip.
    """
    yield replace(state, phase="asking", sentence="")
    try:
        if request.entitlements and (consent := await find_unasked(account)):
            yield Buying("consent", consent=consent)
            return
        quote = await account.ask(lambda client, token: ask(client, request, token))
    except SignedOut as trouble:
        yield Buying("signed_out", sentence=trouble.sentence)
    except ClientError as trouble:
        if trouble.code == NOT_AGREED:
            yield await not_agreed(account)
        else:
            phase, refusal = "unsold" if trouble.code == NOT_SOLD else "trouble", trouble if isinstance(trouble, Refused) else None
            yield Buying(phase, sentence=sentence_of(trouble), refusal=refusal)
    else:
        yield offered(quote, state.quote)


async def agree_and_ask(state: Buying, request: QuoteRequest, account) -> AsyncIterator[Buying]:
    """Agree to the words that are shown, then ask with the right. Words that have changed meanwhile are shown anew by the question itself."""
    yield replace(state, phase="asking", sentence="")
    try:
        await agree(account, state.consent)
    except SignedOut as trouble:
        yield Buying("signed_out", sentence=trouble.sentence)
        return
    except ClientError as trouble:
        if trouble.code != WORDS_CHANGED:
            yield replace(state, phase="consent", sentence=trouble.sentence)
            return
    async for asked in ask_price(Buying(), request, account):
        yield asked


def offered(quote: QuoteResponse, shown: QuoteResponse | None) -> Buying:
    changed = shown is not None and (shown.total_minor, shown.terms_fingerprint) != (quote.total_minor, quote.terms_fingerprint)
    return Buying("ready", quote, shown if changed else None, key=new_key())


async def book(state: Buying, account, plate: str = "") -> AsyncIterator[Buying]:
    """Agree to the price that is shown. Asked for once more after a lost answer it is the same booking. `plate`: by which a gate shall open."""
    quote = state.quote
    yield replace(state, phase="booking", sentence="")
    request = BookingRequest(UUID(quote.quote_id), Accepted(quote.total_minor, quote.terms_fingerprint), plate or None)
    try:
        booking = await twice(account, lambda client, token: calls.book(client, request, token, state.key))
    except SignedOut as trouble:
        yield Buying("signed_out", sentence=trouble.sentence)
    except Refused as trouble:
        yield await refused(state, trouble, account)
    except ClientError as trouble:
        yield replace(state, phase="ready", sentence=trouble.sentence)
    else:
        yield replace(state, phase="booked", booking=booking)


async def twice(account, question):
    """An answer may get lost: the same question under the same key is the same booking."""
    try:
        return await account.ask(question)
    except Unreachable:
        return await account.ask(question)


async def refused(state: Buying, trouble: Refused, account) -> Buying:
    """Never a rise in silence: another price is shown as another price."""
    if trouble.code in CHANGED and (changed := read(trouble, QuoteChangedProblem)):
        return offered(changed.new_quote, state.quote)
    if trouble.code == BOUGHT and (other := read(trouble, AlreadyBookedProblem)):
        try:
            booking, _ = await account.ask(lambda client, token: calls.booking(client, other.booking_id, token))
        except ClientError as again:
            return replace(state, phase="ready", sentence=again.sentence)
        return replace(state, phase="booked", booking=booking)
    if trouble.code == NOT_AGREED:
        return await not_agreed(account)
    return replace(state, phase="trouble", sentence=sentence_of(trouble), refusal=trouble)


async def not_agreed(account) -> Buying:
    """What was agreed to was taken back since: it is asked again, and the price with the right is gone."""
    try:
        consent = await find_unasked(account)
    except ClientError as trouble:
        return Buying("trouble", sentence=trouble.sentence)
    return Buying("consent", consent=consent) if consent else Buying("trouble", sentence=tr("Ask for the price again."))


async def pay_address(booking_id: str, account) -> str:
    """Of the page in the browser where this booking is paid. Raises ClientError."""
    for _ in range(MOST_ASKED):
        started = await account.ask(lambda client, token: calls.start_payment(client, booking_id, token))
        if started.pay_url:
            return started.pay_url
        await asyncio.sleep(ASKED_EVERY_S)
    raise ClientError(tr("The page to pay on is not ready yet. Try again in a moment; everything stays held for you."), "not_ready")


def read(trouble: Refused, shape: type):
    try:
        return msgspec.json.decode(trouble.problem, type=shape)
    except msgspec.MsgspecError:
        return None
