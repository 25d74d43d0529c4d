"""What is called live and what is not, how late things run, and a trip whose live facts have grown too old."""
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.i18n import use
from mobile.live import GONE_S, NOT_LIVE, OLD_S, Liveness, by_timetable, expected, live_sentence, live_words, liveness, liveness_of, still_true
from tests.mobile.lively import LATE, a_rental, lively, source
from tests.mobile.share.trip import START, a_trip, minutes


@pytest.mark.parametrize(
    ("age_s", "whole", "text", "spoken", "ink"),
    [
        (0, True, "Live · 0 s ago", "Live, 0 seconds ago", "ok"),
        (1, True, "Live · 1 s ago", "Live, 1 second ago", "ok"),
        (59.9, True, "Live · 59 s ago", "Live, 59 seconds ago", "ok"),
        (60, True, "Live · 1 min ago", "Live, 1 minute ago", "ok"),
        (20, False, "Partly live · 20 s ago", "Partly live, 20 seconds ago", "ok"),
        (OLD_S, True, "Live, but 2 min old", "Live, but 2 minutes old", "warn"),
        (GONE_S - 1, False, "Live, but 9 min old", "Live, but 9 minutes old", "warn"),
        (GONE_S, True, "Timetable, not live", "Timetable, not live", "on2"),
        (-3, True, "Live · 0 s ago", "Live, 0 seconds ago", "ok"),  # the clock of the city is a little ahead
    ],
)
def test_a_live_fact_says_how_old_it_is_until_it_is_no_longer_live(age_s, whole, text, spoken, ink):
    words = live_words(Liveness(START - timedelta(seconds=age_s), whole), START)
    assert (words.text, words.spoken, words.ink) == (text, spoken, ink)


def test_where_nothing_is_live_the_timetable_is_named():
    assert live_words(NOT_LIVE, START).text == "Timetable, not live"
    assert live_words(NOT_LIVE, START, short=True).text == "Timetable"
    assert live_sentence(NOT_LIVE, START) == "Timetable, not live"
    assert live_sentence(Liveness(START, whole=False), START) == "Partly live"


def test_facts_that_stand_together_are_as_old_as_the_oldest_and_never_more_live_than_all():
    together = liveness([source(START, 10), source(START, 70)])
    assert together == Liveness(START - timedelta(seconds=70), whole=True)
    assert liveness([source(START, 10), None]) == Liveness(START - timedelta(seconds=10), whole=False)
    assert liveness([None]) == Liveness(None, whole=False)


def test_a_trip_is_live_as_far_as_its_rides_and_shared_vehicles_are():
    assert liveness_of(a_trip()) == Liveness(None, whole=False)
    assert liveness_of(lively(a_trip(), START)) == Liveness(START - timedelta(seconds=45), whole=True)
    walk = a_trip().legs[0]
    assert liveness_of(msgspec.structs.replace(a_trip(), legs=(walk,))) is None


@pytest.mark.parametrize(
    ("delay_s", "tone", "words", "spoken"),
    [
        (0, "ok", "On time", "On time"),
        (59, "ok", "On time", "On time"),
        (60, "warn", "1 min late", "1 minute late"),
        (9 * 60, "warn", "9 min late", "9 minutes late"),
        (10 * 60, "error", "10 min late", "10 minutes late"),
        (-1, "warn", "1 min early", "1 minute early"),
        (-120, "warn", "2 min early", "2 minutes early"),
    ],
)
def test_late_and_early_in_words_and_colour(delay_s, tone, words, spoken):
    at = expected(START + timedelta(seconds=delay_s), START, live=True)
    assert (at.tone, at.words, at.spoken) == (tone, words, spoken)
    assert at.struck == ("" if words == "On time" else "08:47")


@given(st.integers(-7200, 7200), st.integers(0, 59))
def test_the_minutes_in_words_are_those_between_the_two_clocks_that_are_shown(delay_s, second):
    scheduled = START + timedelta(seconds=second)
    at = expected(scheduled + timedelta(seconds=delay_s), scheduled, live=True)
    hour, minute = map(int, at.time.split(":"))
    shown = hour * 60 + minute - (8 * 60 + 47)
    assert (at.struck != "") == (shown != 0)
    assert at.words == ("On time" if shown == 0 else f"{shown} min late" if shown > 0 else f"{-shown} min early")


def test_without_a_source_nothing_is_called_on_time():
    at = expected(START, START, live=False)
    assert (at.time, at.tone, at.words, at.struck) == ("08:47", "", "", "")
    by_frequency = expected(START, None, live=True)
    assert (by_frequency.tone, by_frequency.words) == ("ok", "")


def test_a_trip_that_no_timetable_has_says_so():
    extra = expected(START, None, live=True, added=True)
    assert (extra.tone, extra.words, extra.spoken, extra.struck) == ("ok", "Extra trip", "Extra trip", "")


def test_a_trip_kept_until_its_live_facts_are_too_old_is_shown_by_the_timetable():
    trip = lively(a_trip(), START)
    assert still_true(trip, START + timedelta(seconds=60)) is trip
    later = still_true(trip, START + timedelta(hours=5))
    walk, tram, bike = later.legs
    assert (tram.live, tram.depart_at, tram.arrive_at) == (None, minutes(7), minutes(18))
    assert (walk.arrive_at, bike.depart_at) == (minutes(5) - LATE, minutes(18) - LATE)
    assert (bike.rental.pick_up.vehicles, bike.rental.drop_off.docks) == (None, None)
    assert later.duration_s == (later.arrive_at - later.depart_at).total_seconds()


def test_a_trip_without_anything_live_is_left_as_it_is():
    trip = a_trip()
    assert still_true(trip, START + timedelta(days=3)) is trip
    assert by_timetable(trip.legs) == trip.legs


def test_a_bike_left_in_the_street_has_no_docks_to_forget():
    trip = lively(a_trip(), START, drop_off=None)
    assert still_true(trip, START + timedelta(hours=1)).legs[-1].rental.drop_off is None


@pytest.mark.parametrize("language", ["de", "es", "ko"])
def test_other_languages_say_it_too(language):
    use(language)
    told = live_words(Liveness(START, whole=True), START)
    assert told.text != "Live · 0 s ago"
    assert "{" not in told.text + told.spoken
    assert expected(minutes(4), START, live=True).words != "4 min late"
    assert a_rental(START).source.age_s == 45
