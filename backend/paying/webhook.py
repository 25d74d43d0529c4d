"""What the payment service tells us unasked: believed only with its signature over the very bytes, written down once, looked into later."""
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import stripe
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.database.base import now
from backend.database.types import has_nul
from backend.outbox.entries import enqueue
from backend.paying.models import MAX_ID, Outcome, PaymentEvent, insert_into
from backend.paying.seen import REPORTS
from backend.service.errors import BadRequest
from payments.states import REPORT_RANK

EVENT_WORK = "payment_event"
# Of the stamp in the signature, both ways: the SDK lets a stamp of the future pass.
SKEW_S = 300


class BadSignature(BadRequest):
    code = "bad_signature"


class StaleSignature(BadRequest):
    code = "stale_signature"


@dataclass(frozen=True)
class Told:
    """An event as its sender wrote it."""

    event_id: str
    type: str
    kind: str
    object_id: str
    live: bool
    made_at: datetime
    api_version: str | None
    payload: Mapping[str, Any]

    @property
    def rank(self) -> int:
        report = REPORTS.get(str(self.payload["data"]["object"].get("status"))) if self.kind == "payment_intent" else None
        return REPORT_RANK[report] if report else 0


def check_signature(body: bytes, header: str, secrets: Iterable[str], at: float | None = None) -> None:
    """Raises BadSignature, StaleSignature."""
    for secret in secrets:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret)
            break
        except (stripe.SignatureVerificationError, ValueError):  # ValueError: bytes that are no UTF-8
            continue
    else:
        raise BadSignature("The signature is not of this body by a secret known here. Look up the secret of the webhook endpoint.")
    # The SDK takes the first stamp; it is a number, or nothing would have been signed.
    stamp = int(next(part.split("=", 2)[1] for part in header.split(",") if part.split("=", 2)[0] == "t"))
    if abs((time.time() if at is None else at) - stamp) > SKEW_S:
        raise StaleSignature("The signature is more than five minutes away from the clock of the service. Set the clock, or send it anew.")


def read_event(body: bytes | Mapping) -> Told:
    """Raises BadRequest for what is no event, which only its own sender could have signed."""
    try:
        told = msgspec.json.decode(body) if isinstance(body, bytes) else body
        thing = told["data"]["object"]
        return Told(
            text(told["id"]), text(told["type"]), text(thing["object"]), text(thing.get("id") or ""), told["livemode"] is True,
            datetime.fromtimestamp(told["created"], UTC), told.get("api_version"), told,
        )  # fmt: skip
    except (msgspec.DecodeError, UnicodeDecodeError, KeyError, TypeError, AttributeError, ValueError, OverflowError, OSError) as error:
        raise BadRequest("This is no event of the payment service.") from error


def text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_ID or "\0" in value:
        raise ValueError("an id or a word is expected")
    return value


async def keep(session: AsyncSession, told: Told, live: bool) -> bool:
    """Writes it down and that it is to be looked into; False when it stood already. live: whether real money is used here."""
    right, moment, row_id = told.live is live, now(), uuid7()
    values = {
        "id": row_id, "event_id": told.event_id, "type": told.type[:100], "object_kind": told.kind[:60], "object_id": told.object_id,
        "object_rank": told.rank, "api_version": (told.api_version or "")[:60] or None, "live": told.live, "made_at": told.made_at,
        "payload": None if has_nul(told.payload) else told.payload, "handled_at": None if right else moment,
        "outcome": None if right else Outcome.QUARANTINED, "created_at": moment, "updated_at": moment,
    }  # fmt: skip
    insert = insert_into(session, PaymentEvent).values(values).on_conflict_do_nothing(index_elements=["event_id"])
    added = (await session.execute(insert.returning(PaymentEvent.id))).first() is not None
    if added and right:
        await enqueue(session, EVENT_WORK, {"eventId": told.event_id}, f"{EVENT_WORK}:{row_id}")
    return added
