"""What the books keep of somebody who goes: bookings without a person or a place; and the same in an export, with both."""
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.accounts.export import gather, stays_of
from backend.accounts.models import LocalMail
from backend.bookings.models import Booking, BookingLeg, Quote, QuoteLine
from backend.database.base import Base, now
from backend.service.leaving import has_open_booking
from payments.states import CaptureMode, LegState
from tests.backend.accounts.people import Phone, account_with, id_of, signed_in, work
from tests.backend.accounts.test_deletion import CANARY, a_week_later, ask, everything


async def booked(database, account_id: UUID, state: str) -> None:
    """A trip with a leg between two places that only this person goes between."""
    told = {"name": f"Door of {CANARY}"}
    async with database.writing() as session:
        session.add(quote := Quote(
            account_id=account_id, asked=told, shown=told, currency="EUR", total_minor=450, capture_mode=CaptureMode.TRIP_END, valid_until=now(),
            fare_snapshot_id="f", terms={}, fingerprint="f",
        ))  # fmt: skip
        await session.flush()
        session.add(QuoteLine(
            quote_id=quote.id, leg_no=1, kind="fare", payee_id="tram", list_minor=450, shown_minor=450, tax_rate_bp=700, tax_minor=29,
            concession_ids=[CANARY],
        ))  # fmt: skip
        await session.flush()
        quote.sealed = True
        await session.flush()
        ended = {"outcome": "used"} if state == "settled" else {}
        session.add(trip := Booking(
            quote_id=quote.id, account_id=account_id, state=state, capture_mode=CaptureMode.TRIP_END, currency="EUR", shown_minor=450,
            fee_shown_minor=0, state_since=now(), **ended,
        ))  # fmt: skip
        await session.flush()
        session.add(BookingLeg(
            booking_id=trip.id, leg_no=1, operator_id="tram", operator_name="Tram", kind="transit", own=False, state=LegState.USED,
            operator_ref=str(trip.id), payee="operator_payable:tram", starts_at=now(), ends_at=now() + timedelta(hours=1), from_name=CANARY,
            to_name=CANARY, price_minor=450, covers=[0], facts=told, ladder=[], through=[],
        ))  # fmt: skip


async def test_the_books_keep_a_booking_without_its_person_or_places(client, database):
    session = await signed_in(client, database, Phone(), CANARY)
    account_id = await id_of(database, CANARY)
    await booked(database, account_id, "settled")
    await ask(client, session)
    await a_week_later(database)
    await work(client, database)
    async with database.writing() as writing:
        await writing.execute(LocalMail.__table__.delete())
    left = await everything(database)
    assert CANARY not in left
    assert str(account_id) not in left
    async with database.reading() as reading:
        leg = (await reading.scalars(select(BookingLeg))).one()
        trip = (await reading.scalars(select(Booking))).one()
    assert (leg.price_minor, leg.from_name, leg.facts, trip.account_id, trip.shown_minor) == (450, "", {}, None, 450)


@pytest.mark.parametrize("state, open_", [("confirmed", True), ("settling", True), ("settled", False)])
async def test_a_booking_whose_money_still_moves_is_open(client, database, state, open_):
    await signed_in(client, database, Phone())
    account_id = await id_of(database)
    await booked(database, account_id, state)
    async with database.reading() as session:
        assert await has_open_booking(session, account_id) == open_


async def test_a_booked_trip_is_in_the_export_of_its_account_alone(client, database):
    await signed_in(client, database, Phone(), CANARY)
    eve = await account_with(database, "eve@example.org")
    await booked(database, await id_of(database, CANARY), "settled")
    async with database.reading() as session:
        mine, hers = [await gather(session, one, Base.metadata) for one in (await id_of(database, CANARY), UUID(eve["accountId"]))]
    assert [leg["from_name"] for leg in mine["booking_leg"]] == [CANARY]
    assert CANARY not in str(hers)
    assert len(stays_of(mine)) == 1
