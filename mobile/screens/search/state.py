"""Search as you type: places of the city, one's own, recent ones."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from backend.contract.places import FoundPlace, Wheelchair
from mobile.asking import Spot
from mobile.client import Client, ClientError
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.words import PLACE_ICONS

PAUSE_S = 0.18  # between the last letter and the question
LEAST_LETTERS = 2


@dataclass(frozen=True)
class Found:
    """One row of the list."""

    icon: str
    title: str
    detail: str
    spoken: str
    spot: Spot
    key: str = ""  # of a saved place


@dataclass(frozen=True)
class SearchState:
    """`phase`: own (nothing typed: own places), looking, found, none, offline, trouble."""

    words: str = ""
    phase: str = "own"
    found: tuple[Found, ...] = ()
    sentence: str = ""


async def search(state: SearchState, words: str, client: Client, near: Spot | None) -> AsyncIterator[SearchState]:
    """The states after a letter was typed. What was found before stays until the new answer is there."""
    words = words.strip()
    if len(words) < LEAST_LETTERS:
        yield SearchState(words=words)
        return
    state = replace(state, words=words, phase="looking", sentence="")
    yield state
    await asyncio.sleep(PAUSE_S)
    try:
        answer = await client.places(words, (near.lat, near.lon) if near else None)
    except ClientError as trouble:
        yield replace(state, phase="offline" if trouble.code == "unreachable" else "trouble", found=(), sentence=trouble.sentence)
        return
    found = tuple(found_of(place) for place in answer.places)
    sentence = "" if found else tr("Nothing is called “{words}” here. Check the spelling, or choose the place on the map.", words=words)
    yield replace(state, phase="found" if found else "none", found=found, sentence=sentence)


def found_of(place: FoundPlace) -> Found:
    detail, far = [place.detail] if place.detail else [], ""
    if place.distance_m is not None:
        far = say.distance(place.distance_m)
    if place.asked_number:
        detail.append(tr("number {number} is not known, this is nearest", number=place.asked_number))
    if place.wheelchair is Wheelchair.NO:
        detail.append(tr("not step-free, says the map"))
    elif place.wheelchair is Wheelchair.YES:
        detail.append(tr("step-free, says the map"))
    written = detail + ([write.distance(place.distance_m)] if place.distance_m is not None else [])
    spoken = ", ".join([place.name, *detail, *([tr("{distance} away", distance=far)] if far else [])])
    return Found(PLACE_ICONS[place.kind], place.name, " · ".join(written), spoken, Spot(place.name, place.lat, place.lon))


def heading_of(field: str) -> str:
    """What the page asks for."""
    return {
        "origin": lambda: tr("Where from?"), "destination": lambda: tr("Where to?"), "home": lambda: tr("Where is home?"),
        "work": lambda: tr("Where is work?"), "here": lambda: tr("Where are you?"), "saved": lambda: tr("Which place?"),
        "obstacle": lambda: tr("Where is it?"), "parking": lambda: tr("Where do you want to park?"), "listing": lambda: tr("Where is your space?"),
    }[field]()  # fmt: skip


def describe(state: SearchState) -> list[str]:
    """What can be heard of it, in reading order."""
    return [row.spoken for row in state.found] + ([state.sentence] if state.sentence else [])
