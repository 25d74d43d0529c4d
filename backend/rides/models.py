"""What is kept of rides on demand that we drive ourselves: zones, vehicles and their shifts, the plan of each day, rides, decisions, tasks."""
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.models import Account
from backend.bookings.booked import BookingLeg
from backend.bookings.columns import NINETY_DAYS, PLAIN, Versioned, one_of, word
from backend.contract.driving import DrivingKind, ShiftState
from backend.contract.rides import RideState
from backend.database.base import Base
from backend.database.types import INT64, BoundedInt, BoundedJson, BoundedText

SEEN_DECIMALS = 4  # of a position that is kept: 11 m
MAX_NAME, MAX_STATE, MAX_SEALED = 200, 8 * 1024 * 1024, 400
CODE_CHARS = 4
OF_NOBODY = "places of rides without whose they are, deleted 90 days after the day"


class DecisionKind(StrEnum):
    """committed: a ride took its place. event: something happened. swapped: a better plan was taken over. kept: one was looked for in vain."""

    COMMITTED = "committed"
    EVENT = "event"
    SWAPPED = "swapped"
    KEPT = "kept"


class TaskKind(StrEnum):
    """stranded: somebody has no way on, a person finds one. no_show: a driver left without somebody. broken: a vehicle stands still, nothing is
    heard of its driver, or what they said does not fit into the plan. call: who booked by phone is told new times by phone."""

    STRANDED = "stranded"
    NO_SHOW = "no_show"
    BROKEN = "broken"
    CALL = "call"


class RideZone(Versioned, Base):
    """A service of ours. key: the id of the `[[on_demand]]` table or of the route that says where and when it drives.

    terms: `ZoneTerms` in `backend.rides.terms`: windows, leeway, patience, grace, longest waits and rides
    """

    key: Mapped[str] = mapped_column(BoundedText(40), info=PLAIN, unique=True)
    name: Mapped[str] = mapped_column(BoundedText(MAX_NAME), info=PLAIN)
    operator_id: Mapped[str] = word(100)
    operator_name: Mapped[str] = word(MAX_NAME)
    terms: Mapped[dict[str, Any]] = mapped_column(BoundedJson(4096), info=PLAIN)
    active: Mapped[bool] = mapped_column(default=True)


class RideVehicle(Base):
    """rooms: configurations, each [seats, wheelchairs, child seats, guide dogs]; one of them has to hold all who are on board."""

    zone_id: Mapped[UUID] = mapped_column(ForeignKey(RideZone.id, ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(BoundedText(60), info=PLAIN)
    plate: Mapped[str] = mapped_column(BoundedText(20), info=PLAIN, default="")
    rooms: Mapped[list[list[int]]] = mapped_column(BoundedJson(2048), info=PLAIN)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("zone_id", "name"),)


class RideShift(Base):
    """A vehicle drives from starts_at to ends_at, from a place to a place. row: of the fleet of its day; a row stays where it is.

    breaks       each {"from", "to", "lengthS", "lat", "lon"}: begins between two moments (ISO), lasts so long
    driver_id    who drives it, as far as known
    lat, lon     where the vehicle was at `seen_at`, until the shift is over
    """

    vehicle_id: Mapped[UUID] = mapped_column(ForeignKey(RideVehicle.id, ondelete="RESTRICT"))
    zone_id: Mapped[UUID] = mapped_column(ForeignKey(RideZone.id, ondelete="RESTRICT"))
    day: Mapped[date]
    row: Mapped[int] = mapped_column(BoundedInt(0, 10_000))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    start_lat: Mapped[float]
    start_lon: Mapped[float]
    end_lat: Mapped[float]
    end_lon: Mapped[float]
    breaks: Mapped[list[dict[str, Any]]] = mapped_column(BoundedJson(4096), info=PLAIN)
    driver_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True)
    state: Mapped[str] = word(default=ShiftState.PLANNED)
    begun_at: Mapped[datetime | None]
    over_at: Mapped[datetime | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    seen_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("zone_id", "day", "row"),
        one_of("state", ShiftState),
        CheckConstraint("starts_at < ends_at", name="interval"),
        CheckConstraint("(lat IS NULL) = (lon IS NULL) AND (lat IS NULL) = (seen_at IS NULL)", name="seen"),
        Index("ix_ride_shift_zone_id_day", "zone_id", "day"),
    )


class RideDay(Base):
    """The plan of one zone on one service day: `state` is a `Board` as `backend.rides.board` writes it. version grows with each change of it."""

    zone_id: Mapped[UUID] = mapped_column(ForeignKey(RideZone.id, ondelete="RESTRICT"))
    day: Mapped[date]
    version: Mapped[int] = mapped_column(BoundedInt(0, INT64))
    state: Mapped[bytes] = mapped_column(LargeBinary(MAX_STATE), info={"personal": OF_NOBODY})

    __table_args__ = (UniqueConstraint("zone_id", "day"),)


class Ride(Base):
    """One ride. row: of the rides of its day, which stays. leg_id: of its booking, None for one that was booked by phone or is a substitute.

    load          [seats, wheelchairs, child seats, guide dogs]
    pickup_from … arrive_by   what is promised now; pickup_at, dropoff_at: foreseen now
    changes       promises that were replaced, [{"at", "reason", "from", "to", "by"}]
    caller        sealed: name and number of who booked by phone
    ready_at      the rider said that they can be there only then
    arrived_at    the van was at the pickup; instead_of: the ride that this one replaces
    code          what is told to the driver where no ticket can be shown
    """

    zone_id: Mapped[UUID] = mapped_column(ForeignKey(RideZone.id, ondelete="RESTRICT"))
    day: Mapped[date]
    row: Mapped[int] = mapped_column(BoundedInt(0, 200_000))
    leg_id: Mapped[UUID | None] = mapped_column(ForeignKey(BookingLeg.id, ondelete="RESTRICT"), unique=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"), index=True)
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey(RideShift.id, ondelete="SET NULL"), index=True)
    state: Mapped[str] = word(default=RideState.HELD)
    load: Mapped[list[int]] = mapped_column(BoundedJson(64), info={"personal": NINETY_DAYS})
    from_name: Mapped[str] = mapped_column(BoundedText(MAX_NAME), info={"personal": NINETY_DAYS})
    from_lat: Mapped[float] = mapped_column(info={"personal": NINETY_DAYS})
    from_lon: Mapped[float] = mapped_column(info={"personal": NINETY_DAYS})
    to_name: Mapped[str] = mapped_column(BoundedText(MAX_NAME), info={"personal": NINETY_DAYS})
    to_lat: Mapped[float] = mapped_column(info={"personal": NINETY_DAYS})
    to_lon: Mapped[float] = mapped_column(info={"personal": NINETY_DAYS})
    pickup_from: Mapped[datetime]
    pickup_to: Mapped[datetime]
    arrive_by: Mapped[datetime]
    pickup_at: Mapped[datetime | None]
    dropoff_at: Mapped[datetime | None]
    changes: Mapped[list[dict[str, Any]]] = mapped_column(BoundedJson(8192), info=PLAIN, default=list)
    caller: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_SEALED), info={"personal": NINETY_DAYS})
    code: Mapped[str] = mapped_column(BoundedText(CODE_CHARS), info=PLAIN)
    ready_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    boarded_at: Mapped[datetime | None]
    brought_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    instead_of: Mapped[UUID | None] = mapped_column(ForeignKey("ride.id", ondelete="SET NULL"), index=True)

    __table_args__ = (
        UniqueConstraint("zone_id", "day", "row"),
        one_of("state", RideState),
        CheckConstraint("pickup_from <= pickup_to AND pickup_from < arrive_by", name="promise"),
        CheckConstraint("state NOT IN ('aboard', 'brought') OR boarded_at IS NOT NULL", name="boarded"),
        CheckConstraint("(state = 'brought') = (brought_at IS NOT NULL)", name="brought"),
        Index("ix_ride_zone_id_day_state", "zone_id", "day", "state"),
    )


class RideDecision(Base):
    """Why a plan is as it is: enough to judge it again. before, after: versions of the day. digest: SHA-256 of the dispatch it began with.

    facts: of a search its seed, iterations, budget, costs before and after, and its routes; of an event its kind, ids and moments
    snapshot: the board that a search began with, so that its answer can be judged again; emptied after a week
    """

    day_id: Mapped[UUID] = mapped_column(ForeignKey(RideDay.id, ondelete="CASCADE"))
    kind: Mapped[str] = word()
    before: Mapped[int] = mapped_column(BoundedInt(0, INT64))
    after: Mapped[int] = mapped_column(BoundedInt(0, INT64))
    digest: Mapped[str] = mapped_column(BoundedText(64), info=PLAIN)
    facts: Mapped[dict[str, Any]] = mapped_column(BoundedJson(256 * 1024), info=PLAIN)
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary(MAX_STATE), info={"personal": OF_NOBODY})

    __table_args__ = (one_of("kind", DecisionKind), Index("ix_ride_decision_day_id_created_at", "day_id", "created_at"))


class RideTask(Base):
    """What a person has to see to by due_at. note: what was done, in words."""

    zone_id: Mapped[UUID] = mapped_column(ForeignKey(RideZone.id, ondelete="RESTRICT"))
    kind: Mapped[str] = word()
    ride_id: Mapped[UUID | None] = mapped_column(ForeignKey(Ride.id, ondelete="CASCADE"), index=True)
    shift_id: Mapped[UUID | None] = mapped_column(ForeignKey(RideShift.id, ondelete="CASCADE"))
    reason: Mapped[str] = word(40)
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey(Account.id, ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(BoundedText(500), info={"personal": NINETY_DAYS}, default="")

    __table_args__ = (one_of("kind", TaskKind), Index("ix_ride_task_zone_id_done_at", "zone_id", "done_at", "due_at"))


class DrivenEvent(Base):
    """What a driver said that happened, once. id: made by the phone. at: as it counts, never before what was said last.

    refusal, possible_at, ticket   why it changed nothing, as the phone was told
    proof   of a no-show, {"waitedS", "distanceM"}: how long the van stood there, and how far from the pickup
    """

    shift_id: Mapped[UUID] = mapped_column(ForeignKey(RideShift.id, ondelete="CASCADE"))
    ride_id: Mapped[UUID | None] = mapped_column(ForeignKey(Ride.id, ondelete="CASCADE"), index=True)
    kind: Mapped[str] = word()
    at: Mapped[datetime]
    refusal: Mapped[str | None] = mapped_column(BoundedText(20), info=PLAIN)
    possible_at: Mapped[datetime | None]
    ticket: Mapped[str | None] = mapped_column(BoundedText(40), info=PLAIN)
    proof: Mapped[dict[str, Any]] = mapped_column(BoundedJson(256), info=PLAIN, default=dict)

    __table_args__ = (one_of("kind", DrivingKind), Index("ix_driven_event_shift_id_at", "shift_id", "at"))
