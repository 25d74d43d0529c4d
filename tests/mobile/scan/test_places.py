from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from mobile.scan.detect import SeenMarker
from mobile.scan.places import places_of
from signing.codes import CodeKind
from signing.tables import MarkerPlace, MarkerTable

MARKET = MarkerPlace(7, CodeKind.STOP, "market:a", "Market Square A", 200, 49.41, 8.69)
LIFT = MarkerPlace(8, CodeKind.LIFT, "lift-1", "Lift", 160, 49.41, 8.69)
TABLE = MarkerTable("littletown", date(2026, 11, 24), date(2027, 11, 24), "36h11", (MARKET, LIFT))
HERE = (49.41, 8.69)


def seen(slot, distance_m=4.0, bearing_deg=-12.0):
    return SeenMarker(slot, distance_m, bearing_deg, 3.0, 20.0, 160, 0.95, np.zeros((4, 2), np.float32))


def test_a_marker_becomes_its_place_with_the_distance_of_its_size():
    (place,), unknown = places_of([seen(7)], TABLE, HERE, 10.0)
    assert (place.place, place.distance_m, place.bearing_deg) == (MARKET, pytest.approx(5.0), -12.0)
    assert unknown == []


def test_places_come_nearest_first():
    places, _ = places_of([seen(7, 4.0), seen(8, 4.5)], TABLE, HERE, 10.0)
    assert [place.place.id for place in places] == ["lift-1", "market:a"]


def test_a_marker_that_cannot_hang_here_leads_nobody():
    places, unknown = places_of([seen(7), seen(300)], TABLE, (49.5, 8.69), 10.0)
    assert places == []
    assert [marker.slot for marker in unknown] == [7, 300]


def test_two_of_one_marker_lead_nobody():
    places, unknown = places_of([seen(7), seen(7, 9.0)], TABLE, HERE, 10.0)
    assert (places, len(unknown)) == ([], 2)


def test_a_table_of_another_family_says_nothing():
    assert places_of([seen(7)], replace(TABLE, family="25h9"), HERE, 10.0)[0] == []
