"""The city as it is known now: messages of feeds go in, one view comes out, and what is too old to be called live is let go."""
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Applied, believed_time
from backend.live.taking import Taken, Taker
from backend.live.view import LiveView
from backend.trips.obstacles import ReportedObstacles
from routing.closures import Closure
from routing.door.room import Ahead
from routing.plan import CLOSED_S
from routing.shared.fleet import RIDES
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot

if TYPE_CHECKING:
    from backend.occupancy.foreseen import Foreseen

SWEEP_S = 1.0
OF_FEEDS = ("fleets", "systems", "transit", "car_parks", "sites", "lifts", "closures", "taxis", "foreseen")


def utc_now() -> datetime:
    return datetime.now(UTC)


class LiveCity:
    """Holds one reference to what is known; whoever answers takes `view` once and keeps it to the end.

    Facts are worked out one after the other in a thread of their own, and a view is swapped in only when whatever a trip leaving now needs has been
    made ready, so that nobody who asks waits for it.
    """

    def __init__(self, snapshot: Snapshot, fresh_s: Mapping[str, int] | None = None, now: Callable[[], datetime] = utc_now):
        self.view = LiveView(snapshot)
        self.fresh_s = dict(fresh_s or {})
        self.now = now
        self._taker = Taker(snapshot.city)
        self._thread: ThreadPoolExecutor | None = None
        self._waiting: set[asyncio.Event] = set()

    @property
    def snapshot(self) -> Snapshot:
        return self.view.snapshot

    async def apply(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Applied:
        """Take in a message. Raises FeedUnreadable; what was known before then stays."""
        self.fresh_s[feed.id] = feed.fresh_s
        return await self._in_thread(lambda: self._take(feed, parts, received_at))

    async def confirm(self, feed: FeedDeclaration, at: datetime) -> bool:
        """What a feed that does not say when it saw it told before holds as of `at`. False where nothing of it is known (any more)."""
        return await self._in_thread(lambda: self._confirm(feed.id, at))

    async def set_closures(self, source: str, closures: Sequence[Closure]) -> None:
        """Closures that no feed tells, such as those of the staff, in place of those of the same source; they hold until they are replaced."""
        await self._in_thread(lambda: self._show(replace(self.view, snapshot=self.snapshot.with_closures(closures, source, self.now()))))

    async def set_obstacles(self, source: str, closures: Sequence[Closure] | None, reported: ReportedObstacles) -> None:
        """What people report, and at the same moment the walls that it is; None: those stay as they are."""
        await self._in_thread(lambda: self._show(replace(self._walled(source, closures), obstacles=reported)))

    async def set_foreseen(self, feed: str, foreseen: "Foreseen", ahead: Ahead) -> None:
        """What is expected of the car parks of a feed from now on; of no use once the feed is no longer live."""
        await self._in_thread(lambda: self._foresee(feed, foreseen, ahead))

    async def let_go(self) -> None:
        """Of every feed that is too old to be called live."""
        if stale := self.stale():
            await self._in_thread(lambda: self._forget(stale))

    def stale(self) -> list[str]:
        now = self.now()
        return [feed for feed, told in self.view.told.items() if now - told > timedelta(seconds=self.fresh_s.get(feed, 0))]

    async def keep_fresh(self) -> None:
        """Runs until it is cancelled."""
        while True:
            await asyncio.sleep(SWEEP_S)
            await self.let_go()

    async def changes(self) -> AsyncIterator[LiveView]:
        """The view of now, and the newest one whenever it has changed; views that nobody had time for are passed over."""
        changed = asyncio.Event()
        self._waiting.add(changed)
        try:
            while True:
                changed.clear()
                yield self.view
                await changed.wait()
        finally:
            self._waiting.discard(changed)

    def swap(self, view: LiveView) -> None:
        """Show another view; to be called in the loop."""
        self.view = view
        for changed in self._waiting:
            changed.set()

    def close(self) -> None:
        """End the thread; it begins again with the next fact."""
        if self._thread is not None:
            self._thread.shutdown(wait=True, cancel_futures=True)
            self._thread = None

    async def _in_thread(self, work: Callable):
        loop = asyncio.get_running_loop()
        self._thread = self._thread or ThreadPoolExecutor(1, "live")
        try:
            return await loop.run_in_executor(self._thread, work)
        finally:
            for changed in self._waiting:
                changed.set()

    def _take(self, feed: FeedDeclaration, parts: dict[str, bytes], received_at: datetime) -> Applied:
        taken = self._taker.take(feed, parts, received_at)
        observed = believed_time(taken.observed, received_at)
        # Caches on the way may answer an older message after a newer one.
        if feed.id not in self.view.told or observed >= self.view.told[feed.id]:
            self._show(self._with(feed.id, taken, observed))
        return Applied(taken.observed, taken.entities, taken.problems.unknown_ids, taken.problems.total)

    def _confirm(self, feed: str, at: datetime) -> bool:
        told = self.view.told.get(feed)
        if told is not None and told < at:
            snapshot = replace(self.snapshot, observed=MappingProxyType({**self.snapshot.observed, feed: at}))
            self.view = replace(self.view, snapshot=snapshot, told=MappingProxyType({**self.view.told, feed: at}))
        return told is not None

    def _with(self, feed: str, taken: Taken, observed: datetime) -> LiveView:
        view = self.view
        changes = {name: MappingProxyType({**getattr(view, name), feed: facts}) for name, facts in taken.facts.items()}
        if taken.fleets is not None:
            others = {key: offered for key, offered in view.fleets.items() if offered.feed != feed}
            changes["fleets"] = MappingProxyType({**others, **taken.fleets})
        told = MappingProxyType({**view.told, feed: observed})
        return replace(view, snapshot=taken.change(view.snapshot, feed, observed), told=told, **changes)

    def _walled(self, source: str, closures: Sequence[Closure] | None) -> LiveView:
        return self.view if closures is None else replace(self.view, snapshot=self.snapshot.with_closures(closures, source, self.now()))

    def _foresee(self, feed: str, foreseen: "Foreseen", ahead: Ahead) -> None:
        view = self.view
        if feed in view.told:
            snapshot = view.snapshot.with_room_ahead(ahead, feed, view.told[feed])
            self._show(replace(view, snapshot=snapshot, foreseen=MappingProxyType({**view.foreseen, feed: foreseen})))

    def _forget(self, feeds: list[str]) -> None:
        view = self.view
        for feed in feeds:
            kept = {name: MappingProxyType({key: v for key, v in getattr(view, name).items() if key != feed}) for name in ("told", *OF_FEEDS[1:])}
            kept["fleets"] = MappingProxyType({key: offered for key, offered in view.fleets.items() if offered.feed != feed})
            view = replace(view, snapshot=view.snapshot.without(feed), **kept)
        self._show(view)

    def _show(self, view: LiveView) -> None:
        self._make_ready(view.snapshot)
        self.view = view

    def _make_ready(self, snapshot: Snapshot) -> None:
        """What a trip leaving now needs, at the speed that most people walk."""
        now = self.now()
        held = snapshot.during(now, now + timedelta(seconds=CLOSED_S))
        day = now.astimezone(self._taker.zone).date()
        for kind in RIDES:
            held.standings(kind, DEFAULT_WALK_MPS)
        if len(snapshot.city.transit.trip_id):
            held.search_on(day)
            held.hubs_at(DEFAULT_WALK_MPS)
