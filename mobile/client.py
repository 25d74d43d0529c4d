"""The one way to the backend: contract messages over HTTP. Every failure is a `ClientError` whose sentence says what to do."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import cache
from ssl import SSLContext
from urllib.parse import quote
from uuid import UUID, uuid4

import httpx
import msgspec

from backend.contract.around import LiveAreaResponse, LiveLayer
from backend.contract.city import CityResponse
from backend.contract.days import DayRequest, DayResponse
from backend.contract.devices import NewDeviceResponse
from backend.contract.fares import FaresResponse
from backend.contract.following import FollowRequest, FollowResponse, TripNow, TripUpdate
from backend.contract.obstacles import Obstacle, ObstacleVote
from backend.contract.places import PlacesResponse, ReverseResponse
from backend.contract.problems import Problem
from backend.contract.stops import DeparturesResponse, NearbyDeparturesResponse, NearbyStopsResponse
from backend.contract.trips import PlanRequest, PlanResponse
from mobile.events import Event, EventParser, EventTooLarge
from mobile.i18n import current, tr

TIMEOUT = httpx.Timeout(15, connect=4)
PHOTO_TIMEOUT = httpx.Timeout(60, connect=4)
DAY_TIMEOUT = httpx.Timeout(60, connect=4)
STREAM_TIMEOUT = httpx.Timeout(40, connect=4)  # the city says at least every 15 s that it is still there
MOST_BYTES = 8 * 2**20


class ClientError(Exception):
    """`sentence` is for the person; `code` is stable."""

    def __init__(self, sentence: str, code: str):
        super().__init__(sentence)
        self.sentence, self.code = sentence, code


class Unreachable(ClientError):
    """No answer at all: no network, or nothing at the address."""

    def __init__(self):
        super().__init__(tr("No connection to the city. Saved trips and the map you have seen still work."), "unreachable")


class Refused(ClientError):
    """The backend answered with a problem. `field` is where in the request; `status` that of HTTP, 0 where what answered is no Allways city.

    `problem` is its whole body, for problems that say more, as what a trip costs now.
    """

    def __init__(self, sentence: str, code: str, field: str | None = None, status: int = 0, problem: bytes = b""):
        super().__init__(sentence, code)
        self.field, self.status, self.problem = field, status, problem


# What the app can say in the person's own language; other problems keep the sentence of the backend.
SENTENCES = {
    "rate_limited": lambda: tr("Too many questions at once. Wait a minute, then ask again."),
    "outside_city": lambda: tr("This place is outside the city. Choose one on the map."),
    "busy": lambda: tr("The city is busy. Ask again in a few seconds."),
    "link_invalid": lambda: tr("The code does not count: it was used, is older than ten minutes, or was typed wrong. Ask for a new one."),
    "mail_not_set_up": lambda: tr("Nobody can sign in to this city yet."),
}


class Client:
    """`backend` is the address of the service, e.g. http://localhost:8000. `on_reach(bool)` hears whether the last question got an answer.

    `on_clock(moment)` hears what time it is in the city.
    """

    def __init__(self, backend: str, on_reach=lambda reached: None, on_clock=lambda moment: None):
        self.backend = backend.rstrip("/")
        self.on_reach, self.on_clock = on_reach, on_clock
        told = {"user-agent": "Allways app"}
        self._http = httpx.AsyncClient(base_url=self.backend, timeout=TIMEOUT, headers=told, follow_redirects=False, verify=trusted())

    async def city(self) -> CityResponse:
        return await self._get("/v1/city", CityResponse)

    async def fares(self, etag: str = "") -> tuple[FaresResponse | None, str]:
        """(who sells what at which terms, its ETag); (None, `etag`) while that still holds."""
        return await self.watch("/v1/fares", FaresResponse, "", etag)

    async def plan(self, request: PlanRequest) -> PlanResponse:
        body = msgspec.json.encode(request)
        return await self._ask("POST", "/v1/plan", PlanResponse, content=body, headers={"content-type": "application/json"})

    async def day(self, request: DayRequest) -> DayResponse:
        """A day of eight errands takes longer than a trip, and waits for those of others."""
        body = msgspec.json.encode(request)
        return await self._ask("POST", "/v1/days", DayResponse, content=body, headers={"content-type": "application/json"}, timeout=DAY_TIMEOUT)

    async def places(self, words: str, near: tuple[float, float] | None = None, limit: int = 8) -> PlacesResponse:
        return await self._get("/v1/places", PlacesResponse, q=words, near=f"{near[0]:.6f},{near[1]:.6f}" if near else None, limit=limit)

    async def place_at(self, lat: float, lon: float) -> ReverseResponse:
        return await self._get("/v1/places/reverse", ReverseResponse, lat=round(lat, 6), lon=round(lon, 6))

    async def stops_near(self, lat: float, lon: float, walk_m: int = 800, limit: int = 20) -> NearbyStopsResponse:
        return await self._get("/v1/stops", NearbyStopsResponse, lat=round(lat, 6), lon=round(lon, 6), maxWalkM=walk_m, limit=limit)

    async def departures_near(self, lat: float, lon: float, walk_m: int = 800, limit: int = 8) -> NearbyDeparturesResponse:
        return await self._get("/v1/departures", NearbyDeparturesResponse, lat=round(lat, 6), lon=round(lon, 6), maxWalkM=walk_m, limit=limit)

    async def departures(self, stop_id: str, at: datetime | None = None, limit: int = 30) -> DeparturesResponse:
        path = f"/v1/stops/{quote(stop_id, safe='')}/departures"
        return await self._get(path, DeparturesResponse, at=at.isoformat() if at else None, limit=limit)

    async def live(self, south: float, west: float, north: float, east: float, layers: tuple[LiveLayer, ...]) -> LiveAreaResponse:
        """What is live in an area, in degrees."""
        return await self._get("/v1/live", LiveAreaResponse, south=south, west=west, north=north, east=east, layers=[str(layer) for layer in layers])

    async def tile(self, zoom: int, column: int, row: int, etag: str | None) -> tuple[int, str, bytes]:
        """Status, ETag and the bytes as they were sent (gzip). Raises OSError without an answer, as the map expects."""
        headers = {"if-none-match": etag} if etag else {}
        try:
            async with self._http.stream("GET", f"/v1/map/{zoom}/{column}/{row}", headers=headers) as response:
                body = bytearray()
                async for part in response.aiter_raw():
                    body += part
                    if len(body) > MOST_BYTES:
                        raise OSError("a tile that is too large")
        except httpx.HTTPError as error:
            self.on_reach(False)
            raise OSError("no tile") from error
        self.on_reach(True)
        return response.status_code, response.headers.get("etag", ""), bytes(body)

    async def published_codes(self, name: str, etag: str = "") -> tuple[int, str, bytes]:
        """`ring` or `markers` as the city publishes them: status, ETag, bytes; 304 for the one of `etag`, 404 where the city has none."""
        response = await self._send("GET", f"/v1/codes/{name}", headers={"if-none-match": etag} if etag else {})
        return response.status_code, response.headers.get("etag", ""), response.content if len(response.content) <= MOST_BYTES else b""

    async def make_pass(self) -> NewDeviceResponse:
        """A pass for this device: what a guest shows instead of an account."""
        return await self._ask("POST", "/v1/devices", NewDeviceResponse, headers=keyed(new_key()))

    async def vote(self, obstacle_id: UUID, voice: ObstacleVote, token: str) -> Obstacle:
        """It is still there, or gone."""
        headers = {**signed_in(token), "content-type": "application/json"}
        return await self._ask("POST", f"/v1/obstacles/{obstacle_id}/votes", Obstacle, content=msgspec.json.encode(voice), headers=headers)

    async def follow(self, request: FollowRequest, token: str, key: str) -> FollowResponse:
        """Have a trip followed. The same `key` again is the same trip, so that it can be asked for once more after a lost answer."""
        headers = {**keyed(key), **signed_in(token), "content-type": "application/json"}
        return await self._ask("POST", "/v1/trips", FollowResponse, content=msgspec.json.encode(request), headers=headers)

    async def trip(self, trip_id: str, token: str) -> TripNow:
        """How a followed trip stands now."""
        return await self._ask("GET", f"/v1/trips/{quote(trip_id, safe='')}", TripNow, headers=signed_in(token))

    async def update_trip(self, trip_id: str, update: TripUpdate, token: str) -> None:
        """Where the traveller is, or whether the city may know."""
        headers = {**signed_in(token), "content-type": "application/json"}
        try:
            response = await self._http.patch(f"/v1/trips/{quote(trip_id, safe='')}", content=msgspec.json.encode(update), headers=headers)
        except (httpx.HTTPError, OSError) as error:
            raise Unreachable from error
        if not response.is_success:
            raise refusal(response)

    async def forget_trip(self, trip_id: str, token: str) -> None:
        """The city shall know nothing of it any longer. A trip it does not know either way is no trouble; no answer at all raises Unreachable."""
        try:
            await self._http.delete(f"/v1/trips/{quote(trip_id, safe='')}", headers={**keyed(new_key()), **signed_in(token)})
        except (httpx.HTTPError, OSError) as error:
            raise Unreachable from error

    def trip_events(self, trip_id: str, token: str, last_id: str = "") -> AsyncIterator[Event]:
        """What the city tells about a followed trip, until it ends the stream."""
        return self.events(f"/v1/trips/{quote(trip_id, safe='')}/events", token, last_id)

    async def events(self, path: str, token: str, last_id: str = "") -> AsyncIterator[Event]:
        """What is told as it happens, in the language in use, until the city ends the stream. `last_id` is that of the last event heard before."""
        headers = {"accept": "text/event-stream", "accept-language": current(), **signed_in(token), **({"last-event-id": last_id} if last_id else {})}
        parser = EventParser()
        try:
            async with self._http.stream("GET", path, headers=headers, timeout=STREAM_TIMEOUT) as response:
                if not response.is_success:
                    await response.aread()
                    raise refusal(response)
                self.on_reach(True)
                async for part in response.aiter_bytes():
                    for event in parser.feed(part):
                        yield event
        except (httpx.HTTPError, OSError, EventTooLarge) as error:
            raise Unreachable from error

    async def ask(
        self, method: str, path: str, answer: type | None, *, body: msgspec.Struct | None = None, token: str = "", key: str = "", **options
    ):
        """Any other question. `body` is its message, `token` that of whoever asks, `key` of a write that happens once.

        The answer is of the type `answer`, None where there are no words to it.
        """
        headers = {**options.pop("headers", {}), **(signed_in(token) if token else {}), **(keyed(key) if key else {})}
        if body is not None:
            headers["content-type"] = "application/json"
            options["content"] = msgspec.json.encode(body)
        return await self._ask(method, path, answer, headers=headers, **options)

    async def watch(self, path: str, answer: type, token: str, etag: str = "", wait_s: int = 0) -> tuple:
        """(what is there now, its ETag); (None, `etag`) while that still holds, after `wait_s` seconds at most.

        `token` is "" for what everybody may have.
        """
        headers = {**(signed_in(token) if token else {}), **({"if-none-match": etag} if etag else {})}
        options = {"params": {"wait": wait_s}, "timeout": STREAM_TIMEOUT} if wait_s and etag else {}
        response = await self._send("GET", path, headers=headers, **options)
        if response.status_code == httpx.codes.NOT_MODIFIED:
            return None, etag
        return self._read(response, answer), response.headers.get("etag", "")

    async def fetch(self, path: str, token: str, kind: str, most_bytes: int = MOST_BYTES, method: str = "GET") -> bytes:
        """A file of a media type, as a receipt on paper. `token` "" for what everybody may have."""
        headers = {"accept": kind, **(signed_in(token) if token else {})}
        response = await self._send(method, path, headers=headers, timeout=PHOTO_TIMEOUT)
        if response.is_success and len(response.content) <= most_bytes:
            return response.content
        raise refusal(response)

    async def close(self) -> None:
        await self._http.aclose()

    async def _get(self, path: str, answer: type, **parameters):
        return await self._ask("GET", path, answer, params={name: value for name, value in parameters.items() if value is not None})

    async def _send(self, method: str, path: str, **options) -> httpx.Response:
        """Whatever is answered. Raises Unreachable."""
        try:
            response = await self._http.request(method, path, **options)
        except (httpx.HTTPError, OSError) as error:
            self.on_reach(False)
            raise Unreachable from error
        self.on_reach(True)
        return response

    async def _ask(self, method: str, path: str, answer: type | None, **options):
        response = await self._send(method, path, **options)
        if answer is None and response.is_success:
            return None
        return self._read(response, answer)

    def _read(self, response: httpx.Response, answer: type):
        if not response.is_success or len(response.content) > MOST_BYTES:
            raise refusal(response)
        try:
            said = msgspec.json.decode(response.content, type=answer)
        except msgspec.MsgspecError as error:
            raise Refused(tr("The city answered in a way this app does not understand. Update the app."), "unreadable") from error
        if as_of := getattr(said, "as_of", None):
            self.on_clock(as_of)
        return said


@cache
def trusted() -> SSLContext:
    """Who vouches for a city. Read once: it takes longer than most questions."""
    return httpx.create_ssl_context()


def new_key() -> str:
    """For a write that shall happen once."""
    return uuid4().hex


def keyed(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


def signed_in(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def refusal(response: httpx.Response) -> Refused:
    try:
        problem = msgspec.json.decode(response.content, type=Problem)
    except msgspec.MsgspecError:
        return Refused(tr("The address in Settings answers, but it is no Allways city. Check it there."), "no_city")
    sentence = SENTENCES[problem.code]() if problem.code in SENTENCES else problem.detail
    return Refused(sentence, problem.code, problem.field, response.status_code, response.content)
