"""`allways ticket-keys`: the keys of a city for tickets, signed by its root for another week. Run where the root is, and nowhere else."""
from argparse import Namespace
from datetime import UTC, datetime

from allways.codes.key import read_ring
from allways.errors import CommandError
from signing.key_folders import KEYS, ROOT, renew_folder
from signing.keys import KeyRefused, SigningKey


def run(options: Namespace) -> int:
    try:
        if not options.root.exists():
            if not options.new_root:
                raise CommandError(f"{options.root} is not there. Begin with --new-root; a city whose phones know its root never makes another one.")
            SigningKey.new().save(options.root)
        root = SigningKey.read(path=options.root)
        next_root = bytes.fromhex(options.next_root) if options.next_root else b""
        revoked = tuple(bytes.fromhex(id) for id in options.revoke)
        beside = read_ring(options.ring).keys if options.ring else ()
        keys = renew_folder(options.out, options.city_id, root, datetime.now(UTC), beside, revoked, next_root)
    except KeyRefused as error:
        raise CommandError(str(error)) from error
    except ValueError as error:
        raise CommandError("--revoke takes ids of keys and --next-root a public key, as hexadecimal digits.") from error
    print(f"{options.out / KEYS}: version {keys.version} with {len(keys.keys)} keys, good until {keys.until}")
    print(f"{options.out / ROOT}: what phones of inspectors are given. Bring {options.out} to the service, {options.root} back into its safe.")
    return 0
