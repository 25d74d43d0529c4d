"""Letting a space of one's own: what has to be said about it, step by step, and what it becomes. Without Kivy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from backend.contract.listings import (
    Approval,
    Listing,
    ListingAddress,
    ListingCharger,
    ListingKind,
    ListingPrice,
    ListingSize,
    ListingState,
    NewListing,
    OpenHours,
    PhotoState,
)
from backend.contract.parking import Plug
from backend.contract.reservations import SpaceRequest
from mobile.asking import Spot
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.i18n.written import WEEKDAYS
from mobile.parking.words import times_words
from mobile.screens.vehicles.state import kind_words, metres, typed_size

STEPS = ("place", "size", "photos", "hours", "price", "facts", "agree")
HALF_HOUR, DAY_MIN = 30, 1440
PRICE_STEP, MOST_PRICE = 10, 5000
CAP_STEP, MOST_CAP = 100, 20_000
POWERS_W = (2300, 3700, 11_000, 22_000, 50_000)
KINDS = {
    ListingKind.DRIVEWAY: ("home-outline", lambda: tr("Driveway")), ListingKind.YARD: ("home-city-outline", lambda: tr("Yard")),
    ListingKind.GARAGE: ("garage", lambda: tr("Garage of one's own")), ListingKind.RESIDENT_BAY: ("parking", lambda: tr("Resident bay")),
}  # fmt: skip
STATES = {
    ListingState.ACTIVE: ("ok", lambda: tr("Is let")), ListingState.PAUSED: ("warn", lambda: tr("Paused")),
    ListingState.ENDED: ("quiet", lambda: tr("Ended")),
}  # fmt: skip
PHOTOS = {
    PhotoState.WAITING: lambda: tr("is looked at before others see it"), PhotoState.SHOWN: lambda: tr("shown"),
    PhotoState.REFUSED: lambda: tr("refused: a face, a plate or a house number can be seen"),
}  # fmt: skip
STEP_WORDS = {
    "place": lambda: tr("Where is it?"), "size": lambda: tr("What is it, and how large?"), "photos": lambda: tr("Pictures of it"),
    "hours": lambda: tr("When is it free?"), "price": lambda: tr("What does it cost?"), "facts": lambda: tr("What else is there?"),
    "agree": lambda: tr("Who says yes?"),
}  # fmt: skip


@dataclass(frozen=True)
class ListingDraft:
    """What was said so far. `typed` are sizes as they were typed; `days` 0 Monday to 6 Sunday, open from minute to minute; money in minor units."""

    spot: Spot | None = None
    street: str = ""
    house_number: str = ""
    directions: str = ""
    kind: ListingKind = ListingKind.DRIVEWAY
    typed: dict = field(default_factory=dict)
    photos: tuple[str, ...] = ()
    days: frozenset[int] = frozenset(range(7))
    from_min: int = 0
    to_min: int = DAY_MIN
    step_min: int = 60
    step_minor: int = 120
    cap_minor: int | None = None
    plug: str | None = None
    power_w: int | None = None
    covered: bool | None = None
    step_free: bool | None = None
    approval: Approval = Approval.INSTANT
    agreed: bool = False


def missing(draft: ListingDraft, step: str) -> str:
    """What has to be said before the next step, "" for nothing."""
    if step == "place":
        if draft.spot is None:
            return tr("Choose the place on the map.")
        return "" if draft.street.strip() else tr("Type the street. Only whoever has booked is told.")
    if step == "size":
        return " ".join(wrong_sizes(draft).values())
    if step == "hours" and not draft.days:
        return tr("Choose at least one day.")
    return tr("Agree to the terms to let your space.") if step == "agree" and not draft.agreed else ""


def wrong_sizes(draft: ListingDraft) -> dict[str, str]:
    found = {}
    for name, text in draft.typed.items():
        try:
            typed_size(name, text)
        except ValueError as trouble:
            found[name] = str(trouble)
    return found


def listing_of(draft: ListingDraft, terms_version: int) -> NewListing:
    """Raises ValueError where something typed is no size."""
    sizes = {name: typed_size(name, text) for name, text in draft.typed.items()}
    address = ListingAddress(draft.street.strip()[:100], draft.house_number.strip()[:20], draft.directions.strip()[:300])
    charger = ListingCharger(Plug(draft.plug), draft.power_w) if draft.plug else None
    return NewListing(
        draft.kind, address, draft.spot.lat, draft.spot.lon, week_of(draft), ListingPrice(draft.step_min, draft.step_minor, 0, draft.cap_minor),
        terms_version, ListingSize(**sizes), charger, draft.covered, draft.step_free, None, draft.approval,
    )  # fmt: skip


def week_of(draft: ListingDraft) -> tuple[OpenHours, ...]:
    return tuple(OpenHours(day, draft.from_min, draft.to_min) for day in sorted(draft.days))


def place_taken(draft: ListingDraft, spot: Spot) -> dict:
    """What a point of the map says of the address: its street and number, where it has them."""
    words = spot.name.rsplit(" ", 1)
    numbered = len(words) == 2 and words[1][:1].isdigit()
    return {"spot": spot, "street": words[0] if numbered else spot.name, "house_number": words[1] if numbered else ""}


def moved_hours(draft: ListingDraft, which: str, by: int) -> dict:
    """`which` from or to, by half hours; all day is 0:00 to 24:00."""
    if which == "from":
        return {"from_min": min(DAY_MIN - HALF_HOUR, max(0, draft.from_min + by * HALF_HOUR))}
    return {"to_min": min(DAY_MIN, max(0, draft.to_min + by * HALF_HOUR))}


def moved_price(draft: ListingDraft, by: int) -> dict:
    return {"step_minor": min(MOST_PRICE, max(0, draft.step_minor + by * PRICE_STEP))}


def moved_cap(draft: ListingDraft, by: int) -> dict:
    """Below the least there is none."""
    if draft.cap_minor is None:
        return {"cap_minor": 10 * CAP_STEP} if by > 0 else {}
    cap = draft.cap_minor + by * CAP_STEP
    return {"cap_minor": None if cap < CAP_STEP else min(MOST_CAP, cap)}


def minute_words(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def hours_words(week: tuple[OpenHours, ...]) -> str:
    """Mon, Tue 08:00 – 18:00; days of the same hours together."""
    spans: dict[tuple[int, int], list[int]] = {}
    for hours in week:
        spans.setdefault((hours.from_min, hours.to_min), []).append(hours.day)
    return "; ".join(f"{days_words(days)} {span_words(*span)}" for span, days in spans.items())


def days_words(days) -> str:
    return tr("Every day") if len(set(days)) == 7 else ", ".join(WEEKDAYS[day]() for day in sorted(set(days)))


def span_words(from_min: int, to_min: int) -> str:
    return tr("all day") if (from_min, to_min) == (0, DAY_MIN) else f"{minute_words(from_min)} – {minute_words(to_min)}"


def price_line(price: ListingPrice, currency: str, form=write) -> str:
    words = tr("{price} for each {stay}", price=form.money(price.step_minor, currency), stay=form.duration(price.step_min * 60))
    return f"{words}, {tr('{price} a day at most', price=form.money(price.day_cap_minor, currency))}" if price.day_cap_minor else words


def share_words(share_bp: int) -> str:
    return tr("You get {n} % of what a stay costs.", n=write.number(share_bp / 100, 0 if share_bp % 100 == 0 else 1))


@dataclass(frozen=True)
class ListingRow:
    title: str
    detail: str
    state: str
    tone: str
    spoken: str


def row_of(listing: Listing) -> ListingRow:
    tone, words = STATES[listing.state]
    title = address_words(listing)
    detail = f"{price_line(listing.price, listing.currency.upper())} · {hours_words(listing.week)}"
    spoken = f"{title}, {words()}, {price_line(listing.price, listing.currency.upper(), say)}, {hours_words(listing.week)}"
    return ListingRow(title, detail, words(), tone, spoken)


def asked_words(request: SpaceRequest, now: datetime) -> str:
    """Hosts hear when, and how high it is; nothing of whose it is."""
    when = times_words(request.starts_at, request.ends_at, now.date())
    vehicle = request.vehicle
    height = f", {metres(vehicle.height_mm)}" if vehicle.height_mm else ""
    by = times_words(request.answer_by, request.answer_by, now.date()).split(" – ")[0]
    return tr("May a vehicle ({vehicle}) stand there {when}? Answer by {time}.", vehicle=kind_words(str(vehicle.kind)) + height, when=when, time=by)


def address_words(listing: Listing) -> str:
    return f"{listing.street} {listing.house_number}".strip()


def photo_words(listing: Listing) -> Iterator[str]:
    for photo in listing.photos:
        yield tr("Picture {n}: {state}", n=photo.number, state=PHOTOS[photo.state]())


def describe_listings(listings: tuple[Listing, ...]) -> list[str]:
    """What can be heard of them, in reading order."""
    return [row_of(one).spoken for one in listings] or [tr("You let no space yet")]


def step_heading(step: str) -> str:
    return f"{tr('Step {n} of {all}', n=STEPS.index(step) + 1, all=len(STEPS))}: {STEP_WORDS[step]()}"
