"""The photo of a report: taken or chosen, only its pixels kept; where it was taken becomes the place, if nobody has chosen one."""

import asyncio
from pathlib import Path

from mobile.client import Refused
from mobile.i18n import tr
from mobile.requests.photo_place import PhotoPlace, place_of
from mobile.screens.home.state import name_of
from mobile.screens.report.picking import Picking
from mobile.store.reports import Chosen
from mobile.widgets.rows import ListRow


class Pictured(Picking):
    """Mix-in of the page."""

    def photo_row(self) -> ListRow:
        words = tr("Another photo") if self.draft.photo else tr("Add a photo")
        row = ListRow(icon="camera-outline", title=words, detail=tr("Shows what is wrong; faces and plates are hidden"))
        row.bind(on_act=lambda _: self.add_photo())
        return row

    async def keep_photo(self, path: Path):
        where = await asyncio.to_thread(place_of, path)
        name = await self.take_in(path)
        if not name:
            return
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
