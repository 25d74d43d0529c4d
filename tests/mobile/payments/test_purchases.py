"""Bookings and tickets on the phone: told by the city, there without it, shown by one phone only, gone with whoever signs out."""
import asyncio
import base64
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from backend.contract.bookings import BookingState
from backend.contract.tickets import TicketState
from mobile.client import ClientError, Unreachable
from mobile.device.fake import FakeSecureStore
from mobile.device.linux import NoSecureStore
from mobile.payments.kept import Bought
from mobile.payments.local import in_zone
from mobile.store.database import Store
from tests.mobile.payments.shop import Shop, selling
from tests.mobile.payments.told import BOOKING_ID, NOON, a_booking, a_ticket
from tests.mobile.payments.travellers import signed_in


def a_shop(**changes) -> Shop:
    shop = Shop(datetime.now(UTC))
    shop.tickets = (a_ticket(shop.now, **changes),)
    return shop


async def test_a_ticket_that_nobody_holds_is_held_by_this_phone_and_there_without_network(tmp_path):
    shop, safe = a_shop(), FakeSecureStore()
    with selling(shop) as address:
        async with signed_in(tmp_path, address, safe) as session:
            await session.purchases.refresh_tickets()
            (ticket,) = session.purchases.tickets()
            assert session.purchases.is_shown_here(ticket)
            holders = [body["deviceKey"] for method, path, body, _ in shop.asked if method == "PUT"]
            assert holders == [base64.urlsafe_b64encode(session.purchases.key.public).rstrip(b"=").decode()]
            await session.purchases.refresh_tickets()
            assert len([1 for method, *_ in shop.asked if method == "PUT"]) == 1
    async with signed_in(tmp_path, address, safe) as session:
        await session.purchases.find_key()
        (ticket,) = session.purchases.tickets()
        assert session.purchases.is_shown_here(ticket)
        with pytest.raises(Unreachable):
            await session.purchases.refresh_tickets()
        assert session.purchases.tickets() == [ticket]


async def test_a_ticket_on_another_phone_moves_only_when_asked_to(tmp_path):
    shop = a_shop(device_key="A" * 87, token="x")
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            await session.purchases.refresh_tickets()
            (ticket,) = session.purchases.tickets()
            assert not session.purchases.is_shown_here(ticket)
            assert not [1 for method, *_ in shop.asked if method == "PUT"]
            await session.purchases.move_here(ticket)
            assert session.purchases.is_shown_here(session.purchases.tickets()[0])


async def test_issued_anew_the_one_before_is_gone(tmp_path):
    shop = a_shop(device_key="A" * 87)
    before = shop.tickets[0]
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            await session.purchases.refresh_tickets()
            after = UUID(int=77)
            hold = shop.hold
            shop.hold = lambda name, key: msgspec.structs.replace(hold(name, key), id=after)
            await session.purchases.move_here(before)
            assert [ticket.id for ticket in session.purchases.tickets()] == [after]


async def test_without_a_safe_place_tickets_are_shown_until_the_app_is_closed(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address, NoSecureStore()) as session:
            await session.purchases.refresh_tickets()
            assert session.purchases.is_shown_here(session.purchases.tickets()[0])
        async with signed_in(tmp_path, address, NoSecureStore()) as session:
            await session.purchases.refresh_tickets()
            assert not session.purchases.is_shown_here(session.purchases.tickets()[0])


@pytest.mark.parametrize("state", [TicketState.KILLED, TicketState.EXPIRED, TicketState.USED])
async def test_what_does_not_count_is_not_held(tmp_path, state):
    shop = a_shop(state=state)
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            await session.purchases.refresh_tickets()
            assert not [1 for method, *_ in shop.asked if method == "PUT"]


async def test_bookings_are_kept_and_asked_for_only_where_they_changed(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            heard = []
            session.listen(heard.append)
            await session.purchases.refresh_bookings()
            assert [booking.state for booking in session.purchases.bookings()] == [BookingState.HELD]
            await session.purchases.refresh_bookings()
            at = f"/v1/bookings/{BOOKING_ID}"
            assert len([1 for method, path, *_ in shop.asked if (method, path) == ("GET", at)]) == 1
            shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
            await session.purchases.refresh_bookings()
            assert session.purchases.find_booking(BOOKING_ID).state is BookingState.CONFIRMED
            assert heard.count("bookings") == 2


async def test_news_are_waited_for(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            _, etag = await session.purchases.look(BOOKING_ID)
            waiting = asyncio.ensure_future(session.purchases.look(BOOKING_ID, etag))
            await asyncio.sleep(0.1)
            shop.stand(a_booking(shop.now, BookingState.CONFIRMED))
            found, newer = await waiting
            assert (found.state, newer != etag) == (BookingState.CONFIRMED, True)
            assert await session.purchases.look(BOOKING_ID, newer) == (None, newer)


async def test_a_booking_is_told_in_the_time_of_its_city(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            session.now = lambda: shop.now.astimezone(ZoneInfo("Asia/Seoul"))
            found, _ = await session.purchases.look(BOOKING_ID)
            assert found == session.purchases.find_booking(BOOKING_ID)
            assert {leg.starts_at.utcoffset() for leg in found.legs} == {timedelta(hours=9)}


async def test_signing_out_takes_all_of_it_away(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address) as session:
            await session.purchases.refresh_tickets()
            await session.purchases.refresh_bookings()
            await session.account.forget()
            async with asyncio.timeout(60):
                while session.purchases.tickets() or session.purchases.bookings():
                    await asyncio.sleep(0.01)
            with pytest.raises(ClientError):
                await session.purchases.refresh_tickets()


def test_what_is_damaged_is_left_out(tmp_path):
    store = Store(tmp_path / "allways.db")
    bought = Bought(store)
    bought.keep_booking("c", a_booking())
    bought.keep_tickets("c", (a_ticket(), a_ticket(id=UUID(int=5), valid_from=NOON - timedelta(days=1))))
    assert [ticket.id.int for ticket in bought.tickets("c")] == [5, 3]
    assert bought.tickets("elsewhere") == []
    store.write("UPDATE bought SET body = ?", (b'{"id": 5}',))
    assert (bought.bookings("c"), bought.tickets("c")) == ([], [])
    store.close()


def test_times_are_those_of_the_city():
    there = in_zone(a_booking(), ZoneInfo("Asia/Seoul"))
    assert there == a_booking()
    assert there.created_at.hour == 21
    assert there.legs[0].starts_at.utcoffset() == timedelta(hours=9)
    assert there.legs[0].ticket is None


async def test_of_somebody_whose_key_was_not_kept_nothing_is_left_at_the_next_start(tmp_path):
    shop = a_shop()
    with selling(shop) as address:
        async with signed_in(tmp_path, address, NoSecureStore()) as session:
            await session.purchases.refresh_tickets()
        async with signed_in(tmp_path, address, NoSecureStore()) as session:
            session.account._held = None
            await session.meet_account()
            assert session.purchases.tickets() == []
            assert session.store.list_rows("SELECT * FROM bought") == []
