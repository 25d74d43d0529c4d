"""What one request may ask, and that nothing it asks breaks the service."""
import json
import os

import pytest
from graphql import FloatValueNode, IntValueNode, StringValueNode, build_client_schema, get_introspection_query
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema
from litestar.testing import TestClient

from backend.otp.controller import OtpController
from backend.otp.limits import Budget, QueryTooComplex
from backend.otp.scalars import READERS
from backend.otp.schema import FOLDER, otp_schema
from backend.otp.service import BROKEN, Asked
from backend.service.app import create_app
from backend.service.errors import ServiceError
from backend.service.settings import Settings
from tests.backend.otp.conftest import Client
from tests.backend.otp.live_worlds import lively
from tests.backend.otp.walk import every_query
from tests.worlds.town import open_town

PATHS = ("/otp/gtfs/v1", "/otp/routers/default/index/graphql")
STOP = 'stop(id: "elmstead:west")'
SDL = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.graphql")))


@pytest.fixture(scope="module")
def client():
    app = create_app(open_town, Settings(log_requests=False, per_minute=None), controllers=(OtpController,))
    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="module")
def town(snapshot) -> Client:
    return Client.of(lively(snapshot))


def nested(depth: int) -> str:
    """A query with fields so many deep."""
    return "{" + STOP + "{parentStation" * (depth - 2) + "{name" + "}" * depth


def too_complex(client, query: str, **members) -> str:
    answer = client.post(PATHS[0], json={"query": query, **members})
    assert (answer.status_code, answer.json()["code"]) == (400, "query_too_complex"), answer.text[:200]
    return answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_both_addresses_answer(client, path):
    query, variables = "query One($id: String!) { stop(id: $id) { name } } query Two { feeds { feedId } }", {"id": "elmstead:west"}
    posted = client.post(path, json={"query": query, "variables": variables, "operationName": "One"})
    asked = client.get(path, params={"query": query, "variables": json.dumps(variables), "operationName": "One"})
    assert posted.json() == asked.json() == {"data": {"stop": {"name": "West"}}}
    assert client.post(path, json={"query": query, "operationName": "Two"}).json() == {"data": {"feeds": [{"feedId": "elmstead"}]}}


def test_a_level_deeper_is_too_deep(client):
    assert client.post(PATHS[0], json={"query": nested(10)}).json()["data"]
    too_complex(client, nested(11))


def test_fragments_hide_no_depth(client):
    fragments = " ".join(f"fragment F{n} on Stop {{ parentStation {{ ...F{n + 1} }} }}" for n in range(9))
    too_complex(client, f"{{ {STOP} {{ ...F0 }} }} {fragments} fragment F9 on Stop {{ name }}")


def test_a_sixth_alias_is_too_many(client):
    fields = [f"a{n}: name" for n in range(6)]
    assert client.post(PATHS[0], json={"query": f"{{ {STOP} {{ {' '.join(fields[:5])} }} }}"}).json()["data"]
    too_complex(client, f"{{ {STOP} {{ {' '.join(fields)} }} }}")
    parts = [f"fragment {name} on Stop {{ {' '.join(some)} }}" for name, some in (("A", fields[:3]), ("B", fields[3:]))]
    too_complex(client, f"{{ {STOP} {{ ...A ...B }} }} {' '.join(parts)}")


def test_one_plan_at_a_time(client):
    assert "one plan" in too_complex(client, "{ a: plan { date } b: plan { date } }")
    assert "one plan" in too_complex(client, "{ plan { date } viewer { planConnection { searchDateTime } } }")


def test_fragments_in_fragments_cost_nothing_to_count(client):
    doubling = " ".join(f"fragment F{n} on Stop {{ ...F{n + 1} ...F{n + 1} }}" for n in range(40))
    too_complex(client, f"{{ stops {{ ...F0 }} }} {doubling} fragment F40 on Stop {{ name }}")


def test_fragments_that_lead_back_to_themselves_are_refused(client):
    answer = client.post(PATHS[0], json={"query": f"{{ {STOP} {{ ...A }} }} fragment A on Stop {{ parentStation {{ ...A }} }}"})
    assert answer.status_code == 200
    assert "itself" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("query", ["{" * 8000, "{a" * 5000, "[" * 9000, '{stops(ids:' + "[" * 5000, "{" + "a " * 8000 + "}", "#" * 17_000])
def test_long_and_deep_requests_are_refused(client, query):
    answer = client.post(PATHS[0], json={"query": query})
    assert answer.status_code == 400 or "errors" in answer.json()


def test_too_many_values_stop_a_request(town, monkeypatch):
    monkeypatch.setattr("backend.otp.service.Budget", lambda: Budget(values=300))
    assert town.found(f"{{ {STOP} {{ name }} }}")
    with pytest.raises(QueryTooComplex):
        town.ask("{ routes { trips { stoptimes { stop { name } } } } }")


def test_a_request_ends_in_time(town, monkeypatch):
    monkeypatch.setattr("backend.otp.service.Budget", lambda: Budget(seconds=-1))
    with pytest.raises(QueryTooComplex):
        town.ask("{ routes { trips { stoptimes { stop { name } } } } }")


def test_variables_are_scanned_before_they_are_read(client):
    deep: object = "x"
    for _ in range(40):
        deep = [deep]
    answer = client.post(PATHS[0], json={"query": "query($v: [String]) { stops(ids: $v) { id } }", "variables": {"v": deep}})
    assert (answer.status_code, answer.json()["code"]) == (400, "json_too_deep")
    answer = client.post(PATHS[0], content=b'{"variables":' + b"[" * 20_000, headers={"content-type": "application/json"})
    assert answer.status_code == 400


NO_REQUESTS = (
    b"", b"[]", b"null", b"{}", b'{"query": 5}', b'{"query": "{a}", "variables": []}', b'{"query": " "}', b"\xff",
    b'{"query": "{a}", "operationName": 1}',
)  # fmt: skip


@pytest.mark.parametrize("body", NO_REQUESTS)
def test_bodies_that_are_no_request_are_refused(client, body):
    answer = client.post(PATHS[0], content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["detail"]


def test_other_types_of_bodies_are_refused(client):
    assert client.post(PATHS[0], content=b"{stops{id}}", headers={"content-type": "application/graphql"}).status_code == 415
    assert client.post(PATHS[0], content=b"x" * 70_000, headers={"content-type": "application/json"}).status_code == 413
    assert client.get(PATHS[0]).status_code == 400


def test_values_are_not_repeated(client):
    for query, variables in (
        ('{ stopsByRadius(lat: "geheim", lon: 1, radius: 1) { edges { cursor } } }', None),
        ("query($v: Int!) { stopsByRadius(lat: 1, lon: 1, radius: $v) { edges { cursor } } }", {"v": "geheim"}),
        ("{ routes(transportModes: [GEHEIM]) { id } }", None),
        ('{ plan(fromPlace: "geheim::1,2", toPlace: "1,2", date: "geheim") { date } }', None),
    ):
        answer = client.post(PATHS[0], json={"query": query, "variables": variables})
        assert answer.json()["errors"]
        assert "geheim" not in answer.text.lower()


def test_unknown_fields_are_named(client):
    (error,) = client.post(PATHS[0], json={"query": f"{{ {STOP} {{ nmae }} }}"}).json()["errors"]
    assert "nmae" in error["message"]


def test_the_schema_says_of_itself_what_it_is(client):
    described = client.post(PATHS[0], json={"query": get_introspection_query()}).json()["data"]
    assert build_client_schema(described).query_type.fields.keys() == otp_schema().query_type.fields.keys()
    deep = "{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }"
    assert client.post(PATHS[0], json={"query": deep}).json()["errors"]


TEXTS = ("", "PT1M", "2026-11-24", "2026-11-24T08:00:00+01:00", "elmstead:west", "\x00", "9" * 40)
VALUES = st.one_of(
    st.sampled_from(TEXTS).map(lambda value: StringValueNode(value=value)),
    st.integers(-(2**70), 2**70).map(lambda value: IntValueNode(value=str(value))),
    st.sampled_from(["1e400", "-1.5", "49.4"]).map(lambda value: FloatValueNode(value=value)),
)
SCALARS = dict.fromkeys(READERS, VALUES)


def reply(town: Client, asked: Asked) -> str:
    """The answer or the refusal; anything else is a failure of the test."""
    try:
        return town.service.answer(asked).decode()
    except ServiceError as refused:
        return json.dumps({"status": refused.status, "detail": refused.detail})


@settings(max_examples=250 if os.environ.get("ALLWAYS_PROOF") else 40, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=from_schema(SDL, custom_scalars=SCALARS))
def test_no_request_of_the_schema_breaks_the_service(town, query):
    answer = reply(town, Asked(query))
    assert BROKEN not in answer, query
    assert json.loads(answer).get("status", 400) < 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=8
)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), JSON, st.none() | st.text(max_size=20))
def test_no_text_breaks_the_service(town, query, variables, name):
    assert json.loads(reply(town, Asked(query, variables, name))).get("status", 400) < 500


IDS = st.text(max_size=40) | st.sampled_from(["elmstead:west", "elmstead:", ":", "::", "Stop:elmstead:west"])


@settings(max_examples=150, deadline=None)
@given(IDS, IDS, IDS)
def test_no_id_or_place_breaks_the_service(town, one, other, third):
    query = (
        "query($a: String!, $b: String!, $c: ID!) { stop(id: $a) { name } trip(id: $b) { gtfsId } pattern(id: $a) { code } route(id: $b) { id } "
        "node(id: $c) { id } rentalVehicle(id: $a) { id } plan(fromPlace: $a, toPlace: $b, date: $b, time: $a) { date routingErrors { code } } }"
    )
    assert BROKEN not in json.dumps(town.ask(query, a=one, b=other, c=third))


def test_every_field_of_the_schema_has_a_value(town):
    """Whatever a city knows, each field of each type that it meets can be asked for, one level at a time."""
    queries = list(every_query(otp_schema()))
    assert len(queries) > 200
    for query in queries:
        answer = town.ask(query)
        assert "errors" not in answer, (query, answer["errors"][0])
