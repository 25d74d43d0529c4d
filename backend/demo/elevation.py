"""The relief as a GeoTIFF."""
from pathlib import Path

import numpy as np
import tifffile

from .ground import HALF_M, height, to_lonlat

STEP_M = 20.0
MARGIN_M = 500.0
MODEL_PIXEL_SCALE, MODEL_TIEPOINT, GEO_KEY_DIRECTORY = 33550, 33922, 34735
# Version 1.1.0 with three keys: geographic model, pixel is area, EPSG:4326. OGC GeoTIFF 1.1, 7.1.
GEO_KEYS = (1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326)


def write_geotiff(path: Path) -> None:
    """Heights in metres as float32, EPSG:4326, rows from north to south, 20 m apart, whole decimetres."""
    axis = np.arange(-HALF_M - MARGIN_M, HALF_M + MARGIN_M + 1, STEP_M)
    grid = height(*np.meshgrid(axis, axis[::-1])).astype(np.float32)
    lon, lat = to_lonlat(axis, axis)
    step_lon, step_lat = lon[1] - lon[0], lat[1] - lat[0]
    corner = (0, 0, 0, lon[0] - step_lon / 2, lat[-1] + step_lat / 2, 0)
    tags = [
        (MODEL_PIXEL_SCALE, "d", 3, (step_lon, step_lat, 0.0), True),
        (MODEL_TIEPOINT, "d", 6, corner, True),
        (GEO_KEY_DIRECTORY, "H", len(GEO_KEYS), GEO_KEYS, True),
    ]
    tifffile.imwrite(path, np.round(grid, 1), compression="zlib", extratags=tags, metadata=None, software=False)
