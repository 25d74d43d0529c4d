"""A device that waits, and a page that shows it a code: only this device, only this code, once."""
import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from backend.accounts import device_codes
from backend.accounts.models import TRIES, AccountSession, DeviceCode
from backend.accounts.service import WRONG_PER_HOUR
from backend.database.base import now
from backend.service.policies import RateClass
from tests.backend.accounts.people import CODE, Phone, bearer, deliver, quiet, served, signed_in

ANN = "ann@example.org"


async def ask(client, phone: Phone) -> dict:
    answer = await client.post("/v1/auth/device-codes", json={"challenge": phone.challenge, "deviceName": phone.name})
    assert answer.status_code == 202, answer.text
    return answer.json()


async def approve(client, database, asked: dict, email: str = ANN):
    """As the page does it, for somebody who reads their mail."""
    page = Phone("Browser")
    link = (await client.post("/v1/auth/email-links", json=page.request(email))).json()["requestId"]
    code = CODE.search((await deliver(database))[-1].text).group(1)
    body = {"linkId": link, "verifier": page.redemption()["verifier"], "code": code}
    return await client.post(f"/v1/auth/device-codes/{asked['deviceCodeId']}/approve", json=body)


async def redeem(client, asked: dict, phone: Phone, code: str):
    return await client.post(f"/v1/auth/device-codes/{asked['deviceCodeId']}/redeem", json=phone.redemption(code=code))


def assert_invalid(answer) -> None:
    assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")


async def test_a_device_signs_in_by_the_code_that_the_page_shows(client, database):
    phone = Phone("Desk")
    asked = await ask(client, phone)
    assert asked["address"] == f"http://localhost:8000/sign-in#{asked['deviceCodeId']}"
    shown = (await approve(client, database, asked)).json()
    answer = await redeem(client, asked, phone, shown["code"].lower())
    assert answer.status_code == 200, answer.text
    assert (await client.get("/v1/account", headers=bearer(answer.json()))).json()["email"] == ANN
    listed = (await client.get("/v1/account/sessions", headers=bearer(answer.json()))).json()["sessions"]
    assert [one["deviceName"] for one in listed] == ["Desk"], "the browser itself is signed in nowhere"
    assert_invalid(await redeem(client, asked, phone, shown["code"]))


async def test_the_page_says_which_device_waits_until_it_is_answered(client, database):
    asked = await ask(client, Phone("Desk"))
    address = f"/v1/auth/device-codes/{asked['deviceCodeId']}/look"
    assert (await client.post(address)).json()["deviceName"] == "Desk"
    await approve(client, database, asked)
    assert_invalid(await client.post(address))
    assert_invalid(await client.post(f"/v1/auth/device-codes/{uuid4()}/look"))


async def test_before_anybody_proved_who_they_are_no_code_counts(client):
    phone = Phone()
    assert_invalid(await redeem(client, await ask(client, phone), phone, "0000-0000"))


async def test_whoever_only_saw_the_code_or_only_the_page_gets_in_nowhere(client, database):
    phone, thief = Phone(), Phone("Thief")
    asked = await ask(client, phone)
    code = (await approve(client, database, asked)).json()["code"]
    assert_invalid(await redeem(client, asked, thief, code))
    assert_invalid(await redeem(client, await ask(client, thief), thief, code))
    assert (await redeem(client, asked, phone, code)).status_code == 200


async def test_five_wrong_codes_end_it(client, database):
    phone = Phone()
    asked = await ask(client, phone)
    code = (await approve(client, database, asked)).json()["code"]
    for _ in range(TRIES):
        assert_invalid(await redeem(client, asked, phone, "WRNG-0000"))
    assert_invalid(await redeem(client, asked, phone, code))


async def test_a_device_is_answered_once(client, database):
    asked = await ask(client, Phone())
    assert (await approve(client, database, asked)).status_code == 200
    assert_invalid(await approve(client, database, asked, "eve@example.org"))


async def test_it_waits_ten_minutes_and_the_code_counts_for_five(client, database):
    phone = Phone()
    asked = await ask(client, phone)
    async with database.writing() as session:
        await session.execute(update(DeviceCode).values(expires_at=now()))
    assert_invalid(await approve(client, database, asked))
    asked = await ask(client, phone)
    code = (await approve(client, database, asked)).json()["code"]
    async with database.writing() as session:
        await session.execute(update(DeviceCode).values(expires_at=now()))
    assert_invalid(await redeem(client, asked, phone, code))
    assert timedelta(minutes=10) == device_codes.WAITS
    assert timedelta(minutes=5) == device_codes.SHOWN


async def test_of_four_redemptions_at_once_one_is_a_session(client, database):
    phone = Phone()
    asked = await ask(client, phone)
    code = (await approve(client, database, asked)).json()["code"]
    answers = await asyncio.gather(*(redeem(client, asked, phone, code) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AccountSession)) == 1


async def test_a_link_of_a_page_that_was_not_read_approves_nothing_and_a_wrong_code_counts(client, database):
    asked, page = await ask(client, Phone()), Phone("Browser")
    link = (await client.post("/v1/auth/email-links", json=page.request(ANN))).json()["requestId"]
    code = CODE.search((await deliver(database))[-1].text).group(1)
    address = f"/v1/auth/device-codes/{asked['deviceCodeId']}/approve"
    right = {"linkId": link, "verifier": page.redemption()["verifier"], "code": code}
    other = {"verifier": Phone().redemption()["verifier"]}
    for body in ({}, {"linkId": link}, right | {"linkId": "x"}, right | {"challengeId": str(uuid4())}, right | other):
        assert_invalid(await client.post(address, json=body))
    for _ in range(TRIES - 1):
        assert_invalid(await client.post(address, json=right | {"code": "WRNG-0000"}))
    assert_invalid(await client.post(address, json=right))


async def test_an_account_that_signs_in_so_is_told_of_the_new_device(client, database):
    await signed_in(client, database, Phone())
    phone = Phone("Desk")
    asked = await ask(client, phone)
    await redeem(client, asked, phone, (await approve(client, database, asked)).json()["code"])
    assert "“Desk”" in (await deliver(database))[-1].text


async def test_codes_are_forgotten_after_a_day_and_kept_as_hashes(client, database):
    asked = await ask(client, Phone())
    code = (await approve(client, database, asked)).json()["code"]
    async with database.reading() as session:
        row = (await session.scalars(select(DeviceCode))).one()
    assert code.replace("-", "") not in " ".join(str(getattr(row, column.key)) for column in DeviceCode.__table__.columns)
    async with database.writing() as session:
        assert await device_codes.purge(session) == 0
        await session.execute(update(DeviceCode).values(created_at=now() - timedelta(hours=25)))
        assert await device_codes.purge(session) == 1


@pytest.mark.parametrize("change", [{"challenge": "short"}, {"deviceName": ""}, {"deviceName": "x" * 61}])
async def test_what_is_asked_for_has_limits(client, change):
    answer = await client.post("/v1/auth/device-codes", json={"challenge": Phone().challenge, "deviceName": "Desk"} | change)
    assert answer.status_code == 422


async def test_one_network_has_thirty_wrong_tries_an_hour_over_all_codes(sqlite_url, monkeypatch):
    quiet(monkeypatch)
    async with served(sqlite_url, per_minute=dict.fromkeys(RateClass, 100_000)) as client:
        phone = Phone()
        codes = [await ask(client, phone) for _ in range(7)]
        statuses = [(await redeem(client, asked, phone, "WRNG-0000")).status_code for asked in codes for _ in range(TRIES)]
    assert statuses == [400] * WRONG_PER_HOUR + [429] * (7 * TRIES - WRONG_PER_HOUR)
