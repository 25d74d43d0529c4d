"""Forecasts of a free space: fed by what the city knows live, learned anew every night, told to the planner and to people as likely, no fact."""
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.contract.feeds import FeedKind
from backend.contract.live import Likely
from backend.database.database import Database
from backend.feeds.service import Feeds
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.occupancy.holidays import like_sundays
from backend.occupancy.packing import Reading
from backend.occupancy.rows import KEPT_DAYS, MOST_LEARNED, TOPIC, find_model, keep, list_series, save_model
from backend.occupancy.watching import CarParksWatched
from backend.outbox.entries import Entry, enqueue
from backend.outbox.worker import Handler
from routing.occupancy.clock import DAY_MIN, Clock, minute_of
from routing.occupancy.forecaster import RECENT_KEPT_MIN, Forecaster
from routing.occupancy.model import Model, ModelUnusable, TooLittleHistory, learn_model, unpack

LEARN = "occupancy.learn"
LEARNS_AT = time(3, 30)  # on the clock of the city
KEEPS_EVERY_S, ORDERS_EVERY_S = 300.0, 3600.0
CLOCK_DAYS, MOST_UNKEPT = 400, 50_000
log = structlog.get_logger("allways.occupancy")


class Occupancy:
    """Of one process. is_writer: whether it is this one of several that keeps what is read."""

    def __init__(self, database: Database, live: LiveCity, is_writer: Callable[[], bool] = lambda: True, file: Path | None = None):
        self.database, self.live, self.is_writer, self.file = database, live, is_writer, file
        self.zone = ZoneInfo(live.snapshot.city.manifest.timezone)
        self.watched = CarParksWatched()
        self.forecaster: Forecaster | None = None
        self._told: dict[str, datetime] = {}
        self._unkept: list[Reading] = []

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {LEARN: self.learn}

    def likely(self, feed: str | None, site: str | None, at: datetime, now: datetime) -> Likely | None:
        """Whether a space will be free at a car park that a feed tells of; None where nobody can say."""
        foreseen = self.live.view.foreseen.get(feed or "")
        return None if foreseen is None or site is None else foreseen.likely(site, at, now)

    # What comes in

    async def follow(self) -> None:
        """Until it is cancelled."""
        async for view in self.live.changes():
            for feed in list(view.car_parks):
                if view.told.get(feed) != self._told.get(feed):
                    await self.take_or_pass(feed, view)

    async def take_or_pass(self, feed: str, view: LiveView) -> None:
        """A forecast that fails must not take the city with it."""
        try:
            await self.take(feed, view)
        except Exception as error:
            log.error("car_parks_not_foreseen", feed=feed, error=type(error).__name__)

    async def take(self, feed: str, view: LiveView) -> None:
        """A message of a feed that the view has."""
        self._told[feed] = view.told[feed]
        self._unkept += await asyncio.to_thread(self.watched.take, feed, view.car_parks[feed], view.told[feed], self.forecaster)
        await self.show(feed, view)

    async def show(self, feed: str, view: LiveView) -> None:
        forecaster, now = self.forecaster, self.live.now()
        if forecaster is None:
            return

        def work():
            foreseen = self.watched.foreseen(feed, view.car_parks[feed].sites, forecaster)
            return foreseen, foreseen.ahead({place: site.uid for place, site in view.sites.get(feed, {}).items()}, now)

        await self.live.set_foreseen(feed, *await asyncio.to_thread(work))

    # What is kept

    async def keep_on(self, every_s: float = KEEPS_EVERY_S) -> None:
        """Until it is cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(every_s)
                await self.keep()
        finally:
            await self.keep()

    async def keep(self) -> None:
        """What was read since the last time, and what could not be kept then; dropped by processes that are not to write."""
        readings, self._unkept = self._unkept, []
        if not readings or not self.is_writer():
            return
        try:
            async with self.database.writing() as session:
                await keep(session, readings)
        except (SQLAlchemyError, OSError) as error:
            log.warning("readings_not_kept", readings=len(readings), error=type(error).__name__)
            self._unkept = [*readings, *self._unkept][-MOST_UNKEPT:]

    # What is learned

    async def order(self, every_s: float = ORDERS_EVERY_S) -> None:
        """Has the next night learned from; by however many processes it is ordered, it is done once. Until it is cancelled."""
        while True:
            night = self.next_night()
            try:
                async with self.database.writing() as session:
                    await enqueue(session, LEARN, {}, f"{LEARN}:{night.date()}", night)
            except (SQLAlchemyError, OSError) as error:
                log.warning("learning_not_ordered", error=type(error).__name__)
            await asyncio.sleep(every_s)

    def next_night(self) -> datetime:
        now = self.live.now().astimezone(self.zone)
        night = datetime.combine(now.date(), LEARNS_AT, self.zone)
        return night if night > now else datetime.combine(now.date() + timedelta(days=1), LEARNS_AT, self.zone)

    async def learn(self, entry: Entry | None = None) -> None:
        """From all that is kept until the last midnight, in a thread."""
        now = self.live.now()
        midnight = datetime.combine(now.astimezone(self.zone).date(), time(), self.zone)
        async with self.database.reading() as session:
            every, before = await list_series(session, now - timedelta(days=KEPT_DAYS)), await find_model(session)
        if len(every) > MOST_LEARNED:
            log.warning("car_parks_not_learned", sites=len(every) - MOST_LEARNED)
        try:
            model = await asyncio.to_thread(learned, every[:MOST_LEARNED], self.clock(now), minute_of(midnight), before)
        except TooLittleHistory:
            log.info("too_little_to_learn", sites=len(every))
            return
        async with self.database.writing() as session:
            await save_model(session, model)

    def clock(self, now: datetime) -> Clock:
        around = int(minute_of(now)) - (KEPT_DAYS + 2) * DAY_MIN, int(minute_of(now)) + CLOCK_DAYS * DAY_MIN
        return Clock.of(self.zone, *around, like_sundays(self.live.snapshot.city.transit))

    async def begin(self) -> None:
        """With what earlier processes read and learned."""
        async with self.database.reading() as session:
            recent = await list_series(session, self.live.now() - timedelta(minutes=RECENT_KEPT_MIN), cleaned=False)
        since = minute_of(self.live.now()) - RECENT_KEPT_MIN
        self.watched.begin_with(series.between(since, float("inf")) for series in recent)
        await self.load()

    async def load(self) -> None:
        """The newest model of the database, else that of the file."""
        try:
            async with self.database.reading() as session:
                model = await find_model(session)
            model = model or await asyncio.to_thread(self._of_file)
        except (ModelUnusable, OSError) as error:
            log.warning("forecast_unusable", error=type(error).__name__)
            return
        if model is None:
            return
        self.forecaster = Forecaster(model, self.clock(self.live.now()))
        for feed in list(self.live.view.car_parks):
            await self.show(feed, self.live.view)

    def _of_file(self) -> Model | None:
        """Raises ModelUnusable, OSError."""
        return None if self.file is None else unpack(self.file.read_bytes())

    async def heed(self) -> None:
        """A model that any process learned, in every process. Until it is cancelled."""
        async for _ in self.database.changes.follow(TOPIC):
            await self.load()


def learned(every: list, clock: Clock, until_min: float, before: Model | None) -> Model:
    """The width goes on from the model before where it is of the same car parks."""
    same = before is not None and before.keys == tuple(series.key for series in every)
    return learn_model(every, clock, until_min, before.weights if before is not None and same else None)


@asynccontextmanager
async def foreseeing(database: Database, live: LiveCity, feeds: Feeds, file: Path | None = None) -> AsyncIterator[Occupancy]:
    """The forecast for as long as this lasts. file: what was learned elsewhere, until this city has learned by itself."""
    occupancy = Occupancy(database, live, lambda: feeds.polls, file)
    if not any(feed.kind is FeedKind.PARKAPI for feed in feeds.declared):
        yield occupancy
        return
    await occupancy.begin()
    work = (occupancy.follow(), occupancy.keep_on(), occupancy.order(), occupancy.heed())
    tasks = [asyncio.create_task(one, name="occupancy") for one in work]
    try:
        yield occupancy
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
