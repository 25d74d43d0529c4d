"""A whole life with the city as a person: sign up, plan, see the price, pay at the bank, travel, give a part back, get the money, go away again."""
import asyncio
import io
import zipfile
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from backend.accounts.secrets import decode, encode
from backend.database.database import Database
from backend.ledger import command
from backend.ledger.fees import book_fees
from backend.paying.gateway import Gateway
from backend.paying.provider import sandbox_at
from backend.service.services import Services
from signing.inspecting import Outcome, inspect
from signing.key_sets import read_key_set
from signing.kill_lists import read_kill_list
from signing.refused import TicketRefusal
from signing.showing import show
from tests.flows.shop import Person, opened, plan, until, wire
from tests.mobile.server import LiveBackend


@pytest.fixture(scope="module")
def shop(demo_folder, tmp_path_factory):
    with opened(LiveBackend(Services.open(demo_folder)), demo_folder, tmp_path_factory.mktemp("shop")) as found:
        yield found


def tomorrow(person: Person) -> datetime:
    zone = ZoneInfo(person.ask("GET", "/v1/city").json()["timezone"])
    return datetime.now(zone).replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)


def there_and_back(person: Person) -> list:
    morning = tomorrow(person)
    return plan(person, "station", "university", morning) + plan(person, "university", "hospital", morning + timedelta(hours=5))


def test_a_whole_life_with_the_city(shop):
    ann = Person(shop, "ann@example.org")
    assert ann.client.post("/v1/quotes", json={"legs": []}).status_code == 401, "a guest is asked to sign in before anything is sold"
    ann.sign_in()
    quote = ann.ask("POST", "/v1/quotes", {"legs": wire(there_and_back(ann))}, 201).json()
    assert quote["totalMinor"] == sum(line["shownMinor"] for line in quote["lines"]) > 0
    booking = ann.book(quote)
    assert booking["state"] == "held"
    again = ann.book(quote, 409)
    assert (again["code"], again["bookingId"]) == ("quote_already_booked", booking["id"])

    refused = ann.pay(booking["id"], "pm_card_visa_chargeDeclined")
    assert (refused["standing"], refused["refusal"]) == ("choose", "declined")
    assert ann.booking(booking["id"])["state"] == "held", "another card can be taken"
    asked = ann.pay(booking["id"], "pm_card_threeDSecure2Required")
    assert asked["standing"] == "bank"
    assert ann.look_at_page()["standing"] == "bank", "nothing is true before the bank says so"
    at_the_bank(asked["redirectUrl"])
    booked = ann.until_booking(booking["id"], "confirmed")
    until(lambda: ann.look_at_page()["standing"] == "booked", "the page says it")
    assert booked["payment"]["heldMinor"] == quote["totalMinor"]
    assert booked["payment"]["takenMinor"] == 0, "money is taken after the trip"

    show_tickets(ann, booked)
    give_back_the_way_home(ann, booked)
    travel(shop, ann, booked)
    settled = ann.until_booking(booking["id"], "settled")
    used, given_back = settled["legs"]
    assert settled["payment"]["takenMinor"] == settled["dueMinor"] == used["priceMinor"] + settled["feeMinor"]
    assert given_back["dueMinor"] == 0
    receipt = ann.ask("GET", f"/v1/bookings/{booking['id']}/receipt", headers={"accept": "text/plain"}).text
    assert "City Lines" in receipt
    assert ann.ask("GET", f"/v1/bookings/{booking['id']}/receipt", headers={"accept": "application/pdf"}).content.startswith(b"%PDF")

    take_everything_along(ann, booking["id"])
    ann.ask("POST", "/v1/account/deletion", expect=202)
    assert ann.client.get("/v1/account", headers=ann.bearer).status_code == 401
    books_are_right(shop)


def test_all_or_nothing_where_an_operator_refuses(shop):
    ben = Person(shop, "ben@example.org")
    ben.sign_in()
    quote = ben.ask("POST", "/v1/quotes", {"legs": wire(there_and_back(ben))}, 201).json()
    shop.order("city", "faults", {"match": {"call": "book", "nth": 2}, "do": "refuse"})
    booking = ben.book(quote)
    ben.pay(booking["id"], "pm_card_visa")
    released = ben.until_booking(booking["id"], "released")
    assert (released["payment"]["takenMinor"], released["payment"]["heldMinor"]) == (0, 0)
    assert [notice["code"] for notice in released["notices"]] == ["operator_refused"]
    assert ben.ask("GET", "/v1/tickets").json()["tickets"] == []
    assert confirmed_at(shop, "city") == [], "what was confirmed before is free again"
    books_are_right(shop)


def test_what_an_operator_does_not_run_is_given_back_without_asking(shop):
    cay = Person(shop, "cay@example.org")
    cay.sign_in()
    quote = cay.ask("POST", "/v1/quotes", {"legs": wire(there_and_back(cay))}, 201).json()
    booking = cay.book(quote)
    cay.pay(booking["id"], "pm_card_visa")
    cay.until_booking(booking["id"], "confirmed")
    one, other = confirmed_at(shop, "city")
    shop.order("city", f"bookings/{one}/disrupt", {"tell": True})
    shop.order("city", f"bookings/{other}/use", {"tell": True})
    settled = cay.until_booking(booking["id"], "settled")
    assert sorted(leg["state"] for leg in settled["legs"]) == ["disrupted", "used"]
    used = next(leg for leg in settled["legs"] if leg["state"] == "used")
    assert settled["payment"]["takenMinor"] - settled["payment"]["refundedMinor"] == used["priceMinor"] + settled["feeMinor"]
    assert "disrupted" in [notice["code"] for notice in settled["notices"]]
    (instead,) = until(lambda: cay.booking(booking["id"])["substitutes"], "another way is booked by itself")
    given = cay.until_booking(instead, "confirmed")
    assert (given["totalMinor"], given["substituteOf"], given["payment"]["heldMinor"]) == (0, booking["id"], 0)
    assert "live" in [leg["ticket"]["state"] for leg in given["legs"]]
    until(lambda: "substituted" in [notice["code"] for notice in cay.booking(booking["id"])["notices"]], "and told")
    books_are_right(shop)


def at_the_bank(address: str):
    page = httpx.get(address)
    assert page.is_success
    httpx.post(address, data={"agreed": "yes"}, follow_redirects=False)


def show_tickets(ann: Person, booked: dict):
    """They count for whoever checks them without asking anybody, and not as a picture."""
    for ticket in ann.ask("GET", "/v1/tickets").json()["tickets"]:
        ann.ask("PUT", f"/v1/tickets/{ticket['id']}/holder", {"deviceKey": encode(ann.holder.public)})
    tickets = ann.ask("GET", "/v1/tickets").json()["tickets"]
    assert len(tickets) == len(booked["legs"])
    told = ann.client.get("/v1/tickets/keys").json()
    moment = datetime.now(UTC)
    keys = read_key_set(decode(told["set"]), bytes.fromhex(told["root"]), moment)
    killed = read_kill_list(ann.client.get("/v1/tickets/kill-list").content, keys, moment)
    first = tickets[0]
    during = datetime.fromisoformat(first["validFrom"]) + timedelta(minutes=1)
    shown = show(decode(first["token"]), ann.holder, during)
    assert inspect(shown, keys, killed, during).reason in (None, TicketRefusal.LIST_TOO_OLD)
    late = inspect(shown, keys, killed, during + timedelta(seconds=70))
    assert (late.outcome, late.reason) == (Outcome.REFUSED, TicketRefusal.SUFFIX_EXPIRED)


def give_back_the_way_home(ann: Person, booked: dict):
    number = booked["legs"][1]["number"]
    offer = ann.ask("POST", f"/v1/bookings/{booked['id']}/cancellation-quotes", {"legs": [number]}, 201).json()
    assert offer["feeMinor"] == 0, "a day before, nothing is kept"
    ann.ask("POST", f"/v1/bookings/{booked['id']}/cancellations", {"cancellationQuoteId": offer["id"]}, 202)
    states = [leg["state"] for leg in ann.booking(booked["id"])["legs"]]
    assert states == ["confirmed", "cancelled"]


def confirmed_at(shop, operator: str) -> list[str]:
    return [ref for ref, state in shop.known_by(operator).items() if state == "CONFIRMED"]


def travel(shop, ann: Person, booked: dict):
    operator = booked["legs"][0]["operatorId"]
    (ref,) = until(lambda: len(refs := confirmed_at(shop, operator)) == 1 and refs, "what was given back is free for others")
    shop.order(operator, f"bookings/{ref}/use", {"tell": True})
    until(lambda: ann.booking(booked["id"])["legs"][0]["state"] == "used", "the operator told that the traveller came")


def take_everything_along(ann: Person, booking_id: str):
    ann.prove()
    export = ann.ask("POST", "/v1/account/exports", expect=202).json()
    until(lambda: ann.ask("GET", "/v1/account/exports").json()["exports"][0]["state"] == "READY", "the export is made")
    packed = ann.ask("POST", f"/v1/account/exports/{export['exportId']}/download").content
    names = zipfile.ZipFile(io.BytesIO(packed))
    everything = b"".join(names.read(name) for name in names.namelist())
    assert b"ann@example.org" in everything
    assert booking_id.encode() in everything or booking_id.replace("-", "").encode() in everything


async def book_what_the_provider_took(shop):
    """As the service does by itself every hour."""
    database, gateway = Database.open(shop.backend.settings.database_url), Gateway(sandbox_at(shop.sandbox))
    await book_fees(database, gateway)
    await gateway.close()
    await database.close()


def books_are_right(shop):
    asyncio.run(book_what_the_provider_took(shop))
    environment = {"ALLWAYS_SANDBOX": shop.sandbox}
    proved = asyncio.run(command.prove(shop.backend.settings, None, ZoneInfo("UTC"), environment))
    assert proved.not_asked == ""
    assert proved.proof.findings == ()
