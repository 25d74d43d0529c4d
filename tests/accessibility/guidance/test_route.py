"""A route that contradicts itself is refused, with the reason."""
import pytest

from accessibility.guidance import features as f
from accessibility.guidance import route as r
from tests.accessibility.guidance.walking import at

HOME = r.Place("home")
LINE = (at(0, 0), at(0, 100))
STREET = (r.Stretch(0, "Mill Road"),)


@pytest.mark.parametrize("made, why", [
    (lambda: r.Route(LINE[:1], STREET, HOME), "between 2 and"),
    (lambda: r.Route((at(0, 0), (95.0, 8.7)), STREET, HOME), "not on earth"),
    (lambda: r.Route((at(0, 0), (float("nan"), 8.7)), STREET, HOME), "not on earth"),
    (lambda: r.Route(LINE, (), HOME), "begins at 0"),
    (lambda: r.Route(LINE, STREET, HOME, (f.Turn(50), f.Turn(20))), "in order"),
    (lambda: r.Route(LINE, STREET, HOME, (f.Gradient(5.0, float("inf"), 3.0),)), "not finite"),
    (lambda: r.Route(LINE, STREET, HOME, (f.Crossing(5.0, 9.0, control="traffic_lights"),)), "control of a Crossing"),
    (lambda: r.Route(LINE, STREET, r.Place("home", "north")), "side of a Place"),
    (lambda: r.Route(LINE, STREET, HOME, (), (r.Ride("t", "12", "Quay", (r.RideStop("a", "Mill", 5.0),)),)), "two stops"),
])  # fmt: skip
def test_a_route_that_cannot_be_is_refused(made, why):
    with pytest.raises(r.RouteUnusable, match=why):
        made()


@pytest.mark.parametrize("source, sure", [
    (f.Source(), True), (f.Source("people", reports=2, agreement=1.0), False), (f.Source("people", reports=4, agreement=0.5), False),
    (f.Source("people", reports=4, agreement=0.75), True), (f.Source("people", reports=4), False),
])  # fmt: skip
def test_what_people_report_counts_when_enough_of_them_agree(source, sure):
    assert source.confirmed is sure
