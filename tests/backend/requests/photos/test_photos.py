"""Photos from the phone to the eyes of others, over HTTP, on both databases."""
import io
from uuid import uuid4

from PIL import Image
from sqlalchemy import func, select, update

from backend.database.base import now
from backend.outbox.models import OutboxEntry
from backend.requests.models import Request
from backend.requests.photos.keeping import ORIGINAL_KEPT, purge
from backend.requests.photos.models import RequestPhoto
from backend.requests.photos.rows import PICTURES
from tests.backend.obstacles.pictures import CANARY, laden_jpeg
from tests.backend.requests.city import citizen
from tests.backend.requests.photos.quick_child import DOUBTFUL
from tests.backend.requests.photos.world import listed, looks, new_key, send, sent, settled, taken


async def photos_in(client) -> list[RequestPhoto]:
    async with client.database.reading() as session:
        return list(await session.scalars(select(RequestPhoto).options(*PICTURES)))


async def test_a_photo_is_seen_by_others_only_once_faces_are_hidden(client):
    ada, ben = await citizen(client), await citizen(client)
    code = (await ada.sent())["code"]
    answer = await send(ada, code, laden_jpeg())
    photo_id = answer.json()["photoId"]
    photo = await settled(ada, code, photo_id)
    assert (photo["seenBy"], photo["faces"], photo["plates"], photo["mine"], photo["phase"]) == ("everybody", 1, 1, True, "before")
    seen = await looks(ben, code, photo_id)
    assert seen.status_code == 200
    assert CANARY not in seen.content
    shown = Image.open(io.BytesIO(seen.content))
    assert shown.size == (photo["width"], photo["height"])
    told = {name: seen.headers[name] for name in ("content-type", "x-content-type-options", "content-disposition", "cache-control")}
    assert told == {
        "content-type": "image/jpeg", "x-content-type-options": "nosniff", "content-disposition": 'inline; filename="photo.jpg"',
        "cache-control": "public, max-age=300",
    }  # fmt: skip
    assert "sandbox" in seen.headers["content-security-policy"]
    kept = (await photos_in(client))[0]
    for sealed in (kept.original, kept.picture):
        assert b"\xff\xd8\xff" not in sealed[:64]
        assert CANARY not in sealed


async def test_a_photo_stands_once_whatever_is_sent_again(town):
    ada = await citizen(town)
    code, key = (await ada.sent())["code"], new_key()
    first, again = await send(ada, code, key=key), await send(ada, code, taken(DOUBTFUL), key=key)
    assert first.json()["photoId"] == again.json()["photoId"]
    await settled(ada, code, first.json()["photoId"])
    assert (await send(ada, code, key=key)).json()["state"] == "hidden"
    assert len(await photos_in(town)) == 1
    async with town.database.reading() as session:
        assert await session.scalar(select(func.count()).where(OutboxEntry.kind == "request.photo")) == 1


async def test_with_the_key_of_its_request_a_photo_is_sent_with_another_pass_too(town):
    ada, later, stranger = await citizen(town), await citizen(town), await citizen(town)
    key = str(uuid4())
    code = (await ada.sent(key=key))["code"]
    assert (await send(later, code, **{"Idempotency-Key": key})).status_code == 200
    assert (await send(stranger, code)).status_code == 404
    assert (await send(stranger, code, **{"Idempotency-Key": str(uuid4())})).status_code == 404


async def test_a_doubtful_plate_and_a_request_for_its_body_alone_stay_with_those_who_answer(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code, DOUBTFUL)
    photo = await settled(ada, code, photo_id)
    assert (photo["seenBy"], photo["doubtful"]) == ("body", 1)
    own = await looks(ada, code, photo_id)
    assert (own.status_code, own.headers["cache-control"]) == (200, "private, no-store")
    assert (await looks(ben, code, photo_id)).status_code == 404
    assert await listed(ben, code) == []
    photo_id = await sent(ada, code)
    await settled(ada, code, photo_id)
    assert (await looks(ben, code, photo_id)).status_code == 200
    assert (await ada.does(code, "visibility", {"visibility": "body"}, "PUT")).status_code == 200
    assert (await looks(ben, code, photo_id)).status_code == 404
    assert (await looks(ada, code, photo_id)).status_code == 200


async def test_what_is_hidden_more_is_hidden_at_once(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    await settled(ada, code, photo_id)
    area = {"left": 0.4, "top": 0.6, "right": 0.6, "bottom": 0.9}
    path = f"/v1/requests/{code}/photos/{photo_id}/areas"
    assert pixel(await looks(ben, code, photo_id), 0.49, 0.75)[0] > 150, "red before"
    for _ in range(2):
        hidden = await ada.ask("POST", path, {"areas": [area]})
        assert (hidden.status_code, hidden.json()["areas"]) == (200, 1)
    red, _, blue = pixel(await looks(ben, code, photo_id), 0.49, 0.75)
    assert abs(red - blue) < 120, "red and blue are mixed"
    assert (await ben.ask("POST", path, {"areas": [area]})).status_code == 404
    assert (await ada.ask("POST", path, {"areas": [area | {"right": 0.1}]})).json()["code"] == "area_empty"


def pixel(answer, across: float, down: float) -> tuple[int, int, int]:
    picture = Image.open(io.BytesIO(answer.content))
    return picture.getpixel((int(picture.width * across), int(picture.height * down)))


async def test_a_photo_that_is_taken_away_is_gone(town):
    ada, ben = await citizen(town), await citizen(town)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    await settled(ada, code, photo_id)
    path = f"/v1/requests/{code}/photos/{photo_id}"
    assert (await ben.ask("DELETE", path)).status_code == 404
    assert (await ada.ask("DELETE", path)).status_code == 204
    assert (await looks(ada, code, photo_id)).status_code == 404
    assert await listed(ada, code) == []
    gone = (await photos_in(town))[0]
    assert (gone.original, gone.picture, gone.state) == (None, None, "removed")


async def test_what_is_no_photo_and_a_name_that_could_be_guessed_are_refused_and_five_are_enough(town):
    ada = await citizen(town)
    code = (await ada.sent())["code"]
    refused = await send(ada, code, b"<svg/>")
    assert (refused.status_code, refused.json()["code"]) == (415, "photo_kind")
    for key in ("short", "x" * 90, "has%20a%20space-aaaaaaaaaaaaaa"):
        assert (await send(ada, code, key=key)).status_code in (400, 404, 422)
    assert await photos_in(town) == []
    answers = [await send(ada, code) for _ in range(6)]
    assert [one.status_code for one in answers] == [200] * 5 + [422]
    assert answers[-1].json()["code"] == "too_many_photos"


async def test_originals_are_destroyed_a_while_after_the_end(client):
    ada = await citizen(client)
    code = (await ada.sent())["code"]
    photo_id = await sent(ada, code)
    await settled(ada, code, photo_id)
    for age, left in ((ORIGINAL_KEPT / 2, 0), (ORIGINAL_KEPT * 1.1, 1)):
        async with client.database.writing() as session:
            await session.execute(update(Request).values(state="withdrawn", state_since=now() - age))
            assert await purge(session) == left
    kept = (await photos_in(client))[0]
    assert kept.original is None
    assert kept.picture is not None
