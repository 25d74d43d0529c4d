"""Who may see what of a request. What one may not see is as absent: 404, never 403."""
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.ext.asyncio import AsyncSession

from backend.contract.request_words import RequestState, Visibility
from backend.identity.actor import Actor, ActorKind, scope
from backend.requests import followers
from backend.requests.models import Request

STATE_OF_PUBLIC = tuple(state.value for state in RequestState if state not in (RequestState.HELD, RequestState.WITHDRAWN))


@dataclass(frozen=True)
class Seen:
    """mine: whoever looks has sent it. following: they follow it. whole: they may read its words, address, photos; else only how it stands.
    muted: they want to be told nothing more of it."""

    mine: bool
    following: bool
    whole: bool
    muted: bool = False


def public() -> ColumnElement[bool]:
    """What everybody may see. What a person is still to look at, and what was taken back, nobody sees but who sent it."""
    return (Request.visibility != Visibility.BODY.value) & Request.state.in_(STATE_OF_PUBLIC)


def mine(actor: Actor) -> ColumnElement[bool]:
    return scope(actor, Request)


def visible(actor: Actor) -> ColumnElement[bool]:
    if actor.kind in (ActorKind.DEVICE, ActorKind.ACCOUNT):
        return or_(public(), mine(actor), followers.followed_by(actor))
    return public()


def is_public(row: Request) -> bool:
    return row.visibility != Visibility.BODY and row.state in STATE_OF_PUBLIC


def is_of(row: Request, actor: Actor) -> bool:
    owner: UUID | None = row.account_id if actor.kind is ActorKind.ACCOUNT else row.device_id if actor.kind is ActorKind.DEVICE else None
    return owner is not None and owner == actor.id


async def seen_by(session: AsyncSession, row: Request, actor: Actor) -> Seen | None:
    """None where they may not see it at all."""
    owned = is_of(row, actor)
    follower = await followers.find(session, row.id, actor) if actor.id is not None else None
    if not (owned or follower or is_public(row)):
        return None
    return Seen(owned, follower is not None, owned or is_public(row), follower is not None and follower.muted)
