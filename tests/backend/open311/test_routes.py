"""GeoReport v2 as a stranger's client meets it: what the specification promises is so, and nobody's secrets come out."""
import asyncio
import json
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from lxml import etree
from sqlalchemy import select

from backend.requests.models import Request
from backend.requests.photos.models import RequestPhoto
from tests.backend.obstacles.pictures import jpeg
from tests.backend.open311.georeport import GeoReportClient, Refused
from tests.backend.open311.world import STAFF, give_key, served
from tests.worlds.town import at

PLACE = dict(zip(("lat", "long"), (str(part) for part in at(700, 0))))
HOLE = {"service_code": "pothole", "description": "A hole <deep> & wide.", **PLACE}
BASE = "/open311/v2"


@pytest.fixture
def them(client, key) -> GeoReportClient:
    return GeoReportClient(client, api_key=key)


def staff(client: TestClient, code: str, **change):
    headers = {"Authorization": f"Bearer {STAFF}", "Idempotency-Key": str(uuid4())}
    return client.post(f"/v1/staff/requests/{code}/changes", json=change, headers=headers)


async def photos_of(client: TestClient, code: str) -> list[str]:
    async with client.app.state.database.reading() as session:
        asked = select(RequestPhoto.state).join(Request, Request.id == RequestPhoto.request_id).where(Request.code == code)
        return list(await session.scalars(asked))


def test_discovery_says_where_everything_is(client):
    root = etree.fromstring(client.get(f"{BASE}/discovery.xml").content)
    assert root.findtext("endpoints/endpoint/specification") == "http://wiki.open311.org/GeoReport_v2"
    assert root.findtext("endpoints/endpoint/url") == "http://localhost:8000/open311/v2"
    told = client.get(f"{BASE}/discovery.json").json()
    assert told["endpoints"][0]["formats"] == ["text/xml", "application/json"]


def test_services_and_their_definitions(them, client):
    services = {one["service_code"]: one for one in them.services()}
    assert {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"} == set(services["pothole"])
    assert services["pothole"]["type"] == "realtime"
    told = client.get(f"{BASE}/services.json").json()
    assert [one["service_code"] for one in told] == list(services)
    asking = [code for code, one in services.items() if one["metadata"] == "true"]
    assert asking, "some category asks something"
    for code in asking:
        assert all(one["code"] and one["datatype"] in ("string", "number", "singlevaluelist") for one in them.definition(code))
    assert them.definition("pothole") == []
    with pytest.raises(Refused) as refused:
        them.definition("no_such_thing")
    assert (refused.value.status, refused.value.faults[0][0]) == (404, "404")


def test_a_request_is_filed_found_and_followed_to_its_end(them, client):
    number = them.file(**HOLE)["service_request_id"]
    told = them.request(number)
    assert (told["status"], told["service_code"], told["description"]) == ("open", "pothole", HOLE["description"])
    assert abs(float(told["lat"]) - float(PLACE["lat"])) < 1e-5
    assert told["expected_datetime"] > told["requested_datetime"]
    assert staff(client, number, action="resolve", resolution="fixed", words="Filled.", referral="crew 7").status_code == 200
    told = them.request(number, extensions="true")
    assert (told["status"], told["status_notes"], told["state"], told["reason"]) == ("closed", "It is repaired. Filled.", "resolved", "fixed")
    assert number in [one["service_request_id"] for one in them.requests(status="closed")]
    assert number not in [one["service_request_id"] for one in them.requests(status="open")]
    assert client.get(f"{BASE}/requests/{number}.json").json()[0]["status"] == "closed"


def test_json_is_answered_where_it_is_asked_for(client, key):
    answer = client.post(f"{BASE}/requests.json", data={"api_key": key, **HOLE})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    (one,) = answer.json()
    assert one["service_request_id"]
    assert one["service_notice"]
    assert client.get(f"{BASE}/tokens/{one['service_request_id']}.json").json()[0]["service_request_id"] == one["service_request_id"]


def test_the_same_key_of_ours_stands_once(them, client):
    idem = {"attribute[idem_key]": str(uuid4())}
    first, again = them.file(**HOLE, **idem), them.file(**HOLE, **idem)
    assert first == again
    with pytest.raises(Refused) as refused:
        them.file(**{**HOLE, "description": "Another one."}, **idem)
    assert refused.value.status in (409, 422, 400)
    other = GeoReportClient(client, api_key=give_key(client))
    assert other.file(**HOLE, **idem)["service_request_id"] != first["service_request_id"]


def test_nobody_files_without_a_key(client, key):
    for bad in ("", "x", "aw_311_" + "x" * 43, key[:-1], key + "x"):
        with pytest.raises(Refused) as refused:
            GeoReportClient(client, api_key=bad).file(**HOLE)
        assert (refused.value.status, refused.value.faults[0][0]) == (403, "403")


def test_every_fault_is_told(them):
    with pytest.raises(Refused) as refused:
        them.file(service_code="", lat="91", long="0", email="nobody")
    assert refused.value.status == 400
    assert len(refused.value.faults) == 3
    with pytest.raises(Refused) as refused:
        them.file(**{**HOLE, "service_code": "no_such_thing"})
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        them.file(**{**HOLE, "lat": "10", "long": "10"})
    assert refused.value.status == 400


def test_only_requests_that_everybody_may_read(them, client):
    device = {"Authorization": f"Bearer {client.post('/v1/devices').json()['token']}"}
    asked = {"category": "pothole", "place": {"lat": at(900, 0)[0], "lon": at(900, 0)[1]}, "words": "CANARY-private", "visibility": "body"}
    made = client.post("/v1/requests", json=asked, headers={**device, "Idempotency-Key": str(uuid4())})
    assert made.status_code == 201, made.text
    code = made.json()["code"]
    with pytest.raises(Refused) as hidden:
        them.request(code)
    with pytest.raises(Refused) as absent:
        them.request("22222222")
    assert hidden.value.faults == absent.value.faults
    assert "CANARY" not in client.get(f"{BASE}/requests.json").text
    assert them.requests(service_request_id=code) == []


def test_what_its_sender_adds_is_for_those_who_answer(them, client):
    device = {"Authorization": f"Bearer {client.post('/v1/devices').json()['token']}"}
    place = {"lat": float(PLACE["lat"]), "lon": float(PLACE["long"])}

    def sends(path: str, told: dict) -> dict:
        answer = client.post(path, json=told, headers={**device, "Idempotency-Key": str(uuid4())})
        assert answer.status_code == 201, answer.text
        return answer.json()

    code = sends("/v1/requests", {"category": "pothole", "place": place})["code"]
    sends(f"/v1/requests/{code}/comments", {"words": "CANARY: my door is the green one."})
    assert staff(client, code, action="reject", rejection="not_ours", words="Ask the railway.").status_code == 200
    sends(f"/v1/requests/{code}/disputes", {"words": "CANARY. Call me: 06221 555 1234."})
    told = them.request(code)
    assert "CANARY" not in str(told)
    assert "Ask the railway." in told["status_notes"]
    anybody = client.get(f"/v1/requests/{code}").json()
    assert [step["words"] for step in anybody["steps"] if step["kind"] == "disputed"] == ["CANARY. Call me: …."]
    assert "green" not in str(anybody)
    mine = client.get(f"/v1/requests/{code}", headers=device).json()
    assert "555 1234" in str(mine["steps"])


def test_who_sent_it_is_kept_nowhere(them, client):
    contact = {"email": "canary@example.org", "phone": "CANARY-phone", "first_name": "CANARY-first", "last_name": "CANARY-last",
               "device_id": "CANARY-device", "account_id": "CANARY-account"}  # fmt: skip
    number = them.file(**HOLE, **contact)["service_request_id"]
    seen = client.get(f"{BASE}/requests/{number}.json", params={"extensions": "true"}).text
    whole = client.get(f"/v1/staff/requests/{number}", headers={"Authorization": f"Bearer {STAFF}"}).text
    assert "canary" not in (seen + whole).lower()


def test_filters_pages_and_lists(them, client):
    numbers = [them.file(**{**HOLE, "description": f"Number {n}."})["service_request_id"] for n in range(3)]
    assert [one["service_request_id"] for one in them.requests(page_size=3)] == numbers[::-1]
    assert next(one["service_request_id"] for one in them.requests(page_size=2, page=2)) == numbers[0]
    asked = them.requests(service_request_id=",".join([*numbers[:2], "22222222"]), status="closed", service_code="no_such_thing")
    assert {one["service_request_id"] for one in asked} == set(numbers[:2]), "a list of numbers overrides everything else"
    assert them.requests(service_code="no_such_thing") == []
    assert them.requests(end_date="2020-01-01T00:00:00Z") == []
    with pytest.raises(Refused) as refused:
        them.requests(start_date="soon", page="0")
    assert [fault.split()[0] for _, fault in refused.value.faults] == ["start_date", "page"]


@pytest.mark.parametrize("resource", ["services.xml", "services.json", "requests.xml", "requests/x.xml", "services/pothole.json", "tokens/x"])
def test_another_jurisdiction_is_not_here(client, resource):
    answer = client.get(f"{BASE}/{resource}", params={"jurisdiction_id": "elsewhere.example"})
    assert answer.status_code == 404
    assert "jurisdiction_id" in answer.text
    ours = client.get(f"{BASE}/{resource}", params={"jurisdiction_id": "localhost"})
    assert "jurisdiction_id" not in ours.text


def test_a_photo_comes_as_a_file_and_an_address_is_never_opened(client, key):
    fields = {"api_key": key, **HOLE}
    sent = client.post(f"{BASE}/requests.json", data=fields, files={"media": ("../../x.jpg", jpeg(), "text/html")}).json()[0]
    assert client.blocking_portal.call(photos_of, client, sent["service_request_id"]) == ["quarantined"]
    assert client.get(f"{BASE}/requests/{sent['service_request_id']}.json").json()[0]["media_url"] is None, "nobody sees it before faces are hidden"
    broken = client.post(f"{BASE}/requests.json", data=fields, files={"media": ("x.jpg", b"<html>", "image/jpeg")}).json()[0]
    assert broken["service_request_id"]
    assert "JPEG" in broken["service_notice"]
    told = client.post(f"{BASE}/requests.json", data={**fields, "media_url": "http://127.0.0.1:9/x"}).json()[0]
    assert "media" in told["service_notice"]


@pytest.mark.parametrize(("kind", "body", "status"), [
    ("application/json", b"{}", 415), ("text/plain", b"a=b", 415), ("application/x-www-form-urlencoded", b"a=%ff", 400),
    ("application/x-www-form-urlencoded", b"&".join([b"a=b"] * 65), 400), ("application/x-www-form-urlencoded", b"a=" + b"b" * 65_600, 413),
    ("application/x-www-form-urlencoded", "ä=ö".encode(), 400), ("application/x-www-form-urlencoded", b"description=%00", 400),
    ("multipart/form-data", b"", 400), ("multipart/form-data; boundary=x", b"--x\r\n\r\n--x--", 400),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n\xff\r\n--x--\r\n', 400),
    ("multipart/form-data; boundary=x", b"not one", 400),
], ids=range(11))  # fmt: skip
def test_forms_that_are_none(client, kind, body, status):
    answer = client.post(f"{BASE}/requests.json", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (status, 403 if status == 400 and not body else status), answer.text
    assert answer.json()[0]["code"] == answer.status_code


def test_a_key_has_its_own_limit(sqlite_url):
    with served(sqlite_url) as client:
        quick, slow = give_key(client), give_key(client, per_minute=3)
        first = GeoReportClient(client, api_key=slow)
        first.file(**HOLE)
        with pytest.raises(Refused) as refused:
            first.file(**HOLE)
        assert refused.value.status == 429
        GeoReportClient(client, api_key=quick).file(**HOLE)


def test_many_at_once_with_one_key_of_ours_make_one_request(them, client):
    async def files(count: int) -> set[str]:
        sent = {**HOLE, "attribute[idem_key]": idem}
        found = await asyncio.gather(*(asyncio.to_thread(them.file, **sent) for _ in range(count)))
        return {one["service_request_id"] for one in found}

    idem = str(uuid4())
    assert len(asyncio.run(files(6))) == 1


def test_answers_are_no_pages_of_a_browser(client):
    answer = client.get(f"{BASE}/services.xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(client.get(f"{BASE}/requests.json").content) is not None


HEAD = b'--x\r\nContent-Disposition: form-data; name="media"; filename="a"\r\n\r\n'
parts = st.binary(max_size=60).map(lambda body: HEAD + body + b"\r\n--x--\r\n")
kinds = st.sampled_from(["multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "multipart/form-data"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=120) | parts, kinds)
def test_any_body_is_a_form_or_none(client, body, kind):
    answer = client.post(f"{BASE}/requests.json", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 403), answer.text
