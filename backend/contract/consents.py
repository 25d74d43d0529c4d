"""What somebody agreed to, each purpose by itself. Withdrawing is as easy as giving, and holds at the next write."""
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment


class Purpose(StrEnum):
    """wheelchair_place: that a ride has to have room for a wheelchair, told to who runs it · concession: that a lower price holds, without its reason
    statistics: trips counted for the city, never one by one · request_mails: what becomes of one's requests, and of what one follows, by mail too."""

    WHEELCHAIR_PLACE = "wheelchair_place"
    CONCESSION = "concession"
    STATISTICS = "statistics"
    REQUEST_MAILS = "request_mails"


class ConsentLanguage(StrEnum):
    EN = "en"
    DE = "de"
    ES = "es"
    KO = "ko"


class ConsentChange(Message, frozen=True):
    """`version` and `language`: of the text that was shown. A version that is not the current one is refused when something is given."""

    purpose: Purpose
    given: bool
    version: Annotated[int, Meta(ge=1, le=1000)]
    language: ConsentLanguage


class Consent(Answer, frozen=True):
    """`text`: what is agreed to, in `language`. `explicit`: it is about health, so it is asked for by itself. `since`: when it was given,
    null: it is not. `outdated`: given to an older version of the text; it holds, and should be asked for again."""

    purpose: Purpose
    version: int
    language: ConsentLanguage
    text: str
    explicit: bool
    since: Moment | None
    outdated: bool


class ConsentsResponse(Answer, frozen=True):
    consents: list[Consent]


class ConsentReceiptsResponse(Answer, frozen=True):
    """One record per time something was given, sections as in ISO/IEC TS 27560."""

    receipts: list[dict[str, Any]]
