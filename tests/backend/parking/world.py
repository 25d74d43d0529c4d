"""Elmstead with a garage and a street that sell spaces, and people who let driveways, over HTTP."""
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from backend.accounts import sessions
from backend.accounts.service import find_or_make
from backend.bookings.booked import ResourceHold
from backend.parking.controller import ParkingController
from backend.parking.declared import FILE, FOLDER
from backend.parking.hosts_controller import ListingsController
from backend.parking.staff_controller import StaffParkingController
from backend.places.service import PlaceSearch
from backend.service.app import create_app
from backend.service.services import Services
from backend.service.settings import Settings
from tests.backend.bookings.test_tables import Sold, a_line
from tests.serving import Client
from tests.worlds.town import at, open_town

STAFF = "staff-of-elmstead-0123456789abcdef"
SIGNED = {"Authorization": f"Bearer {STAFF}"}
KEY = "0123456789abcdef" * 4
CITY = open_town().live.snapshot.city
CONTROLLERS = [ParkingController, ListingsController, StaffParkingController]
# A Tuesday that is never over, at an hour when everything is open.
TUESDAY = datetime(2029, 11, 20, 9, tzinfo=UTC)
GARAGE, STREET = at(1000, 60), at(1500, 200)
CAR = {"kind": "car", "heightMm": 1500, "widthMm": 1800, "lengthMm": 4300, "weightKg": 1500, "gas": False}
EVERY_DAY = [{"day": day, "fromMin": 0, "toMin": 1440} for day in range(7)]


def parking_toml(slots: int = 3, step_minor: int = 120) -> str:
    def site(feed: str, uid: str, kind: str, place: tuple[float, float], space: str, many: int) -> str:
        return (
            f'[[sites]]\nfeed = "{feed}"\nuid = "{uid}"\nkind = "{kind}"\nname = "{uid}"\nlat = {place[0]}\nlon = {place[1]}\ncapacity = 40\n'
            f'operator = "garages"\noperator_name = "Elmstead Garages"\nslots = {many}\nspace = {space}\n'
            "tariff = { windows = [{ days = [0, 1, 2, 3, 4, 5, 6], from_min = 360, to_min = 1320, step_min = 60, "
            f"step_minor = {step_minor} }}] }}\n"
        )

    roofed = "{ height_mm = 2000, width_mm = 2500, covered = true, step_free = true }"
    return 'currency = "EUR"\n' + site("parking", "High House", "garage", GARAGE, roofed, slots) + site(
        "streets", "Lane 4", "street", STREET, "{ covered = false }", 1,
    )  # fmt: skip


def declare(text: str) -> None:
    (CITY.folder / FOLDER).mkdir(exist_ok=True)
    (CITY.folder / FOLDER / FILE).write_text(text)


def undeclare() -> None:
    (CITY.folder / FOLDER / FILE).unlink(missing_ok=True)


def town() -> Services:
    return Services.of(CITY, PlaceSearch.open(CITY.folder / "search"))


@asynccontextmanager
async def served(address: str, text: str = ""):
    declare(text or parking_toml())
    settings = Settings(log_requests=False, per_minute=None, database_url=address, staff_token=STAFF, column_key=KEY)
    try:
        async with Client(create_app(town, settings, controllers=CONTROLLERS)) as client:
            yield client
    finally:
        undeclare()


async def look(client) -> None:
    """What was written is known to whoever looks for a space."""
    await client.app.state.parking.kept.look()


async def signed_in(client) -> "Host":
    """Somebody new."""
    async with client.database.writing() as session:
        account_id, _ = await find_or_make(session, f"{uuid4()}@example.org", "en")
        tokens = await sessions.begin(session, account_id, "phone", b"\4" + bytes(64))
    return Host(client, account_id, tokens.access)


class Host:
    def __init__(self, client, account_id: UUID, token: str):
        self.client, self.account_id, self.token = client, account_id, token

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(uuid4())}

    async def ask(self, method: str, path: str, **more):
        headers = self.headers | ({"Content-Type": "image/jpeg"} if "content" in more else {})
        return await self.client.request(method, f"/v1/parking/listings{path}", headers=headers, **more)

    async def lets(self, x: float = 1250, y: float = 60, **more) -> dict:
        answer = await self.ask("POST", "", json=listing(x, y, **more))
        assert answer.status_code == 201, answer.text
        await look(self.client)
        return answer.json()

    async def change(self, listing_id: str, **said):
        answer = await self.ask("PATCH", f"/{listing_id}", json=said)
        await look(self.client)
        return answer


def listing(x: float = 1250, y: float = 60, **more) -> dict:
    lat, lon = at(x, y)
    address = {"street": "Lane 3", "houseNumber": "17b", "directions": "Behind the blue gate."}
    return {
        "kind": "driveway", "address": address, "lat": lat, "lon": lon, "week": EVERY_DAY, "price": {"stepMin": 30, "stepMinor": 100},
        "termsVersion": 1, "size": {"widthMm": 2500}, "covered": False, **more,
    }  # fmt: skip


def hours(begin: datetime = TUESDAY, last_h: float = 2) -> dict[str, str]:
    return {"startsAt": begin.isoformat(), "endsAt": (begin + timedelta(hours=last_h)).isoformat()}


async def search(
    client, x: float = 1200, y: float = 0, begin: datetime | None = None, last_h: float = 2, vehicle: dict | None = None, **more
) -> dict:
    lat, lon = at(x, y)
    asked = {"lat": lat, "lon": lon, **hours(begin or soon(), last_h), "vehicle": CAR if vehicle is None else vehicle, **more}
    answer = await client.post("/v1/parking/search", json=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def soon() -> datetime:
    """Ten in the morning, UTC, in three days: everything is open, and it can be booked."""
    return (datetime.now(UTC) + timedelta(days=3)).replace(hour=10, minute=0, second=0, microsecond=0)


def everything(found: dict) -> dict[str, dict]:
    return {space["spaceId"]: space for group in ("fits", "unsure", "unfit") for space in found[group]}


async def hold(client, spot_id: str | UUID, begin: datetime, end: datetime) -> None:
    """A booking of it, by somebody nobody is."""
    made = Sold()
    async with client.database.writing() as session:
        session.add(made.quote)
        await session.flush()
        session.add_all([a_line(made.quote.id, 1, 280), a_line(made.quote.id, 0, 50, "booking_fee")])
        await session.flush()
        made.quote.sealed = True
        await session.flush()
        session.add_all([made.booking, made.payment])
        await session.flush()
        session.add(made.leg)
        await session.flush()
        session.add(ResourceHold(id=uuid4(), leg_id=made.leg.id, resource_id=str(spot_id), starts_at=begin, ends_at=end))
