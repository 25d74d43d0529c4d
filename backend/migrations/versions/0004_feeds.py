"""Who polls the feeds, and what came."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_feeds"
down_revision = "0003_closures"


def upgrade() -> None:
    op.create_table(
        "feed_lease",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("holder", sa.Uuid(), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_lease")),
        sa.UniqueConstraint("name", name=op.f("uq_feed_lease_name")),
    )
    op.create_table(
        "feed_message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("feed", sa.String(40), nullable=False),
        sa.Column("declared", sa.LargeBinary(32), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.LargeBinary(32), nullable=True),
        sa.Column("parcel", sa.LargeBinary(129 * 1024 * 1024), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_message")),
        sa.UniqueConstraint("feed", name=op.f("uq_feed_message_feed")),
        sa.CheckConstraint(
            "(received_at IS NULL) = (parcel IS NULL) AND (sha256 IS NULL) = (parcel IS NULL)", name=op.f("ck_feed_message_whole")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Packed already: to try again costs time with each message and gains nothing.
        op.execute("ALTER TABLE feed_message ALTER COLUMN parcel SET STORAGE EXTERNAL")
