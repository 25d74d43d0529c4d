"""A city on a real database, and the walk over its routes."""
import asyncio
import json
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from litestar.testing import TestClient
from sqlalchemy import select

from backend.accounts import sessions
from backend.accounts.models import LocalMail
from backend.accounts.secrets import encode
from backend.database.database import Database
from backend.paying.provider import sandbox_at
from backend.requests.photos.working import KIND as HIDING
from backend.service.app import create_app
from backend.service.policies import SAFE
from backend.service.settings import Settings
from tests.backend.accounts.people import LINK, Phone
from tests.backend.bookings.world import open_world
from tests.backend.open311.world import leave
from tests.backend.service.test_every_route import ACTORS, STAFF
from tests.security.asking import ENDING, ENDLESS, ROUTES, address, body, is_of_devices, names_somebody, walk
from tests.security.canaries import Trace, name_in, unpacked
from tests.security.hearing import heard
from tests.security.letting import let_a_space
from tests.security.parked import ask_host, photograph, wish_for_space
from tests.security.people import ACCOUNTS, DEVICES, NamingShop, Person, canary, photo_of, settle_in
from tests.security.riding import drive
from tests.security.rows import Seen, look_at
from tests.security.telling import tell_the_city
from tests.worlds.town import at, open_town_anew

NOBODY = Person("absent", ids={"service_request": "K7M2PX4Q", "ride_day": "2026-01-01"})
PATIENCE_S = 60
CHANGING = {"x-request-id", "date", "content-length", "retry-after"}
# New with every answer.
NEW = {"instance", "requestId", "expiresAt"}


@dataclass(frozen=True)
class Answered:
    """whose: own, other or absent. asked: ids that the caller named."""

    method: str
    route: str
    caller: str
    whose: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    asked: frozenset[str]

    @property
    def text(self) -> bytes:
        return "\n".join(f"{name}: {value}" for name, value in self.headers).encode() + b"\n" + unpacked(self.body)

    @property
    def told(self) -> tuple:
        """All that could tell one id from another."""
        try:
            plain = {name: value for name, value in json.loads(self.body).items() if name not in NEW}
        except (ValueError, AttributeError):
            plain = self.body
        return self.status, sorted((name, value) for name, value in self.headers if name not in CHANGING), plain


@dataclass(frozen=True, order=True)
class Leak:
    caller: str
    method: str
    route: str
    whose: str
    trace: Trace


@dataclass
class City:
    client: TestClient
    people: dict[str, Person]
    heard: tuple[list, list]
    seen: Seen = None
    tokens: dict[str, str] = field(default_factory=dict)
    mails: list[tuple[str, str]] = field(default_factory=list)
    photos: dict[str, bytes] = field(default_factory=dict)

    @property
    def log(self) -> list[str]:
        """Every line so far."""
        return [repr(entry) for told in self.heard for entry in told]

    def look(self) -> Seen:
        passes = {sha256(self.tokens[name].encode()).digest(): name for name in DEVICES}
        accounts = {name: person.account_id for name, person in self.people.items()}
        return self.client.blocking_portal.call(look_at, self.client.app.state.database, accounts, passes)

    def token(self, caller: str) -> str | None:
        fixed = {"nobody": None, "machine": STAFF, "broken": "aw_dt_" + "x" * 43}
        if caller in fixed:
            return fixed[caller]
        if caller not in self.tokens:
            self.tokens[caller] = self.client.blocking_portal.call(self._sign_in, caller)
        return self.tokens[caller]

    async def _sign_in(self, caller: str) -> str:
        async with self.client.app.state.database.writing() as session:
            account_id = self.people["ann" if caller == "ended" else name_of(caller)].account_id
            begun = await sessions.begin(session, account_id, canary(name_of(caller) or "ann", "laptop"), Phone().point, by_passkey=True)
            if caller == "ended":
                await sessions.end(session, [begun.session_id])
        return begun.access

    def send(self, caller: str, method: str, path: str, content=None, key: str = "", **headers):
        token = self.token(caller)
        headers |= {"X-Forwarded-For": network(caller)} | ({"Authorization": f"Bearer {token}"} if token else {})
        if method not in SAFE:
            headers["Idempotency-Key"] = key or f"{canary(name_of(caller) or caller, 'key')}-{uuid4()}"
        if isinstance(content, bytes):
            return self.client.request(method, path, headers=headers | {"Content-Type": "image/jpeg"}, content=content)
        return self.client.request(method, path, headers=headers, json=content)

    def ask(self, row: dict, caller: str, whose: str) -> Answered:
        person = self.spoken_of(row, caller, whose)
        sent = body(row, person, name_of(caller) or caller)
        path = address(row, person)
        answer = self.send(caller, row["method"], path, sent)
        said = path + (json.dumps(sent, default=str) if isinstance(sent, dict) else "")
        named = frozenset(one.replace("-", "") for one in person.ids.values() if one in said)
        headers = tuple((name.lower(), value) for name, value in answer.headers.items())
        return Answered(row["method"], row["route"], caller, whose, answer.status_code, headers, answer.content, named)

    def spoken_of(self, row: dict, caller: str, whose: str) -> Person:
        """Whose ids are named. What opens by a secret is somebody else's without it."""
        if whose == "absent":
            return NOBODY
        if whose == "own":
            return self.people.get(name_of(caller) or "", NOBODY)
        if is_of_devices(row):
            return self.people["other" if caller == "device" else "device"]
        ben = self.people["ben"]
        return replace(ben, secrets={name: value for name, value in ben.secrets.items() if name == "number"})


def network(caller: str) -> str:
    """Everybody comes from somewhere else."""
    return f"100.64.0.{(*ACTORS, 'ben').index(caller)}"


def name_of(caller: str) -> str | None:
    """Whose canaries a caller may meet."""
    if caller in ("nobody", "machine", "broken", "ended"):
        return None
    return "ann" if caller == "citizen" else caller


def walk_over(city: City, routes: Iterable[dict] = ROUTES, callers: Iterable[str] = ACTORS) -> Iterator[Answered]:
    for row in routes:
        for caller in callers:
            if (row["method"], row["route"]) in ENDING and caller not in (*DEVICES, "nobody", "machine", "broken", "ended"):
                city.tokens.pop(caller, None)
            for whose in ("absent", "other", "own") if names_somebody(row) else ("own",):
                endless = whose == "own" and (row["method"], row["route"]) == ENDLESS
                nothing_own = whose == "own" and names_somebody(row) and name_of(caller) is None
                if not (endless or nothing_own):
                    yield city.ask(row, caller, whose)


def leaks(city: City, answered: Answered) -> set[Leak]:
    mine = name_of(answered.caller)
    found = city.seen.canaries.found_in(answered.text, answered.asked)
    return {
        Leak(answered.caller, answered.method, answered.route, answered.whose, trace)
        for trace in found if trace.owner != mine and trace.owner in city.people
    }  # fmt: skip


@contextmanager
def open_city(address: str, sandbox, keys) -> Iterator[City]:
    people = asyncio.run(settled(address, sandbox))
    settings = Settings(
        per_minute=None, database_url=address, staff_token=STAFF, column_key="0123456789abcdef" * 4, ticket_keys=keys,
        provider=sandbox_at(sandbox.url), public_origin="http://localhost:9", proxies=frozenset({"testclient"}),
    )  # fmt: skip
    with heard() as log:
        app = create_app(open_town_anew, settings, {HIDING: leave})
        with TestClient(app, base_url="http://localhost") as client:
            app.state.bookings = replace(app.state.bookings, pricing=NamingShop())
            city = City(client, people, log)
            come_in(city)
            city.seen = city.look()
            for person in people.values():
                for what in {"card"} & person.ids.keys():
                    city.seen.canaries.add_text(person.ids[what], person.name, what)
            for name, photo in city.photos.items():
                city.seen.canaries.add_bytes(photo, name, "photo")
            yield city


async def settled(address: str, sandbox) -> dict[str, Person]:
    database = Database.open(address)
    async with open_world(database, sandbox, None) as world:
        people = await settle_in(world)
    await database.close()
    return people


def come_in(city: City) -> None:
    """What is quick over HTTP: devices with trips and obstacles, phones that hold tickets, exports, pages that are open."""
    for name in DEVICES:
        arrive(city, name)
    for name in ACCOUNTS:
        own_things(city, city.people[name], "citizen" if name == "ann" else name)
    city.client.blocking_portal.call(drive, city.client.app.state, [city.people[name] for name in ACCOUNTS])
    closed = city.send("machine", "POST", "/v1/closures", body({"method": "POST", "route": "/v1/closures"}, NOBODY, "machine"))
    city.people["ben"].ids["closure"] = closed.json()["id"]
    asked = body({"method": "POST", "route": "/v1/auth/email-links"}, NOBODY, NOBODY.name)
    assert city.send("nobody", "POST", "/v1/auth/email-links", asked).status_code == 202
    read_mails(city)


def read_mails(city: City) -> None:
    """Each their own, with the secret by which one signs in. Nobody gets a word of somebody else's."""
    deadline = time.monotonic() + PATIENCE_S
    while len(mails := city.client.blocking_portal.call(all_mails, city.client.app.state.database)) <= len(ACCOUNTS):
        assert time.monotonic() < deadline, "not all mails are written"
        time.sleep(0.05)
    for mail in mails:
        name = name_in(mail.recipient.encode())
        if name in city.people and (link := LINK.search(mail.text)) and link[1] == city.people[name].ids["email_link"]:
            city.people[name].secrets["email_link"] = link[2]
        city.mails.append((name, f"{mail.subject} {mail.text}"))


async def all_mails(database) -> list[LocalMail]:
    async with database.reading() as session:
        return list(await session.scalars(select(LocalMail)))


def arrive(city: City, name: str) -> None:
    made = city.client.post("/v1/devices", headers={"X-Forwarded-For": network(name)}).json()
    city.tokens[name] = made["token"]
    person = city.people[name] = Person(name)
    place = dict(zip(("lat", "lon"), at(700 + 900 * DEVICES.index(name), 0)))
    trip = city.send(name, "POST", "/v1/trips", {"legs": [walk(name)], "sharePosition": True})
    position = {"position": {**place, "at": datetime.now(UTC).isoformat()}}
    assert city.send(name, "PATCH", f"/v1/trips/{trip.json()['id']}", {"leg": 0} | position).status_code == 204
    reported = city.send(name, "POST", "/v1/obstacles", {"kind": "BLOCKED", "note": canary(name, "note"), **place}).json()["obstacle"]["id"]
    assert city.send(name, "PUT", f"/v1/obstacles/{reported}/photo", photo_of(name)).status_code == 204
    assert city.send(name, "POST", f"/v1/obstacles/{reported}/votes", {"there": True, "voice": secrets.token_urlsafe(24)}).status_code == 200
    look = city.send("machine", "POST", f"/v1/staff/obstacles/{reported}/looks", {"reason": "a look"}).json()
    person.ids |= {"trip": trip.json()["id"], "obstacle": reported, "report": look["reports"][0]["id"]}
    photo = f"/v1/staff/obstacles/{reported}/reports/{person.ids['report']}/photo/looks"
    city.photos[name] = city.send("staff", "POST", photo, {"reason": "a look"}).content
    tell_the_city(city, person, name)


def own_things(city: City, person: Person, caller: str) -> None:
    held = city.send(caller, "PUT", f"/v1/tickets/{person.ids['ticket']}/holder", {"deviceKey": encode(Phone().point)})
    assert held.status_code == 200, held.text
    person.secrets["number"] = held.json()["number"]
    quoted = body({"method": "POST", "route": "/v1/quotes"}, person, person.name)
    assert city.send(caller, "POST", "/v1/quotes", quoted).status_code == 201
    made = city.send(caller, "POST", "/v1/account/exports")
    person.ids["export"] = made.json()["exportId"]
    deadline = time.monotonic() + PATIENCE_S
    while city.send(caller, "GET", "/v1/account/exports").json()["exports"][0]["state"] != "READY":
        assert time.monotonic() < deadline, "the export is never made"
        time.sleep(0.05)
    opened = city.send(caller, "POST", f"/v1/pay-links/{person.ids['pay_link']}/open", {"secret": person.secrets["pay_link"]})
    assert opened.status_code == 200, opened.text
    person.secrets["page"] = opened.json()["pageToken"]
    let_a_space(city, person, caller)
    ask_host(city, person, caller)
    wish_for_space(city, person, caller)
    photograph(city, person, caller)
    tell_the_city(city, person, caller)
