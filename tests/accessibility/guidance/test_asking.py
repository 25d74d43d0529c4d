"""What the person asks for and wishes: repeat, more, quiet, stop, where, around; a call, the headset, the alert at the kerb."""
from datetime import time

import pytest

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from tests.accessibility.guidance.linter import follow
from tests.accessibility.guidance.walking import at, fixes, headings, in_order, replay, trace, walk

ROAD = f.Crossing(100, 108, "Park Lane", "signals", True, "lowered", True, 2, True, "both", "right", "straight", source=f.Source("the city", 0.0))


def street(*features: f.Feature, **more) -> r.Route:
    return r.Route((at(0, 0), at(0, 300)), (r.Stretch(0, "Mill Road"),), r.Place("home"), features, **more)


def going(to_m=200, start_s=0, accuracy=6):
    return fixes([[start_s, 0, 0, accuracy], [start_s + to_m, 0, to_m, accuracy], [start_s + to_m + 1, 0, to_m, accuracy]])


def ask(t_s, what, value=""):
    return e.UserAsked(t_s, what, value)


def said(route, *events, profile=None, settings=None, language="en"):
    return walk(Guide(route, profile or Profile(), language, settings or Settings(pace_mps=1.0)), in_order(*events))


def by_id(utterances, name):
    return [u for u in utterances if name in u.ids]


def test_repeat_says_the_last_thing_in_the_values_of_now():
    told = said(street(ROAD), going(), [ask(80.5, "repeat"), ask(83.5, "repeat")])
    assert by_id(told, "cross_ahead")[0].shown == "Crossing of Park Lane in 25 metres, with signals."
    again = by_id(told, "repeat")
    assert [u.shown for u in again] == [
        "Crossing of Park Lane in 20 metres, with signals.", "To home: 220 metres, no turns, 1 crossing. Straight on along Mill Road.",
    ]  # fmt: skip


def test_with_nothing_said_there_is_nothing_to_repeat():
    assert by_id(said(street(), [ask(1, "repeat")]), "repeat")[0].shown == "Nothing to repeat."


def test_more_walks_down_to_the_source_and_then_says_so():
    told = said(street(ROAD), going(), [ask(t, "more") for t in (93.5, 103.5, 106.5, 109.5)])
    more = [u.shown for u in by_id(told, "more")]
    assert more == [
        "Park Lane: 2 lanes, island, button on the right, vibration of signals not known, traffic from left and right, crossing straight over.",
        "From the city.", "Reported 1 minute ago.", "Nothing more is known.",
    ]  # fmt: skip


def test_answers_are_the_only_speech_at_the_kerb():
    guide = Guide(street(ROAD), Profile(), "en", Settings(pace_mps=1.0))
    waiting = fixes([[0, 0, 0, 6], [99, 0, 99, 6], [160, 0, 99, 6], [190, 0, 129, 6]])
    moments = follow(guide, in_order(waiting, [ask(130, "crossing"), ask(162, "where")]))
    hushed = [m.u for m in moments if m.hushed]
    assert [u.id for u in hushed] == ["cross_more", "where_am_i"]


def test_where_and_around_in_the_order_of_the_person():
    places = (("a bakery", 20, 20), ("the church", 0, 50), ("far away", 0, 290), ("a bank", -9, 21))
    marks = tuple(r.Landmark(name, *at(x, y)) for name, x, y in places)
    told = said(street(ROAD, landmarks=marks), going(), [ask(20.5, "where"), ask(40.5, "around")])
    assert by_id(told, "where_am_i")[0].shown == "On Mill Road, facing north. Position within 10 metres."
    assert by_id(told, "around_me")[0].shown == "Ahead, the church. Behind, a bank, a bakery."


def test_around_by_the_compass_when_nobody_knows_where_one_faces():
    marks = (r.Landmark("a bakery", *at(20, 2)), r.Landmark("the church", *at(-30, 0)))
    told = said(street(landmarks=marks), fixes([[0, 0, 0, 6], [9, 0, 0, 6], [10, 0, 0, 6]]), [ask(8.5, "around")])
    assert by_id(told, "around_me")[0].shown == "East, a bakery. West, the church."


def test_quiet_keeps_words_for_what_could_hurt_and_ends_with_a_tick():
    told = said(street(f.Turn(30, street="High Street"), f.Obstacle(60, "hole"), ROAD), going(), [ask(1, "quiet", "1")])
    assert by_id(told, "hazard_ahead")[0].spoken
    assert by_id(told, "cross_near")[0].spoken
    tick = by_id(told, "quieter")[0]
    assert (tick.t_s, tick.spoken, tick.sound) == (61, "", "tick")


def test_quiet_until_the_next_turn():
    told = replay(trace("corner_and_signal_crossing"))
    assert by_id(told, "turn_near")[0].spoken
    guide = Guide(street(ROAD), Profile(), "en", Settings())
    guide.take(ask(0, "quiet", "turn"))
    assert guide.quiet.on(5000.0)
    assert guide.quiet.until_turn


def test_stop_silences_what_sounds_and_loses_nothing_assertive():
    told = said(street(ROAD), going(), [ask(91, "stop")])
    cue = by_id(told, "cross_near")
    stop = by_id(told, "stop")[0]
    assert (stop.cuts, stop.spoken, stop.t_s) == (True, "", 91)
    assert len(cue) == 1
    polite = said(street(f.Obstacle(60, "hole")), going(), [ask(45, "stop")])
    assert by_id(polite, "hazard_ahead")[0].t_s < 45


def test_assertive_words_cut_polite_ones_which_return_once():
    told = said(street(), going(), [e.HazardSeen(2, "h", "hole", 14.0, confirmed=True)])
    start, hazard = by_id(told, "trip_start"), by_id(told, "hazard_ahead")[0]
    assert (hazard.t_s, hazard.cuts) == (2, True)
    assert len(start) == 2
    assert start[1].t_s >= hazard.ends_s


def test_without_the_headset_nothing_leaps_from_the_loudspeaker():
    out = [e.DeviceSeen(40, output="speaker"), e.DeviceSeen(95, output="headset")]
    told = said(street(f.Obstacle(60, "hole"), ROAD), going(), out)
    silent = [u for u in told if 40 <= u.t_s < 95]
    assert {u.id for u in silent} >= {"hazard_ahead", "cross_near"}
    assert all(u.spoken == "" and u.shown for u in silent)
    assert by_id(silent, "hazard_ahead")[0].haptic == "LLL"
    chosen = said(street(f.Obstacle(60, "hole")), going(), out, settings=Settings(loudspeaker=True))
    assert by_id(chosen, "hazard_ahead")[0].spoken


def test_a_limit_is_told_before_the_kerb_is_left_but_not_on_the_road():
    waiting = fixes([[0, 0, 0, 6], [97, 0, 97, 6], [140, 0, 97, 6], [170, 0, 127, 6]])
    block = [e.LimitBroken(120, "b1", 250.0, "stairs", "staff"), e.LimitBroken(145, "b2", 260.0, "closed")]
    told = by_id(said(street(ROAD), waiting, block), "limit_block")
    assert [u.t_s for u in told] == [120, 157]
    assert told[0].shown == "Blocked for you ahead: stairs. Do you want to ask staff?"


def test_what_is_not_live_says_so():
    ride = r.Ride("t", "12", "Quay", (r.RideStop("a", "Mill", 290.0), r.RideStop("b", "Quay", 300.0)), kind="bus")
    old = [e.VehicleDue(0, "t", "12", "Quay", 700.0, "bus", live=True, age_s=0.0)]
    told = by_id(said(street(rides=(ride,)), going(), old), "due_in")
    assert [(u.t_s, u.shown) for u in told] == [(100, "Bus 12 to Quay in 10 minutes, by timetable.")]


def test_a_lift_whose_report_is_old_is_not_known_to_work():
    lift = f.Lift(40, "lift", "l", "2")
    told = [by_id(said(street(lift), going(), [e.LiftSeen(0, "l", True, age)]), "lift_ahead")[0].shown for age in (0.0, 1000.0)]
    assert told == ["Lift in 25 metres, ahead, to level 2. State not known."] * 2
    fresh = by_id(said(street(lift), going(), [e.LiftSeen(0, "l", True, 0.0, time(8, 10))]), "lift_ahead")[0]
    assert fresh.shown == "Lift in 25 metres, ahead, to level 2. Reported working at 8:10."


def test_wheels_are_warned_of_stairs_beside_the_way_and_never_sent_over_them():
    told = said(street(f.Stairs(60, "down", 9, off_line_m=10.0)), going(), profile=Profile("wheel"))
    assert [u.id for u in told if "stairs" in u.id] == ["stairs_near"]


def test_an_alert_in_a_language_we_speak_is_read_in_it():
    alert = e.AlertSeen(3, "a", "extreme", "Hochwasser bis 2 Meter", "Gehen Sie in höhere Stockwerke.", "de-DE")
    told = by_id(said(street(), going(20), [alert]), "area_alert")[0]
    assert (told.language, told.spoken) == ("de", "Höchste Warnstufe: Hochwasser bis zwei Meter. Gehen Sie in höhere Stockwerke.")
    other = by_id(said(street(), going(20), [e.AlertSeen(3, "a", "Unknown", "Inondation", language="fr")]), "area_alert")[0]
    assert (other.language, other.shown) == ("en", "Alert: Inondation.")


def test_what_makes_no_sense_is_counted():
    guide = Guide(street(), Profile(), "en")
    for event in (e.Tick(float("nan")), e.DeviceSeen(1, output="lamp"), e.PositionSeen(1, 0.0, 0.0, 500.0)):
        guide.take(event)
    assert dict(guide.left_out) == {"Tick": 1, "DeviceSeen": 1, "fix": 1}


def test_a_new_way_is_asked_for_off_the_route_unless_one_comes_back():
    def off_for(*after):
        corner = r.Route((at(0, 0), at(0, 60), at(200, 60)), (r.Stretch(0, "A"), r.Stretch(60, "B")), r.Place("home"), (f.Turn(60, street="B"),))
        guide = Guide(corner, Profile(), "en")
        follow(guide, in_order(fixes([[0, 0, 0, 6], [90, 0, 90, 6], *after])))
        return guide.wants_new_way

    assert off_for([130, 0, 130, 6], [131, 0, 130, 6])
    assert not off_for([100, 0, 80, 6], [101, 0, 80, 6])


def test_two_new_ways_within_three_minutes_offer_a_person():
    guide = Guide(street(), Profile(), "en")
    moments = follow(guide, in_order(going(60), [e.PlanChanged(20, "closed", street()), e.PlanChanged(50, "closed", street())]))
    assert guide.wants_person
    assert next(m.u.shown for m in moments if m.u.id == "rerouted") == "New way: 280 metres. Straight on along Mill Road."


def test_the_beacon_is_quiet_at_the_kerb_and_where_the_position_is_poor():
    wanted = Settings(beacon=True, pace_mps=1.0)
    guide = Guide(street(ROAD), Profile(), "en", wanted)
    follow(guide, in_order(going(60)))
    assert guide.beacon == pytest.approx(0, abs=1) or guide.beacon == pytest.approx(360, abs=1)
    follow(guide, in_order(going(40, start_s=200))[-5:])
    kerb = Guide(street(ROAD), Profile(), "en", wanted)
    follow(kerb, in_order(going(99)))
    assert kerb.beacon is None


@pytest.mark.parametrize("language, turn, crossing", [
    ("en", "Turn right onto Mill Road.", "Park Lane crossing ahead. Signals with sound. Lowered kerb, tactile paving. 2 lanes."),
    ("de", "Biegen Sie rechts ab: Mill Road.", "Vor Ihnen Überweg: Park Lane. Ampel mit Ton. Bordstein abgesenkt, Leitstreifen. 2 Spuren."),
    ("es", "Gire a la derecha por Mill Road.",
     "Paso de peatones de Park Lane delante. Semáforo con sonido. Bordillo rebajado, pavimento táctil. 2 carriles."),
    ("ko", "오른쪽으로 도세요. Mill Road입니다.",
     "앞에 Park Lane 횡단보도가 있습니다. 음향 신호기가 있습니다. 낮은 턱, 점자 블록 있음. 차로 2개입니다."),
])  # fmt: skip
def test_the_same_walk_in_four_languages(language, turn, crossing):
    told = replay(trace("corner_and_signal_crossing"), language)
    assert (by_id(told, "turn_near")[0].shown, by_id(told, "cross_near")[0].shown) == (turn, crossing)


def test_standing_and_facing_nobody_knows_where_gets_no_left_or_right():
    corner = r.Route((at(0, 0), at(0, 10), at(100, 10)), (r.Stretch(0, "A"), r.Stretch(10, "B")), r.Place("home"), (f.Turn(10, street="B"),))
    told = said(corner, fixes([[0, 0, 0, 6], [30, 0, 0, 6], [31, 0, 0, 6]]))
    assert not [u for u in told if "left" in u.shown or "right" in u.shown]
    facing = said(corner, fixes([[0, 0, 0, 6], [30, 0, 0, 6], [31, 0, 0, 6]]), headings([(0, 200)], 30))
    assert by_id(facing, "face_start")[0].shown == "The route starts behind you, along A."
