"""`make screens`: all screens of the app beside each other, as docs/screens/*.jpg, in the demonstration city."""
import asyncio
import tempfile
from pathlib import Path

from PIL import Image

from backend.service.services import Services
from tests.cities import demo_city
from tests.mobile import conftest  # noqa: F401 sets Kivy up for a window without a display
from tests.mobile.driver import using
from tests.mobile.looking import picture
from tests.mobile.server import LiveBackend
from tests.mobile.tour import SCREENS, close_screen, open_screen

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SHEETS = {
    "light-en": ("en", "light", 100),
    "dark-de": ("de", "dark", 100),
    "high-contrast-es-200": ("es", "hc", 200),
    "light-ko-200": ("ko", "light", 200),
}
STATION = (55.4897, 3.5036)
ACROSS, GAP, SHRINK = 6, 10, 0.6


async def take(address: str, language: str, theme: str, percent: int) -> list[Image.Image]:
    pictures = []
    with tempfile.TemporaryDirectory() as folder:
        async with using(Path(folder), address, STATION, theme=theme, text_percent=percent, language=language) as person:
            for name in SCREENS:
                await open_screen(person, name)
                pictures.append(picture())
                await close_screen(person)
    return pictures


def together(pictures: list[Image.Image]) -> Image.Image:
    width, height = (round(side * SHRINK) for side in pictures[0].size)
    rows = -(-len(pictures) // ACROSS)
    sheet = Image.new("RGB", (ACROSS * (width + GAP) + GAP, rows * (height + GAP) + GAP), "#8A8F9C")
    for number, one in enumerate(pictures):
        place = (GAP + number % ACROSS * (width + GAP), GAP + number // ACROSS * (height + GAP))
        sheet.paste(one.resize((width, height), Image.Resampling.LANCZOS), place)
    return sheet


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    live = LiveBackend(Services.open(demo_city())).start()
    try:
        for name, look in SHEETS.items():
            pictures = asyncio.run(take(live.address, *look))
            together(pictures).save(FOLDER / f"{name}.jpg", quality=82, optimize=True)
            print(FOLDER / f"{name}.jpg")
    finally:
        live.stop()


if __name__ == "__main__":
    main()
