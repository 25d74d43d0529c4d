"""My needs: what the planner may ask of this person. Kept on this phone only."""

from backend.contract.trips import TripMode
from mobile.i18n import tr
from mobile.screens.needs.state import WHO, NeedsState, choose, state_of, step_changes, step_limit, step_walk, switch, toggle
from mobile.screens.page.screen import ListPage
from mobile.store.needs import Needs
from mobile.widgets.box import Gap
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
        self.heading(content, tr("Who travels?"))
        self.fill_who(content, needs)
        self.fill_limits(content, state)
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

    def fill_who(self, content, needs: Needs):
        card = Card()
        for number, (profile, (icon, words)) in enumerate(WHO.items(), 1):
            position = (number, len(WHO))
            row = ListRow(icon=icon, title=words(), end="check", on=needs.profile is profile, a11y_role="radio", a11y_position=position)
            row.bind(on_act=lambda _, profile=profile: self.keep(choose(self.session.needs, profile)))
            card.add_row(row)
        content.add_widget(card)

    def fill_limits(self, content, state: NeedsState):
        """What that means; each value can be changed by whoever it is about."""
        if not state.steps:
            return
        self.heading(content, tr("What ways have to be like"))
        card = Card()
        for name, icon, words, on in state.switches:
            card.add_row(self.row(icon, words, "", lambda name=name: self.keep(switch(self.session.needs, name)), end="switch", on=on))
        content.add_widget(card)
        content.add_widget(Gap(8))
        card = Card(inset=16)
        for name, label, value, spoken in state.steps:
            stepper = Stepper(label=label, value=value, spoken=spoken)
            stepper.bind(on_step=lambda _, way, name=name: self.keep(step_limit(self.session.needs, name, way)))
            card.add_row(stepper)
        content.add_widget(card)
        if state.also:
            content.add_widget(Gap(8))
            content.add_widget(Text(text=state.also, type_role="body_medium", ink="on2", a11y_role="text"))

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
