"""Privacy in plain words, true for what the app does today, and the buttons that go with it."""

from mobile.i18n import tr, trn
from mobile.screens.page.screen import ListPage
from mobile.widgets.box import Gap
from mobile.widgets.rows import Card
from mobile.widgets.text import Text


class PrivacyPage(ListPage):
    """What stays here, what is sent, and how to forget it."""

    def name(self) -> str:
        return tr("Privacy")

    def fill(self, content):
        for heading, sentences in (
            (
                tr("Stays on this phone"),
                (
                    tr("Your needs, saved places and trips, recent places, settings and the map you have seen."),
                    tr("Who travels with you: names, needs, and what you answered while setting them up."),
                    tr("The trip you are on, until it ends, so that it goes on when the app was closed."),
                    tr("Which fares you have a right to, until you ask for a price to book."),
                    tr("Speech is made on this phone. Nothing you hear is sent anywhere."),
                ),
            ),
            (
                tr("Is sent to the city service"),
                (
                    tr("Two points, a time and bare limits when you plan. The letters you type when you search. A point when you look around."),
                    tr("The part of the map you look at, to some hundred metres, for what is live there."),
                    tr("Without signing in: no account, no name, no number of this phone."),
                    tr(
                        "While you are on a trip, its way and your limits are kept sealed, so that you hear when something breaks."
                        " Ending the trip deletes them; else they go two hours after it."
                    ),
                    tr("Where you are on the trip only if you switch that on, below."),
                    tr(
                        "An obstacle that you report or confirm: what it is, where and when, and a note or photo if you add them. Of a photo only"
                        " the picture is kept. Notes and photos are seen by the staff alone, and all of it is forgotten thirty days after its end."
                    ),
                    tr("A pass that says nothing about you goes with them. It runs out 30 days after its last use."),
                ),
            ),
            (
                tr("When you sign in and buy"),
                (
                    tr(
                        "Your e-mail address, the kind of device, and what you book. The card is typed on a page in the browser and never comes"
                        " into this app."
                    ),
                    tr("A right to pay less, as a bare word such as child, with the price you ask for, and only if you agreed to that."),
                    tr(
                        "Each operator gets its own part of the trip, without your name. Planning stays without an account, also while you are"
                        " signed in."
                    ),
                    tr(
                        "Bookings and tickets on this phone go when you sign out. All the city keeps can be taken along or deleted in your"
                        " account."
                    ),
                ),
            ),
            (
                tr("Is sent to others"),
                (
                    tr("Nothing. No maps, speech, advertising or counting by other companies."),
                    tr("The page of an operator opens in the browser only when you press for it."),
                ),
            ),
        ):
            self.heading(content, heading)
            for sentence in sentences:
                content.add_widget(Text(text=sentence, type_role="body_large", a11y_role="text"))
                content.add_widget(Gap(6))
        self.heading(content, tr("On a trip"))
        content.add_widget(self.position_card())
        self.heading(content, tr("Forget"))
        card = Card()
        recent = len(self.session.places.list_recent())
        card.add_row(self.row("history", tr("Forget recent places"), trn("{n} place", "{n} places", recent), self.forget_recent, end=""))
        card.add_row(
            self.row(
                "map-outline",
                tr("Forget the map you have seen"),
                tr("{n} MB", n=round(self.session.tile_cache.size_bytes() / 1e6, 1)),
                self.forget_map,
                end="",
            )
        )
        content.add_widget(card)

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
