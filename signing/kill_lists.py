"""Which tickets do not count any more although they are signed and in time: given back, disrupted, unpaid, or issued anew to another phone.

A sorted list of the first 8 bytes of the SHA-256 of each ticket's id. Nothing that was killed is ever passed over, and
an honest ticket is refused by mistake once in 10¹⁴ tickets for 100,000 killed ones. A Bloom filter would do that to one in a million at half
the size, and cannot be read, compared or repaired by eye. A ticket leaves the list once it is over, so the list stays as short as what is under way.
"""
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from typing import Any
from uuid import UUID

from signing import cose
from signing.key_sets import KeySet
from signing.keys import KeyRefused, KeyUse, SigningKey, utc_day
from signing.refused import CodeRefused, Refusal, TicketRefusal, TicketRefused, as_ticket

PURPOSE = "allways/kill-list/1"
DIGEST_BYTES = 8
MOST_KILLED = 200_000
MOST_BYTES = MOST_KILLED * DIGEST_BYTES + 512
MOST_NUMBER = 1 << 40
SKEW = timedelta(minutes=10)
CITY, VERSION, ISSUED, KILLED = range(1, 5)


@dataclass(frozen=True)
class KillList:
    """version: goes up with every change. issued_at: as of when it is whole. digests: sorted, 8 bytes each, one after another."""

    city: str
    version: int
    issued_at: datetime
    digests: bytes

    @property
    def count(self) -> int:
        return len(self.digests) // DIGEST_BYTES

    def has(self, ticket_id: UUID) -> bool:
        wanted = digest_of(ticket_id)
        at = bisect_left(range(self.count), wanted, key=self.digest)
        return at < self.count and self.digest(at) == wanted

    def digest(self, at: int) -> bytes:
        return self.digests[at * DIGEST_BYTES : (at + 1) * DIGEST_BYTES]


def digest_of(ticket_id: UUID) -> bytes:
    return sha256(ticket_id.bytes).digest()[:DIGEST_BYTES]


def digests_of(ticket_ids: Iterable[UUID]) -> bytes:
    return b"".join(sorted({digest_of(ticket_id) for ticket_id in ticket_ids}))


def write_kill_list(digests: bytes, version: int, keys: KeySet, key: SigningKey, now: datetime) -> bytes:
    """digests: from `digests_of`. Raises KeyRefused when the set would not believe it, ValueError for too many."""
    own = keys.find(key.id, KeyUse.KILL_LIST)
    if own is None or not own.signs_on(utc_day(now)):
        raise KeyRefused("The set does not hold this key for kill lists of today: make a new one, and have the root sign the set again.")
    if len(digests) > MOST_KILLED * DIGEST_BYTES:
        raise ValueError(f"a list holds at most {MOST_KILLED} killed tickets")
    return cose.sign({CITY: keys.city, VERSION: version, ISSUED: int(now.timestamp()), KILLED: digests}, key, PURPOSE)


def read_kill_list(token: bytes, keys: KeySet, now: datetime) -> KillList:
    """However old it is: whoever checks says so. Raises TicketRefused."""
    if len(token) > MOST_BYTES:
        raise TicketRefused(TicketRefusal.NOT_OURS)
    try:
        value, key = cose.open_signed(token, keys, KeyUse.KILL_LIST, PURPOSE, utc_day(now))
        found = kill_list(value)
        cose.check_days(found.issued_at.date(), key, utc_day(now))
    except CodeRefused as error:
        raise as_ticket(error) from error
    if found.city != keys.city:
        raise TicketRefused(TicketRefusal.UNKNOWN_KEY)
    return found


def take_newer(held: KillList | None, offered: KillList) -> KillList:
    """A list that was held back does not undo a newer one."""
    if held is None or held.city != offered.city or (offered.version, offered.issued_at) >= (held.version, held.issued_at):
        return offered
    return held


def kill_list(value: Any) -> KillList:
    match value:
        case {1: str() as city, 2: int() as version, 3: int() as issued, 4: bytes() as digests, **others} if not others:
            if 0 <= version < MOST_NUMBER and 0 <= issued < 1 << 32 and is_sorted(digests):
                return KillList(city, version, datetime.fromtimestamp(issued, UTC), digests)
    raise CodeRefused(Refusal.DAMAGED)


def is_sorted(digests: bytes) -> bool:
    """Each once: else looking one up by halves would pass over it."""
    count, rest = divmod(len(digests), DIGEST_BYTES)
    each = [digests[at * DIGEST_BYTES : (at + 1) * DIGEST_BYTES] for at in range(count)]
    return not rest and count <= MOST_KILLED and all(one < next_one for one, next_one in pairwise(each))
