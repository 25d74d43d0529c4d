"""Photos of service requests, and likely duplicates that were offered."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_request_photos"
down_revision = "0024_bodies"
MOST_SEALED = 4 * 1024 * 1024


def upgrade() -> None:
    create_photo()
    create_act()
    create_offer()


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def create_table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    """With its key, and when a row was made and changed."""
    key = sa.Column("id", sa.Uuid(), nullable=False)
    op.create_table(name, key, *parts, moment("created_at"), moment("updated_at"), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def create_index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def refers(table: str, column: str, when_deleted: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["request.id"], name=op.f(f"fk_{table}_{column}"), ondelete=when_deleted)


def create_photo() -> None:
    create_table(
        "request_photo",
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("sent_key", sa.LargeBinary(32), nullable=False),
        sa.Column("phase", sa.String(10), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("original", sa.LargeBinary(MOST_SEALED), nullable=True),
        sa.Column("picture", sa.LargeBinary(MOST_SEALED), nullable=True),
        sa.Column("areas", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("round", "width", "height", "faces", "plates", "doubtful")),
        sa.Column("dhash", sa.LargeBinary(8), nullable=True),
        sa.Column("detector", sa.String(80), nullable=True),
        sa.Column("params", sa.String(400), nullable=True),
        moment("hidden_at", nullable=True),
        moment("released_at", nullable=True),
        sa.Column("released_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        refers("request_photo", "request_id"),
        sa.UniqueConstraint("request_id", "sent_key", name=op.f("uq_request_photo_request_id_sent_key")),
        sa.CheckConstraint("phase IN ('before', 'after')", name=op.f("ck_request_photo_phase")),
        sa.CheckConstraint("state IN ('quarantined', 'hidden', 'failed', 'removed')", name=op.f("ck_request_photo_state")),
        sa.CheckConstraint("state <> 'hidden' OR (picture IS NOT NULL AND hidden_at IS NOT NULL)", name=op.f("ck_request_photo_hidden")),
        sa.CheckConstraint("state <> 'removed' OR (picture IS NULL AND original IS NULL)", name=op.f("ck_request_photo_removed")),
        sa.CheckConstraint("released_at IS NULL OR state = 'hidden'", name=op.f("ck_request_photo_released")),
    )
    create_index("request_photo", "state")
    if op.get_bind().dialect.name == "postgresql":
        # Neither a picture nor anything sealed gets smaller.
        for column in ("original", "picture"):
            op.execute(f"ALTER TABLE request_photo ALTER COLUMN {column} SET STORAGE EXTERNAL")


def create_act() -> None:
    create_table(
        "request_photo_act",
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.CheckConstraint("act IN ('looked', 'redacted', 'released', 'removed')", name=op.f("ck_request_photo_act_act")),
    )
    for column in ("photo_id", "request_id", "by"):
        create_index("request_photo_act", column)


def create_offer() -> None:
    create_table(
        "duplicate_offer",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("candidate_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(20), nullable=False),
        sa.Column("choice", sa.String(10), nullable=True),
        sa.Column("filed_id", sa.Uuid(), nullable=True),
        refers("duplicate_offer", "candidate_id"),
        refers("duplicate_offer", "filed_id", "SET NULL"),
        sa.UniqueConstraint("offer_id", "rank", name=op.f("uq_duplicate_offer_offer_id_rank")),
        sa.CheckConstraint("choice IN ('followed', 'ignored')", name=op.f("ck_duplicate_offer_choice")),
        sa.CheckConstraint("filed_id IS NULL OR choice = 'ignored'", name=op.f("ck_duplicate_offer_filed")),
    )
    for column in ("candidate_id", "filed_id"):
        create_index("duplicate_offer", column)
