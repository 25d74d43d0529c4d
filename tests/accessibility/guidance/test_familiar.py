"""When fewer words may be offered: on a way walked to its end three times, once, to somebody who wants to be asked."""
from dataclasses import replace

from accessibility.guidance import Settings
from accessibility.guidance import route as r
from accessibility.guidance.familiar import offers_brief, same, walked
from tests.accessibility.guidance.walking import at


def way(begins=(0, 0), ends=(100, 80), *streets: str) -> r.Route:
    names = streets or ("Mill Road", "High Street")
    stretches = tuple(r.Stretch(80.0 * i, name) for i, name in enumerate(names))
    return r.Route((at(*begins), at(0, 80), at(*ends)), stretches, r.Place("home"))


def test_the_offer_comes_with_the_third_whole_walk_and_never_again():
    asked = [offers_brief([walked(way())] * times, way(), Settings()) for times in range(1, 6)]
    assert asked == [False, False, True, False, False]


def test_who_hears_little_already_or_does_not_want_to_be_asked_is_not():
    past = [walked(way())] * 3
    assert not offers_brief(past, way(), Settings(detail=1))
    assert not offers_brief(past, way(), Settings(offer_brief=False))


def test_a_way_is_the_same_from_a_few_metres_beside_but_not_from_elsewhere_nor_back():
    here = walked(way())
    assert same(here, walked(way((15, 0))))
    assert not same(here, walked(way((60, 0))))
    assert not same(here, walked(way((0, 0), (100, 80), "Mill Road", "Quay")))
    assert not same(here, walked(way((100, 80), (0, 0), "High Street", "Mill Road")))
    assert offers_brief([here, walked(way((15, 0))), walked(way((60, 0))), walked(way((0, 12)))], way(), Settings())


def test_another_line_is_another_way_and_a_street_cut_by_a_bend_is_one():
    stops = (r.RideStop("a", "Mill", 80.0), r.RideStop("b", "Quay", 180.0))
    by = {line: replace(way(), rides=(r.Ride("t", line, "Quay", stops),)) for line in ("12", "14")}
    assert not same(walked(by["12"]), walked(by["14"]))
    assert walked(way((0, 0), (100, 80), "Mill Road", "Mill Road")).streets == ("Mill Road",)
