"""The vehicles of whoever has this phone. They never leave it; a search or a price is asked with bare sizes of the chosen one."""

import uuid
from dataclasses import asdict, dataclass, replace

import msgspec

from mobile.store.database import Store

NAME = "vehicles"
MOST_VEHICLES, MOST_LETTERS = 8, 40
KINDS = ("car", "motorcycle", "van", "camper")
PLUGS = ("type2", "ccs2", "chademo", "schuko", "type1")
# The least and the most that such a thing can be: mm, and kg.
BOUNDS = {"height_mm": (500, 4500), "width_mm": (400, 3000), "length_mm": (1000, 20_000), "weight_kg": (50, 12_000)}


@dataclass(frozen=True, repr=False)
class OwnVehicle:
    """Height with the load on its roof, width with its mirrors. None: not known; of `gas`: nobody has said whether it runs on it."""

    key: str
    name: str = ""
    kind: str = "car"
    height_mm: int | None = None
    width_mm: int | None = None
    length_mm: int | None = None
    weight_kg: int | None = None
    plug: str | None = None
    wants_charging: bool = False
    badge: bool = False
    trailer: bool = False
    gas: bool | None = None

    def __repr__(self) -> str:
        return "OwnVehicle(not shown)"


@dataclass(frozen=True, repr=False)
class Vehicles:
    """`chosen` is the key of the one that is driven now, "" while there is none."""

    everything: tuple[OwnVehicle, ...] = ()
    chosen: str = ""

    def __repr__(self) -> str:
        return "Vehicles(not shown)"

    @property
    def driven(self) -> OwnVehicle | None:
        return self.find(self.chosen)

    def find(self, key: str) -> OwnVehicle | None:
        return next((one for one in self.everything if one.key == key), None)

    def kept(self, vehicle: OwnVehicle) -> "Vehicles":
        """With this one in place of the one of its key, or beside the others, and driven. Raises ValueError where there are too many."""
        if self.find(vehicle.key):
            return Vehicles(tuple(vehicle if one.key == vehicle.key else one for one in self.everything), vehicle.key)
        if len(self.everything) >= MOST_VEHICLES:
            raise ValueError(f"at most {MOST_VEHICLES} vehicles")
        return Vehicles((*self.everything, vehicle), vehicle.key)

    def without(self, key: str) -> "Vehicles":
        others = tuple(one for one in self.everything if one.key != key)
        chosen = self.chosen if any(one.key == self.chosen for one in others) else others[0].key if others else ""
        return Vehicles(others, chosen)

    def driving(self, key: str) -> "Vehicles":
        return replace(self, chosen=key) if self.find(key) else self


def new_vehicle() -> OwnVehicle:
    return OwnVehicle(uuid.uuid4().hex)


def load_vehicles(store: Store) -> Vehicles:
    """What was kept; a value that makes no sense is as if it were not known, a vehicle without a key is left out."""
    raw = store.find_kept(NAME)
    try:
        kept = msgspec.json.decode(raw, type=dict) if raw else {}
    except msgspec.MsgspecError:
        kept = {}
    listed = kept.get("vehicles") if isinstance(kept.get("vehicles"), list) else []
    found: dict[str, OwnVehicle] = {}
    for one in listed[:MOST_VEHICLES]:
        if isinstance(one, dict) and isinstance(one.get("key"), str):
            found.setdefault(one["key"], read_vehicle(one))
    everything = tuple(found.values())
    chosen = kept.get("chosen")
    return Vehicles(everything, chosen if chosen in found else everything[0].key if everything else "")


def read_vehicle(kept: dict) -> OwnVehicle:
    name, kind, plug, gas = (kept.get(word) for word in ("name", "kind", "plug", "gas"))
    sizes = {word: size for word, (least, most) in BOUNDS.items() if type(size := kept.get(word)) is int and least <= size <= most}
    return OwnVehicle(
        kept["key"], name[:MOST_LETTERS] if isinstance(name, str) else "", kind if kind in KINDS else "car", **sizes,
        plug=plug if plug in PLUGS else None, wants_charging=kept.get("wants_charging") is True, badge=kept.get("badge") is True,
        trailer=kept.get("trailer") is True, gas=gas if isinstance(gas, bool) else None,
    )  # fmt: skip


def save_vehicles(store: Store, vehicles: Vehicles) -> None:
    store.keep(NAME, msgspec.json.encode({"vehicles": [asdict(one) for one in vehicles.everything], "chosen": vehicles.chosen}))
