"""A map in a real window."""
from collections.abc import Iterator
from contextlib import contextmanager

from kivy.uix.floatlayout import FloatLayout

from mobile.map.widget import VectorMap
from mobile.theme import theme
from tests.mobile.voice.stage import Stage


@contextmanager
def map_on_stage(lat: float, lon: float, zoom: float) -> Iterator[Stage]:
    """The map is `stage.map`, at rest over a place."""
    theme.less_motion = True
    root = FloatLayout()
    town = VectorMap()
    root.add_widget(town)
    with Stage(root) as stage:
        stage.map = town
        town.centre_on(lat, lon, zoom, animate=False)
        stage.frames(4)
        yield stage
