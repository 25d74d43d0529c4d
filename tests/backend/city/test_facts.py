"""What the city says of itself."""
from dataclasses import replace

import numpy as np

from backend.city.service import describe
from backend.contract.trips import TripMode
from routing.store import Texts
from routing.streets.model import Part


def test_a_city_without_a_timetable_has_no_validity_and_no_rides(town):
    city = town.planner.snapshot.city
    empty = replace(city.transit, trip_id=Texts.of([]), route_type=np.zeros(0, np.int16))
    found = describe(replace(city, transit=empty, manifest=replace(city.manifest, valid_from="", valid_to="")))
    assert (found.validity, found.transit_modes) == (None, ())
    assert found.modes == (TripMode.WALK, TripMode.BIKE, TripMode.CAR, TripMode.CAR_PARK)


def test_a_city_without_cars_offers_none(town):
    city = town.planner.snapshot.city
    part = city.streets.edge_part & ~np.uint8(Part.CAR)
    found = describe(replace(city, streets=replace(city.streets, edge_part=part)))
    assert set(found.modes) == {TripMode.WALK, TripMode.BIKE, TripMode.TRANSIT, TripMode.BIKE_RIDE}


def test_whose_data_it_is(town):
    (licence,) = town.facts.response.licences
    assert (licence.role, licence.licence, licence.attribution) == ("osm", "Apache-2.0", "Invented")


def test_whom_to_call_is_told_where_the_city_names_somebody(town):
    city = town.planner.snapshot.city
    assert describe(city).help_phone is None
    assert describe(replace(city, manifest=replace(city.manifest, help_phone="112"))).help_phone == "112"
