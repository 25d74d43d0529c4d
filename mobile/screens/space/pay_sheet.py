"""The price of a space, over its page: as that of a trip; where somebody was quicker, what else is free at the same time."""

from kivy.metrics import dp

from backend.contract.reservations import ParkingWish, SpaceAlternative
from backend.contract.trips import Itinerary
from mobile.asking import Spot
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.parking.for_me import misfit_of
from mobile.payments.buying import book, legs_beside_space, request_for, request_for_spaces
from mobile.screens.pay.screen import PaySheet
from mobile.screens.space.state import alternative_words, alternatives_of
from mobile.widgets.field import Field
from mobile.widgets.notices import told
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.text import Text

MOST_LETTERS = 20


class SpacePaySheet(PaySheet):
    """`on_other(alternative)` hears which other space was chosen. With an `itinerary` both have one price.

    `goal`: where somebody walks to from a space that was not found by their own limits; whether it keeps them is said before it is paid.
    """

    misfit = ""

    def __init__(
        self, session, router, wish: ParkingWish, currency: str, on_other=lambda one: None, itinerary: Itinerary | None = None,
        goal: Spot | None = None, **options,
    ):  # fmt: skip
        self.wish, self.currency, self.on_other, self.plate = wish, currency, on_other, ""
        self.counts_rights = itinerary is not None and bool(legs_beside_space(itinerary))
        if itinerary is None:
            options.setdefault("title", tr("Reserve and pay"))
        super().__init__(session, router, itinerary, **options)
        if goal:
            session.tasks.start(self, "compare", self.compare(goal))

    async def compare(self, goal: Spot):
        wish = self.wish
        self.misfit = await misfit_of(self.session, wish.space_id, goal, wish.start, wish.end, wish.vehicle)
        if self.misfit:
            self.fill()
            self.session.announce(self.misfit, assertive=True)

    def request_of(self, entitlements: tuple[str, ...] = ()):
        if self.itinerary is None:
            return request_for_spaces((self.wish,))
        return request_for(self.itinerary, entitlements if self.counts_rights else (), (self.wish,))

    def legs_of(self) -> tuple:
        return legs_beside_space(self.itinerary) if self.itinerary else ()

    def booking(self):
        return book(self.state, self.session.account, self.plate.strip())

    def fill_price(self, holder):
        if self.misfit:
            holder.add_widget(told("close-circle", "error", self.misfit, "", self.misfit))
        super().fill_price(holder)
        field = Field(label=tr("Number plate, only if the gate shall open by it"), hint=tr("not told"), icon="car-info", text=self.plate)
        field.bind(on_words=lambda _, text: setattr(self, "plate", text[:MOST_LETTERS]))
        holder.add_widget(field)

    def fill_trouble(self, holder):
        others = alternatives_of(self.state.refusal)
        if not others:
            super().fill_trouble(holder)
            return
        words = tr("Taken a moment ago. Nothing was booked, no money was taken.")
        holder.add_widget(told("alert-circle-outline", "warn", words, "", words))
        holder.add_widget(Text(text=tr("Free at the same time"), type_role="title_medium", a11y_role="heading", padding=[0, dp(6), 0, 0]))
        card = Card(inset=16)
        for number, one in enumerate(others, 1):
            card.add_row(self.row_of(one, (number, len(others))))
        holder.add_widget(card)

    def row_of(self, one: SpaceAlternative, position: tuple[int, int]) -> ListRow:
        units = self.session.settings.units
        name, detail = alternative_words(one, self.currency, units)
        row = ListRow(icon="parking", title=name, detail=detail, a11y_name=", ".join(alternative_words(one, self.currency, units, say)))
        row.a11y_position, row.a11y_key = position, str(one.space_id)
        row.bind(on_act=lambda _: self.take(one))
        return row

    def take(self, one: SpaceAlternative):
        self.close()
        self.on_other(one)
