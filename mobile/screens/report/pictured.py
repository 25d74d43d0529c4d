"""The photo of a report: taken or chosen, only its pixels kept; where it was taken becomes the place, if nobody has chosen one."""

import asyncio
from pathlib import Path

from kivy.uix.widget import Widget

from mobile.client import Refused
from mobile.device.protocols import Unavailable
from mobile.i18n import tr
from mobile.requests.photo_place import PhotoPlace, place_of
from mobile.screens.home.state import name_of
from mobile.store.photos import PhotoUnreadable
from mobile.store.reports import Chosen
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import ListRow


class Pictured(Widget):
    """Mix-in of the page."""

    def photo_row(self) -> ListRow:
        words = tr("Another photo") if self.draft.photo else tr("Add a photo")
        row = ListRow(icon="camera-outline", title=words, detail=tr("Shows what is wrong; faces and plates are hidden"))
        row.bind(on_act=lambda _: self.add_photo())
        return row

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

    async def keep_photo(self, path: Path):
        try:
            where, name = await asyncio.to_thread(lambda: (place_of(path), self.reporting.photos.take_in(path)))
        except PhotoUnreadable as trouble:
            self.say(str(trouble))
        except OSError:
            self.say(tr("The photo could not be kept. Free some space, then choose it again."))
        else:
            self.remove_photo(instead=name)
            self.session.announce(tr("Photo added. Where and when it was taken is not in it any more."))
            if where and self.draft.chosen is None and self.draft.about is None:
                await self.propose(where)

    async def propose(self, where: PhotoPlace):
        """The place of the photo, named; one outside the city is none."""
        try:
            spot = await name_of(where.lat, where.lon, self.session.client)
        except Refused:
            return
        self.change(chosen=Chosen(spot.name, where.lat, where.lon, where.accuracy_m, of_photo=True))
        self.session.announce(self.place().spoken)
        self.look_near()

    def remove_photo(self, instead: str = ""):
        before, chosen = self.draft.photo, self.draft.chosen
        keeps = chosen is None or not chosen.of_photo
        self.change(photo=instead, chosen=chosen if keeps else None)
        self.reporting.photos.delete(before)
