"""Parking: a place that fits the vehicle and the person, for the time wanted; on the map and as a list."""

from dataclasses import replace
from uuid import UUID

from kivy.metrics import dp
from kivy.properties import StringProperty

from mobile.asking import Spot
from mobile.client import Refused
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.kv import load
from mobile.map.widget import MapPin
from mobile.navigation import Page
from mobile.parking.wish import FILTERS, search_of
from mobile.parking.words import times_words
from mobile.screens.home.state import name_of
from mobile.screens.parking.lookout import lookout_card
from mobile.screens.parking.mine import links_card, mine_rows
from mobile.screens.parking.parts import search_card, space_card
from mobile.screens.parking.state import (
    FILTER_WORDS,
    SORTS,
    ParkingState,
    describe,
    group_words,
    heading_of,
    look_for_spaces,
    marks_of,
    missing_words,
    none_words,
    rows_of,
)
from mobile.screens.parking.times_sheet import TimesSheet
from mobile.screens.vehicles.state import short_words
from mobile.store.needs import limits_of
from mobile.theme import theme
from mobile.widgets.box import Column, Row
from mobile.widgets.choice import ChoiceSheet
from mobile.widgets.press import Chip, WordButton
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text

load(__file__)
STREET_ZOOM, SHOWN = 15.5, 12


class ParkingPage(Page):
    """Asks as soon as there is a place, and again whenever place, time, vehicle, needs or filters change."""

    attribution = StringProperty("")
    place_name = StringProperty("")

    def __init__(self, **options):
        super().__init__(**options)
        self.state, self.shown_rows, self._asked = ParkingState(), SHOWN, None
        ids = self.ids
        self.a11y_order = [ids.top, ids.sheet, ids.tools, ids.map, ids.attribution]
        ids.map.source = self.session.tiles

    @property
    def parking(self):
        return self.session.parking

    @property
    def wish(self):
        return self.parking.wish

    def shown(self):
        super().shown()
        self.attribution = self.session.city.attribution if self.session.city else ""
        self.start_where_one_is()
        self.look()
        self.parking.refresh()

    def heard(self, what: str):
        super().heard(what)
        if what in ("here", "city"):
            self.attribution = self.session.city.attribution if self.session.city else ""
            self.start_where_one_is()
        if what in ("wish", "vehicles", "needs"):
            self.redraw()
            self.look()
        if what == "reach" and self.session.reached and self.state.phase == "offline":
            self.look()
        if what in ("reservations", "account", "lookout"):
            self.redraw_list()

    def start_where_one_is(self):
        """Where nobody has said where to, near where the person is; else the middle of the city is shown."""
        session, drawn = self.session, self.ids.map
        if self.wish.spot is None and session.here:
            self.parking.change_wish(spot=session.here)
        spot = self.wish.spot or (session.city.centre if session.city else None)
        if spot and not drawn.taken:
            drawn.centre_on(spot.lat, spot.lon, STREET_ZOOM, animate=False)

    def look(self):
        session = self.session
        if self.wish.spot is None or not self.visible:
            return
        self.parking.wish = self.wish.current(session.now())
        self._asked = search_of(self.wish, self.parking.vehicles.driven, limits_of(session.needs), session.needs.max_walk_m)
        self.start("spaces", self.follow())

    async def follow(self):
        session = self.session
        async for state in look_for_spaces(self.state, self._asked, session.client, session.now().tzinfo):
            self.state = state
            self.redraw_list()
        if not self.visible:
            return
        if self.state.answer:
            session.announce(describe(self.state, self.hides_unsure, self.parking.vehicles.driven, session.settings.units, session.now())[0])
        elif self.state.sentence:
            session.announce(self.state.sentence, assertive=True)

    @property
    def hides_unsure(self) -> bool:
        return "fits" in self.wish.filters

    def rows(self):
        return rows_of(self.state, self.hides_unsure, self.parking.vehicles.driven, self.session.settings.units, self.session.now())

    def redraw(self, *_):
        self.title = tr("Parking")
        self.redraw_card()
        self.redraw_chips()
        self.redraw_list()

    def redraw_card(self):
        wish, now = self.wish, self.session.now()
        current, driven = wish.current(now), self.parking.vehicles.driven
        self.place_name = wish.spot.name if wish.spot else ""
        times, spoken = (times_words(current.starts_at, current.ends_at, now.date(), form) for form in (write, say))
        holder = self.ids.card_holder
        holder.clear_widgets()
        acts = (lambda: self.router.go("search", field="parking"), self.open_times, self.open_vehicle)
        holder.add_widget(search_card(self.place_name, times, spoken, short_words(driven), short_words(driven, say), acts))

    def redraw_chips(self):
        shelf = self.ids.chips.content
        shelf.clear_widgets()
        for word in FILTERS:
            driven = self.parking.vehicles.driven
            if word == "charging" and not (driven and driven.plug):
                continue
            icon, words = FILTER_WORDS[word]
            on = word in self.wish.filters
            chip = Chip(text=words(), icon="check" if on else icon, chosen=on, a11y_role="checkbox", a11y_name=words(), a11y_key=word)
            chip.bind(on_act=lambda _, word=word: self.toggle(word))
            shelf.add_widget(chip)

    def redraw_list(self):
        content, state = self.ids.sheet.content, self.state
        content.clear_widgets()
        content.padding, content.spacing = [dp(12), 0, dp(12), dp(16)], dp(8)
        content.add_widget(mine_rows(self.parking.current(), self.session.now(), self.router))
        if state.phase == "where":
            actions = ((tr("Choose a place"), lambda: self.router.go("search", field="parking")),)
            title, why = tr("Where do you want to park?"), self.session.why_not_here
            content.add_widget(EmptyCard(title=title, detail=why, obstacle="parking", actions=actions))
        elif state.phase == "loading":
            content.add_widget(Skeleton(rows=4, row_height=100))
        elif state.answer is None:
            actions = ((tr("Ask again"), self.look),)
            content.add_widget(TroubleCard(title=tr("The spaces could not be asked for"), detail=state.sentence, actions=actions))
        else:
            self.fill_answer(content)
        content.add_widget(lookout_card(self.session, self.wish, state.answer))
        content.add_widget(links_card(self.router))
        self.draw_map()

    def fill_answer(self, content):
        state, rows = self.state, self.rows()
        head = Column(spacing=dp(4)) if theme.large else Row(spacing=dp(8))
        head.add_widget(Text(text=heading_of(state), type_role="title_medium", a11y_role="heading"))
        sort = Chip(text=SORTS[state.sort][1](), icon="sort", a11y_name=tr("Sorted by: {sort}", sort=SORTS[state.sort][1]()), a11y_key="sort")
        sort.bind(on_act=lambda _: self.open_sort())
        head.add_widget(sort)
        content.add_widget(head)
        if missing := missing_words(state.answer):
            button = WordButton(text=missing, a11y_name=missing, look="quiet", icon="car-info", least_height=48)
            button.bind(on_act=lambda _: self.open_vehicle())
            content.add_widget(button)
        if state.phase == "none" or not rows:
            actions = ((tr("Another time"), self.open_times), (tr("Another place"), lambda: self.router.go("search", field="parking")))
            content.add_widget(EmptyCard(title=tr("No space found"), detail=none_words(), obstacle="car-off", actions=actions))
        self.fill_rows(content, rows)

    def fill_rows(self, content, rows):
        group = "fits"
        for number, row in enumerate(rows[: self.shown_rows], 1):
            if row.group != group:
                group = row.group
                content.add_widget(Text(text=group_words(group), type_role="title_small", ink="on2", a11y_role="heading"))
            chosen = row.space.space_id == self.state.chosen
            content.add_widget(space_card(row, chosen, (number, len(rows)), lambda row=row: self.open_space(row)))
        if len(rows) > self.shown_rows:
            more = WordButton(text=tr("Show more"), a11y_name=tr("Show more"), look="outlined", least_height=48)
            more.bind(on_act=lambda _: self.show_more())
            content.add_widget(more)

    def draw_map(self):
        spot, drawn, state = self.wish.spot, self.ids.map, self.state
        rows = self.rows()
        drawn.set_live(marks_of(rows, state.chosen))
        pins = [MapPin(spot.lat, spot.lon, "destination", spot.name, "spot")] if spot and not spot.here else []
        stands = next((row.space for row in rows if row.space.space_id == state.chosen), None)
        if stands:
            pins.append(MapPin(stands.lat, stands.lon, "point", "", str(stands.space_id), True))
        drawn.set_pins(pins)
        if self.session.here:
            fix = self.session.fix
            drawn.set_position(self.session.here.lat, self.session.here.lon, fix.accuracy_m if fix else 0, None)

    def choose(self, key: str):
        """From the map: it stands out there and is the first in the list."""
        self.state = replace(self.state, chosen=UUID(key))
        row = next((row for row in self.rows() if str(row.space.space_id) == key), None)
        self.redraw_list()
        if row:
            self.session.announce(row.spoken)
            self.open_space(row)

    def open_space(self, row):
        self.state = replace(self.state, chosen=row.space.space_id)
        self.router.go("space", space=row.space, asked=self._asked)

    def toggle(self, word: str):
        self.parking.set_wish(self.wish.toggled(word))

    def open_times(self):
        now = self.session.now()
        wish = self.wish.current(now)
        self.router.open(TimesSheet(tr("When do you park?"), wish.starts_at, wish.ends_at, now, self.take_times))

    def take_times(self, start, end):
        self.parking.change_wish(starts_at=start, ends_at=end)

    def open_vehicle(self):
        self.router.go("vehicles" if self.parking.vehicles.everything else "vehicle")

    def open_sort(self):
        options = tuple((key, words(), "") for key, (_, words) in SORTS.items())
        self.router.open(ChoiceSheet(title=tr("Sort by"), choices=options, chosen=self.state.sort, taken=self.sort_by))

    def sort_by(self, sort: str):
        self.state = replace(self.state, sort=sort)
        self.redraw_list()

    def show_more(self):
        self.shown_rows += SHOWN
        self.redraw_list()

    def tap_map(self, lat: float, lon: float):
        self.start("tapped", self.go_to(lat, lon))

    async def go_to(self, lat: float, lon: float):
        """Look around the point that was pressed."""
        try:
            spot = await name_of(lat, lon, self.session.client)
        except Refused as trouble:
            self.router.say_done(trouble.sentence)
            return
        self.parking.change_wish(spot=Spot(spot.name, spot.lat, spot.lon))

    def hear(self):
        session = self.session
        words = describe(self.state, self.hides_unsure, self.parking.vehicles.driven, session.settings.units, session.now())
        session.announce(". ".join(words[:4]) or tr("Where do you want to park?"), aloud=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if modifiers:
            return False
        if key == "t":
            self.open_times()
        elif key == "s" and self.state.answer:
            self.open_sort()
        elif key == "f":
            return self.session.focus_widget(self.ids.chips.content.children[-1])
        elif key == "m":
            return self.session.focus_widget(self.ids.map)
        else:
            return False
        return True
