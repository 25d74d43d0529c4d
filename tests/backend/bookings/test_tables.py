"""What the database itself refuses, whoever writes to it: each rule with a row that is fine and one that is not, by plain SQL."""
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backend.bookings.models import Booking, BookingLeg, Payment, Quote, QuoteLine, Refund, ResourceHold, Ticket, Transfer, TransferReversal

AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def a_quote(**more) -> Quote:
    return Quote(**{
        "id": uuid4(), "account_id": None, "asked": {"legs": []}, "shown": {"lines": []}, "currency": "eur", "total_minor": 330,
        "capture_mode": "trip_end", "valid_until": AT, "fare_snapshot_id": "0" * 64, "terms": {}, "fingerprint": "0" * 64,
    } | more)  # fmt: skip


def a_line(quote_id: UUID, leg_no: int, shown_minor: int, kind: str = "fare") -> QuoteLine:
    return QuoteLine(
        id=uuid4(), quote_id=quote_id, leg_no=leg_no, kind=kind, payee_id="tram", list_minor=0, shown_minor=shown_minor, tax_rate_bp=0, tax_minor=0,
        concession_ids=[],
    )  # fmt: skip


class Sold:
    """A booking of one leg of its own inventory, with its money held."""

    def __init__(self) -> None:
        self.quote = a_quote()
        self.booking = Booking(
            id=uuid4(), quote_id=self.quote.id, account_id=None, state="confirming", capture_mode="trip_end", currency="eur", shown_minor=330,
            fee_shown_minor=50, state_since=AT,
        )  # fmt: skip
        self.payment = Payment(
            id=uuid4(), booking_id=self.booking.id, state="authorised", currency="eur", shown_minor=330, authorised_minor=330, capture_minor=330
        )
        self.leg = self.a_leg(1)

    def a_leg(self, leg_no: int, **more) -> BookingLeg:
        leg_id = uuid4()
        return BookingLeg(**{
            "id": leg_id, "booking_id": self.booking.id, "leg_no": leg_no, "operator_id": "host", "operator_name": "Host", "kind": "parking",
            "own": True, "resource_id": "bay 1", "state": "confirmed", "operator_ref": str(leg_id), "payee": "host_payable:host", "starts_at": AT,
            "ends_at": AT + HOUR, "from_name": "", "to_name": "", "price_minor": 280, "covers": [0], "facts": {}, "ladder": [], "through": [],
        } | more)  # fmt: skip


@pytest.fixture
async def sold(database) -> Sold:
    made = Sold()
    async with database.writing() as session:
        session.add(made.quote)
        await session.flush()
        session.add_all([a_line(made.quote.id, 1, 280), a_line(made.quote.id, 0, 50, "booking_fee")])
        await session.flush()
        made.quote.sealed = True
        await session.flush()
        session.add_all([made.booking, made.payment])
        await session.flush()
        session.add(made.leg)
    return made


async def run(database, statement: str, **values) -> None:
    given = {key: value.hex if isinstance(value, UUID) and database.url.drivername.startswith("sqlite") else value for key, value in values.items()}
    async with database.writing() as session:
        await session.execute(text(statement), given)


async def refused(database, code: str, statement: str, **values) -> None:
    with pytest.raises(DBAPIError, match=code):
        await run(database, statement, **values)


async def add(database, *things) -> None:
    async with database.writing() as session:
        session.add_all(things)


async def refused_row(database, code: str, *things) -> None:
    with pytest.raises(DBAPIError, match=code):
        await add(database, *things)


async def test_a_quote_is_sealed_when_its_lines_add_up_and_never_before(database):
    quote = a_quote()
    await refused_row(database, "quote_sealed_later", a_quote(sealed=True))
    await add(database, quote)
    await refused(database, "quote_unbalanced", "UPDATE quote SET sealed = true WHERE id = :id", id=quote.id)
    await add(database, a_line(quote.id, 1, 280))
    await refused(database, "quote_unbalanced", "UPDATE quote SET sealed = true WHERE id = :id", id=quote.id)
    await add(database, a_line(quote.id, 0, 50, "booking_fee"))
    await run(database, "UPDATE quote SET sealed = true WHERE id = :id", id=quote.id)


@pytest.mark.parametrize("change", ["total_minor = 1", "currency = 'usd'", "fingerprint = 'f'", "sealed = false", "terms = '[1]'", "asked = '[1]'"])
async def test_a_sealed_quote_stays_as_it_was_shown(database, sold, change):
    await refused(database, "quote_is_final", f"UPDATE quote SET {change} WHERE id = :id", id=sold.quote.id)


async def test_what_is_about_a_person_may_be_emptied(database, sold):
    await run(database, "UPDATE quote SET asked = '{}', shown = '{}', account_id = NULL WHERE id = :id", id=sold.quote.id)
    await run(database, "UPDATE quote_line SET concession_ids = '[]' WHERE quote_id = :id", id=sold.quote.id)
    async with database.reading() as session:
        quote = await session.get_one(Quote, sold.quote.id)
        assert (quote.asked, quote.shown, quote.account_id, quote.total_minor) == ({}, {}, None, 330)
        assert set(map(tuple, await session.scalars(select(QuoteLine.concession_ids).where(QuoteLine.quote_id == quote.id)))) == {()}


async def test_lines_of_a_sealed_quote_neither_come_nor_change_nor_go(database, sold):
    await refused_row(database, "quote_is_final", a_line(sold.quote.id, 2, 0))
    await refused(database, "quote_is_final", "UPDATE quote_line SET shown_minor = 0 WHERE quote_id = :id", id=sold.quote.id)
    await refused(database, "quote_is_final", "DELETE FROM quote_line WHERE quote_id = :id", id=sold.quote.id)


async def test_a_quote_that_nobody_bought_goes_with_its_lines(database):
    quote = a_quote(total_minor=280)
    await add(database, quote)
    await add(database, a_line(quote.id, 1, 280))
    await run(database, "UPDATE quote SET sealed = true WHERE id = :id", id=quote.id)
    await run(database, "DELETE FROM quote WHERE id = :id", id=quote.id)
    async with database.reading() as session:
        for table in (select(Quote.id).where(Quote.id == quote.id), select(QuoteLine.id).where(QuoteLine.quote_id == quote.id)):
            assert (await session.scalars(table)).all() == []


async def test_a_discount_is_never_above_and_a_fare_never_below_zero(database):
    quote = a_quote()
    await add(database, quote)
    await refused_row(database, "ck_quote_line_sign", a_line(quote.id, 1, -1))
    await refused_row(database, "ck_quote_line_sign", a_line(quote.id, 1, 1, "discount"))
    await add(database, a_line(quote.id, 1, -1, "discount"), a_line(quote.id, 2, 0))


async def test_a_quote_is_bought_once_and_only_when_sealed(database, sold):
    second = Sold().booking
    second.quote_id = sold.quote.id
    await refused_row(database, "quote_id", second)
    opened = a_quote()
    await add(database, opened)
    third = Sold().booking
    third.quote_id = opened.id
    await refused_row(database, "quote_is_open", third)


@pytest.mark.parametrize("change, rule", [
    ("state = 'held'", "hold_until"), ("state = 'released'", "outcome"), ("fee_due_minor = 51", "fee"), ("state = 'lost'", "state"),
])  # fmt: skip
async def test_a_booking_holds_together(database, sold, change, rule):
    await refused(database, f"ck_booking_{rule}", f"UPDATE booking SET {change} WHERE id = :id", id=sold.booking.id)


@pytest.mark.parametrize("change, rule", [("due_minor = 281", "due"), ("fee_minor = -1", "fee"), ("ends_at = starts_at", "interval")])
async def test_a_leg_holds_together(database, sold, change, rule):
    await refused(database, f"ck_booking_leg_{rule}", f"UPDATE booking_leg SET {change} WHERE id = :id", id=sold.leg.id)


def a_hold(sold: Sold, begins: timedelta, ends: timedelta, **more) -> ResourceHold:
    return ResourceHold(**{"id": uuid4(), "leg_id": sold.leg.id, "resource_id": "bay 1", "starts_at": AT + begins, "ends_at": AT + ends} | more)


@pytest.mark.parametrize("begins, ends", [(0, 60), (59, 90), (-10, 1), (10, 20), (-10, 90)])
async def test_nobody_else_has_what_is_held(database, sold, begins, ends):
    await add(database, a_hold(sold, 0 * HOUR, HOUR))
    overlapping = a_hold(sold, timedelta(minutes=begins), timedelta(minutes=ends))
    await refused_row(database, "resource_taken", overlapping)


async def test_one_may_begin_when_the_other_ends_and_elsewhere_always(database, sold):
    await add(database, a_hold(sold, 0 * HOUR, HOUR))
    await add(database, a_hold(sold, HOUR, 2 * HOUR), a_hold(sold, -HOUR, 0 * HOUR), a_hold(sold, 0 * HOUR, HOUR, resource_id="bay 2"))


async def test_a_hold_cannot_be_moved_onto_another(database, sold):
    later = a_hold(sold, HOUR, 2 * HOUR)
    await add(database, a_hold(sold, 0 * HOUR, HOUR), later)
    earlier = "UPDATE resource_hold SET starts_at = (SELECT min(starts_at) FROM resource_hold) WHERE id = :id"
    await refused(database, "resource_taken", earlier, id=later.id)


async def test_a_hold_is_freed_when_its_leg_has_ended_and_then_others_may_have_it(database, sold):
    hold = a_hold(sold, 0 * HOUR, HOUR)
    await add(database, hold)
    await refused(database, "leg_is_open", "UPDATE resource_hold SET state = 'freed' WHERE id = :id", id=hold.id)
    await run(database, "UPDATE booking_leg SET state = 'cancelled' WHERE id = :id", id=sold.leg.id)
    await run(database, "UPDATE resource_hold SET state = 'freed' WHERE id = :id", id=hold.id)
    await add(database, a_hold(sold, 0 * HOUR, HOUR))
    await refused(database, "resource_taken", "UPDATE resource_hold SET state = 'held' WHERE id = :id", id=hold.id)


@pytest.mark.parametrize("change", ["captured_minor = 331", "capture_minor = 331", "authorised_minor = 331", "refunded_minor = 1"])
async def test_a_payment_never_takes_more_than_was_shown(database, sold, change):
    await refused(database, "ck_payment_", f"UPDATE payment SET {change} WHERE id = :id", id=sold.payment.id)


def a_refund(sold: Sold, amount_minor: int, serial: int = 1, **more) -> Refund:
    return Refund(id=uuid4(), payment_id=sold.payment.id, leg_no=0, serial=serial, amount_minor=amount_minor, cause="cancel", state="ordered", **more)


async def test_refunds_stay_below_what_was_taken(database, sold):
    await refused_row(database, "ck_payment_refund", a_refund(sold, 1))
    await run(database, "UPDATE payment SET state = 'captured', captured_minor = 300 WHERE id = :id", id=sold.payment.id)
    first = a_refund(sold, 200)
    await add(database, first)
    await refused_row(database, "ck_payment_refund", a_refund(sold, 101, 2))
    await add(database, a_refund(sold, 100, 2))
    await refused(database, "refund_is_final", "UPDATE refund SET amount_minor = 1 WHERE id = :id", id=first.id)
    await refused(database, "refund_is_final", "DELETE FROM refund WHERE id = :id", id=first.id)
    await refused(database, "ck_refund_owner", "UPDATE refund SET state = 'failed' WHERE id = :id", id=first.id)


async def test_no_more_is_taken_back_from_an_operator_than_it_got(database, sold):
    transfer = Transfer(
        id=uuid4(), payment_id=sold.payment.id, leg_id=sold.leg.id, payee_id="host", account="host_payable:host", serial=1, amount_minor=280
    )
    await add(database, transfer)
    await add(database, TransferReversal(id=uuid4(), transfer_id=transfer.id, amount_minor=200))
    await refused_row(database, "ck_transfer_amount", TransferReversal(id=uuid4(), transfer_id=transfer.id, amount_minor=81))
    await add(database, TransferReversal(id=uuid4(), transfer_id=transfer.id, amount_minor=80))


def a_ticket(sold: Sold, **more) -> Ticket:
    made = {"id": uuid4(), "booking_id": sold.booking.id, "leg_id": sold.leg.id, "payment_id": sold.payment.id, "state": "live"}
    return Ticket(**made | {"valid_from": AT, "valid_until": AT + HOUR} | more)


async def test_a_ticket_needs_money_that_is_held(database, sold):
    await run(database, "UPDATE payment SET state = 'created' WHERE id = :id", id=sold.payment.id)
    await refused_row(database, "ticket_unpaid", a_ticket(sold))
    waiting = a_ticket(sold, state="none")
    await add(database, waiting)
    await refused(database, "ticket_unpaid", "UPDATE ticket SET state = 'live' WHERE id = :id", id=waiting.id)
    await run(database, "UPDATE payment SET state = 'authorised' WHERE id = :id", id=sold.payment.id)
    await run(database, "UPDATE ticket SET state = 'live' WHERE id = :id", id=waiting.id)


async def test_a_leg_has_one_live_ticket(database, sold):
    await add(database, a_ticket(sold))
    await refused_row(database, "leg_id|uq_ticket_live", a_ticket(sold))


@pytest.mark.parametrize("state", ["voiding", "voided", "created"])
async def test_money_goes_only_after_its_tickets_are_killed(database, sold, state):
    ticket = a_ticket(sold)
    await add(database, ticket)
    await refused(database, "live_ticket", "UPDATE payment SET state = :state WHERE id = :id", state=state, id=sold.payment.id)
    await refused(database, "ck_ticket_killed", "UPDATE ticket SET state = 'killed' WHERE id = :id", id=ticket.id)
    await run(database, "UPDATE ticket SET state = 'killed', killed_at = valid_from WHERE id = :id", id=ticket.id)
    await run(database, "UPDATE payment SET state = :state WHERE id = :id", state=state, id=sold.payment.id)
