"""Tickets: which can be shown now, which later, which are over; and what helps when the phone is empty. Without Kivy."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from backend.contract.tickets import HeldTicket, TicketState
from mobile.i18n import current, tr, trn
from mobile.i18n import spoken as say
from mobile.i18n import written as write
from signing.showing import Holder, next_change, show

SHOWN = (TicketState.LIVE, TicketState.USED)


class Segment(StrEnum):
    NOW = "now"
    LATER = "later"
    PAST = "past"


@dataclass(frozen=True)
class TicketView:
    """`can_be_shown`: by this phone, now or when it begins. `elsewhere`: another phone shows it. `right`: by which it was cheaper."""

    ticket: HeldTicket
    title: str
    detail: str
    tag: tuple[str, str, str]  # icon, words, tone
    validity: str
    number: str
    spoken: str
    can_be_shown: bool
    elsewhere: bool
    note: str = ""
    right: str = ""


def segment_of(ticket: HeldTicket, now: datetime) -> Segment:
    if ticket.state not in SHOWN or now >= ticket.valid_until:
        return Segment.PAST
    return Segment.NOW if now >= ticket.valid_from else Segment.LATER


def sorted_out(tickets: Iterable[HeldTicket], now: datetime) -> dict[Segment, tuple[HeldTicket, ...]]:
    """The soonest first; of those that are over the last one first."""
    found: dict[Segment, list[HeldTicket]] = {segment: [] for segment in Segment}
    for ticket in tickets:
        found[segment_of(ticket, now)].append(ticket)
    found[Segment.PAST].reverse()
    return {segment: tuple(some) for segment, some in found.items()}


def view_of(ticket: HeldTicket, here: bool, now: datetime) -> TicketView:
    """`here`: this phone has what it takes to show it."""
    segment, today = segment_of(ticket, now), now.date()
    title = ticket.to.name or ticket.operator
    detail = f"{ticket.from_.name} · {ticket.operator}" if ticket.from_.name else ticket.operator
    tag = tag_of(ticket, segment, today)
    validity, validity_said = (valid_words(ticket, segment, today, form) for form in (write, say))
    over = segment is Segment.PAST
    spoken = ". ".join(part for part in (tr("Ticket to {place}", place=title), tag[1], validity_said, ticket.operator) if part)
    return TicketView(
        ticket, title, detail, tag, validity, ticket.number or "", spoken,
        can_be_shown=here and not over, elsewhere=not here and not over, note=note_of(ticket, here, over),
        right="" if over else right_of(ticket),
    )  # fmt: skip


def tag_of(ticket: HeldTicket, segment: Segment, today: date) -> tuple[str, str, str]:
    if ticket.state is TicketState.KILLED:
        return "close-circle", tr("Does not count any longer"), "error"
    if segment is Segment.NOW:
        return "check-circle", tr("Valid now"), "yellow"
    if segment is Segment.LATER:
        return "clock-outline", tr("From {time}", time=moment(ticket.valid_from, today, write)), "quiet"
    return ("check", tr("Used"), "quiet") if ticket.state is TicketState.USED else ("clock-outline", tr("Over"), "quiet")


def valid_words(ticket: HeldTicket, segment: Segment, today: date, form) -> str:
    if segment is Segment.NOW:
        return tr("Valid until {time}", time=moment(ticket.valid_until, today, form))
    start, end = moment(ticket.valid_from, today, form, inside=False), moment(ticket.valid_until, ticket.valid_from.date(), form)
    return tr("{start} to {end}", start=start, end=end)


def moment(at: datetime, today: date, form, inside: bool = True) -> str:
    """The time, and the day where it is another one; `inside` a sentence."""
    return form.clock(at) if at.date() == today else f"{write.day(at.date(), today, inside)} {form.clock(at)}"


def right_of(ticket: HeldTicket) -> str:
    names = ", ".join(getattr(right.names, current()) for right in ticket.rights)
    return tr("Cheaper by right: {rights}. Whoever checks the ticket looks at that too.", rights=names) if names else ""


KILLED = {
    "cancelled": lambda: tr("It was given back."), "disrupted": lambda: tr("Its operator does not run it. It costs nothing."),
    "payment_lost": lambda: tr("Your bank let the money go."), "moved": lambda: tr("Another phone shows it now."),
}  # fmt: skip


def note_of(ticket: HeldTicket, here: bool, over: bool) -> str:
    if ticket.state is TicketState.KILLED:
        return KILLED[ticket.killed_because]() if ticket.killed_because in KILLED else ""
    if over or here:
        return tr("It was checked already. It can be shown until it ends.") if ticket.state is TicketState.USED and not over else ""
    if ticket.device_key is None:
        return tr("This phone does not hold it yet. With a connection it does so by itself.")
    return tr("Another phone shows this ticket. If you move it here, that one shows it no longer.")


def code_of(ticket: HeldTicket, holder: Holder, now: datetime) -> str:
    """The text of the QR code now, "" for a token that is none."""
    try:
        token = base64.urlsafe_b64decode(ticket.token + "=" * (-len(ticket.token) % 4))
    except (binascii.Error, ValueError):
        return ""
    return show(token, holder, now)


def seconds_left(now: datetime) -> int:
    """Until the code is drawn anew."""
    return max(1, round((next_change(now) - now).total_seconds()))


def renew_words(now: datetime) -> str:
    return tr("New code in {n} s · works without network", n=seconds_left(now))


def code_spoken(now: datetime) -> str:
    renewed = trn("New code in {n} second", "New code in {n} seconds", seconds_left(now))
    return f"{tr('Code is on screen.')} {renewed}. {tr('Works without network. Show larger')}"


def number_words(number: str) -> str:
    return tr("Say this number: {number}", number=number)


def number_spoken(number: str) -> str:
    """Sign by sign, with a rest in the middle."""
    parts = ", ".join(say.digits(part) for part in number.split("-"))
    return f"{tr('Phone empty? You still have a ticket.')} {tr('Say this number: {number}', number=parts)}"


def segment_words(segment: Segment, many: int) -> str:
    if segment is Segment.NOW:
        return tr("Now")
    if segment is Segment.PAST:
        return tr("Past")
    return tr("Later ({n})", n=many) if many else tr("Later")


def none_words(segment: Segment) -> tuple[str, str]:
    """What to say where there are none: title and next step."""
    return {
        Segment.NOW: (tr("No ticket is valid now"), tr("Book a trip, and its tickets are here, also without network.")),
        Segment.LATER: (tr("No tickets for later"), tr("Book a trip, and its tickets are here, also without network.")),
        Segment.PAST: (tr("No tickets of the past"), tr("Receipts stay longer than tickets.")),
    }[segment]


def describe(views: Iterable[TicketView]) -> list[str]:
    """What can be heard of them, in reading order."""
    told = []
    for view in views:
        told += [part for part in (view.spoken, view.right, view.note, number_spoken(view.number) if view.number else "") if part]
    return told
