"""`allways codes check`: what a scanned text holds, by the ring alone; nothing is opened and nobody is asked."""
from argparse import Namespace
from datetime import UTC, datetime

from allways.codes.key import read_ring
from allways.errors import CommandError
from signing.codes import read_code
from signing.refused import CodeRefused, Refusal

WHY = {
    Refusal.NOT_OURS: "This is no code of {city}.",
    Refusal.DAMAGED: "This begins like a code of {city}, but is damaged or was not written by Allways.",
    Refusal.UNKNOWN_KEY: "This was signed by a key that is not in the ring of {city}.",
    Refusal.KEY_EXPIRED: "This was signed by a key that does not count any more, or did not count then. Print the sheet again.",
    Refusal.FORGED: "This was changed after it was signed, or signed by somebody else. Take it down.",
    Refusal.OTHER_CITY: "This is a code of another city.",
    Refusal.UNKNOWN_KIND: "This is a code of a newer version of Allways.",
    Refusal.NOT_YET: "This was signed after today: look at the clock of this computer.",
    Refusal.OUT_OF_DATE: "This is past its last day.",
}


def run(options: Namespace) -> int:
    ring = read_ring(options.ring)
    try:
        code = read_code(options.text, ring, datetime.now(UTC))
    except CodeRefused as error:
        raise CommandError(WHY[error.reason].format(city=ring.city)) from error
    print(f"{code.kind} {code.id} of {code.city}" + (f", {code.name}" if code.name else ""))
    print(f"signed on {code.issued} by key {code.key_id.hex()}")
    return 0
