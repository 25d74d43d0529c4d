"""Somebody with a right to pay less: chosen on the phone, agreed to before it is told, counted in the price. By touch, by ear and by keys."""
from mobile.screens.fares.state import rows_of
from tests.mobile.driver import using
from tests.mobile.flows.test_buy_a_trip import before_a_trip
from tests.mobile.payments.shop import problem
from tests.mobile.payments.told import a_consent

STATION = (55.4897, 3.5036)
TEXT = "A lower price is kept with my trips."


async def open_fares(person) -> None:
    await person.tap("Me", "tab")
    await person.tap("Fares: ")
    await person.until(lambda: person.page.state.phase == "ready", "fares of the city")


def quoted(shop) -> list[list[str]]:
    return [body.get("entitlements", []) for method, path, body, _ in shop.asked if (method, path) == ("POST", "/v1/quotes")]


def hold(person) -> None:
    """As chosen before."""
    person.session.rights.switch("companion")


async def test_by_touch_a_right_is_chosen_and_stays_on_the_phone(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_fares(person)
        assert [row.entitlement for row in rows_of(person.page.state)] == ["child", "companion", "senior", "student"]
        await person.see("What you choose stays on this phone.")
        await person.see("City Lines, River Boats: 7 euros 20 a day")
        await person.tap("Companion, Free with City Lines, River Boats.", "switch")
        await person.hear("Counted from the next price on: Companion")
        person.app.router.back()
        await person.see("Fares: Companion")
    async with using(tmp_path, backend.address, STATION) as person:
        assert person.session.rights.held == ("companion",)
        await open_fares(person)
        await person.tap("Companion, Free with", "switch")
        await person.hear("No longer counted: Companion")
        assert person.session.rights.held == ()


async def test_by_ear(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION, voice=True) as person:
        person.app.router.choose("me")
        await person.flick_to("Fares: Ordinary fare")
        await person.double_tap()
        await person.flick_to("Child, A lower fare with City Lines, River Boats.")
        await person.double_tap()
        await person.hear("Counted from the next price on: Child")


async def test_by_keys(tmp_path, backend):
    async with using(tmp_path, backend.address, STATION) as person:
        await open_fares(person)
        node = await person.see("Senior, ", "switch")
        assert person.app.hearing.reader.focus_on(node.widget)
        await person.press("enter")
        await person.until(lambda: person.session.rights.held == ("senior",), "chosen")
        await person.press("escape")
        await person.see("Fares: Senior")


async def test_it_is_agreed_to_before_anything_is_told_and_asked_once(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.session.rights.refresh()
        hold(person)
        await person.tap("Book for 8 euros 30", "button")
        await person.hear(TEXT)
        await person.see("To count your right: Companion", "heading")
        assert quoted(shop) == [], "nothing was told yet"
        await person.tap("Agree, and see the price", "button")
        await person.see("Pay 8 euros 30", "button")
        assert quoted(shop) == [["companion"]]
        await person.see("Companion: nothing is cheaper on this trip.")
        await person.press("escape")
        await person.until(lambda: person.app.router.sheet() is None, "closed")
        await person.tap("Book for 8 euros 30", "button")
        await person.see("Pay 8 euros 30", "button")
        assert quoted(shop) == [["companion"]] * 2, "agreed to once, it holds"


async def test_without_agreeing_the_price_is_the_ordinary_one(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.session.rights.refresh()
        hold(person)
        await person.tap("Book for 8 euros 30", "button")
        await person.tap("Price without the right", "button")
        await person.see("Pay 8 euros 30", "button")
        assert quoted(shop) == [[]]
        assert shop.consent.since is None


async def test_taken_back_between_price_and_booking_it_is_asked_again(tmp_path, backend):
    async with before_a_trip(tmp_path, backend) as (person, shop):
        await person.session.rights.refresh()
        hold(person)
        shop.consent = a_consent(shop.now)
        await person.tap("Book for 8 euros 30", "button")
        await person.see("Pay 8 euros 30", "button")
        shop.consent = a_consent()
        shop.refusals["POST /v1/bookings"] = [problem("consent_missing", 403)]
        await person.tap("Pay 8 euros 30", "button")
        await person.hear(TEXT)
        await person.tap("Agree, and see the price", "button")
        await person.tap("Pay 8 euros 30", "button")
        await person.until(lambda: person.page.title != "Trip" and shop.consent.since is not None, "booked with what was agreed to")
