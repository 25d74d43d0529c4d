"""What both pages of guidance share: they show who is led now, and close with it."""

from kivy.clock import Clock

from accessibility.guidance.familiar import BRIEF
from mobile.device.protocols import Unavailable
from mobile.guiding.wishes import wants_corners
from mobile.i18n import tr
from mobile.navigation import Page
from mobile.screens.guidance.options import DETAIL
from mobile.screens.guidance.sentences import ahead_words, stop_sentences
from mobile.screens.guidance.state import ENDED, GuidanceState, state_of
from mobile.widgets.choice import ChoiceSheet

RATES = (60, 100, 150, 200, 300, 400)


def enter(page: Page) -> bool:
    """Be led along the trip in progress, on the page that the person wants. Why that cannot be is told, and the trip goes on."""
    session, router = page.session, page.router
    why = "" if session.leading.on else session.leading.begin()
    if why:
        router.say_done(why)
        session.announce(why, assertive=True)
        return False
    router.go("corners" if wants_corners(session.settings, session.needs) else "guidance")
    return True


class Guided(Page):
    """`state` is as of the last word or step; `corners`: whether it is the page of four corners."""

    corners = False

    def __init__(self, **options):
        super().__init__(full=True, **options)
        self.title = tr("Guidance")
        self.state: GuidanceState | None = None
        self._drawn = None
        self._step = 0

    def shown(self):
        super().shown()
        if not self.session.leading.on:  # it has ended while another page lay over this one
            Clock.schedule_once(lambda _: self.router.close_to(self), 0)

    def heard(self, what: str):
        super().heard(what)
        if what == "guidance":
            if self.session.leading.on:
                self.follow()
            else:
                self.router.close_to(self)
        elif what in ("underway", "reservations") and self.session.leading.on:
            self.redraw()
        elif what == "here":
            self.show_position()

    def look(self) -> bool:
        """Take the state of now. False when it can be followed without drawing anew."""
        leading = self.session.leading
        self.state = state_of(leading.led, self.session.underway.state, leading.looks)
        underway = self.session.underway.state
        key = (self.state.still(), leading.offer, underway.still() if underway else None)
        changed, self._drawn = key != self._drawn, key
        return changed

    def follow(self):
        """A second has passed, or something was said."""
        if self.look():
            self.draw()
        else:
            self.count()
        if self.session.leading.offer and self.router.sheet() is None and not self._asks:
            self.ask_new_way()
        if self.session.leading.offers_brief and self.router.sheet() is None:
            self.ask_brief()

    _asks = False

    def redraw(self, *_):
        if self.session.leading.on:
            self.look()
            self.draw()

    def draw(self):
        """All of the page from its state."""

    def count(self):
        """What changes with each step."""

    def show_position(self):
        """Where the phone is."""

    # What the person asks for

    def repeat(self):
        self.session.leading.ask("repeat")

    def around(self):
        self.session.leading.ask("around")

    def where(self):
        self.session.leading.ask("where")

    def more(self):
        self.session.leading.ask("more")

    def my_stop(self):
        led = self.session.leading.led
        if led is not None:
            led.tell(stop_sentences(led.scene), stop_sentences(led.scene, ear=True))
            self.follow()

    def step(self, by: int):
        """The things to come, one after the other, and back; where one is stays as it is."""
        led = self.session.leading.led
        number = max(0, self._step + by)
        words = ahead_words(led.scene, number)
        if words is not None:
            self._step = number
            led.tell(*words)
            self.follow()

    def faster(self):
        rate = self.session.settings.voice_rate
        self.session.change(voice_rate=next((one for one in RATES if one > rate), RATES[0]))
        self.repeat()

    def quiet(self):
        self.session.leading.ask("quiet", "turn")

    def new_way(self):
        self.session.leading.find_new_way()

    def take_other(self):
        self.session.underway.take_other()

    def report(self):
        self.router.go("report")

    def share_position(self):
        """To somebody one trusts, in words that open on any phone."""
        fix, session = self.session.fix, self.session
        if fix is None:
            done = session.why_not_here or tr("Position lost")
        else:
            address = f"https://www.openstreetmap.org/?mlat={fix.lat:.6f}&mlon={fix.lon:.6f}#map=18/{fix.lat:.6f}/{fix.lon:.6f}"
            try:
                done = session.device.share.text(tr("Where I am"), tr("I am here, and would like help: {address}", address=address))
            except Unavailable as trouble:
                done = str(trouble)
        if done:
            self.router.say_done(done)
            session.announce(done, aloud=True)

    def other_page(self):
        """The map instead of the four corners, or the other way round; it stays so."""
        name = "map" if self.corners else "corners"
        self.session.change(guide_screen=name)
        router = self.router
        router.close_to(self)
        router.go("guidance" if name == "map" else "corners")

    def open_problem(self):
        """What can go wrong on the way, and what helps."""
        underway = self.session.underway
        broken = underway.trip.broken if underway.trip else None
        choices = []
        if broken and broken.alternative and underway.state.broken:
            choices.append(("other", underway.state.broken.action, underway.state.broken.detail))
        choices.append(("missed", tr("I missed it, or the way is blocked"), tr("Another way from here")))
        choices.append(("report", tr("Report a problem here"), tr("Lift broken, way blocked, something else")))
        self.open_choices(tr("Problem"), [*choices, *self.helps()])

    def open_help(self):
        self.open_choices(tr("Get help"), [*self.helps(), ("missed", tr("I missed it, or the way is blocked"), tr("Another way from here"))])

    def helps(self) -> list[tuple[str, str, str]]:
        switch = tr("Show the map") if self.corners else tr("Four large buttons, without the map")
        return [
            ("share", tr("Share where I am"), tr("To somebody who can help")),
            ("where", tr("Where am I"), ""),
            ("around", tr("Around me"), ""),
            ("more", tr("More about what was said"), ""),
            ("faster", tr("Speak faster"), ""),
            ("quiet", tr("Quiet until the next turn"), ""),
            ("page", switch, ""),
            ("end", tr("End guidance"), ""),
        ]

    def open_choices(self, title: str, choices: list[tuple[str, str, str]]):
        acts = {
            "other": self.take_other, "missed": self.new_way, "report": self.report, "share": self.share_position, "where": self.where,
            "around": self.around, "more": self.more, "faster": self.faster, "quiet": self.quiet, "page": self.other_page, "end": self.ask_end,
        }  # fmt: skip
        self.router.open(ChoiceSheet(title=title, choices=tuple(choices), taken=lambda key: acts[key]()))

    def ask_new_way(self):
        """A way that takes longer is taken only after a yes."""
        leading = self.session.leading
        choices = (("take", tr("Take the new way"), ""), ("keep", tr("Keep the old way"), ""))
        acts = {"take": leading.take_offer, "keep": leading.refuse_offer}
        sheet = ChoiceSheet(title=leading.offer_words(), choices=choices, taken=lambda key: acts[key]())
        self._asks = True
        sheet.bind(on_close=lambda _: self.answered())
        self.router.open(sheet)

    def answered(self):
        self._asks = False
        Clock.schedule_once(lambda _: self.session.leading.refuse_offer(), 0)  # closed without a choice: the old way stays

    def ask_brief(self):
        """On a way known by heart, once: closed without a choice is a no."""
        self.session.leading.offers_brief = False
        choices = (("yes", tr("Yes"), DETAIL[BRIEF][1]()), ("no", tr("No"), tr("As before")))
        acts = {"yes": self.say_less, "no": lambda: None}
        self.router.open(ChoiceSheet(title=tr("You know this way. Say less next time?"), choices=choices, taken=lambda key: acts[key]()))

    def say_less(self):
        session = self.session
        before = session.change(guide_detail=BRIEF).guide_detail
        self.router.say_done(tr("Changed"), tr("Undo"), lambda: session.change(guide_detail=before))

    def ask_end(self):
        if self.state and self.state.phase == ENDED:
            self.end("trip")
            return
        choices = (
            ("end", tr("End guidance"), tr("The trip goes on, with its times")),
            ("trip", tr("End the trip"), tr("Nothing of it is kept")),
            ("on", tr("Go on"), ""),
        )
        self.router.open(ChoiceSheet(title=tr("End guidance?"), choices=choices, taken=self.end))

    def end(self, what: str):
        session = self.session
        if what == "on":
            return
        session.leading.end()
        session.announce(tr("Guidance has ended."))
        if what == "trip":
            session.underway.end()

    def step_back(self) -> bool:
        """Going back is not meant to end it by mistake: it is asked once."""
        self.ask_end()
        return True

    def handle_key(self, key: str, modifiers: set) -> bool:
        if modifiers:
            return False
        acts = {"spacebar": self.repeat, "space": self.repeat, "p": self.open_problem, "m": self.more, "a": self.around, "f": self.faster}
        if key in acts:
            acts[key]()
        return key in acts
