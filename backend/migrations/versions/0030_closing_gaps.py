"""Requests that come from elsewhere in the house, their photos, and signs on photos that are shown again."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030_closing_gaps"
down_revision = "0029_notices"
ORIGIN = "ADD COLUMN origin VARCHAR(10)\n\tCONSTRAINT ck_request_origin CHECK (origin IN ('obstacle', 'incident'))\n"
ACTS = "act IN ('looked', 'redacted', 'released', 'removed', 'shown')"


def upgrade() -> None:
    op.execute(f"ALTER TABLE request {ORIGIN}")
    json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.add_column("request_photo", sa.Column("shown", json, nullable=False, server_default="[]"))
    op.add_column("request_photo", sa.Column("for_body", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("obstacle", sa.Column("told_until", sa.DateTime(timezone=True), nullable=True))
    forgive_what_ran_out()
    op.create_index(op.f("ix_incident_request_id"), "incident", ["request_id"])
    know_shown()


def forgive_what_ran_out() -> None:
    """What ran out before is told to nobody now."""
    moment = sa.DateTime(timezone=True)
    obstacle = sa.table("obstacle", sa.column("until", moment), sa.column("told_until", moment))
    op.execute(obstacle.update().where(obstacle.c.until < sa.func.now()).values(told_until=obstacle.c.until))


def know_shown() -> None:
    """SQLite has to write the table anew for another rule."""
    name = op.f("ck_request_photo_act_act")
    with op.batch_alter_table("request_photo_act") as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, ACTS)
