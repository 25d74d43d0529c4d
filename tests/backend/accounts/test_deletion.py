"""The end of an account: a week to think again, then nothing is left of it anywhere, and a backup that is restored gives nothing back."""
import asyncio
import shutil
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import ForeignKey, LargeBinary, MetaData, Table, Uuid, func, select, update
from sqlalchemy.schema import Column

from allways.main import main
from backend.accounts import deletion
from backend.accounts.belongings import Unclear, list_belongings
from backend.accounts.deletion import LONGEST_WAIT, UNDO, Elsewhere, mark_of
from backend.accounts.erasures import ErasuresUnreadable, append, read_marks
from backend.accounts.models import Account, AccountDeletion, ErasedAccount
from backend.contract.accounts import Role
from backend.database.base import Base, now
from backend.database.database import Database
from backend.migrations.models import all_tables
from backend.outbox.models import OutboxEntry
from tests.backend.accounts.authenticator import Authenticator
from tests.backend.accounts.people import Phone, account_with, bearer, deliver, id_of, signed_in, work
from tests.backend.accounts.test_consents import change
from tests.backend.accounts.test_device_codes import approve
from tests.backend.accounts.test_device_codes import ask as ask_code
from tests.backend.accounts.test_exports import ask as ask_export
from tests.backend.accounts.test_passkeys import register

PATH = "/v1/account/deletion"
CANARY = "canary-7f@example.org"


async def ask(client, session: dict):
    return await client.post(PATH, headers=bearer(session))


async def a_week_later(database) -> None:
    async with database.writing() as session:
        await session.execute(update(AccountDeletion).values(due_at=now()))
        await session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(next_at=now()))


async def everything(database) -> str:
    """All that stands in the database, in whatever table."""
    async with database.reading() as session:
        found = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in await session.execute(select(table))]
    return "\n".join(found)


async def test_it_ends_all_sessions_now_and_the_account_in_a_week(client, database):
    here, there = await signed_in(client, database, Phone()), await signed_in(client, database, Phone("Tablet"))
    answer = await ask(client, here)
    assert answer.status_code == 202, answer.text
    assert len(answer.json()["kept"]) == 2, "it is told what stays, and why"
    for session in (here, there):
        assert (await client.get("/v1/account", headers=bearer(session))).json()["code"] == "session_ended"
    assert (await deliver(database))[-1].subject == "Your account will be deleted"
    await work(client, database)
    assert await id_of(database), "not before its day"
    async with database.reading() as session:
        due = (await session.scalars(select(AccountDeletion.due_at))).one()
    assert now() + UNDO - timedelta(minutes=1) < due <= now() + UNDO


async def test_it_can_be_taken_back_within_the_week(client, database):
    await ask(client, await signed_in(client, database, Phone()))
    session = await signed_in(client, database, Phone())
    assert (await client.get("/v1/account", headers=bearer(session))).json()["deletedAt"]
    assert [(await client.delete(PATH, headers=bearer(session))).status_code for _ in range(2)] == [204, 404]
    assert (await client.get("/v1/account", headers=bearer(session))).json().get("deletedAt") is None
    async with database.writing() as writing:
        await writing.execute(update(OutboxEntry).values(next_at=now()))
    await work(client, database)
    assert await id_of(database)


async def test_nothing_is_left_of_whoever_goes_and_others_keep_all_of_theirs(client, database):
    """An account that did everything there is, with its address and names as canaries."""
    session = await signed_in(client, database, Phone(CANARY), CANARY)
    account_id = await id_of(database, CANARY)
    assert (await register(client, session, Authenticator())).status_code == 204
    await change(client, session, True)
    await approve(client, database, await ask_code(client, Phone(CANARY)), CANARY)
    await ask_export(client, session)
    await account_with(database, CANARY, Role.INSPECTOR)
    eve = await signed_in(client, database, Phone("Phone of Eve"), "eve@example.org")
    await change(client, eve, True)
    await ask(client, session)
    await deliver(database)
    await work(client, database)
    before = await everything(database)
    assert CANARY in before
    assert str(account_id) in before.replace("UUID('", "")
    await a_week_later(database)
    await work(client, database)
    assert await id_of(database, CANARY) is None
    last = (await deliver(database))[-1]
    assert (last.recipient, last.subject) == (CANARY, "Your account is deleted")
    async with database.writing() as writing:
        await writing.delete(await writing.merge(last))  # the last mail; a real one is not in the database at all
    after = await everything(database)
    assert CANARY not in after
    assert str(account_id) not in after
    assert account_id.hex not in after
    assert "Phone of Eve" in after
    assert (await client.get("/v1/account", headers=bearer(eve))).status_code == 200


async def test_what_is_open_is_waited_for_a_month_at_most(client, database):
    told = []

    async def is_busy(session, account_id: UUID) -> bool:
        return True

    async def farewell(session, account_id: UUID) -> None:
        told.append((account_id, await session.scalar(select(func.count()).select_from(Account).where(Account.id == account_id))))

    client.app.state.accounts.elsewhere = (Elsewhere(is_busy, farewell),)
    await ask(client, await signed_in(client, database, Phone()))
    account_id = await id_of(database)
    await a_week_later(database)
    await work(client, database)
    assert await id_of(database) == account_id
    assert told == []
    async with database.writing() as session:
        await session.execute(update(AccountDeletion).values(due_at=now() - LONGEST_WAIT))
        await session.execute(update(OutboxEntry).where(OutboxEntry.done_at.is_(None)).values(next_at=now()))
    await work(client, database)
    assert await id_of(database) is None
    assert told == [(account_id, 1)], "the others are told while the account is still there"


async def test_asked_for_twice_it_is_one(client, database):
    await ask(client, await signed_in(client, database, Phone()))
    await ask(client, await signed_in(client, database, Phone()))
    async with database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AccountDeletion)) == 1


async def test_a_restored_backup_gives_nothing_back(client, database, tmp_path):
    """The list in the file is what counts: the table of it went with the restored database."""
    client.app.state.accounts.erasures = tmp_path / "erasures.txt"
    await signed_in(client, database, Phone(), "eve@example.org")
    session = await signed_in(client, database, Phone(CANARY), CANARY)
    account_id = await id_of(database, CANARY)
    await ask(client, session)
    await a_week_later(database)
    await work(client, database)
    marks = read_marks(tmp_path / "erasures.txt")
    assert marks == {mark_of(account_id)}
    async with database.writing() as writing:  # as the backup had it
        writing.add(Account(id=account_id, email=CANARY, email_key=CANARY, locale="en"))
        await writing.execute(ErasedAccount.__table__.delete())
    async with database.writing() as writing:
        assert await deletion.replay(writing, marks) == 1
        assert await deletion.replay(writing, marks) == 0
    assert CANARY not in await everything(database)
    assert await id_of(database, "eve@example.org")


def test_every_table_says_what_happens_when_an_account_goes():
    assert {one.table.name for one in list_belongings(all_tables()) if one.kept} >= {"consent_given", "booking"}


@pytest.mark.parametrize("ondelete", [None, "RESTRICT"])
def test_a_table_that_does_not_say_it_is_told(ondelete):
    tables = MetaData()
    Table("account", tables, Column("id", Uuid, primary_key=True))
    Account.__table__.to_metadata(fresh := MetaData())
    Table("stray", fresh, Column("id", Uuid, primary_key=True), Column("account_id", Uuid, ForeignKey(Account.__table__.c.id, ondelete=ondelete)))
    with pytest.raises(Unclear, match=r"stray\.account_id"):
        list_belongings(fresh)


def test_a_column_of_bytes_says_whether_it_is_about_a_person():
    for one in list_belongings(all_tables()):
        for column in one.table.columns:
            if isinstance(column.type, LargeBinary):
                assert "personal" in column.info, column


@pytest.mark.parametrize("line", ["x", "ab" * 31, "ab" * 33, "0x" + "ab" * 31, "ab " * 32])
def test_a_broken_list_is_told_by_its_line(tmp_path, line):
    file = tmp_path / "erasures.txt"
    append(file, b"x" * 32)
    file.write_text(f"{file.read_text()}\n{line}\n")
    with pytest.raises(ErasuresUnreadable, match="line 3"):
        read_marks(file)
    with pytest.raises(ErasuresUnreadable):
        read_marks(tmp_path / "none.txt")


async def accounts_in(address: str) -> list[str]:
    database = Database.open(address)
    async with database.reading() as session:
        found = list(await session.scalars(select(Account.email).order_by(Account.email)))
    await database.close()
    return found


def test_the_command_line_invites_and_cleans(sqlite_url, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("ALLWAYS_DATABASE_URL", sqlite_url)
    assert main(["admin", "invite", "Ada@Example.org"]) == 0
    assert "Ada@example.org is an administrator from now on." in capsys.readouterr().out
    assert main(["admin", "invite", "ada@example.org"]) == 0
    assert "is an administrator already." in capsys.readouterr().out
    assert main(["admin", "invite", "nobody"]) == 2
    assert asyncio.run(accounts_in(sqlite_url)) == ["Ada@example.org"]
    backup = tmp_path / "backup.sqlite"
    shutil.copy(sqlite_url.removeprefix("sqlite+aiosqlite:///"), backup)

    async def erase() -> bytes:
        database = Database.open(sqlite_url)
        async with database.writing() as session:
            account_id = (await session.scalars(select(Account.id))).one()
            gone = await deletion.erase(session, account_id, ())
        await database.close()
        return gone.mark

    mark = asyncio.run(erase())
    assert main(["admin", "erasures"]) == 0
    listed = capsys.readouterr().out
    assert listed.split() == [mark.hex()]
    (tmp_path / "list.txt").write_text(listed)
    monkeypatch.setenv("ALLWAYS_DATABASE_URL", f"sqlite:///{backup}")
    assert main(["admin", "replay-erasures", str(tmp_path / "list.txt")]) == 0
    assert "1 account that was deleted after this backup is gone again." in capsys.readouterr().out
    assert asyncio.run(accounts_in(f"sqlite:///{backup}")) == []
    assert main(["admin", "replay-erasures", str(tmp_path / "none.txt")]) == 2
