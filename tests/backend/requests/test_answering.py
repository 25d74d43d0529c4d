"""From the first answer to the end: the staff acts, whoever sent it objects, time decides; nothing changes without an event."""
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from backend.contract.accounts import Role
from backend.requests import events
from backend.requests.models import Request, RequestDispute, RequestEvent
from backend.requests.timers import Timers
from tests.backend.requests.city import citizen, machine, move, signed_in
from tests.backend.requests.rows import kept

DONE = {"resolution": "fixed", "words": "Filled and rolled.", "referral": "Works order 4711"}


async def history(client, code: str) -> list[RequestEvent]:
    async with client.database.reading() as session:
        return await events.list_all(session, await session.scalar(select(Request.id).where(Request.code == code)))


async def refused(answer, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


async def sweep(client, **span) -> int:
    moved = move(client, **span)
    requests = client.app.state.requests
    return await Timers(client.database, requests.bodies, lambda: moved).sweep()


async def test_a_request_is_answered_and_confirmed(client):
    ann, ben = await citizen(client), await signed_in(client, "ben", Role.STAFF)
    code = (await ann.sent())["code"]
    assert (await ben.changed(code, "acknowledge", words="We look tomorrow."))["state"] == "acknowledged"
    waiting = await ben.changed(code, "wait", waiting="weather", words="Too cold for asphalt.")
    assert (waiting["state"], waiting["paused"], waiting["due"]) == ("waiting", True, None)
    running = await ben.changed(code, "resume")
    assert (running["paused"], running["late"]) == (False, False)
    assert running["due"] >= waiting["firstDue"]
    await refused(await ben.changes(code, "resolve", resolution="fixed", words="Done."), 422, "proof_missing")
    await refused(await ben.changes(code, "resolve", resolution="fixed", referral="x"), 422, "words_missing")
    await refused(await ben.changes(code, "resolve", words="Done."), 422, "field_missing")
    closed = await ben.changed(code, "resolve", **DONE)
    assert closed["closing"] == {"reason": "fixed", "words": DONE["words"], "proof": None, "referral": DONE["referral"], "plannedFor": None}
    mine = (await ann.sees(code)).json()
    assert mine["disputeUntil"]
    assert [step["kind"] for step in mine["steps"] if step["kind"] != "delivered"] == ["submitted", "acknowledged", "waiting", "resumed", "resolved"]
    assert (await ann.does(code, "confirmation")).json()["state"] == "confirmed"
    written = await history(client, code)
    assert events.is_unbroken(written)
    assert [event.no for event in written] == list(range(1, len(written) + 1))
    await refused(await ann.does(code, "confirmation"), 409, "request_state")


async def test_an_objection_goes_to_another_person_and_then_to_the_city(town):
    ann, ben, cat = await citizen(town), await signed_in(town, "ben", Role.STAFF), await signed_in(town, "cat", Role.STAFF)
    code = (await ann.sent())["code"]
    await ben.changed(code, "resolve", **DONE)
    await refused(await ann.does(code, "disputes", {}), 422, "words_missing")
    await refused(await (await citizen(town)).does(code, "disputes", {"words": "No."}), 404, "not_found")
    assert (await ann.does(code, "disputes", {"words": "Still there."})).json()["state"] == "disputed"
    await refused(await ben.changes(code, "decide", upheld=True, words="Yes."), 403, "same_officer")
    await refused(await machine(town).changes(code, "decide", upheld=True, words="Yes."), 403, "same_officer")
    await refused(await cat.changes(code, "assign", officerId=str(ben.account_id)), 403, "same_officer")
    again = await cat.changed(code, "decide", upheld=True, words="You are right.")
    assert (again["state"], again["closing"]) == ("in_progress", None)
    await cat.changed(code, "resolve", **DONE)
    await ann.does(code, "disputes", {"words": "Still not."})
    listed = (await ben.ask("GET", "/v1/staff/requests?ombudsperson=true")).json()
    assert [one["request"]["code"] for one in listed["requests"]] == [code]
    for closer in (ben, cat):
        await refused(await closer.changes(code, "decide", upheld=False, words="No."), 403, "same_officer")
    dan = await signed_in(town, "dan", Role.STAFF)
    ended = await dan.changed(code, "decide", upheld=False, words="Looked at on the spot.")
    assert (ended["state"], ended["reason"], ended["closing"]["words"]) == ("closed", "stands", "Looked at on the spot.")
    await refused(await ann.does(code, "disputes", {"words": "A third time."}), 409, "disputed_already")
    async with town.database.reading() as session:
        rows = list(await session.scalars(select(RequestDispute).order_by(RequestDispute.no)))
    assert [(row.no, row.upheld, row.decided_by) for row in rows] == [(1, True, cat.account_id), (2, False, dan.account_id)]


async def test_nobody_works_on_their_own_request(town):
    ben = await signed_in(town, "ben", Role.STAFF)
    code = (await ben.sent())["code"]
    for action, more in (("acknowledge", {}), ("comment", {"words": "Quickly, please."}), ("assign", {})):
        await refused(await ben.changes(code, action, **more), 403, "conflict_of_interest")
    assert (await ben.ask("GET", f"/v1/staff/requests/{code}")).json()["own"]


async def test_it_is_passed_on_with_its_number(town):
    ann, staff = await citizen(town), machine(town)
    filed = await ann.sent()
    bodies = town.app.state.bodies
    async with town.database.reading() as session:
        desk = next(one for one in await bodies.bodies(session) if one.code == "desk")
    moved = await staff.changed(filed["code"], "transfer", bodyId=str(desk.id), words="It is a path in a park.")
    assert (moved["code"], moved["body"], moved["firstDue"]) == (filed["code"], "City service desk", filed["due"])
    assert [step["body"] for step in moved["steps"] if step["body"]] == ["Road works", "City service desk"]
    await refused(await staff.changes(filed["code"], "transfer", bodyId=str(desk.id), words="Again."), 422, "same_body")
    await refused(await staff.changes(filed["code"], "transfer", bodyId=str(uuid4()), words="To nobody."), 404, "not_found")


async def test_time_decides_where_nobody_does(town):
    ann, staff = await citizen(town), machine(town)
    silent, asked, cold = [(await ann.sent())["code"] for _ in range(3)]
    await staff.changed(silent, "resolve", **DONE)
    for code in (asked, cold):
        await staff.changed(code, "acknowledge")
    await staff.changed(asked, "wait", waiting="reporter", words="Which lamp?")
    await staff.changed(cold, "wait", waiting="weather")
    assert await sweep(town, days=13) == 0
    assert await sweep(town, days=14, minutes=1) == 1
    assert await sweep(town, days=31) == 2
    assert await sweep(town, days=31) == 0
    states = [(await ann.sees(code)).json() for code in (silent, asked, cold)]
    assert [(one["state"], one["reason"]) for one in states] == [("confirmed", "fixed"), ("closed", "no_answer"), ("in_progress", None)]
    assert states[1]["closing"]["words"]


async def test_an_answer_goes_on_with_it(town):
    ann, staff = await citizen(town), machine(town)
    code = (await ann.sent())["code"]
    await staff.changed(code, "start")
    await staff.changed(code, "wait", waiting="reporter", words="Which one?")
    answered = (await ann.does(code, "comments", {"words": "The left one."})).json()
    assert (answered["state"], answered["steps"][-1]["words"]) == ("in_progress", "The left one.")
    stranger = (await (await citizen(town)).sees(code)).json()
    assert "The left one." not in str(stranger)
    assert (await staff.ask("GET", f"/v1/staff/requests/{code}")).json()["steps"][-1]["words"] == "The left one."


async def test_the_tables_keep_the_law_too(database):
    """Closing without a reason, without words, without a proof; and a history that was changed afterwards."""
    async with database.writing() as session:
        row = await kept(session)
    for values in (
        {"state": "resolved", "state_reason": "fixed", "closing_words": "Done.", "resolved_at": row.submitted_at},
        {"state": "resolved", "state_reason": "fixed", "referral": "x", "resolved_at": row.submitted_at},
        {"state": "resolved", "closing_words": "Done.", "referral": "x", "resolved_at": row.submitted_at},
        {"state": "rejected", "state_reason": "abuse"}, {"state": "closed", "closing_words": "No."}, {"state": "waiting", "state_reason": "weather"},
        {"state": "merged"}, {"state": "nowhere"}, {"visibility": "everywhere"},
    ):  # fmt: skip
        with pytest.raises(IntegrityError):
            async with database.writing() as session:
                await session.execute(update(Request).where(Request.id == row.id).values(values))
    for values in ({"kind": "resolved"}, {"at": row.submitted_at - timedelta(days=1)}, {"hash": bytes(32)}, {"state": "closed"}):
        with pytest.raises(DBAPIError):
            async with database.writing() as session:
                await session.execute(update(RequestEvent).where(RequestEvent.request_id == row.id).values(values))
    async with database.writing() as session:
        await session.execute(update(RequestEvent).where(RequestEvent.request_id == row.id).values(note_public=""))
        assert events.is_unbroken(await events.list_all(session, row.id))
