"""What others reported near a place, the nearest first. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.notices import AreaCentre, AreaToFollow, NamedArea
from backend.contract.requests import RequestSummary
from mobile.client import ClientError
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.requests.requests import Requests
from mobile.screens.requests.view import CaseView

RADIUS_M, MOST = 1000, 30
STREET_M, AROUND_M = 150, (500, 1000, 3000)


@dataclass(frozen=True)
class NearbyState:
    """`phase`: where (nobody knows where), loading, ready, none or trouble, with a `sentence`."""

    phase: str = "where"
    requests: tuple[RequestSummary, ...] = ()
    sentence: str = ""


async def look_near(state: NearbyState, requests: Requests, lat: float, lon: float, radius_m: int = RADIUS_M) -> AsyncIterator[NearbyState]:
    """What was found before stays while it is asked for anew."""
    yield replace(state, phase="ready" if state.requests else "loading")
    try:
        await requests.ask_kinds()
        found = await requests.near(lat, lon, radius_m)
    except ClientError as trouble:
        yield replace(state, phase="trouble", sentence=trouble.sentence)
        return
    yield NearbyState("ready" if found else "none", found[:MOST])


def heading_of(state: NearbyState) -> str:
    return trn("{n} report near here", "{n} reports near here", len(state.requests))


@dataclass(frozen=True)
class Circle:
    """Degrees of its middle, and what is there."""

    place: str
    lat: float
    lon: float


def areas_to_follow(middle: Circle, here: Circle | None, named: tuple[NamedArea, ...], units: str) -> dict[str, tuple[str, str, AreaToFollow, str]]:
    """By a key: (words, second line, what is followed, what its middle is called). here: where somebody is, None where nobody knows."""
    found = {}
    if here:
        words = tr("My street, {distance} around me", distance=write.distance(STREET_M, units))
        found["street"] = (words, here.place, circle(here, STREET_M), here.place)
    for radius_m in AROUND_M:
        words = tr("{distance} around the middle of the map", distance=write.distance(radius_m, units))
        found[str(radius_m)] = (words, middle.place, circle(middle, radius_m), middle.place)
    for area in named:
        found[f"area {area.id}"] = (tr("All of {area}", area=area.name), "", AreaToFollow(area_id=area.id), "")
    return found


def circle(around: Circle, radius_m: int) -> AreaToFollow:
    return AreaToFollow(AreaCentre(round(around.lat, 5), round(around.lon, 5)), radius_m)


def describe(state: NearbyState, views: tuple[CaseView, ...]) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "none":
        return [tr("Nothing is reported near here")]
    return [heading_of(state), *(view.spoken for view in views)] if state.phase == "ready" else [state.sentence or tr("Looking for reports.")]
