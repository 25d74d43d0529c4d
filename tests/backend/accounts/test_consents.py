"""Consent: purpose by purpose, to words of a version, obeyed by the next write and by what still waits to be sent."""
import asyncio
from hashlib import sha256
from uuid import UUID

import pytest
from sqlalchemy import delete, func, select, update

from backend.accounts import consents
from backend.accounts.consents import ConsentMissing, needing_consent, require_consent
from backend.accounts.models import Account, ConsentGiven
from backend.accounts.purposes import PURPOSES
from backend.contract.consents import ConsentLanguage, Purpose
from backend.database.base import now
from backend.outbox.entries import enqueue
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Worker
from backend.service.app import create_app
from backend.service.settings import Settings
from tests.backend.accounts.people import KEY, Phone, account_with, bearer, id_of, signed_in
from tests.serving import Client
from tests.worlds.town import open_town

PATH = "/v1/account/consents"
WHEELCHAIR = Purpose.WHEELCHAIR_PLACE


async def change(client, session: dict, given: bool, purpose: str = WHEELCHAIR, version: int = 1, language: str = "en"):
    return await client.put(PATH, json={"purpose": purpose, "given": given, "version": version, "language": language}, headers=bearer(session))


def given(answer) -> set[str]:
    return {one["purpose"] for one in answer.json()["consents"] if one["since"]}


async def test_every_purpose_is_asked_for_by_itself_in_four_languages(client, database):
    session = await signed_in(client, database, Phone())
    for language in ConsentLanguage:
        answer = await client.get(f"{PATH}?language={language}", headers=bearer(session))
        told = answer.json()["consents"]
        assert [one["purpose"] for one in told] == list(PURPOSES) == list(Purpose), language
        assert given(answer) == set(), "nothing is agreed to unless somebody says so"
        for one in told:
            assert one["text"] == PURPOSES[Purpose(one["purpose"])].texts[language], language
        assert [one["purpose"] for one in told if one["explicit"]] == [WHEELCHAIR], "health is asked for apart"


async def test_given_withdrawn_and_given_again(client, database):
    session = await signed_in(client, database, Phone())
    assert given(await change(client, session, True)) == {WHEELCHAIR}
    assert given(await change(client, session, True, Purpose.STATISTICS)) == {WHEELCHAIR, Purpose.STATISTICS}
    assert given(await change(client, session, False)) == {Purpose.STATISTICS}
    assert given(await change(client, session, True)) == {WHEELCHAIR, Purpose.STATISTICS}
    assert given(await client.get(PATH, headers=bearer(session))) == {WHEELCHAIR, Purpose.STATISTICS}


async def test_words_that_changed_are_asked_with_again(client, database):
    session = await signed_in(client, database, Phone())
    answer = await change(client, session, True, version=2)
    assert (answer.status_code, answer.json()["code"]) == (409, "consent_text_changed")
    await change(client, session, True)
    async with database.writing() as writing:
        await writing.execute(update(ConsentGiven).values(version=2))
    listed = (await client.get(PATH, headers=bearer(session))).json()["consents"]
    assert [(bool(one["since"]), one["outdated"]) for one in listed if one["purpose"] == WHEELCHAIR] == [(True, True)]
    assert given(await change(client, session, False, version=7)) == set(), "withdrawing needs no words"


async def test_a_write_that_needs_it_is_refused_from_the_moment_it_is_withdrawn(client, database):
    session = await signed_in(client, database, Phone())
    account_id = await id_of(database)

    async def write() -> None:
        async with database.writing() as writing:
            await require_consent(writing, account_id, WHEELCHAIR)

    with pytest.raises(ConsentMissing) as refused:
        await write()
    assert (refused.value.status, refused.value.code) == (403, "consent_missing")
    await change(client, session, True)
    await write()
    await change(client, session, False)
    with pytest.raises(ConsentMissing):
        await write()


async def test_the_consent_of_one_is_not_that_of_another(client, database):
    await change(client, await signed_in(client, database, Phone()), True)
    eve = await account_with(database, "eve@example.org")
    async with database.writing() as writing:
        with pytest.raises(ConsentMissing):
            await require_consent(writing, UUID(eve["accountId"]), WHEELCHAIR)


async def test_what_waits_to_be_sent_is_not_sent_once_it_is_withdrawn(client, database):
    session = await signed_in(client, database, Phone())
    account_id, sent = await id_of(database), []

    async def send(entry) -> None:
        sent.append(entry.payload["text"])

    worker = Worker(database, {"push": consents.obeying(database, send)})
    for text, withdrawn in (("first", False), ("second", True)):
        await change(client, session, True)
        async with database.writing() as writing:
            await enqueue(writing, "push", needing_consent({"text": text}, account_id, WHEELCHAIR), text)
        if withdrawn:
            await change(client, session, False)
        for entry in await worker.claim(10):
            await worker.handle(entry)
    async with database.writing() as writing:
        await enqueue(writing, "push", {"text": "needs none"}, "none")
    for entry in await worker.claim(10):
        await worker.handle(entry)
    assert sent == ["first", "needs none"]
    assert await worker.claim(10) == [], "and it does not come back when the consent does"


async def test_the_service_itself_looks_again_before_it_sends(database_url, database):
    sent = []

    async def send(entry) -> None:
        sent.append(entry.payload["text"])

    app = create_app(open_town, Settings(log_requests=False, per_minute=None, database_url=database_url, column_key=KEY), handlers={"push": send})
    async with Client(app):
        account_id = UUID((await account_with(database, "ann@example.org"))["accountId"])
        async with database.writing() as writing:
            await enqueue(writing, "push", needing_consent({"text": "withdrawn"}, account_id, WHEELCHAIR), "one")
            await enqueue(writing, "push", {"text": "needs none"}, "two")
        async with asyncio.timeout(30):
            while not await all_done(database):
                await asyncio.sleep(0.05)
    assert sent == ["needs none"]


async def all_done(database) -> bool:
    async with database.reading() as reading:
        left = select(func.count()).select_from(OutboxEntry).where(OutboxEntry.done_at.is_(None), OutboxEntry.kind == "push")
        return await reading.scalar(left) == 0


async def test_records_say_what_was_shown_and_what_became_of_it(client, database):
    session = await signed_in(client, database, Phone())
    await change(client, session, True, language="ko")
    await change(client, session, False)
    await change(client, session, True, Purpose.STATISTICS)
    statistics, wheelchair = (await client.get(f"{PATH}/receipts", headers=bearer(session))).json()["receipts"]
    assert set(wheelchair) == {"header", "processing", "party_identification", "events"}
    assert wheelchair["header"]["pii_principal_id"] == statistics["header"]["pii_principal_id"]
    words = PURPOSES[WHEELCHAIR].texts["ko"]
    assert wheelchair["processing"]["privacy_notice"] == {
        "url": "http://localhost:8000/v1/account/consents", "sha256": sha256(words.encode()).hexdigest(), "text": words,
    }  # fmt: skip
    assert wheelchair["processing"]["language"] == "ko"
    assert wheelchair["processing"]["purposes"][0]["lawful_basis"] == "GDPR 9(2)(a)"
    assert [one["event_type"] for one in wheelchair["events"]] == ["explicit", "withdrawn"]
    assert [one["event_type"] for one in statistics["events"]] == ["explicit"]


async def test_a_record_outlives_the_account_without_its_name_and_for_three_years(client, database):
    session = await signed_in(client, database, Phone())
    await change(client, session, True)
    await change(client, session, False)
    async with database.writing() as writing:
        await writing.execute(delete(Account))
    async with database.writing() as writing:
        row = (await writing.scalars(select(ConsentGiven))).one()
        assert row.account_id is None
        assert await consents.purge(writing) == 0
        row.withdrawn_at = now() - consents.KEPT
        await writing.flush()
        assert await consents.purge(writing) == 1


async def test_what_is_asked_for_has_limits(client, database):
    session = await signed_in(client, database, Phone())
    for body, status in (({}, 400), ({"purpose": "advertising"}, 400), ({"version": 0}, 422), ({"extra": 1}, 400)):
        whole = {"purpose": WHEELCHAIR, "given": True, "version": 1, "language": "en"} | body if body else {}
        assert (await client.put(PATH, json=whole, headers=bearer(session))).status_code == status, body
