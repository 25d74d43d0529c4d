"""Words of service requests: how they stand, why, and what happens to them. One list for the wire, the tables and the law."""
from enum import StrEnum


class RequestState(StrEnum):
    """submitted: stored, on its way to its body · held: a person looks first · delivered: the body has it · acknowledged: somebody there read it

    waiting: for `reason` · resolved: the body says so · confirmed: whoever sent it agrees or is silent · disputed: another officer looks again
    closed: for good, after an objection or without an answer · merged: counts with `mergedInto`.
    """

    SUBMITTED = "submitted"
    HELD = "held"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Visibility(StrEnum):
    """public_name: everybody reads it, with the name given · public: everybody reads it, nobody who sent it · body: only those who answer it."""

    PUBLIC_NAME = "public_name"
    PUBLIC = "public"
    BODY = "body"


class RequestPlaceKind(StrEnum):
    """segment: a stretch of street."""

    POINT = "point"
    SEGMENT = "segment"
    STOP = "stop"
    VEHICLE = "vehicle"
    BAY = "bay"
    LIFT = "lift"


class RequestOrigin(StrEnum):
    """What of the house a request was made of by itself. obstacle: something in the way was reported · incident: a booked space was taken."""

    OBSTACLE = "obstacle"
    INCIDENT = "incident"


# Places that are searched for have kinds too: on the wire the two need different names, in code nobody mixes them up.
PlaceKind = RequestPlaceKind

class Hold(StrEnum):
    MODERATION = "moderation"
    PHOTO = "photo"


class Waiting(StrEnum):
    REPORTER = "reporter"
    THIRD_PARTY = "third_party"
    WEATHER = "weather"
    BUDGET = "budget"


class Resolution(StrEnum):
    """made_safe: no danger any more, the rest follows · planned: for a day that is told · not_found: somebody looked."""

    FIXED = "fixed"
    MADE_SAFE = "made_safe"
    PLANNED = "planned"
    NOT_FOUND = "not_found"


class Rejection(StrEnum):
    NOT_OURS = "not_ours"
    NOT_A_DEFECT = "not_a_defect"
    PRIVATE_GROUND = "private_ground"
    ABUSE = "abuse"
    NO_PLACE = "no_place"
    ALREADY_PLANNED = "already_planned"


class Closed(StrEnum):
    """no_answer: whoever sent it was asked and did not answer · stands: what was objected to stays as it was decided."""

    NO_ANSWER = "no_answer"
    STANDS = "stands"


Closing = Resolution | Rejection | Closed


class EventKind(StrEnum):
    """moved: its due date, by a clock, with the reason in words · escalated: it went up, `words` say to whom."""

    SUBMITTED = "submitted"
    HELD = "held"
    RELEASED = "released"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    STARTED = "started"
    WAITING = "waiting"
    RESUMED = "resumed"
    RESOLVED = "resolved"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REOPENED = "reopened"
    CLOSED = "closed"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"
    MERGED = "merged"
    UNMERGED = "unmerged"
    WITHDRAWN = "withdrawn"
    COMMENT = "comment"
    ASSIGNED = "assigned"
    VISIBILITY = "visibility"
    REDACTED = "redacted"
    MOVED = "moved"
    REMINDED = "reminded"
    ESCALATED = "escalated"
