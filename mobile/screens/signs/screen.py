"""What the signs mean: every mode and every state as the app shows it."""

from kivy.metrics import dp

from mobile.i18n import tr
from mobile.screens.page.screen import ListPage
from mobile.theme import theme
from mobile.widgets.badges import ModeBadge, Sign, Tag
from mobile.widgets.box import Column, Row
from mobile.widgets.rows import Card
from mobile.widgets.states import EmptyCard, Skeleton, TroubleCard
from mobile.widgets.text import Text
from mobile.words import MODES


class SignsPage(ListPage):
    """The board of states and modes."""

    def name(self) -> str:
        return tr("What the signs mean")

    def fill(self, content):
        self.heading(content, tr("Ways of getting there"))
        card = Card(inset=92)
        for mode, words in MODES.items():
            card.add_row(self.sign_row(ModeBadge(mode=mode, lettered=mode not in ("WALK", "WHEELCHAIR")), words()))
        content.add_widget(card)
        self.heading(content, tr("How sure a time is"))
        card = Card(inset=16)
        card.add_row(
            self.sign_row(
                Sign(text=tr("Timetable"), icon="clock-outline"), tr("As planned by the operator. Nobody has reported where the vehicle is.")
            )
        )
        content.add_widget(card)
        self.heading(content, tr("Reasons of a way"))
        tags = Card(inset=16)
        tags.add_row(self.sign_row(Tag(text=tr("Best for you"), tone="yellow"), tr("First in the order you have chosen.")))
        tags.add_row(self.sign_row(Tag(text=tr("Fastest"), tone="quiet"), tr("What this way alone is best at.")))
        content.add_widget(tags)
        self.heading(content, tr("While it loads"))
        content.add_widget(Skeleton(rows=1))
        self.heading(content, tr("When something did not work"))
        content.add_widget(TroubleCard(title=tr("No departures now"), detail=tr("The card says what did not happen and what you can do.")))
        self.heading(content, tr("When there is nothing"))
        content.add_widget(EmptyCard(title=tr("No way found"), detail=tr("The reason stands here, with the next step."), obstacle="stairs"))

    def sign_row(self, sign, words: str):
        text = Text(text=words, type_role="body_medium")
        layout = {"padding": [dp(14), dp(8), dp(14), dp(8)], "spacing": dp(14), "a11y_role": "text", "a11y_name": words}
        row = Column(**layout) if theme.large else Row(least_height=dp(52), **layout)
        row.add_widget(sign)
        row.add_widget(text)
        return row
