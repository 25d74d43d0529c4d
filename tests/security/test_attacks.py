"""What a thief tries: legs that lie about what they are, trips that nobody pays, tickets of others, lists that are filled."""
import secrets
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace as changed
from sqlalchemy import select

from backend.bookings import cancelling, quoting
from backend.bookings.desk import Desk
from backend.bookings.models import BookingLeg
from backend.bookings.selling import PayFirst
from backend.contract.accounts import Role
from backend.contract.following import FollowedLeg, FollowedPlace, FollowedRental
from backend.contract.quotes import NotSellable, QuoteRequest
from backend.contract.trips import LegMode
from backend.following.reading import TimesRunBack, request_of
from backend.outbox.models import OutboxEntry
from backend.pricing.errors import LegNotSellable
from backend.tickets import issuing
from backend.tickets.finding import MOST_MISSES
from backend.tickets.issuing import MOST_PHONES
from backend.tickets.reporting import GIVEN_BACK, telling
from payments import events
from payments.caps import CapScheme
from payments.states import BookingState, LegState
from signing.numbers import new_number, said
from tests.backend.accounts.people import quiet
from tests.backend.bookings.conftest import control
from tests.backend.bookings.test_api import ann, served
from tests.backend.bookings.test_capped import noon
from tests.backend.bookings.world import SOON, leg, open_world
from tests.backend.live.conftest import EIGHT, clock, live
from tests.backend.pricing.conftest import shop
from tests.backend.pricing.test_vehicles import bikes
from tests.backend.sandbox.conftest import Control, sandbox
from tests.backend.tickets.world import Holder, checked, kill, sell, send
from tests.backend.tickets.world import served as served_town
from tests.databases import database, database_url, postgresql_url, sqlite_url
from tests.worlds.town import at

__all__ = ["ann", "clock", "control", "database", "database_url", "live", "postgresql_url", "sandbox", "served", "shop", "sqlite_url"]
HOME, OFFICE = FollowedPlace(*at(0, 10), stop_id="west"), FollowedPlace(*at(3900, 10), stop_id="east")
BRIDGE = FollowedPlace(*at(2600, 10), stop_id="bridge")


def tram(trip_id: str, begin: FollowedPlace, end: FollowedPlace, minute: int, **more) -> FollowedLeg:
    """minute: after eight, when it leaves."""
    moment = EIGHT + timedelta(minutes=minute)
    day = EIGHT.date()
    return FollowedLeg(LegMode.TRAM, begin, end, moment, moment + timedelta(minutes=8), trip_id=trip_id, service_day=day, **more)


async def price_of(shop, *legs: FollowedLeg) -> int:
    return sum(leg.price_minor for leg in (await shop.pricing.offer(legs, (), None, EIGHT)).legs)


# One change is free, a second one is another ticket: west, bridge, west, bridge.
AND_BACK = (tram("E495", HOME, BRIDGE, 15), tram("W510", BRIDGE, HOME, 34), tram("E525", HOME, BRIDGE, 45))


async def test_whoever_claims_to_have_stayed_seated_pays_for_the_change(shop):
    honest = await price_of(shop, *AND_BACK)
    lying = await price_of(shop, *(changed(leg, stay_seated=True) for leg in AND_BACK))
    assert honest == lying == 500


async def test_two_people_cannot_share_what_is_sold_for_a_change(shop):
    with pytest.raises(TimesRunBack):
        await price_of(shop, tram("E495", HOME, OFFICE, 15), tram("E495", HOME, OFFICE, 15))
    with pytest.raises(TimesRunBack):
        await price_of(shop, tram("E495", HOME, OFFICE, 15), tram("W495", OFFICE, HOME, 16))


async def test_a_ticket_says_where_its_ride_goes_and_not_what_its_buyer_calls_it(shop):
    """Whoever checks a ticket by its number reads these names, and its operator is told these places."""
    begin, end = changed(HOME, name="Valid in all zones"), changed(BRIDGE, name="Airport\u202e", lat=at(3900, 10)[0], lon=at(3900, 10)[1])
    (leg,) = (await shop.pricing.offer((tram("E495", begin, end, 15),), (), None, EIGHT)).legs
    assert (leg.from_name, leg.to_name) == ("West", "Bridge")
    assert [leg.facts[end]["name"] for end in ("from", "to")] == ["West", "Bridge"]
    assert (leg.facts["to"]["lat"], leg.facts["to"]["lon"]) == pytest.approx(at(2600, 10))


async def hired(shop) -> FollowedLeg:
    return next(leg for leg in request_of(await bikes(shop)).legs if leg.rental)


async def test_a_station_lies_where_its_operator_says(shop):
    """Else somebody would take a bike at one end of the town, leave it at the other, and pay for a minute in between."""
    leg = await hired(shop)
    honest = await price_of(shop, leg)
    beside = changed(leg.to, lat=leg.from_.lat, lon=leg.from_.lon)
    short = changed(leg, to=beside, arrive_at=leg.depart_at + timedelta(minutes=1), geometry="")
    assert abs(await price_of(shop, short) - honest) <= 10
    far = changed(leg, from_=changed(leg.from_, lat=leg.to.lat, lon=leg.to.lon), arrive_at=leg.depart_at + timedelta(minutes=1), geometry="")
    assert abs(await price_of(shop, far) - honest) <= 10


@pytest.mark.parametrize("lie", [
    {"mode": LegMode.CAR},  # quicker, so by the minute cheaper
    {"rental": FollowedRental("elm", "bicycle", pick_up_station_id="west", drop_off_station_id="nowhere")},
    {"mode": LegMode.TRAM, "trip_id": "E495", "service_day": EIGHT.date(), "from_": HOME, "to": OFFICE, "depart_at": EIGHT + timedelta(minutes=15),
     "arrive_at": EIGHT + timedelta(minutes=27), "scheduled_depart_at": None},
])  # fmt: skip
async def test_a_hired_bike_is_no_other_thing(shop, lie):
    leg = await hired(shop)
    with pytest.raises(LegNotSellable) as caught:
        await price_of(shop, changed(leg, **lie))
    assert caught.value.reason is NotSellable.NO_OFFER


async def test_a_way_that_is_longer_than_the_town_is_still_a_price(shop):
    """Geometry is what the client says; a hundred thousand kilometres are no reason to fall over."""
    leg = await hired(shop)
    assert await price_of(shop, changed(leg, geometry="_gayB_gayB~flsC~flsC" * 50)) > 0


@pytest.fixture
async def bookings(database, sandbox):
    async with open_world(database, sandbox, Control(sandbox.url)) as opened:
        opened.shop.cap, opened.shop.fee_minor = CapScheme("tram_day", "eur", 500), 0
        yield opened


async def test_trips_that_nobody_pays_make_no_other_trip_cheap(bookings):
    starts = noon(bookings)
    first = await bookings.book(await bookings.quote("tram", starts_in=starts))
    second = await bookings.quote("tram", starts_in=starts)
    assert second.total_minor == 220
    with pytest.raises(PayFirst):
        await bookings.book(second)
    await bookings.apply(first, events.Abandoned())
    await bookings.work()
    honest = await bookings.quote("tram", starts_in=starts)
    assert honest.total_minor == 280
    assert await bookings.state(await bookings.book(honest)) == BookingState.HELD


async def test_who_paid_the_first_trip_has_the_second_for_less(bookings):
    await bookings.confirmed("tram", starts_in=noon(bookings))
    second = await bookings.book(await bookings.quote("tram", starts_in=noon(bookings)))
    assert (await bookings.rows(second)).booking.shown_minor == 220


async def test_nobody_rides_for_nothing_by_giving_back_what_filled_the_cap(bookings):
    """Two trips are paid, so that the third costs nothing; then both are given back, one by one and in time."""
    in_time = noon(bookings)
    paid = [await bookings.confirmed("tram", starts_in=in_time) for _ in range(2)]
    third = await bookings.held("tram", starts_in=in_time)
    assert (await bookings.rows(third)).booking.shown_minor == 0
    for booking_id in paid:
        async with bookings.database.writing() as session:
            shown = await cancelling.quote(session, bookings.desk, await bookings.rows(booking_id), None)
        async with bookings.database.writing() as session:
            await cancelling.cancel(session, bookings.desk, booking_id, shown.quote_id)
        await bookings.work()
    await bookings.apply(third, events.Used(1))
    await bookings.quiesce()
    payments = [await bookings.payment(one) for one in paid]
    assert sum(one.captured_minor - one.refund_ordered_minor for one in payments) == 280
    assert await bookings.proof() == []


async def test_prices_do_not_fill_the_disk(served, ann, monkeypatch):
    """Each is kept for a day with all that was asked, also those that a late booking is answered with."""
    monkeypatch.setattr(quoting, "MOST_QUOTES", 2)
    quotes = [await ann.quote(served.clock, "tram") for _ in range(2)]
    asked = msgspec.to_builtins(QuoteRequest((leg("tram", served.clock() + SOON),)))
    refused = await ann.post("/v1/quotes", asked)
    assert (refused.status_code, refused.json()["code"]) == (429, "quote_limit")
    await served.advance(timedelta(minutes=6))
    refused = await ann.book(quotes[0])
    assert (refused.status_code, refused.json()["code"]) == (429, "quote_limit")


@pytest.fixture
async def town(database_url, database, monkeypatch):
    quiet(monkeypatch)
    async with served_town(database_url, database) as world:
        yield world


async def test_one_ticket_does_not_fill_the_kill_list(town):
    """The list holds a bounded number, and is not written where there are more: then nobody could check any ticket."""
    ann = await town.sign_in("ann@example.org")
    ticket = await sell(town.database, await town.account_id("ann@example.org"))
    for _ in range(MOST_PHONES):
        last = Holder()
        await last.held(town, ann, ticket.id)
    refused = await Holder().hold(town, ann, ticket.id)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_phones")
    assert (await last.held(town, ann, ticket.id))["token"], "the phone that has it keeps it"
    assert len((await town.kill_list()).digests) == (MOST_PHONES - 1) * 8


async def test_numbers_cannot_be_guessed_by_saying_that_they_were_let_through(town):
    """An inspector who sends numbers until some are right would use up the tickets of strangers."""
    ida, bob = [await town.sign_in(f"{name}@example.org", Role.INSPECTOR) for name in ("ida", "bob")]
    ticket = await sell(town.database, None)
    async with town.database.writing() as session:
        number = said(await issuing.number(session, ticket.id))
    guesses = [checked(number=other) for other in {said(new_number(secrets.randbelow)) for _ in range(40)} - {number}]
    right = checked(number=number)
    told = await send(town, ida, *guesses, right)
    assert [one["reason"] for one in told] == ["not_found"] * MOST_MISSES
    assert town.used == []
    assert await send(town, ida, right) == [], "it stays on the device, and can be sent later"
    (counted,) = await send(town, bob, checked(number=number))
    assert counted["outcome"] == "COUNTED", "others go on"


async def test_a_number_that_was_typed_wrong_is_no_guess(town):
    ida = await town.sign_in("ida@example.org", Role.INSPECTOR)
    ticket = await sell(town.database, None)
    async with town.database.writing() as session:
        number = said(await issuing.number(session, ticket.id))
    wrong = [checked(number=f"typo{row}") for row in range(MOST_MISSES)]
    told = await send(town, ida, *wrong, checked(number=number))
    assert [one["outcome"] for one in told] == ["NOT_COUNTED"] * MOST_MISSES + ["COUNTED"]


async def test_who_travels_and_then_gives_the_trip_back_is_seen(town):
    """Tickets are good half an hour before their ride; an inspector without a network sends hours later what was let through then."""
    town.tickets.on_used = telling(Desk())
    ann = await town.sign_in("ann@example.org")
    ida = await town.sign_in("ida@example.org", Role.INSPECTOR)
    ticket, phone = await sell(town.database, await town.account_id("ann@example.org")), Holder()
    travelled = datetime.now(UTC)
    shown = phone.shows(await phone.held(town, ann, ticket.id), travelled)
    async with town.database.writing() as session:
        await Desk().apply(session, ticket.booking_id, events.Cancelled(1, 0))
    (told,) = await send(town, ida, checked(shown, travelled))
    assert told["outcome"] == "COUNTED"
    async with town.database.reading() as session:
        assert (await session.get_one(BookingLeg, ticket.leg_id)).state == LegState.CANCELLED
        paged = [entry.payload["about"] for entry in await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "booking.page"))]
    assert paged == [GIVEN_BACK]


async def test_a_ticket_of_somebody_else_cannot_be_taken_to_ones_own_phone(town):
    ann, eve = [await town.sign_in(f"{name}@example.org") for name in ("ann", "eve")]
    ticket = await sell(town.database, await town.account_id("ann@example.org"))
    phone = Holder()
    held = await phone.held(town, ann, ticket.id)
    refused = await Holder().hold(town, eve, ticket.id)
    assert refused.status_code == 404
    assert (await phone.held(town, ann, ticket.id))["deviceKey"] == held["deviceKey"]
    ida = await town.sign_in("ida@example.org", Role.INSPECTOR)
    await kill(town.database, ticket)
    (late,) = await send(town, ida, checked(phone.shows(held), datetime.now(UTC)))
    assert late["outcome"] == "AFTER_KILL"
