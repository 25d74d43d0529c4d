"""What a real walk taught: positions that leap over a corner, stairs on a road, a stop right behind one, a way that begins at a kerb."""
import pytest

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from accessibility.guidance.behaviours.crossings import facts_of
from accessibility.guidance.callouts import KERB_CUES, MOST_LETTERS
from accessibility.guidance.distances import letters
from accessibility.guidance.guide import after_call
from accessibility.guidance.words.values import Say, Sentence
from tests.accessibility.guidance.linter import check, follow
from tests.accessibility.guidance.walking import at, fixes, headings, in_order

HOME = r.Place("home")
ROAD = f.Crossing(90, 98, "Park Lane", "zebra", kerb="lowered")


def said(route, *events):
    moments = follow(Guide(route, Profile(aid="cane"), "en", Settings(pace_mps=1.0)), in_order(*events))
    check(moments)
    return moments


def straight(*features, length_m=200.0, **more) -> r.Route:
    return r.Route((at(0, 0), at(0, length_m)), (r.Stretch(0, "Mill Road"),), HOME, features, **more)


def going(to_m=180, accuracy=6):
    return fixes([[0, 0, 0, accuracy], [to_m, 0, to_m, accuracy], [to_m + 30, 0, to_m, accuracy], [to_m + 31, 0, to_m, accuracy]])


def test_a_turn_that_the_position_leapt_over_is_told_all_the_same():
    corner = (r.Stretch(0, "Mill Road"), r.Stretch(80, "High Street"))
    route = r.Route((at(0, 0), at(0, 80), at(100, 80)), corner, HOME, (f.Turn(80, street="High Street"),))
    leapt = [*fixes([[0, 0, 0, 6], [73, 0, 73, 6]]), *(e.PositionSeen(t, *at(5, 80), 6.0, 1.0, 0.0) for t in range(74, 79))]
    assert [m.u.shown for m in said(route, leapt) if "turn_near" in m.u.ids] == ["Turn right onto High Street."]
    turned = [e.PositionSeen(t, *at(t - 66.0, 80), 6.0, 1.0, 90.0) for t in range(79, 100)]
    assert sum("turn_near" in m.u.ids for m in said(route, leapt, turned)) == 1


@pytest.mark.parametrize("accuracy", [6, 15, 25, 60])
def test_stairs_on_a_road_are_told_before_its_kerb_and_not_lost_in_the_silence(accuracy):
    route = straight(ROAD, f.Stairs(94, "up", 5, "left"))
    known = fixes([[0, 0, 0, 6], [40, 0, 40, accuracy], [180, 0, 180, accuracy], [181, 0, 180, 6]])
    moments = said(route, known, headings([(0, 0)], 180))
    stairs = [m for m in moments if "stairs_near" in m.u.ids]
    assert len(stairs) == 1
    assert stairs[0].s_m < 90
    assert stairs[0].u.spoken.startswith("Stairs up")
    assert sum(bool(set(m.u.ids) & set(KERB_CUES)) for m in moments) == 1


def test_the_silence_of_a_road_ends_where_the_walk_ends():
    route = straight(ROAD, length_m=110.0)
    assert "arrived" in {name for m in said(route, going(110, 24)) for name in m.u.ids}


def test_a_bus_is_heard_of_at_a_stop_right_behind_a_road():
    stops = (r.RideStop("a", "Mill", 104.0), r.RideStop("b", "Quay", 600.0))
    route = straight(ROAD, length_m=600.0, rides=(r.Ride("t", "12", "Quay", stops, kind="bus"),))
    due = [e.VehicleDue(t, "t", "12", "Quay", 250.0, "bus", live=True) for t in range(0, 240, 10)]
    waits = fixes([[0, 0, 0, 24], [104, 0, 104, 24], [260, 0, 104, 24], [261, 0, 104, 24]])
    assert [m.u.shown for m in said(route, waits, due) if "arriving" in m.u.ids] == ["Bus 12 is arriving."]


@pytest.mark.parametrize("first_m", [0, 6])
def test_who_begins_at_a_kerb_hears_of_the_road_and_behind_it_where_the_way_leads(first_m):
    route = straight(f.Crossing(4, 12, "Park Lane", "zebra"))
    stands = fixes([[0, 0, first_m, 24], [12, 0, first_m, 24], [120, 0, 108 + first_m, 24], [121, 0, 108 + first_m, 24]])
    moments = said(route, stands)
    first = [m.u.ids[0] for m in moments][:2]
    assert first[0] == ("cross_near" if first_m == 0 else "trip_start")
    assert sum("trip_start" in m.u.ids for m in moments) == 1
    assert not [m for m in moments if m.u.cuts]


@pytest.mark.parametrize("accuracy", [6, 24])
def test_two_roads_with_little_between_them_are_both_told_whatever_the_position(accuracy):
    roads = f.Crossing(90, 96, "Park Lane"), f.Crossing(124, 129, "Ring Road")
    moments = said(straight(*roads), going(accuracy=accuracy))
    shown = " ".join(m.u.shown for m in moments if set(m.u.ids) & set(KERB_CUES))
    assert shown.count("Park Lane crossing") == shown.count("Ring Road crossing") == 1


def test_a_straight_fork_is_no_turn_to_count_or_to_wait_for():
    fork = f.Turn(60, street="Old Road", fork=True)
    moments = said(straight(fork), going(accuracy=24))
    shown = " ".join(m.u.shown for m in moments)
    assert "no turns" in shown
    assert "turn onto" not in shown.lower()
    assert [m.u.shown for m in said(straight(fork), going()) if "turn_near" in m.u.ids] == ["Keep straight onto Old Road."]


@pytest.mark.parametrize("language", ["en", "de", "es", "ko"])
def test_after_a_call_a_road_is_told_of_in_so_few_words_as_fit(language):
    """With all that is known of it, it would be longer than one wants to hear at once: the road itself stays."""
    road = f.Crossing(90, 98, "Great Northern Ring Boulevard", "none", lanes=4, traffic="left")
    scene = Guide(straight(road), Profile(aid="cane"), language).scene
    words = "cross_plain", facts_of(road) | {"where": Say("where.stretch"), "side2": Say("side.left"), "street2": "Old Vineyard Terrace"}
    everything, told = (scene.tongue().sentence(*one) for one in (("after_call", {"fact": Sentence(words)}), after_call(scene, words)))
    assert letters(everything, language) > MOST_LETTERS["P"] >= letters(told, language)
    assert "Great Northern Ring Boulevard" in told
