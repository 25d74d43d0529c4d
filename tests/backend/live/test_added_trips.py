"""A trip that no timetable has, from the message of a feed to every answer, until the feed lets it go or is too old."""
import json
from datetime import date, datetime, timedelta

import pytest

from backend.contract.feeds import FeedKind
from backend.contract.trips import Place, PlanRequest
from backend.live.service import LiveCity
from backend.motis.board import STOP_TIMES
from backend.motis.parameters import Asked as MotisAsked
from backend.motis.service import Motis
from backend.motis.wishes import PLAN
from backend.otp.service import Asked, OtpService
from backend.stops.near import Surroundings
from backend.stops.service import Timetables
from backend.trips.service import TripPlanner
from routing.query import Point
from routing.snapshot import Snapshot
from tests.backend.live.conftest import EIGHT
from tests.backend.live.messages import FRESH_S, added, as_sent, closed, feed, message, sharing
from tests.worlds.town import at, open_town

DAY = date(2026, 11, 24)
TRIPS, OTHERS = feed("trips", FeedKind.TRIP_UPDATES), feed("others", FeedKind.TRIP_UPDATES)


def after(minutes: float) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


RELIEF = (("west", after(5)), ("market", after(8)), ("east", after(14)))


class Town:
    """The town at eight, and everybody who answers about it."""

    def __init__(self):
        services = open_town()
        self.moment = EIGHT
        self.city = services.live.snapshot.city
        self.live = LiveCity(Snapshot.of(self.city), now=lambda: self.moment)
        self.timetables = Timetables(self.city)
        self.planner = TripPlanner(self.live)
        self.motis = Motis.of(self.planner, self.timetables, services.places, self.live)
        self.otp = OtpService(self.planner, self.timetables, now=lambda: self.moment)

    async def hear(self, made, source=TRIPS, later_s: int = 0):
        return await self.live.apply(source, as_sent(made), EIGHT + timedelta(seconds=later_s))

    async def relief(self, *calls, later_s: int = 0, **more):
        return await self.hear(added(EIGHT + timedelta(seconds=later_s), "relief", *(calls or RELIEF), **more), later_s=later_s)

    def plan(self, minutes: float = 2, begin_m: float = 0.0, end_m: float = 3900.0):
        request = PlanRequest(Place(*at(begin_m, 10)), Place(*at(end_m, 10)), depart_at=after(minutes), window_min=0)
        return self.planner.plan(request)

    def ride(self, **asked):
        return min((leg for one in self.plan(**asked).itineraries for leg in one.legs if leg.route), key=lambda leg: leg.arrive_at)

    def board(self, stop_id: str, minutes: float = 2, limit: int = 3):
        return self.timetables.departures(self.live.view, stop_id, after(minutes), limit).departures

    def graphql(self, query: str):
        answer = json.loads(self.otp.answer(Asked(query)))
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


@pytest.fixture
def town():
    opened = Town()
    yield opened
    opened.live.close()


async def test_it_is_planned_with_who_says_so_and_without_a_schedule(town):
    assert town.ride().trip_id == "E495"
    applied = await town.relief(headsign="Eastend")
    assert (applied.entities, applied.problems) == (1, 0)
    leg = town.ride()
    assert (leg.trip_id, leg.added, leg.service_day, leg.headsign, leg.route.id) == ("relief", True, DAY, "Eastend", "T")
    assert (leg.depart_at, leg.arrive_at) == (after(5), after(14))
    assert (leg.scheduled_depart_at, leg.scheduled_arrive_at, leg.live.feed) == (None, None, "trips")
    assert [stop.stop_id for stop in leg.intermediate_stops] == ["market"]
    assert town.ride(minutes=6).trip_id == "E495"


async def test_it_is_among_the_departures_at_its_stops_and_near_by(town):
    await town.relief()
    first = next(one for one in town.board("west") if one.added)
    assert (first.trip_id, first.depart_at, first.scheduled_at, first.live.feed, first.headsign) == ("relief", after(5), None, "trips", "East")
    assert [one.trip_id for one in town.board("hbf") if one.added] == ["relief"]
    assert not [one for one in town.board("bridge", limit=100) if one.added]
    near = Surroundings(town.live.snapshot, town.timetables)
    lines = near.departures(town.live.view, Point(*at(0, 10)), 300, 10, after(2)).departures
    assert [(line.next[0].trip_id, line.next[0].added, line.next[0].scheduled_at) for line in lines if line.headsign == "East"] == [
        ("relief", True, None)
    ]  # fmt: skip
    assert not [one for line in lines if line.headsign != "East" for one in line.next if one.added]


async def test_when_it_is_told_later_it_comes_later_and_rows_stay(town):
    await town.relief()
    first = town.live.snapshot
    await town.relief(("west", after(7)), ("market", after(10)), ("east", after(15.5)), later_s=30)
    assert town.live.snapshot.transit is first.transit
    assert (town.ride().depart_at, town.ride().arrive_at) == (after(7), after(15.5))
    assert town.board("west")[0].depart_at == after(7)


async def test_the_stop_it_has_left_is_no_more_told_of_and_whoever_rides_on_still_sees_it(town):
    await town.relief()
    await town.relief(*RELIEF[1:], later_s=6 * 60)
    assert [one.trip_id for one in town.board("market", minutes=6) if one.added] == ["relief"]
    assert not [one for one in town.board("west", minutes=6) if one.added]
    row = town.live.snapshot.added[0]
    assert len(town.live.snapshot.transit.pattern_stop[town.live.snapshot.transit.pattern_first[-2] :]) == 3
    assert town.live.snapshot.transit.trip_id[row] == "relief"


async def test_it_is_gone_when_the_feed_lets_it_go_and_when_the_feed_is_too_old(town):
    await town.relief()
    await town.hear(message(EIGHT + timedelta(seconds=10)), later_s=10)
    assert town.ride().trip_id == "E495"
    assert town.live.snapshot.transit is town.city.transit
    await town.relief(later_s=20)
    assert town.ride().trip_id == "relief"
    town.moment = EIGHT + timedelta(seconds=FRESH_S + 21)
    await town.live.let_go()
    assert town.ride().trip_id == "E495"
    assert not [one for one in town.board("west") if one.added]
    assert town.live.snapshot.live is None


async def test_two_feeds_tell_their_own_and_each_is_let_go_alone(town):
    await town.relief()
    await town.hear(added(EIGHT, "other", ("west", after(4)), ("east", after(12))), OTHERS)
    assert (town.ride().trip_id, town.ride().live.feed) == ("other", "others")
    assert {one.trip_id: one.live.feed for one in town.board("west") if one.added} == {"relief": "trips", "other": "others"}
    await town.hear(message(EIGHT + timedelta(seconds=10)), OTHERS, later_s=10)
    assert (town.ride().trip_id, town.ride().live.feed) == ("relief", "trips")


async def test_what_other_feeds_say_leaves_it_as_it_is(town):
    await town.relief()
    longer = town.live.snapshot.transit
    await town.live.apply(feed("works", FeedKind.CLOSURES_GEOJSON), closed(("pipes", 1600, 2100)), EIGHT)
    await town.live.apply(feed("bikes", FeedKind.GBFS), sharing(EIGHT, ("a", 100, 3, 3), ("b", 3800, 0, 5)), EIGHT)
    assert town.live.snapshot.transit is longer
    assert town.ride().trip_id == "relief"


async def test_a_replacement_runs_instead(town):
    made = added(EIGHT, "E495", ("west", after(16)), ("market", after(22)), ("east", after(30)), relation="REPLACEMENT", day=DAY)
    await town.hear(made)
    assert [(one.trip_id, one.added, one.cancelled, one.depart_at) for one in town.board("west") if one.trip_id == "E495"] == [
        ("E495", False, True, after(15)), ("E495", True, False, after(16)),
    ]  # fmt: skip
    leg = town.ride()
    assert (leg.trip_id, leg.added, leg.arrive_at) == ("E495", True, after(30))


async def test_a_message_about_it_is_shown_with_its_leg_alone(town):
    made = added(EIGHT, "relief", *RELIEF)
    told = made.entity.add(id="a1").alert
    told.informed_entity.add().trip.trip_id = "relief"
    told.header_text.translation.add(text="Old tram")
    await town.hear(made)
    assert [alert.header for alert in town.plan().alerts] == ["Old tram"]
    assert town.ride().alert_ids == ("trips:a1",)
    assert town.ride(minutes=6).alert_ids == ()


async def test_clients_of_motis_see_it(town):
    await town.relief(headsign="Eastend")
    asked = MotisAsked({"stopId": ["west"], "time": [after(2).isoformat()], "n": ["3"], "fetchStops": ["true"]}, STOP_TIMES)
    board = town.motis.stop_times(asked, 6)
    (told,) = [one for one in board.stop_times if one.trip_id == "relief"]
    assert (told.real_time, told.place.departure, told.place.scheduled_departure, told.headsign) == (True, after(5), after(5), "Eastend")
    assert [place.stop_id for place in told.next_stops] == ["market", "east"]
    assert (told.trip_to.stop_id, told.agency_name) == ("east", "Town Lines")
    places = {name: [f"{lat},{lon}"] for name, (lat, lon) in (("fromPlace", at(0, 10)), ("toPlace", at(3900, 10)))}
    plan = json.loads(town.motis.plan_json(MotisAsked({**places, "time": [after(2).isoformat()]}, PLAN), 6))
    (leg,) = [leg for one in plan["itineraries"] for leg in one["legs"] if leg.get("tripId") == "relief"]
    assert (leg["realTime"], leg["scheduled"], leg["tripTo"]["stopId"]) == (True, False, "east")
    assert all(leg["scheduled"] for one in plan["itineraries"] for leg in one["legs"] if leg.get("tripId") != "relief")


async def test_clients_of_opentripplanner_see_it(town):
    await town.relief(headsign="Eastend")
    moment = int(after(2).timestamp())
    stop = town.graphql(f"""{{ stop(id: "elmstead:west") {{ stoptimesWithoutPatterns(startTime: {moment}, numberOfDepartures: 2) {{
        scheduledDeparture realtimeDeparture realtimeState realtime headsign trip {{ gtfsId activeDates pattern {{ code }} }} }} }} }}""")["stop"]
    told = stop["stoptimesWithoutPatterns"][0]
    assert (told["realtimeState"], told["realtime"], told["headsign"], told["trip"]["gtfsId"]) == ("ADDED", True, "Eastend", "elmstead:relief")
    assert told["scheduledDeparture"] == told["realtimeDeparture"] == 8 * 3600 + 5 * 60
    assert told["trip"]["activeDates"] == ["20261124"]
    trip = town.graphql('{ trip(id: "elmstead:relief") { tripHeadsign stoptimes { realtimeDeparture stop { gtfsId } } } }')["trip"]
    assert [call["stop"]["gtfsId"] for call in trip["stoptimes"]] == ["elmstead:west", "elmstead:market", "elmstead:east"]
    assert town.graphql(f'{{ pattern(id: "{told["trip"]["pattern"]["code"]}") {{ trips {{ gtfsId }} }} }}')["pattern"]["trips"] == [
        {"gtfsId": "elmstead:relief"}
    ]  # fmt: skip
    (from_lat, from_lon), (to_lat, to_lon) = at(0, 10), at(3900, 10)
    plan = town.graphql(f"""{{ plan(
        from: {{lat: {from_lat}, lon: {from_lon}}}, to: {{lat: {to_lat}, lon: {to_lon}}}, date: "2026-11-24", time: "08:02:00",
        transportModes: [{{mode: WALK}}, {{mode: TRANSIT}}]
    ) {{ itineraries {{ legs {{ realtimeState trip {{ gtfsId }} }} }} }} }}""")
    states = [leg["realtimeState"] for one in plan["plan"]["itineraries"] for leg in one["legs"] if leg["trip"] == {"gtfsId": "elmstead:relief"}]
    assert states == ["ADDED"]
    await town.hear(message(EIGHT + timedelta(seconds=10)), later_s=10)
    assert town.graphql('{ trip(id: "elmstead:relief") { gtfsId } }')["trip"] is None


async def test_its_vehicle_and_its_message_are_found_by_clients_of_opentripplanner(town):
    made = added(EIGHT, "relief", *RELIEF)
    vehicle = made.entity.add(id="v").vehicle
    vehicle.trip.trip_id, vehicle.vehicle.id = "relief", "4711"
    vehicle.position.latitude, vehicle.position.longitude = at(100, 5)
    told = made.entity.add(id="a1").alert
    told.informed_entity.add().trip.trip_id = "relief"
    told.header_text.translation.add(text="Old tram")
    await town.hear(made)
    trip = town.graphql("""{ trip(id: "elmstead:relief") {
        alerts { alertHeaderText } pattern { vehiclePositions { vehicleId trip { gtfsId } } }
    } }""")
    assert trip["trip"]["alerts"] == [{"alertHeaderText": "Old tram"}]
    assert trip["trip"]["pattern"]["vehiclePositions"] == [{"vehicleId": "4711", "trip": {"gtfsId": "elmstead:relief"}}]


async def test_what_nobody_could_board_is_counted_and_changes_nothing(town):
    applied = await town.relief(route_id="")
    assert applied.problems == 1
    assert town.ride().trip_id == "E495"
    assert town.live.snapshot.transit is town.city.transit
