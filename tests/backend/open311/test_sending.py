"""A request that another city answers is there once, whatever happens on the way; and people always know who has it."""
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.accounts.models import LocalMail
from backend.bodies.ground import NoGround
from backend.bodies.models import Body
from backend.bodies.seeding import Seed, seed
from backend.bodies.words import TableSource
from backend.contract.request_words import EventKind, RequestState, Visibility
from backend.open311 import polling
from backend.open311.deliveries import PAUSES
from backend.open311.looking import list_deliveries, retry
from backend.open311.reading import Record
from backend.requests.changes import By, Role, Transfer, Withdraw
from backend.requests.models import RequestEvent
from tests.backend.open311.conftest import TABLE, ZONE
from tests.backend.open311.world import SECRET

A_MINUTE, AN_HOUR = timedelta(minutes=1), timedelta(hours=1)
STAFF = By(Role.STAFF)


async def only(elmstead, request):
    (delivery,) = await elmstead.deliveries(request.id)
    return delivery


async def notes(elmstead, request) -> list[tuple[str, str, str]]:
    async with elmstead.database.reading() as session:
        rows = await session.scalars(select(RequestEvent).where(RequestEvent.request_id == request.id).order_by(RequestEvent.no))
        return [(row.kind, row.role, row.note_public) for row in rows]


async def test_it_is_filed_there_and_what_becomes_of_it_is_told_here(elmstead, peer):
    request = await elmstead.file("A hole. Call 06221 555 1234.")
    await elmstead.work()
    assert peer.forms() == [], "its photo gets a moment to come"
    await elmstead.work(A_MINUTE)
    (kept,) = peer.kept(request.code)
    delivery = await only(elmstead, request)
    assert (delivery.status, delivery.external_id, delivery.tries) == ("confirmed", kept["service_request_id"], 1)
    assert (await elmstead.request(request.id)).state == RequestState.DELIVERED
    (form,) = peer.forms()
    assert sorted(form) == ["api_key", "attribute[idem_key]", "description", "jurisdiction_id", "lat", "long", "service_code"]
    assert "555" not in form["description"]

    peer.close(kept["service_request_id"], "Filled.")
    await elmstead.work(timedelta(minutes=16))
    resolved = await elmstead.request(request.id)
    assert (resolved.state, resolved.closing_words) == (RequestState.RESOLVED, "It is repaired. Filled.")
    assert resolved.referral == f"Road office, {kept['service_request_id']}"
    assert [kind for kind, role, _ in await notes(elmstead, request) if role == Role.PEER][-2:] == [EventKind.DELIVERED, EventKind.RESOLVED]
    assert await elmstead.work(AN_HOUR) <= 1
    assert (await elmstead.request(request.id)).state == RequestState.RESOLVED, "whoever sent it says whether it is done"


@pytest.mark.parametrize("faults", [["lost"], [503, "lost"], ["gibberish"]], ids=str)
async def test_what_nobody_saw_the_end_of_is_there_once(elmstead, peer, faults):
    request = await elmstead.file()
    peer.faults[:] = faults
    await elmstead.work(A_MINUTE)
    for pause in PAUSES:
        await elmstead.work(pause)
    (kept,) = peer.kept(request.code)
    delivery = await only(elmstead, request)
    assert (delivery.status, delivery.external_id) == ("confirmed", kept["service_request_id"])
    sent = [form for form in peer.forms() if request.code in form["description"]]
    assert len(sent) == 1 + (503 in faults), "looked for before it is sent again"


async def test_a_process_that_died_while_sending_did_not_send_twice(village, peer):
    request = await village.file()
    await village.work()
    village.now[0] += A_MINUTE
    entry = await village.due()
    await village.sender.handlers[entry.kind](entry)  # sent, and nothing of it was kept
    await village.work()
    assert len(peer.kept(request.code)) == 1
    assert len(peer.forms()) == 1


async def test_it_is_tried_after_1_5_15_and_60_minutes_and_then_a_person_takes_it(elmstead, peer):
    request = await elmstead.file()
    peer.faults[:] = [500, 429, 502, 503, 504]
    await elmstead.work(A_MINUTE)
    for number, pause in enumerate(PAUSES, 1):
        delivery = await only(elmstead, request)
        assert (delivery.status, delivery.tries, delivery.next_try_at) == ("failed", number, elmstead.now[0] + pause)
        assert (await elmstead.request(request.id)).state == RequestState.SUBMITTED
        await elmstead.work(pause)
    given_up, inbox = await elmstead.deliveries(request.id)
    assert (given_up.status, given_up.last_error, inbox.channel, inbox.status) == ("dead", "peer_504", "inbox", "confirmed")
    row = await elmstead.request(request.id)
    assert (row.body_id, row.state) == ((await elmstead.body("desk")).id, RequestState.DELIVERED)
    assert (EventKind.TRANSFERRED, Role.PEER, "Road office could not be reached. A person here takes care of it.") in await notes(elmstead, request)
    assert (await elmstead.body("roads")).silent_since is None
    assert peer.kept(request.code) == []


@pytest.mark.parametrize(("status", "silent"), [(400, False), (403, True), (404, True)])
async def test_what_is_refused_goes_to_a_person_at_once(village, peer, status, silent):
    request = await village.file()
    peer.faults[:] = [status]
    await village.work(A_MINUTE)
    given_up, inbox = await village.deliveries(request.id)
    assert (given_up.status, given_up.tries, given_up.last_error, inbox.status) == ("dead", 0, f"peer_{status}", "confirmed")
    assert ((await village.body("roads")).silent_since is not None) is silent
    again = await village.file()
    await village.work(A_MINUTE)
    assert len(peer.kept(again.code)) == (0 if silent else 1)
    assert (await village.request(again.id)).body_id == (await village.body("desk" if silent else "roads")).id


async def test_the_staff_opens_the_way_again(village, peer):
    request = await village.file()
    peer.faults[:] = [403]
    await village.work(A_MINUTE)
    async with village.database.writing() as session:
        listed = await list_deliveries(session)
        assert (listed.counts["dead"], listed.silent, listed.deliveries[0].code) == (1, ["Road office"], request.code)
        told = await retry(session, village.requests.bodies, (await village.deliveries(request.id))[0].id, village.now[0])
        assert told.sent is False
        await village.requests.change(session, request.id, Transfer(village.road, "They take it again."), STAFF, village.now[0])
    await village.work(A_MINUTE)
    assert len(peer.kept(request.code)) == 1
    assert (await village.request(request.id)).state == RequestState.DELIVERED


async def test_a_delivery_is_tried_again_by_hand(village, peer):
    request = await village.file()
    peer.faults[:] = [500]
    await village.work(A_MINUTE)
    async with village.database.writing() as session:
        assert (await retry(session, village.requests.bodies, (await only(village, request)).id, village.now[0])).sent
    await village.work()
    assert (await only(village, request)).status == "confirmed"
    assert await village.work(AN_HOUR) <= 4
    assert len(peer.kept(request.code)) == 1


async def test_what_is_for_its_body_alone_is_not_filed_where_everybody_reads(village, peer):
    request = await village.file("My neighbour's fence.", Visibility.BODY)
    await village.work(A_MINUTE)
    assert peer.asked == []
    assert [row.last_error for row in await village.deliveries(request.id)] == ["not_public", None]


async def test_a_body_that_reads_mail_gets_a_mail(village):
    request = await village.file("A hole, again.")
    parks = (await village.body("parks")).id
    async with village.database.writing() as session:
        await village.requests.change(session, request.id, Transfer(parks, "In a park."), STAFF, village.now[0])
    await village.work(A_MINUTE)
    async with village.database.reading() as session:
        (mail,) = await session.scalars(select(LocalMail))
    assert mail.recipient == "parks@elmstead.example"
    assert request.code in mail.subject
    assert "A hole, again." in mail.text
    assert (await only(village, request)).channel == "email", "the office it was taken from hears nothing of it"
    assert (await village.request(request.id)).state == RequestState.DELIVERED


async def test_what_comes_back_to_a_body_is_known_there(elmstead, peer):
    request = await elmstead.file()
    await elmstead.work(A_MINUTE)
    desk = (await elmstead.body("desk")).id
    for body in (desk, elmstead.road):
        async with elmstead.database.writing() as session:
            await elmstead.requests.change(session, request.id, Transfer(body, "To and fro."), STAFF, elmstead.now[0])
        await elmstead.work(A_MINUTE)
    assert len(peer.kept(request.code)) == 1
    assert [row.status for row in await elmstead.deliveries(request.id)] == ["confirmed"] * 3


async def test_a_key_that_is_not_there_sends_nothing(village, peer):
    async with village.database.writing() as session:
        await session.execute(update(Body).values(key_env="ALLWAYS_COLUMN_KEY"))
    request = await village.file()
    village.sender.environment["ALLWAYS_COLUMN_KEY"] = "a secret of ours"
    await village.work(A_MINUTE)
    assert peer.asked == []
    assert (await only(village, request)).last_error == "peer_key_missing"


async def test_an_answer_that_does_not_come_in_time_is_none(village, peer):
    request, patient = await village.file(), village.sender
    peer.faults[:] = ["late"]
    village.sender = replace(patient, deadline_s=0.5)
    await village.work(A_MINUTE)
    village.sender = patient
    peer.released.set()
    assert (await only(village, request)).last_error == "peer_timeout"
    await village.work(PAUSES[0])
    assert (await only(village, request)).status == "confirmed"
    assert len(peer.kept(request.code)) == 1


async def test_a_token_is_asked_until_it_is_a_number(village, peer):
    request = await village.file()
    peer.faults[:] = ["token"]
    await village.work(A_MINUTE)
    delivery = await only(village, request)
    assert (delivery.status, delivery.external_id, delivery.next_try_at) == ("sent", None, village.now[0] + PAUSES[0])
    assert (await village.request(request.id)).state == RequestState.DELIVERED, "it is handed over"
    await village.work(PAUSES[0])
    (kept,) = peer.kept(request.code)
    assert ((await only(village, request)).status, (await only(village, request)).external_id) == ("confirmed", kept["service_request_id"])


async def test_a_word_of_theirs_changes_nothing_here(village, peer):
    request = await village.file()
    await village.work(A_MINUTE)
    number = (await only(village, request)).external_id
    async with village.database.writing() as session:
        asked = await polling.list_asked(session, village.road, village.now[0] + AN_HOUR)
        told = [Record(number, status="wontfix_yet"), Record("of somebody else", status="closed")]
        await polling.keep(session, village.requests, asked, told, village.now[0] + AN_HOUR)
    assert (await only(village, request)).external_status == "wontfix_yet"
    assert (await village.request(request.id)).state == RequestState.DELIVERED


async def test_words_of_theirs_name_nobody_here(village, peer):
    request = await village.file()
    await village.work(A_MINUTE)
    number = (await only(village, request)).external_id
    async with village.database.writing() as session:
        asked = await polling.list_asked(session, village.road, village.now[0] + AN_HOUR)
        told = [Record(number, status="closed", status_notes="Done. Ask ann@example.org or 06221 555 1234.")]
        await polling.keep(session, village.requests, asked, told, village.now[0] + AN_HOUR)
    assert (await village.request(request.id)).closing_words == "Done. Ask … or …."


async def test_what_is_taken_back_before_it_is_sent_is_not_sent(village, peer):
    request = await village.file()
    async with village.database.writing() as session:
        await village.requests.change(session, request.id, Withdraw(), By(Role.REPORTER), village.now[0])
    await village.work(A_MINUTE)
    assert peer.asked == []
    assert await village.deliveries(request.id) == []


@pytest.mark.parametrize("faults", [[500] * 5, [403], ["private"]], ids=["silent", "stopped", "private"])
async def test_the_office_gets_a_mail_when_its_server_takes_nothing(village, peer, faults):
    told = TABLE.format(url=peer.url, secret=SECRET).replace('name = "Road office"', 'name = "Road office"\nmail = "roads@elmstead.example"')
    await seed(village.database, Seed(told, None, TableSource.CITY), NoGround(), ZONE)
    private = faults == ["private"]
    request = await village.file(visibility=Visibility.BODY if private else Visibility.PUBLIC)
    peer.faults[:] = [] if private else faults
    for pause in (A_MINUTE, *PAUSES):
        await village.work(pause)
    given_up, mailed = await village.deliveries(request.id)
    assert (given_up.status, mailed.channel, mailed.status) == ("dead", "email", "confirmed")
    async with village.database.reading() as session:
        (mail,) = await session.scalars(select(LocalMail))
    assert (mail.recipient, request.code in mail.text) == ("roads@elmstead.example", True)
    row = await village.request(request.id)
    assert (row.body_id, row.state) == (village.road, RequestState.DELIVERED)


@pytest.mark.parametrize(("where", "code"), [
    (None, "peer_address_refused"), ("http://city.example/", "peer_not_https"), ("https://10.0.0.1/open311/v2", "peer_address_refused"),
    ("https://169.254.169.254/", "peer_address_refused"), ("http://[::1]:8000/", "peer_address_refused"),
    ("https://city.example:22/", "peer_address_refused"), ("https://user:secret@city.example/", "peer_address_refused"),
])  # fmt: skip
async def test_an_address_inside_is_never_asked(village, peer, where, code):
    async with village.database.writing() as session:
        await session.execute(update(Body).where(Body.code == "roads").values(channel_to=where or peer.url))
    village.sender = replace(village.sender, places=frozenset())
    request = await village.file()
    await village.work(A_MINUTE)
    assert (await only(village, request)).last_error == code
    assert peer.asked == []
