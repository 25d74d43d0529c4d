"""One's own vehicles in words, and what is typed about them: metres, centimetres or millimetres, whichever it can be. Without Kivy."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.store.vehicles import BOUNDS, MOST_LETTERS, OwnVehicle, Vehicles

KIND_WORDS = {
    "car": ("car-side", lambda: tr("Car")), "motorcycle": ("motorbike", lambda: tr("Motorcycle")), "van": ("van-utility", lambda: tr("Van")),
    "camper": ("caravan", lambda: tr("Camper")),
}  # fmt: skip
PLUG_WORDS = {
    "type2": lambda: tr("Type 2"), "ccs2": lambda: tr("CCS"), "chademo": lambda: tr("CHAdeMO"), "schuko": lambda: tr("Household socket"),
    "type1": lambda: tr("Type 1"),
}  # fmt: skip
SIZES = {
    "height_mm": lambda: tr("Height with the roof load"), "width_mm": lambda: tr("Width with the mirrors"), "length_mm": lambda: tr("Length"),
    "weight_kg": lambda: tr("Weight in kilograms"),
}  # fmt: skip
SWITCHES = {
    "wants_charging": ("ev-station", lambda: tr("I want to charge"), lambda: tr("Only spaces with this plug are offered")),
    "badge": ("wheelchair-accessibility", lambda: tr("Disabled parking badge"), lambda: tr("Bays that need one are offered too")),
    "trailer": ("truck-trailer", lambda: tr("With a trailer"), lambda: tr("Spaces that do not allow one are left out")),
}  # fmt: skip
GAS = {None: lambda: tr("Not said"), False: lambda: tr("Not on gas"), True: lambda: tr("On gas")}


@dataclass(frozen=True)
class VehicleRow:
    key: str
    icon: str
    title: str
    detail: str
    spoken: str
    driven: bool


def kind_words(kind: str) -> str:
    return KIND_WORDS[kind][1]()


def metres(mm: int, form=write) -> str:
    """As it stands on a sign: 1.98 m."""
    number = write.number(mm / 1000, 2)
    return tr("{n} m", n=number) if form is write else tr("{n} metres", n=number)


def title_of(vehicle: OwnVehicle) -> str:
    return vehicle.name or kind_words(vehicle.kind)


def short_words(vehicle: OwnVehicle | None, form=write) -> str:
    """On the card of a search: Van 1.98 m."""
    if vehicle is None:
        return tr("Which vehicle?")
    if vehicle.height_mm is None:
        return title_of(vehicle)
    title, height = title_of(vehicle), metres(vehicle.height_mm, form)
    if form is write:
        return tr("{vehicle} {height}", vehicle=title, height=height)
    return tr("{vehicle}, {height} high", vehicle=title, height=height)


def detail_words(vehicle: OwnVehicle, form=write) -> str:
    """What is known of it, and that its height is not, since covered places need that."""
    known = [(tr("{size} high", size=metres(vehicle.height_mm, form)) if vehicle.height_mm else tr("height not known"))]
    if vehicle.width_mm:
        known.append(tr("{size} wide", size=metres(vehicle.width_mm, form)))
    if vehicle.length_mm:
        known.append(tr("{size} long", size=metres(vehicle.length_mm, form)))
    if vehicle.plug:
        known.append(PLUG_WORDS[vehicle.plug]())
    if vehicle.badge:
        known.append(tr("badge"))
    return ", ".join(known)


def rows_of(vehicles: Vehicles) -> tuple[VehicleRow, ...]:
    return tuple(
        VehicleRow(one.key, KIND_WORDS[one.kind][0], title_of(one), detail_words(one), f"{title_of(one)}, {detail_words(one, say)}",
                   one.key == vehicles.chosen)
        for one in vehicles.everything
    )  # fmt: skip


def typed_size(name: str, text: str) -> int | None:
    """mm, or kg, of what was typed; None for nothing. A number is read as the first of m, cm and mm that such a vehicle can have.

    Raises ValueError, whose text is for the person.
    """
    words = text.strip().lower().replace(",", ".")
    for unit in ("mm", "cm", "kg", "m"):
        words = words.removesuffix(unit).strip()
    if not words:
        return None
    least, most = BOUNDS[name]
    try:
        number = float(words)
    except ValueError:
        raise ValueError(tr("Type a number.")) from None
    for times in (1,) if name == "weight_kg" else (1000, 10, 1):
        if least <= number * times <= most:
            return round(number * times)
    if name == "weight_kg":
        raise ValueError(tr("Between {least} and {most} kilograms.", least=least, most=most))
    raise ValueError(tr("Between {least} and {most}.", least=metres(least), most=metres(most)))


def shown_size(name: str, size: int | None) -> str:
    """As it can be typed again."""
    return "" if size is None else str(size) if name == "weight_kg" else write.number(size / 1000, 2)


def filled_in(vehicle: OwnVehicle, name: str, typed: Mapping[str, str]) -> tuple[OwnVehicle, dict[str, str]]:
    """The vehicle with what was typed, and what is wrong with that, by field."""
    sizes, wrong = {}, {}
    for size, text in typed.items():
        try:
            sizes[size] = typed_size(size, text)
        except ValueError as trouble:
            wrong[size] = str(trouble)
    return replace(vehicle, name=" ".join(name.split())[:MOST_LETTERS], **sizes), wrong


def describe(vehicles: Vehicles) -> list[str]:
    """What can be heard of it, in reading order."""
    if not vehicles.everything:
        return [none_words()[0]]
    return [f"{row.spoken}, {tr('chosen')}" if row.driven else row.spoken for row in rows_of(vehicles)]


def none_words() -> tuple[str, str]:
    return tr("No vehicle yet"), tr("With its size you are offered only spaces it fits into. It stays on this phone.")
