"""What somebody who drives says, done to the run sheet of this phone: as the city will do it, so that the next thing stands there at once."""

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import asdict, replace

from backend.contract.driving import Aboard, DrivenStop, DrivingEvent, DrivingKind, RunSheet, ShiftState, StopKind
from backend.contract.rides import RideLoad
from mobile.earth import flat_distance_m

SAME_PLACE_M = 60


def with_events(sheet: RunSheet, events: Iterable[DrivingEvent]) -> RunSheet:
    for event in events:
        sheet = with_event(sheet, event)
    return sheet


def with_event(sheet: RunSheet, event: DrivingEvent) -> RunSheet:
    """One that does not fit changes nothing: the city will say why."""
    stop = stop_of(sheet, event)
    if event.kind is DrivingKind.POSITION:
        return replace(sheet, seen_at=event.at)
    if event.kind is DrivingKind.BROKEN_DOWN:
        return replace(sheet, shift=replace(sheet.shift, state=ShiftState.BROKEN), stops=())
    if event.kind is DrivingKind.DELAYED:
        by = timedelta(seconds=event.seconds or 0)
        return replace(sheet, stops=tuple(replace(one, at=one.at + by) for one in sheet.stops))
    if stop is None:
        return sheet
    if event.kind is DrivingKind.ARRIVED:
        ride = replace(stop.ride, arrived_at=event.at, no_show_at=max(event.at, stop.earliest or event.at) + timedelta(seconds=sheet.grace_s))
        return changed(sheet, stop, replace(stop, ride=ride))
    if event.kind is DrivingKind.BREAK_BEGUN:
        return changed(sheet, stop, replace(stop, begun_at=event.at))
    if event.kind is DrivingKind.NO_SHOW:
        return replace(sheet, stops=tuple(one for one in sheet.stops if one.ride is None or one.ride.id != event.ride))
    sheet = changed(sheet, stop, None)
    sign = {DrivingKind.BOARDED: 1, DrivingKind.BROUGHT: -1}.get(event.kind, 0)
    return replace(sheet, aboard=added(sheet.aboard, stop.ride.load, sign)) if sign and stop.ride else sheet


def stop_of(sheet: RunSheet, event: DrivingEvent) -> DrivenStop | None:
    """The stop that an event is about."""
    wanted = {DrivingKind.BROUGHT: StopKind.DROPOFF, DrivingKind.BREAK_BEGUN: StopKind.BREAK, DrivingKind.BREAK_OVER: StopKind.BREAK}
    kind = wanted.get(event.kind, StopKind.PICKUP)
    of_ride = (one for one in sheet.stops if one.kind is kind and one.ride is not None and one.ride.id == event.ride)
    of_break = (one for one in sheet.stops if one.kind is kind and one.break_no == event.break_no)
    return next(of_break if kind is StopKind.BREAK else of_ride, None)


def changed(sheet: RunSheet, stop: DrivenStop, to: DrivenStop | None) -> RunSheet:
    stops = (to if one is stop else one for one in sheet.stops)
    return replace(sheet, stops=tuple(one for one in stops if one is not None))


def added(aboard: Aboard, load: RideLoad, sign: int) -> Aboard:
    by = asdict(load)
    return Aboard(**{name: max(0, value + sign * by[name]) for name, value in asdict(aboard).items()})


def here_now(sheet: RunSheet) -> tuple[DrivenStop, ...]:
    """The next stop, and those behind it at the same place: whoever waits there may get in in any order."""
    if not sheet.stops:
        return ()
    first, found = sheet.stops[0], []
    for stop in sheet.stops:
        if stop.kind is not first.kind or flat_distance_m((stop.place.lat, stop.place.lon), (first.place.lat, first.place.lon)) > SAME_PLACE_M:
            break
        found.append(stop)
    return tuple(found)
