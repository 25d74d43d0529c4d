"""Sheets over a map and over a page, in narrow and in wide windows."""

import pytest
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout

from mobile.widgets.sheet import LEAST_SHARE, MOST_WIDTH, MapSheet, Sheet
from mobile.widgets.text import Text
from tests.mobile.voice.stage import Finger, Stage


def laid_out(widget, width: float, stage_root: BoxLayout) -> None:
    holder = FloatLayout(size_hint=(None, None), size=(width, 800))
    holder.add_widget(widget)
    stage_root.add_widget(holder)


@pytest.fixture
def stage():
    with Stage(BoxLayout()) as stage:
        yield stage


def test_on_a_phone_a_sheet_covers_the_lower_part_of_the_map(stage):
    sheet = MapSheet(rests=[0.5, 1.0], above=dp(80))
    laid_out(sheet, 412, stage.root)
    stage.settle()
    assert sheet.width == 412
    assert sheet.cover == [0, dp(80), 0, sheet.height]
    assert sheet.height == 400


def test_in_a_low_window_a_sheet_leaves_room_for_what_stands_on_it(stage):
    sheet = MapSheet(rests=[0.5, 0.78, 1.0], above=dp(350), room=dp(150))
    laid_out(sheet, 800, stage.root)
    stage.settle()
    assert sheet.height == 800 - dp(350) - dp(150)
    sheet.above = dp(100)
    assert sheet.height == 400
    sheet.above = dp(700)
    assert sheet.height == 800 * LEAST_SHARE
    sheet.go_to(1)
    stage.until(lambda: sheet.height == pytest.approx(800 * 0.78))
    sheet.room = dp(170)
    assert sheet.height == pytest.approx(800 * 0.78)


def test_in_a_wide_window_the_map_lies_beside_the_sheet(stage):
    sheet = MapSheet(rests=[0.5, 1.0], above=dp(80))
    laid_out(sheet, 1280, stage.root)
    stage.settle()
    assert sheet.width == dp(MOST_WIDTH)
    assert sheet.cover == [sheet.right, 0, 0, 0]
    sheet.parent.width = 500
    stage.settle()
    assert sheet.cover == [0, dp(80), 0, sheet.height]


def test_a_question_stands_in_the_middle_and_a_tap_beside_it_closes_it(stage):
    sheet, closed = Sheet(title="When?"), []
    sheet.bind(on_close=lambda *_: closed.append(True))
    sheet.content.add_widget(Text(text="Now"))
    laid_out(sheet, 1280, stage.root)
    stage.settle()
    assert sheet.panel.width == dp(MOST_WIDTH)
    assert sheet.panel.center_x == sheet.center_x
    for x, is_closed in ((sheet.center_x, False), (sheet.panel.x - 20, True)):
        finger = Finger(x, sheet.panel.y + 20)
        finger.down()
        finger.up()
        assert bool(closed) is is_closed
