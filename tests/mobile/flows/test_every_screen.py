"""Every screen in every theme, text size and language: readable, whole, large enough to touch, named, in order."""
import pytest

from mobile.i18n import LANGUAGES
from tests.mobile.driver import using
from tests.mobile.looking import problems
from tests.mobile.tour import SCREENS, close_screen, open_screen

STATION = (55.4897, 3.5036)


@pytest.mark.parametrize("percent", [100, 200])
@pytest.mark.parametrize("theme", ["light", "dark", "hc"])
@pytest.mark.parametrize("language", list(LANGUAGES))
async def test_every_screen(tmp_path, backend, theme, percent, language):
    found = {}
    async with using(tmp_path, backend.address, STATION, theme=theme, text_percent=percent, language=language) as person:
        for name in SCREENS:
            await open_screen(person, name)
            if wrong := problems():
                found[name] = wrong
            await close_screen(person)
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)
