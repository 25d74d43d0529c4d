"""What stands before a driver, and when what can be said."""
from datetime import timedelta
from uuid import uuid4

from msgspec.structs import replace

from backend.contract.driving import DrivingEvent, DrivingKind, EventRefusal, EventTaken, ShiftState
from mobile.driving.sheet import with_event
from mobile.screens.driver.state import CODE, SCAN, describe, scanned, shift_lines, state_of
from mobile.screens.inspect.book import TicketBook
from tests.mobile.driving.told import FRIENDS, NOON, ROLLING, TICKET, a_break, a_sheet, a_shift, dropoff, pickup, rolling
from tests.signing.city import NOW, City, Traveller


def state(sheet, now=NOON, **more):
    plain = {"waiting": 0, "refused": (), "reached": True} | more
    return state_of(sheet, plain["waiting"], plain["refused"], plain["reached"], now)


def keys(view) -> list:
    return [act.key for act in view.acts]


def test_before_the_van_is_there_only_that_can_be_said():
    told = state(a_sheet())
    assert [view.code for view in told.here] == ["4711", "0815"], "who waits at the same corner"
    view = told.here[0]
    assert (keys(view), view.place, view.late) == ([DrivingKind.ARRIVED], "Elm Street 4", False)
    assert [words for _, words in view.needs] == ["Ramp out, fasten the wheelchair"]
    assert "1 seat, 1 wheelchair" in view.spoken
    assert "4 7 1 1" in view.spoken
    assert next(title for title, _ in told.later).endswith("Bring: Hospital")


def test_nobody_came_can_be_said_once_the_van_has_waited():
    sheet = with_event(a_sheet(), DrivingEvent(uuid4(), DrivingKind.ARRIVED, NOON, ride=ROLLING))
    leaves_at = sheet.stops[0].ride.no_show_at
    view = state(sheet, leaves_at - timedelta(seconds=65)).here[0]
    assert keys(view) == [SCAN, CODE, DrivingKind.NO_SHOW]
    assert (view.acts[2].ready, view.acts[2].words) == (False, "Nobody came: in 1:05")
    second = state(sheet, leaves_at - timedelta(seconds=64))
    assert second.still() == state(sheet, leaves_at - timedelta(seconds=65)).still(), "only the words of a button are others"
    assert state(sheet, leaves_at).here[0].acts[2].ready


def test_bringing_and_resting():
    assert keys(state(a_sheet(stops=(dropoff(rolling()),))).here[0]) == [DrivingKind.BROUGHT]
    rest = state(a_sheet(stops=(a_break(),))).here[0]
    assert (keys(rest), rest.who) == ([DrivingKind.BREAK_BEGUN], "30 min")
    assert keys(state(a_sheet(stops=(a_break(begun_at=NOON),))).here[0]) == [DrivingKind.BREAK_OVER]


def test_late_is_said_and_so_is_what_waits_and_what_was_refused():
    late = state(a_sheet(stops=(pickup(rolling(), in_min=-30),)), waiting=2, reached=False, refused=[
        (DrivingEvent(uuid4(), DrivingKind.NO_SHOW, NOON), EventTaken(uuid4(), EventRefusal.TOO_SOON, NOON + timedelta(minutes=3))),
    ])  # fmt: skip
    assert late.here[0].late
    assert late.notices == ("No network: what you say is kept and sent later", "2 reports wait for the network")
    assert late.refused == ("\"Nobody came\" does not count: it is possible from 12:03 on.",)
    assert describe(late)[:3] == [*late.notices, *late.refused]


def test_each_refusal_has_a_sentence():
    for refusal in EventRefusal:
        told = state(a_sheet(), refused=[(DrivingEvent(uuid4(), DrivingKind.BOARDED, NOON), EventTaken(uuid4(), refusal, NOON, "killed"))]).refused
        assert told[0].startswith("\"On board\" does not count: ")
        assert told[0].endswith(".")


def test_an_empty_sheet_and_the_end_of_a_shift():
    assert state(None).phase == "loading"
    free = state(a_sheet(stops=()))
    assert (free.phase, free.can_end) == ("free", False)
    assert state(a_sheet(stops=()), a_shift().ends_at).can_end
    assert not state(a_sheet(), a_shift().ends_at).can_end, "who is promised the van is brought first"
    assert state(a_sheet(shift=a_shift(state=ShiftState.BROKEN), stops=())).phase == "broken"
    assert state(a_sheet(shift=a_shift(state=ShiftState.OVER), stops=())).phase == "over"


def test_shifts_and_when_they_can_be_begun():
    planned = a_shift(state=ShiftState.PLANNED, starts_at=NOON + timedelta(hours=1))
    line = shift_lines((planned,), NOON)[0]
    assert (line.act, line.why, line.title) == ("", "Can be begun from 12:15 on", "Van 3 · SEL-D 103")
    assert shift_lines((planned,), NOON + timedelta(minutes=15))[0].act == "begin"
    assert shift_lines((a_shift(),), NOON)[0].act == "open"
    assert shift_lines((a_shift(state=ShiftState.OVER),), NOON)[0].act == ""


def test_a_scanned_ticket_opens_the_door_of_its_own_ride_only():
    city, person = City(), Traveller()
    book = TicketBook(city.keys(), city.killed())
    sheet = a_sheet(stops=(pickup(rolling(tickets=(TICKET,)), NOW), pickup(rolling(id=FRIENDS), NOW, in_min=6)))
    assert scanned((), book, sheet, NOW) is None
    right = scanned((person.shows(city, id=TICKET),), book, sheet, NOW)
    assert (right.ride, right.shown[:4]) == (ROLLING, person.shows(city, id=TICKET)[:4])
    wrong = scanned((person.shows(city),), book, sheet, NOW)
    assert (wrong.ride, wrong.words) == (None, "This ticket is for another ride. Ask for the code.")
    old = scanned((person.shows(city, NOW - timedelta(minutes=5), id=TICKET, valid_from=NOW - timedelta(hours=1)),), book, sheet, NOW)
    assert old.ride is None
    assert "picture of a ticket" in old.words
    assert scanned(("https://example.org",), book, sheet, NOW).ride is None
    assert "keys" in scanned(("AT1:",), TicketBook(), sheet, NOW).words
    late = replace(sheet, stops=(dropoff(rolling()), *sheet.stops))
    assert scanned((person.shows(city, id=TICKET),), book, late, NOW).ride is None, "the van is not there"


def test_what_is_drawn_anew_each_second_is_little():
    ride = rolling(arrived_at=NOON, no_show_at=NOON + timedelta(minutes=3))
    sheet = a_sheet(stops=(pickup(ride), dropoff(ride)))
    stills = {state(sheet, NOON + timedelta(seconds=second)).still() for second in range(0, 170, 10)}
    assert len(stills) == 1
    assert len({state(sheet, NOON + timedelta(seconds=second)) for second in (0, 10)}) == 2
