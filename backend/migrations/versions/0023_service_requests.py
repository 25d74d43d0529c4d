"""Service requests, what happened to them, who follows them."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023_service_requests"
down_revision = "0022_event_parking"
STATES = (
    "submitted", "held", "delivered", "acknowledged", "in_progress", "waiting", "resolved", "confirmed", "disputed", "closed", "rejected", "merged",
    "withdrawn",
)  # fmt: skip
EVENTS = (
    "submitted", "held", "released", "delivered", "acknowledged", "started", "waiting", "resumed", "resolved", "confirmed", "disputed", "reopened",
    "closed", "rejected", "transferred", "merged", "unmerged", "withdrawn", "comment", "assigned", "visibility", "redacted", "moved", "reminded",
    "escalated",
)  # fmt: skip
# Words that people wrote may be emptied; what happened, and when, stays as it was written.
FINAL = "request_id, no, at, kind, role, before, state, reason, body_id, hash"
SQLITE = (
    f"CREATE TRIGGER request_event_is_final BEFORE UPDATE OF {FINAL} ON request_event BEGIN SELECT RAISE(ABORT, 'request_event_is_final'); END",
)
POSTGRESQL = (
    """CREATE FUNCTION request_event_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'request_event_is_final'; END $$""",
    f"CREATE TRIGGER request_event_is_final BEFORE UPDATE OF {FINAL} ON request_event FOR EACH ROW EXECUTE FUNCTION request_event_is_final()",
)


def upgrade() -> None:
    create_request()
    create_event()
    create_follower()
    create_merge()
    create_dispute()
    op.create_index(op.f("ix_obstacle_request_id"), "obstacle", ["request_id"])
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.execute(statement)


def one_of(table: str, column: str, words: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{column}"))


def create_request() -> None:
    op.create_table(
        "request",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("body_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.String(80), nullable=False),
        sa.Column("rule_id", sa.String(80), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("state_reason", sa.String(20), nullable=True),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place_kind", sa.String(10), nullable=False),
        sa.Column("lat_e7", sa.Integer(), nullable=True),
        sa.Column("lon_e7", sa.Integer(), nullable=True),
        sa.Column("accuracy_m", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.String(100), nullable=True),
        sa.Column("level", sa.String(8), nullable=True),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("words", sa.String(4000), nullable=False),
        sa.Column("words_public", sa.String(4000), nullable=False),
        sa.Column("lang", sa.String(12), nullable=False),
        sa.Column("visibility", sa.String(12), nullable=False),
        sa.Column("name", sa.String(80), nullable=True),
        sa.Column("context", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("attributes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("triage", sa.Boolean(), nullable=False),
        sa.Column("ombudsperson", sa.Boolean(), nullable=False),
        sa.Column("assigned_to", sa.Uuid(), nullable=True),
        sa.Column("closing_words", sa.String(2000), nullable=True),
        sa.Column("proof_id", sa.Uuid(), nullable=True),
        sa.Column("referral", sa.String(200), nullable=True),
        sa.Column("planned_for", sa.Date(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Uuid(), nullable=True),
        sa.Column("disputes", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("followers", sa.Integer(), nullable=False),
        sa.Column("external", sa.String(100), nullable=True),
        sa.Column("network", sa.LargeBinary(16), nullable=True),
        sa.Column("sent_name", sa.LargeBinary(32), nullable=True),
        sa.Column("sent_content", sa.LargeBinary(32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name=op.f("ck_request_merged")),
        sa.CheckConstraint("(state = 'waiting') = (waiting_until IS NOT NULL)", name=op.f("ck_request_waiting")),
        sa.CheckConstraint("place_kind IN ('point', 'segment', 'stop', 'vehicle', 'bay', 'lift')", name=op.f("ck_request_place_kind")),
        sa.CheckConstraint("state <> 'resolved' OR proof_id IS NOT NULL OR referral IS NOT NULL", name=op.f("ck_request_proof")),
        sa.CheckConstraint("state <> 'resolved' OR resolved_at IS NOT NULL", name=op.f("ck_request_resolved")),
        one_of("request", "state", STATES),
        sa.CheckConstraint(
            "state NOT IN ('held', 'waiting', 'resolved', 'rejected', 'closed') OR state_reason IS NOT NULL",
            name=op.f("ck_request_reason"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('resolved', 'rejected', 'closed') OR (closing_words IS NOT NULL AND length(closing_words) > 0)",
            name=op.f("ck_request_closing_words"),
        ),
        sa.CheckConstraint("state_reason <> 'planned' OR planned_for IS NOT NULL", name=op.f("ck_request_planned")),
        sa.CheckConstraint("visibility IN ('public_name', 'public', 'body')", name=op.f("ck_request_visibility")),
        sa.CheckConstraint("(lat_e7 IS NULL) = (lon_e7 IS NULL)", name=op.f("ck_request_degrees")),
        sa.ForeignKeyConstraint(["account_id"], ['account.id'], name=op.f("fk_request_account_id"), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(["device_id"], ['device.id'], name=op.f("fk_request_device_id"), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(["merged_into"], ['request.id'], name=op.f("fk_request_merged_into"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("code", name=op.f("uq_request_code")),
        sa.UniqueConstraint("sent_name", name=op.f("uq_request_sent_name")),
    )
    op.create_index(op.f("ix_request_account_id"), "request", ["account_id"])
    op.create_index(op.f("ix_request_assigned_to"), "request", ["assigned_to"])
    op.create_index(op.f("ix_request_body_id"), "request", ["body_id"])
    op.create_index(op.f("ix_request_body_id_state"), "request", ["body_id", "state"])
    op.create_index(op.f("ix_request_changed_at"), "request", ["changed_at"])
    op.create_index(op.f("ix_request_device_id"), "request", ["device_id"])
    op.create_index(op.f("ix_request_due_at"), "request", ["due_at"])
    op.create_index(op.f("ix_request_lat_e7_lon_e7"), "request", ["lat_e7", "lon_e7"])
    op.create_index(op.f("ix_request_merged_into"), "request", ["merged_into"])
    op.create_index(op.f("ix_request_network"), "request", ["network"])
    op.create_index(op.f("ix_request_submitted_at"), "request", ["submitted_at"])


def create_event() -> None:
    op.create_table(
        "request_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("before", sa.String(20), nullable=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=True),
        sa.Column("body_id", sa.Uuid(), nullable=True),
        sa.Column("note_public", sa.String(4000), nullable=False),
        sa.Column("note_internal", sa.String(4000), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        one_of("request_event", "kind", EVENTS),
        sa.CheckConstraint("kind NOT IN ('resolved', 'rejected', 'closed') OR reason IS NOT NULL", name=op.f("ck_request_event_reason")),
        sa.ForeignKeyConstraint(["request_id"], ['request.id'], name=op.f("fk_request_event_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_event")),
        sa.UniqueConstraint("request_id", "no", name=op.f("uq_request_event_request_id_no")),
    )
    op.create_index(op.f("ix_request_event_at"), "request_event", ["at"])


def create_follower() -> None:
    op.create_table(
        "request_follower",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("muted", sa.Boolean(), nullable=False),
        sa.Column("came_from", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('reporter', 'follower')", name=op.f("ck_request_follower_role")),
        sa.CheckConstraint("(account_id IS NULL) <> (device_id IS NULL)", name=op.f("ck_request_follower_one_person")),
        sa.ForeignKeyConstraint(["account_id"], ['account.id'], name=op.f("fk_request_follower_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_id"], ['device.id'], name=op.f("fk_request_follower_device_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["request_id"], ['request.id'], name=op.f("fk_request_follower_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_follower")),
        sa.UniqueConstraint("request_id", "account_id", name=op.f("uq_request_follower_request_id_account_id")),
        sa.UniqueConstraint("request_id", "device_id", name=op.f("uq_request_follower_request_id_device_id")),
    )
    op.create_index(op.f("ix_request_follower_account_id"), "request_follower", ["account_id"])
    op.create_index(op.f("ix_request_follower_device_id"), "request_follower", ["device_id"])


def create_merge() -> None:
    op.create_table(
        "request_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("into_id", sa.Uuid(), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("from_id <> into_id", name=op.f("ck_request_merge_two")),
        sa.ForeignKeyConstraint(["from_id"], ['request.id'], name=op.f("fk_request_merge_from_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["into_id"], ['request.id'], name=op.f("fk_request_merge_into_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_merge")),
    )
    op.create_index(op.f("ix_request_merge_from_id"), "request_merge", ["from_id"])
    op.create_index(op.f("ix_request_merge_into_id"), "request_merge", ["into_id"])


def create_dispute() -> None:
    op.create_table(
        "request_dispute",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(2000), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=True),
        sa.Column("against", sa.Uuid(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_request_dispute_decided")),
        sa.CheckConstraint("decided_by IS NULL OR against IS NULL OR decided_by <> against", name=op.f("ck_request_dispute_another_officer")),
        sa.ForeignKeyConstraint(["request_id"], ['request.id'], name=op.f("fk_request_dispute_request_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_dispute")),
        sa.UniqueConstraint("request_id", "no", name=op.f("uq_request_dispute_request_id_no")),
    )
