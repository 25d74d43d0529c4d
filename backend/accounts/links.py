"""Links by mail: ten minutes, once, and only from the device that asked. Signing up and signing in are the same, so nothing tells them apart."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from math import ceil
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.addresses import key_of
from backend.accounts.models import TRIES, EmailLink
from backend.accounts.secrets import hashed, hashed_code, new_code, new_secret
from backend.database.base import now
from backend.database.counting import count_changed
from backend.outbox.entries import enqueue
from backend.service.errors import BadRequest, RateLimited

LINK_MAIL = "sign_in_mail"
VALID = timedelta(minutes=10)
# Per address, over these times: whoever knows an address cannot fill its mailbox.
LIMITS = ((timedelta(minutes=15), 3), (timedelta(days=1), 10))
KEPT = timedelta(days=1)
PURGED_AT_ONCE = 1000


class LinkInvalid(BadRequest):
    """One answer for all that can be wrong, so that nothing is learnt by trying."""

    code = "link_invalid"

    def __init__(self) -> None:
        super().__init__("The link or code does not count: it was used, is older than ten minutes, or belongs to another device. Ask for a new one.")


@dataclass(frozen=True)
class Asked:
    email: str
    challenge: bytes
    device_name: str
    locale: str


@dataclass(frozen=True)
class Proof:
    """What somebody shows: the verifier of the device that asked, and what stood in the mail. An empty text proves nothing."""

    verifier: bytes = field(repr=False)
    secret: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


@dataclass(frozen=True)
class Letter:
    """What the mail says. The secret and the code exist from now on, and nowhere but in it."""

    link_id: UUID
    email: str
    locale: str
    device_name: str
    secret: str = field(repr=False)
    code: str = field(repr=False)


async def ask(session: AsyncSession, asked: Asked) -> EmailLink:
    """Writes down a link and that it is to be sent. Accounts are not looked at here: known or not, the work is the same. Raises RateLimited."""
    moment = now()
    key = key_of(asked.email)
    await check_limits(session, key, moment)
    older = update(EmailLink).where(EmailLink.email_key == key, EmailLink.used_at.is_(None), EmailLink.expires_at > moment)
    await session.execute(older.values(expires_at=moment))
    link = EmailLink(
        email=asked.email, email_key=key, challenge=asked.challenge, device_name=asked.device_name, locale=asked.locale, created_at=moment,
        expires_at=moment + VALID,
    )  # fmt: skip
    session.add(link)
    await session.flush()
    await enqueue(session, LINK_MAIL, {"linkId": str(link.id)}, f"{LINK_MAIL}:{link.id}")
    return link


async def check_limits(session: AsyncSession, email_key: str, moment: datetime) -> None:
    for period, most in LIMITS:
        recent = select(EmailLink.created_at).where(EmailLink.email_key == email_key, EmailLink.created_at > moment - period)
        times = (await session.scalars(recent.order_by(EmailLink.created_at.desc()).limit(most))).all()
        if len(times) == most:
            wait_s = max(1, ceil((times[-1] + period - moment).total_seconds()))
            raise RateLimited("Too many links for this address. Look for the last mail, or wait.", headers={"Retry-After": str(wait_s)})


async def write_letter(session: AsyncSession, link_id: UUID) -> Letter | None:
    """None when the link does not count any longer. Written again, the earlier letter opens nothing more."""
    secret, code = new_secret(), new_code()
    still = update(EmailLink).where(EmailLink.id == link_id, EmailLink.used_at.is_(None), EmailLink.expires_at > now())
    hashes = still.values(secret_hash=hashed(secret), code_hash=hashed_code(link_id, code))
    row = (await session.execute(hashes.returning(EmailLink.email, EmailLink.locale, EmailLink.device_name))).first()
    return None if row is None else Letter(link_id, row.email, row.locale, row.device_name, secret, code)


async def look(session: AsyncSession, link_id: UUID, secret: str) -> EmailLink:
    """Raises LinkInvalid."""
    open_ = (EmailLink.id == link_id, EmailLink.secret_hash == hashed(secret), EmailLink.expires_at > now(), EmailLink.used_at.is_(None))
    found = (await session.scalars(select(EmailLink).where(*open_))).first()
    if found is None:
        raise LinkInvalid
    return found


async def use(session: AsyncSession, link_id: UUID, proof: Proof) -> EmailLink | None:
    """One statement decides, so that of two who come at once one has it. None: it counts as a wrong try, and this transaction has to be kept."""
    moment = now()
    shown = []
    if proof.secret:
        shown.append(EmailLink.secret_hash == hashed(proof.secret))
    if proof.code:
        shown.append(EmailLink.code_hash == hashed_code(link_id, proof.code))
    still = (EmailLink.id == link_id, EmailLink.used_at.is_(None), EmailLink.expires_at > moment, EmailLink.tries < TRIES)
    if len(shown) == 1:
        fits = update(EmailLink).where(*still, EmailLink.challenge == sha256(proof.verifier).digest(), *shown)
        used = (await session.scalars(fits.values(used_at=moment).returning(EmailLink))).first()
        if used:
            return used
    await session.execute(update(EmailLink).where(*still).values(tries=EmailLink.tries + 1))
    return None


async def purge(session: AsyncSession) -> int:
    old = select(EmailLink.id).where(EmailLink.created_at < now() - KEPT).limit(PURGED_AT_ONCE)
    return await count_changed(session, delete(EmailLink).where(EmailLink.id.in_(old)))
