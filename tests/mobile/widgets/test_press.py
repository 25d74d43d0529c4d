"""What can be pressed, with text of any size."""
import pytest
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from mobile.theme import theme
from mobile.widgets.floating import FloatButton
from mobile.widgets.press import LOOKS, MOST_ICON, IconButton, WordButton
from mobile.widgets.text import Icon, Text
from tests.mobile.looking import shown, too_faint
from tests.mobile.voice.stage import Stage


def icon_of(button) -> Icon:
    return next(child for child in button.children if isinstance(child, Icon))


@pytest.mark.parametrize(("kind", "side"), [(IconButton, 48), (FloatButton, 52)])
def test_an_icon_grows_with_the_text_inside_of_its_button(kind, side):
    button = kind(icon="arrow-left", a11y_name="Back")
    with Stage(BoxLayout()) as stage:
        stage.root.add_widget(button)
        assert icon_of(button).width == dp(24)
        theme.text_scale = 1.3
        assert icon_of(button).width == pytest.approx(dp(24 * 1.3))
        theme.text_scale = 2
        assert icon_of(button).width == dp(side * MOST_ICON)
        assert button.size == [dp(side), dp(side)]


@pytest.mark.parametrize("name", ["light", "dark", "hc"])
def test_what_cannot_be_done_now_can_still_be_read(name):
    theme.use(name)
    column = BoxLayout(orientation="vertical")
    for look in LOOKS:
        column.add_widget(WordButton(text="Pay", a11y_name="Pay", icon="lock-outline", look=look, disabled=True))
    with Stage(column) as stage:
        stage.settle()
        assert len([word for word in shown(Text) if word.text]) == len(LOOKS)
        assert not too_faint(shown(Text))
        column.children[0].disabled = False
        stage.settle()
        assert column.children[0].fill == LOOKS["quiet"][0]
        assert not too_faint(shown(Text))
