"""Where the sun stands: whether somebody who walks now walks in the dark."""
import math
from datetime import UTC, datetime

# Civil twilight ends when the sun is six degrees below the horizon; from then on one needs lamps to see the ground.
DARK_DEG = -6.0
J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)


def is_dark(moment: datetime, lat: float, lon: float) -> bool:
    """moment aware; lat, lon in degrees."""
    return sun_altitude_deg(moment, lat, lon) < DARK_DEG


def sun_altitude_deg(moment: datetime, lat: float, lon: float) -> float:
    """Degrees above the horizon, without refraction. The low precision formulas of the Astronomical Almanac: 0.01 degrees from 1950 to 2050."""
    days = (moment - J2000).total_seconds() / 86400
    anomaly = math.radians((357.528 + 0.9856003 * days) % 360)
    longitude = math.radians((280.460 + 0.9856474 * days + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly)) % 360)
    tilt = math.radians(23.439 - 0.0000004 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(longitude), math.cos(longitude))
    declination = math.asin(math.sin(tilt) * math.sin(longitude))
    sidereal_deg = (18.697374558 + 24.06570982441908 * days) % 24 * 15
    hour_angle = math.radians(sidereal_deg + lon) - ascension
    north = math.radians(lat)
    return math.degrees(math.asin(math.sin(north) * math.sin(declination) + math.cos(north) * math.cos(declination) * math.cos(hour_angle)))
