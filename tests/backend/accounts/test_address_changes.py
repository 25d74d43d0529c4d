"""Another address for an account: read at the new one, told to the old one, and never quicker than whoever has the old mailbox can notice."""
from datetime import timedelta

from sqlalchemy import select, update

from backend.accounts import address_changes
from backend.accounts.address_changes import MOST_A_DAY, WAIT
from backend.accounts.models import AccountSession, AddressChange
from backend.database.base import now
from tests.backend.accounts.people import CODE, Phone, account_with, bearer, deliver, id_of, signed_in

PATH = "/v1/account/address"
ANN, NEW = "ann@example.org", "Ann.New@example.org"


async def ask(client, session: dict, email: str = NEW):
    return await client.post(PATH, json={"email": email}, headers=bearer(session))


async def confirm(client, session: dict, code: str):
    return await client.post(f"{PATH}/confirmation", json={"code": code}, headers=bearer(session))


async def code_for(database, email: str = NEW) -> str:
    """Of the last mail that came to an address."""
    mails = [mail for mail in await deliver(database) if mail.recipient == email]
    return CODE.search(mails[-1].text).group(1)


async def address_of(client, session: dict) -> tuple[str, str | None]:
    told = (await client.get("/v1/account", headers=bearer(session))).json()
    return told["email"], told.get("newEmail")


async def by_passkey(database) -> None:
    async with database.writing() as session:
        await session.execute(update(AccountSession).values(by_passkey=True))


async def test_who_proved_it_by_the_old_mailbox_changes_it_at_once_and_both_are_told(client, database):
    session, account_id = await signed_in(client, database, Phone()), await id_of(database)
    answer = await ask(client, session)
    assert (answer.status_code, set(answer.json())) == (202, {"expiresAt"})
    code = await code_for(database)
    assert await address_of(client, session) == (ANN, None), "nothing has changed yet"
    assert (await confirm(client, session, code)).status_code == 200
    assert await address_of(client, session) == (NEW, None)
    told = [(mail.recipient, mail.subject) for mail in await deliver(database)]
    assert told[-3:] == [
        (NEW, "Your new address for Allways"), (ANN, "Another address for your account was asked for"), (ANN, "Your account has another address"),
    ]  # fmt: skip
    again = await signed_in(client, database, Phone("Tablet"), "ann.new@example.org")
    assert await address_of(client, again) == (NEW, None), "one address is one account, whatever its capitals"
    assert await id_of(database, NEW) == account_id
    assert (await confirm(client, session, code)).json()["code"] == "link_invalid", "once"


async def test_a_passkey_waits_three_days_in_which_the_old_mailbox_stops_it(client, database):
    session = await signed_in(client, database, Phone())
    await by_passkey(database)
    client.app.state.accounts.signed_in.forget_all()
    await ask(client, session)
    answer = await confirm(client, session, await code_for(database))
    assert answer.status_code == 200, answer.text
    assert await address_of(client, session) == (ANN, NEW)
    async with database.writing() as writing:
        change = (await writing.scalars(select(AddressChange))).one()
        assert now() + WAIT - timedelta(minutes=1) < change.due_at <= now() + WAIT
        await address_changes.run(writing, change.id)
    assert (await address_of(client, session))[0] == ANN, "not before its time"
    owner = await signed_in(client, database, Phone("Old tablet"))
    assert [(await client.delete(PATH, headers=bearer(owner))).status_code for _ in range(2)] == [204, 404]
    assert await address_of(client, owner) == (ANN, None)


async def test_after_three_days_it_is_done(client, database, monkeypatch):
    session = await account_with(database, ANN)
    await ask(client, session)
    await confirm(client, session, await code_for(database))
    monkeypatch.setattr(address_changes, "now", lambda: now() + WAIT + timedelta(minutes=1))
    async with database.writing() as writing:
        await address_changes.run(writing, (await writing.scalars(select(AddressChange.id))).one())
    assert await address_of(client, session) == (NEW, None)
    assert (await deliver(database))[-1].recipient == ANN


async def test_an_address_of_somebody_else_is_told_to_whoever_reads_its_mails_alone(client, database):
    await account_with(database, "bea@example.org")
    session = await account_with(database, ANN, by_passkey=False)
    known, unknown = await ask(client, session, "Bea@example.org"), await ask(client, session, "nobody@example.org")
    assert (known.status_code, set(known.json())) == (unknown.status_code, set(unknown.json()))
    await ask(client, session, "BEA@example.org")
    answer = await confirm(client, session, await code_for(database, "BEA@example.org"))
    assert (answer.status_code, answer.json()["code"]) == (409, "address_taken")
    assert (await ask(client, session, ANN)).json()["code"] == "address_taken"


async def test_five_wrong_codes_end_it_and_asking_again_ends_the_one_before(client, database):
    session = await account_with(database, ANN, by_passkey=False)
    await ask(client, session)
    first = await code_for(database)
    await ask(client, session)
    second = await code_for(database)
    assert (await confirm(client, session, first)).status_code == 400
    for _ in range(4):
        assert (await confirm(client, session, "0000-0000")).status_code == 400
    assert (await confirm(client, session, second)).status_code == 400
    assert await address_of(client, session) == (ANN, None)


async def test_it_asks_for_a_fresh_proof_and_for_an_address_and_not_too_often(client, database):
    session = await account_with(database, ANN)
    assert (await ask(client, session, "no address")).status_code == 422
    for _ in range(MOST_A_DAY):
        assert (await ask(client, session)).status_code == 202
    answer = await ask(client, session)
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    other = await account_with(database, "bea@example.org")
    assert (await ask(client, other)).status_code == 429, "nor is a mailbox filled by several"
    async with database.writing() as writing:
        await writing.execute(update(AccountSession).values(proved_at=now() - timedelta(minutes=6)))
    client.app.state.accounts.signed_in.forget_all()
    assert (await ask(client, session)).json()["code"] == "step_up_required"


async def test_what_was_asked_for_is_forgotten(client, database, monkeypatch):
    session = await account_with(database, ANN)
    await ask(client, session)
    async with database.writing() as writing:
        assert await address_changes.purge(writing) == 0
        monkeypatch.setattr(address_changes, "now", lambda: now() + timedelta(days=6))
        assert await address_changes.purge(writing) == 1
