"""Which marker each place gets. One that hangs already keeps its own, so that printing again never makes an old sheet wrong."""
import numpy as np

from allways.codes.places import CodedPlace
from signing.tables import APART_M, METRES_PER_DEGREE, MarkerPlace

SPARE = 100  # slots nothing hangs with are kept for vehicles as long as that goes: each of theirs can be used once only
MOVES = np.nan  # in place of degrees


class Slots:
    """The places of a table so far, and how far each slot is from a new place."""

    def __init__(self, hanging: tuple[MarkerPlace, ...], slots: int, room_for: int):
        """slots: of the family. room_for: new places at most."""
        self.slots = slots
        self.places: list[MarkerPlace] = []
        self._row: dict[tuple[str, str], int] = {}
        self._slot = np.zeros(len(hanging) + room_for, np.int64)
        self._at = np.full((len(hanging) + room_for, 2), MOVES)
        for place in hanging:
            self._put(place)

    def give(self, place: CodedPlace, side_mm: int) -> MarkerPlace | None:
        """The place with its marker; None where no slot is far enough from all its like: it is printed without one then."""
        own = self._row.get((place.kind, place.id))
        away_m = self._distances(place, own)
        slot = self.places[own].slot if own is not None else None
        if slot is None or away_m[slot] < APART_M:  # new, or hung so near to another of its slot that one could be taken for the other
            slot = free_slot(away_m, moves=place.lat is None)
        if slot is None:
            return None
        given = MarkerPlace(slot, place.kind, place.id, place.short_name, side_mm, place.lat, place.lon)
        self._put(given)
        return given

    def _put(self, place: MarkerPlace) -> None:
        row = self._row.setdefault((place.kind, place.id), len(self.places))
        self.places[row : row + 1] = [place]
        self._slot[row] = place.slot
        self._at[row] = (MOVES, MOVES) if place.lat is None else (place.lat, place.lon)

    def _distances(self, place: CodedPlace, own: int | None) -> np.ndarray:
        """float64[slots], metres from the place to the nearest other one of each slot: infinite where there is none, 0 where one of both moves."""
        count = len(self.places)
        here = (MOVES, MOVES) if place.lat is None else (place.lat, place.lon)
        north, east = (self._at[:count] - np.array(here, float)).T
        away_m = METRES_PER_DEGREE * np.hypot(north, east * np.cos(np.radians(self._at[:count, 0])))
        away_m = np.nan_to_num(away_m, nan=0.0)
        if own is not None:
            away_m[own] = np.inf
        nearest = np.full(self.slots, np.inf)
        np.minimum.at(nearest, self._slot[:count], away_m)
        return nearest


def free_slot(away_m: np.ndarray, moves: bool) -> int | None:
    """An unused one while there are many; then the one whose places are farthest away; None below APART_M."""
    unused = np.flatnonzero(np.isinf(away_m))
    if moves or len(unused) > SPARE:
        return int(unused[0]) if len(unused) else None
    farthest = int(np.where(np.isinf(away_m), -1.0, away_m).argmax())
    if away_m[farthest] >= APART_M and np.isfinite(away_m[farthest]):
        return farthest
    return int(unused[0]) if len(unused) else None
