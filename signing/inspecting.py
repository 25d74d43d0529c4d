"""Does this ticket count, here and now? Decided by what is on the device: the keys, the kill list, the clock. Nobody is asked, nothing is kept.

Three answers and no fourth: it counts, it does not and why, or nobody can say. What is sure comes first: a ticket that is over or killed is refused
by a list of any age, but none is called valid by one that is older than a week.
"""
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from signing.key_sets import KeySet
from signing.keys import utc_day
from signing.kill_lists import SKEW, KillList
from signing.refused import TicketRefusal, TicketRefused
from signing.showing import Shown, is_by, read_shown, step_of
from signing.tickets import Ticket, read_ticket

LIST_OLD = timedelta(hours=24)  # from here on it is said how old the list is
LIST_TOO_OLD = timedelta(days=7)
EARLY = timedelta(seconds=60)  # clocks of two phones


class Outcome(StrEnum):
    VALID = "valid"
    REFUSED = "refused"
    UNSURE = "unsure"  # nobody can say


@dataclass(frozen=True)
class Verdict:
    """reason: why it does not count, or why nobody can say. ticket: as far as it could be read and is signed by the city.
    list_age: of the kill list, None without one; `list_old`: worth saying."""

    outcome: Outcome
    reason: TicketRefusal | None = None
    ticket: Ticket | None = None
    list_age: timedelta | None = None

    @property
    def list_old(self) -> bool:
        return self.list_age is not None and self.list_age > LIST_OLD


def inspect(text: str, keys: KeySet, killed: KillList | None, now: datetime) -> Verdict:
    """text: of the QR code. Whatever stands in it, there is a verdict and no exception."""
    age = max(timedelta(), now - killed.issued_at) if killed is not None else None
    ticket = None
    try:
        shown = read_shown(text)
        ticket = read_ticket(shown.token, keys, now)
        check_shown(shown, ticket, now)
        check_ticket(ticket, killed, now)
    except TicketRefused as error:
        return Verdict(Outcome.REFUSED, error.reason, ticket, age)
    unsure = why_unsure(keys, killed, now)
    return Verdict(Outcome.UNSURE if unsure else Outcome.VALID, unsure, ticket, age)


def check_shown(shown: Shown, ticket: Ticket, now: datetime) -> None:
    """By its own phone, in this half minute or the one before. Raises TicketRefused."""
    if not is_by(ticket.holder, shown):
        raise TicketRefused(TicketRefusal.HOLDER_MISMATCH)
    behind = step_of(now) - shown.step
    if behind not in (0, 1):
        raise TicketRefused(TicketRefusal.SUFFIX_EXPIRED if behind > 1 else TicketRefusal.SUFFIX_EARLY)


def check_ticket(ticket: Ticket, killed: KillList | None, now: datetime) -> None:
    """Raises TicketRefused."""
    if killed is not None and killed.has(ticket.id):
        raise TicketRefused(TicketRefusal.KILLED)
    if now < ticket.valid_from - EARLY:
        raise TicketRefused(TicketRefusal.NOT_YET)
    if now > ticket.valid_until:
        raise TicketRefused(TicketRefusal.OVER)


def why_unsure(keys: KeySet, killed: KillList | None, now: datetime) -> TicketRefusal | None:
    """Why nothing may be called valid by what this device has, whatever is shown to it."""
    if killed is not None and killed.issued_at > now + SKEW:
        return TicketRefusal.CLOCK_WRONG
    if not keys.counts_on(utc_day(now)):
        return TicketRefusal.KEYS_TOO_OLD
    if killed is None:
        return TicketRefusal.LIST_MISSING
    return TicketRefusal.LIST_TOO_OLD if now - killed.issued_at > LIST_TOO_OLD else None
