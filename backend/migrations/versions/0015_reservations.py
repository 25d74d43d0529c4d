"""Reserved spaces: passes, codes, gates, and what hosts are asked first."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015_reservations"
down_revision = "0014_host_money"

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    create_reservation()
    create_gates()
    create_request()


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def key(name: str) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=False)


def made() -> tuple[sa.Column, sa.Column]:
    return moment("created_at"), moment("updated_at")


def refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def create_reservation() -> None:
    table = "parking_reservation"
    op.create_table(
        table,
        key("id"), key("leg_id"), key("site_id"), key("space_id"), key("tariff_id"),
        sa.Column("vehicle", JSON, nullable=False),
        sa.Column("fit", JSON, nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("plate", sa.LargeBinary(100), nullable=True),
        sa.Column("entry_code", sa.String(6), nullable=True),
        moment("over_at"), moment("entered_at", True), moment("left_at", True), *made(),
        sa.CheckConstraint("entry_code IS NOT NULL OR plate IS NULL", name=op.f(f"ck_{table}_emptied_together")),
        refers(table, "leg_id", "booking_leg", "RESTRICT"),
        refers(table, "site_id", "parking_site", "RESTRICT"),
        refers(table, "tariff_id", "parking_tariff", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("leg_id", name=op.f(f"uq_{table}_leg_id")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_over_at"), table, ["over_at"])
    op.create_index(f"ix_{table}_site_id_over_at", table, ["site_id", "over_at"])
    coded = sa.text("entry_code IS NOT NULL")
    op.create_index(f"uq_{table}_entry_code", table, ["site_id", "entry_code"], unique=True, postgresql_where=coded, sqlite_where=coded)


def create_gates() -> None:
    op.create_table(
        "parking_gate",
        key("id"), key("site_id"), sa.Column("public_key", sa.LargeBinary(32), nullable=False), *made(),
        refers("parking_gate", "site_id", "parking_site", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parking_gate")),
        sa.UniqueConstraint("site_id", name=op.f("uq_parking_gate_site_id")),
    )  # fmt: skip
    op.create_table(
        "gate_mark",
        key("id"), key("site_id"), key("leg_id"), sa.Column("kind", sa.String(20), nullable=False), moment("at"), *made(),
        sa.CheckConstraint("kind IN ('entered', 'left')", name=op.f("ck_gate_mark_kind")),
        refers("gate_mark", "site_id", "parking_site", "CASCADE"),
        refers("gate_mark", "leg_id", "booking_leg", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_mark")),
    )  # fmt: skip
    op.create_index(op.f("ix_gate_mark_leg_id"), "gate_mark", ["leg_id"])
    op.create_index(op.f("ix_gate_mark_at"), "gate_mark", ["at"])
    op.create_table(
        "gate_miss",
        key("id"), key("site_id"), *made(),
        refers("gate_miss", "site_id", "parking_site", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_miss")),
    )  # fmt: skip
    op.create_index("ix_gate_miss_site_id_created_at", "gate_miss", ["site_id", "created_at"])


def create_request() -> None:
    table = "parking_request"
    op.create_table(
        table,
        key("id"), key("account_id"), key("site_id"), key("space_id"), moment("starts_at"), moment("ends_at"),
        sa.Column("vehicle", JSON, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        moment("answer_by"), moment("answered_at", True), *made(),
        sa.CheckConstraint("state IN ('asked', 'agreed', 'declined', 'withdrawn')", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f(f"ck_{table}_interval")),
        refers(table, "account_id", "account", "CASCADE"),
        refers(table, "site_id", "parking_site", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    op.create_index(f"ix_{table}_site_id_starts_at", table, ["site_id", "starts_at"])
