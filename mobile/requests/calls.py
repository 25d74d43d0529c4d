"""What the app asks about requests, in the language in use. `token` is that of whoever asks, `key` that of a write that happens once."""

from uuid import UUID

from backend.contract.bodies import CategoriesResponse, Responsible, WhoAnswers
from backend.contract.request_photos import (
    HideMore,
    LikelySame,
    OfferChoice,
    OfferChosen,
    PhotoArea,
    RequestPhoto,
    RequestPhotosResponse,
    SameOffersResponse,
)
from backend.contract.requests import (
    FiledRequest,
    FollowChange,
    FollowState,
    MyRequestsResponse,
    NewRequest,
    RequestComment,
    RequestDispute,
    RequestsResponse,
    ServiceRequest,
    VisibilityChange,
)
from mobile.client import PHOTO_TIMEOUT, Client, new_key
from mobile.i18n import current

REQUESTS = "/v1/requests"
MOST_PHOTO_BYTES = 4 * 2**20


def in_words() -> dict[str, dict[str, str]]:
    """What comes next is told in words."""
    return {"headers": {"accept-language": current()}}


async def file(client: Client, new: NewRequest, token: str, key: str) -> FiledRequest:
    """The same `key` again is the same request, also days later."""
    return await client.ask("POST", REQUESTS, FiledRequest, body=new, token=token, key=key, **in_words())


async def mine(client: Client, token: str) -> MyRequestsResponse:
    return await client.ask("GET", f"{REQUESTS}/mine", MyRequestsResponse, token=token, **in_words())


async def find(client: Client, code: str, token: str) -> ServiceRequest:
    return await client.ask("GET", f"{REQUESTS}/{code}", ServiceRequest, token=token, **in_words())


async def near(client: Client, lat: float, lon: float, radius_m: int, token: str) -> RequestsResponse:
    where = {"lat": round(lat, 6), "lon": round(lon, 6), "radiusM": radius_m}
    return await client.ask("GET", REQUESTS, RequestsResponse, token=token, params=where, **in_words())


async def follow(client: Client, code: str, following: bool, token: str) -> FollowState:
    return await client.ask("PUT", f"{REQUESTS}/{code}/following", FollowState, body=FollowChange(following), token=token, key=new_key())


async def comment(client: Client, code: str, words: str, token: str) -> ServiceRequest:
    note = RequestComment(words)
    return await client.ask("POST", f"{REQUESTS}/{code}/comments", ServiceRequest, body=note, token=token, key=new_key(), **in_words())


async def show_to(client: Client, code: str, change: VisibilityChange, token: str) -> ServiceRequest:
    return await client.ask("PUT", f"{REQUESTS}/{code}/visibility", ServiceRequest, body=change, token=token, key=new_key(), **in_words())


async def withdraw(client: Client, code: str, token: str) -> ServiceRequest:
    return await client.ask("POST", f"{REQUESTS}/{code}/withdrawal", ServiceRequest, token=token, key=new_key(), **in_words())


async def confirm(client: Client, code: str, token: str) -> ServiceRequest:
    return await client.ask("POST", f"{REQUESTS}/{code}/confirmation", ServiceRequest, token=token, key=new_key(), **in_words())


async def object_to(client: Client, code: str, dispute: RequestDispute, token: str, key: str) -> ServiceRequest:
    """The same `key` again is the same objection."""
    return await client.ask("POST", f"{REQUESTS}/{code}/disputes", ServiceRequest, body=dispute, token=token, key=key, **in_words())


async def send_photo(client: Client, code: str, jpeg: bytes, token: str, key: str) -> RequestPhoto:
    """Once under `key`, which may be that of the request itself. Nobody but the staff sees it before faces and plates are hidden."""
    path, headers = f"{REQUESTS}/{code}/photos/{key}", {"content-type": "image/jpeg"}
    return await client.ask("PUT", path, RequestPhoto, token=token, key=key, content=jpeg, headers=headers, timeout=PHOTO_TIMEOUT)


async def hide_more(client: Client, code: str, photo_id: UUID, areas: tuple[PhotoArea, ...], token: str) -> RequestPhoto:
    path = f"{REQUESTS}/{code}/photos/{photo_id}/areas"
    return await client.ask("POST", path, RequestPhoto, body=HideMore(areas), token=token, key=new_key(), timeout=PHOTO_TIMEOUT)


async def photos(client: Client, code: str, token: str) -> RequestPhotosResponse:
    return await client.ask("GET", f"{REQUESTS}/{code}/photos", RequestPhotosResponse, token=token)


async def photo(client: Client, code: str, photo_id: UUID, token: str) -> bytes:
    return await client.fetch(f"{REQUESTS}/{code}/photos/{photo_id}", token, "image/jpeg", MOST_PHOTO_BYTES)


async def likely(client: Client, asked: LikelySame, token: str) -> SameOffersResponse:
    """In a body: where somebody is stands in no address."""
    return await client.ask("POST", f"{REQUESTS}/duplicates", SameOffersResponse, body=asked, token=token)


async def choose(client: Client, offer_id: UUID, choice: OfferChoice, code: str, token: str) -> None:
    """`code`: of the one that is followed, or of the new one that was sent all the same."""
    chosen = OfferChosen(choice, code)
    await client.ask("PUT", f"{REQUESTS}/duplicates/{offer_id}", None, body=chosen, token=token, key=new_key())


async def responsible(client: Client, asked: WhoAnswers) -> Responsible:
    """Whoever asks is nobody: it is asked without a pass."""
    return await client.ask("POST", f"{REQUESTS}/responsible", Responsible, body=asked)


async def categories(client: Client) -> CategoriesResponse:
    return await client.ask("GET", f"{REQUESTS}/categories", CategoriesResponse, **in_words())
