"""A built city, opened: arrays mapped from its folder, timetables of days made when first asked for."""
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from routing.atlas import Features, Places
from routing.flex.model import OnDemand
from routing.manifest import Manifest
from routing.store import load
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.transit.day import build_day
from routing.transit.model import Transit
from routing.transit.timetable import Timetable

DAYS_KEPT = 4


@dataclass(frozen=True)
class City:
    """Everything that does not change while a process runs. Live facts are a `Snapshot` over it."""

    folder: Path
    manifest: Manifest
    streets: Streets
    transit: Transit
    places: Places
    features: Features
    network: StreetNetwork
    on_demand: OnDemand = field(default_factory=OnDemand)
    _days: OrderedDict = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def open(cls, folder: Path) -> "City":
        """Map a city folder. Raises StoreError when it is no city, damaged, or of another format."""
        manifest = Manifest.open(folder)
        return cls(
            folder=folder,
            manifest=manifest,
            streets=load(Streets, folder / "streets"),
            transit=load(Transit, folder / "transit"),
            places=load(Places, folder / "places"),
            features=load(Features, folder / "features"),
            network=StreetNetwork.open(folder / "streets", folder / "network"),
            on_demand=OnDemand.open(folder),
        )

    def timetable_on(self, day: date) -> Timetable:
        """The trips around a service day as arrays for a search. The last few days stay in memory."""
        with self._lock:
            if day not in self._days:
                self._days[day] = build_day(self.transit, day, self.manifest.timezone)
                while len(self._days) > DAYS_KEPT:
                    self._days.popitem(last=False)
            self._days.move_to_end(day)
            return self._days[day]
