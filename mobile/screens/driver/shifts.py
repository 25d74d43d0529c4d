"""Own shifts: the van, when, and begin."""



from kivy.metrics import dp

from mobile.client import ClientError
from mobile.i18n import tr
from mobile.screens.driver.state import ShiftLine, shift_lines
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Column, Gap
from mobile.widgets.press import WordButton
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text


class ShiftsPage(ListPage):
    """Asks when it is shown; without an answer what was known stands there."""

    of_account = True

    def __init__(self, **options):
        super().__init__(**options)
        self.asked, self.sentence, self.busy = False, "", False

    def name(self) -> str:
        return tr("Driving")

    @property
    def driving(self):
        return self.session.driving

    def shown(self):
        super().shown()
        self.driving.refresh()

    def heard(self, what: str):
        super().heard(what)
        if what == "driving":
            self.asked = True
            self.redraw_list()
        elif what == "reach" and self.session.reached:
            self.driving.refresh()

    def fill(self, content):
        content.add_widget(Gap(4))
        lines = shift_lines(self.driving.shifts, self.session.now())
        if self.sentence or (self.driving.trouble and not lines):
            actions = ((tr("Ask again"), self.ask_again),)
            title = tr("That was not possible") if self.sentence else tr("The shifts could not be asked for")
            content.add_widget(TroubleCard(title=title, detail=self.sentence or self.driving.trouble, actions=actions))
            content.add_widget(Gap(10))
        elif not self.asked and not lines:
            content.add_widget(Skeleton(rows=2, row_height=120))
        elif not lines:
            detail = tr("Shifts of today and tomorrow stand here as soon as somebody gives you one.")
            content.add_widget(EmptyCard(title=tr("No shift"), detail=detail, obstacle="van-passenger"))
        for line in lines:
            content.add_widget(self.card(line))
            content.add_widget(Gap(10))

    def card(self, line: ShiftLine) -> Column:
        card = Column(fill="surface", edge="line", corners=[20], padding=dp(16), spacing=dp(8))
        head = Column(spacing=dp(4), a11y_role="heading", a11y_name=line.spoken)
        head.add_widget(Text(text=line.title, type_role="title_large"))
        head.add_widget(Text(text=line.times, type_role="title_medium", ink="on2"))
        head.add_widget(Text(text=line.why or line.state, type_role="body_large", ink="on2"))
        card.add_widget(head)
        if line.act:
            words = tr("Begin the shift") if line.act == "begin" else tr("Go on driving")
            button = WordButton(text=words, a11y_name=f"{words}, {line.title}", icon="steering", least_height=72, disabled=self.busy)
            button.bind(on_act=lambda _: self.begin(line) if line.act == "begin" else self.drive(line.id))
            card.add_widget(button)
        return card

    def ask_again(self):
        self.sentence = ""
        self.driving.refresh()
        self.redraw_list()

    def begin(self, line: ShiftLine):
        self.busy, self.sentence = True, ""
        self.redraw_list()
        self.start("begin", self._begin(line.id))

    async def _begin(self, shift_id):
        try:
            await self.driving.begin(shift_id)
        except ClientError as trouble:
            self.sentence = trouble.sentence
            self.session.announce(trouble.sentence, assertive=True)
        finally:
            self.busy = False
        if self.sentence:
            self.redraw_list()
        else:
            self.drive(shift_id)

    def drive(self, shift_id):
        self.driving.open(shift_id)
        self.router.go("driving")


