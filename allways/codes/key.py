"""`allways codes key`: a new key to sign codes with; its public half goes into the ring of the city."""
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from allways.errors import CommandError
from signing.keys import KeyRefused, KeyUse, Ring, RingKey, SigningKey

DAYS_OF_YEAR = 366


def run(options: Namespace) -> int:
    try:
        ring = read_ring(options.ring) if options.ring.exists() else first_ring(options)
        if options.city_id not in (None, ring.city) or options.host not in (None, ring.host):
            raise CommandError(f"{options.ring} is the ring of {ring.city} at {ring.host}: leave --city-id and --host out, or name another file.")
        key = SigningKey.new()
        ring = ring.having(public_half(key, options.sign_days, options.verify_years))
        key.save(options.out)
        options.ring.write_text(ring.to_json(), encoding="utf-8")
    except KeyRefused as error:
        raise CommandError(str(error)) from error
    print(f"{options.out}: the private key, signing until {ring.keys[-1].sign_until}. Keep it away from the service and from backups in the clear.")
    print(f"{options.ring}: the public ring of {ring.city}, now of {len(ring.keys)}. Give it to the service and the app.")
    return 0


def first_ring(options: Namespace) -> Ring:
    if not options.city_id or not options.host:
        raise CommandError(f"{options.ring} is not there yet: give --city-id littletown and --host codes.littletown.org to begin it.")
    return Ring(options.city_id, options.host)


def read_ring(path: Path) -> Ring:
    """Raises CommandError."""
    try:
        return Ring.from_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: cannot be read ({error.strerror}). Make a key and a ring with `allways codes key`.") from error
    except (KeyRefused, UnicodeDecodeError) as error:
        raise CommandError(f"{path}: {error}") from error


def public_half(key: SigningKey, sign_days: int, verify_years: int) -> RingKey:
    if not (1 <= sign_days <= 5 * DAYS_OF_YEAR and 0 <= verify_years <= 20):
        raise CommandError("--sign-days is 1 to 1830 and --verify-years 0 to 20.")
    today = datetime.now(UTC).date()
    last = today + timedelta(days=sign_days - 1)
    return RingKey(key.public, KeyUse.CODE, today, last, last + timedelta(days=verify_years * DAYS_OF_YEAR))
