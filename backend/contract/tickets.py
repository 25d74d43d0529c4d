"""Tickets: what the phone of their holder needs to show them, and what inspectors need to check them and to say that they did.

Keys and kill list go as they were signed: bytes of COSE_Sign1, docs/TICKETS.md. Bytes in JSON are base64url without `=`.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.contract.auth import DeviceKey
from backend.contract.base import Answer, Message, Moment
from backend.contract.fares import FareNames

MOST_UPLOADED = 50
Shown = Annotated[str, Meta(min_length=1, max_length=600, description="The text of the QR code, as it was scanned.")]
Number = Annotated[str, Meta(min_length=1, max_length=12, description="Such as 7K2-M94; hyphen and small letters do not matter.")]


class TicketState(StrEnum):
    """USED: it was checked; it can be shown until it ends. KILLED: given back, disrupted or not paid."""

    LIVE = "LIVE"
    USED = "USED"
    KILLED = "KILLED"
    EXPIRED = "EXPIRED"


class TicketPlace(Answer, frozen=True):
    """id: of a stop, where it is one."""

    name: str
    id: str | None = None


class TicketRight(Answer, frozen=True):
    """Because of it the ticket was cheaper. `entitlement` is the word of `GET /v1/fares`. Whoever checks the ticket sees whether it is so."""

    entitlement: str
    names: FareNames


class HeldTicket(Answer, frozen=True):
    """`number` finds it when the phone is dead; there is none before a phone was told to hold it.

    `token` is what that phone shows, signed by the city, null where the ticket may not be shown any longer or no phone holds it.
    `deviceKey` is the public key of the phone that holds it. `rights` are to be proved to whoever checks it.
    """

    id: UUID
    booking_id: UUID
    leg_no: int
    state: TicketState
    operator_id: str
    operator: str
    from_: TicketPlace = msgspec.field(name="from")
    to: TicketPlace
    valid_from: Moment
    valid_until: Moment
    number: str | None = None
    token: str | None = None
    device_key: str | None = None
    killed_because: str | None = None
    rights: tuple[TicketRight, ...] = ()


class TicketsResponse(Answer, frozen=True):
    """The soonest first; those over for more than a day are left out."""

    as_of: Moment
    tickets: tuple[HeldTicket, ...]


class HolderChange(Message, frozen=True):
    """The phone that shall show the ticket from now on."""

    device_key: DeviceKey


class TicketKeysResponse(Answer, frozen=True):
    """`set` is signed by `root`. Pin the root: another one counts only if its hash stands in the set held before."""

    city: str
    root: Annotated[str, Meta(description="Ed25519 public key, 64 hexadecimal digits.")]
    set: str


class Inspection(Message, frozen=True):
    """A ticket that was let through. `id` is made by the device, so that it may be sent again. Either `shown` or `number`.

    `at` by the clock of the device, as when it was checked there. `rightShown`: whether the right that the ticket is cheaper by was proved; null
    where it has none or nobody looked. It may follow later, with the same `id`, and counts as it was said first.
    """

    id: UUID
    at: Moment
    shown: Shown | None = None
    number: Number | None = None
    right_shown: bool | None = None


class InspectionsUpload(Message, frozen=True):
    inspections: Annotated[tuple[Inspection, ...], Meta(min_length=1, max_length=MOST_UPLOADED)]


class InspectionOutcome(StrEnum):
    """COUNTED: its first use. REPEATED: it was checked before, at `firstAt`. AFTER_KILL: it was killed before it was checked, somebody looks at it.

    NOT_COUNTED: it was not valid then, `reason` says why.
    """

    COUNTED = "COUNTED"
    REPEATED = "REPEATED"
    AFTER_KILL = "AFTER_KILL"
    NOT_COUNTED = "NOT_COUNTED"


class Inspected(Answer, frozen=True):
    id: UUID
    outcome: InspectionOutcome
    reason: str | None = None
    first_at: Moment | None = None


class InspectionsResponse(Answer, frozen=True):
    """In the order of the upload. `forget` those named here."""

    inspected: tuple[Inspected, ...]


class NumberLookup(Message, frozen=True):
    number: Number


class FoundTicket(Answer, frozen=True):
    """A ticket by its number, without anything of its holder but by which `rights` it was cheaper. `reason` says why it is not `valid` now.

    `lastAt`: when it was last checked.
    """

    number: str
    valid: bool
    reason: str | None
    operator: str
    from_: TicketPlace = msgspec.field(name="from")
    to: TicketPlace
    valid_from: Moment
    valid_until: Moment
    checked: int
    last_at: Moment | None = None
    rights: tuple[TicketRight, ...] = ()
