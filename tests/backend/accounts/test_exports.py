"""Everything of an account, in one zip, fetched once."""
import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from backend.accounts import exports
from backend.accounts.belongings import list_belongings
from backend.accounts.export import cell, packed, shown, stays_of
from backend.accounts.models import AccountExport
from backend.accounts.trips_out import GPX, Stay, calendar, track
from backend.database.base import now
from backend.migrations.models import all_tables
from tests.backend.accounts.people import Phone, account_with, bearer, deliver, signed_in, work
from tests.backend.accounts.test_consents import change

PATH = "/v1/account/exports"
ANN = "ann@example.org"


async def ask(client, session: dict, key: str = "a" * 30):
    return await client.post(PATH, headers=bearer(session) | {"Idempotency-Key": key})


async def fetch(client, session: dict, export_id: str):
    return await client.post(f"{PATH}/{export_id}/download", headers=bearer(session))


async def states(client, session: dict) -> list[str]:
    return [one["state"] for one in (await client.get(PATH, headers=bearer(session))).json()["exports"]]


async def test_an_export_holds_everything_and_nothing_that_opens_anything(client, database):
    session = await signed_in(client, database, Phone("=Canary Phone"))
    await change(client, session, True)
    await signed_in(client, database, Phone("Canary of Eve"), "eve@example.org")
    export_id = (await ask(client, session)).json()["exportId"]
    await work(client, database)
    answer = await fetch(client, session, export_id)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == 'attachment; filename="allways.zip"'
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    told = json.loads(archive.read("account.json"))
    assert told["account"][0]["email"] == ANN
    assert [row["device_name"] for row in told["account_session"]] == ["=Canary Phone"]
    assert [(row["purpose"], row["withdrawn_at"]) for row in told["consent_given"]] == [("wheelchair_place", None)]
    rows = list(csv.DictReader(io.StringIO(archive.read("csv/account_session.csv").decode())))
    assert rows[0]["device_name"] == "'=Canary Phone", "a spreadsheet runs nothing of it"
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Eve" not in everything
    for secret in ("token_hash", "access_hash", "refresh_hash", "secret_hash", "nonce", "sealed"):
        assert secret not in everything


async def test_it_is_fetched_once_and_kept_sealed_until_then(client, database):
    session = await signed_in(client, database, Phone())
    export_id = (await ask(client, session)).json()["exportId"]
    assert await states(client, session) == ["MAKING"]
    assert (await fetch(client, session, export_id)).status_code == 404
    await work(client, database)
    assert await states(client, session) == ["READY"]
    async with database.reading() as reading:
        sealed = (await reading.scalars(select(AccountExport.sealed))).one()
    assert b"PK" not in sealed[:64]
    assert ANN.encode() not in sealed
    assert [(await fetch(client, session, export_id)).status_code for _ in range(2)] == [200, 404]
    assert await states(client, session) == ["FETCHED"]
    async with database.reading() as reading:
        assert (await reading.scalars(select(AccountExport.sealed))).one() is None


async def test_others_do_not_find_it(client, database):
    session = await signed_in(client, database, Phone())
    export_id = (await ask(client, session)).json()["exportId"]
    await work(client, database)
    eve = await account_with(database, "eve@example.org")
    assert (await fetch(client, eve, export_id)).status_code == 404
    assert (await fetch(client, session, export_id)).status_code == 200


async def test_it_is_over_after_a_day_and_emptied(client, database):
    session = await signed_in(client, database, Phone())
    export_id = (await ask(client, session)).json()["exportId"]
    await work(client, database)
    async with database.writing() as writing:
        assert await exports.purge(writing) == 0
        await writing.execute(update(AccountExport).values(expires_at=now()))
        assert await exports.purge(writing) == 1
    assert (await fetch(client, session, export_id)).status_code == 404
    assert await states(client, session) == ["OVER"]
    async with database.writing() as writing:
        await writing.execute(update(AccountExport).values(expires_at=now() - timedelta(days=8)))
        assert await exports.purge(writing) == 1
    assert await states(client, session) == []


async def test_two_a_day_and_the_same_key_is_the_same_one(client, database):
    session = await signed_in(client, database, Phone())
    first, again = await ask(client, session), await ask(client, session)
    assert first.json() == again.json()
    assert (await ask(client, session, "b" * 30)).status_code == 202
    third = await ask(client, session, "c" * 30)
    assert (third.status_code, third.json()["code"]) == (429, "rate_limited")
    subjects = [mail.subject for mail in await deliver(database)]
    assert subjects.count("Everything of your account is being packed") == 2


def test_every_table_that_knows_an_account_is_exported_or_says_why_not():
    found = {one.table.name for one in list_belongings(all_tables())}
    assert {"account_session", "session_token", "consent_given", "role_grant", "passkey", "account_export", "booking", "booking_leg"} <= found


def test_which_staff_decided_is_in_no_export():
    told = {(one.table.name, column.name) for one in list_belongings(all_tables()) for column in shown(one)}
    assert {("leg_claim", "words"), ("paid_otherwise", "proof"), ("debt_settlement", "grounds")} <= told
    debts = {column for table, column in told if table in ("leg_claim", "paid_otherwise", "debt_settlement")}
    assert not debts & {"decided_by", "given_by", "seconded_by"}


@given(st.one_of(st.text(), st.none(), st.integers(), st.booleans(), st.lists(st.text(), max_size=3)))
def test_no_cell_begins_like_a_formula(value):
    assert not cell(value).startswith(("=", "+", "@", "\t", "\r"))
    assert not cell(value).startswith("-") or isinstance(value, int)


AT = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)
NAMES = st.text(max_size=60)


@given(NAMES, NAMES)
def test_a_calendar_of_any_names_has_short_lines_and_whole_letters(start, end):
    written = calendar([Stay("x", AT, AT + timedelta(minutes=9), start, end, ())], AT)
    lines = written.encode("utf-8", "surrogatepass").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    whole = re.sub(r"\r\n ", "", written)
    assert [line.split(":")[0] for line in whole.split("\r\n")[:-1] if line.startswith(("BEGIN", "END", "DTSTART", "SUMMARY"))] == [
        "BEGIN", "BEGIN", "DTSTART", "SUMMARY", "END", "END",
    ]  # fmt: skip


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_places_of_any_names_are_gpx(name):
    written = track([Stay("x", AT, AT, name, "End", ((name, 49.4, 8.6), ("End", 49.5, 8.7)))])
    points = ElementTree.fromstring(written).findall(f"{{{GPX}}}rte/{{{GPX}}}rtept")
    assert [(point.get("lat"), point.get("lon")) for point in points] == [("49.4000000", "8.6000000"), ("49.5000000", "8.7000000")]


def test_booked_legs_become_a_calendar_and_a_map():
    facts = {"from": {"lat": 49.4, "lon": 8.6}, "to": {"id": "west"}}
    leg = {"id": "1", "starts_at": AT.isoformat(), "ends_at": (AT + timedelta(hours=1)).isoformat(), "from_name": "West; North", "to_name": "East",
           "facts": facts}  # fmt: skip
    archive = zipfile.ZipFile(io.BytesIO(packed({"account": [{"id": "1"}], "booking_leg": [leg]}, AT)))
    assert r"SUMMARY:West\; North – East" in archive.read("trips.ics").decode()
    assert 'lat="49.4000000"' in archive.read("places.gpx").decode()
    assert stays_of({"account": [{"id": "1"}]}) == []
    assert "trips.ics" not in zipfile.ZipFile(io.BytesIO(packed({"account": [{"id": "1"}]}, AT))).namelist()


@pytest.mark.parametrize("missing", [{}, {"Idempotency-Key": "ä"}])
async def test_a_key_is_needed(client, database, missing):
    session = await signed_in(client, database, Phone())
    sent = {name: value.encode("latin-1") for name, value in missing.items()}
    assert (await client.post(PATH, headers=bearer(session) | sent)).status_code == 400
