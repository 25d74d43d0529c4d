"""Which taxi comes to a place: the first zone of a source that holds it, and of several sources the one that is there soonest."""
import shapely

from routing.shared.taxis import UNTOLD_WAIT_S, TaxiZone, find_zones, first_zones

CENTRE = TaxiZone("a:centre", shapely.box(8.0, 49.0, 8.2, 49.2), 600)
TOWN = TaxiZone("a:town", shapely.box(7.0, 48.0, 9.0, 50.0), 120)
OTHER = TaxiZone("b:town", shapely.box(7.0, 48.0, 9.0, 50.0), None)


def test_where_zones_overlap_the_first_one_counts_as_the_source_orders_them():
    inside, beside, far = (49.1, 8.1), (49.3, 8.1), (10.0, 10.0)
    lat, lon = zip(inside, beside, far)
    assert first_zones((CENTRE, TOWN), lat, lon).tolist() == [0, 1, -1]
    assert first_zones((TOWN, CENTRE), lat, lon).tolist() == [0, 0, -1]
    assert first_zones((), lat, lon).tolist() == [-1, -1, -1]


def test_a_hole_is_outside():
    ring = TaxiZone("a:ring", TOWN.area.difference(CENTRE.area), 60)
    assert first_zones((ring,), [49.1, 49.3], [8.1, 8.1]).tolist() == [-1, 0]


def test_of_several_sources_the_soonest_taxi_comes_and_who_says_nothing_comes_in_ten_minutes():
    slow = TaxiZone("a:slow", TOWN.area, UNTOLD_WAIT_S + 1)
    assert find_zones([(slow,), (OTHER,)], [49.1], [8.1]) == [OTHER]
    assert find_zones([(TOWN,), (OTHER,)], [49.1, 0.0], [8.1, 0.0]) == [TOWN, None]
    assert find_zones([], [49.1], [8.1]) == [None]
