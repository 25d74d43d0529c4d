"""Who answers what people tell the city: categories to choose from, how well it is answered, and for the staff bodies, rules, areas, who is on duty.

`/v1/requests/categories`, `/v1/requests/responsible`, `/v1/requests/performance`, `/v1/staff/bodies`, `/v1/staff/routing-rules`, `/v1/staff/areas`.
"""
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.requests import RequestContext, RequestPlace

MOST_TABLE = 200_000
MOST_ON_DUTY = 50


class AnswerKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"


class CategoryChoice(Answer, frozen=True):
    code: str
    name: str


class CategoryQuestion(Answer, frozen=True):
    """Asked with a request of the category. `values`: of a choice."""

    code: str
    name: str
    kind: AnswerKind
    required: bool
    values: tuple[CategoryChoice, ...] = ()


class CategoryGroup(Answer, frozen=True):
    code: str
    name: str


class RequestCategory(Answer, frozen=True):
    """`obstacle`: its kind, where routes can lead around it. `urgent`: somebody on duty is called.

    `emergency`: nothing is filed, call `emergencyNumber`. `keywords`: in the language asked for, to find it by.
    `icon`: a name of Material Design Icons. `answerIn`, `fixIn`: how long that takes at most:
    `10min`, `4h`, `2d` of every day, `4wh`, `2wd` of working time.
    """

    code: str
    group: str
    name: str
    icon: str
    obstacle: str | None
    urgent: bool
    emergency: bool
    keywords: tuple[str, ...]
    attributes: tuple[CategoryQuestion, ...]
    answer_in: str
    fix_in: str


class CategoriesResponse(Answer, frozen=True):
    """In the order to be shown. `emergencyWords`: words of one's own that say that somebody is in danger now, in all languages."""

    groups: tuple[CategoryGroup, ...]
    categories: tuple[RequestCategory, ...]
    emergency_number: str
    emergency_words: tuple[str, ...]
    version: int


class WhoAnswers(Message, frozen=True):
    """What is about to be sent, as far as it decides who gets it."""

    category: Annotated[str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.-]+$")]
    place: RequestPlace
    context: RequestContext | None = None


class Responsible(Answer, frozen=True):
    """Who would have it if it were sent now. `answerBy`: a person has answered, `fixBy`: it is done. `undecided`: a person says whose it is."""

    body: str
    answer_by: Moment
    fix_by: Moment
    undecided: bool


class PerformanceRow(Answer, frozen=True):
    """Of the requests received in the time asked for. `onTime` and `late`: resolved by the date that was promised, or not, or open past it.

    `medianHours`: from received to resolved, of those that are. null: fewer than five requests, which would tell of single people.
    """

    code: str
    name: str
    received: int | None
    on_time: int | None
    late: int | None
    reopened: int | None
    disputed: int | None
    median_hours: float | None


class Performance(Answer, frozen=True, kw_only=True):
    """`smallest`: below so many requests nothing is published. Dates: days in the zone of the city, `to` included."""

    from_: date = msgspec.field(name="from")
    to: date
    total: PerformanceRow
    categories: tuple[PerformanceRow, ...]
    areas: tuple[PerformanceRow, ...]
    bodies: tuple[PerformanceRow, ...]
    smallest: int
    as_of: Moment


class BodyChannel(StrEnum):
    INBOX = "inbox"
    EMAIL = "email"
    OPEN311 = "open311"
    WEBHOOK = "webhook"


class StaffBody(Answer, frozen=True):
    """`triage`: the inbox for what has no rule. `silentSince`: it takes nothing. `onDuty`: how many can be called for urgent requests."""

    id: UUID
    code: str
    name: str
    triage: bool
    channel: BodyChannel
    silent_since: Moment | None
    on_duty: int


class BodiesResponse(Answer, frozen=True):
    bodies: tuple[StaffBody, ...]


class TableSource(StrEnum):
    DEFAULT = "default"
    CITY = "city"
    STAFF = "staff"


class TableVersion(Answer, frozen=True):
    version: int
    source: TableSource
    written_at: Moment


class RoutingRules(Answer, frozen=True):
    """`text`: TOML. `untested`: rules that decide none of its tests. `versions`: the last ones, the newest first."""

    version: int
    source: TableSource
    text: str
    untested: tuple[str, ...]
    versions: tuple[TableVersion, ...]


class RoutingRulesChange(Message, frozen=True):
    """`after`: the version that it was made from."""

    text: Annotated[str, Meta(min_length=1, max_length=MOST_TABLE)]
    after: Annotated[int, Meta(ge=0)]


class RequestAreas(Answer, frozen=True):
    """`areas`: a FeatureCollection of GeoJSON (RFC 7946), each feature with the properties `code`, `name` and `level`."""

    version: int
    source: TableSource | None
    areas: dict[str, Any]
    versions: tuple[TableVersion, ...]


class RequestAreasChange(Message, frozen=True):
    areas: dict[str, Any]
    after: Annotated[int, Meta(ge=0)]


class OnDuty(Answer, frozen=True):
    """Accounts of officers, in the order in which they are called."""

    officers: tuple[UUID, ...]


class OnDutyChange(Message, frozen=True):
    officers: Annotated[tuple[UUID, ...], Meta(max_length=MOST_ON_DUTY)]
