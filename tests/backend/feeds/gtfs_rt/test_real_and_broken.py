"""A real feed of a railway, and everything that arrives broken."""
import gzip
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from google.transit.gtfs_realtime_pb2 import FeedEntity, FeedMessage
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.gtfs_rt.decode import decode
from backend.feeds.gtfs_rt.facts import TransitFacts
from backend.feeds.gtfs_rt.index import TransitIndex
from backend.feeds.problems import FeedUnreadable
from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.transit.day import service_origin
from routing.transit.live import LiveTrips
from tests.backend.feeds.gtfs_rt.test_vehicles_and_alerts import alert, vehicle
from tests.backend.feeds.gtfs_rt.world import late, message, update

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
ZONE = "America/Los_Angeles"


@pytest.fixture(scope="module")
def railway(shared_data) -> TransitIndex:
    transit, _ = build_transit([shared_data / "gtfs_rt" / "ct.zip"], Problems(), lambda step, share: None)
    return TransitIndex(transit, ZONE)


@pytest.fixture(scope="module")
def recorded(shared_data) -> bytes:
    return (shared_data / "gtfs_rt" / "ct-trip-updates.pb").read_bytes()


def test_every_trip_of_the_real_feed_is_found(railway, recorded):
    facts = decode(recorded, railway, NOW)
    told = [entity.trip_update.trip.trip_id for entity in FeedMessage.FromString(recorded).entity]
    assert [railway.transit.trip_id[trip] for trip in facts.updates.trip.tolist()] == told
    assert len(told) == 19
    assert set(facts.updates.day.tolist()) == {date(2023, 11, 7).toordinal()}
    assert facts.observed == datetime(2023, 11, 8, 1, 5, 34, tzinfo=UTC)
    assert not facts.problems


def test_the_times_expected_are_those_of_the_real_message(railway, recorded):
    """Each time that was told, followed through delay and timetable back to a time of day."""
    facts = decode(recorded, railway, NOW)
    live, day = LiveTrips.of(railway.transit, facts.updates), date(2023, 11, 7)
    origin, compared = service_origin(day, ZONE), 0
    for entity in FeedMessage.FromString(recorded).entity:
        trip = railway.transit.trip_id.index()[entity.trip_update.trip.trip_id]
        first = int(live.first[live.find(trip, day)])
        stops = [railway.transit.stop_id[stop] for stop in railway.stops_of(trip)]
        for stop in entity.trip_update.stop_time_update:
            at = first + stops.index(stop.stop_id)
            for seconds, event in ((live.arrival_s[at], stop.arrival), (live.departure_s[at], stop.departure)):
                if event.time:
                    assert origin + timedelta(seconds=int(seconds)) == datetime.fromtimestamp(event.time, UTC)
                    compared += 1
    assert compared > 200


def test_every_vehicle_of_the_real_feed_is_found(railway, shared_data):
    facts = decode((shared_data / "gtfs_rt" / "ct-vehicle-positions.pb").read_bytes(), railway, NOW)
    assert len(facts.vehicles) == 14
    assert all(seen.trip is not None and railway.transit.trip_id[seen.trip] == seen.vehicle_id for seen in facts.vehicles)
    assert {seen.day for seen in facts.vehicles} == {date(2023, 11, 7).toordinal()}
    assert not facts.problems


def test_a_real_feed_without_alerts_is_no_error(railway, shared_data):
    facts = decode((shared_data / "gtfs_rt" / "ct-service-alerts.pb").read_bytes(), railway, NOW)
    assert (facts.entities, facts.alerts) == (0, ())


def test_the_real_message_cut_short_is_refused_or_shorter(railway, recorded):
    for end in range(0, len(recorded), 5):
        with suppress(FeedUnreadable):
            assert len(decode(recorded[:end], railway, NOW).updates.trip) < 19


def check_sound(facts: TransitFacts, index: TransitIndex) -> None:
    """Whatever arrived, what is handed on points at rows of the timetable and places on Earth."""
    updates, trips = facts.updates, len(index.transit.trip_id)
    assert all(0 <= trip < trips for trip in updates.trip.tolist())
    assert len(updates.first) == len(updates.trip) + 1
    assert int(updates.first[-1]) == len(updates.position)
    for begin, end, trip in zip(updates.first[:-1].tolist(), updates.first[1:].tolist(), updates.trip.tolist()):
        positions = updates.position[begin:end].tolist()
        assert positions == sorted(set(positions))
        assert all(0 <= position < len(index.stops_of(trip)) for position in positions)
    for seen in facts.vehicles:
        assert -90 <= seen.lat <= 90
        assert -180 <= seen.lon <= 180
        assert seen.trip is None or 0 <= seen.trip < trips
    for alert_told in facts.alerts:
        assert all(0 <= trip < trips for about in alert_told.concerned for trip in about.trips)


@given(st.data())
def test_no_change_of_bytes_in_the_real_message_escapes(railway, recorded, data):
    body = bytearray(recorded)
    for at in data.draw(st.lists(st.integers(0, len(body) - 1), min_size=1, max_size=12)):
        body[at] = data.draw(st.integers(0, 255))
    with suppress(FeedUnreadable):
        check_sound(decode(bytes(body), railway, NOW), railway)


WHOLE = message(update("t1", late("b", 60), {"stop_sequence": 3, "departure": {"time": 1}}), vehicle(trip={"trip_id": "t1"}), alert({"stop_id": "b"}))


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_no_change_of_bytes_in_vehicles_and_alerts_escapes(index, changes):
    body = bytearray(WHOLE)
    for at, byte in changes:
        body[at] = byte
    with suppress(FeedUnreadable):
        check_sound(decode(bytes(body), index, NOW), index)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read(index, body):
    with suppress(FeedUnreadable):
        check_sound(decode(body, index, NOW), index)


@pytest.mark.parametrize(
    "body, code",
    [
        (b"", "feed_unreadable"), (b" \n", "feed_unreadable"), (b"<html><body>503</body></html>", "feed_unreadable"),
        (b'{"header":{}}', "feed_unreadable"),
        (gzip.compress(message()), "feed_unreadable"), (b"\x0b" * 1000, "feed_unreadable"), (message()[:-1], "feed_unreadable"),
        (message() + b"\x12\x00" * 50_001, "feed_too_many_entities"), (b"\x12\x00" * 3_000_000, "feed_too_many_entities"),
        (message() + b"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "feed_unreadable"), (b"\x00" * (8 * 1024 * 1024 + 1), "feed_too_large"),
        (message(version="3.0"), "feed_wrong_version"), (message(version="\u202e2.0"), "feed_wrong_version"),
    ],
    ids=range(13),
)  # fmt: skip
def test_refusals_say_why_and_what_to_do(index, body, code):
    with pytest.raises(FeedUnreadable) as refused:
        decode(body, index, NOW)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


def test_a_message_that_tells_only_changes_is_refused(index):
    feed = FeedMessage()
    feed.header.gtfs_realtime_version, feed.header.incrementality = "2.0", 1
    with pytest.raises(FeedUnreadable):
        decode(feed.SerializeToString(), index, NOW)


def test_a_damaged_entity_costs_no_other(index):
    huge = FeedEntity(id="x" * 300_000).SerializeToString()
    bodies = (b"\xff\xff", b"\x0a\x01\xff", b"\x83" + b"\x01" * 4)
    damaged = b"".join(b"\x12" + bytes([len(body)]) + body for body in bodies)
    length = bytes([0x80 | len(huge) & 0x7F, 0x80 | len(huge) >> 7 & 0x7F, len(huge) >> 14])
    facts = decode(message(update("t1", late("b", 60))) + damaged + b"\x12" + length + huge, index, NOW)
    assert len(facts.updates.trip) == 1
    assert facts.problems.count("entity_unreadable") >= 1
    assert facts.problems.count("entity_too_large") == 1
    assert facts.entities == 5


def test_ids_that_are_no_text_are_unknown(index):
    """Old protobuf lets bytes through that are no UTF-8."""
    body = message(update("zzzz", late("qqqq", 60)), alert({"stop_id": "qqqq"}))
    body = body.replace(b"zzzz", b"\xff\xfe\x00\x01").replace(b"qqqq", b"\xc3\x28\xa0\xa1")
    facts = decode(body.replace(b"Bauarbeiten", b"\xff" * 11), index, NOW)
    assert facts.problems.count("unknown_trip") == 1
    assert facts.problems.count("bad_translation") == 1


def test_entries_that_are_not_used_are_counted(index):
    stop = FeedEntity(id="s", stop={"stop_id": "new"})
    gone = FeedEntity(id="g", is_deleted=True)
    moved = {**late("a", 60), "stop_time_properties": {"assigned_stop_id": "a2"}}
    crowded = FeedEntity(id="c", alert={"header_text": {"translation": [{"text": "x"}]}, "informed_entity": [{"stop_id": "b"}] * 5001})
    facts = decode(message(stop, gone, crowded, update("t2", moved), update("t1", *[late("a", 1)] * 2001)), index, NOW)
    assert {problem.kind for problem in facts.problems} == {
        "stop_not_used", "deleted_entity", "alert_too_large", "stop_properties_not_used", "trip_too_long",
    }  # fmt: skip


def test_a_message_without_a_time_counts_from_its_receipt(index):
    feed = FeedMessage.FromString(message(vehicle(), update("t1", late("b", 60))))
    feed.header.ClearField("timestamp")
    facts = decode(feed.SerializeToString(), index, NOW)
    assert (facts.observed, facts.vehicles[0].observed) == (None, None)
    assert facts.updates.day.tolist() == [date(2026, 11, 24).toordinal()]
