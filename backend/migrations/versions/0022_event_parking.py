"""Spaces for many who arrive at once."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0022_event_parking"
down_revision = "0021_debt_settlements"
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    create_gathering()
    create_site()
    create_wish()


def key(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def whole(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def made() -> tuple[sa.Column, sa.Column]:
    return moment("created_at"), moment("updated_at")


def refers(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def create_gathering() -> None:
    table = "parking_gathering"
    op.create_table(
        table,
        key("id"), sa.Column("name", sa.String(100), nullable=False), whole("lat_e7"), whole("lon_e7"), moment("starts_at"), moment("ends_at"),
        moment("assign_at"), whole("round_min"), whole("hold_min"), moment("next_at"), moment("leased_until", True), whole("rounds"),
        moment("called_off_at", True), *made(),
        sa.CheckConstraint("starts_at < ends_at AND assign_at < ends_at", name=op.f(f"ck_{table}_interval")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_next_at"), table, ["next_at"])


def create_site() -> None:
    table = "gathering_site"
    op.create_table(
        table,
        key("id"), key("gathering_id"), key("site_id"), *made(),
        refers(table, "gathering_id", "parking_gathering", "CASCADE"),
        refers(table, "site_id", "parking_site", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("gathering_id", "site_id", name=op.f(f"uq_{table}_gathering_id_site_id")),
    )  # fmt: skip


def create_wish() -> None:
    table = "gathering_wish"
    op.create_table(
        table,
        key("id"), key("gathering_id"), key("account_id"), moment("starts_at"), moment("ends_at"), sa.Column("vehicle", JSON, nullable=False),
        whole("max_walk_m"), whole("max_price_minor", True), sa.Column("state", sa.String(20), nullable=False), key("booking_id", True),
        key("space_id", True), whole("walk_m", True), sa.Column("why", sa.String(20), nullable=True), sa.Column("help", JSON, nullable=True), *made(),
        sa.CheckConstraint("state IN ('waiting', 'offered', 'withdrawn')", name=op.f(f"ck_{table}_state")),
        sa.CheckConstraint("state <> 'offered' OR booking_id IS NOT NULL", name=op.f(f"ck_{table}_offered")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f(f"ck_{table}_interval")),
        refers(table, "gathering_id", "parking_gathering", "CASCADE"),
        refers(table, "account_id", "account", "CASCADE"),
        refers(table, "booking_id", "booking", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("booking_id", name=op.f(f"uq_{table}_booking_id")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{table}_account_id"), table, ["account_id"])
    op.create_index(f"ix_{table}_gathering_id_state", table, ["gathering_id", "state"])
