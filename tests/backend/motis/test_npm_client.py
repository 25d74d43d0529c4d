"""The published client of MOTIS for JavaScript, asking over HTTP; its own schemas judge the answers.

Needs node and the package @motis-project/motis-client: `npm install @motis-project/motis-client` in any folder, named by ALLWAYS_NODE_MODULES.
"""
import asyncio
import json
import os
import shutil
import socket
from pathlib import Path

import jsonschema_rs
import pytest
from granian.constants import Interfaces
from granian.server.embed import Server

from tests.backend.motis.asking import HOME, MORNING, WORK, modes, trip
from tests.backend.motis.conftest import app_of
from tests.backend.motis.sharing import sharing_town

SCRIPT = Path(__file__).parent / "client.mjs"
PACKAGE = Path("@motis-project") / "motis-client"
COMMAS = {"array": {"explode": False}}
RESPONSES = {
    "plan": {
        "type": "object",
        "required": ["requestParameters", "debugOutput", "from", "to", "direct", "itineraries", "previousPageCursor", "nextPageCursor"],
        "properties": {
            "from": {"$ref": "#/components/schemas/Place"}, "to": {"$ref": "#/components/schemas/Place"},
            "direct": {"type": "array", "items": {"$ref": "#/components/schemas/Itinerary"}},
            "itineraries": {"type": "array", "items": {"$ref": "#/components/schemas/Itinerary"}},
        },
    },
    "stoptimes": {
        "type": "object", "required": ["stopTimes", "place", "previousPageCursor", "nextPageCursor"],
        "properties": {
            "stopTimes": {"type": "array", "items": {"$ref": "#/components/schemas/StopTime"}}, "place": {"$ref": "#/components/schemas/Place"},
        },
    },
    "geocode": {"type": "array", "items": {"$ref": "#/components/schemas/Match"}},
    "reverseGeocode": {"type": "array", "items": {"$ref": "#/components/schemas/Match"}},
    "rentals": {
        "type": "object", "required": ["providerGroups", "providers", "stations", "vehicles", "zones"],
        "properties": {
            "providerGroups": {"type": "array", "items": {"$ref": "#/components/schemas/RentalProviderGroup"}},
            "providers": {"type": "array", "items": {"$ref": "#/components/schemas/RentalProvider"}},
            "stations": {"type": "array", "items": {"$ref": "#/components/schemas/RentalStation"}},
            "vehicles": {"type": "array", "items": {"$ref": "#/components/schemas/RentalVehicle"}},
            "zones": {"type": "array", "items": {"$ref": "#/components/schemas/RentalZone"}},
        },
    },
}  # fmt: skip
QUESTIONS = [
    ["plan", trip()],
    ["plan", trip(fromPlace="west", arriveBy=True, detailedTransfers=False)],
    ["plan", trip(directModes=["WALK", "BIKE", "RENTAL"], preTransitModes=["WALK", "RENTAL"], maxDirectTime=7200)],
    ["plan", trip(directModes=["CAR"], transitModes=[]), COMMAS],
    ["stoptimes", {"stopId": "hbf", "n": 5, "time": MORNING, "fetchStops": True}],
    ["stoptimes", {"stopId": "east", "n": 5, "time": MORNING, "arriveBy": True}],
    ["geocode", {"text": "market"}],
    ["geocode", {"text": "elm", "type": ["PLACE"], "place": HOME}],
    ["reverseGeocode", {"place": HOME}],
    ["rentals", {"point": "west", "radius": 5000}],
    ["plan", trip(pedestrianProfile="WHEELCHAIR", useRoutedTransfers=True)],
    ["plan", {"fromPlace": HOME, "toPlace": WORK, "pedestrianProfile": "SKIS"}],
]


@pytest.fixture(scope="module")
def package() -> Path:
    """The folder of the client."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    folders = [os.environ.get("ALLWAYS_NODE_MODULES", ""), "/usr/local/lib/node_modules", "/usr/lib/node_modules"]
    found = next((Path(folder) / PACKAGE for folder in folders if folder and (Path(folder) / PACKAGE).is_dir()), None)
    if found is None:
        pytest.skip("the npm package @motis-project/motis-client is not here: install it and name its node_modules in ALLWAYS_NODE_MODULES")
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
async def address(town):
    """The service on loopback."""
    services, port = sharing_town(town), free_port()
    server = Server(app_of(services), address="127.0.0.1", port=port, interface=Interfaces.ASGI, log_access=False)
    serving = asyncio.create_task(server.serve())
    while not await is_open(port):
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await serving
    services.planner.live.close()


async def is_open(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


async def ask(package: Path, address: str, questions: list) -> dict:
    command = ["node", str(SCRIPT), str(package), address, json.dumps(questions)]
    ran = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE)
    out, err = await asyncio.wait_for(ran.communicate(), 120)
    assert ran.returncode == 0, err.decode()
    return json.loads(out)


def expected(name: str, schemas: dict) -> jsonschema_rs.Validator:
    components = {key.removesuffix("Schema"): schema for key, schema in schemas.items()}
    return jsonschema_rs.validator_for({**RESPONSES[name], "components": {"schemas": components}}, validate_formats=True)


async def test_the_published_client_understands_every_answer(package, address):
    told = await ask(package, address, QUESTIONS)
    for (name, *_), answer in zip(QUESTIONS[:-1], told["answers"]):
        assert answer["status"] == 200, answer
        problems = [f"{error.instance_path}: {error.message}" for error in expected(name, told["schemas"]).iter_errors(answer["body"])]
        assert problems == [], name
    nameless = told["answers"][0]["body"] | {"from": {"lat": 49.4, "lon": 8.6}}
    assert not expected("plan", told["schemas"]).is_valid(nameless), "the schemas judge nothing"
    first, by_stop, shared, by_car, *_, refused = (answer["body"] for answer in told["answers"])
    assert [modes(one) for one in first["itineraries"]] == [["WALK", "TRAM", "WALK"]] * 5
    assert by_stop["from"]["stopId"] == "west"
    assert {mode for one in shared["direct"] for mode in modes(one)} == {"WALK", "BIKE", "RENTAL"}
    assert ([modes(one) for one in by_car["direct"]], by_car["itineraries"]) == ([["CAR"]], [])
    assert "FOOT" in refused["error"]


async def test_the_published_client_turns_pages(package, address):
    first = (await ask(package, address, [["plan", trip()]]))["answers"][0]["body"]
    cursors = first["nextPageCursor"], first["previousPageCursor"]
    after, before = (await ask(package, address, [["plan", trip(pageCursor=cursor)] for cursor in cursors]))["answers"]
    starts = [one["startTime"] for page in (before["body"], first, after["body"]) for one in page["itineraries"]]
    assert starts == sorted(set(starts))
    assert len(starts) >= 15
