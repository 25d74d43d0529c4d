"""Every screen in every theme, text size and language: readable, whole, large enough to touch, named, in order.

Here each language, theme and text size is met, longest words and scripts in the large one. `make proof` looks at all 24 together.
"""
import os

import pytest

from mobile import i18n
from tests.mobile.driver import using
from tests.mobile.looking import problems
from tests.mobile.tour import SCREENS, close_screen, open_screen

STATION = (55.4897, 3.5036)
THEMES, PERCENTS = ("light", "dark", "hc"), (100, 200)
SOME = (("en", "light", 100), ("de", "hc", 200), ("es", "dark", 200), ("ko", "light", 200))
ALL = tuple((language, theme, percent) for language in i18n.LANGUAGES for theme in THEMES for percent in PERCENTS)


@pytest.mark.parametrize(("language", "theme", "percent"), ALL if os.environ.get("ALLWAYS_PROOF") else SOME)
async def test_every_screen(tmp_path, backend, language, theme, percent):
    found = {}
    async with using(tmp_path, backend.address, STATION, theme=theme, text_percent=percent, language=language) as person:
        assert i18n.current() == language
        for name in SCREENS:
            await open_screen(person, name)
            if wrong := problems():
                found[name] = wrong
            await close_screen(person)
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)
    print(f"PROOF screens in {language} {theme} {percent}={len(SCREENS)} without a fault")
