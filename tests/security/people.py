"""Who lives in the city, and rows of theirs everywhere: made by the real parts, and by the tables where a part would take long.

Words of a person are canaries: `CANARY-<name>-<what>`.
"""
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from backend.accounts import consents, links, sessions
from backend.accounts.addresses import key_of
from backend.accounts.models import Account, AddressChange, DeviceCode, Passkey, PasskeyTicket, RoleGrant
from backend.accounts.purposes import PURPOSES
from backend.accounts.secrets import hashed, hashed_code, new_code, new_secret
from backend.accounts.service import find_or_make
from backend.bookings import cancelling, quoting, rows
from backend.bookings.booked import CancellationQuote
from backend.bookings.models import DebtSettlement, LegClaim, PaidOtherwise, Payment, Refund
from backend.contract.accounts import Role
from backend.contract.consents import ConsentChange, ConsentLanguage, Purpose
from backend.contract.following import FollowedLeg, FollowedPlace
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.contract.trips import LegMode
from backend.database.base import now
from backend.identity.actor import Actor, ActorKind
from backend.ledger import post
from backend.outbox.models import OutboxEntry
from backend.paying import customers
from backend.paying import links as pay_links
from backend.paying.models import FailedCard, PayLink
from backend.pricing.offer import SoldLeg
from backend.requests.telling.models import FollowedRequestArea
from backend.requests.telling.webpush.models import PushEndpoint
from backend.tickets.models import Inspection
from payments.ledger import book
from payments.states import PaymentState, RefundState
from tests.backend.accounts.people import Phone
from tests.backend.bookings.world import RIDE, SOON, Shop, World
from tests.backend.obstacles.pictures import drawn, jpeg
from tests.security.parked import reserve

ACCOUNTS = {"ann": Role.CITIZEN, "ben": Role.HOST, **{str(role): role for role in Role if role is not Role.CITIZEN}}
DEVICES = ("device", "other")
VERIFIER = bytes(32)
A_WHILE = timedelta(hours=1)


def canary(name: str, what: str) -> str:
    return f"CANARY-{name}-{what}"


def photo_of(name: str) -> bytes:
    """No two are alike."""
    return jpeg(drawn(200 + 8 * len(name)))


def picture_of(name: str) -> bytes:
    """Of what somebody lets, in shape unlike any photo of an obstacle."""
    return jpeg(drawn(sum(name.encode()), 150))


@dataclass
class Person:
    """ids: of rows that are asked for, by what they are. secrets: what opens some of them. quote: as it was told."""

    name: str
    account_id: UUID | None = None
    ids: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    quote: QuoteResponse | None = None

    @property
    def email(self) -> str:
        return f"{canary(self.name, 'mail')}@example.org"

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.ACCOUNT, self.account_id)


class NamingShop(Shop):
    """Sells legs under the names of the places they were asked with."""

    def sold(self, one, leg: FollowedLeg, quote) -> SoldLeg:
        sold = super().sold(one, leg, quote)
        ends = {"from": {"lat": 0.0, "lon": 0.0, "name": leg.from_.name}, "to": {"lat": 0.0, "lon": 0.1, "name": leg.to.name}}
        return SoldLeg(**{name: getattr(sold, name) for name in SoldLeg.__dataclass_fields__} | {
            "from_name": leg.from_.name, "to_name": leg.to.name, "facts": ends,
        })  # fmt: skip


def legs_of(name: str, *operators: str) -> tuple[FollowedLeg, ...]:
    begin, end = FollowedPlace(0.0, 0.0, canary(name, "from")), FollowedPlace(0.0, 0.1, canary(name, "to"))
    starts = [now() + SOON + number * RIDE * 2 for number in range(len(operators))]
    return tuple(
        FollowedLeg(LegMode.TRAM, begin, end, at, at + RIDE, trip_id=operator, service_day=at.date()) for operator, at in zip(operators, starts)
    )


async def settle_in(world: World) -> dict[str, Person]:
    """Everybody with an account. world: of bookings, over the database that is served later."""
    world.shop = NamingShop()
    people = {name: await signed_up(world, Person(name), role) for name, role in ACCOUNTS.items()}
    for person in people.values():
        await bought(world, person)
        await paying(world, person)
    ben = people["ben"]
    async with world.database.writing() as session:
        inspector = people[Role.INSPECTOR].account_id
        said = {"asked_by": people[Role.ADMINISTRATOR].account_id, "granted_by": people[Role.STAFF].account_id}
        await session.execute(update(RoleGrant).where(RoleGrant.account_id == people[Role.HOST].account_id).values(**said))
        given_up = OutboxEntry(
            id=uuid7(), kind="sign_in_mail", key="given up", payload={"linkId": ben.ids["email_link"]}, attempts=9, next_at=now(), dead_at=now(),
            last_error="SmtpSilent",
        )  # fmt: skip
        session.add(given_up)
        ben.ids["outbox_entry"] = str(given_up.id)
        session.add_all([
            Inspection(id=uuid4(), ticket_id=UUID(person.ids["ticket"]), at=now(), inspector_id=inspector, outcome="NOT_COUNTED")
            for person in people.values()
        ])  # fmt: skip
    return people


async def signed_up(world: World, person: Person, role: Role) -> Person:
    name = person.name
    async with world.database.writing() as session:
        person.account_id, _ = await find_or_make(session, person.email, "en")
        await session.execute(update(Account).where(Account.id == person.account_id).values(handle=secrets.token_bytes(64)))
        begun = await sessions.begin(session, person.account_id, canary(name, "phone"), Phone().point, by_passkey=True)
        person.ids["account_session"] = str(begun.session_id)
        if role is not Role.CITIZEN:
            operator = "tram" if role is Role.OPERATOR else ""
            grant = RoleGrant(
                id=uuid7(), account_id=person.account_id, role=role, operator_id=operator, reason=canary(name, "reason"), granted_at=now()
            )
            session.add(grant)
            person.ids["role_grant"] = str(grant.id)
        for purpose in (Purpose.STATISTICS, Purpose.CONCESSION):
            given = ConsentChange(purpose, True, PURPOSES[purpose].version, ConsentLanguage.EN)
            await consents.change(session, person.account_id, given)
        await keys_of(session, person)
        link = await links.ask(session, links.Asked(person.email, sha256(VERIFIER).digest(), canary(name, "asking"), "en"))
        person.ids["email_link"] = str(link.id)
    return person


async def keys_of(session, person: Person) -> None:
    """A passkey, a page on which another is made, a device that waits for a code, and an address of the phone."""
    passkey = Passkey(
        id=uuid7(), account_id=person.account_id, credential_id=secrets.token_bytes(32), public_key=secrets.token_bytes(77), sign_count=0,
        name=canary(person.name, "passkey"),
    )  # fmt: skip
    secret = person.secrets["passkey_ticket"] = new_secret()
    ticket = PasskeyTicket(
        id=uuid7(), account_id=person.account_id, name=canary(person.name, "keyring"), secret_hash=hashed(secret), expires_at=now() + A_WHILE
    )
    code_id, code = uuid7(), new_code()
    person.secrets["device_code"] = code
    waiting = DeviceCode(
        id=code_id, account_id=person.account_id, device_name=canary(person.name, "desk"), challenge=sha256(VERIFIER).digest(), by_passkey=True,
        code_hash=hashed_code(code_id, code), expires_at=now() + A_WHILE,
    )  # fmt: skip
    change_id, address_code = uuid7(), new_code()
    person.secrets["address_code"] = address_code
    moving = AddressChange(
        id=change_id, account_id=person.account_id, email=f"{canary(person.name, 'moving')}@example.org",
        email_key=key_of(f"{canary(person.name, 'moving')}@example.org"), code_hash=hashed_code(change_id, address_code), expires_at=now() + A_WHILE,
    )  # fmt: skip
    circle = {"lat_e7": 10_000_000 + len(person.name), "lon_e7": 20_000_000, "radius_m": 50}
    followed = [
        FollowedRequestArea(id=uuid7(), account_id=person.account_id, categories=[canary(person.name, "interest")], since=now(), **place)
        for place in ({"area": canary(person.name, "quarter")}, circle)
    ]  # fmt: skip
    phone = PushEndpoint(
        id=uuid7(), account_id=person.account_id, session_id=UUID(person.ids["account_session"]), sealed=secrets.token_bytes(200)
    )  # fmt: skip
    session.add_all([passkey, ticket, waiting, moving, phone, *followed])
    person.ids["followed_request_area"] = str(followed[0].id)
    person.ids |= {"passkey": str(passkey.id), "passkey_ticket": str(ticket.id), "device_code": str(code_id)}


async def quoted(world: World, person: Person, *operators: str) -> QuoteResponse:
    at, asked = world.clock(), QuoteRequest(legs_of(person.name, *operators), ("child",))
    async with world.database.writing() as session:
        offer = await quoting.price(session, world.shop, person.account_id, asked, at)
        return quoting.shown(await quoting.keep(session, person.account_id, asked, offer, at))


async def bought(world: World, person: Person) -> None:
    """A trip of two legs that is booked and paid, with what giving it back costs; one that waits for a card; a price that is only asked for."""
    confirmed = await world.book(await quoted(world, person, "tram", "bus"), person.actor)
    held = await world.book(await quoted(world, person, "bike"), person.actor)
    await world.work()
    await world.paying.customers.ensure(person.account_id)
    intent = (await world.payment(confirmed)).intent_id
    await world.paying.gateway.confirm(intent, "pm_card_visa", "http://localhost/pay", True, f"confirm:{uuid4()}")
    await world.look(confirmed)
    await world.work()
    assert await world.state(confirmed) == "confirmed"
    person.quote = await quoted(world, person, "tram")
    async with world.database.writing() as session:
        found = await rows.load(session, confirmed, lock=False)
        given_back = (await cancelling.quote(session, world.desk, found, None)).quote_id
        (await session.get_one(CancellationQuote, given_back)).valid_until = now() + A_WHILE  # the walk lasts longer than it
        payment = (await session.scalars(select(Payment).where(Payment.booking_id == confirmed))).one()
        payment.state, payment.capture_minor, payment.captured_minor = PaymentState.CAPTURED, payment.authorised_minor, payment.authorised_minor
        payment.refund_ordered_minor = payment.refunded_minor = 1
        refund = Refund(payment_id=payment.id, leg_no=0, serial=9, amount_minor=1, cause="goodwill", state=RefundState.SUCCEEDED, sent_at=now())
        claim = LegClaim(booking_id=confirmed, leg_no=1, cause="late", words=canary(person.name, "claim"), due_at=now())
        session.add_all([refund, claim])
        await session.flush()
        session.add(PaidOtherwise(refund_id=refund.id, proof=canary(person.name, "proof")))
        session.add(DebtSettlement(booking_id=confirmed, how="collected", grounds=canary(person.name, "grounds")))
        await post(session, book(f"rounding:{confirmed}", "eur", (("traveller_prepaid", 280), ("operator_payable:tram", -280)), str(confirmed)))
        await reserve(session, person, found.legs[0])
        ticket = next(iter(found.tickets.values()))
    (card,) = await world.paying.customers.list_cards(person.account_id)
    person.ids |= {
        "booking": str(confirmed), "held": str(held), "quote": person.quote.quote_id, "cancellation_quote": str(given_back), "ticket": str(ticket.id),
        "card": card.card_id, "refund": str(refund.id), "leg_claim": str(claim.id),
    }


async def paying(world: World, person: Person) -> None:
    name = person.name
    async with world.database.writing() as session:
        await customers.agree(session, person.account_id)
        session.add(FailedCard(account_id=person.account_id, reference=canary(name, "declined")))
        session.add(PayLink(
            account_id=person.account_id, setup_id=canary(name, "setup"), secret_hash=secrets.token_bytes(32), expires_at=now() + A_WHILE,
        ))  # fmt: skip
        link_id, secret, _ = await pay_links.make(session, person.account_id, UUID(person.ids["held"]))
    person.ids["pay_link"], person.secrets["pay_link"] = str(link_id), secret
