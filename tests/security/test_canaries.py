"""Every route, as each caller, with ids of their own, of somebody else and of nobody: nothing of anybody else comes back, by whatever way."""
import importlib
import os
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, true

from backend.database.base import Base
from backend.service.schema import handlers
from signing.key_folders import renew_folder
from signing.keys import SigningKey
from tests.backend.service.test_every_route import ACTORS
from tests.security.asking import ROUTES
from tests.security.rows import personal_columns
from tests.security.walk import City, Leak, leaks, open_city, walk_over

# The first test that wants the walk waits for all of it.
pytestmark = pytest.mark.timeout(900)
# Who may meet what of others, in which answers: (callers, method and route, what).
ALLOWED = [
    ("administrator", r"\w+ /v1/admin/roles.*", "mail|reason|role_grant", "an administrator says by address who has which role, and sees why"),
    ("machine|staff", r"POST /v1/staff/obstacles/\{obstacle_id\}/looks", "note|obstacle_report", "a look, kept with its reason"),
    ("staff", r"POST /v1/staff/obstacles/.*/photo/looks", "photo", "a look of its own, kept with its reason"),
    ("machine|staff", r"GET /v1/staff/outbox", "outbox_entry", "the id by which an entry is tried again; it says nothing of what is in it"),
    ("machine|staff", r"GET /v1/staff/debts", "claim|booking|leg_claim", "what a traveller says of a part of a trip is for the staff to read"),
    (".*", r"(GET /v1/parking/spaces.*|POST /v1/parking/search)", r"street|parking_listing\.street|listing_picture", "its street, its pictures"),
    ("machine|staff", r"GET /v1/staff/incidents.*", r"incident|incident_photo\.sealed|parking_site", "what waits for a decision, and its picture"),
    (".*", r"GET /v1/requests.*", "shown|author", "what is for everybody to read, under the name that was given for that"),
    (".*", r"GET /open311/.*", "shown", "what is for everybody to read; names never"),
    (".*", r"GET /v1/(live|(staff/)?obstacles)|POST /v1/days", "obstacle", "what stands in the way is for everybody to know, and not who told it"),
    (".*", r"\w+ /v1/(staff/)?obstacles.*", "request", "the id of the request that it became"),
    ("machine|staff", r"(GET|POST) /v1/staff/requests.*", "said|corner|line|answer|comment|internal|objection|shown|author|note|account",
     "what those who answer have to read, and who of them did what"),
    ("machine|staff", r"GET /v1/staff/rides/(tasks|zones/.*)|POST /v1/staff/rides/tasks/\{task_id\}/done", "ride|ride_task|seento|task",
     "what waits for a person, and what was done about it"),
    ("machine|staff", r"(GET|POST) /v1/staff/rides/(zones/|\{ride_id\}).*", r"pickup|dropoff|ride\.\w+|caller",
     "from where to where, and whom to call"),
    ("machine|staff", r"(POST|PUT) /v1/staff/rides/shifts/.*", "ride_shift|account", "who drives which van"),
    ("inspector", r"POST /v1/inspections/lookups", "from|to", "a ticket by the number somebody tells: where it counts, and nothing of who"),
]  # fmt: skip
# Whose ids may be told from those of nobody.
TOLD_APART = [
    ("administrator", r"(POST|DELETE) /v1/admin/roles.*", "roles of everybody are theirs to say"),
    (".*", r"GET /v1/obstacles/\{obstacle_id\}", "everybody is warned"),
    ("device|other", r"POST /v1/obstacles/\{obstacle_id\}/votes", "everybody may say whether it is there"),
    ("machine|staff", r"POST /v1/staff/.*", "the staff acts on what is anybody's"),
    ("machine|staff", r"(GET|PUT|POST) /v1/staff/rides/.*", "the staff looks after all vans"),
    ("machine|staff", r"PUT /v1/gates/\{site_id\}", "the staff says which machine is whose"),
    ("machine|staff", r"GET /v1/staff/parking/photos/\{photo_id\}", "pictures that wait are theirs to see"),
    ("machine|staff", r"GET /v1/staff/incidents/\{incident_id\}/photo", "pictures of what waits for a decision are theirs to see"),
    (".*", r"GET /v1/parking/spaces/.*", "everybody may look for a space"),
    ("machine|staff", r"DELETE /v1/closures/\{closure_id\}", "closures are of the staff"),
    ("machine|staff", r"(GET|DELETE) /v1/staff/parking/gatherings/.*", "events are of the staff"),
    (".*", r"(GET|POST) /v1/parking/gatherings/\{gathering_id\}/wishes", "everybody may come to an event"),
    ("machine|staff", r"(GET /v1/staff/requests/\{code\}(/photos)?|PUT /v1/staff/requests/\{code\}/photos/\{key\})", "requests are theirs to answer"),
    ("inspector", r"POST /v1/inspections.*", "whether a ticket counts is what they ask"),
]  # fmt: skip
UNREACHED = {
    "GET /schema/{path}": "there is no such page", "GET /metrics": "for machines of the city, by network",
    "GET /gbfs/{feed}/{file}": "no feed", "GET /gbfs/{feed}/2.3/{file}": "no feed", "GET /v1/codes/ring": "no codes in the street",
    "GET /v1/codes/markers": "no codes in the street", "GET /C/{payload}": "no codes in the street", "GET /dev/mailbox": "only on the machine itself",
    "GET /v1/trips/{trip_id}/events": "it does not end: tests/backend/following/test_served.py has its owner read it",
    "POST /v1/account/proof": "the one link of the walk signs in", "POST /v1/auth/refresh": "by a token and a key that are in no row",
    "POST /v1/auth/device-codes/{code_id}/look": "it was approved", "POST /v1/auth/device-codes/{code_id}/approve": "it was approved",
    "POST /v1/auth/device-codes/{code_id}/passkey-options": "it was approved",
    "POST /v1/auth/passkeys/{ticket_id}/register": "needs an authenticator: tests/backend/accounts/test_passkeys.py",
    "POST /v1/pay-links/{link_id}/open": "they were opened when everybody moved in",
    "POST /v1/reservations/{booking_id}/departures": "it was given back: tests/backend/reservations/test_care.py leaves",
    "POST /v1/reservations/{booking_id}/extensions": "of a bay that nobody sells any more: tests/backend/reservations/test_care.py goes on",
    "DELETE /v1/staff/parking/closings/{closing_id}": "nothing is shut in the walk: tests/backend/reservations/test_closing.py",
    "POST /v1/driving/shifts/{shift_id}/over": "no shift ends in the walk: tests/backend/rides/test_driving.py",
    **{f"POST /v1/staff/rides{end}": "the town declares no service: tests/backend/rides/test_staff.py" for end in ("", "/offers")},
    "POST /v1/gates/{site_id}/entries": "by signature and nothing else", "POST /v1/gates/{site_id}/events": "by signature and nothing else",
    "POST /v1/bookings/{booking_id}/legs/{leg_no}/claims": "nothing is over in the walk: tests/backend/bookings/test_claims.py",
    "POST /v1/staff/refunds/{refund_id}/paid-otherwise": "no refund came back in the walk: tests/backend/bookings/test_claims.py",
    "POST /v1/staff/bookings/{booking_id}/debt-settlements": "nobody owes anything in the walk: tests/backend/bookings/test_debts.py",
    **{f"POST /open311/v2/requests{end}": "by a key of the city and nothing else: tests/backend/open311" for end in ("", ".xml", ".json")},
    "GET /open311/v2/requests/{service_request_id}": "public ones stand in the list: tests/backend/open311/test_routes.py asks for one",
    "GET /open311/v2/tokens/{token}": "as above", "DELETE /v1/admin/open311-keys/{key_id}": "tests/backend/open311/test_keys.py ends one",
    "POST /v1/staff/deliveries/{delivery_id}/retry": "nothing is on its way in the walk: tests/backend/open311/test_sending.py",
    "POST /v1/requests/{code}/confirmation": "nothing is resolved in the walk: tests/backend/requests/test_answering.py",
    "POST /v1/requests/{code}/disputes": "nothing is resolved in the walk: tests/backend/requests/test_answering.py",
    **dict.fromkeys((
        "PUT /v1/requests/{code}/photos/{key}", "GET /v1/requests/{code}/photos/{key}", "DELETE /v1/requests/{code}/photos/{key}",
        "POST /v1/requests/{code}/photos/{photo_id}/areas", "PUT /v1/staff/requests/{code}/photos/{key}", "GET /v1/staff/photos/{photo_id}",
        "POST /v1/staff/photos/{photo_id}/original/looks", "POST /v1/staff/photos/{photo_id}/areas", "POST /v1/staff/photos/{photo_id}/release",
        "POST /v1/staff/photos/{photo_id}/shown-areas",
        "POST /v1/staff/photos/{photo_id}/removal",
    ), "tests/backend/requests/photos sends photos"),
    **dict.fromkeys((
        "GET /notices/stop/{token}", "POST /notices/stop/{token}", "POST /notices/stop/{token}/all",
    ), "by a secret that stands in a mail: tests/backend/requests/telling"),
    "POST /v1/requests/duplicates": "tests/backend/requests/duplicates asks", "PUT /v1/requests/duplicates/{offer_id}": "as above",
    **{f"{method} /v1/staff/bodies/{{body_id}}/duty": "bodies are nobody's: tests/backend/bodies/test_api.py" for method in ("GET", "PUT")},
    **{f"PUT /v1/staff/{one}": "written in tests/backend/bodies/test_api.py" for one in ("routing-rules", "areas")},
    "POST /v1/payments/stripe/webhook": "by signature and nothing else", "POST /v1/operators/{operator_id}/events": "by signature and nothing else",
}  # fmt: skip
OF_NOBODY = {
    "ledger_account": "accounts of operators and of the city", "sent_report": "marks of names that only a phone knows; they refer to no device",
    **dict.fromkeys(("ride_day", "ride_decision"), "plans of all vans: rides by their ids, and places as rows of a matrix"),
    "request_photo": "nobody photographs in the walk, it would take minutes: tests/backend/requests/photos asks who sees what",
}  # fmt: skip
BENS = (
    "account", "account_session", "account_export", "passkey", "payment_customer", "quote", "quote_line", "booking", "booking_leg", "payment",
    "refund", "ride", "consent_given", "cancellation_quote", "ticket_issue",
)  # fmt: skip
# Where a condition of ownership is taken away, and where that must be noticed.
CONDITIONS = {
    "backend.bookings.answers": "/v1/bookings/{booking_id}", "backend.bookings.quoting": "/v1/quotes", "backend.tickets.issuing": "/v1/tickets",
    "backend.reservations.service": "/v1/reservations/{booking_id}", "backend.rides.own": "/v1/rides/{ride_id}",
    "backend.ledger.controller": "/v1/bookings/{booking_id}/receipt", "backend.accounts.sessions": "/v1/account/sessions",
}  # fmt: skip


# Everybody asking for everything takes a minute: the proof does so on both.
@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if os.environ.get("ALLWAYS_PROOF") else ["postgresql"])
def city(request, sandbox_for_module, tmp_path_factory):
    keys = tmp_path_factory.mktemp("keys")
    renew_folder(keys, "elmstead", SigningKey.new(), datetime.now(UTC))
    with open_city(request.getfixturevalue(f"{request.param}_for_module"), sandbox_for_module, keys) as opened:
        yield opened


@pytest.fixture(scope="module")
def rows_before(city):
    return bens(city)


@pytest.fixture(scope="module")
def answers(city, rows_before):
    return list(walk_over(city))


@pytest.fixture(scope="module")
def met(city, answers) -> set[Leak]:
    """All that is somebody else's in all answers."""
    return set().union(*(leaks(city, one) for one in answers))


def bens(city: City) -> dict[str, list]:
    """All that Ben has, as it stands in the database."""
    ids = {table: city.seen.ids(table, "ben") for table in BENS}

    async def read() -> dict[str, list]:
        async with city.client.app.state.database.reading() as session:
            found = {name: (await session.execute(select(Base.metadata.tables[name]))).mappings().all() for name in BENS}
        return {name: sorted(plain(row) for row in rows if str(row["id"]) in ids[name] and not is_called_for(row)) for name, rows in found.items()}

    return city.client.blocking_portal.call(read)


def is_called_for(row) -> bool:
    """A ride by phone, which is the desk's to give up."""
    return row.get("caller") is not None


# What the service notes down by itself: when it asked after a payment, and which van comes when, within what was promised.
BY_ITSELF = {"asked_at", "updated_at", "version", "shift_id", "pickup_at", "dropoff_at"}


def plain(row) -> str:
    return repr(sorted((name, value) for name, value in row.items() if name not in BY_ITSELF))


def is_allowed(leak: Leak) -> bool:
    asked = f"{leak.method} {leak.route}"
    return any(
        re.fullmatch(callers, str(leak.caller)) and re.fullmatch(route, asked) and re.fullmatch(what, leak.trace.what)
        for callers, route, what, _ in ALLOWED
    )


def test_every_column_about_persons_has_something_of_two_of_them_that_would_be_known_again(city):
    columns = [place for place in personal_columns() if place[0] not in OF_NOBODY]
    assert [place for place in columns if len(city.seen.held.get(place, ())) < 2] == []
    assert [place for place in columns if place in city.seen.bare] == []


def test_nobody_meets_what_is_somebody_elses(met):
    assert sorted({leak for leak in met if not is_allowed(leak)}) == []


def test_what_is_allowed_is_met(met):
    """A leave that nobody needs any more is taken back."""
    unused = [
        (callers, route, what) for callers, route, what, _ in ALLOWED
        if not any(re.fullmatch(route, f"{leak.method} {leak.route}") and re.fullmatch(what, leak.trace.what) for leak in met)
    ]  # fmt: skip
    assert unused == []


def test_ids_of_others_are_as_absent(answers):
    told, apart = {}, set()
    for one in answers:
        told.setdefault((str(one.caller), f"{one.method} {one.route}"), {})[one.whose] = one.told
    for (caller, asked), by in told.items():
        if "other" in by and by["other"] != by["absent"]:
            apart.add((caller, asked))
    allowed = {(who, asked) for who, asked in apart for callers, route, _ in TOLD_APART if re.fullmatch(callers, who) and re.fullmatch(route, asked)}
    assert sorted(apart - allowed) == []


def test_every_route_is_reached_by_somebody(city, answers):
    methods = [(path.replace(":str", ""), handler.http_methods - {"HEAD", "OPTIONS"}) for path, handler in handlers(city.client.app)]
    served = {f"{method} {path}" for path, of_path in methods for method in of_path if not path.startswith("/console")}
    reached = {f"{one.method} {one.route}" for one in answers if one.status < 300}
    assert served - reached == set(UNREACHED)
    assert {one.caller for one in answers} == set(ACTORS)
    assert [f"{one.method} {one.route}" for one in answers if one.status >= 500] == []


def test_what_others_do_changes_nothing_of_bens(city, rows_before, answers):
    assert bens(city) == rows_before


def test_the_log_knows_nobody(city, answers):
    assert any("'route'" in line for line in city.log)
    traces = {(trace, line) for line in city.log for trace in city.seen.canaries.words_in(line.encode()) if trace.owner in city.people}
    assert traces == set()


def test_mails_say_nothing_of_others(city):
    assert len(city.mails) > len(city.people) - 2
    for recipient, text in city.mails:
        spoken_of = {trace.owner for trace in city.seen.canaries.found_in(text.encode(), frozenset())}
        assert spoken_of & city.people.keys() <= {recipient}


@pytest.mark.parametrize("module", CONDITIONS)
def test_a_condition_taken_away_is_noticed(city, answers, monkeypatch, module):
    monkeypatch.setattr(importlib.import_module(module), "scope", lambda actor, model: true())
    rows = [row for row in ROUTES if row["method"] == "GET" and row["route"].startswith(CONDITIONS[module])]
    assert rows
    found = set().union(*(leaks(city, one) for one in walk_over(city, rows, ["citizen"])))
    assert any(leak.trace.owner == "ben" for leak in found)


def test_an_address_acts_on_nothing_by_being_opened(city, answers):
    """N55: whatever it says."""
    before = bens(city)
    held = city.people["ben"].ids["held"]
    plain, laden = (city.client.get(f"/pay/{held}{query}") for query in ("", "?pay=1&confirm=1&card=pm_card_visa"))
    assert (plain.status_code, plain.content) == (laden.status_code, laden.content)
    assert city.client.get("/sign-in?redeem=1").status_code == 200
    assert bens(city) == before
