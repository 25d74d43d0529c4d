"""A notice of the system while the app is not in sight, where one wants that: which request has news, never what or where. Without Kivy."""

import asyncio

from backend.contract.notices import NoticeKind, NoticeNews
from mobile.i18n import tr

APP = "Allways"


class Ringing:
    """One of a session. What the city lets ring later waits here; what is looked at meanwhile does not ring."""

    def __init__(self, session):
        self.session = session
        self.waiting: list[NoticeNews] = []

    def take(self, news: NoticeNews) -> None:
        """One that was just told, and that the window does not show."""
        if news.ring_at is None or news.notice.is_read or not self.session.settings.notify:
            return
        self.waiting.append(news)
        if not self.session.tasks.runs(self, "ring"):
            self.session.tasks.start(self, "ring", self.ring())

    async def ring(self) -> None:
        """Each when it may; all that may ring at the same time ring once."""
        while self.waiting:
            left_s = (min(one.ring_at for one in self.waiting) - self.session.now()).total_seconds()
            if left_s > 0:
                await asyncio.sleep(min(left_s, 30))  # in parts: another notice may ring sooner
                continue
            now = self.session.now()
            due = [one for one in self.waiting if one.ring_at <= now]
            self.waiting = [one for one in self.waiting if one not in due]
            self.session.notify(APP, ring_words(due))

    def hush(self) -> None:
        """The app is in sight: all of it stands there."""
        self.waiting.clear()
        self.session.tasks.stop(self, "ring")


def ring_words(news: list[NoticeNews]) -> str:
    """For a locked screen that others see: the number of the request, and nothing of what it is about."""
    codes = {one.notice.request_code for one in news}
    if len(codes) > 1:
        return tr("News about {n} requests", n=len(codes))
    if all(one.notice.kind is NoticeKind.NEARBY for one in news):
        return tr("News from an area you follow")
    return sample_words(codes.pop(), all(one.notice.mine for one in news))


def sample_words(code: str, mine: bool = True) -> str:
    return tr("News about your request {code}", code=code) if mine else tr("News about a request you follow, {code}", code=code)
