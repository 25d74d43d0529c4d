"""Search: type, or take one of your own places, where you are, or a point of the map."""

from kivy.clock import Clock
from kivy.properties import StringProperty

from mobile.asking import Spot
from mobile.i18n import tr
from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.search.state import Found, SearchState, heading_of, search
from mobile.store.places import icon_of
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text

load(__file__)


class SearchPage(Page):
    """`field` is what the place is for: origin, destination, here, home, work or saved. `on_take(spot)`: it is for the page that asked."""

    hint = StringProperty("")

    def __init__(self, field: str = "destination", on_take=None, **options):
        self.asked, self.on_take = field, on_take
        self.state = SearchState()
        super().__init__(full=True, **options)

    def shown(self):
        super().shown()
        # After the page is drawn: the keyboard of a phone would otherwise rise over a half-made page.
        if not self.session.settings.voice:
            Clock.schedule_once(lambda _: setattr(self.ids.field.entry, "focus", self.visible), 0.25)

    def hide(self):
        self.ids.field.entry.focus = False
        super().hide()

    def redraw(self, *_):
        self.title = heading_of(self.asked)
        self.hint = tr("Place, address or stop")
        self.ids.field.entry.hint_text = self.ids.field.entry.a11y_name = self.hint
        self.redraw_list()

    def typed(self, words: str):
        self.start("search", self.follow(words))

    async def follow(self, words: str):
        async for state in search(self.state, words, self.session.client, self.session.here):
            self.state = state
            self.redraw_list()
        if state.phase == "found":
            self.session.announce(tr("{n} places", n=len(state.found)))
        elif state.sentence:
            self.session.announce(state.sentence)

    def redraw_list(self):
        content, state = self.ids.list.content, self.state
        content.clear_widgets()
        if state.phase == "own":
            self.show_own(content)
        elif state.phase == "looking" and not state.found:
            content.add_widget(Skeleton(rows=4, row_height=64))
        elif state.phase == "none":
            content.add_widget(
                EmptyCard(title=tr("Nothing found"), detail=state.sentence, obstacle="magnify", actions=((tr("Choose on the map"), self.pick),))
            )
        elif state.phase in ("offline", "trouble"):
            content.add_widget(TroubleCard(title=tr("The search did not work"), detail=state.sentence, actions=((tr("Search again"), self.again),)))
        if state.found:
            self.add_rows(content, state.found)

    def show_own(self, content):
        card = Card()
        if self.session.here and self.asked in ("origin", "destination", "parking"):
            card.add_row(self.row("crosshairs-gps", tr("My location"), "", lambda: self.take(self.session.here)))
        card.add_row(self.row("map-outline", tr("Choose on the map"), "", self.pick))
        content.add_widget(card)
        saved = [
            Found(icon_of(place.key), place.name, "", place.name, Spot(place.name, place.lat, place.lon), place.key)
            for place in self.session.places.list_saved()
        ]
        recent = [Found("history", place.name, "", place.name, Spot(place.name, place.lat, place.lon)) for place in self.session.places.list_recent()]
        for heading, rows in ((tr("Saved places"), saved), (tr("Recent"), recent)):
            if rows:
                content.add_widget(Gap(10))
                content.add_widget(Text(text=heading, type_role="title_small", a11y_role="heading"))
                content.add_widget(Gap(6))
                self.add_rows(content, rows)

    def add_rows(self, content, rows):
        card = Card()
        for number, found in enumerate(rows, 1):
            row = self.row(found.icon, found.title, found.detail, lambda found=found: self.take(found.spot), found.spoken)
            row.a11y_position = (number, len(rows))
            card.add_row(row)
        content.add_widget(card)

    def row(self, icon: str, title: str, detail: str, act, spoken: str = "") -> ListRow:
        row = ListRow(icon=icon, title=title, detail=detail, end="", a11y_name=spoken or title)
        row.bind(on_act=lambda _: act())
        return row

    def again(self):
        self.typed(self.ids.field.entry.text)

    def take_first(self):
        if self.state.found:
            self.take(self.state.found[0].spot)

    def pick(self):
        self.router.go("pick", field=self.asked, on_pick=self.take)

    def take(self, spot: Spot):
        """The place is chosen: keep it, and go where it leads."""
        session, router = self.session, self.router
        if not spot.here and self.asked in ("origin", "destination", "here", "parking"):
            session.places.add_recent(spot.name, spot.lat, spot.lon)
        router.close_to(self)
        if self.on_take:
            self.on_take(spot)
        elif self.asked == "here":
            session.stand_at(spot)
        elif self.asked == "parking":
            session.parking.change_wish(spot=spot)
        elif self.asked in ("home", "work", "saved"):
            session.save_place(self.asked, spot)
        else:
            session.set_ask(**{self.asked: spot})
            ask = session.ask
            if ask.complete:
                router.go_results()
            else:
                router.go("search", field="origin" if ask.origin is None else "destination")

    def leave_back(self):
        self.router.back()
