"""Taxis by quarter and hour."""
import shapely

from backend.demo.live.taxis import DAY_FARE, LONGEST_S, NIGHT_FARE, SHORTEST_S, Taxis

HOUR_S = 3600


def test_zones_cover_the_city_once(town, eight):
    zones = [shapely.Polygon(zone.ring) for zone in Taxis(town, 1).at(eight)]
    south, west, north, east = town.bbox
    assert sum(zone.area for zone in zones) == shapely.unary_union(zones).area
    assert shapely.unary_union(zones).buffer(1e-5).contains(shapely.box(west, south, east, north))


def test_waits_are_sensible_longer_far_out_and_dearer_at_night(town, eight):
    taxis = Taxis(town, 1)
    hours = [taxis.at(eight + hour * HOUR_S) for hour in range(-8, 16)]
    assert all(SHORTEST_S <= zone.wait_s <= LONGEST_S for zones in hours for zone in zones)
    middle, corner = (sum(zones[row].wait_s for zones in hours) for row in (4, 0))
    assert middle < corner
    assert {hours[2][0].fare, hours[12][0].fare} == {NIGHT_FARE, DAY_FARE}
