"""What is said of a ticket: whether it counts, and why not."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mobile.i18n import tr, trn
from mobile.i18n.written import clock
from signing.inspecting import Outcome
from signing.refused import TicketRefusal
from signing.tickets import TicketLeg

OUTCOMES = {Outcome.VALID: lambda: tr("Valid"), Outcome.REFUSED: lambda: tr("Not valid"), Outcome.UNSURE: lambda: tr("Cannot say")}
ICONS = {Outcome.VALID: "check-circle", Outcome.REFUSED: "close-circle", Outcome.UNSURE: "help-circle"}
TONES = {Outcome.VALID: "ok", Outcome.REFUSED: "error", Outcome.UNSURE: "warn"}
BUZZES = {Outcome.VALID: (60,), Outcome.REFUSED: (250, 120, 250), Outcome.UNSURE: (60, 120, 60)}
REASONS = {
    TicketRefusal.NOT_OURS: lambda: tr("This is no ticket of this city."),
    TicketRefusal.DAMAGED: lambda: tr("This code is damaged or was made by somebody else."),
    TicketRefusal.UNKNOWN_KEY: lambda: tr("This ticket is not signed by this city."),
    TicketRefusal.WRONG_KEY_USE: lambda: tr("This is signed by the city, but it is no ticket."),
    TicketRefusal.KEY_EXPIRED: lambda: tr("The signature is too old and does not count any more."),
    TicketRefusal.FORGED: lambda: tr("This ticket was changed after it was signed."),
    TicketRefusal.HOLDER_MISMATCH: lambda: tr("This ticket belongs to another phone."),
    TicketRefusal.SUFFIX_EXPIRED: lambda: tr("This is a picture of a ticket, or the clock of that phone is behind. Ask for the app."),
    TicketRefusal.SUFFIX_EARLY: lambda: tr("The clock of that phone is ahead. Wait half a minute, then scan again."),
    TicketRefusal.KILLED: lambda: tr("This ticket was given back, or is on another phone now."),
    TicketRefusal.NOT_YET: lambda: tr("This ticket is not valid yet."),
    TicketRefusal.OVER: lambda: tr("This ticket is not valid any longer."),
    TicketRefusal.KEYS_TOO_OLD: lambda: tr("The keys of the city on this phone are too old. Go online once, then scan again."),
    TicketRefusal.LIST_MISSING: lambda: tr("This phone does not know which tickets were given back. Go online once, then scan again."),
    TicketRefusal.LIST_TOO_OLD: lambda: tr("This phone has not heard for a week which tickets were given back. Go online once, then scan again."),
    TicketRefusal.CLOCK_WRONG: lambda: tr("The clock of this phone is wrong. Set it, then scan again."),
}


def no_keys() -> str:
    return tr("The keys of this city are not on this phone yet. Go online once, then scan again.")


def leg_words(leg: TicketLeg) -> str:
    return tr("{operator}: {origin} to {destination}", operator=leg.operator, origin=leg.origin, destination=leg.destination)


def until_words(valid_until: datetime, now: datetime, zone: ZoneInfo | None) -> str:
    """The day only where it is another one."""
    ends, today = valid_until.astimezone(zone), now.astimezone(zone).date()
    if ends.date() == today:
        return tr("Until {time}", time=clock(ends))
    return tr("Until {day}, {time}", day=f"{ends:%Y-%m-%d}", time=clock(ends))


def count_words(count: int) -> str:
    return trn("For {n} person", "For {n} people", count, n=count)


def before_words(first_at: datetime, zone: ZoneInfo | None) -> str:
    return tr("Checked before, at {time}", time=clock(first_at.astimezone(zone)))


def list_age_words(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return trn("The list of tickets given back is {n} hour old.", "The list of tickets given back is {n} hours old.", hours, n=hours)


def waiting_words(count: int) -> str:
    return trn("{n} check waits to be sent", "{n} checks wait to be sent", count, n=count)
