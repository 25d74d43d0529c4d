"""What others reported near a place, the nearest first. Without Kivy."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.requests import RequestSummary
from mobile.client import ClientError
from mobile.i18n import tr, trn
from mobile.requests.requests import Requests
from mobile.screens.requests.view import CaseView

RADIUS_M, MOST = 1000, 30


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


def describe(state: NearbyState, views: tuple[CaseView, ...]) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.phase == "none":
        return [tr("Nothing is reported near here")]
    return [heading_of(state), *(view.spoken for view in views)] if state.phase == "ready" else [state.sentence or tr("Looking for reports.")]
