"""A companion travels free, with everything that is real: chosen on the phone, agreed to, priced by the service, taken back, and asked again."""
import httpx
import pytest

from backend.contract.consents import ConsentChange, ConsentLanguage, Purpose
from mobile.accounts import calls as account_calls
from mobile.client import Refused
from mobile.payments import calls
from mobile.payments.buying import request_for
from tests.mobile.driver import using
from tests.mobile.flows.selling_city import opened
from tests.mobile.flows.test_buy_for_real import before_a_trip

STATION = (55.4897, 3.5036)


@pytest.fixture(scope="module")
def city(demo, demo_folder, tmp_path_factory):
    with opened(demo, demo_folder, tmp_path_factory.mktemp("selling")) as live:
        yield live


async def withdraw(account) -> None:
    change = ConsentChange(Purpose.CONCESSION, False, 1, ConsentLanguage.EN)
    await account.ask(lambda client, token: account_calls.change_consent(client, change, token))


async def test_a_companion_travels_free_until_it_is_taken_back(tmp_path, city):
    async with using(tmp_path, city.address, STATION) as person:
        await person.session.rights.refresh()
        person.session.rights.switch("companion")
        await before_a_trip(person)
        itinerary, account = person.page.itinerary, person.session.account
        assert itinerary.price.amount_minor > 0, "ways are priced without any right"
        await person.tap("Book for ", "button")
        await person.hear("Allways keeps the word for my lower price")
        await person.tap("Agree, and see the price", "button")
        await person.see("Pay 30 cents", "button")
        await person.see(f"Companion: €{itinerary.price.amount_minor / 100:.2f} less than without.")
        await person.press("escape")
        await person.until(lambda: person.app.router.sheet() is None, "closed")

        await withdraw(account)
        with pytest.raises(Refused) as refused:
            await account.ask(lambda client, token: calls.quote(client, request_for(itinerary, ("companion",)), token))
        assert (refused.value.status, refused.value.code) == (403, "consent_missing")
        await person.tap("Book for ", "button")
        await person.tap("Price without the right", "button")
        total = itinerary.price.amount_minor + itinerary.price.booking_fee_minor
        await person.see(f"Pay {total // 100} euros {total % 100}", "button")
        await person.see("Without your right to pay less.")


def test_anybody_may_know_the_fares_and_they_are_sent_once(city):
    answer = httpx.get(f"{city.address}/v1/fares")
    assert {right["names"]["ko"] for right in answer.json()["rights"]} >= {"어린이", "학생"}
    assert httpx.get(f"{city.address}/v1/fares", headers={"if-none-match": answer.headers["etag"]}).status_code == 304
