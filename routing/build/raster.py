"""A terrain model in GeoTIFF, cut to the city and sampled at points."""
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tifffile
from scipy.ndimage import gaussian_filter, map_coordinates

from routing.build.problems import BuildError
from routing.earth import METRES_PER_DEGREE

# OGC GeoTIFF 1.1, chapter 7; the last one is GDAL's.
PIXEL_SCALE, TIEPOINT, TRANSFORMATION, GEO_KEYS, NODATA = 33550, 33922, 34264, 34735, 42113
MODEL_TYPE, RASTER_TYPE, GEODETIC_CRS, PROJECTED_CRS = 1024, 1025, 2048, 3072
GEOGRAPHIC, PIXEL_IS_POINT, WGS84 = 2, 2, 4326
# Cars, walls and the noise of the survey are smaller than this; hills are larger.
SMOOTHING_M = 10.0
MARGIN_M = 200.0
HIGHEST_M = 9_000.0
LOWEST_M = -500.0
CONVERT = "Convert it with `gdalwarp -t_srs EPSG:4326 -co COMPRESS=DEFLATE`."


@dataclass(frozen=True)
class Raster:
    heights_m: np.ndarray  # float64[rows, columns], NaN where there is none
    north: float  # latitude of the centre of the first row, degrees
    west: float  # longitude of the centre of the first column
    step_lat: float  # from row to row, < 0: southwards
    step_lon: float

    def at(self, lat: np.ndarray, lon: np.ndarray) -> np.ndarray:
        """Metres between the four nearest cells, bilinear; NaN outside and next to cells without height."""
        place = np.stack([(np.asarray(lat) - self.north) / self.step_lat, (np.asarray(lon) - self.west) / self.step_lon])
        rows, columns = self.heights_m.shape
        # Half a cell around the outermost centres still belongs to the raster.
        inside = (place >= -0.5).all(axis=0) & (place[0] <= rows - 0.5) & (place[1] <= columns - 0.5)
        found = map_coordinates(self.heights_m, place, order=1, mode="nearest", prefilter=False)
        return np.where(inside, found, np.nan)


def read_raster(path: Path, bounds: tuple[float, float, float, float]) -> Raster:
    """bounds: south, west, north, east of the city. Raises BuildError for what is no terrain model of that place in EPSG:4326."""
    if not path.is_file():
        raise BuildError(f"{path}: no such file. Give the path of a terrain model in GeoTIFF, or none.")
    try:
        with tifffile.TiffFile(path) as tiff:
            page = tiff.pages.first
            tags = {code: page.tags[code].value for code in (PIXEL_SCALE, TIEPOINT, TRANSFORMATION, GEO_KEYS, NODATA) if code in page.tags}
            north, west, step_lat, step_lon = placement(path, tags)
            grid = page.asarray()
    except BuildError:
        raise
    except Exception as error:  # tifffile and its codecs raise whatever they stumble over
        raise BuildError(f"{path}: cannot be read as GeoTIFF ({error}). Download it again, or: {CONVERT}") from error
    if grid.ndim != 2 or grid.dtype.kind not in "iuf":
        raise BuildError(f"{path}: one band of heights is needed, found an array of {grid.shape} {grid.dtype}. Extract the band of heights.")
    rows = cut(north, step_lat, grid.shape[0], bounds[0], bounds[2], MARGIN_M / METRES_PER_DEGREE)
    margin_lon = MARGIN_M / METRES_PER_DEGREE / np.cos(np.radians((bounds[0] + bounds[2]) / 2))
    columns = cut(west, step_lon, grid.shape[1], bounds[1], bounds[3], margin_lon)
    if rows.start >= rows.stop or columns.start >= columns.stop:
        raise BuildError(f"{path}: does not cover the city ({bounds[0]:.3f}..{bounds[2]:.3f} north, {bounds[1]:.3f}..{bounds[3]:.3f} east). "
                         "Choose the terrain model of this place.")  # fmt: skip
    heights = known_heights(grid[rows, columns], tags.get(NODATA))
    if np.isnan(heights).all():
        raise BuildError(f"{path}: has no heights where the city is. Choose the terrain model of this place.")
    return smoothed(Raster(heights, north + rows.start * step_lat, west + columns.start * step_lon, step_lat, step_lon))


def placement(path: Path, tags: dict) -> tuple[float, float, float, float]:
    """Latitude and longitude of the centre of the first cell, and the steps to the next row and column."""
    directory = tags.get(GEO_KEYS, ())
    keys = {directory[i]: directory[i + 3] for i in range(4, len(directory) - 3, 4) if directory[i + 1] == 0}
    if PROJECTED_CRS in keys or keys.get(MODEL_TYPE, GEOGRAPHIC) != GEOGRAPHIC or keys.get(GEODETIC_CRS) != WGS84:
        found = keys.get(PROJECTED_CRS) or keys.get(GEODETIC_CRS)
        raise BuildError(f"{path}: its coordinates are in {f'EPSG:{found}' if found else 'no system it names'}, EPSG:4326 is needed. {CONVERT}")
    if TRANSFORMATION in tags:
        matrix = np.reshape(tags[TRANSFORMATION], (4, 4))
        if matrix[0, 1] or matrix[1, 0]:
            raise BuildError(f"{path}: is rotated, north is not up. {CONVERT}")
        corner, steps = (matrix[1, 3], matrix[0, 3]), (matrix[1, 1], matrix[0, 0])
    elif PIXEL_SCALE in tags and len(tags.get(TIEPOINT, ())) >= 6:
        (column, row, _, lon, lat, _), (step_lon, step_lat, *_) = tags[TIEPOINT][:6], tags[PIXEL_SCALE]
        corner, steps = (lat + row * step_lat, lon - column * step_lon), (-step_lat, step_lon)
    else:
        raise BuildError(f"{path}: does not say where on earth it lies (no GeoTIFF placement). {CONVERT}")
    if not steps[0] or not steps[1]:
        raise BuildError(f"{path}: has cells without size. {CONVERT}")
    half = 0.0 if keys.get(RASTER_TYPE) == PIXEL_IS_POINT else 0.5
    return float(corner[0] + half * steps[0]), float(corner[1] + half * steps[1]), float(steps[0]), float(steps[1])


def cut(first: float, step: float, count: int, low: float, high: float, margin: float) -> slice:
    """The rows or columns between two coordinates."""
    ends = sorted(((low - margin - first) / step, (high + margin - first) / step))
    return slice(max(0, int(np.floor(ends[0]))), min(count, int(np.ceil(ends[1])) + 1))


def known_heights(grid: np.ndarray, nodata) -> np.ndarray:
    heights = grid.astype(np.float64)
    with suppress(ValueError):  # no such tag, or no number in it
        heights[heights == float(str(nodata).strip("\x00 "))] = np.nan
    return np.where((heights > LOWEST_M) & (heights < HIGHEST_M), heights, np.nan)


def smoothed(raster: Raster) -> Raster:
    """A slope stays the same slope; gaps stay gaps."""
    step_lat_m = abs(raster.step_lat) * METRES_PER_DEGREE
    step_lon_m = abs(raster.step_lon) * METRES_PER_DEGREE * np.cos(np.radians(raster.north))
    sigma = (SMOOTHING_M / step_lat_m, SMOOTHING_M / step_lon_m)
    known = ~np.isnan(raster.heights_m)
    weight = gaussian_filter(known.astype(np.float64), sigma, mode="constant")
    total = gaussian_filter(np.where(known, raster.heights_m, 0.0), sigma, mode="constant")
    heights = np.where(known, total / np.maximum(weight, 1e-9), np.nan)
    return Raster(heights, raster.north, raster.west, raster.step_lat, raster.step_lon)
