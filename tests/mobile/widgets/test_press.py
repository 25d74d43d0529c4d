"""What can be pressed, with text of any size."""
import pytest
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout

from mobile.theme import theme
from mobile.widgets.floating import FloatButton
from mobile.widgets.press import MOST_ICON, IconButton
from mobile.widgets.text import Icon
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
