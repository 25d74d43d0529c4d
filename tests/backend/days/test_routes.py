"""Days over HTTP: the order, the ways, the times; what cannot be done and why; what is refused."""
from datetime import datetime, timedelta

import pytest
from litestar.testing import TestClient

from backend.days.controller import DaysController
from backend.service.app import create_app
from backend.service.policies import RateClass
from backend.service.settings import PER_MINUTE, Settings
from tests.backend.days.asked import BAKERY, HOME, POST, SCHOOL, clock, day, errand, place
from tests.worlds.town import open_town

CHILD = errand(SCHOOL, beginAt=clock("16:00"))


def asked(client, *errands, **more) -> dict:
    answer = client.post("/v1/days", json=day(*errands, **more))
    assert answer.status_code == 200, answer.text
    return answer.json()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def holds(answer: dict, asked_for: dict) -> None:
    """Whoever follows it leaves no place before being there and done, and gets everywhere in time."""
    free = moment(asked_for["leaveAt"])
    for visit in answer["visits"]:
        way, told = visit["itinerary"], asked_for["errands"][visit["errand"]]
        begin, leave = moment(visit["beginAt"]), moment(visit["leaveAt"])
        if way is not None:
            assert free <= moment(way["departAt"])
            assert moment(way["arriveAt"]) <= begin
        assert leave - begin == timedelta(minutes=told["durationMin"])
        assert not told["openings"] or any(moment(one["opensAt"]) <= begin and leave <= moment(one["closesAt"]) for one in told["openings"])
        assert begin <= moment(visit["latestBeginAt"])
        free = leave
    last = answer["last"]
    assert last is None or free <= moment(last["departAt"])
    assert moment(answer["endAt"]) <= moment(asked_for["endBy"])


def test_pharmacy_post_office_and_the_child_at_four_sharp(client):
    errands = (errand(BAKERY, 5, "08:00", "18:30"), errand(POST, 10, "14:00", "15:30"), CHILD)
    answer = asked(client, *errands)
    holds(answer, day(*errands))
    order = [visit["errand"] for visit in answer["visits"]]
    assert sorted(order) == [0, 1, 2]
    assert order.index(1) < order.index(2)
    assert answer["leftOut"] == []
    assert answer["proven"] is True
    school = answer["visits"][order.index(2)]
    assert moment(school["beginAt"]) == moment(clock("16:00"))
    assert school["latestBeginAt"] == school["beginAt"]
    arrives = moment(school["itinerary"]["arriveAt"])
    assert arrives <= moment(clock("15:55"))
    assert school["tight"] is (arrives > moment(clock("15:50")))
    modes = {leg["mode"] for visit in answer["visits"] for leg in visit["itinerary"]["legs"]}
    assert modes == {"WALK", "TRAM"}
    assert moment(answer["endAt"]) == moment(answer["last"]["arriveAt"])
    total_s = answer["travelS"] + answer["waitingS"] + 15 * 60
    assert total_s == (moment(answer["endAt"]) - moment(answer["leaveAt"])).total_seconds()


def test_every_way_is_what_the_planner_of_trips_says(client):
    answer = asked(client, CHILD)
    way = answer["visits"][0]["itinerary"]
    ends = {"origin": place(HOME), "destination": place(SCHOOL)}
    same = client.post("/v1/plan", json={**ends, "arriveBy": clock("15:55")}).json()["itineraries"]
    assert (way["departAt"], way["arriveAt"]) in {(one["departAt"], one["arriveAt"]) for one in same}
    assert way["departAt"] == max(one["departAt"] for one in same)


def test_nothing_is_begun_where_the_day_ends_before_it(client):
    answer = asked(client, errand(POST, 10, "08:00", "12:30"), CHILD)
    (left,) = answer["leftOut"]
    assert (left["errand"], left["reason"]) == (0, "too_late")
    assert left["text"] == "It closes before you can be there."
    assert moment(left["leaveBy"]) < moment(clock("12:20")) < moment(clock("13:30")) < moment(left["reachedAt"])
    assert [visit["errand"] for visit in answer["visits"]] == [1]


def test_two_at_the_same_time_are_a_conflict_and_the_less_worthy_is_left_out(client):
    answer = asked(client, errand(POST, beginAt=clock("16:00"), optional=True), CHILD)
    assert [(left["errand"], left["reason"], left["others"]) for left in answer["leftOut"]] == [(0, "conflict", [1])]


def test_without_the_post_office_home_is_sooner(client):
    answer = asked(client, errand(BAKERY, 5), errand(POST, 10, "17:00", "18:00", optional=True))
    assert answer["without"]["errand"] == 1
    assert answer["without"]["savedS"] > 2 * 3600


def test_an_errand_where_one_is_needs_no_way(client):
    answer = asked(client, errand(HOME, 10))
    assert answer["visits"][0]["itinerary"] is None
    assert answer["last"] is None
    assert answer["leaveAt"] == answer["visits"][0]["beginAt"]


def test_the_day_may_end_elsewhere_and_after_midnight(client):
    late = {"place": place(POST), "durationMin": 30, "openings": [{"opensAt": clock("22:00"), "closesAt": clock("02:00", "2026-11-25")}]}
    changed = {"leaveAt": clock("23:50"), "endBy": clock("03:00", "2026-11-25"), "end": place(SCHOOL)}
    answer = asked(client, late, **changed)
    holds(answer, day(late, **changed))
    assert answer["last"]["legs"][-1]["to"]["lat"] == pytest.approx(place(SCHOOL)["lat"])
    assert answer["endAt"].startswith("2026-11-25T00:")


def test_the_hour_that_there_is_twice_is_an_hour_long(client):
    """The clocks go back in the night to 25 October: from 1:30 to 2:30, which is said with its offset, are two hours."""
    night = {"leaveAt": clock("01:30", "2026-10-25", "+02:00"), "endBy": clock("05:00", "2026-10-25")}
    bakery = {"place": place(BAKERY), "durationMin": 0, "beginAt": clock("02:30", "2026-10-25")}
    answer = asked(client, bakery, modes=["WALK"], **night)
    assert moment(answer["visits"][0]["beginAt"]) == moment(clock("02:30", "2026-10-25"))
    assert answer["visits"][0]["beginAt"].endswith("+01:00")
    assert moment(answer["leaveAt"]) > moment(clock("02:50", "2026-10-25", "+02:00"))


def test_a_bicycle_goes_along_all_day(client):
    answer = asked(client, errand(BAKERY, 5), errand(POST, 5), modes=["BIKE"])
    ways = [*(visit["itinerary"] for visit in answer["visits"]), answer["last"]]
    assert {leg["mode"] for way in ways for leg in way["legs"]} == {"BIKE"}


def test_limits_are_kept_on_every_way(client):
    answer = asked(client, errand(BAKERY, 5), modes=["WALK"], limits={"steps": False, "speedMS": 0.8})
    slow = answer["visits"][0]["itinerary"]
    assert slow["accessibility"]["stepFree"] is True
    assert slow["durationS"] == pytest.approx(slow["walkM"] / 0.8, rel=0.05)


def test_who_asks_for_guidance_can_be_led(client):
    answer = asked(client, errand(BAKERY, 5), guidance=True)
    assert answer["visits"][0]["itinerary"]["arrival"] is not None


def test_eight_errands_are_a_day_and_nine_are_not(client):
    points = [(x, y) for x in (600, 1500, 2400, 3300) for y in (5, 290)]
    answer = asked(client, *(errand(point, 5) for point in points))
    holds(answer, day(*(errand(point, 5) for point in points)))
    assert sorted(visit["errand"] for visit in answer["visits"]) == list(range(8))
    assert answer["proven"] is False
    refused = client.post("/v1/days", json=day(*[errand(BAKERY)] * 9))
    assert (refused.status_code, refused.json()["field"]) == (422, "errands")


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"endBy": clock("13:30")}, "day_unusable", "endBy"),
    ({"endBy": clock("13:31", "2026-11-25")}, "day_unusable", "endBy"),
    ({"leaveAt": "2026-11-24T13:30:00"}, "offset_missing", "leaveAt"),
    ({"modes": ["BIKE", "TRANSIT"]}, "vehicle_left_behind", "modes"),
    ({"modes": ["PARK_RIDE"]}, "vehicle_left_behind", "modes"),
    ({"start": {"lat": 1.0, "lon": 1.0}}, "outside_city", "origin"),
    ({"errands": [{"place": {"lat": 1.0, "lon": 1.0}}]}, "outside_city", "errands[0].place"),
    ({"errands": [errand(BAKERY, after=[0])]}, "day_unusable", "errands[0].after"),
    ({"errands": [errand(BAKERY, after=[3])]}, "day_unusable", "errands[0].after"),
    ({"errands": [errand(BAKERY, 0, "09:00", "08:00")]}, "day_unusable", "errands[0].openings"),
    ({"errands": [errand(BAKERY, 0, "08:00", "09:00", beginAt=clock("14:00"))]}, "day_unusable", "errands[0].beginAt"),
    ({"errands": [errand(BAKERY, beginAt="2026-11-24T14:00:00")]}, "offset_missing", "errands[0].beginAt"),
    ({"errands": [errand(BAKERY, -1)]}, "invalid_value", None),
])  # fmt: skip
def test_what_is_no_day_is_refused_and_says_where(client, change, code, field):
    answer = client.post("/v1/days", json=day() | change)
    assert answer.status_code in (400, 422)
    if field is not None:
        assert (answer.json()["code"], answer.json()["field"]) == (code, field)


def test_openings_that_touch_are_one(client):
    halves = [{"opensAt": clock("13:00"), "closesAt": clock("14:00")}, {"opensAt": clock("14:00"), "closesAt": clock("15:00")}]
    bakery = {"place": place(BAKERY), "durationMin": 60, "openings": halves}
    assert asked(client, bakery)["leftOut"] == []


def test_an_address_asks_for_few_days_a_minute():
    app = create_app(open_town, Settings(log_requests=False, per_minute=PER_MINUTE | {RateClass.DAY: 3}), controllers=(DaysController,))
    with TestClient(app, base_url="http://localhost") as client:
        answers = [client.post("/v1/days", json={}) for _ in range(5)]
    assert [answer.status_code for answer in answers].count(429) >= 1
    assert answers[0].status_code == 400


def test_a_day_waits_for_no_trip_and_no_trip_for_a_day(client):
    state = client.app.state
    assert state.day_lane.pool is not state.lane.pool
    state.day_lane.inside, before = state.day_lane.most, state.day_lane.inside
    try:
        full = client.post("/v1/days", json=day())
        trips = client.post("/v1/plan", json={"origin": place(HOME), "destination": place(SCHOOL)})
    finally:
        state.day_lane.inside = before
    assert (full.status_code, full.json()["code"]) == (503, "busy")
    assert trips.status_code == 200
