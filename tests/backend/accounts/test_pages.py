"""The page behind a link signs in nobody; who is signed in is nobody else on any route."""
import re

from backend.accounts.page import SCRIPT, source
from backend.accounts.page_words import PAGES
from backend.service.app import create_app
from backend.service.policies import Policy, get_declared, list_handlers
from backend.service.settings import Settings
from tests.backend.accounts.people import CONTROLLERS, LINK, STAFF, Phone, bearer, deliver, quiet, served, signed_in
from tests.worlds.town import open_town

FILL = re.compile(r"\{[^}]*\}")
ABSENT = "01890000-0000-7000-8000-000000000000"


async def test_the_page_says_what_to_do_without_a_script(client):
    for language in PAGES:
        page = await client.get("/sign-in", headers={"Accept-Language": language})
        assert page.status_code == 200, language
        assert page.headers["content-type"].startswith("text/html"), language
        assert f'<html lang="{language}">' in page.text, language
        assert PAGES[language]["how"] in page.text, language
        assert PAGES[language]["nobody"] in page.text, language


async def test_the_page_runs_its_own_script_and_nothing_from_elsewhere(client):
    page = await client.get("/sign-in")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert f"script-src {source(SCRIPT)};" in policy
    assert f"<script>{SCRIPT}</script>" in page.text
    assert "unsafe" not in policy
    assert not re.search(r"https?://|style=| on\w+=", page.text)
    assert (page.headers["referrer-policy"], page.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_a_look_says_who_asked_and_changes_nothing(client, database):
    phone = Phone("Pixel <8>")
    asked = (await client.post("/v1/auth/email-links", json=phone.request("ann@example.org"))).json()
    secret = LINK.search((await deliver(database))[-1].text).group(2)
    address = f"/v1/auth/email-links/{asked['requestId']}"
    for _ in range(7):
        seen = await client.post(f"{address}/look", json={"secret": secret})
        assert (seen.status_code, seen.json()["deviceName"]) == (200, "Pixel <8>")
    assert "ann@example.org" not in seen.text
    wrong = await client.post(f"{address}/look", json={"secret": "x" * 43})
    assert (wrong.status_code, wrong.json()["code"]) == (400, "link_invalid")
    assert (await client.post(f"{address}/redeem", json=phone.redemption(secret=secret))).status_code == 200
    assert (await client.post(f"{address}/look", json={"secret": secret})).status_code == 400


async def test_an_account_opens_its_own_routes_and_no_others(database_url, monkeypatch, database):
    """Every route there is, as somebody who is signed in: never taken for a device or for the staff."""
    quiet(monkeypatch)
    async with served(database_url) as client:
        session = await signed_in(client, database, Phone())
        for path, handler in list_handlers(client.app):
            declared = get_declared(handler).policy
            for method in handler.http_methods - {"HEAD", "OPTIONS"}:
                if declared in (Policy.DEVICE, Policy.STAFF):
                    answer = await client.request(method, FILL.sub(ABSENT, path), headers=bearer(session) | {"Idempotency-Key": "x" * 30})
                    assert (answer.status_code, answer.json()["code"]) == (403, "role"), path
        assert (await client.get("/v1/account", headers=bearer(session))).status_code == 200


async def test_nobody_else_opens_the_routes_of_an_account(client):
    for method, path in (
        ("GET", ""), ("GET", "/sessions"), ("DELETE", "/sessions"), ("DELETE", "/sessions/current"), ("DELETE", f"/sessions/{ABSENT}"),
    ):  # fmt: skip
        nobody = await client.request(method, f"/v1/account{path}")
        assert (nobody.status_code, nobody.json()["code"]) == (401, "not_signed_in"), (method, path)
        device = (await client.post("/v1/devices")).json()["token"]
        for token in (device, STAFF):
            answer = await client.request(method, f"/v1/account{path}", headers={"Authorization": f"Bearer {token}"})
            assert (answer.status_code, answer.json()["code"]) == (403, "role"), (method, path)


async def test_no_token_address_or_name_is_logged(database_url, database, monkeypatch, capsys):
    quiet(monkeypatch)
    async with served(database_url, log_requests=True) as client:
        phone = Phone("Canary Phone")
        session = await signed_in(client, database, phone, "canary@example.org")
        again = await client.post("/v1/auth/refresh", json=phone.renewal(session))
        await client.get("/v1/account", headers=bearer(again.json()))
    written = "".join(capsys.readouterr())
    assert "/v1/auth/refresh" in written
    for secret in (session["accessToken"], session["refreshToken"], "canary@example.org", "Canary"):
        assert secret not in written


def test_the_whole_service_has_the_routes_of_accounts():
    paths = {path for path, _ in list_handlers(create_app(open_town, Settings(log_requests=False)))}
    own = {path for path, _ in list_handlers(create_app(open_town, Settings(log_requests=False), controllers=CONTROLLERS))}
    assert own <= paths
