"""What a city tells of its fares: every right that would make a price lower and no other, in four languages, and what a day costs at most."""
import pytest
from litestar.testing import TestClient

from backend.contract.fares import FareCap, FareEffect, FareEffectKind, FareNames, FareOperator
from backend.contract.quotes import SoldKind
from backend.pricing.fares import NO_FARES, CityFares, open_fares
from backend.pricing.published import NOTHING_SOLD, PublishedFares
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.stops.names import Names
from routing.city import City
from tests.backend.pricing.test_service import planned
from tests.backend.pricing.world import PRICES, read_fares
from tests.worlds.town import open_town

CATEGORIES = "rider_category_id,rider_category_name\nchild,Child\nSENIOR,Senior\n"


def told(shop, fares: CityFares):
    return PublishedFares.of(fares, shop.pricing.reader.names)


def rights(shop, tmp_path, prices: str = PRICES, **files: str):
    return {right.entitlement: right for right in told(shop, read_fares(tmp_path, prices, **files)).response.rights}


def test_who_sells_what_and_the_most_a_day_costs(shop):
    response = shop.pricing.published.response
    assert (response.currency, response.decimals, response.booking_fee_minor, response.booking_fee_tax_rate_bp) == ("EUR", 2, 30, 1900)
    assert response.operators == (
        FareOperator("bikes", "Elm Bikes", SoldKind.RENTAL), FareOperator("taxis", "Elm Taxis", SoldKind.TAXI),
        FareOperator("town", "Town Lines", SoldKind.TRANSIT),
    )  # fmt: skip
    assert response.caps == (FareCap("town_day", ("town",), 600, None, None),)


def test_rights_of_the_city_and_of_its_feeds_say_what_they_do(shop):
    found = {right.entitlement: right.effects for right in shop.pricing.published.response.rights}
    assert found == {
        "child": (FareEffect("child", FareEffectKind.OWN_FARE, ("town",)),),
        "companion": (FareEffect("companion", FareEffectKind.FREE, ("town",)),),
        "old": (FareEffect("SENIOR", FareEffectKind.OWN_FARE, ("town",)),),
    }


async def test_each_right_that_is_told_makes_a_price_lower_under_the_name_that_is_told(shop):
    whole = (await shop.offer(planned(shop))).quote.total_minor
    for right in shop.pricing.published.response.rights:
        offer = await shop.offer(planned(shop), entitlements=(right.entitlement,))
        assert offer.quote.total_minor < whole
        assert offer.rights_saved_minor == whole - offer.quote.total_minor
        counted = {name for line in offer.quote.lines for name in line.concession_ids}
        assert counted == {effect.concession_id for effect in right.effects}


@pytest.mark.parametrize(("terms", "effect"), [
    ("factor_bp = 5000", FareEffect("companion", FareEffectKind.FACTOR, ("town",), factor_bp=5000)),
    ('amount = "1.00"', FareEffect("companion", FareEffectKind.AMOUNT, ("town",), amount_minor=100)),
    ('amount = "0"', FareEffect("companion", FareEffectKind.FREE, ("town",))),
])  # fmt: skip
def test_terms_of_a_right(shop, tmp_path, terms, effect):
    assert rights(shop, tmp_path, PRICES.replace("factor_bp = 0\n", f"{terms}\n"))["companion"].effects == (effect,)


def test_names_are_known_words_or_those_of_the_city(shop, tmp_path):
    named = PRICES.replace('category = "SENIOR"', 'category = "SENIOR"\nname = "Silver card"')
    found = rights(shop, tmp_path, named)
    assert found["child"].names == FareNames("Child", "Kind", "Niño o niña", "어린이")
    assert found["old"].names == FareNames(*["Silver card"] * 4)
    assert rights(shop, tmp_path, PRICES.replace('entitlement = "old"', 'entitlement = "town_hero"'))["town_hero"].names.de == "Town hero"


def test_a_category_that_nobody_can_ask_for_is_no_right(shop, tmp_path):
    files = {"rider_categories": f"{CATEGORIES}2 up,Two\n", "fare_rider_categories": "fare_id,rider_category_id,price\nride,2 up,1.00\n"}
    assert set(rights(shop, tmp_path, **files)) == {"companion"}


def test_what_nobody_sells_for_is_no_right(shop, tmp_path):
    assert set(rights(shop, tmp_path, PRICES.replace('agencies = ["town"]', 'agencies = ["elsewhere"]'))) == {"companion"}


def test_a_city_that_sells_nothing_says_so(shop):
    assert told(shop, NO_FARES).response == NOTHING_SOLD


def test_it_is_the_same_until_prices_change(shop, tmp_path):
    etag = shop.pricing.published.etag
    assert told(shop, read_fares(tmp_path)).etag == etag
    assert told(shop, read_fares(tmp_path, PRICES.replace("6.00", "6.10"))).etag != etag


def test_the_demonstration_city(demo_folder):
    city = City.open(demo_folder)
    response = PublishedFares.of(open_fares(demo_folder), Names(city.transit)).response
    found = {right.entitlement: [effect.kind.value for effect in right.effects] for right in response.rights}
    assert found == {"child": ["own_fare"], "companion": ["free"], "senior": ["own_fare"], "student": ["own_fare"]}
    assert response.rights[0].effects[0].operators == ("city", "river")


def served(services: Services):
    with TestClient(create_app(lambda: services, Settings(log_requests=False, per_minute=None)), base_url="http://localhost") as client:
        answer = client.get("/v1/fares")
        return answer, client.get("/v1/fares", headers={"if-none-match": answer.headers["etag"]})


def test_over_http_it_is_not_sent_twice(demo_folder):
    answer, again = served(Services.open(demo_folder))
    assert (answer.status_code, answer.json()["currency"]) == (200, "EUR")
    assert {right["entitlement"] for right in answer.json()["rights"]} == {"child", "companion", "senior", "student"}
    assert (again.status_code, again.content) == (304, b"")


def test_over_http_a_city_without_prices():
    answer, _ = served(open_town())
    assert (answer.status_code, answer.json()["currency"], answer.json()["rights"]) == (200, None, [])
