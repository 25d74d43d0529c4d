"""Consent, purpose by purpose: given to words of a version, withdrawn at any time, asked for in the transaction of the very write that needs it."""
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account, ConsentGiven
from backend.accounts.purposes import PURPOSES
from backend.contract.consents import Consent, ConsentChange, ConsentLanguage, Purpose
from backend.database.base import now
from backend.database.counting import count_changed
from backend.database.database import Database
from backend.outbox.entries import Entry
from backend.service.errors import Conflict, ServiceError

SCHEMA = "27560:2023"
KEPT = timedelta(days=3 * 365)
PURGED_AT_ONCE = 1000
# Under these an entry of the outbox says whose consent it needs, and to what.
WHOSE, WHAT = "consentOf", "consentTo"


class ConsentMissing(ServiceError):
    status, code = 403, "consent_missing"


class ConsentTextChanged(Conflict):
    code = "consent_text_changed"


async def list_all(session: AsyncSession, account_id: UUID, language: ConsentLanguage) -> list[Consent]:
    """Every purpose, in the order in which they are asked for."""
    held = {Purpose(row.purpose): row for row in await session.scalars(select(ConsentGiven).where(ConsentGiven.account_id == account_id, holds()))}
    return [told(purpose, held.get(purpose), language) for purpose in PURPOSES]


async def change(session: AsyncSession, account_id: UUID, wanted: ConsentChange) -> None:
    """Given or withdrawn; what is so already stays as it is. Raises ConsentTextChanged."""
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    given = await find(session, account_id, wanted.purpose)
    if not wanted.given:
        await withdraw(session, account_id, wanted.purpose)
        return
    asked = PURPOSES[wanted.purpose]
    if wanted.version != asked.version:
        raise ConsentTextChanged("The words have changed. GET /v1/account/consents has them: show them and ask again.")
    if given is not None and given.version == asked.version:
        return
    principal_id = await find_principal(session, account_id)
    await withdraw(session, account_id, wanted.purpose)
    session.add(ConsentGiven(
        id=uuid7(), account_id=account_id, principal_id=principal_id, purpose=wanted.purpose, version=asked.version, language=wanted.language,
        text_hash=asked.hash_of(wanted.language),
    ))  # fmt: skip
    await session.flush()


async def require_consent(session: AsyncSession, account_id: UUID, purpose: Purpose) -> None:
    """For whoever writes, in that transaction: who withdraws meanwhile waits until it ends, or is obeyed. Raises ConsentMissing.

    The account is locked before the consent, in the order of whoever withdraws: rows that are written next refer to the account.
    """
    await session.execute(select(Account.id).where(Account.id == account_id).with_for_update(read=True, key_share=True))
    held = select(ConsentGiven.id).where(ConsentGiven.account_id == account_id, ConsentGiven.purpose == purpose, holds())
    if await session.scalar(held.with_for_update(read=True)) is None:
        raise ConsentMissing(f"This needs your consent to {purpose}, and you have not given it or have withdrawn it: PUT /v1/account/consents.")


async def find(session: AsyncSession, account_id: UUID, purpose: Purpose) -> ConsentGiven | None:
    held = select(ConsentGiven).where(ConsentGiven.account_id == account_id, ConsentGiven.purpose == purpose, holds())
    return (await session.scalars(held)).first()


async def withdraw(session: AsyncSession, account_id: UUID, purpose: Purpose | None = None) -> None:
    """purpose None: all of them."""
    mine = update(ConsentGiven).where(ConsentGiven.account_id == account_id, holds())
    await session.execute((mine.where(ConsentGiven.purpose == purpose) if purpose else mine).values(withdrawn_at=now()))


async def find_principal(session: AsyncSession, account_id: UUID) -> UUID:
    """One name for all records of an account, which says nothing once that is gone."""
    known = await session.scalar(select(ConsentGiven.principal_id).where(ConsentGiven.account_id == account_id).limit(1))
    return known or uuid4()


def needing_consent(payload: Mapping[str, Any], account_id: UUID, purpose: Purpose) -> dict[str, Any]:
    """The payload of an entry that is not to be done any more once this consent is withdrawn."""
    return {**payload, WHOSE: str(account_id), WHAT: purpose}


def obeying(database: Database, handler: Callable[[Entry], Awaitable[Any]]) -> Callable[[Entry], Awaitable[Any]]:
    """A handler of the outbox that looks again, right before it does something, whether the consent still holds. If not, the entry is done."""

    async def handle(entry: Entry) -> Any:
        whose = entry.payload.get(WHOSE)
        if whose is not None:
            async with database.reading() as session:
                if await find(session, UUID(whose), Purpose(entry.payload[WHAT])) is None:
                    return None
        return await handler(entry)

    return handle


async def list_receipts(session: AsyncSession, account_id: UUID, origin: str) -> list[dict[str, Any]]:
    """What was ever given, the last first."""
    mine = select(ConsentGiven).where(ConsentGiven.account_id == account_id).order_by(ConsentGiven.created_at.desc(), ConsentGiven.id.desc())
    return [receipt(row, origin) for row in await session.scalars(mine)]


def receipt(row: ConsentGiven, origin: str) -> dict[str, Any]:
    """Sections and names as in ISO/IEC TS 27560. privacy_notice: SHA-256 of the words that were shown, and themselves while they are current."""
    purpose, language = Purpose(row.purpose), ConsentLanguage(row.language)
    asked = PURPOSES[purpose]
    words = asked.texts[language] if sha256(asked.texts[language].encode()).digest() == row.text_hash else None
    notice = {"url": f"{origin}/v1/account/consents", "sha256": row.text_hash.hex(), "text": words}
    events = [{"event_time": row.created_at.isoformat(), "event_type": "explicit", "event_state": "consent given", "entity_id": "account holder"}]
    if row.withdrawn_at:
        events.append({"event_time": row.withdrawn_at.isoformat(), "event_type": "withdrawn", "event_state": "consent withdrawn"})
    return {
        "header": {"schema_version": SCHEMA, "record_id": str(row.id), "pii_principal_id": str(row.principal_id)},
        "processing": {"privacy_notice": notice, "language": row.language, "purposes": [{
            "purpose": purpose, "purpose_type": f"version {row.version}", "lawful_basis": "GDPR 9(2)(a)" if asked.explicit else "GDPR 6(1)(a)",
            "pii_information": [{"pii_type": kind, "pii_optional": True, "sensitive_pii_category": asked.explicit} for kind in asked.needs],
            "pii_controllers": [origin], "collection_method": "asked in the app or by the API", "retention_period": asked.kept,
            "recipient_third_parties": list(asked.told), "withdrawal_method": "PUT /v1/account/consents, or Settings, Account, Consents",
        }]},
        "party_identification": [],
        "events": events,
    }  # fmt: skip


def told(purpose: Purpose, given: ConsentGiven | None, language: ConsentLanguage) -> Consent:
    asked = PURPOSES[purpose]
    outdated = given is not None and given.version != asked.version
    return Consent(purpose, asked.version, language, asked.texts[language], asked.explicit, given.created_at if given else None, outdated)


async def purge(session: AsyncSession) -> int:
    """Records three years after the consent was withdrawn."""
    old = select(ConsentGiven.id).where(ConsentGiven.withdrawn_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(ConsentGiven).where(ConsentGiven.id.in_(old)))


def holds():
    return ConsentGiven.withdrawn_at.is_(None)
