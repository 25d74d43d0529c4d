"""A parking space: be sure, then reserve."""

from dataclasses import replace

import msgspec
from kivy.metrics import dp

from backend.contract.parking import ParkingSearch, ParkingSpace
from mobile.asking import Spot
from mobile.client import ClientError
from mobile.i18n import tr
from mobile.kv import load
from mobile.navigation import Page
from mobile.parking import calls
from mobile.parking.wish import search_of
from mobile.screens.parking.times_sheet import TimesSheet
from mobile.screens.space.parts import facts_grid, price_bar, rules_column, times_card, tone_line
from mobile.screens.space.pay_sheet import SpacePaySheet
from mobile.screens.space.pictures import picture_view, texture_of
from mobile.screens.space.state import (
    SpaceState,
    ask_space,
    asks_host,
    can_reserve,
    describe,
    for_times,
    request_for,
    request_words,
    view_of,
    wish_of,
)
from mobile.store.needs import limits_of
from mobile.widgets.bars import TopBar
from mobile.widgets.box import Gap
from mobile.widgets.press import WordButton
from mobile.widgets.states import Skeleton, TroubleCard
from mobile.widgets.text import Text

load(__file__)


class SpacePage(Page):
    """`asked` is the search that found it: the price on it is for that time and vehicle."""

    def __init__(self, space: ParkingSpace, asked: ParkingSearch, **options):
        self.state = SpaceState("ready", space, asked)
        self.pictures: dict = {}
        self.at = 0
        super().__init__(full=True, **options)

    @property
    def space(self) -> ParkingSpace:
        return self.state.space

    @property
    def view(self):
        return view_of(self.state, self.session.parking.vehicles.driven, self.session.settings.units, self.session.now())

    def shown(self):
        super().shown()
        self.start("pictures", self.fetch_pictures())
        self.find_request()

    def heard(self, what: str):
        super().heard(what)
        if what == "vehicles":
            wish = self.session.parking.wish.current(self.session.now())
            again = search_of(wish, self.session.parking.vehicles.driven, limits_of(self.session.needs), self.session.needs.max_walk_m)
            self.ask(for_times(again, self.state.asked.starts_at, self.state.asked.ends_at))
        if what == "reach" and self.session.reached and self.state.phase == "offline":
            self.ask(self.state.asked)

    async def fetch_pictures(self):
        """One after the other; one that does not come is left out."""
        for photo in self.space.photos:
            if photo in self.pictures:
                continue
            try:
                jpeg = await calls.photo(self.session.client, self.space.space_id, photo)
            except ClientError:
                continue
            if texture := texture_of(jpeg):
                self.pictures[photo] = texture
                self.redraw_list()

    def find_request(self):
        """Whether its host was asked about this time already, and says yes."""
        if self.session.account.on and self.space.terms and not self.space.terms.instant:
            self.start("request", self.fetch_request())

    async def fetch_request(self):
        try:
            found = (await self.session.account.ask(calls.requests)).requests
        except ClientError:
            return
        self.take_request(request_for(self.state, found))

    def take_request(self, request):
        self.state = replace(self.state, request=request)
        self.redraw()

    async def ask_host(self):
        wish = wish_of(self.state)
        try:
            request = await self.session.account.ask(lambda client, token: calls.ask_host(client, wish, token))
        except ClientError as trouble:
            self.router.say_done(trouble.sentence)
            self.session.announce(trouble.sentence, assertive=True)
            return
        self.take_request(request)
        self.session.announce(request_words(request, self.session.now())[2])

    def ask(self, asked: ParkingSearch):
        self.start("space", self.follow(ask_space(self.state, asked, self.session.client, self.session.now().tzinfo)))

    async def follow(self, states):
        async for state in states:
            self.state = state
            self.redraw()
        self.find_request()
        view = self.view
        told = state.sentence or f"{view.price}, {view.price_detail}. {view.blocked}"
        self.session.announce(told, assertive=bool(state.sentence))

    def redraw(self, *_):
        self.title = self.view.title
        self.ids.head.clear_widgets()
        self.ids.head.add_widget(TopBar(title=self.title, back=self.router.back))
        self.redraw_list()
        self.redraw_bottom()

    def redraw_list(self):
        content, view = self.ids.list.content, self.view
        position = self.ids.list.scroll_y
        content.clear_widgets()
        content.spacing = dp(10)
        if self.pictures:
            textures = list(self.pictures.values())
            self.at %= len(textures)
            content.add_widget(picture_view(textures[self.at], self.at, len(textures), self.turn))
        if view.under:
            content.add_widget(Text(text=view.under, type_role="body_large", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))
        content.add_widget(times_card(view, self.open_times))
        if self.state.phase == "asking":
            content.add_widget(Skeleton(rows=3, row_height=56))
        elif self.state.phase in ("offline", "trouble"):
            actions = ((tr("Ask again"), lambda: self.ask(self.state.asked)),)
            content.add_widget(TroubleCard(title=tr("The space could not be asked for"), detail=self.state.sentence, actions=actions))
        else:
            self.fill(content, view)
        content.add_widget(Gap(8))
        self.ids.list.scroll_y = position

    def fill(self, content, view):
        content.add_widget(tone_line(*view.fit, view.fit_spoken))
        for icon, tone, words in view.notes:
            content.add_widget(tone_line(icon, tone, words))
        content.add_widget(facts_grid(view))
        if view.rules:
            content.add_widget(rules_column(view))
        where = WordButton(text=tr("Way there"), a11y_name=tr("Way there"), look="outlined", icon="directions", least_height=48)
        where.bind(on_act=lambda _: self.go_there())
        content.add_widget(where)

    def redraw_bottom(self):
        bottom, view = self.ids.bottom, self.view
        bottom.clear_widgets()
        ready = self.state.phase == "ready" and can_reserve(self.space)
        words, spoken = (tr("Say it of my vehicle"),) * 2 if view.asks else (view.button, view.button_spoken)
        button = WordButton(text=words, a11y_name=spoken, a11y_key="reserve")
        button.bind(on_act=lambda _: self.open_vehicle() if view.asks else self.open_price())
        if ready or view.asks:
            bottom.add_widget(price_bar(view, button))
        else:
            bottom.add_widget(Text(text=f"{view.price} {view.price_detail}".strip(), type_role="title_medium", a11y_role="text"))
        if view.blocked and self.space.terms:
            bottom.add_widget(Text(text=view.blocked, type_role="body_medium", ink="error", a11y_role="text"))

    def turn(self, by: int):
        self.at = (self.at + by) % max(1, len(self.pictures))
        self.redraw_list()

    def open_times(self):
        asked = self.state.asked
        self.router.open(TimesSheet(tr("When do you park?"), asked.starts_at, asked.ends_at, self.session.now(), self.take_times))

    def take_times(self, start, end):
        parking = self.session.parking
        parking.wish = replace(parking.wish, starts_at=start, ends_at=end)
        self.ask(for_times(self.state.asked, start, end))

    def open_vehicle(self):
        driven = self.session.parking.vehicles.driven
        self.router.go("vehicle", **({"key": driven.key} if driven else {}))

    def open_price(self):
        """Whoever is not signed in does so first, and is then where they were."""
        if not self.session.account.on:
            self.router.go("sign_in", then=self.open_price)
            return
        if asks_host(self.state):
            self.start("request", self.ask_host())
            return
        wish, currency = wish_of(self.state), self.space.price.currency.upper()
        self.router.open(SpacePaySheet(self.session, self.router, wish, currency, self.take_other, again=self.open_price))

    def take_other(self, one):
        """Another space for the same time: asked for and shown as this one was."""
        space = msgspec.structs.replace(self.space, space_id=one.space_id, name=one.name, photos=())
        self.state, self.pictures = SpaceState("asking", space, self.state.asked), {}
        self.ask(self.state.asked)

    def go_there(self):
        space = self.space
        self.session.set_ask(destination=Spot(self.view.title, space.lat, space.lon))
        self.router.go("results" if self.session.ask.origin else "search", **({} if self.session.ask.origin else {"field": "origin"}))

    def hear(self):
        """All of it, also while the screen is not spoken."""
        self.session.announce(". ".join(describe(self.view)), aloud=True)

    def handle_key(self, key: str, modifiers: set) -> bool:
        if modifiers:
            return False
        if key == "t":
            self.open_times()
        elif key == "h":
            self.hear()
        elif key in ("left", "right") and len(self.pictures) > 1:
            self.turn(1 if key == "right" else -1)
        else:
            return False
        return True
