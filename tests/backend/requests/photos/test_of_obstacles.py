"""A photo of what is in the way is a photo of its request too, hidden like any other, and for those who answer alone, as it was sent."""
from sqlalchemy import func, select

from backend.requests.photos.models import RequestPhoto
from tests.backend.requests.city import Citizen, citizen, machine
from tests.backend.requests.photos.quick_child import DOUBTFUL
from tests.backend.requests.photos.world import listed, looks, new_key, settled, taken
from tests.worlds.town import at


async def reported(who: Citizen, key: str | None = None) -> tuple[str, str]:
    """The obstacle, and the number of its request."""
    lat, lon = at(1250, 0)
    answer = await who.ask("POST", "/v1/obstacles", {"kind": "SURFACE_BAD", "lat": lat, "lon": lon}, key)
    assert answer.status_code == 201, answer.text
    return answer.json()["obstacle"]["id"], await code_of(who)


async def code_of(who: Citizen) -> str:
    mine = (await who.ask("GET", "/v1/requests/mine")).json()
    return [*mine["sent"], *mine["following"]][0]["code"]


async def photograph(who: Citizen, obstacle_id: str, photo: bytes, **headers) -> None:
    answer = await who.client.put(
        f"/v1/obstacles/{obstacle_id}/photo", content=photo, headers=who.headers | {"Content-Type": "image/jpeg"} | headers
    )
    assert answer.status_code == 204, answer.text


async def test_it_is_hidden_and_stays_with_those_who_answer(client):
    ann, ben = await citizen(client), await citizen(client)
    obstacle_id, code = await reported(ann)
    await photograph(ann, obstacle_id, taken())
    (photo,) = await listed(ann, code)
    shown = await settled(ann, code, photo["photoId"])
    assert (shown["seenBy"], shown["doubtful"], shown["mine"]) == ("body", 0, True)
    assert await listed(ben, code) == []
    assert ((await looks(ann, code, photo["photoId"])).status_code, (await looks(ben, code, photo["photoId"])).status_code) == (200, 404)
    of_staff = (await machine(client).ask("GET", f"/v1/staff/requests/{code}/photos")).json()["photos"]
    assert [one["photo"]["photoId"] for one in of_staff] == [photo["photoId"]]


async def test_one_that_is_sent_again_takes_its_place(town):
    ann = await citizen(town)
    obstacle_id, code = await reported(ann)
    await photograph(ann, obstacle_id, taken())
    (photo,) = await listed(ann, code)
    await settled(ann, code, photo["photoId"])
    await photograph(ann, obstacle_id, taken())
    assert (await listed(ann, code))[0]["state"] == "hidden", "the very same is no other one"
    await photograph(ann, obstacle_id, taken(DOUBTFUL))
    assert [one["photoId"] for one in await listed(ann, code)] == [photo["photoId"]]
    assert (await settled(ann, code, photo["photoId"]))["width"] == DOUBTFUL
    await ann.does(code, f"photos/{photo['photoId']}", None, "DELETE")
    await photograph(ann, obstacle_id, taken())
    assert await listed(ann, code) == [], "what was taken away stays so"


async def test_photos_of_others_stay_theirs(town):
    """Whoever sent a request may hide more on its photos, and take them away; so those of others are not among them."""
    ann, ben, key = await citizen(town), await citizen(town), new_key()
    obstacle_id, _ = await reported(ann, key)
    await reported(ben)
    await photograph(ben, obstacle_id, taken())
    async with town.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(RequestPhoto)) == 0
    lost = await citizen(town)  # Ann with another pass
    await photograph(lost, obstacle_id, taken(), **{"Idempotency-Key": key})
    async with town.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(RequestPhoto)) == 1
