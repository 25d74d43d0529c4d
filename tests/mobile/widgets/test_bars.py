"""The bar of places: names beside each other are of one size, however long one of them is."""
import pytest
from kivy.uix.boxlayout import BoxLayout

from mobile.app import PLACES
from mobile.i18n import LANGUAGES, use
from mobile.theme import theme
from mobile.widgets.bars import NavigationBar
from tests.mobile.voice.stage import Stage


@pytest.fixture
def stage():
    with Stage(BoxLayout(orientation="vertical")) as stage:
        yield stage


def sizes(bar) -> set[float]:
    return {round(item.label.font_size, 3) for item in bar.items.values()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_names_are_of_one_size_and_none_is_broken_in_two(stage, language):
    use(language)
    bar = NavigationBar(places=PLACES, current="plan")
    stage.root.add_widget(bar)
    whole = {}
    for percent in (100, 200, 100):
        theme.text_scale = percent / 100
        for place in ("plan", "report"):
            bar.current = place
            stage.settle()
            assert len(sizes(bar)) == 1, {item.text: item.label.font_size for item in bar.items.values()}
            whole.setdefault(percent, set()).update(sizes(bar))
    assert max(whole[100]) <= min(whole[200])
    use("ko" if language == "de" else "de")
    bar.translate()
    stage.settle()
    assert len(sizes(bar)) == 1
