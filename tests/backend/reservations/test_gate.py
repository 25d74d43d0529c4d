"""A gate without a network opens for whoever has booked, and for nobody else. What it saw is told later, once."""
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.contract.reservations import GateEventKind
from backend.reservations.simulated.gate import Decision, Gate
from backend.reservations.simulated.marks import Marks
from signing.refused import TicketRefusal
from signing.showing import show
from signing.tickets import TicketLeg
from tests.signing.city import NOW, City, Traveller

SITE, BAY = str(uuid4()), str(uuid4())
PARKED = TicketLeg("garages", SITE, BAY)
CITY, ANN = City(), Traveller()
ENTERED, LEFT = GateEventKind.ENTERED, GateEventKind.LEFT
HOUR = timedelta(hours=1)


@pytest.fixture
def gate(tmp_path):
    marks = Marks(tmp_path / "gate.sqlite")
    yield Gate(SITE, marks, CITY.keys(), CITY.killed())
    marks.close()


def shown(now=NOW, **more) -> str:
    return show(ANN.token(CITY, **{"legs": (PARKED,)} | more), ANN.phone, now)


def test_who_has_booked_goes_in_and_out_without_anybody_being_asked(gate):
    key = uuid4()
    assert gate.shown(shown(id=key), ENTERED, NOW) == Decision(True, space=BAY)
    assert gate.shown(shown(NOW + HOUR, id=key), LEFT, NOW + HOUR) == Decision(True, space=BAY)
    assert [(event.kind, event.ticket, event.at) for event in gate.marks.untold()] == [(ENTERED, key, NOW), (LEFT, key, NOW + HOUR)]


@pytest.mark.parametrize("more, at, reason", [
    ({"legs": (TicketLeg("garages", str(uuid4()), BAY),)}, NOW, "wrong_site"),
    ({}, NOW - timedelta(minutes=2), TicketRefusal.NOT_YET),
    ({}, NOW + 3 * HOUR, TicketRefusal.OVER),
])  # fmt: skip
def test_nobody_goes_in_elsewhere_or_at_another_time(gate, more, at, reason):
    assert gate.shown(shown(at, **more), ENTERED, at) == Decision(False, reason)
    assert gate.marks.untold() == ()


def test_what_was_given_back_or_shown_by_another_phone_stays_out(gate):
    key = uuid4()
    gate.killed = CITY.killed(key)
    assert gate.shown(shown(id=key), ENTERED, NOW).reason == TicketRefusal.KILLED
    copied = show(ANN.token(CITY, legs=(PARKED,)), Traveller().phone, NOW)
    assert gate.shown(copied, ENTERED, NOW).reason == TicketRefusal.HOLDER_MISMATCH
    assert gate.shown("AWT1:NO TICKET", ENTERED, NOW).reason in set(TicketRefusal)


def test_one_ticket_lets_one_vehicle_in_once(gate):
    text, later = shown(id=(key := uuid4())), NOW + timedelta(minutes=1)
    assert gate.shown(text, ENTERED, NOW).opens
    assert gate.shown(shown(later, id=key), ENTERED, later).reason == "inside"
    assert gate.shown(shown(later, id=key), LEFT, later).opens
    assert gate.shown(shown(later, id=key), ENTERED, later).reason == "gone"


def test_who_is_inside_comes_out_however_late_and_even_if_killed(gate):
    key, late = uuid4(), NOW + 5 * HOUR
    assert gate.shown(shown(id=key), ENTERED, NOW).opens
    gate.killed = CITY.killed(key)
    assert gate.shown(shown(late, id=key), LEFT, late).opens
    assert gate.shown(shown(id=uuid4()), LEFT, NOW).reason == "not_inside"


def test_without_keys_or_a_list_of_this_week_it_stays_shut(gate):
    gate.killed = None
    assert gate.shown(shown(), ENTERED, NOW).reason == TicketRefusal.LIST_MISSING
    gate.keys = None
    assert gate.shown(shown(), ENTERED, NOW).reason == "no_keys"


def test_what_it_saw_survives_and_is_told_once(gate, tmp_path):
    key = uuid4()
    gate.shown(shown(id=key), ENTERED, NOW)
    gate.marks.add(LEFT, NOW + HOUR, code="123456")
    again = Marks(tmp_path / "gate.sqlite")
    told = again.untold()
    assert [event.code for event in told] == [None, "123456"]
    again.tell(told)
    assert gate.marks.untold() == ()
    assert gate.marks.last(key) is ENTERED
    again.close()
