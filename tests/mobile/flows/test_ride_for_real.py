"""A tram and the city's own van as one trip, with everything real: somebody in a wheelchair books it with one button, the tram is late, the van
waits, everybody else is there as promised, and what was ridden is what is paid."""
import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from accessibility.profiles import ProfileId
from backend.contract.bookings import BookedLegState
from backend.contract.driving import DrivingKind, RunSheet, StopKind
from backend.contract.rides import ChangeReason, RideLoad, RideResponse, RideState
from backend.contract.trips import Leg
from mobile.asking import Spot, When, WhenKind
from mobile.store.needs import Needs
from tests.backend.live.conftest import EIGHT
from tests.backend.rides.world import Hands
from tests.mobile.accounts.people import sign_in
from tests.mobile.driver import using
from tests.mobile.flows.driving_town import opened
from tests.mobile.flows.test_buy_for_real import opened_page
from tests.worlds.town import at

HOME, CLINIC = Spot("Home", *at(0, 10)), Spot("Clinic", *at(3250, 300))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def town(tmp_path):
    folder = tmp_path / "town"
    folder.mkdir()
    with opened(folder, Hands(EIGHT)) as live:
        yield live


async def test_the_van_waits_for_a_wheelchair_on_a_late_tram_and_everybody_is_brought_as_promised(tmp_path, town):
    async with using(tmp_path, town.address, (HOME.lat, HOME.lon)) as person:
        await find_the_way(person)
        tram = next(leg for leg in person.page.itinerary.legs if leg.route)
        await book_all(person)
        ride = await see_the_promise(person)
        other = await asyncio.to_thread(town.does, lambda vans: vans.ride(vans.wish((3000, 0), (3500, 0), in_min=60)))
        await the_tram_is_late(person, town, tram, other)
        await everybody_is_driven(person, town, ride, other)
        await what_was_ridden_is_paid(person, ride)


async def find_the_way(person) -> None:
    """Signed in, in a hand wheelchair: the best way is a tram and then a van, with its promise and its price."""
    session = person.session
    await sign_in(session)
    session.change_needs(Needs(ProfileId.MANUAL_CHAIR))
    session.set_ask(origin=HOME, destination=CLINIC, when=When(WhenKind.DEPART, session.now() + 20 * MINUTE))
    person.app.router.choose("plan")
    person.app.router.go("results")
    await person.tap("1 of 3, Best for you. 22 minutes, 8 29 to 8 52. Roll 1 minute, Tram 1, On-demand van 14 minutes. The van comes between 8 38")
    await person.see("There by 8 52")
    await person.see("2 euros 48, 1 wheelchair place")
    await person.see("Who rides: 1 wheelchair place, change", "button")


async def book_all(person) -> None:
    """One price, one button, one card; with the times of the city, whatever the zone of whoever told them."""
    await person.tap("Book for 5 euros 28", "button")
    await person.see("Tram 1, Town Lines, 8 30, 2 euros 50")
    await person.see("On-demand van, Town Lines, 8 38, 2 euros 48")
    await person.see("With €0.38 tax. Parts of it can be given back for nothing.")
    await person.tap("Pay 5 euros 28", "button")
    browser = await opened_page(person)
    await asyncio.to_thread(browser.pay, "pm_card_visa")
    await person.hear("Booked. Your tickets are on this phone.")
    await person.see("West to Bridge, Town Lines, Today 8 30, 2 euros 50, Confirmed")
    await person.see("On-demand van, Town Lines, Today 8 38, 2 euros 48, Confirmed")


async def see_the_promise(person) -> RideResponse:
    """On the page of the ride, from its booking."""
    await person.tap("Your ride, Today, between 8 38 and 8 48. Your van comes then.", "button")
    (ride,) = person.session.rides.current()
    assert (ride.state, ride.load, ride.van.wheelchair, ride.changes) == (RideState.BOOKED, RideLoad(0, wheelchairs=1), True, ())
    await person.see(f"Code for the driver: {' '.join(ride.code)}")
    await person.see("The van comes between 8 38 and 8 48")
    return ride


async def the_tram_is_late(person, town, tram: Leg, other: UUID) -> None:
    """By 25 minutes: it is told aloud that the van waits, and nobody else is promised anything else for it."""
    before = await asyncio.to_thread(town.does, lambda vans: vans.row(other))
    await asyncio.to_thread(town.does, lambda vans: town.delay(tram, 25))
    await person.hear("It waits for you. The van comes between 9 oh 3 and 9 13. There by 9 17.")
    await person.see("The promise is another. It waits for you. Before: The van comes between 8 38 and 8 48, there by 8 52.")
    after = await asyncio.to_thread(town.does, lambda vans: vans.row(other))
    (ride,) = person.session.rides.current()
    assert [change.reason for change in ride.changes] == [ChangeReason.CONNECTION]
    assert (after.state, after.pickup_from, after.pickup_to, after.arrive_by, after.changes) == (
        RideState.BOOKED, before.pickup_from, before.pickup_to, before.arrive_by, [],
    )  # fmt: skip


async def everybody_is_driven(person, town, ride: RideResponse, other: UUID) -> None:
    """In the order of the run sheet, at the times foreseen there; the phone knows of each as soon as it is said."""
    await asyncio.to_thread(town.does, town.give_van)
    sheet, brought = await town.begin(), {}
    while sheet.stops:
        stop = sheet.stops[0]
        town.hands.now = max(town.hands.now, stop.at)
        sheet = await (get_in if stop.kind is StopKind.PICKUP else get_out)(person, town, stop.ride, stop.ride.id == ride.id)
        brought[stop.ride.id] = town.hands.now
    theirs = await asyncio.to_thread(town.does, lambda vans: vans.row(other))
    assert (theirs.state, theirs.brought_at <= theirs.arrive_by, theirs.changes) == (RideState.BROUGHT, True, [])
    assert brought[ride.id] <= person.session.rides.find_ride(ride.id).promised.arrive_by


async def get_in(person, town, driven, mine: bool) -> RunSheet:
    await town.say(DrivingKind.ARRIVED, ride=driven.id)
    if mine:
        await person.hear("Your van is there. ")
        await person.see("Your van is there. ")
    sheet = await town.say(DrivingKind.BOARDED, ride=driven.id, code=driven.code)
    if mine:
        await person.see("There at 9 ")
    return sheet


async def get_out(person, town, driven, mine: bool) -> RunSheet:
    sheet = await town.say(DrivingKind.BROUGHT, ride=driven.id)
    if mine:
        await person.see("You are there. This ride is over.")
    return sheet


async def what_was_ridden_is_paid(person, ride: RideResponse) -> None:
    await person.tap("Booking and receipt", "button")
    await person.see("On-demand van, Town Lines, Today 8 38, 2 euros 48, Used")
    await person.see("You come later, so the van does too.")
    van = person.page.booking.legs[ride.leg - 1]
    assert (van.state, van.due_minor) == (BookedLegState.USED, 248)
