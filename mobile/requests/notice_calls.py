"""What the app asks about news of requests and about areas that are followed, in the language in use. `token` is that of whoever asks."""

from uuid import UUID

from backend.contract.notices import (
    AreaToFollow,
    FollowedArea,
    FollowedAreasResponse,
    MuteState,
    NoticesLeft,
    NoticesRead,
    NoticesResponse,
    NoticeWays,
    NoticeWaysNow,
)
from mobile.client import Client, new_key
from mobile.requests.calls import REQUESTS, in_words

NOTICES, AREAS = "/v1/notices", f"{REQUESTS}/areas-followed"
EVENTS = f"{NOTICES}/events"
AT_ONCE = 30


async def notices(client: Client, after: UUID | None, token: str) -> NoticesResponse:
    """The newest, or those older than `after`."""
    asked = {"limit": AT_ONCE, **({"after": str(after)} if after else {})}
    return await client.ask("GET", NOTICES, NoticesResponse, token=token, params=asked, **in_words())


async def read(client: Client, up_to: UUID, token: str) -> NoticesLeft:
    return await client.ask("POST", f"{NOTICES}/read", NoticesLeft, body=NoticesRead(up_to), token=token, key=new_key())


async def let_ring(client: Client, push: bool, token: str) -> NoticeWaysNow:
    """Whether phones may ring for what is new."""
    return await client.ask("PUT", f"{NOTICES}/ways", NoticeWaysNow, body=NoticeWays(push), token=token, key=new_key())


async def mute(client: Client, code: str, muted: bool, token: str) -> MuteState:
    act = "mute" if muted else "unmute"
    return await client.ask("POST", f"{REQUESTS}/{code}/{act}", MuteState, token=token, key=new_key())


async def areas(client: Client, lat: float | None, lon: float | None, token: str) -> FollowedAreasResponse:
    """With the named areas that hold a place, where one is given."""
    where = {} if lat is None else {"lat": round(lat, 5), "lon": round(lon, 5)}
    return await client.ask("GET", AREAS, FollowedAreasResponse, token=token, params=where, **in_words())


async def follow(client: Client, area: AreaToFollow, token: str, key: str) -> FollowedArea:
    return await client.ask("POST", AREAS, FollowedArea, body=area, token=token, key=key)


async def unfollow(client: Client, area_id: UUID, token: str) -> None:
    await client.ask("DELETE", f"{AREAS}/{area_id}", None, token=token, key=new_key())
