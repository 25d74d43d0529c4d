"""Every screen in every theme, text size and language: readable, whole, large enough to touch, named, in order.

Here each language, theme and text size is met, and four looks share the screens between them.
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
EVERY, QUARTERS = slice(None), [slice(first, None, 4) for first in range(4)]
SOME = (("en", "light", 100, QUARTERS[0]), ("de", "hc", 200, QUARTERS[1]), ("es", "dark", 200, QUARTERS[2]), ("ko", "light", 200, QUARTERS[3]))
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
    print(f"PROOF screens_in_{language}_{theme}_{percent}={len(names)} without a fault")
