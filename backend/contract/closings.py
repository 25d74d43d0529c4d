"""`/v1/staff/parking/sites/{siteId}/closings`: a car park that is shut for a while. Whoever has booked there is given another space at no extra cost.

All of them are looked at together, so that the only space that suits one is not taken by another who could as well stand elsewhere. A plan says what
would happen, beside what first come, first served would give; nothing happens before it is carried out.
"""
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment


class SiteClosing(Message, frozen=True):
    """`carryOut` false: only the plan. Nobody can book the site for any of the time from then on; who stands inside stays."""

    starts_at: Moment
    ends_at: Moment
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    carry_out: bool = False


class MovedStay(Answer, frozen=True):
    """Nothing of who it is. Null `toSpaceId`: nothing suits, their money goes back. `walkM` is on foot from the closed site to the other space."""

    leg_id: UUID
    starts_at: Moment
    ends_at: Moment
    to_space_id: UUID | None
    to_name: str | None
    walk_m: int | None
    price_minor: int | None


class WaysOut(Answer, frozen=True):
    """`given` of those that have to move get another space, `walkM` metres away on the mean, for `priceMinor` altogether."""

    given: int
    walk_m: int
    price_minor: int


class ClosingResponse(Answer, frozen=True):
    """`atOnce` is what is done, `inTurn` what first come, first served would have given. `closingId` null: nothing was done.

    `inside` stand there already and stay; `left` wait for the next call, which goes on with them.
    """

    closing_id: UUID | None
    currency: str
    moved: tuple[MovedStay, ...]
    at_once: WaysOut
    in_turn: WaysOut
    inside: int
    left: int


class KnownClosing(Answer, frozen=True):
    closing_id: UUID
    site_id: UUID
    starts_at: Moment
    ends_at: Moment
    reason: str


class ClosingsResponse(Answer, frozen=True):
    """Those that are not over."""

    closings: tuple[KnownClosing, ...]
