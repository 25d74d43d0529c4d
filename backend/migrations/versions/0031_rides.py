"""Rides on demand that we drive ourselves: zones, vehicles, shifts, the plan of each day, rides, decisions, tasks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031_rides"
down_revision = "0030_closing_gaps"


def upgrade() -> None:
    ride_zone()
    ride_vehicle()
    ride_shift()
    ride_day()
    ride()
    ride_decision()
    ride_task()


def json() -> sa.types.TypeEngine:
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def ride_zone() -> None:
    op.create_table(
        "ride_zone",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("operator_id", sa.String(100), nullable=False),
        sa.Column("operator_name", sa.String(200), nullable=False),
        sa.Column("terms", json(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_zone")),
        sa.UniqueConstraint("key", name=op.f("uq_ride_zone_key")),
    )


def ride_vehicle() -> None:
    op.create_table(
        "ride_vehicle",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("plate", sa.String(20), nullable=False),
        sa.Column("rooms", json(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["ride_zone.id"], name=op.f("fk_ride_vehicle_zone_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_vehicle")),
        sa.UniqueConstraint("zone_id", "name", name=op.f("uq_ride_vehicle_zone_id_name")),
    )


def ride_shift() -> None:
    op.create_table(
        "ride_shift",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_lat", sa.Double(), nullable=False),
        sa.Column("start_lon", sa.Double(), nullable=False),
        sa.Column("end_lat", sa.Double(), nullable=False),
        sa.Column("end_lon", sa.Double(), nullable=False),
        sa.Column("breaks", json(), nullable=False),
        sa.Column("driver_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'begun', 'over', 'broken')", name=op.f("ck_ride_shift_state")),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL) AND (lat IS NULL) = (seen_at IS NULL)", name=op.f("ck_ride_shift_seen")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_ride_shift_interval")),
        sa.ForeignKeyConstraint(["driver_id"], ["account.id"], name=op.f("fk_ride_shift_driver_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["vehicle_id"], ["ride_vehicle.id"], name=op.f("fk_ride_shift_vehicle_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["zone_id"], ["ride_zone.id"], name=op.f("fk_ride_shift_zone_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_shift")),
        sa.UniqueConstraint("zone_id", "day", "row", name=op.f("uq_ride_shift_zone_id_day_row")),
    )
    op.create_index(op.f("ix_ride_shift_driver_id"), "ride_shift", ["driver_id"], unique=False)
    op.create_index("ix_ride_shift_zone_id_day", "ride_shift", ["zone_id", "day"], unique=False)


def ride_day() -> None:
    op.create_table(
        "ride_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.LargeBinary(length=8388608), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["zone_id"], ["ride_zone.id"], name=op.f("fk_ride_day_zone_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_day")),
        sa.UniqueConstraint("zone_id", "day", name=op.f("uq_ride_day_zone_id_day")),
    )


def ride() -> None:
    op.create_table(
        "ride",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("load", json(), nullable=False),
        sa.Column("from_name", sa.String(200), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("to_name", sa.String(200), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("pickup_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pickup_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrive_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pickup_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropoff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changes", json(), nullable=False),
        sa.Column("caller", sa.LargeBinary(length=400), nullable=True),
        sa.Column("code", sa.String(4), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("boarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("brought_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("instead_of", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'brought') = (brought_at IS NOT NULL)", name=op.f("ck_ride_brought")),
        sa.CheckConstraint(
            "state IN ('held', 'booked', 'aboard', 'brought', 'cancelled', 'no_show', 'stranded', 'released')", name=op.f("ck_ride_state")
        ),
        sa.CheckConstraint("state NOT IN ('aboard', 'brought') OR boarded_at IS NOT NULL", name=op.f("ck_ride_boarded")),
        sa.CheckConstraint("pickup_from <= pickup_to AND pickup_from < arrive_by", name=op.f("ck_ride_promise")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_ride_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["instead_of"], ["ride.id"], name=op.f("fk_ride_instead_of"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["leg_id"], ["booking_leg.id"], name=op.f("fk_ride_leg_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["shift_id"], ["ride_shift.id"], name=op.f("fk_ride_shift_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["zone_id"], ["ride_zone.id"], name=op.f("fk_ride_zone_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride")),
        sa.UniqueConstraint("leg_id", name=op.f("uq_ride_leg_id")),
        sa.UniqueConstraint("zone_id", "day", "row", name=op.f("uq_ride_zone_id_day_row")),
    )
    op.create_index(op.f("ix_ride_account_id"), "ride", ["account_id"], unique=False)
    op.create_index(op.f("ix_ride_instead_of"), "ride", ["instead_of"], unique=False)
    op.create_index(op.f("ix_ride_shift_id"), "ride", ["shift_id"], unique=False)
    op.create_index("ix_ride_zone_id_day_state", "ride", ["zone_id", "day", "state"], unique=False)


def ride_decision() -> None:
    op.create_table(
        "ride_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("day_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("facts", json(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(length=8388608), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('committed', 'event', 'swapped', 'kept')", name=op.f("ck_ride_decision_kind")),
        sa.ForeignKeyConstraint(["day_id"], ["ride_day.id"], name=op.f("fk_ride_decision_day_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_decision")),
    )
    op.create_index("ix_ride_decision_day_id_created_at", "ride_decision", ["day_id", "created_at"], unique=False)


def ride_task() -> None:
    op.create_table(
        "ride_task",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("zone_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("ride_id", sa.Uuid(), nullable=True),
        sa.Column("shift_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('stranded', 'no_show', 'broken', 'call')", name=op.f("ck_ride_task_kind")),
        sa.ForeignKeyConstraint(["done_by"], ["account.id"], name=op.f("fk_ride_task_done_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ride_id"], ["ride.id"], name=op.f("fk_ride_task_ride_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["shift_id"], ["ride_shift.id"], name=op.f("fk_ride_task_shift_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["zone_id"], ["ride_zone.id"], name=op.f("fk_ride_task_zone_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ride_task")),
    )
    op.create_index(op.f("ix_ride_task_ride_id"), "ride_task", ["ride_id"], unique=False)
    op.create_index("ix_ride_task_zone_id_done_at", "ride_task", ["zone_id", "done_at", "due_at"], unique=False)
