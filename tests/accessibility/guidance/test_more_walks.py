"""Four more walks, as stories: on wheels, by bus without a position, through a station, and by bicycle with an alert."""
from datetime import time

import pytest

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import route as r
from tests.accessibility.guidance.walking import at, fixes, headings, heard, in_order, walk


def straight(length_m: float, *features: r.Feature, street: str = "Mill Road", place: str = "the library", **more) -> r.Route:
    return r.Route((at(0, 0), at(0, length_m)), (r.Stretch(0, street),), r.Place(place), features, **more)


def told(said, name):
    return [one for one in said if one.id == name]


def once(said, name, low, high):
    found = told(said, name)
    assert len(found) == 1, (name, found)
    assert low <= found[0].t_s <= high, found[0]
    return found[0]


def test_on_wheels_facts_come_before_one_is_committed():
    route = straight(
        420, r.Gradient(60, 5.0, 40), r.Unknown(150, "kerb"), r.Surface(200, "cobbles", 30), r.Lift(330, "lift", "lift-1", "1"))
    guide = Guide(route, Profile("wheel", "wheelchair", max_slope_pct=6, cautious=True), "en", Settings(pace_mps=1.0))
    lift = [e.LiftSeen(200, "lift-1", False, at=time(8, 10), option="other_way")]
    said = heard(walk(guide, in_order(fixes([[0, 0, 0, 7], [330, 0, 330, 7], [345, 0, 330, 7]]), lift)))
    assert once(said, "grade_ahead", 22, 24).shown == "Uphill 5 percent in 35 metres, for 40 metres."
    assert once(said, "unknown_ahead", 112, 114).shown == "Kerb not known in 35 metres."
    assert once(said, "surface_ahead", 162, 164).shown == "Cobbles in 35 metres, for 30 metres."
    assert once(said, "lift_out", 200, 202).shown == "Lift to level 1 out of order since 8:10. Shall I plan another way?"
    assert not told(said, "lift_ahead")
    assert not [one for one in said if "stairs" in one.id or "walk" in one.shown.lower() or "step" in one.shown.lower()]


def bus_route() -> r.Route:
    stops = tuple(r.RideStop(f"s{i}", name, 60 + 400.0 * i) for i, name in enumerate(("Market", "Mill", "Park", "Town Hall", "Castle", "Harbour")))
    ride = r.Ride(
        "12-a", "12", "Harbour", stops, r.RideStop("s9", "Depot", 2500), kind="bus", pole="2 metres after the shelter", shelter=True, door="front",
    )  # fmt: skip
    stretches = (r.Stretch(0, "Mill Road"), r.Stretch(60, None, "ride"), r.Stretch(2060, "Quay"))
    return r.Route((at(0, 0), at(0, 60), at(0, 2060), at(50, 2060)), stretches, r.Place("the ferry"), (), (ride,))


def bus_feed(dead_s: int):
    for t in range(0, 340, 10):
        yield e.VehicleDue(t, "12-a", "12", "Harbour", 330.0, "bus", live=True, age_s=10)
    yield e.VehicleAt(250, "4-b", "s0", 0.0, 10, line="4", kind="bus")
    yield e.VehicleAt(330, "12-a", "s0", 0.0, 10, line="12", kind="bus", lat=at(0, 60)[0], lon=at(0, 60)[1])
    for t in range(345, dead_s, 5):
        lat, lon = at(0, 60 + (t - 345) * 8.0)
        yield e.VehicleAt(t, "12-a", None, 8.0, 10, line="12", kind="bus", lat=lat, lon=lon)


def test_the_bus_is_known_without_a_position_and_the_timetable_says_so():
    known = fixes([[0, 0, 0, 9], [60, 0, 60, 9], [340, 0, 60, 9], [341, 0, 60, 9]])
    aboard = [e.MotionSeen(346, "vehicle")]
    late = [e.AlightSoon(t, 1, 560 - t, "timetable") for t in range(535, 560, 5)]
    said = heard(walk(Guide(bus_route(), Profile(aid="cane"), "en", Settings(pace_mps=1.0)), in_order(known, bus_feed(500), aboard, late)))
    assert once(said, "stop_near", 38, 42).shown == "Stop Market, 20 metres. 2 metres after the shelter. Shelter."
    assert [(29 <= one.t_s <= 31, one.shown) for one in told(said, "due_in")][:1] == [(True, "Bus 12 to Harbour in 5 minutes.")]
    assert 209 <= told(said, "due_in")[1].t_s <= 211
    assert once(said, "other_vehicle", 250, 252).shown == "This one is bus 4. Yours in 1 minute."
    assert once(said, "arriving", 290, 300).shown == "Bus 12 is arriving."
    assert once(said, "board_here", 291, 310).shown == "Board at the front door."
    assert once(said, "aboard_ok", 365, 390).shown == "On bus 12 to Harbour. 5 stops. Off at Harbour."
    assert told(said, "alight_prep")[0].t_s < 500
    assert once(said, "alight_next", 530, 560).shown == "Next stop is yours: Harbour, by timetable."
    assert not told(said, "arrived")


def station() -> r.Route:
    features = (
        r.Station(0, "Central Station", 40.0, "left"), r.Stairs(60, "down", 12, "right"), r.Platform(120, "5", "both"),
    )  # fmt: skip
    stops = (r.RideStop("a", "Central Station", 130), r.RideStop("b", "Airport", 3000))
    codes = tuple(r.Code(f"c{i}", name, s) for i, (name, s) in enumerate((("Hall", 10.0), ("Stairs", 55.0), ("Platform 5", 118.0))))
    return r.Route(
        (at(0, 0), at(0, 130), at(0, 3000)), (r.Stretch(0, "Central Station", "indoor"), r.Stretch(130, None, "ride")),
        r.Place("the airport"), features, (r.Ride("s1", "S3", "Airport", stops, kind="train", platform="3B"),), codes=codes,
    )  # fmt: skip


def test_through_a_station_with_a_call_and_the_headset_out():
    codes = [e.CodeSeen(t, f"c{i}", 4.0, 0.0, True) for i, t in enumerate((20, 90, 180))]
    news = [
        e.DeviceSeen(0, output="headset", call=False), e.StepReached(1, 0), e.DeviceSeen(110, call=True), e.DeviceSeen(150, call=False),
        e.VehicleDue(5, "s1", "S3", "Airport", 900, "train", live=True, platform="3B"),
        e.VehicleDue(130, "s1", "S3", "Airport", 900, "train", live=True, platform="5"),
        e.DeviceSeen(160, output="speaker"), e.DeviceSeen(170, output="headset"), e.StepReached(182, 2),
    ]  # fmt: skip
    utterances = walk(Guide(station(), Profile(aid="cane"), "en"), in_order(codes, news, [e.Tick(240)]))
    said = heard(utterances)
    assert once(said, "station_enter", 0, 8).shown.startswith("Central Station.")
    assert len(told(said, "code_seen")) == 3
    assert once(said, "stairs_near", 89, 100).shown == "Stairs down ahead."
    assert not [one for one in told(said, "gps_lost") if one.t_s < 50]
    in_call = [u for u in utterances if 110 <= u.t_s < 150]
    assert [(u.ids, u.spoken, bool(u.sound and u.haptic)) for u in in_call] == [(("platform_changed",), "", True)]
    assert once(said, "after_call", 150, 153).shown == "During the call: Platform change. Train S3 leaves from platform 5."
    assert not [u for u in utterances if 160 <= u.t_s < 170 and u.spoken]
    assert "Edge on both sides" in once(said, "platform_on", 178, 195).shown


def test_by_bicycle_with_an_alert_that_is_taken_back():
    route = r.Route(
        (at(0, 0), at(0, 400), at(600, 400)),
        (r.Stretch(0, "Canal Street", "cycle"), r.Stretch(400, "Mill Road", "cycle"), r.Stretch(700, "Square")), r.Place("the market"),
        (
            r.Turn(400, street="Mill Road"), r.Dismount(700, "crowd"), r.Rack(760, "Market dock", 3, source=r.Source("dock", 100.0)),
            r.Obstacle(850, "hole"),
        ),
    )  # fmt: skip
    flood = e.AlertSeen(220, "flood", "extreme", "Flood", "Go to high ground", "en")
    events = in_order(
        fixes([[0, 0, 0, 8], [80, 0, 400, 8], [140, 300, 400, 8], [290, 450, 400, 8], [310, 460, 400, 8]]), [e.UserAsked(90, "quiet", "on")],
        [flood, e.AlertSeen(300, "flood", "extreme", "Flood", cancelled=True)],
    )  # fmt: skip
    utterances = walk(Guide(route, Profile("cycle"), "en", Settings(pace_mps=5.0)), events)
    said = heard(utterances)
    assert once(said, "cycle_turn", 67, 69).shown == "60 metres, turn right onto Mill Road."
    assert not told(said, "turn_near")
    dismount = next(u for u in utterances if u.id == "dismount")
    assert (127 <= dismount.t_s <= 129, dismount.spoken) == (True, "Dismount in sixty metres: crowded zone.")
    hazard = next(u for u in utterances if u.id == "hazard_ahead")
    assert hazard.spoken.startswith("Caution, hole")
    alert = next(u for u in utterances if u.id == "area_alert")
    assert (alert.t_s, alert.shown) == (220, "Extreme alert: Flood. Go to high ground.")
    assert not [one for one in said if one.id == "area_alert" and one.t_s >= 300]


@pytest.mark.parametrize("language", ["de", "es", "ko"])
def test_other_languages_tell_the_same(language):
    route = straight(200, r.Crossing(100, 108, "Park Lane", "none", kerb=None, lanes=2, traffic="both"), r.Obstacle(150, "hole"))
    events = in_order(fixes([[0, 0, 0, 6], [200, 0, 200, 6], [205, 0, 200, 6]]), headings([(0, 0)], 200))
    english = walk(Guide(route, Profile(aid="cane"), "en"), events)
    other = walk(Guide(route, Profile(aid="cane"), language), events)
    assert [u.ids for u in english] == [u.ids for u in other]
    assert all(abs(a.t_s - b.t_s) <= 3 for a, b in zip(english, other))
