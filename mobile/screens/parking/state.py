"""Parking: what fits, what may fit, and why the rest does not; prices are for exactly the time asked for. Without Kivy."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from backend.contract.around import LiveLayer
from backend.contract.parking import FitVerdict, ParkingSearch, ParkingSpace, ParkingSpacesResponse, SpaceRefusal
from mobile.client import Client, ClientError, Unreachable
from mobile.i18n import spoken as say
from mobile.i18n import tr, trn
from mobile.i18n import written as write
from mobile.live import Fact
from mobile.map.live_layer import LiveMark
from mobile.parking import calls
from mobile.parking.words import SIZE_WORDS, fit_words, likely_words, live_fact, name_of, price_detail, price_words, walk_words
from mobile.payments.local import in_zone
from mobile.screens.vehicles.state import PLUG_WORDS, metres
from mobile.store.vehicles import OwnVehicle

FILTER_WORDS = {
    "badge_bay": ("wheelchair-accessibility", lambda: tr("Disabled bay")), "fits": ("check-circle-outline", lambda: tr("Surely fits")),
    "charging": ("ev-station", lambda: tr("Charging")), "covered": ("garage", lambda: tr("Covered")),
    "step_free": ("human-wheelchair", lambda: tr("Step-free exit")), "bookable": ("calendar-check", lambda: tr("Can be reserved")),
}  # fmt: skip
FAR_M = 10**7


def by_price(space: ParkingSpace) -> tuple:
    total = space.price.total_minor
    return (total is None, total or 0, walked(space))


def walked(space: ParkingSpace) -> int:
    return space.walk.distance_m if space.walk else FAR_M


SORTS = {
    "best": (None, lambda: tr("Best for you")), "near": (walked, lambda: tr("Nearest")), "cheap": (by_price, lambda: tr("Cheapest")),
}  # fmt: skip


@dataclass(frozen=True)
class ParkingState:
    """`phase`: where (no place is chosen), loading, ready, none, offline or trouble. `chosen`: the space that stands out on the map."""

    phase: str = "where"
    answer: ParkingSpacesResponse | None = None
    sort: str = "best"
    chosen: UUID | None = None
    sentence: str = ""


@dataclass(frozen=True)
class SpaceRow:
    """One space as it stands in the list. `group` is fits, unsure or unfit."""

    space: ParkingSpace
    group: str
    title: str
    detail: str
    facts: tuple[Fact, ...]
    price: str
    price_detail: str
    spoken: str


async def look_for_spaces(state: ParkingState, asked: ParkingSearch, client: Client, zone) -> AsyncIterator[ParkingState]:
    """What was found before stays in sight meanwhile."""
    yield replace(state, phase="ready" if state.answer else "loading", sentence="")
    try:
        answer = in_zone(await calls.search(client, asked), zone)
    except Unreachable as trouble:
        yield replace(state, phase="offline", answer=None, sentence=trouble.sentence)
    except ClientError as trouble:
        yield replace(state, phase="trouble", answer=None, sentence=trouble.sentence)
    else:
        known = {space.space_id for space in (*answer.fits, *answer.unsure, *answer.unfit)}
        chosen = state.chosen if state.chosen in known else None
        phase = "ready" if answer.fits or answer.unsure else "none"
        yield replace(state, phase=phase, answer=answer, chosen=chosen, sentence="" if phase == "ready" else none_words())


def groups_of(state: ParkingState, hide_unsure: bool) -> tuple[tuple[str, tuple[ParkingSpace, ...]], ...]:
    """Groups in their order, each sorted. The nearest that do not fit are told where nothing else does; they cannot be reserved."""
    answer, key = state.answer, SORTS[state.sort][0]
    if answer is None:
        return ()
    groups = [("fits", answer.fits)]
    if not hide_unsure:
        groups.append(("unsure", answer.unsure))
    if not answer.fits:
        groups.append(("unfit", answer.unfit))
    return tuple((name, tuple(sorted(spaces, key=key)) if key else tuple(spaces)) for name, spaces in groups if spaces)


def rows_of(state: ParkingState, hide_unsure: bool, vehicle: OwnVehicle | None, units: str, now: datetime) -> tuple[SpaceRow, ...]:
    return tuple(row_of(space, group, state.answer, vehicle, units, now) for group, some in groups_of(state, hide_unsure) for space in some)


def row_of(space: ParkingSpace, group: str, answer: ParkingSpacesResponse, vehicle: OwnVehicle | None, units: str, now: datetime) -> SpaceRow:
    start, end = answer.starts_at, answer.ends_at
    facts, details = tuple(row_facts(space, vehicle, now)), []
    for form in (write, say):
        exit_words = tr("step-free") if space.facts.step_free else ""
        cover = tr("covered") if space.facts.covered else ""
        details.append(" · ".join(part for part in (walk_words(space, units, form), exit_words, cover) if part))
    priced = ", ".join(part for part in (price_words(space.price, say), price_detail(space.price, start, end, say)) if part)
    spoken = [name_of(space), priced, details[1], *(fact.spoken or fact.text for fact in facts)]
    return SpaceRow(
        space, group, name_of(space), details[0], facts, price_words(space.price), price_detail(space.price, start, end),
        ". ".join(part.rstrip(".") for part in spoken if part),
    )  # fmt: skip


def row_facts(space: ParkingSpace, vehicle: OwnVehicle | None, now: datetime) -> Iterable[Fact]:
    """What decides, in a few tags: fit where it is not simply so, the size, what was seen there, how likely it is."""
    known = space.facts
    if space.fit.verdict is not FitVerdict.FITS:
        icon, tone, words = fit_words(space, vehicle)
        yield Fact(icon, words, tone, "", fit_words(space, vehicle, say)[2])
    if known.badge_only or known.badge_bays:
        words = tr("Disabled bay") if known.badge_only else trn("{n} disabled bay", "{n} disabled bays", known.badge_bays)
        yield Fact("wheelchair-accessibility", words, "ok")
    if known.height_mm and space.fit.verdict is FitVerdict.FITS:
        height = tr("{size} high", size=metres(known.height_mm, say))
        yield Fact("arrow-expand-vertical", metres(known.height_mm), "quiet", "", height)
    if known.plug:
        yield Fact("ev-station", PLUG_WORDS[str(known.plug)](), "quiet")
    if seen := live_fact(space, now):
        yield seen
    yield from status_facts(space)


def status_facts(space: ParkingSpace) -> Iterable[Fact]:
    """Whether it can be reserved; where not, what is likely on arrival."""
    if space.terms and not space.refusals and space.free:
        words = tr("Can be reserved") if space.terms.instant else tr("Ask the host")
        yield Fact("calendar-check" if space.terms.instant else "account-question-outline", words, "ok" if space.terms.instant else "info")
    elif SpaceRefusal.TAKEN in space.refusals or (space.terms and not space.free and not space.refusals):
        yield Fact("calendar-remove", tr("Taken then"), "error")
    if chance := likely_words(space.likely):
        yield Fact("chart-bell-curve", chance[1], chance[0], "", likely_words(space.likely, say)[1])


def heading_of(state: ParkingState) -> str:
    """2 fit you, 1 not sure."""
    answer = state.answer
    parts = [trn("{n} fits", "{n} fit", len(answer.fits))] if answer.fits else [tr("None surely fits")]
    if answer.unsure:
        parts.append(tr("{n} not sure", n=len(answer.unsure)))
    return ", ".join(parts)


def group_words(group: str) -> str:
    return {
        "fits": lambda: tr("Fits"), "unsure": lambda: tr("Not sure: something is not known"), "unfit": lambda: tr("Does not fit, the nearest"),
    }[group]()  # fmt: skip


def missing_words(answer: ParkingSpacesResponse) -> str:
    """What to tell of the vehicle so that more can be offered."""
    if not answer.missing:
        return ""
    facts = ", ".join(SIZE_WORDS[about]() for about in answer.missing)
    return tr("Say this of your vehicle and more may fit: {facts}.", facts=facts)


def none_words() -> str:
    return tr("Nothing within reach fits then. Try another time, fewer filters, or a place nearby.")


def marks_of(rows: Iterable[SpaceRow], chosen: UUID | None) -> tuple[LiveMark, ...]:
    """Prices on the map. The chosen one has room first; what does not fit is pale."""
    marks = [
        LiveMark(str(row.space.space_id), LiveLayer.CAR_PARKS, row.space.lat, row.space.lon, "PARKING", (), short_price(row.space),
                 empty=row.group == "unfit")
        for row in rows
    ]  # fmt: skip
    return tuple(sorted(marks, key=lambda mark: mark.key != str(chosen)))


def short_price(space: ParkingSpace) -> str:
    return price_words(space.price) if space.price.total_minor else ""


def describe(state: ParkingState, hide_unsure: bool, vehicle: OwnVehicle | None, units: str, now: datetime) -> list[str]:
    """What can be heard of it, in reading order."""
    if state.answer is None:
        return [state.sentence] if state.sentence else []
    rows = rows_of(state, hide_unsure, vehicle, units, now)
    return [heading_of(state), *([state.sentence] if state.sentence else []), *(row.spoken for row in rows)]
