"""A request is stored before it is thanked for, stands once, and is answered at once with who has it, by when, and what is next."""
import asyncio
from uuid import uuid4

from sqlalchemy import func, select

from backend.contract.request_words import EventKind
from backend.outbox.models import OutboxEntry
from backend.requests.models import Request, RequestEvent
from tests.backend.requests.city import citizen, machine, signed_in


async def counted(client, table=Request, *which) -> int:
    async with client.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table).where(*which)) or 0


async def test_the_answer_says_it_all_at_once(client):
    ann = await citizen(client)
    filed = await ann.sent(words="A deep hole. Call me: 06221 123456 or ann@example.org", lang="de", context={"stopId": "market", "line": "5"})
    assert len(filed["code"]) == 8
    assert filed["body"] == "Road works"
    assert filed["due"]
    assert filed["nextStep"]
    request = filed["request"]
    assert (request["state"], request["mine"], request["following"], request["followers"]) == ("submitted", True, True, 1)
    assert [step["kind"] for step in request["steps"]] == ["submitted"]
    assert [step["state"] for step in request["toCome"]] == ["delivered", "acknowledged", "in_progress", "resolved", "confirmed"]
    assert request["toCome"][0]["due"] == filed["due"]
    assert request["context"]["line"] == "5"
    other = (await (await citizen(client)).sees(filed["code"])).json()
    assert "06221" not in other["words"]
    assert "@" not in other["words"]
    assert other["author"] is None
    assert not other["mine"]
    async with client.database.reading() as session:
        kinds = set(await session.scalars(select(OutboxEntry.kind).where(OutboxEntry.kind.startswith("request."))))
    assert {"request.deliver", "request.tell"} <= kinds


async def test_sent_again_it_stands_once(client):
    """At once, later with another pass, and many at the same moment."""
    ann, key = await citizen(client), str(uuid4())
    answers = await asyncio.gather(*(ann.tell(key=key, words="Again.") for _ in range(4)))
    codes = {answer.json()["code"] for answer in answers}
    lost = await citizen(client)
    again = await lost.tell(key=key, words="Again.")
    assert again.status_code == 201
    assert codes == {again.json()["code"]}
    assert again.json()["request"]["mine"]
    assert await counted(client) == 1
    assert await counted(client, RequestEvent, RequestEvent.kind == EventKind.SUBMITTED.value) == 1
    other = await lost.tell(key=key, words="Something else.")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    stranger = await citizen(client)
    guessed = await stranger.tell(key="1", words="Again.")
    assert guessed.json()["code"] not in codes


async def test_what_cannot_be_filed_says_why(town):
    ann = await citizen(town)
    for place, code in (
        ({"lat": 0.0, "lon": 0.0}, "no_place"), ({}, "no_place"), ({"kind": "stop", "lat": 49.41, "lon": 8.69}, "no_place"),
        ({"lat": 40.0, "lon": 8.0}, "outside_city"), ({"lat": 49.41}, "no_place"),
    ):  # fmt: skip
        answer = await ann.ask("POST", "/v1/requests", {"category": "pothole", "place": place})
        assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    for more, status, code in (
        ({"category": "unheard_of"}, 422, "unknown_category"), ({"visibility": "public_name"}, 422, "name_unclear"),
        ({"name": "Ann"}, 422, "name_unclear"), ({"category": "danger_to_life"}, 409, "emergency"), ({"category": "other"}, 422, "nothing_said"),
    ):  # fmt: skip
        answer = await ann.tell(**more)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await counted(town) == 0


async def test_an_emergency_is_not_filed_but_told_the_number(town):
    ann = await citizen(town)
    words = "Somebody is unconscious beside the hole"
    answer = await ann.tell(words=words)
    assert (answer.status_code, answer.json()["code"], answer.json()["emergencyNumber"]) == (409, "emergency", "112")
    assert await counted(town) == 0
    assert (await ann.tell(words=words, noDanger=True)).status_code == 201


async def test_a_place_may_be_a_stop_or_an_address(town):
    ann = await citizen(town)
    for place in ({"kind": "stop", "id": "market"}, {"kind": "vehicle", "id": "bus-7"}, {"address": "Main Street 3"}):
        answer = await ann.ask("POST", "/v1/requests", {"category": "litter", "place": place})
        assert answer.status_code == 201, answer.text
        assert answer.json()["request"]["place"]["lat"] is None


async def test_one_device_may_not_flood_the_city(town):
    ann = await citizen(town)
    for _ in range(10):
        assert (await ann.tell(category="litter")).status_code == 201
    answer = await ann.tell(category="litter")
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")


async def test_whoever_is_signed_in_has_requests_of_their_own(town):
    ann = await signed_in(town, "ann")
    code = (await ann.sent())["code"]
    assert [one["code"] for one in (await ann.ask("GET", "/v1/requests/mine")).json()["sent"]] == [code]
    assert (await machine(town).ask("GET", "/v1/requests/mine")).status_code == 403
