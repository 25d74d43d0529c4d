"""A request of ours in the words of GeoReport. Of who sent it nothing is told, and never what the staff notes for itself."""
from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bodies.models import Body
from backend.bodies.service import Categories
from backend.open311.catalogue import Row
from backend.open311.listing import last_notes, status_of
from backend.requests.models import Request
from backend.requests.places import place_told
from backend.requests.words import next_step, reason_words

MOST_DESCRIPTION = 4000


async def request_rows(
    session: AsyncSession, found: Sequence[Request], categories: Categories, language: str, photos: Mapping[UUID, str], extensions: bool
) -> list[Row]:  # fmt: skip
    """photos: where the hidden photo of a request is, for those that everybody may see."""
    ids = [row.id for row in found]
    notes = await last_notes(session, ids)
    bodies = {row.id: row.name for row in await session.execute(select(Body.id, Body.name).where(Body.id.in_({row.body_id for row in found})))}
    merged = [row.merged_into for row in found if row.merged_into is not None]
    codes = {row.id: row.code for row in await session.execute(select(Request.id, Request.code).where(Request.id.in_(merged)))} if merged else {}
    rows = []
    for row in found:
        told = request_row(row, categories, language, bodies.get(row.body_id), notes.get(row.id), photos.get(row.id))
        if extensions:
            into = codes.get(row.merged_into) if row.merged_into else None
            told["extended_attributes"] = {"state": row.state, "reason": row.state_reason, "merged_into": into, "followers": row.followers}
        rows.append(told)
    return rows


def request_row(row: Request, categories: Categories, language: str, body: str | None, note: str | None, photo: str | None) -> Row:
    category, place = categories.find(row.category), place_told(row, whole=False)
    return {
        "service_request_id": row.code, "status": status_of(row), "status_notes": notes_of(row, note, language),
        "service_name": category.named(language) if category else row.category, "service_code": row.category,
        "description": row.words_public[:MOST_DESCRIPTION] or None, "agency_responsible": body,
        "service_notice": next_step(row.state, body or "", language),
        "requested_datetime": row.submitted_at, "updated_datetime": row.changed_at, "expected_datetime": row.due_at,
        "address": None, "address_id": place.id, "zipcode": None, "lat": place.lat, "long": place.lon, "media_url": photo,
    }  # fmt: skip


def notes_of(row: Request, note: str | None, language: str) -> str | None:
    """Why, in the words of the city, and what was last told to everybody."""
    parts = (reason_words(row.state_reason, language), row.closing_words or note)
    return " ".join(part for part in parts if part) or None


def photo_url(origin: str, code: str, photo_id: UUID) -> str:
    return f"{origin}/v1/requests/{code}/photos/{photo_id}"
