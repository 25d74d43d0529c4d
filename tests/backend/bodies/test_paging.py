"""The urgent lane: person after person until a human answers; each ring once."""
import asyncio
from uuid import UUID

import pytest
from sqlalchemy import func, select

from backend.accounts.mail import LocalMailbox
from backend.accounts.models import LocalMail
from backend.accounts.service import find_or_make
from backend.bodies.letters import Letters
from backend.bodies.models import Duty, Paging
from backend.bodies.paging import PAGE
from backend.bodies.ticking import Ticking
from backend.outbox.worker import GiveUp, Worker
from backend.requests.changes import Acknowledge, By, Role, Transfer
from tests.backend.bodies.office import local


async def on_duty(office, body: str, *names: str) -> list[UUID]:
    body_id, accounts = await office.body_id(body), []
    async with office.database.writing() as session:
        for rank, name in enumerate(names, 1):
            account_id, _ = await find_or_make(session, f"{name}@city.example", "de" if name == "berta" else "en")
            session.add(Duty(body_id=body_id, rank=rank, account_id=account_id))
            accounts.append(account_id)
    return accounts


async def rung(office) -> list[str]:
    """To whom mails went, in order; the outbox is emptied first."""
    letters = Letters(office.database, LocalMailbox(office.database), "https://city.example")
    worker = Worker(office.database, {PAGE: letters.send_page}, clock=lambda: office.now)
    while entries := await worker.claim(8):
        for entry in entries:
            await worker.handle(entry)
    async with office.database.reading() as session:
        return list(await session.scalars(select(LocalMail.recipient).order_by(LocalMail.created_at, LocalMail.id)))


async def test_the_next_person_every_ten_minutes_until_somebody_answers(office):
    await on_duty(office, "streets", "anna", "berta")
    office.now = local("2026-11-29T03:00")  # a Sunday night
    row = await office.file("open_manhole")
    assert row.first_due_at == local("2026-11-29T03:10")
    assert await rung(office) == ["anna@city.example"]
    await office.wait(minutes=9)
    assert await rung(office) == ["anna@city.example"]
    await office.wait(minutes=1)
    assert await rung(office) == ["anna@city.example", "berta@city.example"]
    await office.wait(minutes=10)
    assert (await rung(office))[-1] == "anna@city.example", "round and round"
    assert ("reminded", "Called on duty: person 2 of 2.") in await office.events(row)
    await office.does(row, Acknowledge())
    await office.wait(minutes=30)
    assert len(await rung(office)) == 3
    async with office.database.reading() as session:
        answered = (await session.scalars(select(Paging.answered).order_by(Paging.page_no))).all()
    assert answered == [False, False, True]


async def test_the_mail_says_nothing_of_people_and_where_to_answer(desk):
    await on_duty(desk, "streets", "berta")
    row = await desk.file("open_manhole", words="My neighbour Karl fell in")
    await rung(desk)
    async with desk.database.reading() as session:
        mail = (await session.scalars(select(LocalMail))).one()
    assert mail.subject == f"DRINGEND {row.code}: bitte jetzt antworten"
    assert f"https://city.example/console/requests/{row.code}" in mail.text
    assert "Karl" not in mail.text


async def test_another_server_is_no_human(desk):
    await on_duty(desk, "streets", "anna")
    row = await desk.file("flooding")
    await rung(desk)
    await desk.does(row, Acknowledge(), By(Role.PEER))
    await desk.wait(minutes=10)
    assert len(await rung(desk)) == 2


async def test_after_a_transfer_those_of_the_new_body_are_called(desk):
    await on_duty(desk, "streets", "anna")
    await on_duty(desk, "parks", "berta")
    row = await desk.file("tree_danger")
    await desk.does(row, Transfer(await desk.body_id("parks"), "A tree of the park"))
    assert (await rung(desk))[-1] == "berta@city.example"
    assert (await desk.dues(row))["ack"].due_at == local("2026-11-30T10:10")


async def test_with_nobody_on_duty_the_address_of_the_body_is_rung(desk):
    row = await desk.file("open_manhole")
    await desk.does(row, Transfer(await desk.body_id("trams"), "On the tracks"))
    assert "control@trams.example" in await rung(desk)
    await desk.wait(minutes=10)
    assert ("reminded", "Nobody is on duty. The emergency address of the body was called.") in await desk.events(row)


async def test_with_nobody_at_all_the_staff_sees_it_in_the_outbox(desk):
    await desk.file("open_manhole")
    letters = Letters(desk.database, LocalMailbox(desk.database), "https://city.example")
    worker = Worker(desk.database, {PAGE: letters.send_page}, clock=lambda: desk.now)
    (entry,) = await worker.claim(8)
    with pytest.raises(GiveUp, match="nobody_on_duty"):
        await letters.send_page(entry)


async def test_several_processes_ring_once(office):
    await on_duty(office, "streets", "anna", "berta", "carl")
    await office.file("open_manhole")
    office.now = local("2026-11-30T10:10")
    await asyncio.gather(*(Ticking(office.bodies.standing, office, office.database, lambda: office.now).sweep() for _ in range(3)))
    async with office.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Paging)) == 2
