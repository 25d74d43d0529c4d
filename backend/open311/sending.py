"""Gives requests to the bodies that answer them: to another Open311 server, by mail, or into our own queue. Work of the outbox.

Another server gets each request once: what nobody saw the end of is looked for there before it is sent again.
"""
import os
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts.mail import Mail, MailWay
from backend.bodies.models import Body
from backend.bodies.words import Channel
from backend.contract.request_words import Visibility
from backend.database.base import now
from backend.database.database import Database
from backend.open311 import deliveries, polling
from backend.open311.deliveries import POLL, Changing, Job, Offices
from backend.open311.peer import Outgoing, Peer, PeerRefused
from backend.open311.reading import PeerUnreadable
from backend.open311.records import photo_url
from backend.open311.wire import PeerSilent, PeerWire
from backend.open311.words import MAIL
from backend.outbox.entries import Entry
from backend.outbox.worker import Finish, GiveUp, Handler
from backend.requests.announcing import DELIVER
from backend.requests.photos.service import Photos
from backend.requests.places import place_told

MOST_DESCRIPTION = 3900
# Only variables meant for it: a table of bodies must not be able to send the other secrets of the service away.
VARIABLE = re.compile(r"ALLWAYS_OPEN311_[A-Z0-9_]{1,64}\Z")
Outcome = Callable[[AsyncSession], Awaitable[None]]


class KeyMissing(Exception):
    """The environment has no key by the name that the body gives."""

    code = "peer_key_missing"


@dataclass(frozen=True)
class Sender:
    """places: hosts and ports on this machine that may be spoken to without TLS. way None: no mail can be sent. zone, language: of the city."""

    database: Database
    changing: Changing
    offices: Offices
    photos: Photos
    way: MailWay | None
    origin: str
    language: str
    places: frozenset[tuple[str, int]] = frozenset()
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    clock: Callable[[], datetime] = now
    deadline_s: float = 15.0

    @property
    def handlers(self) -> dict[str, Handler]:
        return {DELIVER: self.deliver, POLL: self.poll}

    async def deliver(self, entry: Entry) -> Finish | None:
        async with self.database.writing() as session:
            job = await deliveries.begin(session, entry.key, entry.payload, self.clock())
            if job is None:
                return None
            mail = (await self.offices.tables(session)).body(job.body.id).mail
            shown = (await self.photos.public_ids(session, [job.request.id])).get(job.request.id)
            job = replace(job, photo_id=shown[0] if shown else None, mail=mail)
        try:
            return await self.sent(job)
        except (PeerSilent, PeerUnreadable, KeyMissing) as error:
            return partial(self.failed, job, error.code)
        except PeerRefused as error:
            return partial(self.refused, job, error.status)

    async def sent(self, job: Job) -> Outcome:
        """One try. Raises what peer.Peer raises, and KeyMissing."""
        if job.delivery.channel == Channel.INBOX:
            return partial(self.confirmed, job, None)
        if job.delivery.channel == Channel.EMAIL:
            return await self.mailed(job)
        if job.delivery.channel != Channel.OPEN311 or job.body.silent_since:
            return partial(self.given_up, job, "channel_closed", "unreachable")
        if job.request.visibility == Visibility.BODY:
            # What others file by Open311 is read by everybody.
            return partial(self.given_up, job, "not_public", "not_public")
        if job.number:
            return partial(self.confirmed, job, job.number)
        peer = self.peer_of(job.body)
        try:
            return await self.filed(job, peer)
        finally:
            await peer.wire.aclose()

    async def filed(self, job: Job, peer: Peer) -> Outcome:
        if job.delivery.token:
            return await self.numbered(job, peer, job.delivery.token)
        one = outgoing(job, self.origin)
        if job.tried_before:
            assert job.delivery.first_try_at is not None
            try:
                number = await peer.find(one, job.delivery.first_try_at, self.clock())
            except PeerRefused as error:
                # Nobody can tell whether it is there: a person looks, rather than two crews going out.
                return partial(self.given_up, job, error.code, "unreachable")
            if number:
                return partial(self.confirmed, job, number)
        taken = await peer.file(one)
        return partial(self.confirmed, job, taken.external_id) if taken.external_id else partial(self.tokened, job, taken.token)

    async def numbered(self, job: Job, peer: Peer, token: str) -> Outcome:
        try:
            number = await peer.number_of(token)
        except PeerRefused as error:
            return partial(self.failed, job, error.code)
        return partial(self.confirmed, job, number) if number else partial(self.failed, job, "token_kept")

    async def mailed(self, job: Job) -> Outcome:
        if self.way is None:
            return partial(self.failed, job, "mail_not_set_up")
        try:
            await self.way.send(mail_of(job, self.origin, self.language))
        except GiveUp as error:
            return partial(self.given_up, job, error.code, "unreachable")
        except Exception as error:
            return partial(self.failed, job, f"mail_{type(error).__name__.lower()}"[:100])
        return partial(self.confirmed, job, None)

    def peer_of(self, body: Body) -> Peer:
        """Raises KeyMissing, PeerSilent."""
        key = ""
        if body.key_env:
            key = self.environment.get(body.key_env, "").strip() if VARIABLE.match(body.key_env) else ""
            if not key:
                raise KeyMissing
        wire = PeerWire(body.channel_to, self.places, self.deadline_s)
        return Peer(wire, body.jurisdiction, key)

    async def poll(self, entry: Entry) -> Finish | None:
        """How what was given to a body stands there."""
        at, body_id = self.clock(), UUID(entry.payload["bodyId"])
        async with self.database.reading() as session:
            asked = await polling.list_asked(session, body_id, at)
        if asked is None:
            return None
        try:
            peer = self.peer_of(asked.body)
            try:
                records = [record for ids in asked.batches for record in await peer.stand(ids)]
            finally:
                await peer.wire.aclose()
        except (PeerSilent, PeerUnreadable, PeerRefused, KeyMissing) as error:
            polling.log.warning("open311_not_polled", body=asked.body.code, code=error.code)
            return partial(polling.ask_later, body_id=body_id, at=at)
        return partial(polling.keep, changing=self.changing, asked=asked, records=records, at=at)

    async def confirmed(self, job: Job, external_id: str | None, session: AsyncSession) -> None:
        await deliveries.confirm(session, self.changing, job, external_id, self.clock())

    async def tokened(self, job: Job, token: str, session: AsyncSession) -> None:
        await deliveries.keep_token(session, self.changing, job, token, self.clock())

    async def failed(self, job: Job, code: str, session: AsyncSession) -> None:
        await deliveries.fail(session, self.changing, self.offices, job, code, self.clock())

    async def refused(self, job: Job, status: int, session: AsyncSession) -> None:
        await deliveries.refuse(session, self.changing, self.offices, job, status, self.clock())

    async def given_up(self, job: Job, code: str, word: str, session: AsyncSession) -> None:
        await deliveries.give_up(session, self.changing, self.offices, job, code, word, self.clock())


def outgoing(job: Job, origin: str) -> Outgoing:
    """Nothing of who sent it: the words as everybody may read them, and our number, by which it is found there again."""
    row, mark = job.request, f"({job.request.code})"
    words = row.words_public.strip()[:MOST_DESCRIPTION]
    place, attributes = place_told(row, whole=row.lat_e7 is None), tuple((row.attributes or {}).items())
    photo = photo_url(origin, row.code, job.photo_id) if job.photo_id else ""
    return Outgoing(
        job.service_code, f"{words}\n{mark}".strip(), mark, job.delivery.idem_key, place.lat, place.lon, place.address, attributes, photo
    )


def mail_of(job: Job, origin: str, language: str) -> Mail:
    row, where = job.request, place_told(job.request, whole=True)
    subject, text = MAIL.get(language, MAIL["en"])
    at = f"{where.lat}, {where.lon}" if where.lat is not None else where.id
    told = {
        "code": row.code, "category": row.category, "place": ", ".join(part for part in (where.address, at) if part),
        "link": f"{origin}/console/requests/{row.code}", "words": row.words_public,
    }  # fmt: skip
    recipient = job.body.channel_to if job.body.channel == Channel.EMAIL else job.mail
    return Mail(recipient, subject.format(**told), text.format(**told), job.delivery.idem_key)
