"""A photo from the camera or from the pictures of the device; only its pixels are kept."""

import asyncio
from pathlib import Path

from kivy.uix.widget import Widget

from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.store.photos import PhotoUnreadable
from mobile.widgets.choice import ChoiceSheet


class Picking(Widget):
    """Mix-in of pages, whose `keep_photo(path)` hears of each."""

    def add_photo(self):
        if not self.session.device.camera.can_take():
            self.start("photo", self.choose_photo())
            return
        choices = (("take", tr("Take a photo"), ""), ("choose", tr("Choose a picture"), ""))
        self.router.open(ChoiceSheet(title=tr("Add a photo"), choices=choices, taken=self.take_or_choose))

    def take_or_choose(self, how: str):
        self.start("photo", self.take_photo() if how == "take" else self.choose_photo())

    async def take_photo(self):
        """The file of the camera is gone once its pixels are kept."""
        path, done = self.session.folder / "taken.jpg", asyncio.get_running_loop().create_future()
        try:
            self.session.device.camera.take(path, lambda taken: done.done() or done.set_result(taken))
            if await done:
                await self.keep_photo(path)
        except Unavailable as trouble:
            self.say(str(trouble))
        finally:
            path.unlink(missing_ok=True)

    async def choose_photo(self):
        try:
            path = await self.session.device.pictures.choose()
        except Unavailable as trouble:
            self.say(str(trouble))
            return
        if path:
            await self.keep_photo(path)

    async def take_in(self, path: Path) -> str:
        """The name of the copy; "" where there is none, and then it was said why."""
        try:
            return await asyncio.to_thread(self.session.reporting.photos.take_in, path)
        except PhotoUnreadable as trouble:
            self.say(str(trouble))
        except OSError:
            self.say(tr("The photo could not be kept. Free some space, then choose it again."))
        return ""
