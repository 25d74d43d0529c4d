"""What is said of a code: what it is, how far and where, and why one is not believed."""

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.scan.look import Side
from mobile.scan.seen import Find
from signing.codes import CodeKind
from signing.refused import Refusal

KINDS = {
    CodeKind.STOP: lambda: tr("Stop"),
    CodeKind.VEHICLE: lambda: tr("Vehicle"),
    CodeKind.BAY: lambda: tr("Parking space"),
    CodeKind.LIFT: lambda: tr("Lift"),
    CodeKind.PLACE: lambda: tr("Place"),
}
ICONS = {
    CodeKind.STOP: "bus-stop",
    CodeKind.VEHICLE: "bus-side",
    CodeKind.BAY: "parking",
    CodeKind.LIFT: "elevator-passenger-outline",
    CodeKind.PLACE: "map-marker-outline",
}
REFUSALS = {
    Refusal.NOT_OURS: lambda: tr("This is no code of this city. Nothing was opened."),
    Refusal.DAMAGED: lambda: tr("This code is damaged or was made by somebody else. Nothing was opened."),
    Refusal.UNKNOWN_KEY: lambda: tr("This code is not signed by this city. Nothing was opened."),
    Refusal.KEY_EXPIRED: lambda: tr("This code is too old and does not count any more. Nothing was opened."),
    Refusal.FORGED: lambda: tr("This code was forged. Nothing was opened, do not pay and enter nothing there."),
    Refusal.OTHER_CITY: lambda: tr("This is a code of another city. Nothing was opened."),
    Refusal.UNKNOWN_KIND: lambda: tr("This code is newer than this app. Update the app."),
    Refusal.NOT_YET: lambda: tr("This code was made after today. Look at the date of this phone."),
    Refusal.OUT_OF_DATE: lambda: tr("This code is too old and does not count any more. Nothing was opened."),
}
HINTS = {
    Side.LEFT: lambda: tr("Something like a code on the left edge, turn left"),
    Side.RIGHT: lambda: tr("Something like a code on the right edge, turn right"),
    Side.TOP: lambda: tr("Something like a code at the top edge, point higher"),
    Side.BOTTOM: lambda: tr("Something like a code at the bottom edge, point lower"),
    Side.MIDDLE: lambda: tr("Something like a code ahead, hold still or come closer"),
}
AHEAD_DEG, SLIGHTLY_DEG = 4.0, 18.0


def direction(bearing_deg: float) -> str:
    """To where one points the phone."""
    if abs(bearing_deg) < AHEAD_DEG:
        return tr("straight ahead")
    if abs(bearing_deg) < SLIGHTLY_DEG:
        return tr("slightly right") if bearing_deg > 0 else tr("slightly left")
    return tr("to the right") if bearing_deg > 0 else tr("to the left")


def away(find: Find, units: str) -> str:
    """How far and where. A QR code alone is in front of one's hands."""
    if find.distance_m is None:
        return tr("right in front of you")
    return f"{say.distance(max(1.0, find.distance_m), units)}, {direction(find.bearing_deg)}"


def named(find: Find) -> str:
    """A lift whose name says that it is one is not called so twice."""
    kind = KINDS[find.kind]()
    return find.name if kind.casefold() in find.name.casefold() else f"{kind} {find.name}".strip()


def sentence_of(find: Find, units: str) -> str:
    return f"{named(find)}, {away(find, units)}"
