"""Tickets of one process: what signs them, the kill list, and whom a use is told."""
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.secrets import encode
from backend.contract.tickets import FoundTicket, HeldTicket, Inspected, Inspection, TicketKeysResponse, TicketsResponse, TicketState
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.pricing.right_names import names_of
from backend.tickets import finding, inspecting, issuing
from backend.tickets.inspecting import OnUsed
from backend.tickets.keys import TicketKeys
from backend.tickets.killing import KillLists
from backend.tickets.models import TicketIssue
from backend.tickets.sold import RightNames, SoldTicket, told_rights
from signing.key_folders import KeyFolder
from signing.numbers import said


class Tickets:
    """on_used: how bookings hear of a use, see `inspecting.OnUsed`. right_names: as the city calls rights."""

    def __init__(self, keys: TicketKeys, on_used: OnUsed):
        self.keys, self.on_used = keys, on_used
        self.right_names: RightNames = partial(names_of, given={})
        self.kill_lists = KillLists(keys)

    def published(self, now: datetime) -> TicketKeysResponse:
        """Raises TicketsNotSetUp."""
        keys = self.keys.at(now)
        return TicketKeysResponse(keys.keys.city, keys.root.hex(), encode(keys.token))

    async def list_own(self, session: AsyncSession, actor: Actor, now: datetime) -> TicketsResponse:
        return TicketsResponse(now, await self.told(session, await issuing.list_own(session, actor, now), now))

    async def hold(self, session: AsyncSession, actor: Actor, ticket_id: UUID, holder_key: bytes, now: datetime) -> HeldTicket:
        """Raises TicketsNotSetUp, NotFound, TicketOver."""
        self.keys.at(now)
        ticket = await issuing.get_own(session, actor, ticket_id)
        await issuing.hold(session, ticket, holder_key, now)
        await issuing.number(session, ticket.id)
        return (await self.told(session, [ticket], now))[0]

    async def told(self, session: AsyncSession, tickets: Sequence[SoldTicket], now: datetime) -> tuple[HeldTicket, ...]:
        ids = [ticket.id for ticket in tickets]
        issues, numbers = await issuing.find_issues(session, ids), await issuing.find_numbers(session, ids)
        keys = self.keys.find(now)
        return tuple(held_ticket(ticket, numbers.get(ticket.id), issues.get(ticket.id), keys, self.right_names, now) for ticket in tickets)

    async def look_up(self, database: Database, inspector_id: UUID, typed: str, now: datetime) -> FoundTicket:
        """Raises RateLimited, NotFound."""
        return await finding.look_up(database, inspector_id, typed, self.right_names, now)

    async def take(self, session: AsyncSession, uploads: Sequence[Inspection], inspector_id: UUID, now: datetime) -> tuple[Inspected, ...]:
        """In their order, without those to be sent later; counted by when they were. Raises TicketsNotSetUp."""
        keys = self.keys.at(now).keys
        found: dict[UUID, Inspected | None] = {}
        for upload in sorted(uploads, key=lambda upload: upload.at):
            found[upload.id] = await inspecting.take(session, upload, keys, inspector_id, self.on_used, now)
        return tuple(answer for upload in uploads if (answer := found[upload.id]))


def held_ticket(
    ticket: SoldTicket, number: str | None, issue: TicketIssue | None, keys: KeyFolder | None, named: RightNames, now: datetime
) -> HeldTicket:  # fmt: skip
    """keys: None where nothing can be signed now; the ticket is found by its number all the same."""
    token = issuing.signed(ticket, issue, keys, now) if issue and keys else None
    return HeldTicket(
        ticket.id, ticket.booking_id, ticket.leg_no, TicketState(ticket.state.upper()), ticket.operator_id, ticket.operator, ticket.origin,
        ticket.destination, ticket.valid_from, ticket.valid_until, said(number) if number else None, encode(token) if token else None,
        encode(issue.holder_key) if issue else None, ticket.kill_reason, told_rights(ticket, named),
    )  # fmt: skip
