"""What the staff does with photos: with a reason, kept, and never in a case of their own."""
import asyncio
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from backend.contract.accounts import Role
from backend.outbox.entries import Entry
from backend.outbox.worker import GiveUp
from backend.pictures.service import Hider
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.working import KIND, MOST_TRIES, HidingWork
from tests.backend.requests.city import citizen, machine, signed_in
from tests.backend.requests.photos.quick_child import DOUBTFUL, FAILS
from tests.backend.requests.photos.world import CHILD, PATIENCE_S, REASON, listed, looks, send, sent, settled, taken

AREA = {"areas": [{"left": 0.1, "top": 0.1, "right": 0.9, "bottom": 0.9}]} | REASON

# What the quick child takes for a sign.
SIGN = {"areas": [{"left": 0.1, "top": 0.1, "right": 0.4, "bottom": 0.4}]} | REASON


async def acts(who, code: str) -> list[str]:
    answer = await who.ask("GET", f"/v1/staff/requests/{code}/photos")
    return [act["act"] for photo in answer.json()["photos"] for act in photo["acts"]]


async def test_a_person_releases_what_was_in_doubt(town):
    ada, ben, eve = await citizen(town), await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code, DOUBTFUL)
    await settled(ada, code, photo_id)
    waiting = (await machine(town).ask("GET", "/v1/staff/photos")).json()
    assert (waiting["total"], waiting["photos"][0]["code"], waiting["photos"][0]["hasOriginal"]) == (1, code, True)
    assert (await machine(town).ask("POST", f"/v1/staff/photos/{photo_id}/release", REASON)).status_code == 403
    assert (await eve.ask("POST", f"/v1/staff/photos/{photo_id}/areas", AREA)).status_code == 200
    released = await eve.ask("POST", f"/v1/staff/photos/{photo_id}/release", REASON)
    assert released.json()["photo"]["seenBy"] == "everybody"
    assert (await looks(ben, code, photo_id)).status_code == 200
    assert (await machine(town).ask("GET", "/v1/staff/photos")).json()["total"] == 0
    assert await acts(eve, code) == ["redacted", "released"]


async def test_originals_are_looked_at_with_a_reason_that_is_kept(town):
    ada, eve = await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    path = f"/v1/staff/photos/{photo_id}/original/looks"
    assert (await machine(town).ask("POST", path, REASON)).status_code == 403
    assert (await eve.ask("POST", path, {"reason": " "})).status_code == 422
    seen = await eve.ask("POST", path, REASON)
    assert (seen.status_code, seen.headers["cache-control"], seen.content[:3]) == (200, "private, no-store", b"\xff\xd8\xff")
    assert await acts(eve, code) == ["looked"]


async def test_nobody_decides_on_photos_of_their_own(town):
    eve = await signed_in(town, "eve", Role.STAFF)
    code = (await eve.sent())["code"]
    photo_id = await sent(eve, code, DOUBTFUL)
    await settled(eve, code, photo_id)
    for what, body in (("release", REASON), ("areas", AREA), ("removal", REASON), ("shown-areas", SIGN)):
        refused = await eve.ask("POST", f"/v1/staff/photos/{photo_id}/{what}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "conflict_of_interest")


async def test_a_proof_is_hidden_like_any_other_photo(town):
    ada, eve = await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    proof = (await send(eve, code, taken(DOUBTFUL), staff=True)).json()["photo"]
    assert (proof["phase"], proof["state"], proof["mine"]) == ("after", "quarantined", False)
    closing = {"resolution": "fixed", "words": "It is mended."}
    own = await sent(ada, code)
    for photo_id in (str(UUID(int=1)), own):
        refused = await eve.changes(code, "resolve", proofId=photo_id, **closing)
        assert (refused.status_code, refused.json()["code"]) == (422, "proof_missing")
    assert (await eve.changed(code, "resolve", proofId=proof["photoId"], **closing))["state"] == "resolved"
    await released_when_hidden(eve, code, proof["photoId"])
    assert {photo["photoId"] for photo in await listed(ada, code)} == {proof["photoId"], own}


async def released_when_hidden(eve, code: str, photo_id: str) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while (await eve.ask("POST", f"/v1/staff/photos/{photo_id}/release", REASON)).status_code == 409:
            await asyncio.sleep(0.05)


async def test_one_that_the_programs_fail_on_is_hidden_by_hand(town):
    """N47: a child that is killed shows nothing to anybody; in the end a person sees to it."""
    ada, eve = await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code, FAILS)
    assert (await looks(ada, code, photo_id)).status_code == 404
    with pytest.raises(GiveUp):
        await worked_on(town, MOST_TRIES, {"photoId": photo_id, "round": 1})
    assert [(one["state"], one["seenBy"]) for one in await listed(ada, code)] == [("failed", "nobody")]
    redacted = await eve.ask("POST", f"/v1/staff/photos/{photo_id}/areas", AREA)
    assert (redacted.json()["photo"]["state"], redacted.json()["photo"]["seenBy"]) == ("hidden", "body")
    assert (await eve.ask("POST", f"/v1/staff/photos/{photo_id}/release", REASON)).json()["photo"]["seenBy"] == "everybody"


async def test_a_sign_is_shown_again_and_looked_at_once_more(town):
    ada, ben, eve = await citizen(town), await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    assert (await settled(ada, code, photo_id))["seenBy"] == "everybody"
    before, path = (await looks(ben, code, photo_id)).content, f"/v1/staff/photos/{photo_id}/shown-areas"
    assert (await machine(town).ask("POST", path, SIGN)).status_code == 403
    assert (await ada.ask("POST", path, SIGN)).status_code == 403
    assert (await eve.ask("POST", path, {**SIGN, "areas": [SIGN["areas"][0] | {"right": 0.1}]})).json()["code"] == "area_empty"
    answer = await eve.ask("POST", path, SIGN)
    assert (answer.status_code, answer.json()["photo"]["seenBy"]) == (200, "nobody"), answer.text
    shown = await settled(ada, code, photo_id)
    assert (shown["seenBy"], shown["doubtful"]) == ("body", 1)
    assert (await looks(ben, code, photo_id)).status_code == 404
    assert (await eve.ask("POST", f"/v1/staff/photos/{photo_id}/release", REASON)).json()["photo"]["seenBy"] == "everybody"
    assert (await looks(ben, code, photo_id)).content != before
    assert await acts(eve, code) == ["shown", "released"]


async def test_what_is_hidden_for_good_is_not_shown_again(town):
    ada, eve = await citizen(town), await signed_in(town, "eve", Role.STAFF)
    code = (await ada.sent())["code"]
    by_hand, gone = await sent(ada, code, FAILS), await sent(ada, code)
    with pytest.raises(GiveUp):
        await worked_on(town, MOST_TRIES, {"photoId": by_hand, "round": 1})
    assert (await eve.ask("POST", f"/v1/staff/photos/{by_hand}/areas", AREA)).status_code == 200
    await settled(ada, code, gone)
    async with town.database.writing() as session:
        await session.execute(update(RequestPhoto).where(RequestPhoto.id == UUID(gone)).values(original=None))
    for photo_id, why in ((by_hand, "photo_not_hidden"), (gone, "original_gone")):
        refused = await eve.ask("POST", f"/v1/staff/photos/{photo_id}/shown-areas", SIGN)
        assert (refused.status_code, refused.json()["code"]) == (409, why)


async def test_work_that_comes_twice_or_too_late_changes_nothing(town):
    ada = await citizen(town)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    await settled(ada, code, photo_id)
    for payload in ({"photoId": photo_id, "round": 1}, {"photoId": photo_id, "round": 9}, {"photoId": str(uuid4()), "round": 1}):
        assert await worked_on(town, 1, payload) is None
    assert [one["state"] for one in await listed(ada, code)] == ["hidden"]


async def worked_on(client, attempt: int, payload: dict):
    """What the handler of the outbox says to such an entry."""
    work = HidingWork(client.database, client.app.state.request_photos.vault, Hider(PATIENCE_S, CHILD))
    return await work(Entry(uuid4(), uuid4(), KIND, "k", payload, attempt))
