"""Every screen in every theme, text size and language: readable, whole, large enough to touch, named, in order.

Here the longest words are met in large letters on every screen, and the other looks share the screens between them.
`make proof` looks at all of them in all 24.
"""
import os

import pytest

from mobile import i18n
from tests.mobile.driver import using
from tests.mobile.looking import problems
from tests.mobile.tour import SCREENS, close_screen, open_screen

STATION = (55.4897, 3.5036)
THEMES, PERCENTS = ("light", "dark", "hc"), (100, 200)
EVERY, *THIRDS = slice(None), *(slice(first, None, 3) for first in range(3))
SOME = (("de", "hc", 200, EVERY), ("en", "light", 100, THIRDS[0]), ("es", "dark", 200, THIRDS[1]), ("ko", "light", 200, THIRDS[2]))
ALL = tuple((language, theme, percent, EVERY) for language in i18n.LANGUAGES for theme in THEMES for percent in PERCENTS)
LOOKS = ALL if os.environ.get("ALLWAYS_PROOF") else SOME


@pytest.mark.parametrize(("language", "theme", "percent", "which"), LOOKS, ids=["-".join(map(str, look[:3])) for look in LOOKS])
async def test_every_screen(tmp_path, backend, language, theme, percent, which):
    found, names = {}, list(SCREENS)[which]
    async with using(tmp_path, backend.address, STATION, theme=theme, text_percent=percent, language=language) as person:
        assert i18n.current() == language
        for name in names:
            await open_screen(person, name)
            if wrong := problems():
                found[name] = wrong
            await close_screen(person)
    assert not found, "\n".join(f"{name}: {line}" for name, lines in found.items() for line in lines)
    print(f"PROOF screens in {language} {theme} {percent}={len(names)} without a fault")
