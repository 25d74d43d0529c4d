"""Signing in by mail: once, within ten minutes, on the device that asked, and nothing is learnt by trying."""
import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from backend.accounts import links
from backend.accounts.models import TRIES, Account, EmailLink
from backend.accounts.secrets import encode
from backend.database.base import now
from backend.outbox.models import OutboxEntry
from backend.service.policies import RateClass
from tests.backend.accounts.people import CODE, LINK, Phone, bearer, deliver, quiet, served, signed_in
from tests.serving import PEER

ANN = "ann@example.org"


async def asked(client, phone: Phone, email: str = ANN, **more) -> str:
    answer = await client.post("/v1/auth/email-links", json=phone.request(email, **more))
    assert answer.status_code == 202, answer.text
    assert set(answer.json()) == {"requestId", "expiresAt"}
    return answer.json()["requestId"]


async def redeem(client, link_id: str, body: dict):
    return await client.post(f"/v1/auth/email-links/{link_id}/redeem", json=body)


async def last_code(database) -> str:
    return CODE.search((await deliver(database))[-1].text).group(1)


def assert_invalid(answer) -> None:
    assert (answer.status_code, answer.json()["code"]) == (400, "link_invalid")


async def test_a_code_signs_in_the_device_that_asked(client, database):
    session = await signed_in(client, database, Phone())
    me = await client.get("/v1/account", headers=bearer(session))
    assert (me.status_code, me.json()["email"], me.json()["locale"]) == (200, ANN, "en")


async def test_a_code_may_be_typed_as_people_type(client, database):
    for typed in (
        str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "").replace("0", "o").replace("1", "L"),
    ):  # fmt: skip
        phone = Phone()
        link_id = await asked(client, phone)
        answer = await redeem(client, link_id, phone.redemption(code=typed(await last_code(database))))
        assert answer.status_code == 200


async def test_the_link_of_the_mail_does_as_well_and_its_secret_is_in_the_fragment(client, database):
    phone = Phone()
    link_id = await asked(client, phone, locale="de-AT")
    mail = (await deliver(database))[-1]
    assert (mail.recipient, mail.subject) == (ANN, "Bei Allways anmelden")
    told_id, secret = LINK.search(mail.text).groups()
    assert told_id == link_id
    assert (await redeem(client, link_id, phone.redemption(secret=secret))).status_code == 200


async def test_known_and_unknown_addresses_are_answered_alike(client, database):
    await signed_in(client, database, Phone())
    known, unknown = [await client.post("/v1/auth/email-links", json=Phone().request(email)) for email in (ANN, "eve@example.org")]
    assert known.status_code == unknown.status_code == 202
    assert len(known.content) == len(unknown.content)
    assert {name: value for name, value in known.headers.items() if name != "x-request-id"} == {
        name: value for name, value in unknown.headers.items() if name != "x-request-id"
    }
    async with database.reading() as session:
        waiting = select(func.count()).select_from(OutboxEntry).where(OutboxEntry.done_at.is_(None), OutboxEntry.kind == links.LINK_MAIL)
        assert await session.scalar(waiting) == 2
        assert (await session.scalars(select(Account.email))).all() == [ANN], "asking makes no account"


async def test_a_link_counts_once(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    body = phone.redemption(code=await last_code(database))
    answers = await asyncio.gather(*(redeem(client, link_id, body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]
    assert_invalid(await redeem(client, link_id, body))


async def test_a_link_counts_for_ten_minutes(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    code = await last_code(database)
    async with database.writing() as session:
        await session.execute(update(EmailLink).values(expires_at=EmailLink.created_at))
    assert_invalid(await redeem(client, link_id, phone.redemption(code=code)))
    assert links.VALID.total_seconds() == 600


async def test_another_device_is_not_signed_in(client, database):
    phone, thief = Phone(), Phone()
    link_id = await asked(client, phone)
    mail = (await deliver(database))[-1]
    assert_invalid(await redeem(client, link_id, thief.redemption(secret=LINK.search(mail.text).group(2))))
    assert_invalid(await redeem(client, link_id, thief.redemption(code=CODE.search(mail.text).group(1))))


async def test_five_wrong_tries_end_a_link(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    code = await last_code(database)
    for _ in range(TRIES):
        assert_invalid(await redeem(client, link_id, phone.redemption(code="WRNG-0000")))
    assert_invalid(await redeem(client, link_id, phone.redemption(code=code)))


async def test_four_wrong_tries_do_not(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    code = await last_code(database)
    for _ in range(TRIES - 1):
        assert_invalid(await redeem(client, link_id, phone.redemption(code="WRNG-0000")))
    assert (await redeem(client, link_id, phone.redemption(code=code))).status_code == 200


async def test_nothing_or_something_else_shown_is_no_proof(client):
    for shown in ({}, {"code": "----"}, {"secret": encode(b"x" * 32)}):
        phone = Phone()
        link_id = await asked(client, phone)
        assert_invalid(await redeem(client, link_id, phone.redemption(**shown)))
        assert_invalid(await redeem(client, str(uuid4()), phone.redemption(**shown)))


async def test_a_secret_and_a_code_together_are_not_two_chances(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    body = phone.redemption(code=await last_code(database), secret=encode(b"x" * 32))
    assert_invalid(await redeem(client, link_id, body))


async def test_asking_again_ends_the_link_before(client, database):
    phone = Phone()
    first = await asked(client, phone)
    code = await last_code(database)
    second = await asked(client, phone)
    assert_invalid(await redeem(client, first, phone.redemption(code=code)))
    assert (await redeem(client, second, phone.redemption(code=await last_code(database)))).status_code == 200


async def test_a_link_that_is_over_is_not_sent(client, database):
    await asked(client, Phone())
    await asked(client, Phone())
    assert len(await deliver(database)) == 1


async def test_a_fourth_link_within_a_quarter_of_an_hour_is_refused_for_this_address_alone(client):
    for _ in range(3):
        await asked(client, Phone())
    answer = await client.post("/v1/auth/email-links", json=Phone().request(ANN))
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert 0 < int(answer.headers["retry-after"]) <= 900
    await asked(client, Phone(), "eve@example.org")


async def test_ten_links_a_day_are_the_most(client, database):
    for number in range(10):
        await asked(client, Phone())
        async with database.writing() as session:
            await session.execute(update(EmailLink).values(created_at=now() - timedelta(hours=1, minutes=number)))
    assert (await client.post("/v1/auth/email-links", json=Phone().request(ANN))).status_code == 429


@pytest.mark.parametrize("proxied, statuses", [(False, {202, 429}), (True, {202})])
async def test_one_network_asks_for_thirty_links_an_hour_and_no_forged_header_helps(sqlite_url, monkeypatch, proxied, statuses):
    quiet(monkeypatch)
    most = dict.fromkeys(RateClass, 100_000)
    proxies = frozenset({PEER}) if proxied else frozenset()
    async with served(sqlite_url, per_minute=most, proxies=proxies) as client:
        answers = [
            await client.post("/v1/auth/email-links", json=Phone().request(f"p{n}@example.org"), headers={"X-Forwarded-For": f"198.51.100.{n}"})
            for n in range(32)
        ]
    assert {answer.status_code for answer in answers} == statuses
    assert [answer.status_code for answer in answers[:30]] == [202] * 30


async def test_nothing_that_opens_a_link_is_kept(client, database):
    await asked(client, Phone())
    mail = (await deliver(database))[-1]
    secret, code = LINK.search(mail.text).group(2), CODE.search(mail.text).group(1)
    async with database.reading() as session:
        entries = [str(entry.payload) for entry in await session.scalars(select(OutboxEntry))]
        link = (await session.scalars(select(EmailLink))).one()
    kept = " ".join([*entries, *(str(getattr(link, column.key)) for column in EmailLink.__table__.columns)])
    assert secret not in kept
    assert code.replace("-", "") not in kept
    assert ANN not in " ".join(entries)


async def test_a_mail_written_twice_leaves_the_later_one_good(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    first = await last_code(database)
    async with database.writing() as session:
        await session.execute(update(OutboxEntry).values(done_at=None, next_at=now()))
    second = await last_code(database)
    assert_invalid(await redeem(client, link_id, phone.redemption(code=first)))
    assert (await redeem(client, link_id, phone.redemption(code=second))).status_code == 200


async def test_a_name_of_a_device_brings_no_link_into_a_mail(client, database):
    await asked(client, Phone("Win at https://evil.example/x\n\nnow"))
    text = (await deliver(database))[-1].text
    assert "evil.example" not in text
    assert "Win at https evil example x now" in text


async def test_links_are_forgotten_after_a_day(client, database):
    await asked(client, Phone())
    async with database.writing() as session:
        assert await links.purge(session) == 0
        await session.execute(update(EmailLink).values(created_at=now() - timedelta(hours=25)))
        assert await links.purge(session) == 1


async def test_what_cannot_be_asked(client):
    for change, code in (
        ({"email": "ann"}, "outside_limits"), ({"challenge": "short"}, "outside_limits"), ({"deviceName": ""}, "outside_limits"),
        ({"role": "administrator"}, "unknown_field"), ({"email": 7}, "malformed"), ({"deviceName": "a\0b"}, "invalid_value"),
    ):  # fmt: skip
        answer = await client.post("/v1/auth/email-links", json=Phone().request(ANN) | change)
        assert answer.json()["code"] == code, change
        assert ANN not in answer.text, change


@pytest.mark.parametrize("point", [b"\4" + b"\1" * 64, b"\2" + b"\1" * 64])
async def test_what_is_no_key_costs_no_try(client, database, point):
    phone = Phone()
    link_id = await asked(client, phone)
    code = await last_code(database)
    for _ in range(TRIES):
        answer = await redeem(client, link_id, phone.redemption(code=code) | {"deviceKey": encode(point)})
        assert (answer.status_code, answer.json()["field"]) == (422, "deviceKey")
    assert (await redeem(client, link_id, phone.redemption(code=code))).status_code == 200


async def test_without_a_way_to_send_nobody_is_left_waiting(sqlite_url):
    async with served(sqlite_url, public_origin="https://allways.example.org") as client:
        answer = await client.post("/v1/auth/email-links", json=Phone().request(ANN))
    assert (answer.status_code, answer.json()["code"]) == (503, "mail_not_set_up")


async def test_capitals_make_no_second_account_and_no_second_quota(client, database):
    first, again = await signed_in(client, database, Phone(), "Ann@Example.org"), await signed_in(client, database, Phone(), "ann@example.org")
    mails = [mail.recipient for mail in await deliver(database) if mail.subject == "Sign in to Allways"]
    assert mails == ["Ann@example.org", "ann@example.org"], "sent as it was written each time"
    for session in (first, again):
        assert (await client.get("/v1/account", headers=bearer(session))).json()["email"] == "Ann@example.org"
    await asked(client, Phone(), "ANN@example.org")
    assert (await client.post("/v1/auth/email-links", json=Phone().request("aNN@example.org"))).status_code == 429


async def test_asking_in_capitals_ends_the_link_before(client, database):
    phone = Phone()
    link_id = await asked(client, phone)
    code = await last_code(database)
    await asked(client, Phone(), ANN.replace("ann", "ANN"))
    assert_invalid(await redeem(client, link_id, phone.redemption(code=code)))
