"""`GET /v1/live` over HTTP, beside what clients of MOTIS are told of the same vehicles."""
import msgspec
import pytest
from litestar.testing import TestClient

from backend.around.controller import AroundController
from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.motis.controller import MOTIS_CONTROLLERS
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.motis.sharing import sharing_town
from tests.worlds.town import at, open_town

SIDES = dict(zip(("south", "west", "north", "east"), (*at(-100, -100), *at(4500, 500))))
LISTS = {
    LiveLayer.RENTALS: ("stations", "rentalVehicles"), LiveLayer.VEHICLES: ("vehicles",), LiveLayer.CAR_PARKS: ("carParks",),
    LiveLayer.CLOSURES: ("closures",), LiveLayer.LIFTS: ("lifts",), LiveLayer.OBSTACLES: ("obstacles",),
}  # fmt: skip


@pytest.fixture(scope="module")
def client():
    services = sharing_town(open_town())
    app = create_app(lambda: services, Settings(log_requests=False, per_minute=None), controllers=(AroundController, *MOTIS_CONTROLLERS))
    with TestClient(app, base_url="http://localhost") as client:
        yield client
    services.live.close()


def ask(client, **more) -> dict:
    answer = client.get("/v1/live", params=SIDES | more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_everything_is_told_when_nothing_else_is_asked_for(client):
    answer = client.get("/v1/live", params=SIDES)
    assert answer.headers["cache-control"] == "max-age=5, public"
    told = answer.json()
    assert set(told) == {"asOf", "omitted", *(name for names in LISTS.values() for name in names)}
    assert sorted(station["name"] for station in told["stations"]) == ["Green", "Mill"]
    assert told["asOf"].endswith(("+01:00", "+02:00"))


@pytest.mark.parametrize("layer", [*LISTS])
def test_only_what_is_asked_for(client, layer):
    told = ask(client, layers=[layer])
    shown = {name for name, value in told.items() if value and isinstance(value, list)}
    assert shown <= set(LISTS[layer])
    assert (layer is LiveLayer.RENTALS) == bool(shown)
    assert ask(client, layers=[layer, LiveLayer.RENTALS])["stations"] != []


def test_it_agrees_with_what_motis_clients_are_told(client):
    told = ask(client)
    rentals = client.get("/api/v6/rentals", params={"min": f"{SIDES['south']},{SIDES['west']}", "max": f"{SIDES['north']},{SIDES['east']}"}).json()
    ours = {(one["systemId"], one["stationId"]): (sum(kind["count"] for kind in one["vehicles"]), one["docks"]) for one in told["stations"]}
    theirs = {
        (one["providerId"], one["id"]): (one["numVehiclesAvailable"], max(one["vehicleDocksAvailable"].values())) for one in rentals["stations"]
    }
    assert ours == theirs != {}
    free = [(one["providerId"], one["lat"], one["lon"]) for one in rentals["vehicles"] if not (one["isReserved"] or one["isDisabled"])]
    assert sorted((one["systemId"], one["lat"], one["lon"]) for one in told["rentalVehicles"]) == sorted(free) != []


@pytest.mark.parametrize("change, status, field", [
    ({"north": "49"}, 422, "north"),
    ({"west": "8.9", "east": "8.8"}, 422, "east"),
    ({"north": "89"}, 422, "north"),
    ({"south": "-91"}, 422, "south"),
    ({"east": "nan"}, 422, "east"),
    ({"south": "here"}, 400, "south"),
    ({"south": None}, 400, "south"),
    ({"layers": ["TAXIS"]}, 400, "layers"),
    ({"layers": ["LIFTS"] * 7}, 422, "layers"),
])  # fmt: skip
def test_what_cannot_be_told_is_refused_with_its_field(client, change, status, field):
    sent = {name: value for name, value in (SIDES | change).items() if value is not None}
    answer = client.get("/v1/live", params=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["field"] == field
    assert answer.headers["cache-control"] == "no-store"
    assert "TAXIS" not in answer.text


def test_the_answer_is_the_message(client):
    told = msgspec.json.decode(client.get("/v1/live", params=SIDES).content, type=LiveAreaResponse)
    assert {one.system for one in told.rental_vehicles} == {"Elmkick"}
