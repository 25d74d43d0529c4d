"""Words of the tables of notices."""
from enum import StrEnum

# Of the outbox: faces and plates on the first photo of whoever sent a request are hidden.
PHOTO_READY = "request.photo_ready"


class MailState(StrEnum):
    """waiting: for its letter · digest: for that of the next morning · sent: in a letter · dropped: it was not to be sent any more."""

    WAITING = "waiting"
    DIGEST = "digest"
    SENT = "sent"
    DROPPED = "dropped"


class ListenerRole(StrEnum):
    """Why somebody is told. area: they follow where it is."""

    REPORTER = "reporter"
    FOLLOWER = "follower"
    AREA = "area"
