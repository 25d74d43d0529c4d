"""What is said to somebody who drives: stops, who gets in or out, what is needed, and why something does not count."""

from datetime import datetime

from backend.contract.driving import Aboard, DrivenStop, DrivingEvent, DrivingKind, EventRefusal, EventTaken, Need, StopKind
from backend.contract.rides import RideLoad
from mobile.i18n import tr, trn
from mobile.i18n.written import clock
from mobile.screens.inspect.words import REASONS
from signing.refused import TicketRefusal

ICONS = {StopKind.PICKUP: "account-arrow-left", StopKind.DROPOFF: "account-arrow-right", StopKind.BREAK: "coffee"}
DOES = {StopKind.PICKUP: lambda: tr("Fetch"), StopKind.DROPOFF: lambda: tr("Bring"), StopKind.BREAK: lambda: tr("Break")}
NEED_ICONS = {Need.RAMP: "wheelchair", Need.CHILD_SEAT: "car-child-seat", Need.GUIDE_DOG: "dog-service"}
NEEDS = {
    (Need.RAMP, StopKind.PICKUP): lambda: tr("Ramp out, fasten the wheelchair"),
    (Need.RAMP, StopKind.DROPOFF): lambda: tr("Ramp out, unfasten the wheelchair"),
    (Need.CHILD_SEAT, StopKind.PICKUP): lambda: tr("Child seat ready and fastened"),
    (Need.GUIDE_DOG, StopKind.PICKUP): lambda: tr("Guide dog: room on the floor"),
    (Need.GUIDE_DOG, StopKind.DROPOFF): lambda: tr("Guide dog: let it out with its person"),
}
HAPPENED = {
    DrivingKind.ARRIVED: lambda: tr("I am there"), DrivingKind.BOARDED: lambda: tr("On board"), DrivingKind.BROUGHT: lambda: tr("They are out"),
    DrivingKind.NO_SHOW: lambda: tr("Nobody came"), DrivingKind.BREAK_BEGUN: lambda: tr("Begin the break"),
    DrivingKind.BREAK_OVER: lambda: tr("Break over"), DrivingKind.BROKEN_DOWN: lambda: tr("The van drives no more"),
    DrivingKind.DELAYED: lambda: tr("I am later"),
}  # fmt: skip
WHY = {
    EventRefusal.CLOCK_WRONG: lambda: tr("the clock of this phone is wrong. Set it."),
    EventRefusal.INCOMPLETE: lambda: tr("something is missing, such as where the van is."),
    EventRefusal.NOT_BEGUN: lambda: tr("this shift is not under way."),
    EventRefusal.OTHER_VAN: lambda: tr("another van has this ride now."),
    EventRefusal.OVER: lambda: tr("this ride is over, or was cancelled."),
    EventRefusal.NOT_ABOARD: lambda: tr("nobody said that they got in."),
    EventRefusal.WRONG_CODE: lambda: tr("the code is another."),
    EventRefusal.OTHER_TICKET: lambda: tr("the ticket is for another ride."),
    EventRefusal.NOT_THERE: lambda: tr("the van was not there yet. Press \"I am there\" first."),
    EventRefusal.TOO_FAR: lambda: tr("the van is not at the pickup."),
}  # fmt: skip


def load_words(load: RideLoad | Aboard) -> str:
    parts = (
        (load.seats, lambda n: trn("{n} seat", "{n} seats", n)), (load.wheelchairs, lambda n: trn("{n} wheelchair", "{n} wheelchairs", n)),
        (load.child_seats, lambda n: trn("{n} child seat", "{n} child seats", n)),
        (load.guide_dogs, lambda n: trn("{n} guide dog", "{n} guide dogs", n)),
    )  # fmt: skip
    return ", ".join(words(number) for number, words in parts if number)


def needs_words(stop: DrivenStop) -> tuple[tuple[str, str], ...]:
    """Icon and words of each thing to be done."""
    needs = stop.ride.needs if stop.ride else ()
    return tuple((NEED_ICONS[need], NEEDS[need, stop.kind]()) for need in needs if (need, stop.kind) in NEEDS)


def place_words(stop: DrivenStop) -> str:
    return stop.place.name or (tr("At the depot") if stop.kind is StopKind.BREAK else tr("At the mark on the map"))


def promised_words(stop: DrivenStop, zone) -> str:
    latest = clock(stop.latest.astimezone(zone))
    if stop.kind is StopKind.DROPOFF:
        return tr("Promised by {time}", time=latest)
    earliest = clock((stop.earliest or stop.latest).astimezone(zone))
    if stop.kind is StopKind.BREAK:
        return tr("Begins between {earliest} and {latest}", earliest=earliest, latest=latest)
    return tr("Promised between {earliest} and {latest}", earliest=earliest, latest=latest)


def wait_words(seconds: float) -> str:
    """How long until the van may leave, to the second: 2:05."""
    minutes, rest = divmod(max(0, round(seconds)), 60)
    return f"{minutes}:{rest:02d}"


def refusal_words(event: DrivingEvent, taken: EventTaken, zone) -> str:
    """What did not count, and why."""
    return tr("\"{what}\" does not count: {why}", what=HAPPENED[event.kind](), why=why_words(taken, zone))


def why_words(taken: EventTaken, zone) -> str:
    if taken.refusal is EventRefusal.TOO_SOON and taken.possible_at:
        return tr("it is possible from {time} on.", time=time_of(taken.possible_at, zone))
    if taken.refusal is EventRefusal.TICKET:
        known = taken.ticket in set(TicketRefusal)
        return REASONS[TicketRefusal(taken.ticket)]() if known else tr("the ticket is not known to the city.")
    return WHY[taken.refusal]() if taken.refusal in WHY else tr("the city does not take it.")


def time_of(moment: datetime, zone) -> str:
    return clock(moment.astimezone(zone))


def waiting_words(count: int) -> str:
    return trn("{n} report waits for the network", "{n} reports wait for the network", count, n=count)
