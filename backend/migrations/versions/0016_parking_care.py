"""Stays that go on, end early, go wrong or are made good: bookings that belong to another one, incidents, and what an overstay came to."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016_parking_care"
down_revision = "0015_reservations"


def upgrade() -> None:
    link_bookings()
    make_incidents()
    make_overstays()


def link_bookings() -> None:
    """No bookings are ever deleted, and SQLite takes no reference of a column that comes later: those two have none."""
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    for column in ("extends", "overstay_of"):
        op.add_column("booking", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_index(op.f(f"ix_booking_{column}"), "booking", [column])
    op.create_index(op.f("ix_booking_substitute_of"), "booking", ["substitute_of"])
    op.add_column("booking", sa.Column("substitute_legs", json, nullable=False, server_default="[]"))
    op.execute("ALTER TABLE booking_leg ADD COLUMN cost_minor BIGINT DEFAULT 0 NOT NULL CONSTRAINT ck_booking_leg_cost CHECK (cost_minor >= 0)")


def key(name: str, to: str | None = None, table: str = "", gone: str = "CASCADE", nullable: bool = False) -> list:
    column = sa.Column(name, sa.Uuid(), nullable=nullable)
    return [column] if to is None else [column, sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_{table}_{name}"), ondelete=gone)]


def moments() -> list:
    return [sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "updated_at")]


def make_incidents() -> None:
    op.create_table(
        "incident",
        *key("id"), *key("leg_id", "booking_leg.id", "incident", "RESTRICT"),
        *key("replacement_id", "booking.id", "incident", "SET NULL", nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("tapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_again", sa.Boolean(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("leg_id", "kind", name=op.f("uq_incident_leg_id_kind")),
        sa.CheckConstraint("kind IN ('space_taken')", name=op.f("ck_incident_kind")),
        sa.CheckConstraint("state IN ('reported', 'look_again', 'replaced', 'refunded', 'undecided', 'refused')", name=op.f("ck_incident_state")),
    )
    op.create_table(
        "incident_photo",
        *key("id"), *key("incident_id", "incident.id", "incident_photo"),
        sa.Column("sealed", sa.LargeBinary(4 * 1024 * 1024), nullable=False),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_photo")),
        sa.UniqueConstraint("incident_id", name=op.f("uq_incident_photo_incident_id")),
    )


def make_overstays() -> None:
    op.create_table(
        "overstay",
        *key("id"), *key("leg_id", "booking_leg.id", "overstay", "RESTRICT"),
        *key("charged_by", "booking.id", "overstay", "SET NULL", nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("extra_min", sa.Integer(), nullable=False),
        sa.Column("time_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.BigInteger(), nullable=False),
        sa.Column("excused", sa.String(20), nullable=True),
        *moments(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overstay")),
        sa.UniqueConstraint("leg_id", name=op.f("uq_overstay_leg_id")),
        sa.CheckConstraint("time_minor >= 0 AND fee_minor >= 0", name=op.f("ck_overstay_amounts")),
    )
