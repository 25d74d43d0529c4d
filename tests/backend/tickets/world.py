"""Ann, who bought a ride in the tram; Ida, who checks tickets; Eve, who did neither."""
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select, update

from backend.accounts.account_controller import AccountController
from backend.accounts.controller import AuthController
from backend.accounts.models import Account, RoleGrant
from backend.accounts.secrets import decode, encode
from backend.bookings.models import Booking, BookingLeg, Payment, Quote, QuoteLine, Ticket
from backend.contract.accounts import Role
from backend.database.base import now
from backend.service.app import create_app
from backend.service.settings import Settings
from backend.tickets.controller import TicketsController
from backend.tickets.inspecting import TicketUse
from backend.tickets.inspections_controller import InspectionsController
from backend.tickets.keys import Passing, TicketKeys
from backend.tickets.service import Tickets
from payments.states import BookingState, CaptureMode, LegState, PaymentState, TicketState
from signing.key_sets import read_key_set
from signing.kill_lists import KillList, read_kill_list
from signing.showing import HolderKey, show
from tests.backend.accounts.people import Phone, bearer, signed_in
from tests.serving import Client
from tests.worlds.town import open_town

CONTROLLERS = [AuthController, AccountController, TicketsController, InspectionsController]
HOUR = timedelta(hours=1)


@dataclass
class Served:
    """used: what bookings would hear."""

    client: Client
    database: object
    tickets: Tickets
    used: list[TicketUse] = field(default_factory=list)

    async def sign_in(self, email: str, *roles: Role) -> dict:
        """The headers of somebody signed in."""
        session = await signed_in(self.client, self.database, Phone(), email)
        async with self.database.writing() as open_session:
            account_id = await open_session.scalar(select(Account.id).where(Account.email == email))
            for role in roles:
                open_session.add(RoleGrant(account_id=account_id, role=role, reason="works there", granted_at=now()))
        return bearer(session)

    async def account_id(self, email: str) -> UUID:
        async with self.database.reading() as session:
            return (await session.scalars(select(Account.id).where(Account.email == email))).one()

    async def keys(self):
        given = (await self.client.get("/v1/tickets/keys")).json()
        return read_key_set(decode(given["set"]), bytes.fromhex(given["root"]), datetime.now(UTC))

    async def kill_list(self, fresh: bool = True) -> KillList:
        if fresh:
            self.tickets.kill_lists._looked_at = None
        answer = await self.client.get("/v1/tickets/kill-list")
        assert answer.status_code == 200, answer.text
        return read_kill_list(answer.content, await self.keys(), datetime.now(UTC))


@asynccontextmanager
async def served(address: str, database, used: list | None = None):
    """Keys and lists as in any service; uses are noted down."""
    heard: list[TicketUse] = [] if used is None else used

    async def on_used(session, use: TicketUse) -> None:
        heard.append(use)

    app = create_app(open_town, Settings(log_requests=False, per_minute=None, database_url=address), controllers=CONTROLLERS)
    app.state.tickets = tickets = Tickets(TicketKeys(Passing().read), on_used)
    async with Client(app) as client:
        tickets.on_used = on_used  # instead of the bookings of the service
        yield Served(client, database, tickets, heard)


async def sell(
    database, account_id: UUID | None, begins: datetime | None = None, lasts: timedelta = 2 * HOUR, rights: tuple[str, ...] = (), **facts
) -> Ticket:
    """A ride in the tram, paid, with its live ticket."""
    begins = begins or now() - timedelta(minutes=5)
    async with database.writing() as session:
        quote = Quote(
            account_id=account_id, asked={}, shown={}, currency="eur", total_minor=290, capture_mode=CaptureMode.TRIP_END, valid_until=begins + HOUR,
            fare_snapshot_id="f", terms={}, fingerprint="f",
        )  # fmt: skip
        session.add(quote)
        await session.flush()
        session.add(QuoteLine(
            quote_id=quote.id, leg_no=1, kind="fare", payee_id="tram", list_minor=290, shown_minor=290, tax_rate_bp=0, tax_minor=0, concession_ids=[],
        ))  # fmt: skip
        await session.flush()
        quote.sealed = True
        await session.flush()
        booking = Booking(
            quote_id=quote.id, account_id=account_id, state=BookingState.CONFIRMED, capture_mode=CaptureMode.TRIP_END, currency="eur",
            shown_minor=290, fee_shown_minor=0, due_minor=290, state_since=begins,
        )  # fmt: skip
        session.add(booking)
        await session.flush()
        payment = Payment(booking_id=booking.id, state=PaymentState.AUTHORISED, currency="eur", shown_minor=290, authorised_minor=290)
        leg = tram_leg(booking, begins, lasts, facts)
        leg.rights = list(rights)
        session.add_all([payment, leg])
        await session.flush()
        ticket = Ticket(
            booking_id=booking.id, leg_id=leg.id, payment_id=payment.id, state=TicketState.LIVE, valid_from=begins, valid_until=begins + lasts
        )  # fmt: skip
        session.add(ticket)
    return ticket


def tram_leg(booking: Booking, begins: datetime, lasts: timedelta, facts: dict) -> BookingLeg:
    return BookingLeg(
        booking_id=booking.id, leg_no=1, operator_id="tram", operator_name="City Tram", kind="transit", own=False, state=LegState.CONFIRMED,
        operator_ref=uuid4().hex, payee="operator_payable:tram", starts_at=begins, ends_at=begins + lasts, from_name="Market Square",
        to_name="Hospital", price_minor=290, covers=[0], ladder=[], through=[],
        facts=facts or {"from": {"stopId": "market:b"}, "to": {"stopId": "hospital:a"}},
    )  # fmt: skip


async def kill(database, ticket: Ticket, at: datetime | None = None, state: TicketState = TicketState.KILLED) -> None:
    """As bookings do when it is given back."""
    async with database.writing() as session:
        killed = {"killed_at": at or now(), "kill_reason": "cancelled"} if state is TicketState.KILLED else {}
        await session.execute(update(Ticket).where(Ticket.id == ticket.id).values(state=state, **killed))


class Holder:
    """A phone that holds tickets."""

    def __init__(self):
        self.key = HolderKey.new()

    async def hold(self, served: Served, who: dict, ticket_id, key: str | None = None):
        headers = who | {"Idempotency-Key": key or uuid4().hex}
        body = {"deviceKey": encode(self.key.public)}
        return await served.client.put(f"/v1/tickets/{ticket_id}/holder", json=body, headers=headers)

    async def held(self, served: Served, who: dict, ticket_id) -> dict:
        answer = await self.hold(served, who, ticket_id)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def shows(self, held: dict, at: datetime | None = None) -> str:
        return show(decode(held["token"]), self.key, at or datetime.now(UTC))


async def send(served: Served, who: dict, *inspections: dict, key: str | None = None) -> list[dict]:
    answer = await served.client.post("/v1/inspections", json={"inspections": inspections}, headers=who | {"Idempotency-Key": key or uuid4().hex})
    assert answer.status_code == 200, answer.text
    return answer.json()["inspected"]


def checked(shown: str | None = None, at: datetime | None = None, **more) -> dict:
    plain = {"id": str(uuid4()), "at": (at or datetime.now(UTC)).isoformat()} | ({"shown": shown} if shown else {})
    return plain | more
