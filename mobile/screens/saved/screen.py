"""Saved trips and places."""

from mobile.asking import Ask, Spot
from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.screens.saved.state import rows_of
from mobile.store.places import icon_of
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard


class SavedPage(ListPage):
    """Works without network: everything here is on the phone."""

    first = True

    def name(self) -> str:
        return tr("Saved")

    def heard(self, what: str):
        super().heard(what)
        if what in ("trips", "places", "needs", "account"):
            self.redraw_list()

    def fill(self, content):
        card = Card()
        if self.session.account.on:
            detail = tr("Shown without network too")
            card.add_row(self.row("ticket-confirmation-outline", tr("Tickets"), detail, lambda: self.router.go("tickets")))
        card.add_row(self.row("calendar-clock-outline", tr("My day"), tr("Several errands in the best order"), lambda: self.router.go("day")))
        content.add_widget(card)
        rows = rows_of(self.session.trips.list_trips(), self.session.now().date(), self.session.people)
        self.heading(content, tr("Trips"))
        if rows:
            card = Card()
            for number, row in enumerate(rows, 1):
                card.add_row(
                    self.row(
                        "bookmark",
                        row.title,
                        row.detail,
                        lambda row=row: self.open_trip(row),
                        a11y_name=row.spoken,
                        a11y_position=(number, len(rows)),
                    )
                )
            content.add_widget(card)
        else:
            content.add_widget(
                EmptyCard(
                    title=tr("No saved trips yet"),
                    detail=tr("Save a trip with its bookmark. It opens without network too."),
                    obstacle="bookmark-outline",
                )
            )
        self.heading(content, tr("Places"))
        card = Card()
        for place in self.session.places.list_saved():
            card.add_row(self.row(icon_of(place.key), place.name, "", lambda place=place: self.open_place(place)))
        for key, icon, words in (
            ("home", "home-plus-outline", tr("Add home")),
            ("work", "briefcase-plus-outline", tr("Add work")),
            ("saved", "plus", tr("Add a place")),
        ):
            if key == "saved" or not self.session.places.find_saved(key):
                card.add_row(self.row(icon, words, "", lambda key=key: self.router.go("search", field=key)))
        content.add_widget(card)

    def open_trip(self, row):
        """One asked for with other needs may not fit any longer: it is asked for anew, or looked at as it was."""
        if not row.outdated:
            self.show_trip(row.trip_id)
            return
        choices = (
            ("again", tr("Ask again with the needs of now"), tr("Leave now")),
            ("show", tr("Show it as it was saved"), tr("It may be beyond your limits")),
        )
        self.router.open(ChoiceSheet(title=row.title, choices=choices, taken=lambda what: self.take_trip(row.trip_id, what)))

    def take_trip(self, trip_id: str, what: str):
        if what == "show":
            self.show_trip(trip_id)
            return
        ask = self.ask_of(self.session.trips.get(trip_id))
        self.session.set_ask(origin=ask.origin, destination=ask.destination, when=ask.when)
        self.router.go("results")

    def ask_of(self, trip) -> Ask:
        first, last = trip.itinerary.legs[0].from_, trip.itinerary.legs[-1].to
        return Ask(Spot(trip.origin, first.lat, first.lon), Spot(trip.destination, last.lat, last.lon))

    def show_trip(self, trip_id: str):
        trip = self.session.trips.get(trip_id)
        self.router.go("itinerary", itinerary=trip.itinerary, ask=self.ask_of(trip), trip_id=trip_id)

    def open_place(self, place):
        choices = (("go", tr("Go here"), ""), ("start", tr("Start here"), ""), ("remove", tr("Remove from saved places"), ""))
        self.router.open(ChoiceSheet(title=place.name, choices=choices, taken=lambda what: self.use_place(place, what)))

    def use_place(self, place, what: str):
        spot = Spot(place.name, place.lat, place.lon)
        if what == "remove":
            self.session.remove_place(place)
            self.router.say_done(tr("{place} removed", place=place.name), tr("Keep it"), lambda: self.session.keep_place(place))
        elif what == "go":
            self.session.set_ask(destination=spot)
            self.router.go("results") if self.session.ask.complete else self.router.go("search", field="origin")
        else:
            self.session.set_ask(origin=spot)
            self.router.go("search", field="destination")
