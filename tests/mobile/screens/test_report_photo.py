"""What a photo says of where and when is a proposal, made only where it tells something new that the city would take."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mobile.screens.report import state
from mobile.screens.report.photo_says import PhotoSays, place_words, proposed_place, proposed_time, time_words
from mobile.store.reports import Chosen, Draft

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
BRIDGE = Chosen("Bridge", 49.42, 8.7, 4.0, of_photo=True)
HERE = state.PlaceLine("Mill Lane 3", "", "", 49.41, 8.69, 8.0)
BESIDE = replace(HERE, lat=49.4201, lon=8.7)


@pytest.mark.parametrize(("place", "is_new"), [
    (None, True), (HERE, True), (BESIDE, False), (replace(BESIDE, warning="The place is not exact."), True),
    (replace(HERE, lat=49.42, lon=8.7, warning="The place is not exact."), False),
])  # fmt: skip
def test_a_place_is_proposed_where_the_report_has_none_so_exact(place, is_new):
    assert proposed_place(PhotoSays(BRIDGE), place) == (BRIDGE if is_new else None)
    assert proposed_place(PhotoSays(), place) is None


@pytest.mark.parametrize(("ago", "is_new"), [
    (timedelta(minutes=9), False), (timedelta(minutes=11), True), (timedelta(days=5), True), (timedelta(days=7), False), (-timedelta(hours=1), False),
])  # fmt: skip
def test_a_time_is_proposed_where_it_is_not_now_and_the_city_takes_it(ago, is_new):
    assert proposed_time(NOON - ago, NOON) == (NOON - ago if is_new else None)
    assert proposed_time(None, NOON) is None


def test_both_are_written_and_spoken():
    assert place_words(BRIDGE, "metric") == ("Bridge, about 4 m", "Bridge, about 4 metres")
    assert time_words(NOON - timedelta(hours=1), NOON) == ("11:00", "11 o'clock")


def test_what_was_taken_is_sent():
    seen_at = NOON - timedelta(days=1, microseconds=5)
    body = state.request_of(Draft(kind="broken_paving", seen_at=seen_at), HERE, NOON, "en")
    assert body.observed_at == seen_at.replace(microsecond=0)
