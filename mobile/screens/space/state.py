"""A parking space: whether the vehicle fits, what is agreed to, and whether it can be reserved now; if not, why. Without Kivy."""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec

from backend.contract.parking import FitVerdict, ParkingSearch, ParkingSpace
from backend.contract.reservations import ParkingWish, SpaceAlternative, SpaceRequest, SpaceRequestState, SpaceTakenProblem
from mobile.client import Client, ClientError, Refused, Unreachable
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.parking import calls
from mobile.parking.words import REFUSED, facts_rows, fit_words, likely_words, live_fact, name_of, price_detail, price_words, rules, walk_words
from mobile.payments.buying import read
from mobile.payments.local import in_zone
from mobile.store.vehicles import OwnVehicle

TAKEN, NOT_FIT = "resource_taken", "vehicle_does_not_fit"
FITTING = (FitVerdict.FITS, FitVerdict.UNSURE)


@dataclass(frozen=True)
class SpaceState:
    """`phase`: asking, ready, offline or trouble. `asked`: for which time and vehicle. `request`: what was asked of whoever lets it."""

    phase: str
    space: ParkingSpace
    asked: ParkingSearch
    sentence: str = ""
    request: SpaceRequest | None = None


@dataclass(frozen=True)
class SpaceView:
    """`blocked`: why it cannot be reserved, "" where it can. `asks`: a fact of the vehicle has to be said first."""

    title: str
    under: str
    times: tuple[tuple[str, str], tuple[str, str]]
    fit: tuple[str, str, str]
    fit_spoken: str
    facts: tuple[tuple[str, str, str], ...]
    rules: tuple[tuple[str, str], ...]
    notes: tuple[tuple[str, str, str], ...]  # icon, tone, words
    price: str
    price_detail: str
    button: str
    button_spoken: str
    blocked: str
    asks: bool


async def ask_space(state: SpaceState, asked: ParkingSearch, client: Client, zone) -> AsyncIterator[SpaceState]:
    """The same space for another time or vehicle."""
    yield replace(state, phase="asking", asked=asked, sentence="")
    try:
        space = in_zone(await calls.space(client, state.space.space_id, asked), zone)
    except Unreachable as trouble:
        yield replace(state, phase="offline", asked=asked, sentence=trouble.sentence)
    except ClientError as trouble:
        yield replace(state, phase="trouble", asked=asked, sentence=trouble.sentence)
    else:
        walk = space.walk or state.space.walk  # where somebody walks to is not asked again
        yield SpaceState("ready", msgspec.structs.replace(space, walk=walk), asked)


def for_times(asked: ParkingSearch, start: datetime, end: datetime) -> ParkingSearch:
    return msgspec.structs.replace(asked, starts_at=start, ends_at=end)


def wish_of(state: SpaceState) -> ParkingWish:
    """What a price is asked for."""
    asked = state.asked
    return ParkingWish(state.space.space_id, asked.starts_at, asked.ends_at, asked.vehicle)


def request_for(state: SpaceState, requests: Iterable[SpaceRequest]) -> SpaceRequest | None:
    """What was asked about this space and time, the newest."""
    wish = wish_of(state)
    return next((one for one in requests if (one.space_id, one.starts_at, one.ends_at) == (wish.space_id, wish.start, wish.end)), None)


def asks_host(state: SpaceState) -> bool:
    """Whether its host has to say yes before it can be booked."""
    terms, request = state.space.terms, state.request
    return terms is not None and not terms.instant and (request is None or request.state is not SpaceRequestState.AGREED)


def request_words(request: SpaceRequest, now: datetime) -> tuple[str, str, str]:
    """Icon, tone and sentence of what has become of it."""
    by = day_words(request.answer_by.astimezone(now.tzinfo), now.date())
    return {
        SpaceRequestState.ASKED: ("account-clock-outline", "info", tr("The host was asked and answers until {time}.", time=by)),
        SpaceRequestState.AGREED: ("check-circle", "ok", tr("The host says yes. Reserve it before somebody else does.")),
        SpaceRequestState.DECLINED: ("close-circle", "error", tr("The host says no, or did not answer in time.")),
        SpaceRequestState.WITHDRAWN: ("close-circle", "quiet", tr("You took the question back.")),
    }[request.state]  # fmt: skip


def why_not(space: ParkingSpace) -> str:
    if space.fit.verdict is FitVerdict.NO or space.fit.verdict is FitVerdict.ASK:
        return ""  # the line about the vehicle says it
    if space.refusals:
        return " ".join(REFUSED[refusal]() for refusal in space.refusals)
    if space.terms is None:
        return tr("It is not sold here. Pay at the machine there.")
    return "" if space.free else tr("Somebody else has it for some of this time.")


def can_reserve(space: ParkingSpace) -> bool:
    return space.fit.verdict in FITTING and not why_not(space)


def view_of(state: SpaceState, vehicle: OwnVehicle | None, units: str, now: datetime) -> SpaceView:
    space, asked, today = state.space, state.asked, now.date()
    start, end = asked.starts_at, asked.ends_at
    icon, tone, words = fit_words(space, vehicle)
    place = walk_words(space, units)
    button, button_spoken = (tr("Reserve for {price}", price=price_words(space.price, form)) for form in (write, say))
    if not space.price.total_minor:
        button = button_spoken = tr("Reserve free of charge")
    if asks_host(state):
        button = button_spoken = tr("Ask the host")
    return SpaceView(
        title=name_of(space), under=under_words(space, place), times=((day_words(start, today), day_words(start, today, say)),
                                                                     (day_words(end, today), day_words(end, today, say))),
        fit=(icon, tone, words), fit_spoken=fit_words(space, vehicle, say)[2], facts=tuple(facts_rows(space.facts)),
        rules=rules(space.terms, space.price, start, today) if space.terms else (), notes=tuple(notes_of(state, now)),
        price=price_words(space.price), price_detail=price_detail(space.price, start, end), button=button, button_spoken=button_spoken,
        blocked=why_not(space), asks=space.fit.verdict is FitVerdict.ASK,
    )  # fmt: skip


def under_words(space: ParkingSpace, walk: str) -> str:
    return " · ".join(part for part in (space.operator, tr("{walk} on foot", walk=walk) if walk else "") if part)


def day_words(at: datetime, today: date, form=write) -> str:
    return f"{write.day(at.date(), today)} {form.clock(at)}"


def notes_of(state: SpaceState, now: datetime) -> Iterable[tuple[str, str, str]]:
    space = state.space
    if state.request:
        yield request_words(state.request, now)
    if seen := live_fact(space, now):
        yield seen.icon, seen.tone, seen.text
    if chance := likely_words(space.likely):
        yield "chart-bell-curve", chance[0], chance[1]
    if not space.exact:
        yield "map-marker-radius-outline", "info", tr("The exact address is told once it is reserved.")
    if space.terms and not space.terms.instant and state.request is None:
        minutes = write.duration((space.terms.approve_within_min or 60) * 60)
        yield "account-question-outline", "info", tr("Whoever lets it is asked first and answers within {time}.", time=minutes)
    if space.terms is None:
        yield "information-outline", "info", tr("It is not reserved here: a free place is never promised.")


def alternatives_of(trouble: Refused | None) -> tuple[SpaceAlternative, ...]:
    """What else is free for the same time, where somebody was quicker."""
    if trouble is None or trouble.code != TAKEN:
        return ()
    found = read(trouble, SpaceTakenProblem)
    return found.alternatives if found else ()


def alternative_words(one: SpaceAlternative, currency: str, units: str, form=write) -> tuple[str, str]:
    walk = tr("{distance} from there", distance=form.distance(one.walk_m, units))
    return one.name, f"{walk}, {form.money(one.price_minor, currency)}"


def describe(view: SpaceView) -> list[str]:
    """What can be heard of it, in reading order."""
    told = [view.title, view.under, tr("Arrive {start}, leave {end}", start=view.times[0][1], end=view.times[1][1]), view.fit_spoken]
    told += [words for _, _, words in view.notes] + [f"{title}, {detail}" if detail else title for _, title, detail in view.facts]
    return [line for line in (*told, *(words for _, words in view.rules), view.blocked or view.button_spoken) if line]
