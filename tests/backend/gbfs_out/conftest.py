"""Elmstead with its simulated bikes and scooters, served."""
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from litestar.testing import TestClient

from backend.demo.live.gbfs_words import V3, Dialect
from backend.demo.live.town import Town
from backend.demo.live.world import World
from backend.demo.live.write_gbfs import files_of
from backend.feeds.gbfs.decode import decode
from backend.gbfs_out.controller import GbfsController
from backend.live.service import LiveCity
from backend.live.view import LiveView
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.worlds.town import open_town

AT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)


@contextmanager
def serving(systems, told=None):
    """A client of the town in which these systems are live."""
    services = open_town()
    live = LiveCity(services.planner.snapshot, dict.fromkeys(systems, 3600), now=lambda: AT)
    live.swap(LiveView(live.snapshot, told=told or dict.fromkeys(systems, AT), systems=systems))
    app = create_app(lambda: replace(services, live=live), Settings(log_requests=False, per_minute=None), controllers=(GbfsController,))
    try:
        with TestClient(app, base_url="http://localhost") as client:
            yield client
    finally:
        live.close()


@pytest.fixture(scope="module")
def systems():
    """What the feeds of the simulator tell, read as any feed is."""
    world = World(Town.open(open_town().planner.snapshot.city.folder))
    dialect, at_s = Dialect(V3), int(AT.timestamp())
    return {
        feed: decode({name: dialect.file(at_s, 60, write(world, dialect, at_s)) for name, write in files_of(system, dialect).items()})
        for feed, system in (("bikes", "gbfs"), ("scooters", "scooters"))
    }


@pytest.fixture(scope="module")
def client(systems):
    with serving(systems) as client:
        yield client
