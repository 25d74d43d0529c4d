"""What lies in something that scrolls, pressed as slowly as some people press."""
import pytest
from kivy.clock import Clock
from kivy.uix.boxlayout import BoxLayout

from mobile.widgets.press import WordButton
from mobile.widgets.scroll import Scroll
from tests.mobile.voice.stage import Finger, Stage

PATIENCE_S = 60


def hold(stage, page, held):
    """A finger that rests on a button until it is pressed."""
    finger = Finger(*held.to_window(*held.center))
    finger.down()
    begun = Clock.get_time()
    while Clock.get_time() < begun + 2 * page.scroll_timeout / 1000 or held.state != "down":
        stage.settle()
        assert Clock.get_time() < begun + PATIENCE_S
    return finger


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
    hold(stage, page, held).up()
    stage.settle()
    assert done == [held.text]


@pytest.mark.parametrize(("after", "done"), [(("news", "0", "1"), ["1 anew"]), (("0", "2"), [])])
def test_a_list_that_is_built_anew_under_the_finger_acts_as_it_is_now(stage, after, done):
    """What is held is pressed where it is still there, as it is then; what has gone is not, and nothing else that lies there now."""
    acted, page = [], Scroll()

    def build(names, how=""):
        page.content.clear_widgets()
        for name in names:
            button = WordButton(text=name, a11y_name=name)
            button.fbind("on_act", lambda pressed: acted.append(f"{pressed.text}{how}"))
            page.add_widget(button)
        stage.settle()

    stage.root.add_widget(page)
    build(("0", "1"))
    finger = hold(stage, page, page.content.children[0])
    build(after, " anew")
    finger.up()
    stage.settle()
    assert acted == done


def test_a_finger_that_slips_off_what_is_built_anew_presses_nothing(stage):
    acted, page = [], Scroll()

    def build():
        page.content.clear_widgets()
        button = WordButton(text="0", a11y_name="0")
        button.fbind("on_act", lambda pressed: acted.append(pressed.text))
        page.add_widget(button)
        stage.settle()

    stage.root.add_widget(page)
    build()
    finger = hold(stage, page, page.content.children[0])
    build()
    finger.drag(finger.x, finger.y - 100)
    finger.up()
    stage.settle()
    assert not acted
