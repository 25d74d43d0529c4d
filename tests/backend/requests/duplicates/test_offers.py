"""What is offered while somebody writes, over HTTP, and what came of it; on both databases."""
import csv
import random
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from backend.database.base import now
from backend.requests.duplicates.candidates import MOST_AT_ONE_POINT
from backend.requests.duplicates.models import DuplicateOffer
from backend.requests.models import Request
from tests.backend.requests.city import Citizen, citizen
from tests.backend.requests.photos.quick_child import DOUBTFUL
from tests.backend.requests.photos.world import sent, served, settled
from tests.worlds.town import at

WORDS = "deep pothole in front of the school"


@pytest.fixture
async def client(database_url):
    async with served(database_url) as client:
        yield client


@pytest.fixture
async def town(sqlite_url):
    async with served(sqlite_url) as client:
        yield client


async def asked(who: Citizen, category: str = "pothole", x: float = 1250, y: float = 0, words: str = WORDS, **place) -> dict:
    lat, lon = at(x, y)
    body = {"category": category, "place": {"lat": lat, "lon": lon} | place, "words": words}
    answer = await who.ask("POST", "/v1/requests/duplicates", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def change(client, code: str, **values) -> None:
    async with client.database.writing() as session:
        await session.execute(update(Request).where(Request.code == code).values(values))


async def test_the_same_near_by_is_offered_with_its_distance_and_nothing_far_or_old(client):
    ada, ben = await citizen(client), await citizen(client)
    near = (await ada.sent(words=WORDS))["code"]
    await ada.sent(x=1250, y=400, words=WORDS)
    old = (await ada.sent(x=1255, words=WORDS))["code"]
    await change(client, old, submitted_at=now() - timedelta(days=31))
    found = await asked(ben, x=1270)
    assert [(one["code"], one["distanceM"], one["closed"], one["photoId"]) for one in found["offers"]] == [(near, 20, False, None)]
    assert found["offerId"]


async def test_nothing_is_offered_of_what_is_not_for_all_to_see(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent(words=WORDS, visibility="body"))["code"]
    assert await asked(ben) == {"offerId": None, "offers": []}
    assert [one["code"] for one in (await asked(ada))["offers"]] == [code], "one's own is"


async def test_what_ended_is_offered_for_fourteen_days(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent(words=WORDS))["code"]
    ended = {"state_reason": "fixed", "closing_words": "done", "referral": "works", "resolved_at": now()}
    for state, days, offered in (("resolved", 5, 1), ("resolved", 15, 0), ("confirmed", 5, 1), ("withdrawn", 1, 0), ("in_progress", 20, 1)):
        await change(town, code, state=state, state_since=now() - timedelta(days=days), **ended)
        assert len((await asked(ben))["offers"]) == offered, state


async def test_at_most_three_and_the_likeliest_first(town):
    ada, ben = await citizen(town), await citizen(town)
    codes = [(await ada.sent(x=1250 + 8 * far, words=WORDS))["code"] for far in (4, 0, 2, 6)]
    assert [one["code"] for one in (await asked(ben))["offers"]] == [codes[1], codes[2], codes[0]]


async def test_0_0_is_no_place_and_one_stop_is_one_place(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.tell(words=WORDS, place={"kind": "stop", "id": "market"})).json().get("code")
    nowhere = {"category": "pothole", "place": {"lat": 0.0, "lon": 0.0}, "words": WORDS}
    assert (await ben.ask("POST", "/v1/requests/duplicates", nowhere)).json()["offers"] == []
    there = {"category": "pothole", "place": {"kind": "stop", "id": "market"}, "words": WORDS}
    found = (await ben.ask("POST", "/v1/requests/duplicates", there)).json()["offers"]
    assert [(one["code"], one["distanceM"]) for one in found] == [(code, 0)]


async def test_a_photo_is_shown_with_an_offer_only_when_everybody_may_see_it(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent(words=WORDS))["code"]
    doubtful = await sent(ada, code, DOUBTFUL)
    await settled(ada, code, doubtful)
    assert (await asked(ben))["offers"][0]["photoId"] is None
    plain = await sent(ada, code)
    await settled(ada, code, plain)
    assert (await asked(ben))["offers"][0]["photoId"] == plain


async def test_what_was_chosen_is_noted_without_who_asked(client):
    ada, ben = await citizen(client), await citizen(client)
    first, second = (await ada.sent(words=WORDS))["code"], (await ada.sent(x=1270, words=WORDS))["code"]
    other = (await ada.sent(x=2500, words="something else"))["code"]
    offer = (await asked(ben))["offerId"]
    path = f"/v1/requests/duplicates/{offer}"
    for _ in range(2):
        assert (await ben.ask("PUT", path, {"choice": "followed", "code": second})).status_code == 204
    assert await noted(client) == [(first, None), (second, "followed")]
    assert (await ben.ask("PUT", path, {"choice": "followed", "code": other})).status_code == 404
    assert (await ben.ask("PUT", f"/v1/requests/duplicates/{uuid4()}", {"choice": "ignored", "code": other})).status_code == 404
    assert (await ben.ask("PUT", path, {"choice": "ignored", "code": other})).status_code == 204
    assert await noted(client) == [(first, "ignored"), (second, "ignored")]
    assert not {"device_id", "account_id", "words"} & set(DuplicateOffer.__table__.columns.keys())


async def noted(client) -> list[tuple[str, str | None]]:
    async with client.database.reading() as session:
        asked = select(Request.code, DuplicateOffer.choice).join(Request, Request.id == DuplicateOffer.candidate_id).order_by(DuplicateOffer.rank)
        return [tuple(row) for row in await session.execute(asked)]


async def test_one_address_with_very_many_does_not_hide_what_is_beside_it(town):
    ada, ben = await citizen(town), await citizen(town)
    beside = (await ada.sent(x=1262, words=WORDS))["code"]
    block = (await ada.sent(words="noise"))["code"]
    await copy(town, block, MOST_AT_ONE_POINT * 3)
    assert beside in [one["code"] for one in (await asked(ben, x=1256))["offers"]]


async def copy(client, code: str, times: int) -> None:
    async with client.database.writing() as session:
        row = dict((await session.execute(select(Request.__table__).where(Request.code == code))).mappings().one())
        for number in range(times):
            session.add(Request(**row | {"id": uuid4(), "code": f"K7M2P{number:03d}", "sent_name": None, "category": "noise"}))


def test_pairs_made_of_real_places_are_mostly_found(tmp_path):
    """In small; the figures are in benchmarks/DUPLICATES.md."""
    from benchmarks.duplicates import WEIGHTS, counted, measured

    chance, sample = random.Random(1), tmp_path / "sample.csv"
    with sample.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("latitude", "longitude"))
        rows.writerows((37.76 + chance.gauss(0, 0.01), -122.44 + chance.gauss(0, 0.01)) for _ in range(400))
    _, questions, _ = measured(sample, 300, 80, 40)
    found = counted(questions, WEIGHTS)
    assert found.found > 0.85
    assert found.right > 0.5
