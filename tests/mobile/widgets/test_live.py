"""Badges that count on by themselves while they are shown, without being heard each second."""
from datetime import timedelta

import pytest
from kivy.uix.boxlayout import BoxLayout

from mobile.live import GONE_S, OLD_S, Liveness
from mobile.theme import theme
from mobile.widgets.live import LiveBadge, ticking
from tests.mobile.share.trip import START
from tests.mobile.voice.stage import Stage


class Wall:
    """A clock on the wall that is moved by hand."""

    def __init__(self):
        self.at = START

    def __call__(self):
        return self.at

    def go(self, seconds: float):
        self.at += timedelta(seconds=seconds)
        ticking.tick()


@pytest.fixture
def stage():
    with Stage(BoxLayout(orientation="vertical")) as stage:
        yield stage


def badge(stage, wall, **options) -> LiveBadge:
    made = LiveBadge(live=Liveness(START, whole=True), now=wall, a11y_role="text", **options)
    stage.root.add_widget(made)
    stage.settle()
    return made


def test_the_age_counts_on_turns_old_and_at_last_is_by_timetable(stage):
    wall = Wall()
    shown = badge(stage, wall)
    seen = [(shown.text, shown.icon)]
    for seconds in (7, OLD_S, GONE_S):
        wall.go(seconds)
        seen.append((shown.text, shown.icon))
    assert seen == [
        ("Live · 0 s ago", "access-point"),
        ("Live · 7 s ago", "access-point"),
        ("Live, but 2 min old", "clock-alert-outline"),
        ("Timetable, not live", "clock-outline"),
    ]
    assert shown.a11y_name == "Timetable, not live"


def test_its_colour_is_that_of_how_old_it_is_in_every_theme(stage):
    wall = Wall()
    shown = badge(stage, wall)
    for name in ("light", "dark", "hc"):
        theme.use(name)
        assert shown._label.color == theme.ui["ok"]
    wall.go(OLD_S)
    assert shown._label.color == theme.ui["warn"]


def test_a_badge_that_is_no_longer_shown_is_no_longer_counted(stage):
    wall = Wall()
    shown = badge(stage, wall)
    stage.root.remove_widget(shown)
    wall.go(5)
    assert shown.text == "Live · 0 s ago"
    stage.root.add_widget(shown)
    stage.settle()
    wall.go(5)
    assert shown.text == "Live · 10 s ago"


def test_whoever_listens_to_it_hears_the_age_when_they_ask_not_each_second(stage):
    wall = Wall()
    shown = badge(stage, wall)
    stage.reader.focus_on(shown)
    before = list(stage.voice.said)
    for _ in range(3):
        wall.go(1)
        stage.reader.refresh()
    assert stage.voice.said == before
    stage.reader.focus_on(shown)
    assert stage.voice.said[-1].startswith("Live, 3 seconds ago")
