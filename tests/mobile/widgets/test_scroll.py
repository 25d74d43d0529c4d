"""What lies in something that scrolls, pressed as slowly as some people press."""
import pytest
from kivy.clock import Clock
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.press import WordButton
from mobile.widgets.scroll import Scroll
from tests.mobile.voice.stage import Finger, Stage

PATIENCE_S = 60


@pytest.fixture
def stage():
    with Stage(BoxLayout()) as stage:
        yield stage


@pytest.mark.parametrize("number", [0, 1, 12, 29])
@pytest.mark.parametrize("many", [2, 30])
def test_a_button_that_is_held_acts_when_it_is_let_go(stage, many, number):
    """After it was brought where it can be seen, as by the keyboard or the reader."""
    done, page = [], Scroll()
    buttons = [WordButton(text=f"{number}", a11y_name=f"{number}") for number in range(many)]
    for button in buttons:
        button.fbind("on_act", lambda pressed: done.append(pressed.text))
        page.add_widget(button)
    stage.root.add_widget(page)
    stage.settle()
    held = buttons[number % many]
    page.scroll_to(held, animate=False)
    stage.settle()
    finger = Finger(*held.to_window(*held.center))
    finger.down()
    begun = Clock.get_time()
    while Clock.get_time() < begun + 2 * page.scroll_timeout / 1000 or held.state != "down":
        stage.settle()
        assert Clock.get_time() < begun + PATIENCE_S
    finger.up()
    stage.settle()
    assert done == [held.text]
