"""What handlers may ask for by name."""
from collections.abc import Callable
from typing import Any

from litestar import Request
from litestar.datastructures import State
from sqlalchemy.ext.asyncio import AsyncSession

from backend.days.service import DayPlanner
from backend.identity.actor import Actor
from backend.service.unit import unit_of

SERVICES = ("planner", "timetables", "surroundings", "places", "tiles", "facts", "live", "live_area")


def give_service(name: str) -> Callable[[State], Any]:
    """One of `Services`, by the name of its field."""

    def give(state: State):
        return getattr(state.services, name)

    return give


def give_feeds_health(state: State):
    return state.feeds.health


def give_feed_metrics(state: State):
    return state.feed_metrics


def give_codes(state: State):
    return state.codes


def give_lane(state: State):
    return state.lane


def give_day_lane(state: State):
    return state.day_lane


def give_day_planner(state: State):
    return DayPlanner(state.services.planner)


def give_pricing(state: State):
    return state.pricing


def give_database(state: State):
    """For streams, which outlive their first transaction. Everything else asks for the session."""
    return state.database


def give_console(state: State):
    return state.console


def give_pages(state: State):
    return state.console.pages


def give_visitor(request: Request):
    """Who works in the console, as its door found out."""
    return request.scope["visitor"]  # type: ignore[typeddict-item]


async def give_session(request: Request) -> AsyncSession:
    """The one transaction of this request. Nobody commits it: it is kept when the answer is no refusal."""
    return await unit_of(request).session()


async def give_actor(request: Request) -> Actor:
    return await request.app.state.doorkeeper.identify(request)


GIVEN = {
    **{name: give_service(name) for name in SERVICES}, "lane": give_lane, "day_lane": give_day_lane, "day_planner": give_day_planner,
    "database": give_database, "session": give_session,
    "actor": give_actor, "feeds_health": give_feeds_health, "feed_metrics": give_feed_metrics, "codes": give_codes, "pricing": give_pricing,
    "console": give_console, "pages": give_pages, "visitor": give_visitor,
}  # fmt: skip
