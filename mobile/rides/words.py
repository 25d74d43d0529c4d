"""Rides in words: what is promised, who rides, which van, why something has changed. Each for the eye and for the ear."""

from datetime import date, datetime

from backend.contract.rides import ChangeReason, Promised, RideLoad, RideVan
from mobile.i18n import tr, trn
from mobile.i18n import written as write

REASONS = {
    ChangeReason.TRAFFIC: lambda: tr("The van is held up."), ChangeReason.BREAKDOWN: lambda: tr("The van has broken down."),
    ChangeReason.CLOSURE: lambda: tr("A street on the way is closed."), ChangeReason.CONNECTION: lambda: tr("It waits for you."),
}  # fmt: skip


def window_words(start: datetime, end: datetime, form=write) -> str:
    """When the van comes, within the promise."""
    if start == end:
        return tr("The van comes at {time}", time=form.clock(start))
    return tr("The van comes between {start} and {end}", start=form.clock(start), end=form.clock(end))


def promised_words(promised: Promised, form=write) -> tuple[str, str]:
    """When the van comes, and by when one is there."""
    return window_words(promised.pickup_from, promised.pickup_to, form), tr("There by {time}", time=form.clock(promised.arrive_by))


def day_words(promised: Promised, today: date, form=write) -> str:
    """Today, 10:05 – 10:15."""
    day, start, end = form.day(promised.pickup_from.date(), today), form.clock(promised.pickup_from), form.clock(promised.pickup_to)
    return f"{day}, {start} – {end}" if form is write else tr("{day}, between {start} and {end}", day=day, start=start, end=end)


def load_words(load: RideLoad) -> str:
    """Only what there is of it."""
    counted = (
        trn("{n} seat", "{n} seats", load.seats) if load.seats else "",
        trn("{n} wheelchair place", "{n} wheelchair places", load.wheelchairs) if load.wheelchairs else "",
        trn("{n} child seat", "{n} child seats", load.child_seats) if load.child_seats else "",
        trn("{n} guide dog", "{n} guide dogs", load.guide_dogs) if load.guide_dogs else "",
    )
    return ", ".join(part for part in counted if part)


def van_words(van: RideVan) -> str:
    """Its name and its plate, as they are read on it."""
    return f"{van.name} · {van.plate}" if van.plate else van.name
