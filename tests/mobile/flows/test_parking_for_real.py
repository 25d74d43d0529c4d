"""A space through everything that is real: found, priced, paid in the browser, in "My parking" with its code, its longer stay priced."""
import os
from datetime import timedelta

import pytest

from mobile.asking import Spot
from mobile.screens.space.state import can_reserve
from mobile.store.vehicles import Vehicles
from tests.mobile.accounts.people import sign_in
from tests.mobile.driver import using
from tests.mobile.flows.selling_city import opened
from tests.mobile.flows.test_buy_for_real import opened_page
from tests.mobile.parking.told import STATION, VAN

pytestmark = pytest.mark.skipif(not os.environ.get("ALLWAYS_PROOF"), reason="a proof: needs the whole city with all that it sells by")


@pytest.fixture(scope="module")
def city(demo, demo_folder, tmp_path_factory):
    with opened(demo, demo_folder, tmp_path_factory.mktemp("selling")) as live:
        yield live


async def test_reserved_paid_and_priced_for_longer(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        await sign_in(person.session)
        parking, now = person.session.parking, person.session.now()
        parking.change_vehicles(Vehicles((VAN,), VAN.key))
        start = now.replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
        parking.change_wish(spot=Spot("Main Station", *STATION), starts_at=start, ends_at=start + timedelta(hours=3))
        await person.tap("Parking", "tab")
        await person.until(lambda: person.page.state.phase == "ready", "spaces")
        paid = [row for row in person.page.rows() if row.space.price.total_minor and row.space.terms.instant and can_reserve(row.space)]
        person.page.open_space(paid[0])
        await person.tap("Reserve for ", "button")
        await person.tap("Pay ", "button")
        browser = await opened_page(person)
        assert browser.page["totalMinor"] >= paid[0].space.price.total_minor
        browser.pay("pm_card_visa")
        await person.hear("Booked. Your tickets are on this phone.")
        await person.until(parking.current, "the reservation")
        await person.tap("To my parking", "button")
        await person.see("Code at the gate: ")
        person.page.price_until(None, parking.current()[0].ends_at + timedelta(hours=1))
        await person.until(lambda: person.app.router.sheet().state.phase in ("ready", "trouble"), "the price of staying longer")
        assert person.app.router.sheet().state.phase == "ready"


async def test_taken_and_another_space_is_there_to_go_to(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        await sign_in(person.session)
        parking, now = person.session.parking, person.session.now()
        parking.change_vehicles(Vehicles((VAN,), VAN.key))
        start = now + timedelta(minutes=1)
        parking.change_wish(spot=Spot("Main Station", *STATION), starts_at=start, ends_at=start + timedelta(hours=3))
        await person.tap("Parking", "tab")
        await person.until(lambda: person.page.state.phase == "ready", "spaces")
        sold = [row for row in person.page.rows() if row.space.terms and row.space.terms.instant and can_reserve(row.space)]
        person.page.open_space(sold[0])
        await person.tap("Reserve ", "button")
        await person.tap("Pay ", "button")
        if sold[0].space.price.total_minor:  # what costs nothing is not paid either
            browser = await opened_page(person)
            browser.pay("pm_card_visa")
        await person.hear("Booked. Your tickets are on this phone.")
        await person.until(parking.current, "the reservation")
        await person.tap("To my parking", "button")
        await person.tap("My space is taken", "button")
        await person.tap("Go to the other space", "button")
        await person.see("Code at the gate: ")
