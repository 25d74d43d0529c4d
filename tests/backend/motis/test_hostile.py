"""Whatever is asked: an answer as described, or a refusal that says what to do."""
import json
import os

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from backend.contract.problems import Problem
from backend.motis.board import STOP_TIMES
from backend.motis.geocoding import GEOCODE, REVERSE
from backend.motis.messages import MotisMatch, MotisPlan, MotisStopTimes
from backend.motis.rentals import RENTALS
from backend.motis.shared_messages import MotisRentals
from backend.motis.wishes import PLAN
from tests.backend.motis.asking import HOME, MORNING, WORK
from tests.backend.motis.conftest import app_of
from tests.described import ask, labels
from tests.worlds.town import open_town

MESSAGES = (MotisPlan, MotisStopTimes, MotisMatch, MotisRentals, Problem)
ROUTES = {
    "/api/v6/plan": PLAN, "/api/v5/stoptimes": STOP_TIMES, "/api/v1/geocode": GEOCODE, "/api/v6/reverse-geocode": REVERSE, "/api/v5/rentals": RENTALS,
}  # fmt: skip
LABELS = [
    *(f"GET /api/v{v}/{name}" for v in (1, 5, 6) for name in ("geocode", "reverse-geocode", "rentals")),
    *(f"GET /api/v{v}/{name}" for v in (5, 6) for name in ("plan", "stoptimes")),
]  # fmt: skip
PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
# All of them with all other routes: tests/backend/service/test_schema.py.
ASKED = LABELS if PROOF else ["GET /api/v6/geocode", "GET /api/v6/stoptimes"]
EXAMPLES, WILD = (25, 80) if PROOF else (5, 30)
PLAUSIBLE = [
    HOME, WORK, MORNING, "west", "hbf", "market~1bus", "WALK", "RENTAL", "TRAM,BUS", "true", "0", "5", "3600", "LATER|1795503600",
    "EARLIER|1795503600", "BICYCLE",
]  # fmt: skip
NASTY = [
    "", ",", ",,", "NaN,NaN", "1e999,0", "-0,-0", "9" * 400, "٣,٣", "\u202e", "a\nb", "\x00", "LATER|0", "EARLIER|99999999999", "2026-02-30T00:00Z",
    "0001-01-01T00:00Z", "9999-12-31T23:59:59+14:00", "2026-11-24T24:00:00Z", "WALK," * 70, "../..", "%00", "' OR 1=1",
]  # fmt: skip


def described() -> dict:
    """The description of these routes with msgspec's own schemas of the messages, as the whole service has it."""
    found = json.loads(json.dumps(app_of(open_town()).openapi_schema.to_schema()))
    found["components"]["schemas"] = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")[1]
    return found


@pytest.fixture(scope="module")
def asked():
    schema = schemathesis.openapi.from_dict(described())
    schema.location = "http://localhost/schema/openapi.json"
    schema.app = app_of(open_town())
    return schema


def test_every_parameter_is_described():
    found = described()
    assert sorted(labels(found)) == sorted(LABELS)
    paths = found["paths"]
    for route, parameters in ROUTES.items():
        assert [one["name"] for one in paths[route]["get"]["parameters"]] == [parameter.name for parameter in parameters]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def does_what_it_says(case):
    # A request may fit the schema and still name a stop that does not exist, or a place in another city.
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@pytest.mark.parametrize("label", ASKED)
def test_the_api_does_what_it_says(asked, label):
    ask(asked, label, does_what_it_says)


@pytest.mark.parametrize("route", ROUTES)
@given(data=st.data())
@settings(max_examples=WILD, deadline=None)
def test_no_parameters_break_it(client, route, data):
    names = [parameter.name for parameter in ROUTES[route]]
    values = st.one_of(st.sampled_from(PLAUSIBLE), st.sampled_from(NASTY), st.text(max_size=30))
    asked = data.draw(st.lists(st.tuples(st.sampled_from(names), values), max_size=12))
    answer = client.get(route, params=asked)
    assert answer.status_code in (200, 400, 404, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["error"] == answer.json()["detail"]


@pytest.mark.parametrize("query", [b"fromPlace=%ff%fe&toPlace=%C0%80", b"&&&==&=", b"stopId", b"fromPlace[]=1", b"n=%00"])
@pytest.mark.parametrize("route", ROUTES)
def test_addresses_that_are_no_text(client, route, query):
    assert client.get(f"{route}?{query.decode()}").status_code in (200, 400, 404, 422)
