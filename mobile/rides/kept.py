"""Rides on this phone, as the city told of them last: the promise and the code are there without network."""

import msgspec

from backend.contract.rides import RideResponse
from mobile.store.database import Store

NAME = "rides of {city}"


def load_rides(store: Store, city: str) -> tuple[RideResponse, ...]:
    """One in a shape no longer understood is asked for anew, not shown."""
    raw = store.find_kept(NAME.format(city=city))
    try:
        return msgspec.json.decode(raw, type=tuple[RideResponse, ...]) if raw else ()
    except msgspec.MsgspecError:
        return ()


def save_rides(store: Store, city: str, rides: tuple[RideResponse, ...]) -> None:
    store.keep(NAME.format(city=city), msgspec.json.encode(rides))
