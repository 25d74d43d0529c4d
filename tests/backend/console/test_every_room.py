"""Every route of the console, walked: nobody without our cookie is in, and each role is in its own rooms only."""
import re
from uuid import uuid4

from backend.accounts.sessions import begin as begin_device
from backend.contract.accounts import Role
from backend.service.policies import Declared, Policy, get_declared, list_handlers
from tests.backend.accounts.people import Phone
from tests.backend.console.acting import do
from tests.backend.console.people import SAME, worker

STAFF, ADMINISTRATOR = Role.STAFF, Role.ADMINISTRATOR


def rooms(client) -> list[tuple[str, str, Declared]]:
    """(method, address, what it declares) of every route of the console."""
    listed = [(path, handler) for path, handler in list_handlers(client.app) if path.startswith("/console")]
    found = [(path, get_declared(handler), handler.http_methods - {"HEAD", "OPTIONS"}) for path, handler in listed]
    return [(method, re.sub(r"\{[^}]+\}", str(uuid4()), path), declared) for path, declared, methods in found for method in sorted(methods)]


PUBLIC = {"/console/sign-in", "/console/sign-in/options", "/console/language"}


def test_every_room_is_behind_the_door(client):
    """No token opens one, whosever it is: whoever has no cookie of ours is led to the sign-in, whatever is asked."""
    staff = worker(client)

    async def token(database):
        async with database.writing() as session:
            return (await begin_device(session, staff.account_id, "Laptop", Phone().point, by_passkey=True)).access

    shown = ({}, {"Authorization": f"Bearer {do(client, token)}"}, {"Authorization": "Bearer " + "s" * 40})
    walked = rooms(client)
    assert len(walked) > 40
    for method, address, declared in walked:
        if declared.policy is not Policy.CONSOLE:
            assert address in PUBLIC or address.startswith("/console/assets/"), address
            continue
        for headers in shown:
            answer = client.request(method, address, headers=SAME | headers)
            assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, "/console/sign-in"), (method, address)


def test_each_room_is_for_its_roles(client):
    people = {role: worker(client, role) for role in (STAFF, ADMINISTRATOR)}
    for method, address, declared in rooms(client):
        if declared.policy is not Policy.CONSOLE or address in ("/console/sign-out", "/console/role", "/console/proof"):
            continue
        for role, person in people.items():
            sent = {"Cookie": f"aw_console={person.secret}", "X-CSRF-Token": person.csrf} | SAME
            answer = client.request(method, address, headers=sent)
            refused = answer.headers.get("x-problem-code") == "role"
            assert refused is bool(declared.roles and role not in declared.roles), (method, address, role, answer.status_code)
            assert answer.status_code < 500, (method, address)
