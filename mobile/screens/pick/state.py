"""A point of the map: what the pin stands on, and whether it can be chosen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from backend.contract.city import CityResponse
from mobile.asking import Spot
from mobile.client import Client, Refused
from mobile.screens.home.state import name_of

CLOSE_ZOOM = 15


@dataclass(frozen=True)
class PickState:
    """`words`: the name of the place, or why it cannot be chosen. Only a `spot` can be chosen."""

    words: str = ""
    spot: Spot | None = None


def moved(state: PickState) -> PickState:
    """While the map moves and its middle has no name yet, the old words stay and nothing can be chosen."""
    return PickState(state.words)


async def name_centre(state: PickState, lat: float, lon: float, client: Client) -> AsyncIterator[PickState]:
    yield moved(state)
    try:
        spot = await name_of(lat, lon, client)
    except Refused as trouble:
        yield PickState(trouble.sentence)
    else:
        yield PickState(spot.name, spot)


def start_at(view: tuple[float, float, float] | None, here: Spot | None, city: CityResponse | None) -> tuple[float, float, float] | None:
    """lat, lon and zoom that the map begins with: what the person last looked at, else where they are, else the middle of the city."""
    if view:
        return view
    if here:
        return here.lat, here.lon, CLOSE_ZOOM
    return (city.centre.lat, city.centre.lon, CLOSE_ZOOM) if city else None
