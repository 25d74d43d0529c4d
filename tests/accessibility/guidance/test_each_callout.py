"""The callouts that no longer story tells: each in the situation it is for, and word for word."""
import os
from datetime import time

import pytest

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from tests.accessibility.guidance.linter import check, follow
from tests.accessibility.guidance.walking import at, fixes, headings, in_order

HOME = r.Place("home")
BEHIND_STEP_M = 2 if os.environ.get("ALLWAYS_PROOF") else 5


def straight(*features, street="Mill Road", length_m=300.0, **more) -> r.Route:
    return r.Route((at(0, 0), at(0, length_m)), (r.Stretch(0, street),), HOME, features, **more)


def corner(*points, turns) -> r.Route:
    """A route through `points`, with named turns at (s_m, street)."""
    stretches = (r.Stretch(0, "Mill Road"), *(r.Stretch(t.s_m, t.street) for t in turns))
    return r.Route(tuple(at(*p) for p in points), stretches, HOME, tuple(turns))


def told(route, name, *events, profile=None, settings=None) -> list[str]:
    """What was said under this name, when nothing else broke a rule."""
    moments = follow(Guide(route, profile or Profile(), "en", settings or Settings(pace_mps=1.0)), in_order(*events))
    check(moments)
    return [m.u.shown for m in moments if name in m.u.ids]


def going(to_m=200, accuracy=6, speed=1.0, x=0.0):
    end = int(to_m / speed)
    return fixes([[0, x, 0, accuracy], [end, x, to_m, accuracy], [end + 1, x, to_m, accuracy]])


def bend(*knots, accuracy=6):
    return fixes([[t, x, y, accuracy] for t, x, y in knots])


def test_two_turns_close_together_are_one_sentence():
    route = corner((0, 0), (0, 80), (12, 80), (12, 200), turns=[f.Turn(80, street="Short Row"), f.Turn(92, street="High Street")])
    walked = bend((0, 0, 0), (80, 0, 80), (92, 12, 80), (150, 12, 138), (151, 12, 138))
    assert told(route, "turn_pair", walked) == ["Turn right, then after 10 metres turn left onto High Street."]
    assert told(route, "turn_near", walked) == []


def test_a_slight_turn_gets_its_landmark_and_a_fork_its_side():
    slight = corner((0, 0), (0, 80), (60, 160), turns=[f.Turn(80, street="Park Way", landmark="the fountain")])
    walked = bend((0, 0, 0), (80, 0, 80), (180, 60, 160), (181, 60, 160))
    assert told(slight, "turn_near", walked) == ["Slightly right onto Park Way, at the fountain."]
    fork = corner((0, 0), (0, 80), (-20, 180), turns=[f.Turn(80, street="Park Way", fork=True)])
    assert told(fork, "turn_near", bend((0, 0, 0), (80, 0, 80), (182, -20, 180), (183, -20, 180))) == ["Keep left onto Park Way."]


def test_where_the_position_is_gone_the_turn_is_told_without_a_distance():
    route = corner((0, 0), (0, 80), (100, 80), turns=[f.Turn(80, street="High Street")])
    lost = [*fixes([[0, 0, 0, 6], [40, 0, 40, 6], [41, 0, 41, 6]]), *[e.HeadingSeen(t, 0) for t in range(41, 80)]]
    assert told(route, "turn_unsure", lost, [e.Tick(79)])[0] == "Next is a right turn onto High Street. I cannot tell how far."


def test_a_turn_that_may_be_passed_is_named_without_blame():
    route = corner((0, 0), (0, 80), (100, 80), turns=[f.Turn(80, street="High Street")])
    straight_on = bend((0, 0, 0), (150, 0, 150), (151, 0, 150), accuracy=30)
    assert told(route, "turn_check", straight_on) == ["You may have passed the turn onto High Street."]


def test_the_wrong_way_is_hedged():
    back = fixes([[0, 0, 0, 6], [60, 0, 60, 6], [90, 0, 30, 6], [91, 0, 30, 6]])
    assert told(straight(), "wrong_way", back) == ["You seem to be going away from home."]


def test_the_line_is_confirmed_with_words_once_at_full_detail():
    route = corner((0, 0), (0, 40), (100, 40), turns=[f.Turn(40, street="High Street")])
    walked = bend((0, 0, 0), (40, 0, 40), (100, 60, 40), (101, 60, 40))
    assert told(route, "on_line", walked, settings=Settings(detail=3, pace_mps=1.0))[0] == "Straight ahead."


def test_an_open_area_and_the_way_out_of_it():
    area = f.Area(50, 90, "Market Square", "tactile")
    assert told(straight(area), "area_enter", going()) == ["Open area, Market Square. Way out ahead, 40 metres. Follow the tactile strip."]


def test_on_wheels_kerbs_and_narrow_places():
    wheelchair = Profile("wheel", max_kerb_cm=6, width_cm=70)
    kerb = told(straight(f.Kerb(100, 3.0, "left")), "kerb_ahead", going(), profile=wheelchair)
    assert kerb == ["Kerb 3 centimetres in 35 metres, lowered on the left."]
    assert told(straight(f.Narrow(100, 85.0)), "narrow_ahead", going(), profile=wheelchair) == ["Narrow, 85 centimetres, in 35 metres."]
    assert told(straight(f.Narrow(100, 120.0)), "narrow_ahead", going(), profile=wheelchair) == []


def test_a_way_that_leans_a_ramp_and_a_steep_way_down():
    wheelchair = Profile("wheel", max_slope_pct=8)
    leans = straight(f.CrossFall(100, 3.2, 20, "left"), f.CrossFall(150, 2.0, 20))
    assert told(leans, "crossfall_ahead", going(), profile=wheelchair) == ["Leans to the left 3 percent in 35 metres, for 20 metres."]
    assert told(leans, "crossfall_ahead", going()) == []
    ramp = straight(f.Gradient(100, 6.0, 8.0, ramp=True))
    assert told(ramp, "grade_ahead", going(), profile=wheelchair) == ["Ramp up 6 percent in 35 metres, for 8 metres."]
    down = straight(f.Gradient(100, -7.0, 30.0))
    assert told(down, "steep_down", going(), profile=wheelchair) == ["Downhill 7 percent in 35 metres, for 30 metres."]
    assert told(down, "grade_ahead", going(), profile=wheelchair) == []


def test_the_last_words_of_the_battery_are_the_next_step_and_whom_to_call():
    helped = Settings(pace_mps=1.0, help_number="112")
    dying = [e.DeviceSeen(5, battery_pct=4.0)]
    route = corner((0, 0), (0, 120), (100, 120), turns=[f.Turn(120, street="High Street")])
    assert told(route, "battery_low", going(60), dying, settings=helped) == ["Battery 4 percent. Turn onto High Street in 110 metres. Help: 112."]
    spoken = [m.u.spoken for m in follow(Guide(route, Profile(), "en", helped), in_order(going(60), dying)) if "battery_low" in m.u.ids]
    assert spoken[0].endswith("Help: one one two.")
    aboard = bus((0, 0, 100), (60, 0, 500), (61, 0, 500))
    assert told(riding(), "battery_low", *aboard, [e.DeviceSeen(50, battery_pct=5.0)]) == ["Battery 5 percent. Off at Quay."]


def test_a_limit_is_told_while_one_can_still_turn_off():
    route = corner((0, 0), (0, 100), (200, 100), turns=[f.Turn(100, street="Hill Road")])
    steep = r.Route(route.points, route.stretches, HOME, (*route.features, f.Gradient(160, 6.0, 20.0)))
    moments = follow(Guide(steep, Profile("wheel", max_slope_pct=6), "en", Settings(pace_mps=1.0)), in_order(going(100)))
    assert [m.s_m < 100 for m in moments if m.u.id == "grade_ahead"] == [True]


def test_a_bay_and_a_rack_with_the_age_of_what_is_free():
    assert told(straight(f.Bay(60, "A12", "-1", "right")), "park_bay", going()) == ["Bay A12, level −1, 30 metres, on the right."]
    rack = f.Rack(100, "Market dock", 3, source=f.Source("dock", 0.0))
    assert told(straight(rack), "bike_rack", going()) == ["Market dock, 30 metres. 3 free places, 1 minute ago."]


def test_a_reported_hole_is_said_to_be_only_reported():
    few = f.Obstacle(60, "hole", source=f.Source("people", reports=2, agreement=1.0))
    assert told(straight(few), "hazard_maybe", going()) == ["Reported, not confirmed: hole 25 metres ahead."]
    assert told(straight(few), "hazard_maybe", going(), [e.HazardSeen(5, "1", "hole", 60.0, gone=True)]) != []


def test_battery_and_network():
    ride = r.Ride("t", "12", "Quay", (r.RideStop("a", "Mill", 290.0), r.RideStop("b", "Quay", 300.0)))
    low = [e.DeviceSeen(5, battery_pct=19.0, lasts=False), e.DeviceSeen(60, battery_pct=9.0)]
    assert told(straight(), "battery_low", going(), low) == [
        "Battery 19 percent. The screen goes dark first.", "Battery 9 percent. Positions come every five seconds first.",
    ]  # fmt: skip
    assert told(straight(), "battery_low", going(), [e.DeviceSeen(5, battery_pct=19.0, lasts=True)]) == []
    assert told(straight(), "battery_low", going(), [e.DeviceSeen(5, battery_pct=4.0, lasts=True)]) == []
    assert told(straight(rides=(ride,)), "offline", going(), [e.DeviceSeen(5, online=False)]) == ["No network. Times are by timetable."]


def riding() -> r.Route:
    stops = tuple(r.RideStop(f"s{i}", name, 100.0 + 400 * i) for i, name in enumerate(("Mill", "Park", "Castle", "Quay")))
    ride = r.Ride("t", "12", "Harbour", stops, r.RideStop("s9", "Depot", 1900.0), "bus", alight_side="right")
    return r.Route(
        (at(0, 0), at(0, 2000)), (r.Stretch(0, "Mill Road"), r.Stretch(100, None, "ride"), r.Stretch(1300, "Quay")), HOME, (), (ride,),
    )  # fmt: skip


def bus(*knots):
    """By bus: said to be aboard at once, then where the phone is."""
    return fixes([[t, x, y, 8] for t, x, y in knots]), [e.UserAsked(1, "said", "aboard")]


def test_getting_off_is_told_before_at_and_after_the_stop():
    there = bus((0, 0, 100), (120, 0, 1300), (150, 0, 1300), (151, 0, 1300))
    assert told(riding(), "alight_prep", *there) == ["Quay in 2 stops."]
    assert told(riding(), "alight_next", *there) == ["Next stop is yours: Quay."]
    assert told(riding(), "alight_here", *there) == ["Quay. This is your stop, doors on the right."]
    past = bus((0, 0, 100), (150, 0, 1600), (160, 0, 1690), (161, 0, 1690))
    assert told(riding(), "alight_missed", *past) == ["Quay is behind you. Next stop Depot. New way follows."]


def test_a_bus_that_goes_elsewhere_may_be_the_wrong_one():
    away = bus((0, 0, 100), (20, 0, 200), (120, 1000, 300), (121, 1000, 300))
    assert told(riding(), "aboard_wrong", *away)[0] == "This may not be bus 12. Ask the driver or staff."


def test_walking_words_wait_until_one_is_clear_of_the_vehicle():
    guide = Guide(riding(), Profile(), "en", Settings(pace_mps=1.0))
    moments = follow(guide, in_order(*bus((0, 0, 100), (120, 0, 1300), (200, 0, 1300), (201, 0, 1300)), [e.UserAsked(140, "said", "off")]))
    assert guide.scene.boarding.ride is None
    assert not [m for m in moments if 140 <= m.u.t_s < 155 and m.u.id not in ("alight_here",)]


def test_late_cancelled_and_a_change_at_risk():
    due = [e.VehicleDue(t, "t", "12", "Harbour", 1000.0 + late, "bus", late, True, 0.0, None, time(8, 45)) for t, late in ((0, 0.0), (30, 240.0))]
    assert told(riding(), "due_late", going(80), due) == ["Bus 12 is 4 minutes late, due 8:45."]
    gone = [e.TripCancelled(20, "t", "12", "bus", time(8, 42), "14", time(8, 55))]
    assert told(riding(), "cancelled", going(80), gone) == ["Bus 12 at 8:42 is cancelled. Next: bus 14 at 8:55."]
    risk = [e.ChangeAtRisk(20, "S3", 150.0, 120.0, "train", "wait")]
    assert told(riding(), "change_risk", going(80), risk) == ["Your change to train S3 has 2 minutes. Do you want to wait?"]


def test_a_crossing_is_told_of_even_when_the_position_was_lost_before_it():
    road = f.Crossing(80, 88, "Park Lane", None)
    lost = fixes([[0, 0, 0, 6], [50, 0, 50, 6], [51, 0, 51, 6]])
    assert told(straight(road), "cross_unknown", lost, headings([(0, 0)], 80)) == [
        "Park Lane crossing somewhere on this stretch. Signals not known. Kerb not known.",
    ]


def test_a_turn_behind_the_far_kerb_is_told_before_the_road():
    road = f.Crossing(80, 88, "Park Lane", "zebra", kerb="lowered")
    route = r.Route((at(0, 0), at(0, 90), at(100, 90)), (r.Stretch(0, "Mill Road"), r.Stretch(90, "Quay")), HOME, (road, f.Turn(90, street="Quay")))
    assert told(route, "cross_near", bend((0, 0, 0), (90, 0, 90), (120, 30, 90), (121, 30, 90))) == [
        "Park Lane crossing ahead. Zebra crossing. Lowered kerb. Lanes not known. After it, right turn onto Quay.",
    ]


def behind(road, turn_m: float) -> r.Route:
    """A right turn onto Quay, so many metres along."""
    turn = f.Turn(turn_m, street="Quay")
    return r.Route((at(0, 0), at(0, turn_m), at(100, turn_m)), (r.Stretch(0, "Mill Road"), r.Stretch(turn_m, "Quay")), HOME, (road, turn))


def walked_behind(turn_m: float, speed: float):
    corner_s = round(turn_m / speed)
    end_s = corner_s + 40
    return fixes([[0, 0, 0, 6], [corner_s, 0, turn_m, 6], [end_s, 40 * speed, turn_m, 6]])


def test_a_turn_behind_tracks_is_told_before_them():
    route = behind(f.Tracks(80, 86, 2, "none"), 90)
    assert told(route, "tracks_cross", walked_behind(90, 1.0)) == ["2 tracks ahead. No signals. After it, right turn onto Quay."]
    assert told(route, "turn_near", walked_behind(90, 1.0)) == []


@pytest.mark.parametrize("speed", [0.6, 1.0, 1.5])
@pytest.mark.parametrize("road", [f.Tracks(80, 86, 2, "none"), f.Crossing(80, 86, "Ring", "signals", True, lanes=2), f.Crossing(80, 86)])
def test_no_turn_behind_a_road_is_swallowed_by_its_silence(road, speed):
    """However far behind it is, it is told of right before the road, or between the silence and the turn, and in one of the two only."""
    for behind_m in range(0, 40, BEHIND_STEP_M):
        turn_m, wishes = 86.0 + behind_m, Settings(pace_mps=speed)
        moments = follow(Guide(behind(road, turn_m), Profile(), "en", wishes), walked_behind(turn_m, speed))
        check(moments)
        acts = [m.u.shown for m in moments if ("turn_near" in m.u.ids and m.s_m < turn_m) or "After it, right turn onto Quay" in m.u.shown]
        assert len(acts) == 1, (behind_m, [m.u.shown for m in moments])


@pytest.mark.parametrize(("sound", "felt", "words"), [
    (True, True, "Signals with sound and vibration."), (True, False, "Signals with sound, without vibration."), (True, None, "Signals with sound."),
    (False, True, "Signals without sound, with vibration."), (False, False, "Signals without sound or vibration."),
    (None, True, "Signals with vibration, sound not known."), (None, None, "Signals, sound not known."),
])  # fmt: skip
def test_signals_tell_what_is_heard_and_felt_of_them(sound, felt, words):
    (said,) = told(straight(f.Crossing(80, 88, "Park Lane", "signals", sound, vibration=felt)), "cross_near", going())
    assert said.startswith(f"Park Lane crossing ahead. {words}")


def test_what_has_no_name_is_called_the_same_wherever_it_is_told_of():
    for road, name in ((False, "an unnamed path"), (True, "an unnamed street")):
        route = r.Route((at(0, 0), at(0, 80), at(100, 80)), (r.Stretch(0, "A"), r.Stretch(80, None, road=road)), HOME, (f.Turn(80, road=road),))
        walked = bend((0, 0, 0), (80, 0, 80), (150, 70, 80), (151, 70, 80))
        assert told(route, "turn_near", walked) == [f"Turn right onto {name}."]
        assert told(route, "turn_done", walked)[0].startswith(f"On {name}.")
        at_start = Guide(route, Profile(), "en", Settings(pace_mps=1.0))
        assert at_start.scene.tongue().word(at_start.scene.next_event().say("next")) == f"Turn onto {name}"


def test_tracks_cycle_lanes_stairs_and_what_the_path_becomes():
    tracks = told(straight(f.Tracks(100, 106, 2, "none")), "tracks_cross", going())
    assert tracks == ["2 tracks ahead. No signals."]
    assert told(straight(f.CycleTrack(60, "stop")), "cycle_cross", going()) == ["Cycle lane before the stop."]
    shared = f.PathChange(60, "no_pavement", 80)
    assert told(straight(shared), "path_change", going()) == ["No pavement mapped in 25 metres, for 80 metres."]
    known, unknown = f.Stairs(100, "down", 12, "right"), f.Stairs(100, "up")
    assert told(straight(known), "stairs_ahead", going()) == ["Stairs down in 25 metres, 12 steps, rail on the right."]
    assert told(straight(unknown), "stairs_ahead", going()) == ["Stairs up in 25 metres, number of steps not known."]


def test_a_poor_position_is_told_once_and_not_to_somebody_who_waits():
    poor = fixes([[0, 0, 0, 25], [150, 0, 150, 25], [200, 0, 200, 25], [201, 0, 200, 25]])
    assert len(told(straight(), "gps_poor", poor)) == 1
    again = fixes([[0, 0, 0, 25], [60, 0, 60, 6], [150, 0, 150, 25], [200, 0, 200, 25], [201, 0, 200, 25]])
    assert len(told(straight(), "gps_poor", again)) == 2
    ride = r.Ride("t", "12", "Quay", (r.RideStop("a", "Mill", 60.0), r.RideStop("b", "Quay", 300.0)), kind="bus")
    waits = fixes([[0, 0, 0, 6], [60, 0, 60, 6], [80, 0, 60, 25], [200, 0, 60, 25], [201, 0, 60, 25]])
    assert told(straight(rides=(ride,)), "gps_poor", waits) == []


def test_guidance_ends_in_words_also_where_quiet_is_on():
    quiet = [e.UserAsked(1, "quiet", "on")]
    walked = fixes([[0, 0, 0, 6], [300, 0, 300, 6], [310, 0, 300, 6]])
    assert told(straight(), "arrived", walked, quiet) == ["Guidance ends. Home should be within 10 metres."]
    assert told(straight(), "arrive_soon", walked, quiet) == []


def test_a_distance_is_not_told_twice_within_a_few_steps():
    short = r.Route((at(0, 0), at(0, 34)), (r.Stretch(0, "Mill Road"),), HOME, ())
    guide = Guide(short, Profile(), "en", Settings(pace_mps=1.0))
    moments = follow(guide, in_order(fixes([[0, 0, 0, 6], [34, 0, 34, 6], [44, 0, 34, 6]])))
    distances = [m.u.t_s for m in moments if set(m.u.ids) & {"trip_start", "arrive_soon"}]
    assert distances[1] - distances[0] >= 15
