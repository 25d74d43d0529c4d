"""My needs: what the planner may ask of this person. Kept on this phone only."""

from dataclasses import replace

from kivy.metrics import dp

from backend.contract.trips import TripMode
from mobile.i18n import tr
from mobile.screens.needs.state import MOVES, state_of, step_changes, step_walk, toggle
from mobile.screens.page.screen import ListPage
from mobile.store.needs import Needs
from mobile.widgets.box import Column, Gap
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text
from mobile.words import TRIP_MODES


class NeedsPage(ListPage):
    """Each change is kept at once; nothing has to be confirmed."""

    def name(self) -> str:
        return tr("My needs")

    def fill(self, content):
        needs = self.session.needs
        state = state_of(needs, self.session.settings.units)
        self.heading(content, tr("How do you get around?"))
        self.fill_moves(content, needs, state.warning)
        self.heading(content, tr("How far, how many changes"))
        card = Card(inset=16)
        walk = Stepper(label=tr("In the whole trip at most"), value=state.walk, spoken=state.walk_spoken)
        walk.bind(on_step=lambda _, way: self.keep(step_walk(needs, way)))
        changes = Stepper(label=tr("Changes at most"), value=state.changes)
        changes.bind(on_step=lambda _, way: self.keep(step_changes(needs, way)))
        card.add_row(walk)
        card.add_row(changes)
        content.add_widget(card)
        self.heading(content, tr("Ways that may be offered"))
        card = Card()
        for mode, (icon, words) in TRIP_MODES.items():
            on = mode in needs.modes
            card.add_row(self.row(icon, words(), "", lambda mode=mode: self.toggle(mode), end="switch", on=on))
        content.add_widget(card)
        content.add_widget(Gap(14))
        content.add_widget(Text(text=state.promise, type_role="body_medium", ink="on2", a11y_role="text"))

    def fill_moves(self, content, needs: Needs, warning: str):
        card = Card()
        for number, (key, (icon, words)) in enumerate(MOVES.items(), 1):
            position = (number, len(MOVES))
            row = ListRow(icon=icon, title=words(), end="check", on=needs.moves == key, a11y_role="radio", a11y_position=position)
            row.bind(on_act=lambda _, key=key: self.keep(replace(needs, moves=key)))
            card.add_row(row)
        content.add_widget(card)
        if warning:
            content.add_widget(Gap(6))
            holder = Column(fill="warn_container", corners=[12], padding=dp(12))
            holder.add_widget(Text(text=warning, type_role="body_medium", ink="warn", a11y_role="text"))
            content.add_widget(holder)

    def toggle(self, mode: TripMode):
        needs, refused = toggle(self.session.needs, mode)
        if refused:
            self.router.say_done(refused)
            self.session.announce(refused, assertive=True)
        else:
            self.keep(needs)

    def keep(self, needs: Needs):
        self.session.change_needs(needs)
        self.redraw_list()
