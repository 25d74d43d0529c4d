"""`/console/feeds`: where live facts come from and how old they are, in words and not in colour alone."""
from litestar import Request, Response, get
from litestar.di import NamedDependency

from backend.console.pages import Pages
from backend.console.room import RoomController
from backend.contract.accounts import Role
from backend.contract.feeds import FeedState
from backend.feeds.health import FeedsHealth
from backend.service.policies import RateClass, console

LOOKS = {FeedState.FRESH: "ok", FeedState.LATE: "warn", FeedState.STALE: "error", FeedState.FAILING: "error", FeedState.NEVER: "info"}


class FeedsRoom(RoomController):
    @get("/console/feeds", opt=console(RateClass.READ, roles=(Role.STAFF, Role.ADMINISTRATOR)))
    async def feeds(self, request: Request, pages: NamedDependency[Pages], feeds_health: NamedDependency[FeedsHealth]) -> Response[str]:
        moment = pages.clock()
        shown = [(known, known.state(moment)) for known in feeds_health.list_all()]
        return pages.show(request, "feeds.html", room="feeds", feeds=shown, looks=LOOKS)
