"""Taking a request: stored before it is thanked for, once however often it is sent, answered at once with who has it, by when, and what is next."""
from datetime import datetime
from hmac import compare_digest
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bodies.service import Category, Routed
from backend.contract.request_words import EventKind, RequestState, Visibility
from backend.contract.requests import MAX_WORDS, NewRequest
from backend.idempotency.records import KeyReused
from backend.identity.actor import ActorKind
from backend.obstacles.voices import observed
from backend.requests import events, followers, limits, seeing
from backend.requests.announcing import announce
from backend.requests.changes import By, Role
from backend.requests.codes import new_code
from backend.requests.effects import Noted
from backend.requests.in_the_way import stand_in_the_way
from backend.requests.keys import content_of, is_unguessable, lock_of, sent_name
from backend.requests.models import Request, RequestEvent
from backend.requests.places import Place, e7, read_place
from backend.requests.refusals import AttributesMissing, Emergency, NameUnclear, NothingSaid
from backend.requests.senders import Filer, Sender, Taken
from backend.requests.wording import public_words


async def file(session: AsyncSession, filer: Filer, sender: Sender, asked: NewRequest, at: datetime) -> Taken:
    """The request, made now or when it was sent first.

    Raises KeyReused, NoPlace, OutsideCity, NoCategory, AttributesMissing, NothingSaid, NameUnclear, Emergency, DeviceMuted, RateLimited and what
    `observed` raises.
    """
    name = sent_name(sender.key, sender.actor)
    await one_at_a_time(session, name)
    if (before := await find_sent(session, sender, name, asked)) is not None:
        return Taken(before)
    place, seen_at = read_place(asked.place, filer.box), observed(asked.observed_at, at)
    category = (await filer.bodies.categories(session)).get(asked.category)
    check_answers(category, asked)
    await limits.check(session, sender.actor, sender.network, at)
    routed = await filer.bodies.responsible(session, place, asked.category, at, asked.context)
    await check_danger(session, filer, routed, asked)
    row = made(sender, asked, place, routed, seen_at, at)
    row.sent_content = content_of(sender.key, asked)
    event = await keep(session, filer, sender, row, routed, at)
    return Taken(row, event, await stand_in_the_way(session, filer, sender, row, category, place, seen_at, at))


async def one_at_a_time(session: AsyncSession, name: bytes) -> None:
    """Two of the same key wait for each other; SQLite writes one by one anyway."""
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(lock_of(name))))


async def find_sent(session: AsyncSession, sender: Sender, name: bytes, asked: NewRequest) -> Request | None:
    """A key nobody else can know is the same phone, whatever pass it has by now: the request is that of its new pass. Raises KeyReused."""
    row = (await session.scalars(select(Request).where(Request.sent_name == name).with_for_update())).one_or_none()
    if row is None:
        return None
    if row.sent_content is not None and not compare_digest(row.sent_content, content_of(sender.key, asked)):
        raise KeyReused("This Idempotency-Key was used for another request. Take a new one for a new request.")
    owner = followers.of_actor(sender.actor)
    if is_unguessable(sender.key) and (row.account_id, row.device_id) != (owner["account_id"], owner["device_id"]):
        row.account_id, row.device_id = owner["account_id"], owner["device_id"]
        await followers.add(session, row, sender.actor, followers.REPORTER, row.submitted_at)
    return row


def check_answers(category: Category, asked: NewRequest) -> None:
    answered = {one.code: one.value.strip() for one in asked.attributes}
    missing = [one.code for one in category.attributes if one.required and not answered.get(one.code)]
    if missing or len(answered) < len(asked.attributes):
        listed = f" Missing: {', '.join(missing)}." if missing else ""
        raise AttributesMissing(f"Answer each question of the category once, see GET /v1/requests/categories.{listed}", "attributes")
    for one in category.attributes:
        if one.values and answered.get(one.code) and answered[one.code] not in {choice.code for choice in one.values}:
            raise AttributesMissing(f"Choose one of the answers that are given to {one.code}.", "attributes")
    if (asked.visibility is Visibility.PUBLIC_NAME) != (asked.name is not None):
        raise NameUnclear("A name is given with `public_name`, and only with that.", "name")
    if category.code == "other" and not asked.words.strip():
        raise NothingSaid("Say in words what it is, or choose another category.", "words")


async def check_danger(session: AsyncSession, filer: Filer, routed: Routed, asked: NewRequest) -> None:
    """What nobody may wait for is not filed. Words may be misread, so whoever sends them may say that nobody is in danger."""
    if routed.emergency is not None:
        raise Emergency(routed.emergency)
    if not asked.no_danger and (number := (await filer.bodies.categories(session)).emergency_in(asked.words)) is not None:
        raise Emergency(number)


def made(sender: Sender, asked: NewRequest, place: Place, routed: Routed, seen_at: datetime, at: datetime) -> Request:
    words = asked.words.strip()
    return Request(
        id=uuid7(), code=new_code(), **followers.of_actor(sender.actor), **placed(place), category=asked.category, body_id=routed.body_id,
        service_code=routed.service_code, rule_id=routed.rule_id, rules_version=routed.rules_version, state=RequestState.SUBMITTED.value,
        state_since=at, words=words, words_public=public_words(words)[:MAX_WORDS], lang=asked.lang, visibility=asked.visibility.value,
        name=asked.name, context=context_of(asked), attributes={one.code: one.value for one in asked.attributes} or None, observed_at=seen_at,
        submitted_at=at, changed_at=at, first_due_at=at, urgent=routed.urgent, triage=routed.triage, ombudsperson=False, disputes=0, followers=0,
        network=sender.network, sent_name=sent_name(sender.key, sender.actor),
    )  # fmt: skip


def placed(place: Place) -> dict[str, Any]:
    return {
        "place_kind": place.kind.value, "lat_e7": e7(place.lat), "lon_e7": e7(place.lon), "accuracy_m": place.accuracy_m, "place_id": place.id,
        "level": place.level, "address": place.address,
    }  # fmt: skip


def context_of(asked: NewRequest) -> dict[str, Any] | None:
    told = {} if asked.context is None else msgspec.to_builtins(asked.context)
    return {key: value for key, value in told.items() if value not in (None, "")} or None


async def keep(session: AsyncSession, filer: Filer, sender: Sender, row: Request, routed: Routed, at: datetime) -> RequestEvent:
    await followers.begin(session, row, sender.actor, at)
    row.first_due_at = row.due_at = await filer.bodies.begin_clocks(session, row.id, row.category, routed, at)
    role = Role.PEER if sender.actor.kind in (ActorKind.GUEST, ActorKind.STAFF) else Role.REPORTER
    event = await events.write_after(session, row, Noted(EventKind.SUBMITTED), By(role), None, None, at)
    await announce(session, row, event, give=True, opened=seeing.is_public(row))
    return event
