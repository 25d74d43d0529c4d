"""Words of the tables of bodies."""
from enum import StrEnum


class Channel(StrEnum):
    """How a body gets its requests. inbox: it works in the console."""

    INBOX = "inbox"
    EMAIL = "email"
    OPEN311 = "open311"
    WEBHOOK = "webhook"


class ClockKind(StrEnum):
    """delivery: handed over · ack: a human has answered · decide: what will be done is said · fix: done."""

    DELIVERY = "delivery"
    ACK = "ack"
    DECIDE = "decide"
    FIX = "fix"


class TableSource(StrEnum):
    """default: there was none · city: came with the built city · staff: written by the staff."""

    DEFAULT = "default"
    CITY = "city"
    STAFF = "staff"


class NextStep(StrEnum):
    """What happens next to a request that was just taken. SORTED: a person finds out whose it is. ON_CALL: somebody is being rung for."""

    GIVEN = "given"
    SORTED = "sorted"
    ON_CALL = "on_call"


LANGUAGES = ("en", "de", "es", "ko")
