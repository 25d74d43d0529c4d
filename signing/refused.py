"""Why a code, a table of markers or a ticket is not believed."""
from enum import StrEnum


class Refusal(StrEnum):
    NOT_OURS = "not_our_code"  # no code of this city: another address, another kind of text, too long
    DAMAGED = "damaged"  # ours by its looks, but not written as we write
    UNKNOWN_KEY = "unknown_key"  # signed by nobody this city knows, or by a key for something else
    KEY_EXPIRED = "key_expired"  # the key does not count any more, or did not count when it signed
    FORGED = "forged"  # not what was signed
    OTHER_CITY = "other_city"
    UNKNOWN_KIND = "unknown_kind"  # newer than this program
    NOT_YET = "not_yet"  # made after today: a wrong clock here or there
    OUT_OF_DATE = "out_of_date"  # a table past its last day


class CodeRefused(Exception):
    """Nothing of what was scanned may be used. It never repeats what was scanned."""

    def __init__(self, reason: Refusal):
        super().__init__(reason.value)
        self.reason = reason


class TicketRefusal(StrEnum):
    """Why a ticket does not count; after `OVER` why nobody can say whether it does."""

    NOT_OURS = "not_our_ticket"  # another kind of text, too long
    DAMAGED = "damaged"
    UNKNOWN_KEY = "unknown_key"
    WRONG_KEY_USE = "wrong_key_use"  # a key of this city, but not one for tickets
    KEY_EXPIRED = "key_expired"
    FORGED = "forged"
    HOLDER_MISMATCH = "holder_mismatch"  # shown by another phone than the one it was issued to
    SUFFIX_EXPIRED = "suffix_expired"  # a picture of a ticket, or a phone whose clock is behind
    SUFFIX_EARLY = "suffix_early"  # a phone whose clock is ahead
    KILLED = "ticket_killed"
    NOT_YET = "not_yet"
    OVER = "over"
    KEYS_TOO_OLD = "keys_too_old"
    LIST_MISSING = "kill_list_missing"
    LIST_TOO_OLD = "kill_list_too_old"
    CLOCK_WRONG = "clock_wrong"  # of whoever checks


class TicketRefused(Exception):
    """It never repeats what was scanned."""

    def __init__(self, reason: TicketRefusal):
        super().__init__(reason.value)
        self.reason = reason


SAME = {
    Refusal.NOT_OURS: TicketRefusal.NOT_OURS, Refusal.DAMAGED: TicketRefusal.DAMAGED, Refusal.UNKNOWN_KEY: TicketRefusal.UNKNOWN_KEY,
    Refusal.KEY_EXPIRED: TicketRefusal.KEY_EXPIRED, Refusal.FORGED: TicketRefusal.FORGED, Refusal.NOT_YET: TicketRefusal.NOT_YET,
}  # fmt: skip


def as_ticket(error: CodeRefused) -> TicketRefused:
    """What signed bytes are refused for, said of a ticket."""
    return TicketRefused(SAME.get(error.reason, TicketRefusal.DAMAGED))
