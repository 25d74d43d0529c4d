"""My needs: what the planner may ask of one person. Kept on this phone only."""

from kivy.metrics import dp

from backend.contract.trips import TripMode
from mobile.i18n import tr, trn
from mobile.screens.needs.state import WHO, NeedsState, state_of, step_changes, step_limit, step_walk, switch, toggle, toggle_way
from mobile.screens.page.screen import ListPage
from mobile.screens.people.sheets import DeleteSheet, NameSheet
from mobile.store.draft import STEPS, load_draft
from mobile.store.needs import Needs
from mobile.store.people import ME
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text
from mobile.words import TRIP_MODES


def limit_cards(content, needs: Needs, state: NeedsState, keep) -> None:
    """Switches and steppers of each limit; `keep(needs)` hears what a press makes of them."""
    card = Card()
    for name, icon, words, meaning, on in state.switches:
        row = ListRow(icon=icon, title=words, detail=meaning, end="switch", on=on)
        row.bind(on_act=lambda _, name=name: keep(switch(needs, name)))
        card.add_row(row)
    content.add_widget(card)
    content.add_widget(Gap(8))
    card = Card(inset=16)
    for name, label, value, spoken in state.steps:
        stepper = Stepper(label=label, value=value, spoken=spoken)
        stepper.bind(on_step=lambda _, way, name=name: keep(step_limit(needs, name, way)))
        card.add_row(stepper)
    content.add_widget(card)
    if state.also:
        content.add_widget(Gap(8))
        content.add_widget(Text(text=state.also, type_role="body_medium", ink="on2", a11y_role="text", padding=[dp(4), 0, dp(4), 0]))


def walk_stepper(needs: Needs, state: NeedsState, keep) -> Stepper:
    walk = Stepper(label=tr("In the whole trip at most"), value=state.walk, spoken=state.walk_spoken)
    walk.bind(on_step=lambda _, way: keep(step_walk(needs, way)))
    return walk


class NeedsPage(ListPage):
    """Each change is kept at once; nothing has to be confirmed. `key` is whose needs they are."""

    def __init__(self, key: str = ME, **options):
        super().__init__(**options)
        self.key = key
        self.to_ask_anew = self.session.trips_to_ask_anew()

    @property
    def person(self):
        return self.session.people.find(self.key)

    @property
    def needs(self) -> Needs:
        return self.person.needs

    def name(self) -> str:
        return tr("{name}: needs", name=self.person.name) if self.person.name else tr("My needs")

    def heard(self, what: str):
        super().heard(what)
        if what == "needs":
            self.redraw()

    def fill(self, content):
        needs = self.needs
        state = state_of(needs, self.session.settings.units)
        self.fill_ways_here(content)
        self.heading(content, tr("How do you get around?"))
        self.fill_who(content, needs)
        if state.steps:
            self.heading(content, tr("What ways have to be like"))
            limit_cards(content, needs, state, self.keep)
        self.heading(content, tr("How far, how many changes"))
        card = Card(inset=16)
        changes = Stepper(label=tr("Changes at most"), value=state.changes)
        changes.bind(on_step=lambda _, way: self.keep(step_changes(needs, way)))
        card.add_row(walk_stepper(needs, state, self.keep))
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

    def fill_ways_here(self, content):
        """Step by step, and who else travels."""
        draft = load_draft(self.session.store)
        half_way = draft is not None and draft.key == self.key
        words = tr("Go on with step {n} of {many}", n=draft.step, many=STEPS) if half_way else tr("Step by step, in under a minute")
        card = Card()
        card.add_row(self.row("format-list-checks", tr("Set up needs"), words, lambda: self.router.go("wizard", key=self.key)))
        if self.key == ME:
            others = len(self.session.people.everyone) - 1
            detail = trn("{n} more person", "{n} more people", others) if others else tr("With their needs as well")
            card.add_row(self.row("account-multiple", tr("Who travels"), detail, lambda: self.router.go("people")))
        else:
            card.add_row(self.row("rename-outline", tr("Another name"), self.person.name, self.rename))
            card.add_row(self.row("delete-outline", tr("Delete “{name}”", name=self.person.name), "", self.delete, end=""))
        content.add_widget(Gap(4))
        content.add_widget(card)

    def fill_who(self, content, needs: Needs):
        card = Card()
        for number, (profile, (icon, words)) in enumerate(WHO.items(), 1):
            position, on = (number, len(WHO)), profile in needs.profiles
            row = ListRow(icon=icon, title=words(), end="check", on=on, a11y_role="checkbox", a11y_position=position)
            row.a11y_states = ["checked" if on else "unchecked"]
            row.bind(on_act=lambda _, profile=profile: self.keep(toggle_way(self.needs, profile)))
            card.add_row(row)
        content.add_widget(card)

    def rename(self):
        keep = lambda name: self.session.change_people(self.session.people.changed(self.key, name=name))  # noqa: E731
        self.router.open(NameSheet(self.session, tr("Another name"), keep, self.person.name, self.key))

    def delete(self):
        self.router.open(DeleteSheet(self.person, self.delete_now))

    def delete_now(self):
        words = tr("“{name}” deleted", name=self.person.name)
        self.router.close_to(self)
        self.session.change_people(self.session.people.without(self.key))
        self.router.say_done(words)
        self.session.announce(words)

    def toggle(self, mode: TripMode):
        needs, refused = toggle(self.needs, mode)
        if refused:
            self.router.say_done(refused)
            self.session.announce(refused, assertive=True)
        else:
            self.keep(needs)

    def keep(self, needs: Needs):
        self.session.change_needs(needs, self.key)

    def leave(self):
        """What this means for trips that are kept is told once, when one is done."""
        super().leave()
        changed = self.session.trips_to_ask_anew()
        if changed and changed != self.to_ask_anew:
            words = trn("{n} saved trip changes.", "{n} saved trips change.", changed)
            self.router.say_done(words, tr("See them"), lambda: self.router.choose("saved"))
            self.session.announce(words)
