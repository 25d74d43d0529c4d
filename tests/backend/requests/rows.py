"""Rows of requests, where no service is needed around them."""
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.contract.request_words import EventKind
from backend.database.base import now
from backend.requests import events
from backend.requests.changes import By, Role
from backend.requests.codes import new_code
from backend.requests.effects import Noted
from backend.requests.models import Request


async def kept(session: AsyncSession, **more) -> Request:
    """A request with its first event."""
    at = more.pop("at", now())
    given = {
        "id": uuid7(), "code": new_code(), "category": "pothole", "body_id": UUID(int=1), "service_code": "R1", "rule_id": "roads",
        "rules_version": 1, "state": "submitted", "state_since": at, "place_kind": "point", "lat_e7": 494_000_000, "lon_e7": 86_500_000,
        "accuracy_m": 0, "address": "", "words": "A hole.", "words_public": "A hole.", "lang": "en", "visibility": "public", "observed_at": at,
        "submitted_at": at, "changed_at": at, "first_due_at": at, "followers": 0,
    }  # fmt: skip
    row = Request(**given | more)
    session.add(row)
    await session.flush()
    await events.write(session, row, Noted(EventKind.SUBMITTED, "first words"), By(Role.REPORTER), None, at)
    return row
