"""Who answers service requests: bodies, their rules and areas, the clocks of requests and whom they were rung for."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0024_bodies"
down_revision = "0023_service_requests"


def upgrade() -> None:
    make_bodies()
    make_rules()
    make_areas()
    make_routes()
    make_clocks()
    make_pauses()
    make_duty()
    make_paging()


def make_bodies() -> None:
    op.create_table(
        "body",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("triage", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("channel_to", sa.String(500), nullable=False),
        sa.Column("jurisdiction", sa.String(200), nullable=False),
        sa.Column("key_env", sa.String(100), nullable=False),
        sa.Column("silent_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(channel = 'inbox') = (channel_to = '')", name=op.f("ck_body_channel_to")),
        sa.CheckConstraint("channel IN ('inbox', 'email', 'open311', 'webhook')", name=op.f("ck_body_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body")),
        sa.UniqueConstraint("code", name=op.f("uq_body_code")),
    )


def make_rules() -> None:
    op.create_table(
        "rules_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200000), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('default', 'city', 'staff')", name=op.f("ck_rules_table_source")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_rules_table_taken_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_table")),
        sa.UniqueConstraint("number", name=op.f("uq_rules_table_number")),
    )


def make_areas() -> None:
    op.create_table(
        "areas_table",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("areas", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('default', 'city', 'staff')", name=op.f("ck_areas_table_source")),
        sa.ForeignKeyConstraint(["taken_by"], ["account.id"], name=op.f("fk_areas_table_taken_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_areas_table")),
        sa.UniqueConstraint("number", name=op.f("uq_areas_table_number")),
    )


def make_routes() -> None:
    op.create_table(
        "request_route",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("service_code", sa.String(80), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("areas_version", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(64), nullable=True),
        sa.Column("triage", sa.Boolean(), nullable=False),
        sa.Column("asked", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_request_route_body_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_route_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_route")),
        sa.UniqueConstraint("request_id", "turn", name=op.f("uq_request_route_request_id_turn")),
    )
    op.create_index(op.f("ix_request_route_area"), "request_route", ["area"])
    op.create_index(op.f("ix_request_route_body_id"), "request_route", ["body_id"])


def make_clocks() -> None:
    op.create_table(
        "request_clock",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("length", sa.String(20), nullable=False),
        sa.Column("length_s", sa.BigInteger(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("holidays", sa.String(80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("base_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_s", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_by", sa.String(20), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('delivery', 'ack', 'decide', 'fix')", name=op.f("ck_request_clock_kind")),
        sa.CheckConstraint("(due_at IS NULL) = (paused_since IS NOT NULL)", name=op.f("ck_request_clock_paused_or_due")),
        sa.CheckConstraint("(stopped_at IS NULL) = (stopped_by IS NULL)", name=op.f("ck_request_clock_stopped")),
        sa.CheckConstraint("next_at IS NULL OR (due_at IS NOT NULL AND stopped_at IS NULL)", name=op.f("ck_request_clock_nothing_next")),
        sa.CheckConstraint("started_at <= due_at", name=op.f("ck_request_clock_interval")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_request_clock_body_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_request_clock_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_clock")),
        sa.UniqueConstraint("request_id", "kind", "turn", name=op.f("uq_request_clock_request_id_kind_turn")),
    )
    op.create_index(
        "ix_request_clock_next", "request_clock", ["next_at"],
        postgresql_where=sa.text("stopped_at IS NULL"), sqlite_where=sa.text("stopped_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_request_clock_running", "request_clock", ["request_id", "kind"], unique=True,
        postgresql_where=sa.text("stopped_at IS NULL"), sqlite_where=sa.text("stopped_at IS NULL"),
    )  # fmt: skip


def make_pauses() -> None:
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("clock_id", sa.Uuid(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("by_role", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason IN ('reporter', 'third_party', 'weather', 'budget')", name=op.f("ck_clock_pause_reason")),
        sa.CheckConstraint("starts_at <= ends_at", name=op.f("ck_clock_pause_interval")),
        sa.ForeignKeyConstraint(["clock_id"], ["request_clock.id"], name=op.f("fk_clock_pause_clock_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index(op.f("ix_clock_pause_clock_id"), "clock_pause", ["clock_id"])
    op.create_index(
        "ix_clock_pause_open", "clock_pause", ["clock_id"], unique=True,
        postgresql_where=sa.text("ends_at IS NULL"), sqlite_where=sa.text("ends_at IS NULL"),
    )  # fmt: skip


def make_duty() -> None:
    op.create_table(
        "duty",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_duty_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_duty_body_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty")),
        sa.UniqueConstraint("body_id", "account_id", name=op.f("uq_duty_body_id_account_id")),
        sa.UniqueConstraint("body_id", "rank", name=op.f("uq_duty_body_id_rank")),
    )
    op.create_index(op.f("ix_duty_account_id"), "duty", ["account_id"])


def make_paging() -> None:
    op.create_table(
        "paging",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("page_no", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("paged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("NOT answered OR ended_at IS NOT NULL", name=op.f("ck_paging_answered")),
        sa.CheckConstraint("paged_at <= answer_by", name=op.f("ck_paging_interval")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_paging_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_paging_body_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"], name=op.f("fk_paging_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paging")),
        sa.UniqueConstraint("request_id", "page_no", name=op.f("uq_paging_request_id_page_no")),
    )
    op.create_index(op.f("ix_paging_account_id"), "paging", ["account_id"])
    op.create_index(
        "ix_paging_answer_by", "paging", ["answer_by"],
        postgresql_where=sa.text("ended_at IS NULL"), sqlite_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_index(
        "ix_paging_ringing", "paging", ["request_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"), sqlite_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
