"""Small things about drawn ways on streets."""
from dataclasses import replace

import numpy as np

from routing.door.ends import Beeline
from routing.streets.path import StreetPath


def seconds_of(path: StreetPath) -> int:
    return -(-path.duration_ms // 1000)


def joined(path: StreetPath, before: Beeline | None, after: Beeline | None) -> StreetPath:
    """A street path with the unmapped metres between the asked points and the street added at its ends."""
    lat, lon, ms, centimetres = [path.lat_e7], [path.lon_e7], path.duration_ms, path.length_cm
    for beeline, place in ((before, 0), (after, 2)):
        if beeline is not None:
            lat.insert(place, np.array([round(beeline.point.lat * 1e7)], np.int32))
            lon.insert(place, np.array([round(beeline.point.lon * 1e7)], np.int32))
            ms, centimetres = ms + beeline.ms, centimetres + round(beeline.metres * 100)
    return replace(path, lat_e7=np.concatenate(lat), lon_e7=np.concatenate(lon), duration_ms=ms, length_cm=centimetres)
