"""Words and states of a stay that is made longer, ends early, or has somebody else in its space. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from backend.contract.parking import ParkingSearch
from backend.contract.reservation_care import DepartureRequest, DepartureResponse, IncidentState, NextBookingProblem, OtherSpace
from backend.contract.reservations import Reservation
from mobile.asking import rounded
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
    """`phase`: asking (what comes back), ready, leaving, done or trouble. `back_minor`: about what comes back, None where nobody can say before."""

    phase: str = "asking"
    back_minor: int | None = None
    answer: DepartureResponse | None = None
    sentence: str = ""
    key: str = field(default="", repr=False)


async def ask_refund(stay: Reservation, client, now: datetime) -> AsyncIterator[Leaving]:
    """What is paid, less what the time used so far costs alone. It is worked out anew when one leaves, so it is told as about."""
    yield Leaving()
    used_until = min(max(rounded(now, 15), stay.starts_at), stay.ends_at)
    if not stay.terms.early_leave or used_until <= stay.starts_at or used_until >= stay.ends_at:
        yield Leaving("ready", None, key=new_key())
        return
    asked = ParkingSearch(stay.space.lat, stay.space.lon, stay.starts_at, used_until, stay.vehicle)
    try:
        used = (await calls.space(client, stay.space.space_id, asked)).price.total_minor
    except ClientError:
        used = None
    yield Leaving("ready", None if used is None else max(0, stay.due_minor - used), key=new_key())


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


def refund_words(state: Leaving, stay: Reservation, form=write) -> str:
    """Told before the button."""
    if not stay.terms.early_leave:
        return tr("Time that is not used is not paid back here.")
    if state.back_minor is None:
        return tr("What is not used is paid back: the stay is priced anew for the time used.")
    if not state.back_minor:
        return tr("Nothing comes back: so little time is left.")
    return tr("You get back about {price}.", price=form.money(state.back_minor, stay.currency.upper()))


def left_words(answer: DepartureResponse, form=write) -> str:
    """What leaving meant for the money."""
    currency = answer.currency.upper()
    told = [tr("The stay is over.")]
    if answer.refund_minor:
        told.append(tr("You get back {price}", price=form.money(answer.refund_minor, currency)) + ".")
    if over := answer.overstay:
        price = form.money(over.time_minor + over.fee_minor, currency)
        told.append(tr("You stayed longer: {price} are to be paid.", price=price) if over.booking_id else tr("Staying longer costs you nothing."))
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

