"""Setting up needs in under a minute: four steps, each at once, each to be skipped. What was answered is kept when it is left half-way."""

from dataclasses import replace

from kivy.metrics import dp

from mobile.asking import Spot
from mobile.i18n import LANGUAGES, tr, trn
from mobile.kv import load
from mobile.navigation import Page
from mobile.screens.needs.screen import limit_cards, walk_stepper
from mobile.screens.needs.state import state_of
from mobile.screens.results.cards import result_card
from mobile.screens.results.state import tick_seconds
from mobile.screens.settings.state import TEXT_SIZES, language_name
from mobile.screens.wizard.parts import choice_card, head_row, promise, question
from mobile.screens.wizard.state import GROUPS, checked, closer, fit, tick, words_of
from mobile.screens.wizard.tryout import TryOut, try_out
from mobile.store.draft import STEPS, Draft, drop_draft, load_draft, save_draft
from mobile.store.people import ME
from mobile.theme import theme
from mobile.widgets.box import Gap
from mobile.widgets.notices import told
from mobile.widgets.press import WordButton
from mobile.widgets.rows import Card, ListRow
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.stepper import Stepper
from mobile.widgets.text import Text

load(__file__)
AXIS_INSET = 32
CHOICES = ("checkbox", "radio", "switch", "slider")


class WizardPage(Page):
    """`key` is whose needs are set up; `welcome` where the app offers it by itself: then speech is offered aloud, before anything must be read."""

    def __init__(self, key: str = ME, welcome: bool = False, **options):
        super().__init__(full=True, **options)
        self.welcome = welcome
        kept, person = load_draft(self.session.store), self.session.people.find(key)
        self.draft = kept if kept and kept.key == key else Draft(needs=person.needs, key=key)
        self.tried = TryOut()

    def shown(self):
        super().shown()
        if self.draft.step == STEPS:
            self.look()
        if self.welcome:
            self.welcome = False
            offer = tr("Allways can speak. Press V, or the first row below the question, to hear everything on the screen.")
            self.session.announce(offer, aloud=True)

    def redraw(self, *_):
        words = words_of(self.draft.step)
        self.title = words.spoken
        head, foot, content = self.ids.head, self.ids.foot, self.ids.list.content
        for box in (head, foot):
            box.clear_widgets()
        head.add_widget(head_row(self.draft.step, self.router.back, self.skip))
        self.fill_foot(foot, words.next)
        content.spacing = 0
        self.redraw_list()

    def redraw_list(self):
        scroll, content = self.ids.list, self.ids.list.content
        position = scroll.scroll_y
        content.clear_widgets()
        content.add_widget(question(words_of(self.draft.step)))
        content.add_widget(Gap(18))
        (self.fill_senses, self.fill_ways, self.fill_limits, self.fill_try)[self.draft.step - 1](content)
        if theme.large:
            content.add_widget(Gap(12))
            content.add_widget(promise())
        scroll.scroll_y = position

    def fill_foot(self, foot, words: str):
        if not theme.large:
            foot.add_widget(promise())
        last = self.draft.step == STEPS
        button = WordButton(text=words, a11y_name=words, icon="check" if last else "arrow-right", least_height=58)
        button.bind(on_act=lambda _: self.finish() if last else self.go_to(self.draft.step + 1))
        foot.add_widget(button)
        if last:
            change = WordButton(text=tr("Change my limits"), a11y_name=tr("Change my limits"), look="outlined", least_height=48)
            change.bind(on_act=lambda _: self.go_to(STEPS - 1))
            foot.add_widget(change)

    def fill_senses(self, content):
        settings, card = self.session.settings, Card()
        words = tr("Everything is read aloud. Flick to move, double tap to act.")
        row = ListRow(icon="account-voice", title=tr("Speak the screen"), detail=words, end="switch", on=settings.voice, title_role="title_medium")
        row.bind(on_act=lambda _: self.switch_voice())
        card.add_row(row)
        sizes = Stepper(label=tr("Text size"), value=tr("{n} %", n=settings.text_percent))
        sizes.bind(on_step=lambda _, way: self.step_text(way))
        card.add_row(sizes)
        content.add_widget(card)
        self.heading(content, tr("Language"))
        card, codes = Card(inset=16), ("system", *LANGUAGES)
        for number, code in enumerate(codes, 1):
            row = ListRow(title=language_name(code), end="check", on=settings.language == code, a11y_role="radio", a11y_position=(number, len(codes)))
            row.a11y_key = code
            row.bind(on_act=lambda _, code=code: self.session.change(language=code))
            card.add_row(row)
        content.add_widget(card)

    def fill_ways(self, content):
        for number, (group, (icon, words, detail, _)) in enumerate(GROUPS.items(), 1):
            on, act = checked(self.draft, group), lambda group=group: self.keep(tick(self.draft, group))
            content.add_widget(choice_card(icon, words(), detail(), on, (number, len(GROUPS)), act))
            content.add_widget(Gap(10))

    def fill_limits(self, content):
        needs = self.draft.needs
        for words, choices in closer(needs):
            self.heading(content, words)
            card = Card(inset=16)
            for number, (profile, name, on) in enumerate(choices, 1):
                row = ListRow(title=name, end="check", on=on, a11y_role="radio", a11y_position=(number, len(choices)))
                row.bind(on_act=lambda _, profile=profile: self.change(fit(self.draft.needs, profile)))
                card.add_row(row)
            content.add_widget(card)
        state = state_of(needs, self.session.settings.units, every=True)
        self.heading(content, tr("What ways have to be like"))
        limit_cards(content, needs, state, self.change)
        content.add_widget(Gap(8))
        card = Card(inset=16)
        card.add_row(walk_stepper(needs, state, self.change))
        content.add_widget(card)

    def fill_try(self, content):
        tried = self.tried
        if tried.trip:
            content.add_widget(Text(text=tried.trip, type_role="title_medium", a11y_role="text"))
            content.add_widget(Gap(8))
        if tried.phase == "loading":
            content.add_widget(Skeleton(rows=2, row_height=124))
        elif tried.phase == "ready":
            tick_s = tick_seconds(tried.span_s, self.width / dp(1) - 2 * AXIS_INSET)
            content.add_widget(result_card(tried.result, tried.span_s, tick_s, (1, 1), self.session.now, self.open_way))
        elif tried.phase == "none":
            content.add_widget(EmptyCard(title=tr("No way found"), detail=tried.sentence, obstacle="stairs"))
            if tried.blocked[0]:
                content.add_widget(told("stairs", "warn", tr("What stands in the way"), *tried.blocked))
        else:
            again = ((tr("Ask again"), self.look),)
            kept = tr("Your needs are kept all the same.")
            content.add_widget(TroubleCard(title=tr("The way could not be asked for"), detail=f"{tried.sentence} {kept}", actions=again))

    def heading(self, content, words: str):
        content.add_widget(Gap(14))
        content.add_widget(Text(text=words, type_role="title_small", ink="on2", a11y_role="heading", padding=[dp(4), 0, 0, 0]))
        content.add_widget(Gap(6))

    def open_way(self, result):
        first, last = result.itinerary.legs[0].from_, result.itinerary.legs[-1].to
        ends = (Spot(first.name, first.lat, first.lon), Spot(last.name, last.lat, last.lon))
        self.router.go("itinerary", itinerary=result.itinerary, ask=replace(self.session.ask, origin=ends[0], destination=ends[1]))

    def look(self):
        session = self.session
        saved = [Spot(place.name, place.lat, place.lon) for place in session.places.list_saved()]
        states = try_out(self.draft.needs, session.client, session.here, saved, session.settings.units, session.now)
        self.start("try", self.follow(states))

    async def follow(self, states):
        async for state in states:
            self.tried = state
            if self.draft.step == STEPS:
                self.redraw_list()
        told = self.tried.result.spoken if self.tried.result else self.tried.blocked[1] or self.tried.sentence
        self.session.announce(f"{self.tried.trip}. {told}" if self.tried.trip else told)

    def switch_voice(self):
        on = not self.session.settings.voice
        self.session.change(voice=on)
        if on:
            self.session.announce(tr("The screen is spoken now. Flick right for the next thing, double tap to act."), assertive=True)

    def step_text(self, way: int):
        at = min(range(len(TEXT_SIZES)), key=lambda place: abs(TEXT_SIZES[place] - self.session.settings.text_percent))
        self.session.change(text_percent=TEXT_SIZES[min(len(TEXT_SIZES) - 1, max(0, at + way))])

    def change(self, needs):
        self.keep(replace(self.draft, needs=needs))

    def keep(self, draft: Draft):
        self.draft = draft
        save_draft(self.session.store, draft)
        self.redraw_list()

    def go_to(self, step: int):
        """Another step, read from its question on."""
        self.session.tasks.stop(self, "try")
        self.draft, self.tried = replace(self.draft, step=step), TryOut()
        save_draft(self.session.store, self.draft)
        self.redraw()
        self.ids.list.scroll_y = 1
        self.router.on_shown(self)
        if step == STEPS:
            self.look()

    def step_back(self) -> bool:
        if self.draft.step == 1:
            return False
        self.go_to(self.draft.step - 1)
        return True

    def skip(self):
        """Nothing changes; what was answered waits for another time."""
        self.leave_page()
        self.done(tr("You can go on with this under Me, My needs."))

    def finish(self):
        session, draft = self.session, self.draft
        before = session.trips_to_ask_anew()
        if draft.needs.deaf and draft.key == ME:
            session.change(haptics=True)
        session.change_needs(draft.needs, draft.key)
        drop_draft(session.store)
        self.leave_page()
        changed = session.trips_to_ask_anew()
        if changed and changed != before:
            words = trn("{n} saved trip changes.", "{n} saved trips change.", changed)
            self.done(words, tr("See them"), lambda: self.router.choose("saved"))
        else:
            self.done(tr("Your needs are kept on this phone."))

    def leave_page(self):
        self.router.close_to(self)

    def done(self, words: str, action: str = "", act=None):
        self.router.say_done(words, action, act)
        self.session.announce(words)

    def handle_key(self, key: str, modifiers: set) -> bool:
        """Enter goes on, unless it is on something that acts by itself; the space key checks."""
        if key == "v" and not modifiers and self.draft.step == 1:
            self.switch_voice()
            return True
        focused = self.session.hearing.reader.focused if self.session.hearing else None
        if key == "enter" and not modifiers and (focused is None or focused.role in (*CHOICES, "heading", "text")):
            self.finish() if self.draft.step == STEPS else self.go_to(self.draft.step + 1)
            return True
        return False
