"""What never happens, on random walks through a small town with random positions, news and wishes."""

import os
import re
from dataclasses import replace
from datetime import time

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accessibility.guidance import Guide, Profile, Settings
from accessibility.guidance import events as e
from accessibility.guidance import features as f
from accessibility.guidance import route as r
from accessibility.guidance.callouts import CALLOUTS, KERB_CUES
from tests.accessibility.guidance.linter import check, follow
from tests.accessibility.guidance.walking import at, fixes, heard, in_order, replay, trace

WALKS = ("corner_and_signal_crossing", "poor_position_missed_turn")
EXAMPLES = 20 if os.environ.get("ALLWAYS_PROOF") else 6
quick = settings(max_examples=EXAMPLES, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))

LINE = ((0, 0), (0, 100), (120, 100), (120, 260), (60, 300), (60, 2300), (60, 2350))
FEATURES = (
    f.Surface(20, "gravel", 15), f.Obstacle(45, "hole", "left"), f.Obstacle(70, "works", confirmed=False), f.Turn(100, street="Mill Road"),
    f.Crossing(108, 115, "Park Lane", "signals", True, "lowered", True, 2, False, "both"), f.Gradient(130, 6.0, 20), f.PathChange(150, "shared", 30),
    f.Crossing(190, 197, None, None), f.Crossing(205, 212, "Low Road", "zebra", None, "raised"), f.Turn(220,
    street="High Street", landmark="the church"),
    f.Tracks(250, 256, 2, "none"), f.Area(280, 310, "Market", "wall"), f.Stairs(320, "up", 12, "left"), f.Lift(340, "lift", "lift-1", "1"),
    f.Crossing(360, 368, "Ring", "none", lanes=4, traffic="left"), f.Turn(380, street=None), f.CycleTrack(440, "stop"),
)  # fmt: skip


def town(rides: bool = True) -> r.Route:
    stops = tuple(r.RideStop(f"s{i}", name, 452.1 + 500.0 * i) for i, name in enumerate(("Mill", "Park", "Castle", "Harbour", "Quay")))
    ride = r.Ride("12-a", "12", "Quay", stops, None, "bus", door="front", alight_side="right")
    stretches = tuple(r.Stretch(s, name) for s, name in ((0, "Mill Road"), (100, "Mill Road"), (220, "High Street"), (380, None), (2452, "Quay")))
    marks = (r.Landmark("the church", *at(110, 130)), r.Landmark("a bakery", *at(-20, 60)))
    return r.Route(
        tuple(at(x, y) for x, y in LINE), stretches, r.Place("the ferry", "right", "Blue door"), FEATURES, (ride,) if rides else (), marks,
        (r.Code("c1", "Hall", 330.0),),
    )  # fmt: skip


@st.composite
def walks(draw):
    """Knots along the line with detours, gaps and all accuracies; in the end sometimes by vehicle."""
    knots, t, x, y = [], 0, 0.0, 0.0
    for goal in LINE[: draw(st.integers(2, len(LINE)))]:
        gx, gy = (c + draw(st.sampled_from((0, 0, 0, 3, -6, 25, -40))) for c in goal)
        accuracy = draw(st.sampled_from((4, 6, 6, 8, 12, 18, 25, 38, 60, None)))
        knots.append([t, x, y, accuracy])
        far = max(1.0, abs(gx - x) + abs(gy - y))
        speed = draw(st.sampled_from((0.7, 1.0, 1.4, 1.9))) if far < 500 else 9.0
        if draw(st.booleans()):
            pause = draw(st.integers(1, 70))
            knots.append([t + pause, x, y, accuracy])
            t += pause
        t, x, y = t + int(far / speed) + 1, gx, gy
    return [*knots, [t, x, y, 6], [t + 30, x, y, 6]]


def chances(end: int):
    moment, age = st.integers(0, end), st.sampled_from((0.0, 10.0, 40.0, 200.0))
    return st.lists(st.one_of(
        st.builds(e.UserAsked, moment, st.sampled_from((*e.ASKED[:6], "quiet", "detail", "nonsense")),
        st.sampled_from(("", "on", "off", "turn", "10", "1", "3"))),
        st.builds(e.HeadingSeen, moment, st.integers(-400, 400), st.sampled_from((5.0, 20.0, 90.0))),
        st.builds(e.HazardSeen, moment, st.sampled_from("ab"), st.sampled_from(("hole", "ufo")), st.integers(0, 450),
        st.just("left"), st.booleans(), st.booleans()),
        st.builds(e.VehicleDue, moment, st.just("12-a"), st.just("12"), st.just("Quay"), st.integers(0, 900).map(float), st.just("bus"),
                  st.sampled_from((None, 60.0, 300.0)), st.booleans(), age, st.sampled_from((None, "3B", "5"))),
        st.builds(e.VehicleAt, moment, st.sampled_from(("12-a", "4-b")), st.sampled_from((None, "s0", "s4")),
        st.sampled_from((0.0, 9.0)), age, st.just("4")),
        st.builds(e.LiftSeen, moment, st.just("lift-1"), st.sampled_from((True, False, None)), age, st.just(time(8, 10))),
        st.builds(e.AlertSeen, moment, st.just("flood"), st.sampled_from(("extreme", "minor")), st.just("Flood 2"), st.just(""), st.just("en"),
                  st.sampled_from((None, 100.0)), st.booleans()),
        st.builds(e.LimitBroken, moment, st.just("b"), st.just(300.0), st.just("stairs")),
        st.builds(e.TripCancelled, moment, st.just("12-a"), st.just("12")),
        st.builds(e.AlightSoon, moment, st.integers(0, 4), st.integers(0, 400).map(float), st.sampled_from(("vehicle", "timetable"))),
        st.builds(e.ChangeAtRisk, moment, st.just("S3"), st.integers(0, 300).map(float), st.just(120.0)),
        st.builds(e.DeviceSeen, moment, st.sampled_from((None, 4.0, 19.0)), st.just(False), st.sampled_from((None, "headset", "speaker")),
                  st.sampled_from((None, True, False)), st.sampled_from((None, True, False))),
        st.builds(e.CodeSeen, moment, st.just("c1"), st.just(4.0), st.just(0.0), st.booleans()),
        st.builds(e.StepReached, moment, st.integers(-1, 30)),
        st.builds(e.MotionSeen, moment, st.sampled_from(("walk", "vehicle", "still")), st.integers(0, 30)),
        st.builds(e.SpeechEnded, moment),
        st.builds(e.PlanChanged, moment, st.just("closed"), st.sampled_from((None, town(rides=False)))),
    ), max_size=14)  # fmt: skip


@st.composite
def streams(draw):
    knots = draw(walks())
    return in_order(fixes(knots), draw(chances(knots[-1][0])))


wishes = st.builds(
    Settings, detail=st.sampled_from((1, 2, 3)), loudspeaker=st.booleans(), clock_face=st.booleans(), pace_mps=st.sampled_from((None, 0.6))
)
people = st.sampled_from((Profile(aid="cane"), Profile("wheel", max_slope_pct=6, cautious=True), Profile("cycle")))
languages = st.sampled_from(("en", "de", "es", "ko"))


@quick
@given(streams(), people, languages, wishes, st.booleans())
def test_no_walk_breaks_a_rule_and_the_same_events_give_the_same_words(events, person, language, wanted, rides):
    first, second = (Guide(town(rides), person, language, wanted) for _ in range(2))
    moments = follow(first, events)
    check(moments)
    assert follow(second, events) == moments


@quick
@given(st.lists(st.one_of(
    st.builds(e.PositionSeen, st.floats(), st.floats(), st.floats(), st.floats(), st.one_of(st.none(), st.floats()),
    st.one_of(st.none(), st.floats())),
    st.builds(e.Tick, st.floats()), st.builds(e.HeadingSeen, st.floats(), st.floats(), st.floats()),
    st.builds(e.VehicleDue, st.floats(), st.just("12-a"), st.text(max_size=20), st.text(max_size=20), st.floats()),
    st.builds(e.PositionSeen, st.integers(0, 500), st.floats(49.39, 49.43), st.floats(8.69, 8.73), st.floats(0, 120)),
    st.builds(e.AlertSeen, st.integers(0, 500), st.text(max_size=3), st.just("extreme"), st.text(max_size=30),
    st.text(max_size=60), st.text(max_size=5)),
    st.builds(e.UserAsked, st.integers(0, 500), st.text(max_size=8), st.text(max_size=4)),
), max_size=40))  # fmt: skip
def test_nothing_that_comes_in_stops_it(events):
    guide = Guide(town(), Profile(), "en")
    for event in events:
        guide.take(event)
    assert len(guide.queue.waiting) <= 5


@quick
@given(streams())
def test_after_the_end_nothing_is_said(events):
    guide = Guide(town(), Profile(), "en")
    middle = len(events) // 2
    follow(guide, events[:middle])
    guide.take(e.UserAsked(events[middle].t_s, "end"))
    assert not follow(guide, events[middle:])


@pytest.mark.parametrize("name", WALKS)
def test_clocks_shifted_and_the_world_turned_change_nothing(name):
    plain = heard(replay(trace(name)))
    shifted = heard(replay(trace(name), shift_s=4000.0))
    assert [(one.t_s + 4000, *one[1:]) for one in plain] == [tuple(one) for one in shifted]
    for degrees in (90.0, 137.0):
        turned = heard(replay(trace(name), turned_deg=degrees))
        assert [one[1:] for one in turned] == [one[1:] for one in plain]
        assert all(abs(a.t_s - b.t_s) <= 1 for a, b in zip(plain, turned))


@pytest.mark.parametrize("name", WALKS)
def test_levels_nest_and_never_drop_what_is_assertive(name):
    brief, normal, full = ([u for u in replay(trace(name), detail=level) if u.spoken] for level in (1, 2, 3))
    ids = [{u.id for u in said} for said in (brief, normal, full)]
    assert ids[0] <= ids[1] <= ids[2]
    assertive = [[u.id for u in said if u.kind == "A"] for said in (brief, normal, full)]
    assert assertive[0] == assertive[1] == assertive[2]


@pytest.mark.parametrize("name", WALKS)
def test_all_languages_say_the_same_at_the_same_time(name):
    english = replay(trace(name))
    for language in ("de", "es", "ko"):
        other = replay(trace(name), language)
        assert [u.ids for u in other] == [u.ids for u in english]
        assert all(abs(a.t_s - b.t_s) <= 3 for a, b in zip(english, other))


@pytest.mark.parametrize("worse_m", [6, 15, 30, 60])
@pytest.mark.parametrize("name", WALKS)
def test_a_worse_position_never_makes_anything_surer(name, worse_m):
    sure, unsure = (replay(trace(name), worse_m=more) for more in (0, worse_m))
    plain = {"turn_near", "turn_prep"}
    assert sum(bool(plain & set(u.ids)) for u in unsure) <= sum(bool(plain & set(u.ids)) for u in sure)
    off = [next((u.t_s for u in said if u.id == "off_route"), float("inf")) for said in (sure, unsure)]
    assert off[1] >= off[0]
    hedge = ("about", "roughly", "within", "next")
    for u in unsure:
        if CALLOUTS[u.id].accuracy in "DT" and re.search(r"\d+ metres", u.shown) and worse_m >= 15 and u.id != "arrive_last":
            assert any(word in u.shown.lower() for word in hedge), u


@pytest.mark.parametrize("control, name", [("signals", "cross_near"), ("zebra", "cross_near"), ("none", "cross_plain"), (None, "cross_unknown")])
@pytest.mark.parametrize("detail", [1, 2, 3])
@pytest.mark.parametrize("quiet", [False, True])
@pytest.mark.parametrize("accuracy", [5, 15, 30, 70])
def test_every_crossing_is_told_of_once_before_its_kerb(control, name, detail, quiet, accuracy):
    route = r.Route((at(0, 0), at(0, 200)), (r.Stretch(0, "Mill Road"),), r.Place("home"), (f.Crossing(90, 98, "Park Lane", control),))
    wish = [e.UserAsked(1, "quiet", "on")] if quiet else []
    guide = Guide(route, Profile(aid="dog"), "en", Settings(detail=detail, pace_mps=1.0))
    moments = follow(guide, in_order(fixes([[0, 0, 0, 6], [30, 0, 30, accuracy], [130, 0, 130, accuracy], [131, 0, 130, 6]]), wish))
    told = [m for m in moments if m.u.id in KERB_CUES]
    assert [m.u.id for m in told] == [name]
    assert told[0].u.spoken
    assert told[0].s_m < 90
    assert control is not None or "not known" in told[0].u.shown


@pytest.mark.parametrize("gap_m", [2, 5, 10, 20])
def test_two_roads_close_behind_each_other_are_both_told_of(gap_m):
    roads = (f.Crossing(90, 98, "Park Lane", "signals", True), f.Crossing(98 + gap_m, 106 + gap_m, "Ring", "none"))
    route = r.Route((at(0, 0), at(0, 200)), (r.Stretch(0, "Mill Road"),), r.Place("home"), roads)
    guide = Guide(route, Profile(), "en", Settings(pace_mps=1.0))
    moments = follow(guide, in_order(fixes([[0, 0, 0, 5], [180, 0, 180, 5], [181, 0, 180, 5]])))
    check(moments)
    shown = " ".join(m.u.shown for m in moments if set(m.u.ids) & set(KERB_CUES))
    assert shown.count("crossing ahead") == 2


@quick
@given(st.integers(0, 120), st.booleans())
def test_an_extreme_alert_pierces_quiet_until_it_is_taken_back(at_s, quiet):
    told = trace(WALKS[0])
    guide = Guide(town(), Profile(), "en")
    alert = e.AlertSeen(at_s, "flood", "extreme", "Flood", language="en")
    wish = [e.UserAsked(0, "quiet", "on")] if quiet else []
    events = in_order(fixes(told["fixes"]), wish, [alert, replace(alert, t_s=at_s + 15, cancelled=True)])
    said = [m for m in follow(guide, events) if "area_alert" in m.u.ids]
    assert all(at_s <= m.u.t_s < at_s + 15 and m.u.spoken for m in said)
    assert said
