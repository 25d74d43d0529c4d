"""The routes: categories, figures, and what the staff writes."""
from uuid import uuid4

import pytest

from backend.accounts.models import RoleGrant
from backend.accounts.service import find_or_make
from backend.bodies.controller import CategoriesController, PerformancePage
from backend.bodies.seeding import DEFAULT
from backend.bodies.staff_controller import StaffBodiesController
from backend.contract.accounts import Role
from backend.database.base import now
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.bodies.world import area
from tests.serving import Client
from tests.worlds.town import at, open_town

STAFF = "staff-of-elmstead-0123456789abcdef"
CONTROLLERS = [CategoriesController, PerformancePage, StaffBodiesController]
TABLE = DEFAULT + """
[[bodies]]
code = "roads"
name = "Road works"
[[rules]]
id = "roads"
category = "road"
area = "city"
body = "roads"
[[tests]]
at = [49.4, 8.7]
category = "pothole"
want = "roads"
"""
AREAS = {"type": "FeatureCollection", "features": [area("city", "Elmstead", 8, -2000, -2000, 2000, 2000)]}


class Asking:
    def __init__(self, client):
        self.client, self.headers = client, {"Authorization": f"Bearer {STAFF}"}

    async def get(self, path: str, **more):
        return await self.client.get(f"/v1/staff/{path}", headers=self.headers, **more)

    async def put(self, path: str, body):
        return await self.client.put(f"/v1/staff/{path}", headers=self.headers, json=body)


@pytest.fixture
async def client(sqlite_url):
    settings = Settings(log_requests=False, per_minute=None, database_url=sqlite_url, staff_token=STAFF)
    async with Client(create_app(open_town, settings, controllers=CONTROLLERS)) as client:
        yield client


@pytest.fixture
def staff(client):
    return Asking(client)


async def test_categories_in_the_language_asked_for(client):
    answer = await client.get("/v1/requests/categories", headers={"Accept-Language": "de-DE,de;q=0.9"})
    told = answer.json()
    assert answer.status_code == 200
    assert answer.headers["vary"] == "accept-language"
    assert told["emergencyNumber"] == "112"
    pothole = next(one for one in told["categories"] if one["code"] == "pothole")
    assert pothole["name"] == "Schlagloch"
    assert pothole["obstacle"] == "HOLE_OR_DAMAGE"
    assert "schlagloch" in pothole["keywords"]
    assert {one["group"] for one in told["categories"]} == {one["code"] for one in told["groups"]}
    korean = (await client.get("/v1/requests/categories?language=ko")).json()
    assert next(one for one in korean["categories"] if one["code"] == "lift")["name"] == "엘리베이터 고장"
    assert (await client.get("/v1/requests/categories?language=tlh")).status_code == 422


async def test_who_would_answer_is_told_to_anybody(client):
    place = dict(zip(("lat", "lon"), at(700, 0)))
    told = await client.post("/v1/requests/responsible", json={"category": "pothole", "place": place})
    assert (told.status_code, told.json()["body"], told.json()["undecided"]) == (200, "City service desk", True), told.text
    assert told.json()["answerBy"] <= told.json()["fixBy"]
    for wrong, code in (({"category": "dragon", "place": place}, "unknown_category"), ({"category": "pothole", "place": {}}, "no_place"),
                        ({"category": "pothole", "place": {"lat": 10.0, "lon": 10.0}}, "outside_city")):  # fmt: skip
        answer = await client.post("/v1/requests/responsible", json=wrong)
        assert (answer.status_code, answer.json()["code"]) == (422, code)


async def test_a_table_is_written_read_and_kept(staff):
    first = (await staff.get("routing-rules")).json()
    assert (first["version"], first["source"], first["text"]) == (1, "default", DEFAULT)
    assert (await staff.put("routing-rules", {"text": TABLE, "after": 1})).status_code == 422, "there is no such area yet"
    assert (await staff.put("areas", {"areas": AREAS, "after": 0})).json()["version"] == 1
    second = await staff.put("routing-rules", {"text": TABLE, "after": 1})
    assert second.status_code == 200, second.text
    assert [one["version"] for one in second.json()["versions"]] == [2, 1]
    assert (await staff.get("routing-rules/1")).json()["text"] == DEFAULT
    assert (await staff.get("routing-rules/3")).status_code == 404
    assert [one["name"] for one in (await staff.get("bodies")).json()["bodies"]] == ["City service desk", "Road works"]


async def test_what_is_wrong_is_told_with_all_its_lines_and_changes_nothing(staff):
    wrong = TABLE.replace('body = "roads"', 'body = "nobody"').replace('category = "pothole"', 'category = "hole"')
    answer = await staff.put("routing-rules", {"text": wrong, "after": 1})
    told = answer.json()
    assert (answer.status_code, told["code"], told["field"]) == (422, "table_refused", "table")
    assert len(told["problems"]) >= 2
    assert all(one.startswith("line ") for one in told["problems"])
    assert (await staff.get("routing-rules")).json()["version"] == 1


async def test_areas_that_are_wrong_are_named(staff):
    answer = await staff.put("areas", {"areas": {"type": "FeatureCollection", "features": [{"type": "Feature"}]}, "after": 0})
    assert answer.status_code == 422
    assert "feature 1" in answer.json()["problems"][0]
    assert (await staff.put("areas", {"areas": AREAS, "after": 5})).json()["code"] == "version_moved"


async def test_only_officers_are_on_duty_in_the_order_given(client, staff):
    (desk,) = (await staff.get("bodies")).json()["bodies"]
    async with client.app.state.database.writing() as session:
        anna, _ = await find_or_make(session, "anna@example.org", "en")
        berta, _ = await find_or_make(session, "berta@example.org", "en")
        citizen, _ = await find_or_make(session, "citizen@example.org", "en")
        session.add_all(
            RoleGrant(account_id=one, role=Role.STAFF, operator_id="", reason="", granted_at=now()) for one in (anna, berta)
        )  # fmt: skip
    duty = f"bodies/{desk['id']}/duty"
    assert (await staff.put(duty, {"officers": [str(berta), str(anna)]})).json()["officers"] == [str(berta), str(anna)]
    assert (await staff.get(duty)).json()["officers"] == [str(berta), str(anna)]
    refused = await staff.put(duty, {"officers": [str(citizen)]})
    assert (refused.status_code, refused.json()["code"]) == (422, "not_staff")
    assert (await staff.get("bodies")).json()["bodies"][0]["onDuty"] == 2
    assert (await staff.get(f"bodies/{uuid4()}/duty")).status_code == 404


async def test_figures_and_their_page(client):
    told = (await client.get("/v1/requests/performance?from=2026-01-01&to=2026-01-31")).json()
    assert (told["from"], told["to"], told["total"]["received"], told["smallest"]) == ("2026-01-01", "2026-01-31", None, 5)
    for wrong in ("from=2026-02-01&to=2026-01-01", "from=2020-01-01&to=2026-01-01"):
        assert (await client.get(f"/v1/requests/performance?{wrong}")).json()["code"] == "period_refused"
    page = await client.get("/performance?from=2026-01-01&to=2026-01-31", headers={"Accept-Language": "de"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
    assert '<html lang="de"' in page.text
    assert "<script" not in page.text
    assert "weniger als 5" in page.text
    assert "form-action 'self'" in page.headers["content-security-policy"]
