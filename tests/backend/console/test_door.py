"""Who gets into the console: by a passkey, with a form of ours, in one role; and what does not get anybody in."""
import json
import re
from datetime import timedelta

import cbor2
import pytest
from litestar.testing import TestClient
from sqlalchemy import select, update

from backend.accounts.models import HANDLE_BYTES, Account, Passkey, RoleGrant
from backend.accounts.secrets import encode
from backend.accounts.sessions import begin as begin_device
from backend.console import sessions
from backend.console.models import AuditEntry, ConsoleSession
from backend.console.sessions import IDLE, LONGEST, csrf_of
from backend.contract.accounts import Role
from backend.database.base import now
from tests.backend.accounts.authenticator import Authenticator
from tests.backend.accounts.people import Phone
from tests.backend.console.people import ORIGIN, SAME, served, worker

STAFF, ADMINISTRATOR = Role.STAFF, Role.ADMINISTRATOR
ROOM = "/console/obstacles"


def do(client: TestClient, work, *given):
    return client.blocking_portal.call(work, client.app.state.database, *given)


def cookie_of(answer) -> str:
    found = re.search(r"aw_console=([\w-]{43});", answer.headers.get("set-cookie", ""))
    assert found, answer.headers
    return found[1]


async def give_passkey(database, account_id, key: Authenticator) -> None:
    """As a browser makes one, and as it is kept."""
    handle = bytes(HANDLE_BYTES - 16) + account_id.bytes
    key.make({"rp": {"id": "localhost"}, "user": {"id": encode(handle)}, "challenge": "AA"})
    numbers = key.key.public_key().public_numbers()
    cose = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")})
    async with database.writing() as session:
        (await session.get_one(Account, account_id)).handle = handle
        session.add(Passkey(account_id=account_id, credential_id=key.credential_id, public_key=cose, sign_count=0, name="Laptop"))


@pytest.fixture
def kim(client):
    """Somebody of the staff with a passkey, not signed in by it yet."""
    person, key = worker(client), Authenticator(origin=ORIGIN)
    do(client, give_passkey, person.account_id, key)
    return person, key


def asked(client) -> dict:
    answer = client.post("/console/sign-in/options", headers=SAME)
    assert answer.status_code == 200, answer.text
    return answer.json()


def show(client, key: Authenticator, told: dict | None = None, path: str = "/console/sign-in", credential: str = "", **more):
    told = told or asked(client)
    credential = credential or key.sign(json.loads(told["options"]))
    fields = {"challengeId": told["challengeId"], "credential": credential, "next": more.pop("next", "")} | more.pop("fields", {})
    return client.post(path, data=fields, headers=SAME | more)


def test_a_passkey_opens_the_console_and_the_sign_in_is_kept(client, kim):
    person, key = kim
    answer = show(client, key, next="feeds")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/feeds")
    told = answer.headers["set-cookie"].lower()
    assert "httponly" in told
    assert "samesite=lax" in told
    assert "path=/" in told
    assert "domain" not in told
    assert client.get("/console/feeds", headers={"Cookie": f"aw_console={cookie_of(answer)}"}).status_code == 200

    async def acts(database):
        async with database.reading() as session:
            return list(await session.scalars(select(AuditEntry.action).where(AuditEntry.actor_id == person.account_id)))

    assert do(client, acts) == ["sign_in"]


def test_over_https_the_cookie_is_bound_to_this_host(sqlite_for_module):
    with served(sqlite_for_module, public_origin="https://allways.example.org") as client:
        door = client.app.state.console.door
        cookie = door.cookie("x" * 43).to_header(header="")
        assert cookie.startswith("__Host-aw_console=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert "strict-transport-security" in client.get("/console/sign-in").headers


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "audit/../../x", "sign-in"])
def test_next_is_the_name_of_a_room_and_nothing_else(client, kim, where):
    assert show(client, kim[1], next=where).headers["location"] == worker(client).get("/console").headers["location"]


def test_n04_a_session_by_mail_opens_no_console(client):
    """Neither its token, nor its token as the cookie: only a passkey that was shown here does."""
    person = worker(client)

    async def by_mail(database):
        async with database.writing() as session:
            return (await begin_device(session, person.account_id, "Laptop", Phone().point, by_passkey=False)).access

    token = do(client, by_mail)
    for headers in ({"Authorization": f"Bearer {token}"}, {"Cookie": f"aw_console={token}"}, {"Cookie": f"aw_console={token[-43:]}"}):
        answer = client.get(ROOM, headers=headers)
        assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in?next=obstacles")


def test_n06_the_id_of_a_session_is_ours_whatever_the_browser_brings(client, kim):
    _, key = kim
    answer = show(client, key, Cookie=f"aw_console={'x' * 43}")
    assert cookie_of(answer) != "x" * 43
    assert client.get(ROOM, headers={"Cookie": f"aw_console={'x' * 43}"}).status_code == 303


def test_n06_a_proof_and_another_role_make_another_id_and_the_one_before_is_over(client, kim):
    person, key = kim
    again = show(client, key, path="/console/proof", fields={"csrf": person.csrf}, Cookie=f"aw_console={person.secret}")
    assert again.status_code == 303, again.text
    assert person.get(ROOM).status_code == 303
    assert client.get(ROOM, headers={"Cookie": f"aw_console={cookie_of(again)}"}).status_code == 200
    both = worker(client, STAFF, ADMINISTRATOR)
    changed = both.post("/console/role", {"role": "administrator"})
    assert (changed.status_code, changed.headers["location"]) == (303, "/console/feeds")
    assert both.get("/console/feeds").status_code == 303
    assert client.get(ROOM, headers={"Cookie": f"aw_console={cookie_of(changed)}"}).headers["x-problem-code"] == "role"


def test_n06_signing_in_ends_what_was_open_in_the_browser(client, kim):
    person, key = kim
    assert show(client, key, Cookie=f"aw_console={person.secret}").status_code == 303
    assert person.get(ROOM).status_code == 303


@pytest.mark.parametrize("wrong", [{"origin": "https://evil.example"}, {"verifies": False}, {"host": "evil.example"}, {"credential_id": b"x" * 32}])
def test_n07_a_passkey_that_is_wrong_in_one_thing_is_refused(client, kim, wrong):
    _, key = kim
    for name, value in wrong.items():
        setattr(key, name, value)
    answer = show(client, key)
    assert (answer.status_code, answer.headers["x-problem-code"]) == (400, "passkey_refused")
    assert "set-cookie" not in answer.headers


def test_n07_an_answer_of_a_passkey_counts_once(client, kim):
    _, key = kim
    told = asked(client)
    credential = key.sign(json.loads(told["options"]))
    assert show(client, key, told, credential=credential).status_code == 303
    assert show(client, key, told, credential=credential).headers["x-problem-code"] == "passkey_refused"
    assert show(client, key, asked(client), credential=credential).headers["x-problem-code"] == "passkey_refused"


def test_the_passkey_of_somebody_else_proves_nothing(client, kim):
    person, _ = kim
    other, key = worker(client), Authenticator(origin=ORIGIN)
    do(client, give_passkey, other.account_id, key)
    answer = show(client, key, path="/console/proof", fields={"csrf": person.csrf}, Cookie=f"aw_console={person.secret}")
    assert (answer.status_code, answer.headers["x-problem-code"]) == (400, "passkey_refused")
    assert person.get(ROOM).status_code == 200


def test_who_has_no_work_here_is_not_let_in(client):
    person, key = worker(client, Role.INSPECTOR), Authenticator(origin=ORIGIN)
    do(client, give_passkey, person.account_id, key)
    answer = show(client, key)
    assert (answer.status_code, answer.headers["x-problem-code"]) == (403, "role")
    assert "set-cookie" not in answer.headers
    assert person.get(ROOM).status_code == 303


@pytest.mark.parametrize("headers", [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"}, {"Origin": "https://evil.example"}, {},
    {"Sec-Fetch-Site": "cross-site", "Origin": ORIGIN}, {"Origin": "null"},
])  # fmt: skip
def test_n17_what_another_site_sends_is_refused(client, headers):
    person = worker(client)
    answer = person.post("/console/sign-out", headers=headers)
    assert (answer.status_code, answer.headers["x-problem-code"]) == (403, "cross_site")
    assert person.get(ROOM).status_code == 200
    assert client.post("/console/sign-in/options", headers=headers).headers["x-problem-code"] == "cross_site"


def test_n17_a_browser_without_fetch_metadata_says_where_it_comes_from(client):
    assert worker(client).post("/console/sign-out", headers={"Origin": ORIGIN}).status_code == 303


def test_n18_the_word_of_another_session_is_refused(client):
    person, other = worker(client), worker(client)
    for csrf in (other.csrf, "", "x", csrf_of("x" * 43)):
        answer = person.post("/console/sign-out", csrf=csrf)
        assert (answer.status_code, answer.headers["x-problem-code"]) == (403, "csrf")
    assert person.post("/console/sign-out", headers=SAME | {"X-CSRF-Token": other.csrf}).headers["x-problem-code"] == "csrf"
    assert person.post("/console/sign-out", headers=SAME | {"X-CSRF-Token": person.csrf}, csrf="").status_code == 303


def test_n27_a_form_with_too_many_fields_is_refused(client):
    person = worker(client)
    answer = person.post("/console/sign-out", {f"f{number}": "" for number in range(65)}, headers=SAME)
    assert (answer.status_code, answer.headers["x-problem-code"]) == (400, "too_many_fields")


def test_json_is_no_form(client):
    person = worker(client)
    headers = SAME | {"Cookie": f"aw_console={person.secret}", "X-CSRF-Token": person.csrf}
    assert client.post("/console/sign-out", json={"csrf": person.csrf}, headers=headers).status_code == 415


def test_signing_out_ends_it_here_and_forgets_the_cookie(client):
    person = worker(client)
    answer = person.post("/console/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, "/console/sign-in")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert person.get(ROOM).status_code == 303


@pytest.mark.parametrize("moved", [{"seen_at": IDLE}, {"expires_at": timedelta(seconds=1)}])
def test_a_session_ends_without_work_and_at_last_anyway(client, moved):
    person = worker(client)

    async def age(database):
        async with database.writing() as session:
            past = {name: now() - by - timedelta(seconds=1) for name, by in moved.items()}
            await session.execute(update(ConsoleSession).where(ConsoleSession.account_id == person.account_id).values(past))

    assert person.get(ROOM).status_code == 200
    do(client, age)
    assert person.get(ROOM).status_code == 303
    assert person.get(ROOM, **{"HX-Request": "true"}).headers["hx-redirect"] == "/console/sign-in?next=obstacles"


def test_a_session_lasts_ten_hours_at_most_and_work_does_not_lengthen_it(client):
    person = worker(client)

    async def long_ago(database):
        async with database.writing() as session:
            mine = update(ConsoleSession).where(ConsoleSession.account_id == person.account_id)
            await session.execute(mine.values(seen_at=now() - timedelta(minutes=10)))

    async def read(database):
        async with database.reading() as session:
            return (await session.scalars(select(ConsoleSession).where(ConsoleSession.account_id == person.account_id))).one()

    do(client, long_ago)
    assert person.get(ROOM).status_code == 200
    kept = do(client, read)
    assert now() - kept.seen_at < timedelta(minutes=5)
    assert kept.expires_at - kept.created_at <= LONGEST + timedelta(seconds=1)


def test_a_role_that_was_taken_away_opens_nothing_any_more(client):
    person = worker(client)

    async def end(database):
        async with database.writing() as session:
            await session.execute(update(RoleGrant).where(RoleGrant.account_id == person.account_id).values(ended_at=now()))

    do(client, end)
    assert person.get(ROOM).status_code == 303


def test_roles_do_not_add_up(client):
    both = worker(client, STAFF, ADMINISTRATOR, role=ADMINISTRATOR)
    assert both.get(ROOM).headers["x-problem-code"] == "role"
    assert both.get("/console/audit").status_code == 200
    assert "administrator" in both.get("/console/feeds").text
    assert worker(client, STAFF).post("/console/role", {"role": "administrator"}).headers["x-problem-code"] == "role"
    assert worker(client, STAFF).post("/console/audit", {"why": "curious"}).headers["x-problem-code"] == "role"


def test_what_is_over_is_forgotten(client):
    person = worker(client)

    async def purge(database):
        async with database.writing() as session:
            mine = update(ConsoleSession).where(ConsoleSession.account_id == person.account_id)
            await session.execute(mine.values(seen_at=now() - IDLE - timedelta(seconds=1)))
            return await sessions.purge(session)

    assert do(client, purge) >= 1
    assert person.get(ROOM).status_code == 303
