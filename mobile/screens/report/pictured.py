"""The photo of a report: taken or chosen, only its pixels kept; where and when it was taken is proposed, and a tap takes it."""

import asyncio
from pathlib import Path

from mobile.client import Refused
from mobile.i18n import tr
from mobile.requests.photo_place import PhotoPlace, place_of
from mobile.requests.photo_time import time_of
from mobile.screens.home.state import name_of
from mobile.screens.report.photo_says import PhotoSays, place_words, proposed_place, proposed_time, time_words
from mobile.screens.report.picking import Picking
from mobile.store.reports import Chosen
from mobile.widgets.rows import ListRow


class Pictured(Picking):
    """Mix-in of the page. `says`: what the photo proposes, for as long as the page is there."""

    def __init__(self, **options):
        self.says = PhotoSays()
        super().__init__(**options)

    def photo_row(self) -> ListRow:
        words = tr("Another photo") if self.draft.photo else tr("Add a photo")
        row = ListRow(icon="camera-outline", title=words, detail=tr("Shows what is wrong; faces and plates are hidden"))
        row.bind(on_act=lambda _: self.add_photo())
        return row

    async def keep_photo(self, path: Path):
        now = self.session.now()
        where, taken = await asyncio.to_thread(lambda: (place_of(path), time_of(path, now.tzinfo)))
        name = await self.take_in(path)
        if not name:
            return
        self.remove_photo(instead=name)
        self.session.announce(tr("Photo added. Where and when it was taken is not in it any more."))
        says = PhotoSays(await self.named_place(where) if where else None, proposed_time(taken, now))
        if self.draft.photo != name:  # another was chosen meanwhile, or none is left
            return
        self.says = says
        if rows := self.says_rows(self.place()):
            self.redraw()
            self.session.announce(". ".join(row.a11y_name for row in rows))

    async def named_place(self, where: PhotoPlace) -> Chosen | None:
        """One outside the city is none."""
        try:
            spot = await name_of(where.lat, where.lon, self.session.client)
        except Refused:
            return None
        return Chosen(spot.name, where.lat, where.lon, where.accuracy_m, of_photo=True)

    def says_rows(self, place) -> list[ListRow]:
        """What the photo proposes. `place`: of the report. The time can be given back, the place be chosen anew."""
        rows, session = [], self.session
        if told := proposed_place(self.says, place):
            title, (written, spoken) = tr("Use the place of the photo"), place_words(told, session.settings.units)
            row = ListRow(icon="map-marker-check-outline", title=title, detail=written, a11y_name=f"{title}: {spoken}", end="")
            row.bind(on_act=lambda _: self.set_place(told))
            rows.append(row)
        if at := self.draft.seen_at or self.says.at:
            title, (written, spoken) = tr("Seen when the photo was taken"), time_words(at, session.now())
            taken = self.draft.seen_at is not None
            row = ListRow(icon="clock-check-outline", title=title, detail=written, a11y_name=f"{title}: {spoken}", end="switch", on=taken)
            row.bind(on_act=lambda _: self.take_time(None if taken else at))
            rows.append(row)
        return rows

    def take_time(self, at):
        self.says = PhotoSays(self.says.place, self.says.at or self.draft.seen_at)
        self.change(seen_at=at)

    def remove_photo(self, instead: str = ""):
        """What it said of where and when goes with it."""
        before, chosen = self.draft.photo, self.draft.chosen
        keeps = chosen is None or not chosen.of_photo
        self.says = PhotoSays()
        self.change(photo=instead, chosen=chosen if keeps else None, seen_at=None)
        self.reporting.photos.delete(before)
