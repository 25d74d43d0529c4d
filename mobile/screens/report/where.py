"""Where the thing is that is reported: by itself where the phone is, or chosen."""

from kivy.uix.widget import Widget

from mobile.asking import Spot
from mobile.client import Refused
from mobile.earth import flat_distance_m
from mobile.i18n import tr
from mobile.screens.home.state import name_of
from mobile.screens.report.parts import place_card
from mobile.screens.report.state import place_of
from mobile.store.reports import Chosen
from mobile.widgets.box import Column
from mobile.widgets.choice import ChoiceSheet

MOVED_M = 25  # after which the place is named anew
CLOSE_ZOOM = 18


class Where(Widget):
    """Mix-in of the page: `where` shows the place, and changes with each step while the rest stays."""

    def __init__(self, **options):
        self.where = Column()
        self.named: Spot | None = None
        self._told = ""
        super().__init__(**options)

    def place(self):
        session = self.session
        return place_of(self.draft, session.here, session.fix, self.named.name if self.named else "", session.settings.units)

    def follow_place(self):
        """The person has moved, or the phone has found out where they are."""
        place = self.place()
        told = f"{place.spoken} {place.warning}" if place else ""
        if told != self._told and not self.sent:
            self.redraw_where(place)
        here = self.session.fix or self.session.here
        moved = self.named is None or (here and flat_distance_m((here.lat, here.lon), (self.named.lat, self.named.lon)) > MOVED_M)
        if here and moved and not self.draft.chosen:
            self.ask_who()
            self.start("name", self.name_place(here.lat, here.lon))

    async def name_place(self, lat: float, lon: float):
        try:
            spot = await name_of(lat, lon, self.session.client)
        except Refused:
            return
        if spot.name != tr("Point on the map"):
            self.named = spot
            self.follow_place()

    def change_place(self):
        if self.session.here is None:
            self.pick()
            return
        choices = (("map", tr("Choose on the map"), ""), ("here", tr("Where I am"), ""))
        chosen = "map" if self.draft.chosen else "here"
        self.router.open(ChoiceSheet(title=tr("Where is it?"), choices=choices, chosen=chosen, taken=self.take_where))

    def take_where(self, how: str):
        if how == "map":
            self.pick()
        else:
            self.change(chosen=None)
            self.follow_place()

    def pick(self):
        if place := self.place():
            self.session.view = (place.lat, place.lon, CLOSE_ZOOM)
        self.router.go("pick", field="obstacle", on_pick=self.take_place)

    def take_place(self, spot: Spot):
        self.router.back()
        self.set_place(Chosen(spot.name, spot.lat, spot.lon))

    def set_place(self, chosen: Chosen):
        """Whoever sets a place is not at the stop that was filled in; a vehicle moves with them."""
        about = self.draft.about
        self.change(chosen=chosen, about=about if about and about.moves else None)
        self.look_near()

    def redraw_where(self, place):
        """By itself, as the place changes with each step while somebody types."""
        self._told = f"{place.spoken} {place.warning}" if place else ""
        self.where.clear_widgets()
        self.where.add_widget(place_card(place, self.session.why_not_here, self.change_place))
