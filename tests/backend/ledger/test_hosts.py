"""What people who let a space earn: shares as agreed, payouts a day later, debts netted, and a proof that names what is wrong."""
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from backend.bookings.models import BookingLeg
from backend.database.base import now
from backend.ledger import hosts, post
from backend.ledger.proving import prove_books
from backend.ledger.reading import list_balances
from payments import journals
from payments.events import ClaimUpheld, Disrupted, Used
from payments.journals import What
from tests.backend.ledger.lettings import let, parked

BERLIN, DAY = ZoneInfo("Europe/Berlin"), timedelta(days=1)


async def balances(shop) -> dict[str, int]:
    async with shop.database.reading() as session:
        return {one.code: one.amount_minor for one in await list_balances(session) if one.amount_minor}


async def payouts(shop, at):
    async with shop.database.reading() as session:
        return await hosts.list_payouts(session, at, BERLIN)


async def findings(shop) -> set:
    await shop.fees()
    return {(one.check, one.row) for one in (await prove_books(shop.database, now(), await shop.lines())).findings}


async def test_a_stay_is_shared_as_it_was_agreed(shop):
    """Booked for 4.00: 2.40 for the host, 1.34 and 0.26 of tax for us; the fee is ours alone."""
    host = uuid7()
    await parked(shop, host, 400, fee=0)
    assert await balances(shop) | {"psp_clearing": 0, "psp_fee": 0} == {
        f"host_payable:{host}": -240, "commission": -134, "tax_payable:1900": -26, "psp_clearing": 0, "psp_fee": 0,
    }  # fmt: skip
    await parked(shop, host, 333, fee=50)
    found = await balances(shop)
    assert (found[f"host_payable:{host}"], found["booking_fee"]) == (-240 - 200, -42)
    assert await findings(shop) == set()


async def test_a_claim_lowers_everybody_s_part_as_if_less_had_been_due_from_the_beginning(shop):
    host = uuid7()
    await shop.used((900,), 0)  # so that the payment service has something to give back
    booking_id = await parked(shop, host, 400, fee=0)
    await shop.happens(booking_id, ClaimUpheld(1, 300))
    await shop.refund(booking_id)
    found = await balances(shop)
    assert (found[f"host_payable:{host}"], found["commission"], found["tax_payable:1900"]) == (-180, -101, -19)
    assert await findings(shop) == set()
    await shop.happens(booking_id, ClaimUpheld(1, 0))
    await shop.refund(booking_id)
    assert not {f"host_payable:{host}", "commission", "tax_payable:1900"} & set(await balances(shop))
    assert await findings(shop) == set()


async def test_a_space_that_was_taken_brings_nothing_and_the_one_instead_of_it_all_of_its_share(shop):
    """Who was let down pays nothing for the other space: its price is ours, and so is the commission within it."""
    host, other = uuid7(), uuid7()
    taken, instead = await let(shop, host, 400, fee=50), await let(shop, other, 0, fee=0, cost=500)
    await shop.happens(taken, Disrupted(1))
    await shop.happens(instead, Used(1))
    found = await balances(shop)
    assert f"host_payable:{host}" not in found
    assert [found[code] for code in (f"host_payable:{other}", "disruption", "commission", "tax_payable:1900")] == [-300, 500, -168, -32]
    assert "traveller_prepaid" not in found
    assert await findings(shop) == set()


async def test_payouts_wait_a_day_and_small_ones_for_the_month(shop):
    big, small = sorted((uuid7(), uuid7()), key=str)
    for _ in range(2):
        await parked(shop, big, 1800)
    await parked(shop, small, 400)
    at, later = now(), now() + DAY + timedelta(seconds=5)
    next_month = (at.astimezone(BERLIN).replace(day=1) + 40 * DAY).replace(day=3)
    assert await payouts(shop, at) == []
    due = {payout.host_id: payout.amount_minor for payout in await payouts(shop, later)}
    assert due[str(big)] == 2160
    assert due.get(str(small)) in (None, 240)  # paid where the month ends between the two moments
    (first, second) = await payouts(shop, next_month)
    assert ((first.amount_minor, first.number), (second.amount_minor, second.number)) == ((2160, 1), (240, 1))
    async with shop.database.writing() as session:
        assert await hosts.book_payout(session, first)
        assert not await hosts.book_payout(session, first)
    assert await payouts(shop, next_month) == [second]
    assert (await balances(shop))["bank"] == -2160
    assert await findings(shop) == set()


async def test_a_debt_is_netted_with_what_is_earned_next_and_never_asked_for(shop):
    host, far = uuid7(), now() + 40 * DAY
    await shop.used((900,), 0)
    booking_id = await parked(shop, host, 4000, fee=0)
    async with shop.database.writing() as session:
        (payout,) = await hosts.list_payouts(session, far, BERLIN)
        assert await hosts.book_payout(session, payout)
    await shop.happens(booking_id, ClaimUpheld(1, 0))
    await shop.refund(booking_id)
    assert (await balances(shop))[f"host_payable:{host}"] == 2400
    assert await payouts(shop, far) == []
    await parked(shop, host, 4500, fee=0)
    (again,) = await payouts(shop, far)
    assert (again.amount_minor, again.number) == (300, 2)
    assert await findings(shop) == set()  # a debt by a later claim is no mistake


async def test_what_is_wrong_with_a_host_s_money_is_named(shop):
    host = uuid7()
    booking_id = await parked(shop, host, 400, fee=0)
    async with shop.database.reading() as session:
        leg = (await session.scalars(select(BookingLeg).where(BookingLeg.booking_id == booking_id))).one()
    of_leg = str(leg.id)
    wrongs = ({"share_bp": 5000}, {(13, of_leg)}), ({"share_bp": 6000, "earned_minor": 241}, {(5, of_leg)}), ({"earned_minor": 240}, set())
    for wrong, named in wrongs:
        async with shop.database.writing() as session:
            await session.execute(update(BookingLeg).values(**wrong))
        assert await findings(shop) == named
    async with shop.database.writing() as session:
        await post(session, journals.host_paid("x", hosts.account_of(host), 241, What("eur")))
    assert await findings(shop) == {(5, "host_payout:x")}


async def test_an_account_waits_with_going_until_it_is_paid(shop):
    host, far = uuid7(), now() + 40 * DAY

    async def is_owed():
        async with shop.database.reading() as session:
            return await hosts.is_owed(session, host)

    assert not await is_owed()
    booking_id = await let(shop, host, 2500)
    assert await is_owed()
    await shop.happens(booking_id, Used(1))
    await shop.capture(booking_id)
    assert await is_owed()
    async with shop.database.writing() as session:
        (payout,) = await hosts.list_payouts(session, far, BERLIN)
        await hosts.book_payout(session, payout)
    assert not await is_owed()


def test_a_month_begins_by_the_clock_of_the_city():
    assert hosts.month_start(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), BERLIN) == datetime(2026, 11, 1, tzinfo=BERLIN)
    assert hosts.month_start(datetime(2026, 10, 31, 22, 30, tzinfo=UTC), BERLIN) == datetime(2026, 10, 1, tzinfo=BERLIN)
