"""A phone that checks tickets and does nothing else of its account: whoever finds it finds nothing (N14)."""
from datetime import timedelta
from uuid import UUID

from backend.accounts.models import AccountSession
from backend.contract.accounts import Role
from backend.database.base import now
from backend.service.policies import Policy, get_declared, list_handlers
from tests.backend.accounts.people import account_with, bearer
from tests.backend.tickets.world import served as tickets_served

PATH = "/v1/account/sessions/current/narrowing"
IDA = "ida@example.org"


async def test_it_checks_tickets_and_nothing_else(database_url, database, monkeypatch):
    async with tickets_served(database_url, database) as world:
        client, ida = world.client, bearer(await account_with(database, IDA, Role.INSPECTOR, Role.STAFF))
        assert (await client.get("/v1/account/sessions", headers=ida)).status_code == 200
        assert (await client.post(PATH, headers=ida)).status_code == 204
        refused = await client.get("/v1/account/sessions", headers=ida)
        assert (refused.status_code, refused.json()["code"]) == (403, "role")
        told = (await client.get("/v1/account", headers=ida)).json()
        assert (told["only"], told["roles"]) == ("inspector", ["citizen", "inspector"])
        assert (await client.get("/v1/tickets", headers=ida)).status_code == 403, "not even tickets of its own"
        looked = await client.post("/v1/inspections/lookups", json={"number": "000-000"}, headers=ida)
        assert looked.status_code == 404, "that is its work"
        other = bearer(await account_with(database, IDA))
        assert (await client.get("/v1/tickets", headers=other)).status_code == 200, "other devices of hers do all they did"
        assert (await client.delete("/v1/account/sessions/current", headers=ida)).status_code == 204


async def test_only_who_has_the_role_and_proved_it_just_now_can_do_so(client, database):
    ann = await account_with(database, "ann@example.org")
    assert (await client.post(PATH, headers=bearer(ann))).status_code == 403
    ida = await account_with(database, IDA, Role.INSPECTOR)
    async with database.writing() as session:
        row = await session.get_one(AccountSession, UUID(ida["sessionId"]))
        row.proved_at = now() - timedelta(hours=1)
    client.app.state.accounts.signed_in.forget_all()
    assert (await client.post(PATH, headers=bearer(ida))).json()["code"] == "step_up_required"


def test_these_are_all_that_it_may_do(client):
    open_ = {
        (method, path) for path, handler in list_handlers(client.app) for method in handler.http_methods - {"HEAD", "OPTIONS"}
        if get_declared(handler).policy in (Policy.ACCOUNT, Policy.STAFF) and get_declared(handler).narrow
    }  # fmt: skip
    assert open_ == {("GET", "/v1/account"), ("DELETE", "/v1/account/sessions/current")}
