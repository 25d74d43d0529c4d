"""What handlers may ask for by name."""
from litestar import Request
from litestar.datastructures import State
from sqlalchemy.ext.asyncio import AsyncSession

from backend.identity.actor import Actor
from backend.service.unit import unit_of


def give_planner(state: State):
    return state.services.planner


def give_timetables(state: State):
    return state.services.timetables


def give_surroundings(state: State):
    return state.services.surroundings


def give_places(state: State):
    return state.services.places


def give_tiles(state: State):
    return state.services.tiles


def give_facts(state: State):
    return state.services.facts


def give_live(state: State):
    return state.services.live


def give_feeds_health(state: State):
    return state.feeds.health


def give_feed_metrics(state: State):
    return state.feed_metrics


def give_lane(state: State):
    return state.lane


def give_database(state: State):
    """For streams, which outlive their first transaction. Everything else asks for the session."""
    return state.database


async def give_session(request: Request) -> AsyncSession:
    """The one transaction of this request. Nobody commits it: it is kept when the answer is no refusal."""
    return await unit_of(request).session()


async def give_actor(request: Request) -> Actor:
    return await request.app.state.doorkeeper.identify(request)


GIVEN = {
    "planner": give_planner, "timetables": give_timetables, "surroundings": give_surroundings, "places": give_places,
    "tiles": give_tiles, "facts": give_facts, "lane": give_lane, "database": give_database, "session": give_session, "actor": give_actor,
    "live": give_live, "feeds_health": give_feeds_health, "feed_metrics": give_feed_metrics,
}  # fmt: skip
