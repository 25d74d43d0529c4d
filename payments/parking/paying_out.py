"""When a host is paid: a day after what was earned was settled, as soon as it is worth a transfer and at the latest once a month."""
from dataclasses import dataclass
from datetime import timedelta

SETTLED_FOR = timedelta(hours=24)  # claims of a day are settled before a host is paid
LEAST_MINOR = 2000


@dataclass(frozen=True)
class Owed:
    """What stands on a host's account, above zero owed to them. Each is earned, less all that was taken back or paid, whenever that was: what is
    below zero is netted with what is earned later and never asked for.

    total_minor: of all that was earned · ripe_minor: of what was settled a day ago or earlier · old_minor: of what of that is of earlier months
    """

    total_minor: int
    ripe_minor: int
    old_minor: int


def payout_minor(owed: Owed) -> int:
    """What is paid now: all that is ripe, or nothing."""
    if owed.ripe_minor <= 0:
        return 0
    return owed.ripe_minor if owed.ripe_minor >= LEAST_MINOR or owed.old_minor > 0 else 0
