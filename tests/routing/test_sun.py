"""Whether it is dark, against times of the almanacs."""
from datetime import UTC, datetime

import pytest

from routing.sun import is_dark, sun_altitude_deg

HEIDELBERG, SEOUL, QUITO, TROMSO = (49.41, 8.69), (37.57, 126.98), (-0.18, -78.47), (69.65, 18.96)


@pytest.mark.parametrize("moment, place, altitude_deg", [
    (datetime(2024, 3, 20, 12, 7, 30, tzinfo=UTC), (0.0, 0.0), 90.0),  # the equinox, at noon by the sun
    (datetime(2024, 6, 21, 11, 27, tzinfo=UTC), HEIDELBERG, 64.03),  # 90 less the latitude, and the tilt of the earth
    (datetime(2024, 12, 21, 11, 23, tzinfo=UTC), HEIDELBERG, 17.15),
    (datetime(2024, 12, 21, 3, 30, tzinfo=UTC), SEOUL, 28.99),
])  # fmt: skip
def test_the_sun_stands_where_it_does_at_noon(moment, place, altitude_deg):
    assert sun_altitude_deg(moment, *place) == pytest.approx(altitude_deg, abs=0.2)


@pytest.mark.parametrize("moment, place, dark", [
    (datetime(2024, 12, 21, 15, 45, tzinfo=UTC), HEIDELBERG, False),  # sunset was at 16:27 there, 15:27 of UTC: it is twilight
    (datetime(2024, 12, 21, 16, 20, tzinfo=UTC), HEIDELBERG, True),
    (datetime(2024, 6, 21, 19, 50, tzinfo=UTC), HEIDELBERG, False),
    (datetime(2024, 6, 21, 23, 0, tzinfo=UTC), HEIDELBERG, True),
    (datetime(2024, 6, 21, 22, 50, tzinfo=UTC), TROMSO, False),  # the sun does not set
    (datetime(2024, 12, 21, 20, 0, tzinfo=UTC), TROMSO, True),
    (datetime(2024, 9, 1, 0, 0, tzinfo=UTC), QUITO, True),
    (datetime(2024, 9, 1, 17, 0, tzinfo=UTC), QUITO, False),
])  # fmt: skip
def test_it_is_dark_when_civil_twilight_has_ended(moment, place, dark):
    assert is_dark(moment, *place) is dark
