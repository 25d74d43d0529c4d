"""Tables of who answers service requests: bodies, their areas and rules, the clocks of each request and whom it was rung for.

What staff and cities write (bodies, rules, areas) is kept as it was written, one row per version, and no version is ever changed.
"""
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bodies.words import Channel, ClockKind, TableSource
from backend.bookings.columns import PLAIN, one_of, word
from backend.contract.request_words import Waiting
from backend.database.base import Base
from backend.database.types import BoundedInt, BoundedJson, BoundedText

MAX_TABLE, MAX_AREAS = 200_000, 4 * 1024 * 1024
MAX_NAME, MAX_ADDRESS = 200, 500
HUNDRED_YEARS_S = 100 * 366 * 86_400


class Body(Base):
    """Who answers. zone: of its clocks. triage: the one inbox for whatever no rule sends elsewhere.

    channel_to     where requests are sent: a mail address or a URL; of an office, never of a person
    jurisdiction   of its Open311 server · key_env: the environment variable that holds its key
    silent_since   since when it takes nothing: closed to intake, or delivery there is given up; rules then choose their `else_body`
    ended_at       no table names it any more
    """

    code: Mapped[str] = mapped_column(BoundedText(64), unique=True, info=PLAIN)
    name: Mapped[str] = word(MAX_NAME)
    zone: Mapped[str] = word(64)
    triage: Mapped[bool] = mapped_column(default=False)
    channel: Mapped[str] = word()
    channel_to: Mapped[str] = word(MAX_ADDRESS, default="")
    jurisdiction: Mapped[str] = word(MAX_NAME, default="")
    key_env: Mapped[str] = word(100, default="")
    silent_since: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    __table_args__ = (one_of("channel", Channel), CheckConstraint("(channel = 'inbox') = (channel_to = '')", name="channel_to"))


class RulesTable(Base):
    """A version of the plain table of bodies, rules, changes to categories and tests. digest: SHA-256 of its text."""

    number: Mapped[int] = mapped_column(BoundedInt(1), unique=True)
    text: Mapped[str] = mapped_column(BoundedText(MAX_TABLE), info=PLAIN)
    digest: Mapped[str] = word(64)
    source: Mapped[str] = word()
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))

    __table_args__ = (one_of("source", TableSource),)


class AreasTable(Base):
    """A version of the areas: GeoJSON, each feature with `code`, `name` and `level`."""

    number: Mapped[int] = mapped_column(BoundedInt(1), unique=True)
    areas: Mapped[Any] = mapped_column(BoundedJson(MAX_AREAS), info=PLAIN)
    digest: Mapped[str] = word(64)
    source: Mapped[str] = word()
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))

    __table_args__ = (one_of("source", TableSource),)


class RequestRoute(Base):
    """Whom a request was given to and by which rule; the highest `turn` counts. area: the smallest area it lies in. asked: bodies named to triage."""

    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"))
    turn: Mapped[int] = mapped_column(BoundedInt(1, 1000))
    body_id: Mapped[UUID] = mapped_column(ForeignKey(Body.id, ondelete="RESTRICT"), index=True)
    category: Mapped[str] = word(40)
    service_code: Mapped[str] = word(80)
    rule: Mapped[str] = word(80)
    rules_version: Mapped[int] = mapped_column(BoundedInt(1))
    areas_version: Mapped[int] = mapped_column(BoundedInt(0))
    area: Mapped[str | None] = mapped_column(BoundedText(64), index=True, info=PLAIN)
    triage: Mapped[bool]
    asked: Mapped[list[str]] = mapped_column(BoundedJson(1024), info=PLAIN)
    at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("request_id", "turn"),)


class RequestClock(Base):
    """One promise of time. It runs (due_at), is paused (paused_since) or has stopped; a transfer and a dispute begin new ones.

    length          as the table has it, such as `2wd`; length_s the seconds that this is on the clock: of the body's working time where
                    `working`, else of every day
    base_at, left_s at that moment there were so many seconds of the clock to go; a pause and a transfer set them anew
    holidays        name and version of the holidays it was worked out with
    next_at         when something is to be done if nobody acts: the reminder, the breach, the next level
    level           of the body that knows by now: 0 nobody but those who do the work
    """

    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"))
    kind: Mapped[str] = word()
    turn: Mapped[int] = mapped_column(BoundedInt(1, 1000))
    body_id: Mapped[UUID] = mapped_column(ForeignKey(Body.id, ondelete="RESTRICT"))
    category: Mapped[str] = word(40)
    length: Mapped[str] = word(20)
    length_s: Mapped[int] = mapped_column(BoundedInt(1, HUNDRED_YEARS_S))
    working: Mapped[bool]
    rules_version: Mapped[int] = mapped_column(BoundedInt(1))
    holidays: Mapped[str] = word(80)
    started_at: Mapped[datetime]
    base_at: Mapped[datetime]
    left_s: Mapped[int] = mapped_column(BoundedInt(0, HUNDRED_YEARS_S))
    due_at: Mapped[datetime | None]
    paused_since: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    level: Mapped[int] = mapped_column(BoundedInt(0, 20), default=0)
    reminded_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    stopped_by: Mapped[str | None] = word()

    __table_args__ = (
        one_of("kind", ClockKind),
        UniqueConstraint("request_id", "kind", "turn"),
        CheckConstraint("(due_at IS NULL) = (paused_since IS NOT NULL)", name="paused_or_due"),
        CheckConstraint("next_at IS NULL OR (due_at IS NOT NULL AND stopped_at IS NULL)", name="nothing_next"),
        CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name="stopped"),
        CheckConstraint("started_at <= due_at", name="interval"),
    )


_runs = RequestClock.stopped_at.is_(None)
Index("ix_request_clock_running", RequestClock.request_id, RequestClock.kind, unique=True, postgresql_where=_runs, sqlite_where=_runs)
Index("ix_request_clock_next", RequestClock.next_at, postgresql_where=_runs, sqlite_where=_runs)


class ClockPause(Base):
    """until: when it was said to end, which is the business of whoever asked for it: by_role."""

    clock_id: Mapped[UUID] = mapped_column(ForeignKey(RequestClock.id, ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    until: Mapped[datetime | None]
    reason: Mapped[str] = word()
    by_role: Mapped[str] = word()

    __table_args__ = (one_of("reason", Waiting), CheckConstraint("starts_at <= ends_at", name="interval"))


_open = ClockPause.ends_at.is_(None)
Index("ix_clock_pause_open", ClockPause.clock_id, unique=True, postgresql_where=_open, sqlite_where=_open)


class Duty(Base):
    """Who is rung for urgent requests of a body, the lowest `rank` first."""

    body_id: Mapped[UUID] = mapped_column(ForeignKey(Body.id, ondelete="CASCADE"))
    rank: Mapped[int] = mapped_column(BoundedInt(1, 50))
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)

    __table_args__ = (UniqueConstraint("body_id", "rank"), UniqueConstraint("body_id", "account_id"))


class Paging(Base):
    """One ring: the `page_no`th for this request, the `turn`th at this body. answer_by: then the next person is rung for.

    account_id NULL: the address of the body was. answered: a human took it up.
    """

    request_id: Mapped[UUID] = mapped_column(ForeignKey("request.id", ondelete="CASCADE"))
    page_no: Mapped[int] = mapped_column(BoundedInt(1, 1_000_000))
    turn: Mapped[int] = mapped_column(BoundedInt(1, 1_000_000))
    body_id: Mapped[UUID] = mapped_column(ForeignKey(Body.id, ondelete="RESTRICT"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True)
    paged_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    answered: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("request_id", "page_no"),
        CheckConstraint("paged_at <= answer_by", name="interval"),
        CheckConstraint("NOT answered OR ended_at IS NOT NULL", name="answered"),
    )


_ringing = Paging.ended_at.is_(None)
Index("ix_paging_ringing", Paging.request_id, unique=True, postgresql_where=_ringing, sqlite_where=_ringing)
Index("ix_paging_answer_by", Paging.answer_by, postgresql_where=_ringing, sqlite_where=_ringing)
