"""The space where the car of a trip stands: chosen on the page of the trip, and paid with it. A mix-in of that page."""

from kivy.metrics import dp

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking.beside import Beside, asked_near, other_than
from mobile.parking.wish import USUAL_STAY, quarter_before
from mobile.screens.itinerary.buying import parks
from mobile.screens.itinerary.spaces_sheet import SpacesSheet
from mobile.screens.pay.screen import PaySheet
from mobile.screens.space.pay_sheet import SpacePaySheet
from mobile.widgets.box import Column
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow


class SpaceBeside:
    """`beside` is the space that is chosen, None without one. The page has `itinerary`, `ask`, `session`, `router` and `redraw`."""

    beside: Beside | None = None

    def space_part(self) -> Column | None:
        """What is chosen, to be changed; else the button to choose by. None where no car of one's own stands anywhere."""
        if parks(self.itinerary, self.ask.destination) is None:
            return None
        holder = Column(padding=[dp(16), dp(8), dp(16), 0])
        if self.beside:
            (title, detail), spoken = self.beside.words(self.session.settings.units), self.beside.words(self.session.settings.units, say)
            row = ListRow(icon="parking", title=title, detail=detail, a11y_name=tr("{space}, change", space=", ".join(spoken)), a11y_key="space")
            row.bind(on_act=lambda _: self.open_spaces())
            card = Card(inset=16)
            card.add_row(row)
            holder.add_widget(card)
            return holder
        words = tr("Reserve a space there")
        button = WordButton(text=words, a11y_name=words, icon="parking", look="outlined", least_height=48, a11y_key="space")
        button.bind(on_act=lambda _: self.open_spaces())
        holder.add_widget(button)
        return holder

    def open_spaces(self):
        spot, at = parks(self.itinerary, self.ask.destination)
        start = quarter_before(at)
        asked = self.beside.asked if self.beside else asked_near(self.session, spot, start, start + USUAL_STAY)
        self.router.open(SpacesSheet(self.session, self.router, asked, self.take_space, self.beside, lambda: self.find_space(spot, asked)))

    def take_space(self, beside: Beside | None):
        self.beside = beside
        self.redraw()
        if beside:
            self.session.announce(tr("{space}. It is paid with the trip.", space=", ".join(beside.words(self.session.settings.units, say))))
        else:
            self.session.announce(tr("No space with this trip"))

    def find_space(self, spot, asked):
        """All of them, with the map."""
        self.session.parking.change_wish(spot=spot, starts_at=asked.starts_at, ends_at=asked.ends_at)
        self.router.choose("parking")

    def take_other(self, one):
        """Somebody was quicker: another space at the same time, with its own price, before anything is paid."""
        self.take_space(other_than(self.beside, one))
        self.open_price()

    def pay_sheet(self) -> PaySheet:
        """One price and one payment for all of it."""
        if self.beside is None:
            return PaySheet(self.session, self.router, self.itinerary, self.keep_booking, self.open_price)
        options = {"on_booked": self.keep_booking, "again": self.open_price}
        return SpacePaySheet(self.session, self.router, self.beside.wish, self.beside.currency, self.take_other, self.itinerary, **options)
