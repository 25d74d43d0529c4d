"""One's own requests and those one follows, as the city told of them last, and what one can do with them. Without Kivy."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from uuid import UUID

import msgspec

from backend.contract.bodies import Responsible, WhoAnswers
from backend.contract.request_photos import LikelySame, OfferChoice, PhotoArea, RequestPhoto, SameOffersResponse
from backend.contract.requests import (
    EmergencyProblem,
    FiledRequest,
    MyRequestsResponse,
    NewRequest,
    RequestDispute,
    RequestSummary,
    ServiceRequest,
    VisibilityChange,
)
from mobile.accounts.signed_in import SignedOut
from mobile.client import Client, ClientError, Refused
from mobile.requests import calls
from mobile.requests.kinds import Kinds, kinds_of

BY_PASS, BY_ACCOUNT = "pass", "account"
MOST_PICTURES = 60
EMERGENCY = "emergency"
Call = Callable[[Client, str], Awaitable]


class Kept(msgspec.Struct, frozen=True):
    """`by`: whom the city knows each number by. `seen_at`: when it told of the lists; None before it ever did."""

    sent: tuple[RequestSummary, ...] = ()
    following: tuple[RequestSummary, ...] = ()
    whole: dict[str, ServiceRequest] = {}
    by: dict[str, str] = {}
    seen_at: datetime | None = None


class Emergency(msgspec.Struct, frozen=True):
    """Whom to call in danger, before a city has told: the number of Europe and of most telephones. `words` that say that somebody is."""

    number: str = "112"
    words: tuple[str, ...] = ()


class Requests:
    """One of a session. It tells "requests" whenever one stands otherwise."""

    def __init__(self, session):
        self.session = session
        self.kinds = Kinds(session)
        self.danger: dict[str, str] = {}  # key of a report that was nothing for a form: whom to call
        self._pictures = session.folder / "seen"
        self._read: tuple[bytes, Kept] = (b"{}", Kept())

    @property
    def _name(self) -> str:
        return f"requests of {self.session.settings.backend}"

    @property
    def kept(self) -> Kept:
        """Of the city that is asked now; something damaged is as if there was nothing."""
        raw = self.session.store.find_kept(self._name) or b"{}"
        if raw != self._read[0]:
            self._read = (raw, read_kept(raw))
        return self._read[1]

    def _keep(self, kept: Kept) -> None:
        if kept != self.kept:
            self.session.store.keep(self._name, msgspec.json.encode(kept))
            self.session.tell("requests")

    def find_known(self, code: str) -> ServiceRequest | None:
        return self.kept.whole.get(code)

    def take(self, request: ServiceRequest, by: str) -> None:
        """As it stands now; one of one's own is in the lists from here on."""
        kept = self.kept
        sent = tuple(one for one in kept.sent if one.code != request.code)
        following = tuple(one for one in kept.following if one.code != request.code)
        sent = (summary_of(request), *sent) if request.mine else sent
        following = (summary_of(request), *following) if request.following and not request.mine else following
        whole, ways = kept.whole, kept.by
        if request.mine or request.following:
            whole, ways = {**kept.whole, request.code: request}, {**kept.by, request.code: by}
        seen_at = kept.seen_at or self.session.now()
        self._keep(msgspec.structs.replace(kept, sent=sent, following=following, whole=whole, by=ways, seen_at=seen_at))

    async def file(self, new: NewRequest, key: str) -> tuple[FiledRequest, str]:
        """(the answer of the city, as whom it was sent). Raises ClientError."""
        by = self.me()
        try:
            return await self.ask_as(by, lambda client, token: calls.file(client, new, token, key)), by
        except Refused as trouble:
            if trouble.code == EMERGENCY:
                self.danger[key] = number_in(trouble) or self.emergency_number
            raise

    @property
    def emergency(self) -> Emergency:
        """As the city told last."""
        with suppress(msgspec.MsgspecError):
            return msgspec.json.decode(self.session.store.find_kept(self._emergency) or b"{}", type=Emergency)
        return Emergency()

    @property
    def emergency_number(self) -> str:
        return self.emergency.number

    @property
    def _emergency(self) -> str:
        return f"emergency of {self.session.settings.backend}"

    async def ask_kinds(self) -> None:
        """What can be told, and whom to call in danger. Raises ClientError."""
        told = await calls.categories(self.session.client)
        emergency = Emergency(told.emergency_number, told.emergency_words)
        if emergency != self.emergency:
            self.session.store.keep(self._emergency, msgspec.json.encode(emergency))
        if self.kinds.keep(kinds_of(told)):
            self.session.tell("kinds")

    async def likely(self, asked: LikelySame) -> SameOffersResponse:
        """What is known already nearby. Raises ClientError."""
        by = self.me()
        return await self.ask_as(by, lambda client, token: calls.likely(client, asked, token))

    async def responsible(self, asked: WhoAnswers) -> Responsible:
        """Who would have it, and by when. Raises ClientError."""
        return await calls.responsible(self.session.client, asked)

    async def choose(self, offer_id: UUID, choice: OfferChoice, code: str) -> None:
        """It is the one that was offered, or another one. Raises ClientError."""
        await self._ask(code, lambda client, token: calls.choose(client, offer_id, choice, code, token))

    async def send_photo(self, code: str, jpeg: bytes, key: str) -> RequestPhoto:
        """Raises ClientError."""
        photo, _ = await self._ask(code, lambda client, token: calls.send_photo(client, code, jpeg, token, key))
        return photo

    async def hide_more(self, code: str, photo_id: UUID, areas: tuple[PhotoArea, ...]) -> RequestPhoto:
        """On a photo of one's own; what was seen of it before is forgotten. Raises ClientError."""
        photo, _ = await self._ask(code, lambda client, token: calls.hide_more(client, code, photo_id, areas, token))
        self._file_of(photo_id).unlink(missing_ok=True)
        return photo

    async def refresh(self) -> None:
        """Ask how all of them stand. Raises ClientError."""
        told = []
        for by in self.ways():
            with suppress(SignedOut):
                told.append((by, await self.ask_as(by, calls.mine)))
        if told:
            self._keep(together(self.kept, told))

    async def look(self, code: str) -> ServiceRequest:
        """One, with all its steps. Raises ClientError."""
        request, by = await self._ask(code, lambda client, token: calls.find(client, code, token))
        self.take(request, by)
        return request

    async def near(self, lat: float, lon: float, radius_m: int) -> tuple[RequestSummary, ...]:
        """What others have told, the nearest first. Raises ClientError."""
        by = self.me()
        answer = await self.ask_as(by, lambda client, token: calls.near(client, lat, lon, radius_m, token))
        return answer.requests

    async def follow(self, code: str, following: bool) -> ServiceRequest:
        return await self._act(code, lambda client, token: calls.follow(client, code, following, token))

    def note_muted(self, code: str, muted: bool) -> None:
        """Nothing more is told of it, or all again."""
        kept = self.kept
        noted = lambda one: msgspec.structs.replace(one, muted=muted) if one.code == code else one  # noqa: E731
        sent, following = tuple(map(noted, kept.sent)), tuple(map(noted, kept.following))
        self._keep(msgspec.structs.replace(kept, sent=sent, following=following, whole={name: noted(one) for name, one in kept.whole.items()}))

    async def comment(self, code: str, words: str) -> ServiceRequest:
        return await self._act(code, lambda client, token: calls.comment(client, code, words, token))

    async def show_to(self, code: str, change: VisibilityChange) -> ServiceRequest:
        return await self._act(code, lambda client, token: calls.show_to(client, code, change, token))

    async def withdraw(self, code: str) -> ServiceRequest:
        return await self._act(code, lambda client, token: calls.withdraw(client, code, token))

    async def confirm(self, code: str) -> ServiceRequest:
        return await self._act(code, lambda client, token: calls.confirm(client, code, token))

    async def object_to(self, code: str, words: str, photo_id: UUID | None, key: str) -> ServiceRequest:
        """The same `key` again is the same objection. Raises ClientError."""
        return await self._act(code, lambda client, token: calls.object_to(client, code, RequestDispute(words, photo_id), token, key))

    async def photos(self, code: str) -> tuple[RequestPhoto, ...]:
        """Those one may see, and how each stands. Raises ClientError."""
        answer, _ = await self._ask(code, lambda client, token: calls.photos(client, code, token))
        return answer.photos

    async def picture(self, code: str, photo_id: UUID) -> Path | None:
        """The file of a photo on which nobody is shown; None where one may not see it, or not yet."""
        path = self._file_of(photo_id)
        if not path.exists():
            try:
                content, _ = await self._ask(code, lambda client, token: calls.photo(client, code, photo_id, token))
            except ClientError:
                return None
            self._pictures.mkdir(parents=True, exist_ok=True, mode=0o700)
            oldest = sorted(self._pictures.iterdir(), key=lambda one: one.stat().st_mtime)
            for old in oldest[: max(0, len(oldest) - MOST_PICTURES)]:
                old.unlink(missing_ok=True)
            path.write_bytes(content)
        return path

    def _file_of(self, photo_id: UUID) -> Path:
        return self._pictures / f"{photo_id.hex}.img"

    async def _act(self, code: str, call: Call) -> ServiceRequest:
        """Done, and as it stands then. Raises ClientError."""
        _, by = await self._ask(code, call)
        request = await self.ask_as(by, lambda client, token: calls.find(client, code, token))
        self.take(request, by)
        return request

    async def _ask(self, code: str, call: Call) -> tuple:
        """(the answer, as whom it was asked for): as whoever sent or follows it, else as whoever uses this phone now."""
        by = self.way_of(code)
        return await self.ask_as(by, call), by

    def way_of(self, code: str) -> str:
        return self.kept.by.get(code) or self.me()

    def me(self) -> str:
        """As whom something new is asked or told."""
        return BY_ACCOUNT if self.session.account.on else BY_PASS

    def ways(self) -> tuple[str, ...]:
        """All by which the city knows whoever uses this phone; no pass is made for it."""
        session = self.session
        return (*((BY_PASS,) if session.passes.has(session.client) else ()), *((BY_ACCOUNT,) if session.account.on else ()))

    async def ask_as(self, by: str, call: Call):
        """Raises ClientError."""
        session = self.session
        if by == BY_ACCOUNT and session.account.on:
            return await session.account.ask(call)
        return await session.passes.ask(session.client, call)


def read_kept(raw: bytes) -> Kept:
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(raw, type=Kept)
    return Kept()


def together(kept: Kept, told: list[tuple[str, MyRequestsResponse]]) -> Kept:
    """The lists of the pass and of the account as one; what is in neither any longer is forgotten."""
    sent = newest_first(one for _, answer in told for one in answer.sent)
    codes = {one.code for one in sent}
    following = newest_first(one for _, answer in told for one in answer.following if one.code not in codes)
    by = {one.code: way for way, answer in told for one in (*answer.following, *answer.sent)}
    changed = {one.code: one.changed_at for one in (*sent, *following)}
    whole = {code: one for code, one in kept.whole.items() if code in changed}
    return Kept(sent, following, whole, by, max(answer.as_of for _, answer in told))


def newest_first(requests) -> tuple[RequestSummary, ...]:
    return tuple(sorted(requests, key=lambda one: one.changed_at, reverse=True))


def summary_of(request: ServiceRequest) -> RequestSummary:
    return RequestSummary(**{name: getattr(request, name) for name in RequestSummary.__struct_fields__})


def number_in(trouble: Refused) -> str:
    with suppress(msgspec.MsgspecError):
        return msgspec.json.decode(trouble.problem, type=EmergencyProblem).emergency_number
    return ""


def is_gone(trouble: ClientError) -> bool:
    """Whether there is no such number, or none that one may see."""
    return isinstance(trouble, Refused) and trouble.status == 404
