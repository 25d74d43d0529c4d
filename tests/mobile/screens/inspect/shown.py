"""The page that checks tickets, in states worth looking at: part of the tour through all screens."""
from dataclasses import replace
from datetime import timedelta

from mobile.i18n import tr
from mobile.screens.inspect.state import answer_of, answered, asking
from signing.inspecting import Outcome, Verdict
from signing.refused import TicketRefusal
from tests.mobile.scan.street import framed_nothing, in_colour
from tests.signing.city import NOW, Traveller

TICKET = Traveller().ticket(count=2)


async def inspect(person):
    person.app.router.choose("plan")
    person.app.router.go("inspect")
    colour = in_colour(framed_nothing(400, 360))
    person.session.device.viewfinder.show(colour.shape[1], colour.shape[0], colour.tobytes())


def told(verdict: Verdict, first_at=None):
    async def show(person):
        await inspect(person)
        person.page.turn_to(answered(answer_of(verdict, first_at, NOW, None)))

    return show


async def number(person):
    await inspect(person)
    person.page.ask_number()
    person.page.turn_to(asking(tr("A number has six letters and digits, such as 7K2-M94. One that is wrong is noticed.")))


INSPECTED = {
    "inspect": inspect, "inspect number": number,
    "inspect valid": told(Verdict(Outcome.VALID, None, TICKET, timedelta(hours=30)), NOW),
    "inspect right": told(Verdict(Outcome.VALID, None, replace(TICKET, count=1, rights=("companion",)), timedelta(0))),
    "inspect refused": told(Verdict(Outcome.REFUSED, TicketRefusal.SUFFIX_EXPIRED, TICKET)),
    "inspect unsure": told(Verdict(Outcome.UNSURE, TicketRefusal.LIST_TOO_OLD, TICKET)),
}  # fmt: skip
