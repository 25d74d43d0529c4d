"""A ticket: what may be ridden, when, by how many, by which right, and by whose phone it is shown. Signed by the city, checked without a connection.

It names nobody. Whoever copies it has nothing: it counts only with what its phone signs anew every 30 seconds (`showing.py`).
"""
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signing import cose, rights
from signing.key_sets import LONGEST_TICKET_DAYS, KeySet
from signing.keys import KeyRefused, KeyUse, RingKey, SigningKey, utc_day
from signing.refused import CodeRefused, Refusal, TicketRefusal, TicketRefused, as_ticket

PURPOSE, PURPOSE_1 = "allways/ticket/2", "allways/ticket/1"
# Tickets of format 1 say nothing of rights. None is written any more; those signed by this day are read until the longest of them is over.
LAST_OF_FORMAT_1 = date(2027, 1, 31)
MOST_BYTES = 320  # so that a ticket with what its phone adds stays below 600 signs
MOST_LEGS, MOST_COUNT = 4, 99
HOLDER_BYTES, DIGEST_BYTES = 33, 8
LATEST = 1 << 32
ID, LEGS, FROM, UNTIL, COUNT, HOLDER, ISSUED, RIGHTS = range(1, 9)


@dataclass(frozen=True)
class TicketLeg:
    """Ids as the API of the city knows them. Where they do not fit into a ticket, `#` and 16 hexadecimal digits stand for one: see `same_id`."""

    operator: str
    origin: str
    destination: str


@dataclass(frozen=True)
class Ticket:
    """id: of this very issue; issued anew to another phone it is another one. holder: P-256 public key of the phone, compressed.
    count: how many travel by it. rights: words that made it cheaper, to be proved to whoever checks; a long one may stand there by its beginning
    (`rights.same_right`). None: of format 1, which does not say. Moments are whole seconds, with a zone."""

    id: UUID
    legs: tuple[TicketLeg, ...]
    valid_from: datetime
    valid_until: datetime
    holder: bytes
    count: int = 1
    rights: tuple[str, ...] | None = ()
    issued: date = cose.EPOCH
    key_id: bytes = b""


def write_ticket(ticket: Ticket, keys: KeySet, key: SigningKey, now: datetime) -> bytes:
    """Every ticket of 1 to 4 legs fits. Raises KeyRefused when the set would not believe it, ValueError for what cannot stand in a ticket."""
    today = utc_day(now)
    own = keys.find(key.id, KeyUse.TICKET)
    if own is None or not own.signs_on(today):
        raise KeyRefused("The set does not hold this key for tickets of today: make a new one, and have the root sign the set again.")
    check_holder(ticket.holder)
    if not possible(ticket) or not all(fits(id) for leg in ticket.legs for id in ids_of(leg)):
        raise ValueError(f"a ticket has 1 to {MOST_LEGS} legs, ends after its begin, within {LONGEST_TICKET_DAYS} days, for 1 to {MOST_COUNT}")
    if ticket.rights is None or len(ticket.rights) > rights.MOST_RIGHTS or not all(rights.is_right(word) for word in ticket.rights):
        raise ValueError(f"a ticket says by which rights it is cheaper, {rights.MOST_RIGHTS} words at most")
    if utc_day(ticket.valid_until) > own.verify_until:
        raise KeyRefused("This key does not count any more when the ticket ends: the set needs a newer one.")
    for written, of_right in ((as_is, rights.written), (shortened, rights.written), (shortened, rights.shortened)):
        held = list(dict.fromkeys(of_right(word) for word in ticket.rights))
        token = cose.sign(value_of(ticket, today, written) | {RIGHTS: held}, key, PURPOSE)
        if len(token) <= MOST_BYTES:
            return token
    raise ValueError("a ticket that does not fit")


def read_ticket(token: bytes, keys: KeySet, now: datetime) -> Ticket:
    """Signed by the city, whatever the time and whoever shows it. Raises TicketRefused."""
    if len(token) > MOST_BYTES:
        raise TicketRefused(TicketRefusal.NOT_OURS)
    try:
        signer = cose.key_of(token)
        if keys.find(signer, KeyUse.TICKET) is None and keys.knows(signer):
            raise TicketRefused(TicketRefusal.WRONG_KEY_USE)
        found, key = open_ticket(token, keys, utc_day(now))
        cose.check_days(found.issued, key, utc_day(now))
    except CodeRefused as error:
        raise as_ticket(error) from error
    return found


def open_ticket(token: bytes, keys: KeySet, today: date) -> tuple[Ticket, RingKey]:
    """By what it was signed for it is of one format or the other, whatever stands in it. Raises CodeRefused."""
    try:
        value, key = cose.open_signed(token, keys, KeyUse.TICKET, PURPOSE, today)
    except CodeRefused as error:
        if error.reason is not Refusal.FORGED:
            raise
        value, key = cose.open_signed(token, keys, KeyUse.TICKET, PURPOSE_1, today)
        found = ticket_of(value, key.id)
        if found.issued > LAST_OF_FORMAT_1:
            raise CodeRefused(Refusal.KEY_EXPIRED) from error
        return found, key
    return with_rights(value, key.id), key


def read_unchecked(token: bytes) -> Ticket:
    """For the phone that holds it and got it from the city itself. Raises TicketRefused for what is none."""
    try:
        _, payload, _ = cose.parts(token)
        value, key_id = cose.strict(payload), cose.key_of(token)
        return with_rights(value, key_id) if isinstance(value, dict) and RIGHTS in value else ticket_of(value, key_id)
    except CodeRefused as error:
        raise as_ticket(error) from error


def same_id(written: str, id: str) -> bool:
    """Does what stands in a ticket stand for this id?"""
    return written in (id, f"#{digest_of(id).hex()}")


def digest_of(id: str) -> bytes:
    return sha256(id.encode()).digest()[:DIGEST_BYTES]


def compressed(point: bytes) -> bytes:
    """A P-256 public key as it stands in a ticket. Raises ValueError for what is no point of the curve."""
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point).public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


def check_holder(holder: bytes) -> None:
    """Raises ValueError."""
    if len(holder) != HOLDER_BYTES or compressed(holder) != holder:
        raise ValueError("the key of the holder is a compressed point of 33 bytes")


def as_is(id: str) -> str | bytes:
    return bytes.fromhex(id[1:]) if is_digest(id) else id


def shortened(id: str) -> bytes:
    return bytes.fromhex(id[1:]) if is_digest(id) else digest_of(id)


def is_digest(id: str) -> bool:
    return len(id) == 1 + 2 * DIGEST_BYTES and id[0] == "#" and all(sign in "0123456789abcdef" for sign in id[1:])


def ids_of(leg: TicketLeg) -> tuple[str, str, str]:
    return leg.operator, leg.origin, leg.destination


def fits(id: str) -> bool:
    """Not empty and without signs that turn or hide what follows."""
    return bool(id) and id.isprintable()


def value_of(ticket: Ticket, today: date, written) -> dict[int, Any]:
    return {
        ID: ticket.id.bytes, LEGS: [[written(id) for id in ids_of(leg)] for leg in ticket.legs], FROM: int(ticket.valid_from.timestamp()),
        UNTIL: int(ticket.valid_until.timestamp()), COUNT: ticket.count, HOLDER: ticket.holder, ISSUED: cose.day_number(today),
    }  # fmt: skip


def with_rights(value: Any, key_id: bytes) -> Ticket:
    match value:
        case {8: list() as rows, **others} if len(rows) <= rights.MOST_RIGHTS:
            words = [word for row in rows if (word := rights.read(row)) is not None]
            if len(set(words)) == len(rows):
                return replace(ticket_of(others, key_id), rights=tuple(words))
    raise CodeRefused(Refusal.DAMAGED)


def ticket_of(value: Any, key_id: bytes) -> Ticket:
    """Of format 1."""
    match value:
        case {
            1: bytes() as id, 2: list() as legs, 3: int() as begins, 4: int() as ends, 5: int() as count, 6: bytes() as holder, 7: int() as issued,
            **others,
        } if not others and len(id) == 16 and len(holder) == HOLDER_BYTES and 0 <= begins < LATEST and 0 <= ends < LATEST:  # fmt: skip
            moments = datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC)
            found = Ticket(UUID(bytes=id), tuple(leg_of(leg) for leg in legs), *moments, holder, count, None, cose.day_of(issued), key_id)
            if possible(found):
                return found
    raise CodeRefused(Refusal.DAMAGED)


def leg_of(row: Any) -> TicketLeg:
    match row:
        case [operator, origin, destination]:
            return TicketLeg(*(id_of(written) for written in (operator, origin, destination)))
    raise CodeRefused(Refusal.DAMAGED)


def id_of(written: Any) -> str:
    match written:
        case str() if fits(written) and not is_digest(written):
            return written
        case bytes() if len(written) == DIGEST_BYTES:
            return f"#{written.hex()}"
    raise CodeRefused(Refusal.DAMAGED)


def possible(ticket: Ticket) -> bool:
    lasts = ticket.valid_until - ticket.valid_from
    return 1 <= len(ticket.legs) <= MOST_LEGS and 1 <= ticket.count <= MOST_COUNT and timedelta() < lasts <= timedelta(days=LONGEST_TICKET_DAYS)
