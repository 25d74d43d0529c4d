"""Why a code or a table of markers is not believed."""
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
