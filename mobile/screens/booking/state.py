"""A booking as it stands: what has happened, what it means for the money, and what can be done now. Without Kivy."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from backend.contract.bookings import (
    BookedLeg,
    BookedLegState,
    BookingNotice,
    BookingResponse,
    BookingState,
    NoticeCode,
    Outcome,
    PaymentState,
    RefundState,
)
from backend.contract.payments import CardRefusal
from backend.contract.quotes import SoldKind
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.pay.state import KIND_MODES, KIND_WORDS

S, L, N = BookingState, BookedLegState, NoticeCode
OPEN = (S.HELD, S.CONFIRMING, S.CONFIRMED, S.SETTLING, S.RELEASING)
GIVEN_BACK_NOW = (L.CONFIRMED,)  # legs that can be given back


@dataclass(frozen=True)
class LegRow:
    mode: str
    title: str
    detail: str
    price: str
    spoken: str
    status: tuple[str, str]  # words and tone


@dataclass(frozen=True)
class BookingView:
    """`actions` in order of weight: pay, tickets, again (ask for a new price), cancel, receipt, abandon. `until`: how long it is held for."""

    icon: str
    tone: str
    title: str
    detail: str
    legs: tuple[LegRow, ...]
    sums: tuple[tuple[str, str, str], ...]  # words, amount, spoken
    notices: tuple[str, ...]
    actions: tuple[str, ...]
    until: datetime | None = None


ACTIONS = {
    "pay": lambda: tr("Pay in the browser"), "tickets": lambda: tr("Show my tickets"), "again": lambda: tr("Ask for the price again"),
    "cancel": lambda: tr("Give back"), "receipt": lambda: tr("Receipt"), "abandon": lambda: tr("Give it up"),
}  # fmt: skip


def view_of(booking: BookingResponse, now: datetime, opened: bool = False, can_ask_again: bool = False) -> BookingView:
    """`opened`: the page where one pays is open in the browser. `can_ask_again`: the trip it was is still known here."""
    icon, tone, title, detail = HEADS[booking.state](booking, now, opened)
    return BookingView(
        icon=icon, tone=tone, title=title, detail=detail,
        legs=tuple(leg_row(leg, booking, now.date()) for leg in booking.legs),
        sums=tuple(sums_of(booking)),
        notices=tuple(words for notice in booking.notices if (words := notice_words(notice, booking))),
        actions=actions_of(booking, now, can_ask_again),
        until=booking.hold_until if booking.state is S.HELD and booking.hold_until and booking.hold_until > now else None,
    )  # fmt: skip


def money(minor: int, booking: BookingResponse) -> str:
    return write.money(minor, booking.currency.upper())


def held(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    if booking.hold_until and booking.hold_until <= now:
        words = tr("The time to pay is over. Whether your bank said yes before that is being asked.")
        return "timer-sand", "warn", tr("Time is over"), words
    price = money(booking.total_minor, booking)
    if booking.payment.refusal is not None:
        return "credit-card-outline", "warn", tr("Pay {price}", price=price), refusal_words(booking.payment.refusal)
    if opened:
        return "open-in-new", "info", tr("Pay {price} in the browser", price=price), tr("This page sees by itself when it is done.")
    return "lock-outline", "info", tr("Pay {price}", price=price), tr("Everything is kept free for you until then. No money was taken yet.")


def is_free(booking: BookingResponse) -> bool:
    """Whether no card is asked for it, as where it is too little to charge: then nothing is held, taken or let go."""
    payment = booking.payment
    return payment.state is PaymentState.CAPTURED and not payment.taken_minor and not payment.held_minor


def refusal_words(refusal: CardRefusal) -> str:
    return {
        CardRefusal.NO_FUNDS: tr("Your bank refused the card: there is not enough money on it. Try another one."),
        CardRefusal.EXPIRED: tr("The card is too old. Try another one."),
        CardRefusal.NOT_RECOGNISED: tr("Your bank did not recognise you. Try again, or try another card."),
        CardRefusal.DETAILS: tr("Something in the number, the date or the code of the card was wrong. Try again."),
        CardRefusal.LATER: tr("Your bank did not answer. Try again in a moment."),
    }.get(refusal, tr("Your bank refused the card. Try another one."))


def confirming(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    if is_free(booking):
        return "timer-sand", "info", tr("Being booked"), tr("The operators are asked. It costs you nothing.")
    price = money(booking.total_minor, booking)
    words = tr("Your card holds {price}. The operators are asked; nothing is taken before all have said yes.", price=price)
    return "timer-sand", "info", tr("Being booked"), words


def confirmed(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    return "check-circle", "ok", tr("Booked"), tr("Your tickets are on this phone. They work without network.")


def settling(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    if is_free(booking):
        return "cash-refund", "info", tr("Being settled"), tr("It costs nothing.")
    if not booking.due_minor:
        return "cash-refund", "info", tr("Being settled"), tr("Nothing is due. What your card holds is let go.")
    return "cash", "info", tr("Being settled"), tr("{price} is taken for what you used.", price=money(booking.due_minor, booking))


def settled(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    if booking.outcome is Outcome.GIVEN_BACK and not booking.due_minor:
        return "cash-refund", "ok", tr("Given back"), tr("It costs nothing.")
    if is_free(booking):
        return "check-circle-outline", "ok", tr("Over"), tr("It costs nothing.")
    return "check-circle-outline", "ok", tr("Paid"), tr("It cost {price} in the end.", price=money(booking.due_minor, booking))


def released(booking: BookingResponse, now: datetime, opened: bool) -> tuple[str, str, str, str]:
    if booking.state is S.RELEASING and not is_free(booking):
        return "close-circle-outline", "error", tr("Not booked"), tr("No money is taken. What your card holds is let go now.")
    return "close-circle-outline", "error", tr("Not booked"), tr("No money was taken.")


HEADS = {
    S.HELD: held, S.CONFIRMING: confirming, S.CONFIRMED: confirmed, S.SETTLING: settling, S.SETTLED: settled, S.RELEASING: released,
    S.RELEASED: released,
}  # fmt: skip


def actions_of(booking: BookingResponse, now: datetime, can_ask_again: bool) -> tuple[str, ...]:
    if booking.state is S.HELD:
        return () if booking.hold_until and booking.hold_until <= now else ("pay", "abandon")
    if booking.state in (S.RELEASING, S.RELEASED):
        return ("again",) if can_ask_again else ()
    if booking.state is S.CONFIRMED:
        open_legs = any(leg.state in GIVEN_BACK_NOW for leg in booking.legs)
        return ("tickets", "receipt", *(("cancel",) if open_legs else ()))
    return ("receipt",) if booking.state in (S.SETTLING, S.SETTLED) else ()


STATUS = {
    L.HELD: ("", "quiet"), L.ASKED: (lambda: tr("The operator is asked"), "quiet"), L.CONFIRMED: (lambda: tr("Confirmed"), "ok"),
    L.RELEASING: (lambda: tr("Let go"), "quiet"), L.RELEASED: (lambda: tr("Not booked"), "quiet"), L.USED: (lambda: tr("Used"), "quiet"),
    L.CANCELLED: (lambda: tr("Given back"), "quiet"), L.DISRUPTED: (lambda: tr("Does not run, costs nothing"), "warn"),
}  # fmt: skip


def leg_row(leg: BookedLeg, booking: BookingResponse, today: date) -> LegRow:
    words, tone = STATUS[leg.state]
    status = words() if words else ""
    title = tr("{start} to {end}", start=leg.from_name, end=leg.to_name) if leg.from_name and leg.to_name else KIND_WORDS[leg.kind]()
    if leg.kind is SoldKind.PARKING and leg.to_name:
        title = tr("Parking: {place}", place=leg.to_name)
    day, currency = write.day(leg.starts_at.date(), today), booking.currency.upper()
    detail = f"{leg.operator} · {day} {write.clock(leg.starts_at)}"
    told = [title, leg.operator, f"{day} {say.clock(leg.starts_at)}", say.money(leg.price_minor, currency), status]
    mode = KIND_MODES.get(leg.kind, "BUS")
    return LegRow(mode, title, detail, money(leg.price_minor, booking), ", ".join(part for part in told if part), (status, tone))


def sums_of(booking: BookingResponse) -> Iterator[tuple[str, str, str]]:
    """What was agreed to, what is to be paid as things stand, what was taken and what came back."""
    payment = booking.payment
    rows = [(tr("Agreed price"), booking.total_minor)]
    if booking.due_minor != booking.total_minor and booking.state not in (S.HELD, S.CONFIRMING):
        rows.append((tr("To be paid as things stand"), booking.due_minor))
    rows += [(words, amount) for words, amount in ((tr("Held on your card"), payment.held_minor), (tr("Taken"), payment.taken_minor)) if amount]
    if booking.owed_minor:
        rows.append((tr("Still to be paid"), booking.owed_minor))
    for words, amount in rows:
        yield words, money(amount, booking), f"{words}: {say.money(amount, booking.currency.upper())}"
    for refund in payment.refunds:
        words = f"{tr('Given back')}, {REFUNDS[refund.state]()}"
        yield words, money(refund.amount_minor, booking), f"{words}: {say.money(refund.amount_minor, booking.currency.upper())}"


REFUNDS = {
    RefundState.ORDERED: lambda: tr("on its way"), RefundState.SENT: lambda: tr("on its way to your bank"), RefundState.SUCCEEDED: lambda: tr("done"),
    RefundState.FAILED: lambda: tr("your bank sent it back; we see to it"), RefundState.PAID_OTHERWISE: lambda: tr("paid in another way"),
}  # fmt: skip


def notice_words(notice: BookingNotice, booking: BookingResponse) -> str:
    """What one has to know, "" for what the heading says already."""
    leg = next((leg for leg in booking.legs if leg.number == notice.leg), None)
    operator = leg.operator if leg else tr("An operator")
    until = write.clock(booking.hold_until) if booking.hold_until else write.clock(notice.at)
    return {
        N.CONFIRMED: "", N.RECEIPT: "",
        N.NOT_BOOKED: tr("Something did not work out on the way, so everything was given up."),
        N.DISRUPTED: tr("{operator} does not run this part. It costs nothing. Look for another way.", operator=operator),
        N.SUBSTITUTED: tr("Another way is booked instead of the part with {operator}. It costs nothing.", operator=operator),
        N.SUBSTITUTE_OFFERED: tr("There is another way, but it costs more than we can give for nothing. Look for it and see its price."),
        N.SPACE_REFUNDED: tr("No other space was free near by. What you did not use comes back."),
        N.OVERSTAYED: tr("You stayed longer than booked. That is paid with a booking of its own, as it was shown to you before."),
        N.PARKING_MOVED: tr("You come later, so your space is yours for longer, at no price."),
        N.PAYMENT_LOST: tr("Your bank let the money go. Tickets that are not used yet do not count any longer."),
        N.HOLD_EXPIRED: tr("The price was held until {time}.", time=until),
        N.ABANDONED: tr("You gave it up."),
        N.OPERATOR_REFUSED: tr("{operator} could not take you, so everything was given up. Look for another way.", operator=operator),
        N.CARD_REFUSED: tr("Too many cards were refused, so everything was given up. Nothing was taken. Try again later, or ask your bank."),
        N.CLAIM_UPHELD: tr("Your claim was accepted. What you paid too much comes back."),
        N.CLAIM_REFUSED: tr("Your claim was looked at and refused. The price stays as it is."),
        N.RIDE_LATER: tr("The van comes later than was promised. You see the new times with your ride. Giving it back costs nothing."),
        N.RIDE_WAITS: tr("You come later, so the van does too. You see the new times with your ride."),
        N.RIDE_MOVED: tr("Another van comes for you, within the times that were promised."),
        N.RIDE_STRANDED: tr("The van cannot come any more. It costs nothing. Another way is being looked for, and somebody sees to it."),
        N.RIDE_CUT_OFF: tr(
            "A line on your way to the van does not run as booked. The van still comes: look for another way to it. Giving it back costs nothing."
        ),
        N.OPERATOR_SILENT: tr("{operator} did not answer in time, so everything was given up. Look for another way.", operator=operator),
    }[notice.code]  # fmt: skip


def sentences(parts: Iterable[str]) -> str:
    """One after another, each with its full stop."""
    return " ".join(part if part[-1] in ".!?…" else f"{part}." for part in parts if part)


def title_of(booking: BookingResponse) -> str:
    """Where the whole trip goes."""
    last = max(booking.legs, key=lambda leg: leg.ends_at)
    if len(booking.legs) == 1 and last.kind is SoldKind.PARKING and last.to_name:
        return tr("Parking: {place}", place=last.to_name)
    return tr("Trip to {place}", place=last.to_name) if last.to_name else tr("Booking")


def describe(view: BookingView) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [f"{view.title}. {view.detail}", *view.notices, *(leg.spoken for leg in view.legs)]
    return told + [spoken for _, _, spoken in view.sums] + [ACTIONS[action]() for action in view.actions]
