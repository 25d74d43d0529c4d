"""What the staff may do and what is kept of it; photos over HTTP, seen by nobody else."""
import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update

from backend.contract.accounts import Role
from backend.obstacles.keeping import purge
from backend.obstacles.models import MutedDevice, Obstacle, ObstacleAct, ObstaclePhoto, ObstacleReport, ObstacleVote
from tests.backend.accounts.people import account_with, bearer
from tests.backend.obstacles.people import SIGNED, ago, listed, look, person, reported, seen, served, settle
from tests.backend.obstacles.pictures import CANARY, bomb, jpeg, laden_jpeg

PHOTO_TYPE = "image/jpeg"


async def sue(client) -> dict:
    """Somebody of the staff, by a passkey."""
    return bearer(await account_with(client.database, "sue@example.org", Role.STAFF))


async def see_photo(client, obstacle_id: str, report_id: str, headers: dict):
    address = f"/v1/staff/obstacles/{obstacle_id}/reports/{report_id}/photo/looks"
    return await client.post(address, json={"reason": "a citizen asked"}, headers=headers)


async def rows(client, table) -> int:
    async with client.app.state.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_the_staff_confirms_for_a_while_and_only_it_ends_that(client):
    obstacle, until = await reported(await person(client), "WORKS"), (datetime.now(UTC) + timedelta(days=3)).replace(microsecond=0)
    answer = (await settle(client, obstacle["id"], "CONFIRM", until=until.isoformat())).json()
    assert (answer["state"], answer["blocks"], datetime.fromisoformat(answer["until"])) == ("CONFIRMED", True, until)
    for _ in range(3):
        denied = (await (await person(client)).vote(obstacle["id"], False)).json()
    assert (denied["state"], denied["denials"]) == ("CONFIRMED", 3)
    closed = (await settle(client, obstacle["id"], "CLOSE", "The works are done.")).json()
    assert (closed["state"], closed["endedBy"], closed["reason"], closed["blocks"]) == ("ENDED", "CLOSED", "The works are done.", False)
    assert (await settle(client, obstacle["id"], "CONFIRM")).json()["code"] == "obstacle_over"


async def test_what_is_merged_keeps_every_voice(client):
    one, other, both = [await person(client) for _ in range(3)]
    first, second = await reported(one, "BINS", 1250), await reported(other, "BINS", 1350, note="by the door")
    await both.vote(first["id"], True, observedAt=ago(hours=1))
    await both.vote(second["id"], False)
    merged = (await settle(client, second["id"], "MERGE", "It is the same.", into=first["id"])).json()
    assert (merged["endedBy"], merged["mergedInto"]) == ("MERGED", first["id"])
    target = await seen(client, first["id"])
    assert (target["reports"], target["denials"]) == (2, 1), "of a device that spoke of both its later voice holds"
    assert [report["note"] for report in (await look(client, first["id"]))["reports"]] == ["", "by the door"]
    told = (await other.vote(second["id"], True)).json()
    assert told["id"] == first["id"], "whoever knows it by the old id goes on"
    assert (await other.send_photo(second["id"], jpeg())).status_code == 204


async def test_spam_ends_and_its_sender_is_not_heard(client):
    bad, good = await person(client), await person(client)
    lonely, shared, spam = await reported(bad, "BLOCKED", 500), await reported(good, "BLOCKED", 1750), await reported(bad, "BLOCKED", 3250)
    assert (await bad.vote(shared["id"], True)).json()["state"] == "CONFIRMED"
    answer = (await settle(client, spam["id"], "SPAM", "There is no such thing.", mute=True)).json()
    assert (answer["endedBy"], answer["blocks"]) == ("SPAM", False)
    assert {one["id"]: one["state"] for one in await listed(client)} == {shared["id"]: "REPORTED"}, "its voices do not count any more"
    assert (await seen(client, lonely["id"]))["endedBy"] == "SPAM"
    for refused in (await bad.report(), await bad.vote(shared["id"], True)):
        assert (refused.status_code, refused.json()["code"]) == (403, "device_muted")
    assert (await good.report("ICE")).status_code == 201
    async with client.database.writing() as session:
        await session.execute(update(MutedDevice).values(until=datetime.now(UTC)))
    assert (await bad.report("ICE", 2500)).status_code == 201, "after a while it may speak again"


async def test_the_staff_sees_who_sent_spam_before_and_not_who_it_is(client):
    bad = await person(client)
    await settle(client, (await reported(bad, "BLOCKED", 500))["id"], "SPAM")
    (report,) = (await look(client, (await reported(bad, "ICE", 2250))["id"]))["reports"]
    assert report["spamBefore"] == 1
    assert not [name for name in report if "device" in name.lower()]


async def test_notes_are_seen_with_a_reason_and_every_look_is_kept(client):
    obstacle = await reported(await person(client), note="CANARY at number 7")
    waiting = (await client.get("/v1/staff/obstacles", headers=SIGNED)).json()
    assert ([(one["notes"], one["photos"]) for one in waiting["obstacles"]], waiting["total"]) == ([(1, 0)], 1)
    assert "CANARY" not in str(waiting)
    for reason in ("", "  ", "no"):
        refused = await client.post(f"/v1/staff/obstacles/{obstacle['id']}/looks", json={"reason": reason}, headers=SIGNED)
        assert refused.status_code == 422
    assert await rows(client, ObstacleAct) == 0
    found = await look(client, obstacle["id"])
    assert found["reports"][0]["note"] == "CANARY at number 7"
    assert [(act["act"], act["reason"]) for act in found["acts"]] == [("SEEN", "to settle it")]
    await settle(client, obstacle["id"], "CLOSE", "It is gone.")
    assert [act["act"] for act in (await look(client, obstacle["id"]))["acts"]] == ["SEEN", "CLOSE", "SEEN"]


async def test_the_doubtful_come_first_and_the_ended_are_asked_for_apart(client):
    old, doubtful, new = [await reported(await person(client), "ICE", x) for x in (500, 1500, 2500)]
    await (await person(client)).vote(doubtful["id"], False)
    await settle(client, old["id"], "CLOSE")

    async def ids(**asked):
        return [one["obstacle"]["id"] for one in (await client.get("/v1/staff/obstacles", params=asked, headers=SIGNED)).json()["obstacles"]]

    assert await ids() == [doubtful["id"], new["id"]]
    assert await ids(limit=1) == [doubtful["id"]]
    assert await ids(ended=True) == [old["id"]]


async def test_a_photo_is_kept_without_what_hangs_on_it_and_seen_by_the_staff_alone(client):
    who, other = await person(client), await person(client)
    obstacle = await reported(who)
    assert (await other.send_photo(obstacle["id"], jpeg())).status_code == 404, "whoever did not report it has no photo of it"
    for photo in (laden_jpeg(), laden_jpeg(6)):
        assert (await who.send_photo(obstacle["id"], photo)).status_code == 204
    assert await rows(client, ObstaclePhoto) == 1, "a newer one takes the place of the older"
    async with client.app.state.database.reading() as session:
        sealed = await session.scalar(select(ObstaclePhoto.sealed))
    assert b"JFIF" not in sealed
    assert CANARY not in sealed
    (report,) = (await look(client, obstacle["id"]))["reports"]
    assert report["photo"] is True
    staff = await sue(client)
    shown = await see_photo(client, obstacle["id"], report["id"], staff)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert shown.content.startswith(b"\xff\xd8\xff")
    assert CANARY not in shown.content
    assert (shown.headers["cache-control"], shown.headers["content-security-policy"]) == ("private, no-store", "sandbox; default-src 'none'")
    assert shown.headers["x-content-type-options"] == "nosniff"
    for headers, status in (({}, 401), (who.headers, 403), (other.headers, 403), (SIGNED, 403)):
        assert (await see_photo(client, obstacle["id"], report["id"], headers)).status_code == status
    assert [act["act"] for act in (await look(client, obstacle["id"]))["acts"]] == ["SEEN", "PHOTO_SEEN", "SEEN"]
    assert (await see_photo(client, obstacle["id"], str(uuid4()), staff)).status_code == 404


@pytest.mark.parametrize(("photo", "media_type", "status", "code"), [
    (bomb(), PHOTO_TYPE, 422, "photo_too_large"), (b"\xff\xd8\xff<script>", PHOTO_TYPE, 422, "photo_unreadable"),
    (b"<svg/>", PHOTO_TYPE, 415, "photo_kind"), (b"", PHOTO_TYPE, 415, "photo_kind"),
    (b"\0\0\0\x18ftypheic" + bytes(50), "image/heic", 415, "photo_kind"), (b"{}", "application/json", 415, "unsupported_media_type"),
    (jpeg(), "text/plain", 415, "unsupported_media_type"), (bytes(8 * 1024 * 1024 + 1), PHOTO_TYPE, 413, "body_too_large"),
], ids=["bomb", "script", "svg", "empty", "heic", "json", "text", "long"])  # fmt: skip
async def test_photos_that_are_refused_leave_the_report_as_it_is(town, photo, media_type, status, code):
    who = await person(town)
    obstacle = await reported(who)
    answer = await who.send_photo(obstacle["id"], photo, media_type)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await rows(town, ObstaclePhoto), await seen(town, obstacle["id"])) == (0, obstacle)


async def test_json_of_photo_size_is_refused_elsewhere(town):
    who = await person(town)
    assert (await who.report(note="x", padding="y" * 10_000)).status_code == 413
    headers = who.headers | {"Content-Type": PHOTO_TYPE, "Idempotency-Key": "a"}
    assert (await town.post("/v1/obstacles", content=jpeg(), headers=headers)).status_code == 415


async def test_a_photo_sealed_under_another_key_is_as_good_as_gone(sqlite_url):
    async with served(sqlite_url) as client:
        who = await person(client)
        obstacle = await reported(who)
        await who.send_photo(obstacle["id"], jpeg())
    async with served(sqlite_url, column_key="fedcba9876543210" * 4) as client:
        (report,) = (await look(client, obstacle["id"]))["reports"]
        assert (await see_photo(client, obstacle["id"], report["id"], await sue(client))).status_code == 404


async def test_without_a_key_reports_are_kept_and_photos_are_not(postgresql_url):
    async with served(postgresql_url, column_key="") as client:
        who = await person(client)
        obstacle = await reported(who)
        answer = await who.send_photo(obstacle["id"], jpeg())
        assert (answer.status_code, answer.json()["code"]) == (503, "column_key_missing")


@pytest.mark.parametrize(("decision", "more", "status", "code", "field"), [
    ("MERGE", {}, 422, "into_unusable", "into"), ("MERGE", {"into": str(uuid4())}, 422, "into_unusable", "into"),
    ("MERGE", {"into": "self"}, 422, "into_unusable", "into"), ("CONFIRM", {"until": ago(hours=1)}, 422, "until_in_the_past", "until"),
    ("CONFIRM", {"until": "2026-11-24T08:00:00"}, 422, "offset_missing", "until"), ("CLOSE", {"reason": ""}, 422, "outside_limits", "reason"),
    ("CLOSE", {"reason": "   "}, 422, "outside_limits", "reason"), ("DELETE", {}, 400, "malformed", "decision"),
])  # fmt: skip
async def test_decisions_that_cannot_be_carried_out_are_refused_by_name(town, decision, more, status, code, field):
    obstacle = await reported(await person(town))
    more = more | ({"into": obstacle["id"]} if more.get("into") == "self" else {})
    answer = await settle(town, obstacle["id"], decision, **more)
    assert (answer.status_code, answer.json()["code"], answer.json().get("field")) == (status, code, field)
    assert (await seen(town, obstacle["id"]), await rows(town, ObstacleAct)) == (obstacle, 0)


async def test_a_decision_is_made_once(client):
    obstacle = await reported(await person(client))
    headers, body = SIGNED | {"Idempotency-Key": "once"}, {"decision": "CLOSE", "reason": "It is gone."}
    address = f"/v1/staff/obstacles/{obstacle['id']}/settlements"
    answers = await asyncio.gather(*(client.post(address, json=body, headers=headers) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {200}
    assert await rows(client, ObstacleAct) == 1


async def test_what_has_ended_long_ago_is_forgotten_with_all_that_was_said(client):
    who, month = await person(client), datetime.now(UTC) - timedelta(days=31)
    old, gone, standing = [await reported(who, "ICE", x, note="n") for x in (500, 1500, 2500)]
    await who.send_photo(old["id"], jpeg())
    await settle(client, gone["id"], "CLOSE", "It is gone.")
    async with client.database.writing() as session:
        await session.execute(update(Obstacle).where(Obstacle.id == UUID(old["id"])).values(until=month))
    async with client.database.writing() as session:
        while await purge(session):
            pass
    assert (await client.get(f"/v1/obstacles/{old['id']}")).status_code == 404
    assert (await seen(client, gone["id"]))["reason"] == "It is gone."
    assert [one["id"] for one in await listed(client)] == [standing["id"]]
    assert (await rows(client, ObstacleReport), await rows(client, ObstaclePhoto)) == (2, 0)
    async with client.app.state.database.reading() as session:
        marks = dict((await session.execute(select(ObstacleVote.obstacle_id, ObstacleVote.network))).all())
    assert {str(obstacle): mark is not None for obstacle, mark in marks.items()} == {gone["id"]: False, standing["id"]: True}


async def test_nothing_of_what_people_say_is_logged(sqlite_url, capsys):
    async with served(sqlite_url, log_requests=True) as client:
        who = await person(client, "203.0.113.77")
        obstacle = await reported(who, note="CANARY")
        await who.vote(obstacle["id"], False)
        await look(client, (await reported(who, "ICE", 3000, note="CANARY"))["id"])
    written = "".join(capsys.readouterr())
    assert "/v1/obstacles/{obstacle_id}/votes" in written
    assert [word for word in ("CANARY", "203.0.113", "49.4", str(obstacle["lon"]), obstacle["id"], "aw_dt_") if word in written] == []
