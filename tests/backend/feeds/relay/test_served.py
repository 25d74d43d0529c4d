"""Two processes of one service over HTTP: the same closed street, the same health, and one that polls."""
import asyncio
from contextlib import AsyncExitStack

import pytest
from prometheus_client.parser import text_string_to_metric_families

from backend.feeds.controller import FeedsController, MetricsController
from backend.places.service import PlaceSearch
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from backend.trips.controller import TripsController
from tests.backend.feeds.relay.workers import PATIENCE_S
from tests.backend.feeds.servers import FeedServer, tagged
from tests.backend.live.messages import closed
from tests.serving import Client
from tests.worlds.town import at, open_town

CITY = open_town().live.snapshot.city
DECLARED = '[[feeds]]\nid = "works"\nkind = "closures-geojson"\nurl = "{url}"\nevery_s = 5\nfresh_s = 600\n'


@pytest.fixture
def settings(server: FeedServer, tmp_path, postgresql_url) -> Settings:
    path = tmp_path / "feeds.toml"
    path.write_text(DECLARED.format(url=server.url("/works.json")))
    return Settings(log_requests=False, per_minute=None, database_url=postgresql_url, feeds=path, simulator="{}:{}".format(*server.host))


def process(settings: Settings) -> Client:
    """From the loopback address, which may read figures."""
    app = create_app(
        lambda: Services.of(CITY, PlaceSearch.open(CITY.folder / "search")), settings,
        controllers=[FeedsController, MetricsController, TripsController],
    )  # fmt: skip
    return Client(app)


async def way(client: Client) -> str:
    """The line of the quickest drive along Main Street, over the closed piece where it is open."""
    ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
    answer = await client.post("/v1/plan", json={**ends, "modes": ["CAR"]})
    return answer.json()["itineraries"][0]["legs"][0]["geometry"]


def figures(app) -> dict[str, float]:
    families = text_string_to_metric_families(app.state.feed_metrics.render().decode())
    return {sample.name + sample.labels.get("code", ""): sample.value for family in families for sample in family.samples}


async def comes(wanted):
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await wanted()):
            await asyncio.sleep(0.05)
        return found


async def test_every_process_tells_riders_the_same(server, settings):
    async with AsyncExitStack() as stack:
        clients = [await stack.enter_async_context(process(settings)) for _ in range(2)]
        straight = await way(clients[0])
        server.answers["/works.json"] = tagged(closed(("pipes", 1000, 1500))["message"], '"1"')

        async def all_around() -> list[str] | None:
            ways = [await way(client) for client in clients]
            return None if straight in ways else ways

        around, other = await comes(all_around)
        assert around == other

        async def same_health() -> dict | None:
            first, second = [(await client.get("/v1/feeds")).json()["feeds"][0] for client in clients]
            return first if first | {"ageS": 0} == second | {"ageS": 0} else None

        health = await comes(same_health)
        assert (health["live"], health["code"], health["counts"]["entities"]) == (True, None, 1)
        found = [figures(client.app) for client in clients]
        assert sorted(values["allways_feed_poller"] for values in found) == [0, 1]
        assert all(values["allways_feed_live"] == 1 for values in found)

    server.answers.clear()
    async with process(settings) as restarted:
        assert await way(restarted) == around, "from the first answer"
