"""Reserved spaces on this phone, as the city told of them last: the countdown and the code to get in are there without network."""

import msgspec

from backend.contract.reservations import Reservation
from mobile.store.database import Store

NAME = "reservations of {city}"


def load_reservations(store: Store, city: str) -> tuple[Reservation, ...]:
    """One in a shape no longer understood is asked for anew, not shown."""
    raw = store.find_kept(NAME.format(city=city))
    try:
        return msgspec.json.decode(raw, type=tuple[Reservation, ...]) if raw else ()
    except msgspec.MsgspecError:
        return ()


def save_reservations(store: Store, city: str, reservations: tuple[Reservation, ...]) -> None:
    store.keep(NAME.format(city=city), msgspec.json.encode(reservations))
