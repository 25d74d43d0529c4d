"""Obstacles that people report, and what is said of them."""
import sqlalchemy as sa
from alembic import op

revision = "0005_obstacles"
down_revision = "0004_feeds"


def upgrade() -> None:
    create_obstacle()
    create_report()
    create_photo()
    create_vote()
    create_muted_device()
    create_act()


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    """With its key, and when a row was made and changed."""
    key = sa.Column("id", sa.Uuid(), nullable=False)
    op.create_table(name, key, *parts, moment("created_at"), moment("updated_at"), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def create_index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def refers(table: str, column: str, to: str, when_deleted: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=when_deleted)


def create_obstacle() -> None:
    create_table(
        "obstacle",
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(8), nullable=True),
        sa.Column("side", sa.String(5), nullable=True),
        moment("first_seen"),
        moment("last_seen"),
        moment("until"),
        moment("confirmed_until", nullable=True),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("denials", sa.Integer(), nullable=False),
        moment("ended_at", nullable=True),
        sa.Column("ended_by", sa.String(10), nullable=True),
        sa.Column("reason", sa.String(500), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        refers("obstacle", "merged_into", "obstacle.id"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by IS NULL)", name=op.f("ck_obstacle_one_end")),
        sa.CheckConstraint("ended_by IS NULL OR ended_by = 'DENIED' OR reason IS NOT NULL", name=op.f("ck_obstacle_reason")),
        sa.CheckConstraint("(merged_into IS NOT NULL) = (ended_by IS NOT NULL AND ended_by = 'MERGED')", name=op.f("ck_obstacle_merged")),
    )
    for column in ("until", "ended_at", "merged_into"):
        create_index("obstacle", column)


def create_report() -> None:
    create_table(
        "obstacle_report",
        sa.Column("obstacle_id", sa.Uuid(), nullable=False),
        sa.Column("sent_key", sa.LargeBinary(32), nullable=False),
        sa.Column("merged", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=False),
        sa.Column("lon_e7", sa.Integer(), nullable=False),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        moment("observed_at"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        refers("obstacle_report", "obstacle_id", "obstacle.id"),
        refers("obstacle_report", "device_id", "device.id"),
        sa.UniqueConstraint("device_id", "sent_key", name=op.f("uq_obstacle_report_device_id_sent_key")),
    )
    for column in ("obstacle_id", "device_id"):
        create_index("obstacle_report", column)


def create_photo() -> None:
    create_table(
        "obstacle_photo",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(4 * 1024 * 1024), nullable=False),
        refers("obstacle_photo", "report_id", "obstacle_report.id"),
        sa.UniqueConstraint("report_id", name=op.f("uq_obstacle_photo_report_id")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Neither a picture nor anything sealed gets smaller.
        op.execute("ALTER TABLE obstacle_photo ALTER COLUMN sealed SET STORAGE EXTERNAL")


def create_vote() -> None:
    create_table(
        "obstacle_vote",
        sa.Column("obstacle_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("network", sa.LargeBinary(16), nullable=True),
        sa.Column("there", sa.Boolean(), nullable=False),
        moment("at"),
        sa.Column("counted", sa.Boolean(), nullable=False),
        refers("obstacle_vote", "obstacle_id", "obstacle.id"),
        refers("obstacle_vote", "device_id", "device.id", "SET NULL"),
        sa.UniqueConstraint("obstacle_id", "device_id", name=op.f("uq_obstacle_vote_obstacle_id_device_id")),
    )
    for column in ("device_id", "network"):
        create_index("obstacle_vote", column)


def create_muted_device() -> None:
    create_table(
        "muted_device",
        moment("until"),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        refers("muted_device", "device_id", "device.id"),
    )
    create_index("muted_device", "device_id")


def create_act() -> None:
    create_table(
        "obstacle_act",
        sa.Column("obstacle_id", sa.Uuid(), nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
    )
    create_index("obstacle_act", "obstacle_id")
