"""Does the gate open? Decided by what the machine has: keys, kill list, its clock, and who went in and out here."""
from dataclasses import dataclass
from datetime import datetime

from backend.contract.reservations import GateEventKind
from backend.reservations.simulated.marks import Marks
from signing.inspecting import Outcome, check_shown, inspect
from signing.key_sets import KeySet
from signing.kill_lists import KillList
from signing.refused import TicketRefused
from signing.showing import read_shown
from signing.tickets import Ticket, read_ticket, same_id

WRONG_SITE, INSIDE, GONE, NOT_INSIDE, NO_KEYS = "wrong_site", "inside", "gone", "not_inside", "no_keys"


@dataclass(frozen=True)
class Decision:
    """reason: why it stays shut. space: id of the bay to be taken, or of the site where any may be."""

    opens: bool
    reason: str | None = None
    space: str | None = None


@dataclass
class Gate:
    """keys, killed: as fetched last; None: never."""

    site_id: str
    marks: Marks
    keys: KeySet | None = None
    killed: KillList | None = None

    def shown(self, text: str, kind: GateEventKind, now: datetime) -> Decision:
        """text: of the QR code. Whoever passes is noted before the gate opens."""
        if self.keys is None:
            return Decision(False, NO_KEYS)
        try:
            ticket = self.enters(text, self.keys, now) if kind is GateEventKind.ENTERED else self.leaves(text, self.keys, now)
        except GateShut as shut:
            return Decision(False, shut.reason)
        self.marks.add(kind, now, ticket=ticket.id)
        return Decision(True, space=next(leg.destination for leg in ticket.legs if same_id(leg.origin, self.site_id)))

    def enters(self, text: str, keys: KeySet, now: datetime) -> Ticket:
        """Raises GateShut."""
        verdict = inspect(text, keys, self.killed, now)
        if verdict.outcome is not Outcome.VALID or verdict.ticket is None:
            raise GateShut(str(verdict.reason))
        self.check_site(verdict.ticket)
        last = self.marks.last(verdict.ticket.id)
        if last is not None:
            raise GateShut(INSIDE if last is GateEventKind.ENTERED else GONE)
        return verdict.ticket

    def leaves(self, text: str, keys: KeySet, now: datetime) -> Ticket:
        """Who went in comes out, late or killed: nobody is locked in. Raises GateShut."""
        try:
            shown = read_shown(text)
            ticket = read_ticket(shown.token, keys, now)
            check_shown(shown, ticket, now)
        except TicketRefused as refused:
            raise GateShut(str(refused.reason)) from refused
        self.check_site(ticket)
        if self.marks.last(ticket.id) is not GateEventKind.ENTERED:
            raise GateShut(NOT_INSIDE)
        return ticket

    def check_site(self, ticket: Ticket) -> None:
        """Raises GateShut."""
        if not any(same_id(leg.origin, self.site_id) for leg in ticket.legs):
            raise GateShut(WRONG_SITE)


class GateShut(Exception):
    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason
