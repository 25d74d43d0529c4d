"""Car parks through the day."""
import numpy as np

from backend.demo.live.parking import CarParks

HOUR_S = 3600


def test_free_spaces_stay_within_what_there_is(town, eight):
    car_parks = CarParks(town, 1)
    for at_s in range(eight - 8 * HOUR_S, eight + 7 * 24 * HOUR_S, 1700):
        filling = car_parks.at(at_s)
        special = (filling.free_disabled, car_parks.disabled), (filling.free_charging, car_parks.charging)
        for free, most in ((filling.free, car_parks.capacity), *special):
            assert (free >= 0).all()
            assert (free <= most).all()
            assert (free <= filling.free).all()


def test_commuters_come_before_shoppers_and_all_go_home(town, eight):
    car_parks = CarParks(town, 1)
    at_four, at_nine, at_noon, at_ten = (car_parks.at(eight + hour * HOUR_S).free / car_parks.capacity for hour in (-4, 1, 4, 14))
    commuters = car_parks.commuters
    assert commuters.any()
    assert (~commuters).any()
    assert at_four.mean() > 0.7
    assert at_nine[commuters].mean() < 0.3 < at_nine[~commuters].mean()
    assert at_noon.mean() < 0.35
    assert at_ten.mean() > 0.5


def test_a_car_park_changes_little_by_little(town, eight):
    car_parks = CarParks(town, 1)
    free = np.array([car_parks.at(at_s).free for at_s in range(eight, eight + 4 * HOUR_S, 60)])
    assert (np.abs(np.diff(free, axis=0)) <= np.maximum(3, 0.05 * car_parks.capacity)).all()
    assert (np.diff(free, axis=0) != 0).any()
