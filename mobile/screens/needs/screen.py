"""My needs: what the planner may ask of this person. Kept on this phone only."""

from dataclasses import replace

from kivy.metrics import dp

from backend.contract.trips import TripMode
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.page.screen import ListPage
from mobile.store.needs import Needs
from mobile.widgets.box import Column, Gap
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text
from mobile.words import TRIP_MODES

WALKS_M = (200, 400, 600, 800, 1000, 1500, 2000, 3000, 5000, None)
MOST_CHANGES = 6


class NeedsPage(ListPage):
    """Each change is kept at once; nothing has to be confirmed."""

    def name(self) -> str:
        return tr("My needs")

    def fill(self, content):
        needs = self.session.needs
        self.heading(content, tr("How do you get around?"))
        self.fill_moves(content, needs)
        self.heading(content, tr("How far, how many changes"))
        card = Card(inset=16)
        far = tr("as far as needed") if needs.max_walk_m is None else write.distance(needs.max_walk_m, self.session.settings.units)
        spoken = far if needs.max_walk_m is None else say.distance(needs.max_walk_m, self.session.settings.units)
        walk = Stepper(label=tr("In the whole trip at most"), value=far, spoken=spoken)
        walk.bind(on_step=lambda _, way: self.step_walk(way))
        changes = Stepper(label=tr("Changes at most"), value=str(needs.max_transfers))
        changes.bind(on_step=lambda _, way: self.change(max_transfers=min(MOST_CHANGES, max(0, needs.max_transfers + way))))
        card.add_row(walk)
        card.add_row(changes)
        content.add_widget(card)
        self.heading(content, tr("Ways that may be offered"))
        card = Card()
        for mode, (icon, words) in TRIP_MODES.items():
            on = mode in needs.modes
            card.add_row(self.row(icon, words(), "", lambda mode=mode: self.toggle(mode), end="switch", on=on))
        content.add_widget(card)
        self.fill_promise(content)

    def fill_moves(self, content, needs: Needs):
        card = Card()
        for number, (key, icon, words) in enumerate(
            (("walk", "walk", tr("On foot")), ("roll", "wheelchair-accessibility", tr("With wheels: wheelchair, walker, pram"))), 1
        ):
            row = ListRow(icon=icon, title=words, end="check", on=needs.moves == key, a11y_role="radio", a11y_position=(number, 2))
            row.bind(on_act=lambda _, key=key: self.change(moves=key))
            card.add_row(row)
        content.add_widget(card)
        if needs.moves == "roll":
            content.add_widget(Gap(6))
            holder = Column(fill="warn_container", corners=[12], padding=dp(12))
            words = tr("Steps, kerbs and slopes are not avoided yet. Look at the steps of each way before you go.")
            holder.add_widget(Text(text=words, type_role="body_medium", ink="warn", a11y_role="text"))
            content.add_widget(holder)

    def fill_promise(self, content):
        content.add_widget(Gap(14))
        words = tr("Stays on this phone. The city service only gets limits such as 800 m or two changes, never the reason.")
        content.add_widget(Text(text=words, type_role="body_medium", ink="on2", a11y_role="text"))

    def step_walk(self, way: int):
        needs = self.session.needs
        at = min(range(len(WALKS_M)), key=lambda place: abs((WALKS_M[place] or 9999) - (needs.max_walk_m or 9999)))
        self.change(max_walk_m=WALKS_M[min(len(WALKS_M) - 1, max(0, at + way))])

    def toggle(self, mode: TripMode):
        """At least one way stays on: without any nothing could be found."""
        modes = tuple(m for m in TripMode if (m in self.session.needs.modes) != (m is mode))
        if not modes:
            words = tr("One way has to stay on.")
            self.router.say_done(words)
            self.session.announce(words, assertive=True)
            return
        self.change(modes=modes)

    def change(self, **changes):
        self.session.change_needs(replace(self.session.needs, **changes))
        self.redraw_list()
