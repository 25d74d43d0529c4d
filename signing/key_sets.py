"""The keys of a city as its offline root signed them: who checks tickets pins the root and nothing else.

A set counts for a week, so whoever could keep a phone from newer ones gains a week and no more. The hash of the next root is in it already:
a root can change without anybody having to type it in.
"""
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from signing import cose
from signing.keys import CITY, KEY_BYTES, MOST_KEYS, KeyRefused, KeyUse, RingKey, SigningKey, utc_day
from signing.refused import CodeRefused, Refusal, TicketRefusal, TicketRefused, as_ticket

PURPOSE = "allways/key-set/1"
VALID_DAYS = 7
SIGN_DAYS, LONGEST_TICKET_DAYS, SPARE_DAYS = 90, 31, 30
MOST_BYTES, MOST_VERSION = 8 * 1024, 1 << 40
NUMBERS = {KeyUse.CODE: 1, KeyUse.TICKET: 2, KeyUse.KILL_LIST: 3}
USES = {number: use for use, number in NUMBERS.items()}
CITY_ID, VERSION, ISSUED, UNTIL, KEYS, NEXT_ROOT = range(1, 7)


@dataclass(frozen=True)
class KeySet:
    """until: the last day on which anything is believed by it. next_root: SHA-256 of the public key of the root after this one; empty: none yet."""

    city: str
    version: int
    issued: date
    until: date
    keys: tuple[RingKey, ...]
    next_root: bytes = b""

    def find(self, key: bytes, use: KeyUse) -> RingKey | None:
        return next((own for own in self.keys if own.id == key and own.use is use), None)

    def knows(self, key: bytes) -> bool:
        """Whatever it is for."""
        return any(own.id == key for own in self.keys)

    def counts_on(self, day: date) -> bool:
        return day <= self.until


@dataclass(frozen=True)
class Root:
    """The one key that is pinned. public: 32 bytes."""

    public: bytes

    def find(self, key: bytes, use: KeyUse) -> RingKey | None:
        own = RingKey(self.public, KeyUse.ROOT, cose.EPOCH, date.max, date.max)
        return own if use is KeyUse.ROOT and own.id == key else None


def fresh_key(public: bytes, use: KeyUse, today: date) -> RingKey:
    """It signs for 90 days from today; what it signed counts until the longest ticket is over, and 30 days more."""
    last = today + timedelta(days=SIGN_DAYS - 1)
    return RingKey(public, use, today, last, last + timedelta(days=LONGEST_TICKET_DAYS + SPARE_DAYS))


def write_key_set(city: str, version: int, keys: tuple[RingKey, ...], root: SigningKey, now: datetime, next_root: bytes = b"") -> bytes:
    """next_root: the public key of the root after this one. Raises KeyRefused."""
    today = utc_day(now)
    hashed = root_hash(next_root) if next_root else b""
    found = KeySet(city, version, today, today + timedelta(days=VALID_DAYS), keys, hashed)
    if not possible(found) or any(key.id == root.id for key in keys):
        raise KeyRefused(f"A set holds at most {MOST_KEYS} keys, each once and none of them the root, and a version from 0.")
    value: dict[int, Any] = {
        CITY_ID: city, VERSION: version, ISSUED: cose.day_number(today), UNTIL: cose.day_number(found.until), KEYS: [row_of(key) for key in keys],
    }  # fmt: skip
    return cose.sign(value | ({NEXT_ROOT: hashed} if hashed else {}), root, PURPOSE)


def read_key_set(token: bytes, root: bytes, now: datetime) -> KeySet:
    """One past its last day too: whoever checks says that it is old. root: public key. Raises TicketRefused."""
    if len(token) > MOST_BYTES or len(root) != KEY_BYTES:
        raise TicketRefused(TicketRefusal.NOT_OURS)
    today = utc_day(now)
    try:
        value, _ = cose.open_signed(token, Root(root), KeyUse.ROOT, PURPOSE, today)
        found = key_set(value)
    except CodeRefused as error:
        raise as_ticket(error) from error
    if found.issued > today + cose.SKEW:
        raise TicketRefused(TicketRefusal.CLOCK_WRONG)
    return found


def take_newer(held: KeySet | None, pinned: bytes, token: bytes, root: bytes, now: datetime) -> KeySet:
    """The set that counts from now on, of the one held and one offered with its root. pinned: the root believed until now.

    Raises TicketRefused where the offered root is neither the pinned one nor the next one that the held set names.
    """
    if root != pinned and (held is None or root_hash(root) != held.next_root):
        raise TicketRefused(TicketRefusal.UNKNOWN_KEY)
    offered = read_key_set(token, root, now)
    older = held is not None and (offered.city != held.city or offered.version < held.version)
    return held if held is not None and older else offered


def root_hash(public: bytes) -> bytes:
    return sha256(public).digest()


def row_of(key: RingKey) -> list:
    return [key.public, NUMBERS[key.use], *(cose.day_number(day) for day in (key.sign_from, key.sign_until, key.verify_until))]


def key_set(value: Any) -> KeySet:
    match value:
        case {1: str() as city, 2: int() as version, 3: int() as issued, 4: int() as until, 5: list() as rows, **others} if len(rows) <= MOST_KEYS:
            keys = tuple(ring_key(row) for row in rows if use_known(row))
            next_root = others.pop(NEXT_ROOT, b"")
            if isinstance(next_root, bytes) and not others:
                found = KeySet(city, version, cose.day_of(issued), cose.day_of(until), keys, next_root)
                if possible(found):
                    return found
    raise CodeRefused(Refusal.DAMAGED)


def use_known(row: Any) -> bool:
    """A use that a newer program knows is passed over: the set stays good for what this one checks."""
    match row:
        case [_, int() as number, *_]:
            return number in USES
    return True


def ring_key(row: Any) -> RingKey:
    match row:
        case [bytes() as public, int() as number, int() as first, int() as last, int() as until]:
            try:
                return RingKey(public, USES[number], cose.day_of(first), cose.day_of(last), cose.day_of(until))
            except KeyRefused as error:
                raise CodeRefused(Refusal.DAMAGED) from error
    raise CodeRefused(Refusal.DAMAGED)


def possible(found: KeySet) -> bool:
    once = len({key.id for key in found.keys}) == len(found.keys) <= MOST_KEYS
    hashed = len(found.next_root) in (0, KEY_BYTES)
    days = found.issued <= found.until <= found.issued + timedelta(days=VALID_DAYS)
    return once and hashed and days and bool(CITY.match(found.city)) and 0 <= found.version < MOST_VERSION
