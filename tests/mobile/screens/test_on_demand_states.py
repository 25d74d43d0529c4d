"""Ways on demand: until when to book, whom to call, when it comes, and that nothing leads back."""
from datetime import timedelta

import msgspec
import pytest

from backend.contract.on_demand import NoWayBack, OnDemandRide
from backend.contract.trips import LegMode, TripMode
from mobile.i18n import LANGUAGES, use
from mobile.map.overlay import PATTERNS
from mobile.screens.itinerary.on_demand import LONGEST_MESSAGE, on_demand_facts, on_demand_link
from mobile.tokens import MODES as COLOURS
from mobile.words import MODES, STREET_MODES, TRIP_MODES
from tests.mobile.screens.test_live_states import cards, shown
from tests.mobile.share.trip import START, a_trip, minutes


def a_ride(**changes) -> OnDemandRide:
    about = {
        "operator": "City Lines", "line": "D1", "zone": "North West", "drop_off_zone": "North West", "message": "Rides are shared.",
        "phone": "+32 2 555 01 00", "booking_url": "https://city.example/ride", "info_url": "", "book_from": None, "book_until": minutes(10),
        "pickup_from": minutes(40), "pickup_until": minutes(48), "hours_from": minutes(-100), "hours_until": minutes(600),
        "expected_arrive_at": minutes(55), "wheelchair": True, "wheelchair_places": None,
    }  # fmt: skip
    return OnDemandRide(**{**about, **changes})


def a_way(**changes):
    """All the way on demand, from 09:27 to 09:50."""
    trip = a_trip()
    ride = a_ride(**changes)
    leg = msgspec.structs.replace(trip.legs[0], mode=LegMode.ON_DEMAND, to=trip.legs[-1].to, depart_at=minutes(40), arrive_at=minutes(63),
                                  distance_m=5400, on_demand=ride)  # fmt: skip
    return msgspec.structs.replace(trip, legs=(leg,), depart_at=minutes(40), arrive_at=minutes(63), duration_s=1380, walk_m=0, transfers=0)


def facts(way, now=START):
    return [fact.text for fact in on_demand_facts(way.legs[0], now)]


def test_a_card_says_until_when_to_book_and_whom_to_call():
    (card,) = cards(a_way())
    assert card.parts[0].mode == "ON_DEMAND"
    assert (card.facts[0].text, card.facts[0].tone) == ("Book by 08:57 today · Call +32 2 555 01 00", "warn")
    assert "On-demand van 23 minutes. Book by 8 57 today, Call +32 2 555 01 00" in card.spoken
    assert card.live is None


def test_a_way_on_demand_alone_is_named_after_it():
    shorter = msgspec.structs.replace(a_trip(), duration_s=1, walk_m=-1, co2_g=1)
    card = next(card for card in cards(a_way(), shorter) if card.itinerary.legs[0].on_demand)
    assert card.reason == "On-demand van"


def test_the_leg_tells_when_it_comes_and_when_one_is_there_for_certain():
    line = shown(a_way()).lines[1]
    assert (line.mode, line.detail, line.inner) == ("ON_DEMAND", "City Lines · D1 · North West", ())
    assert [fact.text for fact in line.facts] == [
        "Book by 08:57 today", "Picked up between 09:27 and 09:35", "There by 09:50, usually at 09:42", "Call +32 2 555 01 00",
        "Takes a wheelchair", "Rides are shared.",
    ]  # fmt: skip
    assert line.link == ("Open City Lines to book", "https://city.example/ride")
    assert line.facts[1].spoken == "Picked up between 9 27 and 9 35"


@pytest.mark.parametrize(
    ("changes", "now", "told"),
    [
        ({"book_until": minutes(10) + timedelta(days=1)}, START, "Book by 08:57 tomorrow"),
        ({"book_until": None}, START, "Has to be booked"),
        ({}, minutes(11), "Too late to book"),
        ({"book_from": minutes(5)}, START, "Can be booked from 08:52 today"),
        ({"book_from": minutes(5)}, minutes(6), "Book by 08:57 today"),
        ({"pickup_until": minutes(40)}, START, "Book by 08:57 today"),
    ],
)
def test_what_is_said_of_booking(changes, now, told):
    assert facts(a_way(**changes), now)[0] == told


def test_what_nobody_tells_is_not_said():
    way = a_way(phone="", wheelchair=None, message="", pickup_until=minutes(40))
    assert facts(way)[1:] == ["Picked up at 09:27", "There by 09:50, usually at 09:42"]
    assert facts(a_way(wheelchair=False)) == [words for words in facts(a_way()) if words != "Takes a wheelchair"]
    assert len(facts(a_way(message="x" * 1000))[-1]) == LONGEST_MESSAGE


@pytest.mark.parametrize(("book", "info", "opened"), [("", "https://a.example", "https://a.example"), ("", "", None), ("http://a.example", "", None)])
def test_only_a_page_that_nobody_reads_along_is_opened(book, info, opened):
    link = on_demand_link(a_ride(booking_url=book, info_url=info))
    assert (link and link[1]) == opened


def test_that_nothing_leads_back_is_said_before_the_way_out_is_chosen():
    way = msgspec.structs.replace(a_way(), no_way_back=NoWayBack(minutes(0) + timedelta(days=1), True))
    told = "No way back that day, the next one leaves at 08:47 tomorrow, a taxi can be ordered"
    (card,) = cards(way)
    assert told in [fact.text for fact in card.facts]
    assert "No way back that day, the next one leaves at 8 47 tomorrow" in card.spoken
    assert told in [words for _, words, _ in shown(way).tags]


def test_it_has_words_a_colour_and_a_line_of_its_own():
    assert LegMode.ON_DEMAND in STREET_MODES
    assert {"ON_DEMAND"} <= MODES.keys() & COLOURS.keys() & PATTERNS.keys()
    assert TripMode.ON_DEMAND in TRIP_MODES


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_told_in_every_language(language):
    way = msgspec.structs.replace(a_way(message=""), no_way_back=NoWayBack(minutes(0) + timedelta(days=1), True))
    english = [*facts(way), *(words for _, words, _ in shown(way).tags[:1])]
    use(language)
    try:
        told = [*facts(way), *(words for _, words, _ in shown(way).tags[:1])]
        assert all((one == other) is (language == "en") for one, other in zip(told, english))
        assert all("{" not in words for words in told)
    finally:
        use("en")
