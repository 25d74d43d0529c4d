"""Words and states of a stay that is made longer, ends early, or has somebody else in its space. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

from backend.contract.reservation_care import (
    DepartureQuote,
    DepartureRequest,
    DepartureResponse,
    IncidentState,
    NextBookingProblem,
    OtherSpace,
    OverstayDue,
)
from backend.contract.reservations import Reservation
from mobile.client import ClientError, Refused, new_key
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking import calls
from mobile.parking.taken import Told
from mobile.payments.buying import read, twice
from mobile.payments.local import in_zone

NEXT_BOOKING = "next_booking"


@dataclass(frozen=True)
class Leaving:
    """`phase`: asking (what it brings), ready, leaving, done, or trouble. `quote` is what it brings now, None where that could not be asked for."""

    phase: str = "asking"
    quote: DepartureQuote | None = None
    answer: DepartureResponse | None = None
    sentence: str = ""
    key: str = field(default="", repr=False)


async def ask_leaving(state: Leaving, stay: Reservation, account) -> AsyncIterator[Leaving]:
    """What leaving now would bring, as the city works it out. Where it cannot be asked for one may leave all the same."""
    if state.quote is None:
        yield Leaving()
    key = state.key or new_key()
    try:
        quote = await account.ask(lambda client, token: calls.departure(client, str(stay.booking_id), stay.leg_no, token))
    except ClientError as trouble:
        yield Leaving("trouble", sentence=trouble.sentence, key=key)
    else:
        yield Leaving("ready", quote, key=key)


async def leave(state: Leaving, stay: Reservation, account) -> AsyncIterator[Leaving]:
    """Under one key, so that an answer that gets lost ends the stay once."""
    yield replace(state, phase="leaving", sentence="")
    request = DepartureRequest(stay.leg_no)
    try:
        answer = await twice(account, lambda client, token: calls.leave(client, str(stay.booking_id), request, token, state.key))
    except ClientError as trouble:
        yield replace(state, phase="trouble", sentence=trouble.sentence)
    else:
        yield replace(state, phase="done", answer=answer)


def quote_words(quote: DepartureQuote, stay: Reservation, form=write) -> str:
    """Told before the button: what comes back or is to be paid, then what the stay costs in all."""
    currency = quote.currency.upper()
    told = [over_words(quote.overstay, currency, form)] if quote.overstay else []
    if quote.refund_minor:
        told.append(tr("You get back {price}", price=form.money(quote.refund_minor, currency)) + ".")
    elif not quote.overstay:
        early = stay.terms.early_leave
        told.append(tr("Nothing comes back: so little time is left.") if early else tr("Time that is not used is not paid back here."))
    return " ".join([*told, tr("The stay costs {price} then.", price=form.money(quote.due_minor, currency))])


def over_words(over: OverstayDue, currency: str, form=write) -> str:
    """What staying longer than booked costs, nothing where it is excused."""
    minor = over.time_minor + over.fee_minor
    if over.excused or not minor:
        return tr("Staying longer costs you nothing.")
    return tr("You stayed longer: {price} are to be paid.", price=form.money(minor, currency))


def left_words(answer: DepartureResponse, form=write) -> str:
    """What leaving meant for the money."""
    currency = answer.currency.upper()
    told = [tr("The stay is over.")]
    if answer.refund_minor:
        told.append(tr("You get back {price}", price=form.money(answer.refund_minor, currency)) + ".")
    if answer.overstay:
        told.append(over_words(answer.overstay, currency, form))
    return " ".join(told)


def next_booking(trouble: Refused | None, zone) -> NextBookingProblem | None:
    """Why it cannot be made longer, and what is free instead."""
    if trouble is None or trouble.code != NEXT_BOOKING:
        return None
    found = read(trouble, NextBookingProblem)
    return in_zone(found, zone) if found else None


def next_booking_words(found: NextBookingProblem, form=write) -> str:
    words = tr("Somebody else has the space afterwards.")
    return f"{words} {tr('It can go on until {time}.', time=form.clock(found.free_until))}" if found.free_until else words


def other_words(one: OtherSpace, currency: str, units: str, form=write) -> tuple[str, str]:
    start, end = form.clock(one.starts_at), form.clock(one.ends_at)
    times = f"{start} – {end}" if form is write else tr("{start} to {end}", start=start, end=end)
    walk = tr("{distance} from there", distance=form.distance(one.walk_m, units))
    return one.name, f"{walk}, {times}, {form.money(one.price_minor, currency)}"


@dataclass(frozen=True)
class TakenView:
    """`again`: one more tap is asked for; `replacement`: the booking to go to instead."""

    icon: str
    tone: str
    title: str
    detail: str
    replacement: str = ""
    again: bool = False
    waits: bool = False


def taken_view(told: Told) -> TakenView:
    incident = told.incident
    if told.trouble:
        return TakenView("alert-circle-outline", "error", tr("The city did not take it"), told.trouble, again=True)
    if incident is None:
        detail = tr("It is kept with the time, {time}, and told as soon as there is a connection. Your money back goes by that time.",
                    time=write.clock(told.at))  # fmt: skip
        return TakenView("clock-outline", "warn", tr("Being told to the city"), detail, waits=True)
    replacement = str(incident.replacement_id or "")
    icon, tone, title, detail = {
        IncidentState.REPORTED: ("magnify", "info", tr("Another space is being looked for"),
                                 tr("It takes a minute at most. Stay where you can stop.")),
        IncidentState.LOOK_AGAIN: ("help-circle", "warn", tr("Please look once more"),
                                   tr("The gate says that you stand in your space already. If it is taken, tap once more.")),
        IncidentState.REPLACED: ("check-circle", "ok", tr("Another space is yours"),
                                 tr("It costs you nothing more. Your old code does not open any longer.")),
        IncidentState.REFUNDED: ("cash-refund", "warn", tr("No other space is free nearby"),
                                 tr("Your money for the unused time is on its way back.")),
        IncidentState.UNDECIDED: ("account-clock-outline", "warn", tr("A person of the city looks at it first"),
                                  tr("You are told as soon as it is decided.")),
        IncidentState.REFUSED: ("close-circle", "error", tr("The city found nothing to make good"), tr("Ask the city if you do not agree.")),
    }[incident.state]  # fmt: skip
    return TakenView(icon, tone, title, detail, replacement, incident.state is IncidentState.LOOK_AGAIN, incident.state is IncidentState.REPORTED)

