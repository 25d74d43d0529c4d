"""Privacy in plain words, and the buttons that go with it."""

from mobile.i18n import tr, trn
from mobile.screens.page.screen import ListPage
from mobile.screens.privacy.words import sections
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class PrivacyPage(ListPage):
    """What stays here, what is sent, and how to forget it."""

    def name(self) -> str:
        return tr("Privacy")

    def fill(self, content):
        for heading, sentences in sections():
            self.heading(content, heading)
            for sentence in sentences:
                content.add_widget(Text(text=sentence, type_role="body_large", a11y_role="text"))
                content.add_widget(Gap(6))
        self.heading(content, tr("On a trip"))
        content.add_widget(self.position_card())
        self.heading(content, tr("Forget"))
        content.add_widget(self.forget_card())

    def forget_card(self) -> Card:
        card = Card()
        recent, seen_mb = len(self.session.places.list_recent()), round(self.session.tile_cache.size_bytes() / 1e6, 1)
        card.add_row(self.row("history", tr("Forget recent places"), trn("{n} place", "{n} places", recent), self.forget_recent, end=""))
        card.add_row(self.row("map-outline", tr("Forget the map you have seen"), tr("{n} MB", n=seen_mb), self.forget_map, end=""))
        return card

    def position_card(self) -> Card:
        """Nothing is sent before the person switches it on."""
        words = tr(
            "It then knows sooner whether you reach your next ride, and looks for other ways from where you are."
            " It keeps the last place only, to about ten metres, and forgets it with the trip, or when you switch this off."
        )
        card = Card()
        title, on = tr("Tell the city where I am while it follows a trip"), self.session.settings.share_position
        card.add_row(self.row("crosshairs-gps", title, words, self.switch_position, end="switch", on=on))
        return card

    def switch_position(self):
        self.session.change(share_position=not self.session.settings.share_position)

    def forget_recent(self):
        self.session.places.clear_recent()
        self.done(tr("Recent places forgotten"))

    def forget_map(self):
        self.session.tile_cache.clear()
        self.session.tiles.forget()
        self.done(tr("Map forgotten"))

    def done(self, words: str):
        self.redraw_list()
        self.router.say_done(words)
        self.session.announce(words)
