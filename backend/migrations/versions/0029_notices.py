"""What is told to whom of service requests: notices, letters, areas that people follow."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029_notices"
down_revision = "0028_notifications"
KINDS = (
    "'submitted', 'held', 'released', 'delivered', 'acknowledged', 'started', 'waiting', 'resumed', 'resolved', 'confirmed', 'disputed', "
    "'reopened', 'closed', 'rejected', 'transferred', 'merged', 'unmerged', 'withdrawn', 'comment', 'moved', 'escalated', 'photo', 'asked', 'nearby'"
)


def upgrade() -> None:
    request_letter()
    request_notice()
    followed_request_area()


def request_letter() -> None:
    op.create_table(
        "request_letter",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('reporter', 'follower', 'area')", name=op.f("ck_request_letter_role")),
        sa.CheckConstraint("stopped_at IS NULL OR request_id IS NOT NULL", name=op.f("ck_request_letter_stopped")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_letter_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_letter_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_letter")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_request_letter_token_hash")),
    )
    for column in ("account_id", "request_id", "sent_at"):
        op.create_index(op.f(f"ix_request_letter_{column}"), "request_letter", [column])


def request_notice() -> None:
    op.create_table(
        "request_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_after", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", sa.String(10), nullable=True),
        sa.Column("letter_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_request_notice_one_person")),
        sa.CheckConstraint("mail IS NULL OR account_id IS NOT NULL", name=op.f("ck_request_notice_mail_to")),
        sa.CheckConstraint("(mail IS NOT NULL AND mail = 'sent') OR letter_id IS NULL", name=op.f("ck_request_notice_letter")),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_request_notice_kind")),
        sa.CheckConstraint("role IN ('reporter', 'follower', 'area')", name=op.f("ck_request_notice_role")),
        sa.CheckConstraint("mail IN ('waiting', 'digest', 'sent', 'dropped')", name=op.f("ck_request_notice_mail")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_request_notice_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_request_notice_device_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_notice_request_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["event_id"], ["request_event.id"], name=op.f("fk_request_notice_event_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["letter_id"], ["request_letter.id"], name=op.f("fk_request_notice_letter_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_notice")),
        sa.UniqueConstraint("event_id", "kind", "account_id", name=op.f("uq_request_notice_event_id_kind_account_id")),
        sa.UniqueConstraint("event_id", "kind", "device_id", name=op.f("uq_request_notice_event_id_kind_device_id")),
    )
    for column in ("request_id", "at", "letter_id"):
        op.create_index(op.f(f"ix_request_notice_{column}"), "request_notice", [column])
    for person in ("account_id", "device_id"):
        op.create_index(op.f(f"ix_request_notice_{person}_id"), "request_notice", [person, "id"])


def followed_request_area() -> None:
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "followed_request_area",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("area", sa.String(64), nullable=True),
        sa.Column("categories", json, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_followed_request_area_one_person")),
        sa.CheckConstraint(
            "(lat_e7 IS NULL) = (lon_e7 IS NULL) AND (lat_e7 IS NULL) = (radius_m IS NULL)", name=op.f("ck_followed_request_area_circle")
        ),
        sa.CheckConstraint("(lat_e7 IS NULL) <> (area IS NULL)", name=op.f("ck_followed_request_area_one_place")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_followed_request_area_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_followed_request_area_device_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followed_request_area")),
    )
    for column in ("account_id", "device_id", "area"):
        op.create_index(op.f(f"ix_followed_request_area_{column}"), "followed_request_area", [column])
    op.create_index(op.f("ix_followed_request_area_lat_e7_lon_e7"), "followed_request_area", ["lat_e7", "lon_e7"])
