"""What is told of a ride by itself: near, there, later and why, another van, nobody. Each once, and never in silence."""
from datetime import timedelta

import pytest

from backend.contract.rides import ChangeReason, RidePlace, RideState
from mobile.i18n import LANGUAGES, use
from mobile.rides.news import STALE, news_of
from mobile.screens.ride.state import view_of
from tests.mobile.rides.told import HOSPITAL, MINUTE, NOON, OTHER_ID, STATION, a_ride, a_van, left_behind, put_off, there


def told(one, before=None, now=NOON) -> list[str]:
    return [news.spoken for news in news_of(one, before, now)]


def test_far_away_nothing_is_told_and_near_it_is():
    assert told(a_ride()) == []
    assert told(a_ride(), now=NOON + 4 * MINUTE) == ["Your van is there in 4 minutes, Main Station"]
    address = RidePlace("", *STATION)
    assert told(a_ride(from_=address), now=NOON + 4 * MINUTE) == ["Your van is there in 4 minutes"]


def test_an_address_has_no_name_that_could_be_said():
    one = a_ride(from_=RidePlace("", *STATION), to=RidePlace("", *HOSPITAL))
    assert view_of(one).title == "Your ride"
    assert not [spoken for _, _, spoken in view_of(one).facts if spoken.startswith(("From", "To"))]


def test_a_van_that_waits_says_which_it_is_and_until_when():
    assert told(there()) == ["Your van is there. Van 2 · SEL-D 102. It waits until 11 oh 9."]


def test_another_promise_is_told_with_its_reason_and_not_again_after_a_while():
    assert told(put_off()) == ["The van is held up. The van comes between 11 18 and 11 28. There by 11 53."]
    assert told(put_off(reason=ChangeReason.CONNECTION))[0].startswith("It waits for you.")
    assert told(put_off(), now=NOON + STALE) == []


def test_whoever_is_aboard_hears_of_the_arrival_only():
    assert told(put_off(state=RideState.ABOARD)) == ["The van is held up. There by 11 53."]


def test_another_van_is_told_by_what_stands_on_it():
    assert told(a_ride(van=a_van(name="Van 5", plate="")), a_ride()) == ["Another van comes: Van 5"]


@pytest.mark.parametrize(("changes", "words"), [
    ({}, "Your van cannot come. A person of the city finds another way for you by 11 oh 2. Stay where you are."),
    ({"task_due_at": NOON - MINUTE}, "Your van cannot come. A person of the city is looking for another way for you now. You can call too."),
    ({"instead": OTHER_ID}, "Your van cannot come. Another way is booked for you. It costs nothing."),
    ({"task_due_at": None}, "Your van cannot come. Your money comes back. Look for another way."),
])  # fmt: skip
def test_nobody_is_left_without_a_word(changes, words):
    assert told(left_behind(**changes)) == [words]


def test_a_van_that_has_gone_is_told_to_whoever_was_waited_for():
    assert told(a_ride(state=RideState.NO_SHOW), a_ride()) == ["Your van has gone without you. It waited as long as it could. Look for another way."]
    assert told(a_ride(state=RideState.NO_SHOW)) == []


def test_the_same_news_has_the_same_key_whenever_it_is_worked_out():
    (first,), (again,) = (tuple(news_of(there(), None, NOON + by)) for by in (timedelta(0), MINUTE))
    assert first.key == again.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_it(language):
    use(language)
    try:
        assert all(told(one) for one in (there(), put_off(), left_behind()))
    finally:
        use("en")


def test_whoever_sat_in_the_van_hears_that_they_are_there():
    over, aboard = a_ride(state=RideState.BROUGHT), a_ride(state=RideState.ABOARD)
    assert told(over, aboard) == [f"You are there: {over.to.name}"]
    assert told(a_ride(state=RideState.BROUGHT, to=RidePlace("", *HOSPITAL)), aboard) == ["You are there"]
    assert told(over) == told(over, a_ride()) == told(over, over) == []
