"""Where a city's keys for tickets lie: one folder with the signed set, the public root, and the private keys that sign now.

    root.pub     the public key of the root, 64 hexadecimal digits: what phones of inspectors are given
    keys.cose    the set, signed by the root; to be renewed within a week
    ticket-ID.key, kill_list-ID.key   private, of mode 600

The private root lies somewhere else, offline. Only a demonstration has it here, as `root.key`.
"""
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from signing.key_sets import MOST_BYTES, SPARE_DAYS, KeySet, fresh_key, read_key_set, write_key_set
from signing.keys import KEY_BYTES, KeyRefused, KeyUse, RingKey, SigningKey, utc_day
from signing.refused import TicketRefused

ROOT, KEYS, PRIVATE_ROOT = "root.pub", "keys.cose", "root.key"
SIGNED = (KeyUse.TICKET, KeyUse.KILL_LIST)


@dataclass(frozen=True)
class KeyFolder:
    """root: public. token: the set as it goes to those who check."""

    root: bytes
    token: bytes
    keys: KeySet
    ticket: SigningKey
    kill_list: SigningKey


def read_folder(folder: Path, now: datetime) -> KeyFolder:
    """Raises KeyRefused with what to do."""
    root, token, keys = read_published(folder, now)
    if not keys.counts_on(utc_day(now)):
        raise KeyRefused(f"{folder / KEYS} ended on {keys.until}. Have the root sign it again with `allways ticket-keys`.")
    return KeyFolder(root, token, keys, *(signing_key(folder, keys, use, now) for use in SIGNED))


def read_published(folder: Path, now: datetime) -> tuple[bytes, bytes, KeySet]:
    """root, token, keys: what everybody may know. However old it is. Raises KeyRefused."""
    try:
        root = bytes.fromhex((folder / ROOT).read_text(encoding="ascii")[: 2 * KEY_BYTES])
        with (folder / KEYS).open("rb") as file:
            token = file.read(MOST_BYTES + 1)
        return root, token, read_key_set(token, root, now)
    except OSError as error:
        raise KeyRefused(f"{folder}: {error.strerror}. It holds {ROOT} and {KEYS}, made with `allways ticket-keys`.") from error
    except (ValueError, TicketRefused) as error:
        raise KeyRefused(f"{folder}: {KEYS} was not signed by the root in {ROOT}, or a file is damaged. Have the root sign it again.") from error


def signing_key(folder: Path, keys: KeySet, use: KeyUse, now: datetime) -> SigningKey:
    """The newest that signs today and lies here. Raises KeyRefused."""
    for own in sorted(signing(keys, use, now), key=lambda own: own.sign_from, reverse=True):
        path = folder / private_name(own)
        if path.exists():
            return SigningKey.read(path=path)
    raise KeyRefused(f"{folder}: no private key for {use} that signs today. Make one with `allways ticket-keys`.")


def renew_folder(
    folder: Path, city: str, root: SigningKey, now: datetime, beside: tuple[RingKey, ...] = (), revoked: tuple[bytes, ...] = (),
    next_root: bytes = b"",
) -> KeySet:  # fmt: skip
    """A set for another week; new keys for what signs 30 days more at most. What nobody has to check any longer is left out, and what was revoked.

    beside: keys for something else that belong in the set, such as those for codes. revoked: ids. Raises KeyRefused.
    """
    today = utc_day(now)
    folder.mkdir(parents=True, exist_ok=True)
    held = read_published(folder, now)[2] if (folder / KEYS).exists() else None
    if held and held.city != city:
        raise KeyRefused(f"{folder} holds the keys of {held.city}.")
    keys = [own for own in (*(held.keys if held else ()), *beside) if own.verify_until >= today and own.id not in revoked]
    keys = list({own.id: own for own in keys}.values())
    for use in SIGNED:
        if not any(own.use is use and own.sign_until >= today + timedelta(days=SPARE_DAYS) for own in keys):
            key = SigningKey.new()
            keys.append(own := fresh_key(key.public, use, today))
            key.save(folder / private_name(own))
    version = held.version + 1 if held else 1
    token = write_key_set(city, version, tuple(keys), root, now, next_root)
    replace(folder / ROOT, (root.public.hex() + "\n").encode())
    replace(folder / KEYS, token)
    return read_key_set(token, root.public, now)


def signing(keys: KeySet, use: KeyUse, now: datetime) -> list[RingKey]:
    return [own for own in keys.keys if own.use is use and own.signs_on(utc_day(now))]


def private_name(key: RingKey) -> str:
    return f"{key.use}-{key.id.hex()}.key"


def replace(path: Path, content: bytes) -> None:
    """All of it or what was there before."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(content)
    os.replace(fresh, path)
