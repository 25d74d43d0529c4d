"""What a ride on demand must keep of its feed, as objections in words; none for a sound one."""
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.oracle.flex.raw import RawFeed, seconds

MINUTES_UP_TO = 180  # an offset in stop_times.txt above this is in seconds


@dataclass(frozen=True)
class Claim:
    """What an answer says of one leg: the trip and its service day, both ends in degrees, both moments, and when it was asked."""

    trip_id: str
    day: date
    start: tuple[float, float]
    end: tuple[float, float]
    departs: datetime
    arrives: datetime
    asked: datetime
    wheelchair: bool = False


def objections(feed: RawFeed, claim: Claim) -> list[str]:
    trip = feed.trips.get(claim.trip_id)
    if trip is None:
        return ["there is no such trip"]
    found = []
    if not feed.runs(trip["service_id"], claim.day):
        found.append("it does not run on that day")
    if claim.wheelchair and trip.get("wheelchair_accessible") != "1":
        found.append("it is not known to take a wheelchair")
    calls = feed.calls[claim.trip_id]
    best = min((of_pair(feed, claim, one, other) for number, one in enumerate(calls) for other in calls[number + 1 :]), key=len)
    return found + best


def of_pair(feed: RawFeed, claim: Claim, one: dict, other: dict) -> list[str]:
    found = []
    if one.get("pickup_type") == "1" or other.get("drop_off_type") == "1":
        found.append("nobody gets in there, or out")
    if not feed.holds(one, *claim.start):
        found.append("it does not pick up there")
    if not feed.holds(other, *claim.end):
        found.append("it does not set down there")
    noon = datetime(claim.day.year, claim.day.month, claim.day.day, 12, tzinfo=ZoneInfo(feed.zone)).astimezone(UTC)
    origin = noon - timedelta(hours=12)
    for call, moment, what in ((one, claim.departs, "picked up"), (other, claim.arrives, "set down")):
        begin, end = window(call)
        at_s = (moment.astimezone(UTC) - origin).total_seconds()
        if not begin <= at_s <= end:
            found.append(f"{what} outside of the hours")
    if (claim.arrives - claim.departs).total_seconds() < least_s(feed.trips[claim.trip_id], one):
        found.append("it is quicker than what is safe to say")
    for call, column in ((one, "pickup_booking_rule_id"), (other, "drop_off_booking_rule_id")):
        rule = feed.rules.get(call.get(column, ""))
        if rule is not None and too_late(feed, rule, claim):
            found.append("it is too late to book it")
    return found


def window(call: dict) -> tuple[int, int]:
    if call.get("start_pickup_drop_off_window"):
        return seconds(call["start_pickup_drop_off_window"]), seconds(call["end_pickup_drop_off_window"])
    if not call.get("arrival_time"):
        return 1, 0
    return seconds(call["arrival_time"]), seconds(call["departure_time"])


def least_s(trip: dict, call: dict) -> float:
    """The part of a safe duration that no road makes shorter."""
    if trip.get("safe_duration_offset"):
        return float(trip["safe_duration_offset"])
    offset = float(call.get("safe_duration_offset") or 0)
    return offset if offset > MINUTES_UP_TO else offset * 60


def too_late(feed: RawFeed, rule: dict, claim: Claim) -> bool:
    left_min = (claim.departs - claim.asked).total_seconds() / 60
    if rule.get("prior_notice_duration_min") and left_min < float(rule["prior_notice_duration_min"]):
        return True
    if not rule.get("prior_notice_last_day"):
        return left_min < 0
    day, left, service = claim.day, int(rule["prior_notice_last_day"]), rule.get("prior_notice_service_id")
    while left:
        day -= timedelta(days=1)
        left -= 1 if not service or feed.runs(service, day) else 0
    there, pickup = (moment.astimezone(ZoneInfo(feed.zone)) for moment in (claim.asked, claim.departs))
    clock = rule.get("prior_notice_last_time") or pickup.strftime("%H:%M:%S")
    last = datetime.combine(day, datetime.min.time()) + timedelta(seconds=seconds(clock))
    return there.replace(tzinfo=None) > last
