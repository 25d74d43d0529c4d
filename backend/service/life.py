"""What lives as long as the application: the database, the services, the threads, the work in the background."""
import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from zoneinfo import ZoneInfo

from litestar import Litestar

from backend.accounts.consents import obeying as with_consent
from backend.bookings.service import Bookings
from backend.bookings.service import opened as opened_bookings
from backend.closures.obeying import obeying
from backend.console.rehearsal import Rehearsals
from backend.database.database import Database
from backend.feeds.metrics import FeedMetrics, MetricsReaders
from backend.feeds.service import Feeds
from backend.following.service import following
from backend.ledger.fees import booking_fees
from backend.live.service import LiveCity
from backend.migrations.upgrade import prepare
from backend.obstacles.service import opened as opened_obstacles
from backend.occupancy.service import foreseeing
from backend.outbox.worker import Handler, Worker
from backend.parking.service import Parking
from backend.parking.service import opened as opened_parking
from backend.paying.service import opened as opened_paying
from backend.pricing.service import Pricing
from backend.requests.announcing import PAPERWORK
from backend.requests.duplicates.service import Duplicates
from backend.reservations.asking import SpaceDesk
from backend.reservations.care import Care
from backend.reservations.gathering import Gatherings
from backend.reservations.gathering_letters import OfferLetters
from backend.reservations.gathering_rounds import giving_out
from backend.reservations.service import Reservations
from backend.reservations.taken import Replacing
from backend.reservations.telling import Telling
from backend.reservations.timing import ending
from backend.rides.phone_desk import PhoneDesk
from backend.rides.service import Rides
from backend.rides.service import opened as opened_rides
from backend.rides.staff import RideStaff
from backend.rides.substitutes import RideWork
from backend.rides.work import going_on
from backend.service.city_told import telling_the_city
from backend.service.lane import Lane
from backend.service.services import Services
from backend.service.settings import Settings
from backend.service.upkeep import keep_up
from backend.tickets.reporting import telling

# A day takes as long as some hundred trips: one at a time, and few that wait.
DAYS_WAITING = 8

Life = Callable[[Litestar], AbstractAsyncContextManager[None]]


def live(open_services: Callable[[], Services], settings: Settings, handlers: Mapping[str, Handler]) -> Life:
    """The lifespan of an application. It raises DatabaseBehind at the start."""

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        async with opened_database(settings.database_url) as database:
            app.state.database = database
            services = app.state.services = open_services()
            app.state.console.opened(services.live.snapshot.city.manifest)
            app.state.lane, app.state.day_lane = Lane(settings.plans_at_once), Lane(1, DAYS_WAITING)
            feeds = app.state.feeds = Feeds.open(settings.feeds, services.live, settings.simulator, database=database)
            readers = MetricsReaders.read(settings.metrics_for, settings.proxies)
            app.state.feed_metrics = FeedMetrics(feeds.health, readers, lambda: feeds.polls)
            try:
                async with (
                    opened_paying(database, settings.provider, settings.public_origin) as paying,
                    booking_fees(database, paying.gateway if paying else None),
                    feeds, living(services.live), obeying(database, services.live),
                    foreseeing(database, services.live, feeds, settings.forecast) as occupancy,
                    opened_obstacles(database, services.live, settings) as obstacles,
                    telling_the_city(database, services.live, services.places, obstacles, app.state.accounts.letters(database), settings) as told,
                    opened_parking(database, services.live, settings, services.planner.fares.currency, app.state.lane.run) as parking,
                    following(database, services.planner, app.state.lane, settings.column_key) as opened,
                    opened_rides(database, services.live) as rides,
                    opened_bookings(
                        database, Pricing(services.live, opened.desk.reader, services.planner.fares, app.state.operators.is_bookable),
                        app.state.operators, paying, settings.payees, partial(app.state.lane.run, services.planner.plan),
                        lambda pricing, desk: Replacing(parking, pricing, desk).after_disruption, own=SpaceDesk(parking, parking.vault),
                        rides=rides.selling,
                    ) as bookings,
                    ending(bookings.desk, database), going_on(rides, opened.desk.reader, made_up=has_made_up_drivers(services, settings)),
                    giving_out(Gatherings(parking, bookings.desk, bookings.pricing, paying), database) as gatherings,
                    working(
                        database,
                        {
                            **app.state.accounts.handlers(database), **(paying.handlers if paying else {}), **bookings.handlers,
                            **occupancy.handlers, **told.handlers, **offer_letters(app, database, parking),
                            **Telling(care_of(parking, bookings), told.requests, told.photos).handlers, **duty_letters(app, database),
                            **RideWork(bookings.desk, database, app.state.accounts.letters(database)).handlers, **handlers,
                        },
                    ),
                ):  # fmt: skip
                    app.state.occupancy, app.state.bodies, app.state.requests = occupancy, told.bodies, told.requests
                    app.state.request_photos, app.state.open311, app.state.notices = told.photos, told.open311, told.notices
                    app.state.duplicates = Duplicates(told.photos)
                    app.state.reservations = Reservations(parking, bookings.desk, parking.vault)
                    app.state.gatherings = gatherings
                    app.state.care = care_of(parking, bookings)
                    drive(app, rides, bookings, parking)
                    app.state.obstacles, app.state.following, app.state.paying, app.state.parking = obstacles, opened, paying, parking
                    app.state.bookings, app.state.event_taker, app.state.pricing = bookings, bookings.told, bookings.pricing
                    app.state.tickets.on_used, app.state.tickets.right_names = telling(bookings.desk), bookings.pricing.right_names
                    yield
            finally:
                app.state.lane.close()
                app.state.day_lane.close()
                services.live.close()
                await app.state.operators.aclose()

    return lifespan


def drive(app: Litestar, rides: Rides, bookings: Bookings, parking: Parking) -> None:
    """Plans ask the vans of the city, and the desk looks after them."""
    app.state.rides, app.state.services.planner.rides = rides, rides.boards
    app.state.ride_staff = RideStaff(rides.days, rides.happenings, rides.clock)
    app.state.phone_desk = PhoneDesk(rides.selling, bookings.pricing, parking.vault, rides.clock)


def has_made_up_drivers(services: Services, settings: Settings) -> bool:
    """Where the life of an invented city is made up, its vans are driven too."""
    return bool(settings.simulator) and bool(services.live.snapshot.city.manifest.demo)


def offer_letters(app: Litestar, database: Database, parking: Parking) -> Mapping[str, Handler]:
    letters = app.state.accounts.letters(database)
    return OfferLetters(database, letters.way if letters else None, ZoneInfo(parking.zone)).handlers


def care_of(parking: Parking, bookings: Bookings) -> Care:
    return Care(Reservations(parking, bookings.desk, parking.vault), bookings.pricing)


def duty_letters(app: Litestar, database: Database) -> Mapping[str, Handler]:
    letters = app.state.accounts.letters(database)
    return Rehearsals(database, letters.way if letters else None).handlers


@asynccontextmanager
async def living(city: LiveCity) -> AsyncIterator[None]:
    """What is too old to be called live is let go for as long as this lasts."""
    fresh = asyncio.create_task(city.keep_fresh(), name="keep fresh")
    try:
        yield
    finally:
        fresh.cancel()
        await asyncio.gather(fresh, return_exceptions=True)


@asynccontextmanager
async def opened_database(address: str) -> AsyncIterator[Database]:
    database = Database.open(address)
    try:
        await asyncio.to_thread(prepare, database.url.render_as_string(hide_password=False))
        await database.changes.begin()
        yield database
    finally:
        await database.close()


@asynccontextmanager
async def working(database: Database, handlers: Mapping[str, Handler]) -> AsyncIterator[None]:
    upkeep = asyncio.create_task(keep_up(database), name="upkeep")
    worker = Worker(database, {kind: with_consent(database, handler) for kind, handler in handlers.items()}, paperwork=PAPERWORK)
    outbox = asyncio.create_task(worker.run(), name="outbox") if handlers else None
    try:
        yield
    finally:
        upkeep.cancel()
        worker.stop()
        await asyncio.gather(upkeep, *([outbox] if outbox else []), return_exceptions=True)
