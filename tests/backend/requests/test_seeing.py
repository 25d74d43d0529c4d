"""Who sees what: at once, everywhere, whatever was said before; and nobody who follows is lost when requests are joined."""
from sqlalchemy import select

from backend.contract.accounts import Role
from backend.requests.models import Follower, Request
from tests.backend.requests.city import Citizen, citizen, machine, signed_in
from tests.worlds.town import at

LAT, LON = at(1250, 0)


async def near(who: Citizen, **more) -> list[str]:
    answer = await who.ask("GET", "/v1/requests?" + "&".join(f"{name}={value}" for name, value in ({"lat": LAT, "lon": LON} | more).items()))
    assert answer.status_code == 200, answer.text
    return [one["code"] for one in answer.json()["requests"]]


async def mine(who: Citizen) -> dict[str, list[str]]:
    told = (await who.ask("GET", "/v1/requests/mine")).json()
    return {side: [one["code"] for one in told[side]] for side in ("sent", "following")}


async def test_a_change_of_visibility_counts_at_once_and_everywhere(client):
    ann, ben = await citizen(client), await citizen(client)
    filed = await ann.sent(words="A hole.", visibility="public_name", name="Ann of Elmstead")
    code = filed["code"]
    assert (await ben.sees(code)).json()["author"] == "Ann of Elmstead"
    assert (await ben.does(code, "following", {"following": True}, "PUT")).json() == {"following": True, "followers": 2}
    hidden = await ann.does(code, "visibility", {"visibility": "public"}, "PUT")
    assert hidden.status_code == 200
    assert (await ben.sees(code)).json()["author"] is None
    assert await near(ben) == [code]
    await ann.does(code, "visibility", {"visibility": "body"}, "PUT")
    assert await near(ben) == []
    followed = (await ben.sees(code)).json()
    assert (followed["body"], followed["words"], followed["place"]["address"]) == ("Road works", "", "")
    stranger = await citizen(client)
    assert (await stranger.sees(code)).status_code == 404
    assert (await stranger.does(code, "following", {"following": True}, "PUT")).status_code == 404
    assert (await ben.does(code, "visibility", {"visibility": "public"}, "PUT")).status_code == 404
    assert (await machine(client).ask("GET", f"/v1/staff/requests/{code}")).json()["original"] == "A hole."
    refused = await ann.does(code, "visibility", {"visibility": "public_name"}, "PUT")
    assert (refused.status_code, refused.json()["code"]) == (422, "name")


async def test_what_is_absent_and_what_is_not_yours_are_alike(town):
    ann, ben = await citizen(town), await citizen(town)
    code = (await ann.sent(visibility="body"))["code"]
    for what, body, method in (
        ("comments", {"words": "x"}, "POST"), ("visibility", {"visibility": "public"}, "PUT"), ("withdrawal", None, "POST"),
        ("confirmation", None, "POST"), ("disputes", {"words": "x"}, "POST"), ("following", {"following": True}, "PUT"),
    ):  # fmt: skip
        theirs, absent = await ben.does(code, what, body, method), await ben.does("K7M2PX4Q", what, body, method)
        assert theirs.status_code == absent.status_code == 404
        assert theirs.json()["detail"] == absent.json()["detail"]


async def test_near_by_means_near_by(town):
    ann = await citizen(town)
    here, there = (await ann.sent())["code"], (await ann.sent(x=1450))["code"]
    lamp = (await ann.sent(category="litter"))["code"]
    assert await near(ann, radiusM=100, category="pothole") == [here]
    assert await near(ann, radiusM=300, category="pothole") == [here, there]
    await ann.does(lamp, "withdrawal")
    assert lamp not in await near(ann, radiusM=300)
    assert lamp not in await near(ann, radiusM=300, closed="true")
    assert (await (await citizen(town)).sees(lamp)).status_code == 404
    told = (await ann.ask("GET", f"/v1/requests?lat={LAT}&lon={LON}&radiusM=300")).json()
    assert [one["distanceM"] for one in told["requests"]] == [0, 200]


async def test_me_too_is_counted_once_and_can_be_taken_back(town):
    ann, ben = await citizen(town), await citizen(town)
    code = (await ann.sent())["code"]
    for _ in range(2):
        assert (await ben.does(code, "following", {"following": True}, "PUT")).json()["followers"] == 2
    assert (await mine(ben)) == {"sent": [], "following": [code]}
    assert (await ben.does(code, "following", {"following": False}, "PUT")).json() == {"following": False, "followers": 1}
    assert (await mine(ben)) == {"sent": [], "following": []}
    assert (await mine(ann)) == {"sent": [code], "following": []}


async def test_joined_every_follower_is_kept_and_parted_again_too(client):
    ann, ben, cat, staff = await citizen(client), await citizen(client), await citizen(client), machine(client)
    first, second = (await ann.sent())["code"], (await ben.sent())["code"]
    for who, code in ((cat, first), (cat, second), (ann, second)):
        await who.does(code, "following", {"following": True}, "PUT")
    wrong = await staff.changes(first, "merge", into=second)
    assert (wrong.status_code, wrong.json()["code"]) == (409, "into_older")
    joined = await staff.changed(second, "merge", into=first)
    assert (joined["state"], joined["mergedInto"]) == ("merged", first)
    own = (await ben.sees(second)).json()
    assert (own["mergedInto"], own["mine"]) == (first, True)
    assert (await ben.sees(first)).json()["following"]
    assert await followers_of(client, first) == 3  # Ann, Ben and Cat, each once
    late = await citizen(client)
    assert (await late.does(second, "following", {"following": True}, "PUT")).json()["followers"] == 4
    assert first in (await mine(late))["following"]
    parted = await staff.changed(second, "unmerge")
    assert parted["state"] in ("submitted", "delivered")
    assert parted["mergedInto"] is None
    assert await followers_of(client, second) == 3
    assert await followers_of(client, first) == 3  # Ann, Cat, and who came meanwhile


async def followers_of(client, code: str) -> int:
    async with client.database.reading() as session:
        row = (await session.scalars(select(Request).where(Request.code == code))).one()
        rows = list(await session.scalars(select(Follower).where(Follower.request_id == row.id)))
    assert row.followers == len(rows)
    assert len({(one.account_id, one.device_id) for one in rows}) == len(rows)
    return len(rows)


async def test_a_private_one_is_never_joined_with_a_public_one(town):
    ann, staff = await citizen(town), machine(town)
    public, private = (await ann.sent())["code"], (await ann.sent(visibility="body"))["code"]
    refused = await staff.changes(private, "merge", into=public)
    assert (refused.status_code, refused.json()["code"]) == (409, "across_visibility")


async def test_the_staff_finds_what_it_looks_for(town):
    ann, ben = await citizen(town), await signed_in(town, "ben", Role.STAFF)
    hole = (await ann.sent(words="100 % asphalt is gone"))["code"]
    litter = (await ann.sent(category="litter", words="bins"))["code"]
    await ben.changed(hole, "assign")
    await ben.changed(litter, "reject", rejection="not_ours", words="It is on railway ground: railway.example.")

    async def found(query: str) -> list[str]:
        return [one["request"]["code"] for one in (await ben.ask("GET", f"/v1/staff/requests?{query}")).json()["requests"]]

    for query, wanted in (
        ("", [hole]), ("state=rejected", [litter]), ("state=rejected&state=submitted&category=litter", [litter]), ("text=asphalt", [hole]),
        ("text=%25%25", []), (f"text={hole.lower()}", [hole]), (f"assignedTo={ben.account_id}", [hole]), ("unassigned=true", []), ("late=true", []),
        ("urgent=true", []), ("skip=1", []),
    ):  # fmt: skip
        assert await found(query) == wanted, query
    redacted = await ben.changed(hole, "redact", words="asphalt is gone")
    assert redacted["words"] == "asphalt is gone"
    assert (await ben.ask("GET", f"/v1/staff/requests/{hole}")).json()["original"] == "100 % asphalt is gone"
    assert "assigned" not in [step["kind"] for step in (await ann.sees(hole)).json()["steps"]]
