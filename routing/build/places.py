"""Places that can be found by name, on their way from tags to arrays."""
from collections.abc import Iterable

import numpy as np

from routing.atlas import PlaceKind, Places
from routing.build.problems import Problems
from routing.build.tags_tables import WHEELCHAIR
from routing.store import Texts
from routing.streets.model import Wheelchair

TEXTS = ("name", "street", "house_number", "town", "category")
CAPACITY_LIMIT = 2**31 - 1


class Found:
    """Places in the order they were found, one list for each column of Places. What cannot be read is counted in `problems`."""

    def __init__(self, problems: Problems | None = None, file: str = "") -> None:
        self.problems, self.file = Problems() if problems is None else problems, file
        self.kind: list[int] = []
        self.lat: list[float] = []  # degrees
        self.lon: list[float] = []
        self.osm: list[int] = []
        self.name: list[str] = []
        self.street: list[str] = []
        self.house_number: list[str] = []
        self.town: list[str] = []
        self.category: list[str] = []
        self.capacity: list[int] = []
        self.wheelchair: list[int] = []

    def add(self, kind: PlaceKind, lat: float, lon: float, osm: int, tags: dict[str, str], name: str = "", category: str = "") -> None:
        """osm: as in Places. Street, house number, town, capacity and wheelchair are read from the tags."""
        self.kind.append(int(kind))
        self.lat.append(lat)
        self.lon.append(lon)
        self.osm.append(osm)
        self.name.append(name)
        self.street.append(tags.get("addr:street") or tags.get("addr:place", ""))
        self.house_number.append(tags.get("addr:housenumber", "").strip())
        self.town.append(tags.get("addr:city", ""))
        self.category.append(category)
        self.capacity.append(self.read_capacity(tags.get("capacity", "").strip(), osm))
        self.wheelchair.append(int(WHEELCHAIR.get(tags.get("wheelchair", ""), Wheelchair.UNKNOWN)))

    def read_capacity(self, text: str, osm: int) -> int:
        """Spaces of a car park; -1 where it is no number (`yes`, `~ 100`)."""
        if text.isdecimal() and int(text) <= CAPACITY_LIMIT:
            return int(text)
        if text:
            what = ("node", "way", "relation")[osm % 4]
            self.problems.add("bad_capacity", f"{what} {osm // 4}: capacity={text} is no number", self.file)
        return -1


def pack(found: Found, order: Iterable[int]) -> Places:
    """The chosen places as arrays in the given order. order: rows of `found`."""
    rows = np.asarray(order, np.int64)
    numbers: dict[str, int] = {}

    def texts(values: list[str]) -> np.ndarray:
        chosen = (values[row] for row in rows.tolist())
        return np.array([numbers.setdefault(text, len(numbers)) if text else -1 for text in chosen], np.int32)

    columns = {name: texts(getattr(found, name)) for name in TEXTS}
    return Places(
        kind=np.array(found.kind, np.uint8)[rows],
        lat_e7=np.rint(np.array(found.lat, np.float64)[rows] * 1e7).astype(np.int32),
        lon_e7=np.rint(np.array(found.lon, np.float64)[rows] * 1e7).astype(np.int32),
        osm=np.array(found.osm, np.int64)[rows],
        capacity=np.array(found.capacity, np.int32)[rows],
        wheelchair=np.array(found.wheelchair, np.uint8)[rows],
        **columns,
        texts=Texts.of(numbers),
    )
