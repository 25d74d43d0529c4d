"""The books of a small city are right; each thing made wrong by force or by hand is named."""
import json
import random
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, text, update

from backend.bookings.models import Booking, Payment
from backend.database.address import is_sqlite
from backend.database.base import now
from backend.ledger import post
from backend.ledger.models import JournalRow, posting
from backend.ledger.proving import Day, prove_books
from backend.ledger.rows import clearing
from backend.outbox.entries import enqueue
from backend.outbox.models import OutboxEntry
from backend.paying.gateway import RefundOrder, TransferOrder
from payments import journals
from payments.events import ClaimUpheld
from payments.journals import What
from tests.backend.ledger.world import by_force


async def a_day_of_trips(shop) -> dict:
    """One used and passed on, one in part, one given back in part after it was taken, one that did not run, one still open, one never paid."""
    whole = await shop.used((280, 350), 50)
    part = await shop.used((280, 350, 400), 50, used=1)
    await shop.transfer(whole)
    claimed = await shop.used((500,), 0)
    await shop.happens(claimed, ClaimUpheld(1, 200))
    refund = await shop.refund(claimed)
    await shop.disrupted((60,), 0)
    opened = await shop.confirmed((120,), 30)
    held = await shop.hold((99,), 0)
    await shop.fees()
    return {"whole": whole, "part": part, "claimed": claimed, "opened": opened, "held": held, "refund": refund}


async def proved(shop, day=None, lines=None):
    return await prove_books(shop.database, now(), await shop.lines() if lines is None else lines, day)


async def long_ago(shop) -> list:
    """The lines of the payment service as if they were two hours older: by then all of them should be booked."""
    return [replace(line, made_at=line.made_at - timedelta(hours=2)) for line in await shop.lines()]


def named(proof) -> set[str]:
    return {finding.row for finding in proof.findings}


async def test_books_that_are_right_are_found_right(shop):
    await a_day_of_trips(shop)
    proof = await proved(shop)
    assert proof.findings == ()
    assert (proof.difference_minor, proof.bookings, proof.asked) == (0, 6, True)
    assert proof.journals > 10


async def test_a_journal_that_is_gone_is_named(shop):
    """One of each kind, and each is put back before the next is taken."""
    await a_day_of_trips(shop)
    for kind in ("auth", "auth_end", "capture", "earn", "fee", "transfer", "refund_due", "refund_sent"):
        async with shop.database.reading() as session:
            columns = select(JournalRow.id, JournalRow.event_key, JournalRow.booking_id, JournalRow.kind)
            one = (await session.execute(columns.where(JournalRow.kind == kind).order_by(JournalRow.id.desc()).limit(1))).one()
        taken = await taken_out(shop, one)
        found = await proved(shop, lines=await long_ago(shop))
        source = one.event_key.split(":")[1]
        assert named(found) & {one.event_key, source}, (kind, found.findings)
        assert named(found) <= {one.event_key, source, str(one.booking_id)}, (kind, found.findings)
        await put_back(shop, taken)
    assert (await proved(shop, lines=await long_ago(shop))).findings == ()


async def taken_out(shop, row) -> dict:
    """table -> its rows of this journal, which are gone now."""
    async with shop.database.reading() as session:
        of_journal = {JournalRow.__table__: JournalRow.id == row.id, posting: posting.c.journal_id == row.id}
        taken = {table: [dict(one) for one in (await session.execute(select(table).where(which))).mappings()] for table, which in of_journal.items()}
    await delete(shop, [row])
    return taken


async def put_back(shop, taken: dict) -> None:
    async with shop.database.writing() as session:
        if not is_sqlite(shop.database.url):  # there the triggers are gone by now
            await session.execute(text("SET LOCAL session_replication_role = replica"))
        for table, rows in taken.items():
            await session.execute(insert(table), rows)


async def delete(shop, rows) -> None:
    for row in rows:
        gone = "DELETE FROM posting WHERE journal_id = :id", "DELETE FROM journal WHERE id = :id"
        await by_force(shop.database, *gone, id=sql_id(shop, row.id))


def sql_id(shop, row_id) -> str:
    return row_id.hex if is_sqlite(shop.database.url) else str(row_id)


class Newly:
    """What is found that was not found before: one thing after another is made wrong in the same books."""

    def __init__(self, shop):
        self.shop, self.known = shop, []

    async def found(self) -> list:
        """(check, row, difference in cents)"""
        findings = [(one.check, one.row, one.difference_minor) for one in (await proved(self.shop)).findings]
        new = [one for one in findings if one not in self.known]
        assert set(self.known) <= set(findings), "what was wrong still is"
        self.known = findings
        return new

    async def rows(self) -> set:
        return {(check, row) for check, row, _ in await self.found()}


async def test_what_somebody_rewrote_is_named(shop):
    trips = await a_day_of_trips(shop)
    newly, payment = Newly(shop), await shop.payment(trips["whole"])
    async with shop.database.reading() as session:
        first = [select(JournalRow).where(JournalRow.kind == kind).order_by(JournalRow.id).limit(1) for kind in ("fee", "capture")]
        fee, capture = [(await session.scalars(one)).one() for one in first]
    shift = "UPDATE posting SET amount_minor = amount_minor + CASE line_no WHEN 0 THEN 1 ELSE -1 END WHERE journal_id = :id"
    await by_force(shop.database, shift, id=sql_id(shop, fee.id))
    assert await newly.rows() == {(1, fee.event_key), (3, fee.event_key)}, "shifted by one"
    assert (await proved(shop)).difference_minor == 1
    async with shop.database.writing() as session:
        await session.execute(update(Payment).where(Payment.id == payment.id).values(captured_minor=679))
    assert await newly.rows() == {(2, str(payment.id)), (9, str(trips["whole"]))}, "a row that says something else"
    async with shop.database.writing() as session:
        await session.execute(update(Booking).where(Booking.id == trips["held"]).values(hold_until=now() - timedelta(minutes=3)))
    assert await newly.rows() == {(11, str(trips["held"]))}, "over its time"
    lines = json.dumps([line | {"minor": line["minor"] * 2} for line in capture.lines])
    cast = ":lines" if is_sqlite(shop.database.url) else "CAST(:lines AS jsonb)"
    await by_force(shop.database, f"UPDATE journal SET lines = {cast} WHERE event_key = :key", lines=lines, key=capture.event_key)
    assert await newly.rows() == {(1, capture.event_key)}, "lines of a journal"


async def test_what_was_done_by_hand_is_named(shop):
    trips = await a_day_of_trips(shop)
    newly, payment = Newly(shop), await shop.payment(trips["whole"])
    order = TransferOrder(shop.destination, 100, "eur", str(trips["whole"]), payment.charge_id)
    twice = await shop.gateway.transfer(order, "by-hand")
    assert await newly.found() == [(3, f"transfer:{twice.transfer_id}", 100)], "sent twice"
    refund = await shop.gateway.refund(RefundOrder(payment.intent_id, 50, "eur"), "refund-by-hand")
    assert await newly.found() == [(3, f"refund:{refund.refund_id}", 50)]
    async with shop.database.writing() as session:
        await post(session, journals.transferred("doubled", "operator_payable:tram", 280, What("eur", str(trips["whole"]))))
    assert await newly.rows() == {(3, "transfer:doubled"), (5, "doubled")}, "booked twice"


async def test_events_that_were_never_booked_are_all_named(shop):
    """Three of ten: every one of them is named by itself, by its row, or by its booking."""
    await a_day_of_trips(shop)
    await shop.used((90, 80), 10)
    async with shop.database.reading() as session:
        columns = JournalRow.id, JournalRow.event_key, JournalRow.booking_id, JournalRow.kind
        rows = list(await session.execute(select(*columns).order_by(JournalRow.id)))
    lost = random.Random(3).sample(rows, len(rows) * 3 // 10)
    await delete(shop, lost)
    names = named(await proved(shop))
    for row in lost:
        assert names & {row.event_key, row.event_key.split(":")[1], str(row.booking_id)}, row.event_key


async def test_an_authorisation_that_was_booked_neither_when_it_began_nor_when_it_ended_is_named(shop):
    await a_day_of_trips(shop)
    async with shop.database.reading() as session:
        rows = list(await session.execute(select(JournalRow.id, JournalRow.event_key, JournalRow.booking_id, JournalRow.kind)))
    ended = next(row.event_key.split(":")[1] for row in rows if row.kind == "auth_end")
    await delete(shop, [row for row in rows if row.event_key in (f"auth:{ended}", f"auth_end:{ended}")])
    assert [(finding.check, finding.row) for finding in (await proved(shop)).findings] == [(7, ended)]


async def test_work_that_is_long_due_is_named(shop):
    await shop.used((280,), 0)
    async with shop.database.writing() as session:
        await enqueue(session, "booking.refund.create", {}, "late", now() - timedelta(minutes=61))
        await enqueue(session, "booking.refund.create", {}, "soon", now() - timedelta(minutes=59))
        late = await session.scalar(select(OutboxEntry.id).where(OutboxEntry.key == "late"))
    assert {(finding.check, finding.row) for finding in (await prove_books(shop.database, now())).findings} == {(11, str(late))}


async def test_postings_whose_journal_is_gone_are_named(shop):
    """Where only the journal is deleted, its postings are left and say which it was."""
    await a_day_of_trips(shop)
    async with shop.database.reading() as session:
        fee = (await session.scalars(select(JournalRow).where(JournalRow.kind == "fee").limit(1))).one()
    await by_force(shop.database, "DELETE FROM journal WHERE id = :id", id=sql_id(shop, fee.id), references=False)
    found = await proved(shop, lines=await long_ago(shop))
    assert {(finding.check, finding.row) for finding in found.findings} == {(1, str(fee.id)), (3, fee.event_key)}


async def test_without_the_payment_service_the_other_checks_stand(shop):
    trips = await a_day_of_trips(shop)
    await shop.gateway.refund(RefundOrder((await shop.payment(trips["whole"])).intent_id, 50, "eur"), "by-hand")
    proof = await prove_books(shop.database, now(), None)
    assert (proof.findings, proof.asked) == ((), False)


async def test_a_day_is_proved_by_itself(shop):
    trips = await a_day_of_trips(shop)
    zone = ZoneInfo("Europe/Berlin")
    today = now().astimezone(zone).date()
    assert (await proved(shop, Day.of(today, zone))).findings == ()
    quiet = await proved(shop, Day.of(date(2020, 1, 1), zone))
    assert (quiet.findings, quiet.bookings, quiet.journals) == ((), 0, 0)
    await shop.gateway.refund(RefundOrder((await shop.payment(trips["whole"])).intent_id, 50, "eur"), "by-hand")
    async with shop.database.reading() as session:
        (capture, *_) = await clearing(session, JournalRow.kind == "capture")
        row = (await session.execute(select(JournalRow.id, JournalRow.event_key).where(JournalRow.event_key == capture.event_key))).one()
    await delete(shop, [row])
    found = named(await proved(shop, Day.of(today, zone)))
    assert capture.event_key in found
    assert any(name.startswith("refund:") for name in found)
    assert (await proved(shop, Day.of(date(2020, 1, 1), zone))).findings == ()


async def test_fees_are_booked_once_however_often_they_are_read(shop):
    await shop.used((280, 350), 50)
    waiting = await proved(shop)
    assert (waiting.findings, waiting.awaited) == ((), 1), "the next hour books it"
    assert {finding.check for finding in (await proved(shop, lines=await long_ago(shop))).findings} == {3}
    assert await shop.fees() == 1
    assert await shop.fees() == 0
    assert (await proved(shop)).findings == ()
