"""One thing, two sides: exactly one obstacle and one request of it, and what ends the one ends the other."""
from uuid import uuid4

from sqlalchemy import func, select

from backend.obstacles.models import Obstacle
from backend.requests.models import Request
from tests.backend.requests.city import Citizen, citizen, machine
from tests.worlds.town import at

DONE = {"resolution": "fixed", "words": "Filled and rolled.", "referral": "Works order 4711"}


async def report(who: Citizen, kind: str = "SURFACE_BAD", x: float = 1250, key: str | None = None, **more):
    lat, lon = at(x, 0)
    return await who.ask("POST", "/v1/obstacles", {"kind": kind, "lat": lat, "lon": lon, **more}, key)


async def settle(client, obstacle_id: str, decision: str, **more):
    path = f"/v1/staff/obstacles/{obstacle_id}/settlements"
    answer = await machine(client).ask("POST", path, {"decision": decision, "reason": "We looked.", **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def obstacle(client, obstacle_id: str) -> dict:
    return (await client.get(f"/v1/obstacles/{obstacle_id}")).json()


async def counted(client) -> tuple[int, int]:
    async with client.database.reading() as session:
        return tuple([await session.scalar(select(func.count()).select_from(table)) for table in (Obstacle, Request)])


async def test_a_request_that_is_in_the_way_is_an_obstacle_and_ends_with_it(client):
    ann, staff, key = await citizen(client), machine(client), str(uuid4())
    code, obstacle_id = await told(ann, key)
    again = await ann.tell(key=key)
    assert again.json()["request"]["obstacleId"] == obstacle_id
    lost = await citizen(client)
    same = await report(lost, "HOLE_OR_DAMAGE", key=key)  # an app that sends both, under the same key
    assert same.json()["obstacle"]["id"] == obstacle_id
    assert await counted(client) == (1, 1)
    assert (await obstacle(client, obstacle_id))["state"] == "REPORTED"
    await staff.changed(code, "resolve", **DONE)
    ended = await obstacle(client, obstacle_id)
    assert (ended["state"], ended["endedBy"], ended["reason"]) == ("ENDED", "CLOSED", DONE["words"])
    await ann.does(code, "disputes", {"words": "Still there."})
    assert (await obstacle(client, obstacle_id))["state"] == "REPORTED"


async def told(who: Citizen, key: str | None = None, category: str = "pothole") -> tuple[str, str]:
    filed = await who.sent(category, key=key)
    assert filed["request"]["obstacleId"]
    return filed["code"], filed["request"]["obstacleId"]


async def test_an_obstacle_is_a_request_and_ends_with_it(client):
    ann, key = await citizen(client), str(uuid4())
    seen = (await report(ann, key=key, note="beside my door")).json()["obstacle"]
    assert seen["requestId"]
    (mine,) = (await ann.ask("GET", "/v1/requests/mine")).json()["sent"]
    assert (mine["category"], mine["body"], mine["words"]) == ("broken_paving", "Road works", "beside my door")
    ben = await citizen(client)
    assert (await ben.sees(mine["code"])).json()["words"] == ""  # it was written for the staff
    assert (await report(ben)).json()["merged"]
    (followed,) = (await ben.ask("GET", "/v1/requests/mine")).json()["following"]
    assert (followed["code"], followed["followers"]) == (mine["code"], 2)
    sent_as_request = await (await citizen(client)).tell("broken_paving", key=key)
    assert sent_as_request.json()["code"] == mine["code"]
    assert await counted(client) == (1, 1)
    await settle(client, seen["id"], "CLOSE")
    closed = (await ann.sees(mine["code"])).json()
    assert (closed["state"], closed["reason"], closed["closing"]["words"]) == ("resolved", "fixed", "We looked.")
    assert closed["closing"]["referral"]


async def test_spam_and_joining_reach_the_other_side(town):
    ann, ben = await citizen(town), await citizen(town)
    first, second = (await report(ann)).json()["obstacle"], (await report(ben, x=1400)).json()["obstacle"]
    codes = {who: (await who.ask("GET", "/v1/requests/mine")).json()["sent"][0]["code"] for who in (ann, ben)}
    await settle(town, second["id"], "MERGE", into=first["id"])
    assert (await ben.sees(codes[ben])).json()["mergedInto"] == codes[ann]
    await settle(town, first["id"], "SPAM")
    assert (await ann.sees(codes[ann])).json()["reason"] == "abuse"


async def test_what_is_still_there_stays_on_the_map(town):
    ann, ben, staff = await citizen(town), await citizen(town), machine(town)
    planned, foreign, taken_back = await told(ann), await told(ann, category="ice_road"), await told(ben, category="flooding")
    await staff.changed(planned[0], "resolve", resolution="planned", words="In spring.", referral="Works list", plannedFor="2099-04-01")
    await staff.changed(foreign[0], "reject", rejection="not_ours", words="It is on railway ground.")
    assert {(await obstacle(town, one[1]))["state"] for one in (planned, foreign)} == {"REPORTED"}
    await ben.does(taken_back[0], "withdrawal")
    assert (await obstacle(town, taken_back[1]))["state"] == "ENDED"


async def test_those_who_pass_are_heard_and_the_body_decides(town):
    ann = await citizen(town)
    code, obstacle_id = await told(ann)
    await ann.ask("POST", f"/v1/obstacles/{obstacle_id}/votes", {"there": False})
    assert (await obstacle(town, obstacle_id))["endedBy"] == "DENIED"
    seen = (await machine(town).ask("GET", f"/v1/staff/requests/{code}")).json()
    assert seen["request"]["state"] in ("submitted", "delivered")
    assert "clock" in [step["by"] for step in seen["steps"] if step["kind"] == "comment" and step["internal"]]


async def test_me_too_says_that_it_is_there(town):
    ann, ben = await citizen(town), await citizen(town)
    code, obstacle_id = await told(ann)
    await ben.does(code, "following", {"following": True}, "PUT")
    found = await obstacle(town, obstacle_id)
    assert (found["state"], found["reports"]) == ("CONFIRMED", 2)


async def test_what_nobody_answers_is_no_request(town):
    ann = await citizen(town)
    assert (await report(ann, "OTHER")).json()["obstacle"]["requestId"] is None
    assert (await ann.ask("GET", "/v1/requests/mine")).json()["sent"] == []
