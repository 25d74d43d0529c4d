"""The base of all messages that cross HTTP: camelCase on the wire, never changed once made."""
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta


class Message(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What a client sends. A field the service does not know is refused: a misspelt limit must not be dropped in silence."""


class Answer(msgspec.Struct, frozen=True, rename="camel"):
    """What the service says. Readers skip fields they do not know, so that an older app understands a newer service."""


Latitude = Annotated[float, Meta(ge=-90, le=90, description="Degrees north, WGS 84.")]
Longitude = Annotated[float, Meta(ge=-180, le=180, description="Degrees east, WGS 84.")]
Moment = Annotated[datetime, Meta(extra_json_schema={"format": "date-time"}, description="ISO 8601 with an offset from UTC.")]
