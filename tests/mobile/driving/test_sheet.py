"""What is said at the wheel stands on the run sheet at once, as the city will have it."""
from datetime import timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from backend.contract.driving import Aboard, DrivingEvent, DrivingKind, ShiftState, StopKind
from mobile.driving.sheet import here_now, with_event, with_events
from tests.mobile.driving.told import FRIENDS, MARKET, NOON, ROLLING, a_sheet, pickup, rolling


def said(kind: DrivingKind, at=NOON, **facts) -> DrivingEvent:
    return DrivingEvent(uuid4(), kind, at, **facts)


def test_a_van_that_is_early_waits_for_the_promised_time_and_then_its_grace():
    sheet = with_event(a_sheet(), said(DrivingKind.ARRIVED, ride=ROLLING))
    stop = sheet.stops[0]
    assert (stop.ride.arrived_at, stop.ride.no_show_at) == (NOON, stop.earliest + timedelta(seconds=180))
    late = stop.latest + timedelta(minutes=2)
    assert with_event(a_sheet(), said(DrivingKind.ARRIVED, late, ride=ROLLING)).stops[0].ride.no_show_at == late + timedelta(seconds=180)


def test_who_gets_in_is_on_board_until_they_get_out():
    sheet = with_event(a_sheet(), said(DrivingKind.BOARDED, ride=ROLLING, code="4711"))
    assert (sheet.aboard, len(sheet.stops)) == (Aboard(seats=1, wheelchairs=1), 4)
    assert sheet.stops[0].ride.id == FRIENDS
    sheet = with_event(sheet, said(DrivingKind.BROUGHT, ride=ROLLING))
    assert (sheet.aboard, [stop.ride.id for stop in sheet.stops if stop.ride]) == (Aboard(), [FRIENDS, FRIENDS])


def test_who_did_not_come_is_brought_nowhere():
    sheet = with_event(a_sheet(), said(DrivingKind.NO_SHOW, ride=FRIENDS))
    assert {stop.ride.id for stop in sheet.stops if stop.ride} == {ROLLING}


def test_breaks_delays_and_the_end_of_a_van():
    sheet = with_event(a_sheet(), said(DrivingKind.BREAK_BEGUN, break_no=0))
    assert sheet.stops[-1].begun_at == NOON
    assert all(stop.kind is not StopKind.BREAK for stop in with_event(sheet, said(DrivingKind.BREAK_OVER, break_no=0)).stops)
    later = with_event(sheet, said(DrivingKind.DELAYED, seconds=300))
    assert [stop.at for stop in later.stops] == [stop.at + timedelta(minutes=5) for stop in sheet.stops]
    broken = with_event(sheet, said(DrivingKind.BROKEN_DOWN))
    assert (broken.shift.state, broken.stops) == (ShiftState.BROKEN, ())


def test_who_waits_at_one_corner_is_met_there_together():
    assert [stop.ride.id for stop in here_now(a_sheet())] == [ROLLING, FRIENDS]
    apart = a_sheet(stops=(pickup(rolling()), pickup(rolling(id=FRIENDS), place=MARKET)))
    assert len(here_now(apart)) == 1
    assert here_now(a_sheet(stops=())) == ()


EVENTS = st.lists(st.builds(
    DrivingEvent, st.uuids(), st.sampled_from(DrivingKind), st.just(NOON), ride=st.sampled_from([None, ROLLING, FRIENDS]),
    break_no=st.sampled_from([None, 0, 1]), seconds=st.sampled_from([None, 60]),
), max_size=12)  # fmt: skip


@given(EVENTS)
def test_nothing_that_is_said_in_any_order_breaks_the_sheet(events):
    """Nobody is on board twice, and each event twice in a row is as good as once, but a delay."""
    sheet = a_sheet()
    most = Aboard(seats=3, wheelchairs=1, guide_dogs=1)
    for event in events:
        after = with_event(sheet, event)
        assert len(after.stops) <= len(sheet.stops)
        assert all(0 <= getattr(after.aboard, name) <= getattr(most, name) for name in Aboard.__struct_fields__)
        if event.kind is not DrivingKind.DELAYED:
            assert with_event(after, event) == after
        sheet = after
    assert with_events(a_sheet(), events) == replace(sheet)
