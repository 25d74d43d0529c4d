"""Home in a window that is low and in one that is narrow, with text twice as large: nothing that can be pressed lies under something else."""
import pytest
from kivy.core.window import Window

from tests.mobile.driver import using
from tests.mobile.tour import home

STATION = (55.4897, 3.5036)


@pytest.mark.parametrize("size", [(800, 600), (412, 915)])
async def test_the_buttons_of_the_map_stay_free_of_the_search(tmp_path, backend, size):
    before = Window.size
    async with using(tmp_path, backend.address, STATION, text_percent=200, language="ko") as person:
        Window.size = size
        try:
            await home(person)
            await person.frames(6)
            ids = person.page.ids
            assert ids.live.top <= ids.top.y
            assert ids.tools.x >= ids.top.right or ids.tools.top <= ids.top.y
            assert ids.sheet.height >= 0.3 * person.page.height
            await person.tap(ids.layers.a11y_name)
            assert person.app.router.sheet() is not None
        finally:
            Window.size = before
