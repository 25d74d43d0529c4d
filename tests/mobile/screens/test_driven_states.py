"""Ways by taxi and by one's own car to a car park: what is written and said of them, and what is left of it when it is old."""
from datetime import timedelta

import msgspec
import pytest

from backend.contract.trips import HindranceCode, LegMode, TripMode
from mobile.i18n import LANGUAGES, use
from mobile.live import Liveness, still_true
from mobile.screens.itinerary.taxi import park_fact, taxi_facts, taxi_link
from mobile.screens.needs import state as needs_page
from mobile.screens.results.left_out import bar_of
from mobile.store.needs import Needs
from mobile.words import MODES, STREET_MODES, TRIP_MODES
from tests.mobile.lively import a_park, a_taxi, left_out
from tests.mobile.screens.test_live_states import cards, shown
from tests.mobile.share.trip import START, a_trip

OLD = START + timedelta(minutes=20)


@pytest.fixture
def by_taxi():
    """From home to work, 26 minutes from START on."""
    return alone(LegMode.TAXI, taxi=a_taxi(START))


@pytest.fixture
def by_car():
    return alone(LegMode.CAR, car_park=a_park(START))


def alone(mode: LegMode, **live):
    trip = a_trip()
    leg = msgspec.structs.replace(trip.legs[0], mode=mode, to=trip.legs[-1].to, arrive_at=trip.arrive_at, distance_m=5400, **live)
    return msgspec.structs.replace(trip, legs=(leg,), walk_m=0, transfers=0)


def test_a_card_says_when_to_order_the_taxi_and_what_it_costs(by_taxi):
    (card,) = cards(by_taxi)
    assert card.parts[0].mode == "TAXI"
    assert card.facts[0].text == "Order it at 08:41 · About €12.40, estimated"
    assert "Taxi 26 minutes. Order it at 8 41, About 12 euros 40, estimated." in card.spoken
    assert card.live.seen_at == START - timedelta(seconds=45)
    assert card.spoken.endswith("Live")


def test_a_way_by_taxi_alone_is_named_after_it(by_taxi):
    shorter = msgspec.structs.replace(a_trip(), duration_s=1, walk_m=-1, co2_g=1)
    card = next(card for card in cards(by_taxi, shorter) if card.itinerary == by_taxi)
    assert card.reason == "Taxi"


def test_the_leg_tells_the_wait_the_price_and_whom_to_call(by_taxi):
    line = shown(by_taxi).lines[1]
    assert (line.mode, line.detail, line.inner) == ("TAXI", "City Taxis", ())
    said = [fact.text for fact in line.facts]
    assert said == ["Order it at 08:41", "Comes about 6 min after that", "About €12.40, estimated", "Call +49 6221 19410"]
    assert line.facts[1].spoken == "Comes about 6 minutes after that"
    assert line.link == ("Open City Taxis to book", "https://taxis.example/book")
    assert line.spoken.endswith(", 26 minutes, City Taxis")


def test_a_wait_that_is_not_known_is_said_not_to_be():
    assert taxi_facts(a_taxi(START, None))[1].text == "How long it takes to come is not known"


@pytest.mark.parametrize("address", ["", "http://taxis.example", "taxiapp://book", "https://me:pass@taxis.example"])
def test_only_a_page_that_nobody_reads_along_is_opened(address):
    assert taxi_link(a_taxi(START, book_url=address)) is None


def test_a_taxi_of_nobody_in_particular_can_still_be_booked():
    assert taxi_link(a_taxi(START, operator=""))[0] == "Open Taxi to book"
    assert len(taxi_facts(a_taxi(START, phone=""))) == 3


def test_a_car_park_says_how_much_room_there_is(by_car):
    (card,) = cards(by_car)
    assert card.facts[0].text == "Park at Harbour Garage · 12 free places"
    line = shown(by_car).lines[1]
    assert (line.facts[0].tone, line.live) == ("ok", Liveness(START - timedelta(seconds=45)))
    assert (park_fact(a_park(START, 2)).tone, park_fact(a_park(START, None, "")).text) == ("warn", "Park there")


def test_what_is_too_old_says_nothing_of_now(by_taxi, by_car):
    assert still_true(by_taxi, START).legs[0].taxi.wait_s == 360
    assert still_true(by_taxi, OLD).legs[0].taxi.wait_s is None
    assert still_true(by_car, OLD).legs[0].car_park.free is None


def test_a_full_car_park_is_admitted():
    assert bar_of((left_out(a_trip(), HindranceCode.CAR_PARK_FULL),)).icon == "parking"


def test_both_ways_can_be_asked_for():
    assert LegMode.TAXI in STREET_MODES
    assert "TAXI" in MODES
    for mode in (TripMode.TAXI, TripMode.CAR_PARK):
        assert mode in TRIP_MODES
        needs, refused = needs_page.toggle(Needs(), mode)
        assert (mode in needs.modes, refused) == (True, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_they_are_told_in_every_language(language, by_taxi):
    english = [fact.text for fact in taxi_facts(by_taxi.legs[0].taxi)]
    use(language)
    try:
        told = [fact.text for fact in taxi_facts(by_taxi.legs[0].taxi)]
        assert (told == english) is (language == "en")
        assert all("{" not in words for words in told)
    finally:
        use("en")
