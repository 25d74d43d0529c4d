"""A trip is bought with one button, paid in the browser, shown as a ticket and given back: by touch, by ear and by keys, and when it goes wrong."""
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import msgspec

from backend.contract.bookings import BookedLegState, BookingNotice, BookingState, NoticeCode, Outcome
from backend.contract.trips import ItineraryPrice
from tests.mobile.driver import using
from tests.mobile.payments.shop import Shop, problem, selling
from tests.mobile.payments.told import BOOKING_ID, a_booking, a_fee, a_quote, a_ticket
from tests.mobile.payments.travellers import admit
from tests.mobile.tour import results

STATION = (55.4897, 3.5036)
BOOKING = f"/v1/bookings/{BOOKING_ID}"


@asynccontextmanager
async def before_a_trip(folder, backend, guest: bool = False, **settings):
    """A person before a trip with a price, in a city that sells."""
    shop = Shop(datetime.now(UTC), backend.address)
    with selling(shop) as address:
        async with using(folder, address, STATION, **settings) as person:
            if not guest:
                admit(person.session)
            await results(person)
            way = max(person.page.state.results, key=lambda result: len(result.itinerary.legs))
            trip = msgspec.structs.replace(way.itinerary, price=ItineraryPrice(830, "EUR", False))
            person.app.router.go("itinerary", itinerary=trip, ask=person.session.ask)
            yield person, shop


def booked(shop) -> list[dict]:
    return [body for method, path, body, _ in shop.asked if (method, path) == ("POST", "/v1/bookings")]


async def test_by_touch_from_the_price_to_the_ticket_and_back(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.tap("Book for 8 euros 30", "button")
        await person.see("8 euros 30", "text")
        await person.see("All or nothing")
        await person.tap("Pay 8 euros 30", "button")
        await person.until(lambda: person.session.device.links.calls == [("open", shop.pay_url)], "the page to pay on")
        assert [body["accept"]["totalMinor"] for body in booked(shop)] == [830]
        await person.see("Pay €8.30 in the browser")
        shop.stand(a_booking(shop.now, BookingState.CONFIRMING))
        await person.hear("Being booked. Your card holds €8.30.")
        shop.tickets = (a_ticket(shop.now),)
        shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
        await person.hear("Booked. Your tickets are on this phone.")
        await person.tap("Show my tickets")
        await person.see("Ticket to University. Valid now.")
        await person.see("Code is on screen. New code in ")
        await person.see("Phone empty? You still have a ticket. Say this number: 7 K 2, M 9 4")
        person.app.router.back()
        await person.tap("Give back", "button")
        await person.see("You get back 2 euros 30")
        shop.stand(a_booking(shop.now, BookingState.SETTLED, BookedLegState.CANCELLED, outcome=Outcome.GIVEN_BACK, due_minor=50))
        await person.tap("Give back, get €2.30")
        await person.hear("Given back. You get back €2.30")
        assert len(shop.keys(f"{BOOKING}/cancellations")) == 1


async def test_nothing_is_bought_by_keys_but_on_the_button_itself(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.press("b")
        await person.see("Pay 8 euros 30", "button")
        await person.press("enter")
        await person.press("enter")
        await person.frames(5)
        assert not booked(shop)
        await person.press("escape")
        await person.until(lambda: person.app.router.sheet() is None, "closed")
        await person.press("b")
        node = await person.see("Pay 8 euros 30", "button")
        assert person.app.hearing.reader.focus_on(node.widget)
        await person.press("enter")
        await person.until(lambda: len(booked(shop)) == 1, "bought once")


async def test_by_ear(tmp_path, backend):
    async with before_a_trip(tmp_path, backend, voice=True) as (person, shop):
        await person.flick_to("Book for 8 euros 30")
        await person.double_tap()
        await person.hear("Pay once for everything")
        await person.hear("8 euros 30")
        for words in ("Booking fee", "Cap reached: you save 90 cents", "With 7", "All or nothing"):
            await person.flick_to(words)
        await person.flick_to("Pay 8 euros 30")
        await person.double_tap()
        await person.until(lambda: len(booked(shop)) == 1, "bought")
        shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
        await person.hear("Booked.")


async def test_another_price_is_told_and_only_the_button_agrees_to_it(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        dearer = a_quote(shop.now, total=910, quote_id="00000000-0000-0000-0000-00000000000a")
        shop.refusals["POST /v1/bookings"] = [problem("quote_changed", newQuote=msgspec.to_builtins(dearer))]
        await person.tap("Book for 8 euros 30", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.hear("The price was 8 euros 30. New price: 9 euros 10.")
        await person.frames(5)
        assert len(booked(shop)) == 1
        await person.tap("Pay 9 euros 10", "button")
        await person.until(lambda: [body["accept"]["totalMinor"] for body in booked(shop)] == [830, 910], "agreed to")


async def test_a_price_that_is_over_is_asked_for_again(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        shop.quote = a_quote(shop.now, valid_until=shop.now - timedelta(seconds=1))
        await person.tap("Book for 8 euros 30", "button")
        await person.see("Ask for the price again", "button")
        shop.quote = a_quote(shop.now, total=800, valid_until=shop.now + timedelta(minutes=5))
        await person.tap("Ask for the price again", "button")
        await person.hear("The price was 8 euros 30. New price: 8 euros.")
        assert not booked(shop)


async def test_what_one_operator_refuses_is_all_given_up_and_no_money_is_taken(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.tap("Book for 8 euros 30", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.see("Pay €8.30 in the browser")
        notice = BookingNotice(NoticeCode.OPERATOR_REFUSED, 2, shop.now)
        shop.stand(a_booking(shop.now, BookingState.RELEASED, BookedLegState.RELEASED, outcome=Outcome.NOT_BOOKED, notices=(notice,)))
        await person.hear("Not booked. No money was taken. Lindcar could not take you")
        await person.tap("Ask for the price again", "button")
        await person.see("Pay once for everything")


async def test_without_network_it_waits_and_goes_on_when_there_is_one(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.tap("Book for 8 euros 30", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.see("Pay €8.30 in the browser")
        shop.refusals[f"GET {BOOKING}"] = [None, None]
        shop.stand(a_booking(shop.now, BookingState.CONFIRMING))
        await person.see("No connection to the city.")
        await person.hear("Being booked.")


async def test_a_guest_signs_in_first_and_the_fee_is_told_when_it_changes(tmp_path, backend):
    async with before_a_trip(tmp_path, backend, guest=True) as (person, shop):
        await person.tap("Book for 8 euros 30", "button")
        await person.until(lambda: person.page.title == "Sign in", "the page to sign in on")
        admit(person.session)
        person.page.finish()
        await person.see("Pay 8 euros 30", "button")
        shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
        await person.tap("Pay 8 euros 30", "button")
        await person.hear("Booked.")
        shop.refusals[f"{BOOKING}/cancellations"] = [problem("cancellation_changed", newQuote=msgspec.to_builtins(a_fee(shop.now, 280, 0)))]
        await person.tap("Give back", "button")
        await person.tap("Give back, get €2.30")
        await person.hear("The fee has changed. You get back 0 euros. Fee: 2 euros 80")
        await person.see("Give back, get €0.00")
        await person.tap("Keep it")
        assert len(shop.keys(f"{BOOKING}/cancellations")) == 1
