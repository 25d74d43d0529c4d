"""What a made-up city would have told of its car parks earlier is what its feed tells then."""
from datetime import UTC, datetime, timedelta

import numpy as np

from backend.demo.live.history import EVERY_S, readings
from backend.demo.live.parking import CarParks


def test_every_quarter_of_an_hour_of_every_car_park(town, eight):
    begin = datetime.fromtimestamp(eight, UTC)
    minute, free = readings(town, 1, begin, begin + timedelta(hours=2))
    assert (np.diff(minute) == EVERY_S / 60).all()
    assert free.shape == (8, len(town.car_parks))
    np.testing.assert_array_equal(free[4], CarParks(town, 1).at(eight + 3600).free)
