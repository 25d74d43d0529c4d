"""A space that is shared, as people live it: a host lists a driveway, a driver finds it from a trip, books it, somebody else stands in it, and within
a minute there is another one. In the end everybody has exactly what is theirs."""
import time
from datetime import UTC, datetime, timedelta

import pytest

from backend.service.services import Services
from tests.flows.shop import CITY_PLACES, Person, opened, until
from tests.flows.test_book_and_pay import books_are_right
from tests.mobile.server import LiveBackend

CAR = {"kind": "car", "heightMm": 1500, "widthMm": 1850, "lengthMm": 4300, "weightKg": 1500}
ALL_WEEK = [{"day": day, "fromMin": 0, "toMin": 0} for day in range(7)]
WITHIN_S = 60
GOAL = CITY_PLACES["hospital"]


@pytest.fixture(scope="module")
def shop(demo_folder, tmp_path_factory):
    with opened(LiveBackend(Services.open(demo_folder)), demo_folder, tmp_path_factory.mktemp("parked")) as found:
        yield found


def listing(number: str, north: float, step_minor: int) -> dict:
    return {
        "kind": "driveway", "address": {"street": "Chapel Row", "houseNumber": number, "directions": "behind the green gate"},
        "lat": GOAL[0] + north, "lon": GOAL[1], "week": ALL_WEEK, "price": {"stepMin": 30, "stepMinor": step_minor}, "termsVersion": 1,
        "size": {"widthMm": 2900, "lengthMm": 5500}, "covered": False, "stepFree": True,
    }  # fmt: skip


def host(shop, email: str, asked: dict) -> tuple[Person, dict]:
    person = Person(shop, email)
    person.sign_in()
    terms = person.ask("GET", "/v1/parking/listings").json()
    return person, person.ask("POST", "/v1/parking/listings", asked | {"termsVersion": terms["termsVersion"]}, 201).json()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def arrival_of_a_trip(driver: Person) -> datetime:
    """When the car of somebody who drives there now is there."""
    lat, lon = CITY_PLACES["university"]
    body = {"origin": {"lat": lat, "lon": lon}, "destination": {"lat": GOAL[0], "lon": GOAL[1]}, "modes": ["CAR"]}
    ways = driver.ask("POST", "/v1/plan", body).json()["itineraries"]
    driven = next(leg for way in ways for leg in way["legs"] if leg["mode"] == "CAR")
    return moment(driven["arriveAt"])


def search(driver: Person, start: datetime, end: datetime, vehicle: dict) -> dict:
    body = {"lat": GOAL[0], "lon": GOAL[1], "startsAt": start.isoformat(), "endsAt": end.isoformat(), "vehicle": vehicle}
    return driver.ask("POST", "/v1/parking/search", body).json()


def reserve(driver: Person, space: dict, start: datetime, end: datetime) -> str:
    wish = {"spaceId": space["spaceId"], "start": start.isoformat(), "end": end.isoformat(), "vehicle": CAR}
    quote = driver.ask("POST", "/v1/quotes", {"legs": [], "parking": [wish]}, 201).json()
    fare = next(line for line in quote["lines"] if line["kind"] == "fare")
    assert fare["shownMinor"] == space["price"]["totalMinor"], "the price of the search is the price of the booking"
    booking = driver.book(quote)
    driver.pay(booking["id"], "pm_card_visa")
    driver.until_booking(booking["id"], "confirmed")
    return booking["id"]


def test_a_driveway_is_listed_found_booked_taken_replaced_and_paid(shop):
    hal, hals = host(shop, "hal@example.org", listing("22", 0.0002, 100))
    ida, idas = host(shop, "ida@example.org", listing("24", 0.0004, 150))
    dora = Person(shop, "dora@example.org")
    dora.sign_in()
    start = max(arrival_of_a_trip(dora), datetime.now(UTC)).replace(second=0, microsecond=0)
    end = start + timedelta(hours=2)

    found = until(lambda: of(search(dora, start, end, CAR)["fits"], hals), "what is listed is found")
    assert (found["name"], found["exact"], found["free"]) == ("Chapel Row", False, 1)
    assert "22" not in str([found[name] for name in ("name", "photos", "operator")]), "where exactly is told to whoever has booked"
    assert found["price"]["totalMinor"] == 4 * 100
    lorry = search(dora, start, end, CAR | {"widthMm": 2700})
    assert not of(lorry["fits"], hals), "what does not fit cannot be chosen"

    booking_id = reserve(dora, found, start, end)
    booked = dora.ask("GET", f"/v1/reservations/{booking_id}").json()
    assert (booked["state"], booked["space"]["address"]) == ("booked", "Chapel Row 22")
    assert len(booked["entry"]["code"]) == 6
    assert not of(search(dora, start, end, CAR)["fits"], hals, free=True), "nobody else can have it"

    instead = taken(dora, booking_id)
    left = dora.ask("POST", f"/v1/reservations/{instead}/departures", {}).json()
    assert left["dueMinor"] == 0, "it costs nothing, however long"
    dora.until_booking(instead, "settled")
    given_back = dora.until_booking(booking_id, "settled")
    assert given_back["payment"]["takenMinor"] - given_back["payment"]["refundedMinor"] == 0

    told = dora.ask("GET", f"/v1/reservations/{instead}").json()["space"]["spaceId"]
    statements(told, hal, (ida, idas))
    books_are_right(shop)


def of(spaces: list[dict], listed: dict, free: bool = False) -> dict | None:
    return next((one for one in spaces if one["spaceId"] == listed["spaceId"] and (one["free"] or not free)), None)


def taken(driver: Person, booking_id: str) -> str:
    """The booking of the other space, whose ticket counts."""
    begun = time.monotonic()
    incident = driver.ask("POST", f"/v1/reservations/{booking_id}/space-taken", {}).json()
    assert incident["state"] == "replaced"
    instead = driver.until_booking(incident["replacementId"], "confirmed")
    assert time.monotonic() - begun < WITHIN_S, "the promise is a minute"
    assert (instead["totalMinor"], instead["substituteOf"]) == (0, booking_id)
    assert [leg["ticket"]["state"] for leg in instead["legs"]] == ["live"]
    old = driver.booking(booking_id)
    assert [(leg["state"], leg["ticket"]["state"]) for leg in old["legs"]] == [("disrupted", "killed")]
    assert driver.ask("GET", f"/v1/reservations/{booking_id}/space-taken").json()["id"] == incident["id"], "the same one, however often"
    return incident["replacementId"]


def statements(space_id: str, first_host: Person, other: tuple[Person, dict]) -> None:
    """The host whose space was taken has nothing, the one who helped out has a share, and it is what the ledger says."""
    nothing = first_host.ask("GET", "/v1/parking/earnings").json()
    assert (nothing["lines"], nothing["balanceMinor"]) == ([], 0)
    person, listed = other
    assert space_id == listed["spaceId"], "the nearest that fits"
    earned = person.ask("GET", "/v1/parking/earnings").json()
    assert earned["balanceMinor"] == sum(line["amountMinor"] for line in earned["lines"]) > 0
    (line,) = earned["lines"]
    assert line["amountMinor"] + line["commissionMinor"] == line["baseMinor"] == 4 * 150, "who helps out has all of it, however soon it was left"
    text = person.ask("GET", "/v1/parking/earnings", headers={"accept": "text/plain"}).text
    assert f"{line['amountMinor'] / 100:.2f}" in text
