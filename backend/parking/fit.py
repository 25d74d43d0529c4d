"""Whether a vehicle fits a space: one rule for searching, quoting and reserving. What is not known never fits by being not known."""
from collections.abc import Iterator
from typing import NamedTuple

from backend.contract.parking import FitAbout, FitNote, FitVerdict, SpaceFacts, SpaceFit, SpaceKind, Vehicle, VehicleKind

HEIGHT_MARGIN_MM, WIDTH_MARGIN_MM, LENGTH_MARGIN_MM = 50, 300, 200
# Every covered space lets in a vehicle this high; of a higher one nobody says that it gets in.
LOW_MM = 1700
# Bays are made for these; nobody has to be asked whether such a car is too long or too heavy where no limit is known.
USUAL_LENGTH_MM, USUAL_WEIGHT_KG = 5000, 3500
USUAL = (VehicleKind.CAR, VehicleKind.MOTORCYCLE)
ORDER = (FitVerdict.FITS, FitVerdict.UNSURE, FitVerdict.ASK, FitVerdict.NO)


class Measure(NamedTuple):
    """One dimension of both. roomy: nothing speaks against it although one of the two is not known."""

    about: FitAbout
    vehicle: int | None
    space: int | None
    margin: int
    roomy: bool


def fit(vehicle: Vehicle, kind: SpaceKind, facts: SpaceFacts) -> SpaceFit:
    """Pure. A note for all that is not plainly so; the verdict is the worst that counts."""
    noted = [*measured(vehicle, is_roofed(kind, facts), facts), *allowed(vehicle, facts), *charging(vehicle, facts)]
    verdict = max((note.verdict for note, counts in noted if counts), key=ORDER.index, default=FitVerdict.FITS)
    charges = vehicle.wants_charging and vehicle.plug is not None and vehicle.plug == facts.plug
    return SpaceFit(verdict, tuple(note for note, _ in noted), facts.power_w if charges else None)


def is_roofed(kind: SpaceKind, facts: SpaceFacts) -> bool:
    """A garage of which nobody says has a roof."""
    return facts.covered if facts.covered is not None else kind is SpaceKind.GARAGE


def measured(vehicle: Vehicle, roofed: bool, facts: SpaceFacts) -> Iterator[tuple[FitNote, bool]]:
    """Notes, and whether each counts for the verdict."""
    if facts.height_mm is None and vehicle.height_mm is not None and vehicle.height_mm > LOW_MM and roofed:
        yield FitNote(FitAbout.HEIGHT, FitVerdict.NO), True
    else:
        yield from compared(Measure(FitAbout.HEIGHT, vehicle.height_mm, facts.height_mm, HEIGHT_MARGIN_MM, not roofed), roofed)
    usual = vehicle.kind in USUAL and not vehicle.trailer
    long, heavy = not usual or (vehicle.length_mm or 0) > USUAL_LENGTH_MM, not usual or (vehicle.weight_kg or 0) > USUAL_WEIGHT_KG
    yield from compared(Measure(FitAbout.WIDTH, vehicle.width_mm, facts.width_mm, WIDTH_MARGIN_MM, False), roofed and not usual)
    yield from compared(Measure(FitAbout.LENGTH, vehicle.length_mm, facts.length_mm, LENGTH_MARGIN_MM, not long), roofed and long)
    yield from compared(Measure(FitAbout.WEIGHT, vehicle.weight_kg, facts.weight_kg, 0, not heavy), roofed and heavy)


def compared(measure: Measure, asks: bool) -> Iterator[tuple[FitNote, bool]]:
    """asks: where neither is known, that of the vehicle has to be given."""
    about, most = measure.about, None if measure.space is None else measure.space - measure.margin
    if most is not None and measure.vehicle is None:
        yield FitNote(about, FitVerdict.ASK, most), True
    elif most is not None and measure.vehicle is not None:
        if measure.vehicle > most:
            yield FitNote(about, FitVerdict.NO, most), True
    elif measure.vehicle is not None:
        if not (about is FitAbout.HEIGHT and measure.roomy):
            yield FitNote(about, FitVerdict.UNSURE), not measure.roomy
    elif asks:
        yield FitNote(about, FitVerdict.ASK), True


def allowed(vehicle: Vehicle, facts: SpaceFacts) -> Iterator[tuple[FitNote, bool]]:
    if facts.badge_only and not vehicle.badge:
        yield FitNote(FitAbout.BADGE, FitVerdict.NO), True
    if vehicle.kind in facts.forbids:
        yield FitNote(FitAbout.KIND, FitVerdict.NO), True
    if vehicle.trailer:
        yield FitNote(FitAbout.TRAILER, FitVerdict.NO if "trailer" in facts.forbids else FitVerdict.UNSURE), True
    if "gas" in facts.forbids and vehicle.gas is not False:
        yield FitNote(FitAbout.GAS, FitVerdict.NO if vehicle.gas else FitVerdict.ASK), True


def charging(vehicle: Vehicle, facts: SpaceFacts) -> Iterator[tuple[FitNote, bool]]:
    """Only for whoever wants to charge. Where there is a charger with a plug that nobody names one can park, but count on nothing."""
    if not vehicle.wants_charging:
        return
    if facts.plug is None:
        yield FitNote(FitAbout.PLUG, FitVerdict.NO if facts.power_w is None else FitVerdict.UNSURE), True
    elif vehicle.plug is None:
        yield FitNote(FitAbout.PLUG, FitVerdict.ASK), True
    elif vehicle.plug != facts.plug:
        yield FitNote(FitAbout.PLUG, FitVerdict.NO), True
