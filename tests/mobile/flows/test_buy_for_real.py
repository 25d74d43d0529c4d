"""A whole trip through everything that is real: signed in by mail, priced, held, paid in the browser, confirmed by operators, shown as a ticket that
an inspector believes, given back, and on the receipt to the cent."""
import asyncio
import base64
from datetime import UTC, datetime

import httpx
import pytest

from backend.contract.bookings import BookingState
from signing.inspecting import Outcome, inspect
from signing.key_sets import read_key_set
from signing.kill_lists import read_kill_list
from tests.mobile.accounts.people import sign_in
from tests.mobile.driver import using
from tests.mobile.flows.selling_city import Browser, opened
from tests.mobile.tour import results

STATION = (55.4897, 3.5036)


@pytest.fixture(scope="module")
def city(demo, demo_folder, tmp_path_factory):
    with opened(demo, demo_folder, tmp_path_factory.mktemp("selling")) as live:
        yield live


async def before_a_trip(person) -> None:
    await sign_in(person.session)
    await results(person)
    priced = [result for result in person.page.state.results if result.itinerary.price and not result.itinerary.price.not_counted]
    person.page.open_result(next(result for result in priced if any(leg.route for leg in result.itinerary.legs)))


async def opened_page(person) -> Browser:
    calls = person.session.device.links.calls
    await person.until(lambda: any(call[0] == "open" for call in calls), "the page to pay on")
    address = calls.pop()[1]
    return await asyncio.to_thread(Browser, address)


def inspected(city, text: str, with_list: bool):
    """What an inspector is told of a code, and, with the list of the city, whether its ticket is among those that do not count any longer."""
    now = datetime.now(UTC)
    told = httpx.get(f"{city.address}/v1/tickets/keys").json()
    keys = read_key_set(base64.urlsafe_b64decode(told["set"] + "=="), bytes.fromhex(told["root"]), now)
    killed = read_kill_list(httpx.get(f"{city.address}/v1/tickets/kill-list").content, keys, now) if with_list else None
    found = inspect(text, keys, killed, now)
    return found, killed is not None and killed.has(found.ticket.id)


async def test_bought_shown_and_given_back(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        await before_a_trip(person)
        await person.tap("Book for ", "button")
        await person.tap("Pay ", "button")
        browser = await opened_page(person)
        assert browser.page["totalMinor"] > 0
        await person.see("Pay €")
        await asyncio.to_thread(browser.pay, "pm_card_visa")
        await person.hear("Booked. Your tickets are on this phone.")
        booking = person.page.booking
        assert booking.total_minor == browser.page["totalMinor"]
        await person.tap("Show my tickets")
        purchases = person.session.purchases
        await person.until(lambda: any(purchases.is_shown_here(ticket) for ticket in purchases.tickets()), "tickets of this phone")
        ticket = next(ticket for ticket in purchases.tickets() if purchases.is_shown_here(ticket))
        text = person.page.code(ticket, person.session.now())
        seen, _ = await asyncio.to_thread(inspected, city, text, False)  # the list is made at most once a minute: it is asked for at the end
        assert seen.ticket.valid_from == ticket.valid_from
        assert (seen.outcome, str(seen.reason or "")) in ((Outcome.VALID, ""), (Outcome.REFUSED, "not_yet")), "its trip is tomorrow morning"
        person.app.router.back()
        await person.tap("Give back", "button")
        await person.tap("Give back, get €", "button")
        await person.hear("Given back.")
        await person.until(lambda: person.page.booking.state in (BookingState.SETTLING, BookingState.SETTLED), "nothing is left of it")
        await person.until(lambda: person.page.booking.state is BookingState.SETTLED, "settled")
        assert (await asyncio.to_thread(inspected, city, text, True))[1]
        await person.tap("Receipt", "button")
        await person.see("Receipt ", "heading")
        saved = []
        person.session.device.share.file = lambda path, mime: saved.append((path.read_bytes()[:5], mime)) or "Saved"
        await person.tap("Save as PDF", "button")
        await person.until(lambda: saved == [(b"%PDF-", "application/pdf")], "a paper")


async def test_a_card_that_is_refused_books_nothing_and_it_can_be_given_up(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        await before_a_trip(person)
        await person.tap("Book for ", "button")
        await person.tap("Pay ", "button")
        browser = await opened_page(person)
        stood = await asyncio.to_thread(browser.pay, "pm_card_visa_chargeDeclined")
        assert stood["refusal"]
        assert person.page.booking.state is BookingState.HELD
        await person.tap("Give it up", "button")
        await person.hear("Not booked. No money")
        await person.tap("Ask for the price again", "button")
        await person.see("Pay once for everything")


async def test_a_card_is_kept_only_when_it_is_added_and_can_be_removed(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        email = await sign_in(person.session)
        await person.tap("Me", "tab")
        await person.tap(f"{email}: Account")
        await person.tap("Cards")
        await person.tap("Add a card", "button")
        browser = await opened_page(person)
        assert (await asyncio.to_thread(browser.pay, "pm_card_visa"))["standing"] == "kept"
        await person.hear("The card is kept.")
        await person.tap("Visa ending 4 2 4 2: Good until ")
        await person.tap("Keep it no longer", "radio")
        await person.hear("Removed")
        await person.until(lambda: not person.page.state.cards, "no card is kept")
