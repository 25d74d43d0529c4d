"""Four more walks, as stories: on wheels, by bus without a position, through a station, and by bicycle with an alert."""
import pytest

from accessibility.guidance import Guide, Profile
from accessibility.guidance import features as f
from tests.accessibility.guidance.walking import fixes, headings, heard, in_order, walk
from tests.accessibility.guidance.walks import Walk, by_bicycle, by_bus, on_wheels, straight, through_a_station


def utterances_on(way: Walk, language: str = "en") -> list:
    return walk(Guide(way.route, way.profile, language, way.settings), way.events)


def said_on(way: Walk) -> list:
    return heard(utterances_on(way))


def told(said, name):
    return [one for one in said if one.id == name]


def once(said, name, low, high):
    found = told(said, name)
    assert len(found) == 1, (name, found)
    assert low <= found[0].t_s <= high, found[0]
    return found[0]


def test_on_wheels_facts_come_before_one_is_committed():
    said = said_on(on_wheels())
    assert once(said, "grade_ahead", 22, 24).shown == "Uphill 5 percent in 35 metres, for 40 metres."
    assert once(said, "unknown_ahead", 112, 114).shown == "Kerb not known in 35 metres."
    assert once(said, "surface_ahead", 162, 164).shown == "Cobbles in 35 metres, for 30 metres."
    out = told(said, "lift_out")
    assert [one.t_s for one in out] == [200, 305], "at once, and again before it"
    assert {one.shown for one in out} == {"Lift to level 1 out of order since 8:10. Shall I plan another way?"}
    assert not [one for one in told(said, "progress") if one.t_s > 200], "nobody is led on to a lift that is out"
    assert not told(said, "lift_ahead")
    assert not [one for one in said if "stairs" in one.id or "walk" in one.shown.lower() or "step" in one.shown.lower()]


def test_the_bus_is_known_without_a_position_and_the_timetable_says_so():
    said = said_on(by_bus())
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
    assert said[0].shown == "To the ferry, first bus 12 from Market: 60 metres, no turns, no crossings mapped. Straight on along Mill Road."


def test_through_a_station_with_a_call_and_the_headset_out():
    utterances = utterances_on(through_a_station())
    said = heard(utterances)
    assert once(said, "station_enter", 0, 8).shown.startswith("Central Station.")
    assert len(told(said, "code_seen")) == 3
    assert once(said, "stairs_near", 89, 100).shown == "Stairs down ahead. 12 steps, rail on the right."
    assert [one.t_s for one in told(said, "gps_lost")] == [50], "codes lead here: once is enough"
    assert not told(said, "stop_near"), "the platform says where one is"
    in_call = [u for u in utterances if 110 <= u.t_s < 150]
    assert [(u.ids, u.spoken, bool(u.sound and u.haptic)) for u in in_call] == [(("platform_changed",), "", True)]
    assert once(said, "after_call", 150, 153).shown == "During the call: Platform change. Train S3 leaves from platform 5."
    assert not [u for u in utterances if 160 <= u.t_s < 170 and u.spoken]
    assert "Edge on both sides" in once(said, "platform_on", 178, 195).shown


def test_by_bicycle_with_an_alert_that_is_taken_back():
    utterances = utterances_on(by_bicycle())
    said = heard(utterances)
    assert once(said, "cycle_turn", 67, 69).shown == "60 metres, turn right onto Mill Road."
    assert not told(said, "turn_near")
    near = next(u for u in utterances if u.id == "cycle_near")
    assert (near.shown, near.sound, near.haptic, 76 <= near.t_s <= 79) == ("", "tick", "long-short", True)
    assert next(u for u in utterances if u.id == "bike_rack").shown == "Market dock, 30 metres. 3 free places, 1 minute ago."
    dismount = next(u for u in utterances if u.id == "dismount")
    assert (127 <= dismount.t_s <= 129, dismount.spoken) == (True, "Dismount in sixty metres: crowded zone.")
    hazard = next(u for u in utterances if u.id == "hazard_ahead")
    assert hazard.spoken.startswith("Caution, hole")
    alert = next(u for u in utterances if u.id == "area_alert")
    assert (alert.t_s, alert.shown) == (220, "Extreme alert: Flood. Go to high ground.")
    assert not [one for one in said if one.id == "area_alert" and one.t_s >= 300]


@pytest.mark.parametrize("language", ["de", "es", "ko"])
def test_other_languages_tell_the_same(language):
    route = straight(200, f.Crossing(100, 108, "Park Lane", "none", kerb=None, lanes=2, traffic="both"), f.Obstacle(150, "hole"))
    events = in_order(fixes([[0, 0, 0, 6], [200, 0, 200, 6], [205, 0, 200, 6]]), headings([(0, 0)], 200))
    english = walk(Guide(route, Profile(aid="cane"), "en"), events)
    other = walk(Guide(route, Profile(aid="cane"), language), events)
    assert [u.ids for u in english] == [u.ids for u in other]
    assert all(abs(a.t_s - b.t_s) <= 3 for a, b in zip(english, other))
