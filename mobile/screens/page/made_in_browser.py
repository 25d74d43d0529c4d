"""What is made on a page in the browser and only seen here: asked for when the page is opened, and for a while after that one was."""

import asyncio

from mobile.i18n import tr
from mobile.widgets.states import Skeleton, TroubleCard

AGAIN_S, MOST_AGAIN = 3, 60


class MadeInBrowser:
    """Mix-in of a ListPage whose `state` has a `phase` (loading, ready, trouble), a `sentence`, and what is there."""

    of_account = True

    def asking(self):
        """The states that a question to the city goes through."""
        raise NotImplementedError

    def made(self) -> tuple:
        """What is there, of the state of now."""
        raise NotImplementedError

    def made_words(self) -> str:
        """Said when one more is there."""
        raise NotImplementedError

    def shown(self):
        super().shown()
        self.ask()

    def ask(self, times: int = 1):
        self.start("ask", self.follow(times))

    def ask_on(self):
        """While somebody is at the page in the browser."""
        self.ask(MOST_AGAIN)

    async def follow(self, times: int):
        known = self.made()
        for time in range(times):
            async for state in self.asking():
                if state != self.state:
                    self.state = state
                    self.redraw_list()
            if len(self.made()) > len(known) and time:
                self.session.announce(self.made_words())
                return
            if time + 1 < times:
                await asyncio.sleep(AGAIN_S)

    def fill_without(self, content, title: str) -> bool:
        """What stands there before there is an answer, or instead of one; False where there is one."""
        if self.state.phase == "loading":
            content.add_widget(Skeleton(rows=2))
        elif self.state.phase == "trouble":
            content.add_widget(TroubleCard(title=title, detail=self.state.sentence, actions=((tr("Ask again"), self.ask),)))
        return self.state.phase in ("loading", "trouble")
