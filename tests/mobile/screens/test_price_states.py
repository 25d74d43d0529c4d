"""What a way costs, written and said on its card and its page, only as far as it is known."""
import msgspec
import pytest

from backend.contract.comparing import Label
from backend.contract.trips import ItineraryPrice, LegMode
from mobile.i18n import LANGUAGES, use
from mobile.screens.itinerary.state import describe
from mobile.screens.results.price import price_facts
from mobile.screens.results.reasons import sorts_for
from tests.mobile.lively import a_taxi
from tests.mobile.screens.test_live_states import cards, shown
from tests.mobile.share.trip import START, a_trip


def costing(cents: int | None, *not_counted: int, estimated: bool = False, labels: tuple[Label, ...] = (), minutes: int = 26):
    price = None if cents is None else ItineraryPrice(cents, "EUR", estimated, not_counted)
    return msgspec.structs.replace(a_trip(), price=price, labels=labels, duration_s=minutes * 60)


@pytest.mark.parametrize("way, written, said", [
    (costing(240), "€2.40", "Costs 2 euros 40"),
    (costing(240, estimated=True), "About €2.40, estimated", "About 2 euros 40, estimated"),
    (costing(240, 2), "€2.40 and more: not every price is known", "2 euros 40 and more: not every price is known"),
    (costing(240, 2, estimated=True), "€2.40 and more: not every price is known", "2 euros 40 and more: not every price is known"),
])  # fmt: skip
def test_a_card_and_the_page_tell_the_price(way, written, said):
    (card,) = cards(way)
    assert written in [fact.text for fact in card.facts]
    assert f"{said}." in card.spoken
    page = shown(way)
    assert written in [words for _, words, _ in page.tags]
    assert written in describe(page, START)


def test_where_nothing_is_known_nothing_is_said():
    (card,) = cards(costing(None))
    assert "cash" not in [fact.icon for fact in card.facts]


def test_a_taxi_all_the_way_tells_its_price_once():
    trip = costing(1240, estimated=True)
    leg = msgspec.structs.replace(trip.legs[0], mode=LegMode.TAXI, taxi=a_taxi(START))
    assert price_facts(msgspec.structs.replace(trip, legs=(leg,))) == ()


def test_the_cheapest_is_told_and_can_be_asked_for():
    dear, cheap, unknown = costing(600, labels=(Label.RECOMMENDED,)), costing(240, labels=(Label.CHEAPEST,), minutes=40), costing(None, minutes=50)
    assert [card.reason for card in cards(dear, cheap, unknown)] == ["Best for you", "Cheapest", "One ride"]
    assert "cheapest" in sorts_for([dear, cheap], "best")
    assert "cheapest" not in sorts_for([dear, unknown], "best")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(language):
    try:
        use(language)
        assert len({price_facts(way)[0].spoken for way in (costing(240), costing(240, 1), costing(240, estimated=True))}) == 3
        assert language == "en" or price_facts(costing(240))[0].spoken.find("Costs") < 0
    finally:
        use("en")
