"""Scan a code in the street: what it is, how far, and what leaves there. No address in a code is ever opened."""

import asyncio
import time
from dataclasses import replace

from kivy.clock import Clock
from kivy.metrics import dp

from mobile.client import ClientError
from mobile.device.protocols import Frame
from mobile.i18n import tr
from mobile.scan.look import Glance, look
from mobile.scan.seen import Find, code_seen
from mobile.screens.page.screen import ListPage
from mobile.screens.scan.book import Book, CodeBook
from mobile.screens.scan.sight import Sight, pixels
from mobile.screens.scan.state import (
    ScanState,
    departures_words,
    found,
    looking,
    place_of,
    told,
    watch_departures,
    without_camera,
)
from mobile.screens.scan.words import ICONS, away, named
from mobile.screens.stop.screen import departure_row
from mobile.store.reports import About
from mobile.widgets.box import Column, Gap, Row
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard, buttons
from mobile.widgets.text import Icon, Text
from signing.codes import CodeKind


class ScanPage(Sight, ListPage):
    """Looks while it is shown, until something is found."""

    def __init__(self, **options):
        super().__init__(**options)
        self.state, self.book = ScanState(), Book()
        self.words = Row(padding=[dp(4), dp(8)], spacing=dp(10), a11y_role="alert")

    def name(self) -> str:
        return tr("Scan a code")

    # Looking

    def shown(self):
        super().shown()
        self.start("book", self.read_book())
        if self.state.phase == "found":
            self.watch()
        else:
            self.look_about()

    def hide(self):
        super().hide()
        self.look_no_more()
        self.session.tasks.stop(self, "departures")

    def heard(self, what: str):
        super().heard(what)
        if what == "reach" and self.session.reached:
            self.start("book", self.read_book())
            if self.state.stop and self.state.stop.phase == "offline":
                self.watch()

    def redraw(self, *_):
        self.viewer.translate()
        super().redraw()

    async def read_book(self):
        """What the phone keeps at once, then what the city has by now."""
        codes = CodeBook(self.session.store, self.session.settings.backend)
        self.book = await asyncio.to_thread(codes.open, self.session.now())
        try:
            self.book = await codes.renew(self.session.client, self.session.now())
        except ClientError:
            return  # what is kept is enough

    def look_about(self):
        """Switch the camera on and begin anew."""
        self.session.tasks.stop(self, "departures")
        self.watch_camera(looking(self.state, time.monotonic()), without_camera)

    async def read(self, frame: Frame) -> Glance:
        fix, book = self.session.fix, self.book
        at, accuracy_m = ((fix.lat, fix.lon), fix.accuracy_m) if fix else (None, 0.0)
        try:
            return await asyncio.to_thread(look, pixels(frame), book.ring, book.table, at, accuracy_m, self.session.now())
        except ValueError:
            return Glance()

    def hear(self, glance: Glance):
        self.turn_to(told(self.state, glance, self.book, self.session.settings.units, time.monotonic()))

    def turn_to(self, state: ScanState):
        before, self.state = self.state, state
        if state.say:
            self.session.announce(state.say, assertive=state.phase == "found" or state.warning)
        if state.phase != before.phase or state.find is not before.find:
            if state.phase == "found":
                self.rest()
                self.watch()
                if self.session.leading.led:
                    self.session.leading.led.scan(*code_seen(state.find))
            self.redraw_list()
            if state.phase == "found":
                Clock.schedule_once(self.focus_on_find)  # when it has a place on the page
        elif state.sentence != before.sentence or state.warning != before.warning:
            self.redraw_words()

    def focus_on_find(self, _):
        """It was said already; the next flick goes on from there."""
        if self.session.hearing and self.state.phase == "found":
            self.session.hearing.reader.focus_on(self.found_name, speak=False)

    async def choose_picture(self):
        frame = await self.chosen_picture()
        if frame is None:
            return
        self.viewer.show(frame)
        glance = await self.read(frame)
        camera = self.state
        self.turn_to(told(looking(self.state, float("-inf")), glance, self.book, self.session.settings.units, time.monotonic()))
        if self.state.phase != "found":
            self.turn_to(replace(camera, phase="no_camera", sentence=self.state.sentence, warning=self.state.warning, say=""))
            self.redraw_list()

    def watch(self):
        self.start("departures", self.follow())

    async def follow(self):
        async for stop in watch_departures(self.state, self.session.client, self.session.now):
            self.state = replace(self.state, stop=stop, say="")
            self.redraw_list()

    # What is shown

    def fill(self, content):
        if self.state.phase == "found":
            self.fill_found(content)
            return
        content.add_widget(Gap(4))
        if self.state.phase == "no_camera":
            self.fill_no_camera(content)
            return
        content.add_widget(self.viewer)
        content.add_widget(self.words)
        self.redraw_words()
        actions = [(tr("Choose a picture"), lambda: self.start("picture", self.choose_picture()))]
        if self.session.device.viewfinder.has_light():
            actions.insert(0, (tr("Light off") if self.lit else tr("Light on"), self.switch_light))
        content.add_widget(buttons(actions))
        about = tr("Codes hang at stops, lifts and parking spaces. The square one is read from ten metres.")
        content.add_widget(Gap(12))
        content.add_widget(Text(text=about, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0]))

    def fill_no_camera(self, content):
        actions = ((tr("Choose a picture"), lambda: self.start("picture", self.choose_picture())), (tr("Try again"), self.look_about))
        content.add_widget(EmptyCard(title=tr("No camera"), detail=self.state.sentence, obstacle="camera-off-outline", actions=actions))

    def redraw_words(self):
        state = self.state
        self.words.clear_widgets()
        icon = "alert-circle-outline" if state.warning else "qrcode-scan"
        self.words.add_widget(Icon(icon=icon, ink="error" if state.warning else "on2", dp_size=24, pos_hint={"center_y": 0.5}))
        self.words.add_widget(Text(text=state.sentence, type_role="title_small", pos_hint={"center_y": 0.5}))
        self.words.a11y_name = state.sentence

    def fill_found(self, content):
        state, find = self.state, self.state.find
        head = Row(spacing=dp(12), padding=[dp(4), dp(8)])
        head.add_widget(Icon(icon=ICONS[find.kind], ink="link", dp_size=32, pos_hint={"center_y": 0.5}))
        words = Column(spacing=dp(2))
        self.found_name = Text(text=named(find), type_role="headline_small", a11y_role="heading")
        words.add_widget(self.found_name)
        words.add_widget(Text(text=away(find, self.session.settings.units), type_role="title_small", a11y_role="text"))
        words.add_widget(Text(text=tr("Signed by the city"), type_role="label_medium", ink="on2", a11y_role="text"))
        head.add_widget(words)
        content.add_widget(head)
        if spot := place_of(state, self.session.here):
            content.add_widget(buttons(((tr("Plan from here"), lambda: self.plan_from(spot)), (tr("Plan to here"), lambda: self.plan_to(spot)))))
            content.add_widget(Gap(10))
        second = [(tr("Report here"), self.report)]
        if find.kind is CodeKind.STOP:
            second.append((tr("All departures"), lambda: self.router.go("stop", stop_id=find.id)))
        content.add_widget(quiet_buttons((*second, (tr("Scan again"), self.look_about))))
        if state.find.kind is CodeKind.STOP:
            self.fill_departures(content)
        if state.others:
            self.fill_others(content)

    def fill_departures(self, content):
        stop = self.state.stop
        self.heading(content, tr("Next departures"))
        if stop is None or stop.phase == "loading":
            content.add_widget(Skeleton(rows=3))
        elif stop.rows:
            card = Card(inset=84)
            for number, row in enumerate(stop.rows, 1):
                card.add_row(departure_row(row, (number, len(stop.rows))))
            content.add_widget(card)
        else:
            actions = ((tr("Ask again"), self.watch),) if stop.phase in ("offline", "trouble") else ()
            content.add_widget(TroubleCard(title=tr("No departures now"), detail=departures_words(stop), actions=actions))

    def fill_others(self, content):
        self.heading(content, tr("Also in view"))
        card = Card()
        units = self.session.settings.units
        for other in self.state.others:
            card.add_row(self.row(ICONS[other.kind], named(other), away(other, units), lambda other=other: self.take_other(other)))
        content.add_widget(card)

    # What is done

    def take_other(self, other: Find):
        rest = (self.state.find, *(one for one in self.state.others if one is not other))
        self.session.tasks.stop(self, "departures")
        self.turn_to(found(other, rest, self.session.settings.units))

    def plan_from(self, spot):
        self.session.set_ask(origin=spot)
        self.router.go("search", field="destination")

    def plan_to(self, spot):
        self.session.set_ask(destination=spot)
        self.router.go("results") if self.session.ask.complete else self.router.go("search", field="origin")

    def report(self):
        """A report about this, begun here; what was begun before keeps the rest."""
        reports, find = self.session.reporting.reports, self.state.find
        if spot := place_of(self.state, self.session.here):
            reports.keep_draft(replace(reports.draft(), chosen=None, about=About(find.kind, find.id, named(find), spot.lat, spot.lon)))
        self.router.choose("report")


def quiet_buttons(actions):
    """Below each other: what one may also do."""
    column = Column(spacing=dp(8))
    for words, act in actions:
        button = WordButton(text=words, a11y_name=words, look="quiet", least_height=48)
        button.bind(on_act=lambda _, act=act: act())
        column.add_widget(button)
    return column
