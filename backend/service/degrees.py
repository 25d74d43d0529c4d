"""Coordinates in addresses: finite and on the globe."""
import math

from backend.service.errors import Unprocessable


def check_degrees(lat: float, lon: float, fields: tuple[str, str]) -> None:
    for value, limit, field in ((lat, 90, fields[0]), (lon, 180, fields[1])):
        if not math.isfinite(value) or abs(value) > limit:
            raise Unprocessable(f"Give degrees from -{limit} to {limit}.", field)
