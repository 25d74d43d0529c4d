"""The shared vehicle of a leg as its system reports it now: is there one to take, is there room to leave it?"""
from dataclasses import dataclass

import numpy as np

from backend.following.trip import End, Hire
from backend.live.fleets import ANY_NUMBER
from backend.live.view import LiveView
from routing.earth import METRES_PER_DEGREE
from routing.shared.fleet import Fleet

# A vehicle on the street that is reported this near is the one that was chosen, or as good.
SAME_PLACE_M = 60.0


@dataclass(frozen=True)
class Told:
    """vehicles, docks: how many are free; None: nobody says. feed: whose report it is."""

    feed: str
    vehicles: int | None
    docks: int | None


def find_fleets(view: LiveView, hire: Hire) -> list[Fleet]:
    """Those of which the vehicle of a leg may be: its system, its form, with a motor or without."""
    every = {fleet.key: fleet for of_source in view.snapshot.fleets.values() for fleet in of_source}
    return [
        every[key] for key, offered in view.fleets.items()
        if key in every and hire.system in (offered.system.id, offered.feed)
        and hire.vehicle in ("", offered.type.form_factor) and every[key].electric == hire.electric
    ]  # fmt: skip


def told_of(view: LiveView, hire: Hire, start: End) -> Told | None:
    """None where nothing is known of its system now: then nothing is said, neither that there is one nor that there is none."""
    fleets = find_fleets(view, hire)
    if not fleets:
        feed = next((feed for feed, system in view.systems.items() if hire.system in (system.id, feed)), None)
        return None if feed is None else Told(feed, 0, None)
    vehicles = sum(taken_at(fleet, hire, start) for fleet in fleets)
    # Types of vehicles share the docks of a station.
    docks = None if hire.leave is None else max(at_station(fleet, hire.leave, fleet.docks) for fleet in fleets)
    return Told(view.fleets[fleets[0].key].feed, vehicles, None if docks == ANY_NUMBER else docks)


def taken_at(fleet: Fleet, hire: Hire, start: End) -> int:
    if hire.take is not None:
        return at_station(fleet, hire.take, fleet.vehicles)
    return int(fleet.vehicles[apart_from(fleet, start.lat, start.lon) <= SAME_PLACE_M].sum())


def at_station(fleet: Fleet, station: str, counts: np.ndarray) -> int:
    """A station that is not among the spots of a fleet has neither vehicles nor room for it."""
    return int(sum(counts[row] for row, spot in enumerate(fleet.spot_id) if spot == station))


def apart_from(fleet: Fleet, lat: float, lon: float) -> np.ndarray:
    """float64[n], metres over the map to each spot."""
    return np.hypot(fleet.lat - lat, (fleet.lon - lon) * np.cos(np.radians(lat))) * METRES_PER_DEGREE
