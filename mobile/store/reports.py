"""What somebody reports, until the city has it and after: kept before it is thanked for, with the key under which it stands once."""

import hmac
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from backend.contract.obstacles import HowLong, NewObstacle
from backend.contract.request_words import Visibility
from backend.contract.requests import NewRequest, RequestPlace, ServiceRequest
from mobile.client import new_key
from mobile.requests.kinds import category_of
from mobile.store.database import Store
from signing.codes import CodeKind

DRAFT = "report draft"
OWN_NAMES = "names of voices"
COLUMNS = "key, city, place, body, photo, state, why, filed, offer"


class ReportState(StrEnum):
    """REFUSED: the city does not take it, `why` says what to do; nothing of it is lost."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Chosen:
    """A place that somebody set, degrees. `accuracy_m`: how far off it may be, 0 for one set on the map; `of_photo`: the photo told it."""

    name: str
    lat: float
    lon: float
    accuracy_m: float = 0.0
    of_photo: bool = False


@dataclass(frozen=True)
class About:
    """What somebody rides in, waits or parks at. `kind` and `id` as on the signs of the city; of a vehicle `id` is the trip it makes.

    Degrees; `moves`: it is where the person is. `line`: of a vehicle.
    """

    kind: CodeKind
    id: str
    name: str
    lat: float
    lon: float
    moves: bool = False
    line: str = ""


@dataclass(frozen=True)
class Draft:
    """`kind` is the code of a category, "" for none yet; `photo` the name of a file of `Photos`. Without `chosen` it is where the phone is.

    `about`: the vehicle, stop or space it is about. `name`: to be shown with it, where somebody wants that. `answers`: (code, value) to what the
    category asks. `seen_at`: when the photo was taken, where somebody wants that; else it was seen when it is sent.
    """

    kind: str = ""
    chosen: Chosen | None = None
    how_long: HowLong = HowLong.UNKNOWN
    note: str = ""
    photo: str = ""
    about: About | None = None
    visibility: Visibility = Visibility.PUBLIC
    name: str = ""
    answers: tuple[tuple[str, str], ...] = ()
    seen_at: datetime | None = None


@dataclass(frozen=True)
class Report:
    """`place` in words. `photo`: one that is still to be sent. `filed` as the city answered, None before it has it.

    `offer`: by which the city showed what is likely the same, and it was another one; "" once that is told too.
    """

    key: str
    city: str
    place: str
    body: NewRequest
    photo: str = ""
    state: ReportState = ReportState.WAITING
    why: str = ""
    filed: ServiceRequest | None = None
    offer: str = ""

    @property
    def obstacle_id(self) -> UUID | None:
        """What routes lead around because of it."""
        return self.filed.obstacle_id if self.filed else None


@dataclass(frozen=True)
class Voice:
    """That something is still there or gone, still to be sent. The newest one of an obstacle counts."""

    obstacle_id: UUID
    there: bool
    at: datetime = field(compare=False)


class Reports:
    """In one table; their photos are files beside it. One that an older app wrote in a shape no longer understood is left out, not lost."""

    def __init__(self, store: Store):
        self.store = store

    def add(self, city: str, place: str, body: NewRequest, photo: str = "", offer: str = "") -> Report:
        """Kept from here on, and the draft it was is gone in the same moment."""
        report = Report(new_key(), city, place, body, photo, offer=offer)
        with self.store.together():
            self.store.write(
                "INSERT INTO report (key, city, place, body, photo, offer, made_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (report.key, city, place, msgspec.json.encode(body), photo, offer, time.time()),
            )
            self.store.write("DELETE FROM kept WHERE name = ?", (DRAFT,))
        return report

    def list_reports(self) -> list[Report]:
        """Newest first."""
        return self._list("ORDER BY made_at DESC, key")

    def list_unsent(self, city: str) -> list[Report]:
        """Oldest first: whole reports, then what of a photo is left. Those for another city wait until it is asked again."""
        return self._list("WHERE city = ? AND (state = 'waiting' OR (state = 'sent' AND photo != '')) ORDER BY made_at, key", (city,))

    def list_other(self, city: str) -> list[Report]:
        """Those of which it is still to be told that they are none of what was offered."""
        return self._list("WHERE city = ? AND state = 'sent' AND offer != '' ORDER BY made_at, key", (city,))

    def find(self, key: str) -> Report | None:
        return next(iter(self._list("WHERE key = ?", (key,))), None)

    def keep_sent(self, key: str, filed: ServiceRequest) -> None:
        self.store.write("UPDATE report SET state = 'sent', why = '', filed = ? WHERE key = ?", (msgspec.json.encode(filed), key))

    def refuse(self, key: str, why: str) -> None:
        self.store.write("UPDATE report SET state = 'refused', why = ? WHERE key = ?", (why, key))

    def part_with_photo(self, key: str, why: str = "") -> None:
        """The city has it, or does not want it."""
        self.store.write("UPDATE report SET photo = '', why = ? WHERE key = ?", (why, key))

    def part_with_offer(self, key: str) -> None:
        self.store.write("UPDATE report SET offer = '' WHERE key = ?", (key,))

    def delete(self, key: str) -> None:
        self.store.write("DELETE FROM report WHERE key = ?", (key,))

    def photos(self) -> set[str]:
        """Names of the files that are still needed."""
        return {row[0] for row in self.store.list_rows("SELECT photo FROM report WHERE photo != ''")} | {self.draft().photo}

    def _list(self, rest: str, values: tuple = ()) -> list[Report]:
        rows = self.store.list_rows(f"SELECT {COLUMNS} FROM report {rest}", values)  # noqa: S608 words of this file alone
        return [report for row in rows if (report := read(row))]

    # Voices

    def say(self, city: str, obstacle_id: UUID, there: bool, at: datetime) -> None:
        """In place of what was to be said of the same obstacle before."""
        self.store.write("INSERT OR REPLACE INTO voice VALUES (?, ?, ?, ?)", (str(obstacle_id), city, there, at.isoformat()))

    def list_unsaid(self, city: str) -> list[Voice]:
        rows = self.store.list_rows("SELECT obstacle_id, there, at FROM voice WHERE city = ? ORDER BY at", (city,))
        return [Voice(UUID(name), bool(there), datetime.fromisoformat(at)) for name, there, at in rows]

    def keep_said(self, voice: Voice) -> None:
        """One said meanwhile stays."""
        self.store.write("DELETE FROM voice WHERE obstacle_id = ? AND at = ?", (str(voice.obstacle_id), voice.at.isoformat()))

    def name_voice(self, obstacle_id: UUID) -> str:
        """What the city knows the voice of this phone on an obstacle by, whatever pass it has then: the key of its newest report of it, else a name
        that nobody can make or compare with those for other obstacles."""
        own = (report.key for report in self.list_reports() if report.obstacle_id == obstacle_id)
        return next(own, None) or hmac.digest(self._seed(), obstacle_id.bytes, "sha256").hex()

    def _seed(self) -> bytes:
        with self.store.together():
            kept = self.store.find_kept(OWN_NAMES)
            if kept is None:
                kept = secrets.token_bytes(32)
                self.store.keep(OWN_NAMES, kept)
        return kept

    # The draft

    def draft(self) -> Draft:
        try:
            return msgspec.json.decode(self.store.find_kept(DRAFT) or b"{}", type=Draft)
        except msgspec.MsgspecError:
            return Draft()

    def keep_draft(self, draft: Draft) -> None:
        self.store.keep(DRAFT, msgspec.json.encode(draft))


def read(row: tuple) -> Report | None:
    key, city, place, body, photo, state, why, filed, offer = row
    try:
        told = msgspec.json.decode(filed, type=ServiceRequest) if filed else None
        return Report(key, city, place, read_body(body, place), photo, ReportState(state), why, told, offer)
    except (msgspec.MsgspecError, ValueError):
        return None


def read_body(body: bytes, place: str) -> NewRequest:
    """What an older app kept to be sent as an obstacle is the request that the city would have made of it. Raises MsgspecError."""
    try:
        return msgspec.json.decode(body, type=NewRequest)
    except msgspec.ValidationError:
        old = msgspec.json.decode(body, type=NewObstacle)
    where = RequestPlace(lat=old.lat, lon=old.lon, accuracy_m=old.accuracy_m, level=old.level, address=place)
    return NewRequest(category_of(old.kind), where, words=old.note, observed_at=old.observed_at)
