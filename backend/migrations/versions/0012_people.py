"""Addresses without regard to capitals, proofs, device codes, passkeys, roles, consents, exports, deletion."""
import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0012_people"
down_revision = "0011_tickets"


def upgrade() -> None:
    make_tables_of_people()
    widen()


def make_tables_of_people() -> None:
    op.create_table(
        "erased_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("mark", sa.LargeBinary(32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_account")),
        sa.UniqueConstraint("mark", name=op.f("uq_erased_account_mark")),
    )
    op.create_table(
        "account_deletion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_deletion_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_deletion")),
        sa.UniqueConstraint("account_id", name=op.f("uq_account_deletion_account_id")),
    )
    op.create_table(
        "account_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(16777216), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_export_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_export")),
    )
    op.create_index(op.f("ix_account_export_account_id"), "account_export", ["account_id"])
    op.create_index(op.f("ix_account_export_expires_at"), "account_export", ["expires_at"])
    op.create_table(
        "consent_given",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("principal_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_consent_given_account_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_given")),
    )
    op.create_index(op.f("ix_consent_given_account_id"), "consent_given", ["account_id"])
    op.create_index(
        "ix_consent_given_holding", "consent_given", ["account_id", "purpose"], unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"), sqlite_where=sa.text("withdrawn_at IS NULL"),
    )  # fmt: skip
    op.create_index(op.f("ix_consent_given_withdrawn_at"), "consent_given", ["withdrawn_at"])
    op.create_table(
        "device_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_name", sa.String(60), nullable=False),
        sa.Column("challenge", sa.LargeBinary(32), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("by_passkey", sa.Boolean(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) = (code_hash IS NULL)", name=op.f("ck_device_code_approved")),
        sa.CheckConstraint("tries >= 0 AND tries <= 5", name=op.f("ck_device_code_tries")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_device_code_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_code")),
    )
    op.create_index(op.f("ix_device_code_account_id"), "device_code", ["account_id"])
    op.create_index(op.f("ix_device_code_expires_at"), "device_code", ["expires_at"])
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(1024), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("last_day", sa.DateTime(timezone=True), nullable=True),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "passkey_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_ticket_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_ticket")),
    )
    op.create_index(op.f("ix_passkey_ticket_account_id"), "passkey_ticket", ["account_id"])
    op.create_index(op.f("ix_passkey_ticket_expires_at"), "passkey_ticket", ["expires_at"])
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("operator_id", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("granted_by", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending_by", sa.Uuid(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ended_by IS NULL OR ending_by IS NULL OR ended_by <> ending_by", name=op.f("ck_role_grant_two_end")),
        sa.CheckConstraint("granted_by IS NULL OR asked_by IS NULL OR granted_by <> asked_by", name=op.f("ck_role_grant_two_grant")),
        sa.CheckConstraint("granted_by IS NULL OR granted_by <> account_id", name=op.f("ck_role_grant_not_oneself")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_role_grant_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["asked_by"], ["account.id"], name=op.f("fk_role_grant_asked_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ended_by"], ["account.id"], name=op.f("fk_role_grant_ended_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["ending_by"], ["account.id"], name=op.f("fk_role_grant_ending_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["granted_by"], ["account.id"], name=op.f("fk_role_grant_granted_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_account_id"), "role_grant", ["account_id"])
    op.create_index(op.f("ix_role_grant_asked_by"), "role_grant", ["asked_by"])
    op.create_index(op.f("ix_role_grant_ended_by"), "role_grant", ["ended_by"])
    op.create_index(op.f("ix_role_grant_ending_by"), "role_grant", ["ending_by"])
    op.create_index(op.f("ix_role_grant_granted_by"), "role_grant", ["granted_by"])
    op.create_index(
        "ix_role_grant_standing", "role_grant", ["account_id", "role", "operator_id"], unique=True,
        postgresql_where=sa.text("ended_at IS NULL"), sqlite_where=sa.text("ended_at IS NULL"),
    )  # fmt: skip
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge", sa.LargeBinary(64), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("device_code_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_challenge_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["device_code_id"], ["device_code.id"], name=op.f("fk_passkey_challenge_device_code_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
    )
    op.create_index(op.f("ix_passkey_challenge_account_id"), "passkey_challenge", ["account_id"])
    op.create_index(op.f("ix_passkey_challenge_device_code_id"), "passkey_challenge", ["device_code_id"])
    op.create_index(op.f("ix_passkey_challenge_expires_at"), "passkey_challenge", ["expires_at"])


def widen() -> None:
    """Columns that must be filled are first, and get their rule by the index or by a default that is never read again."""
    for table in ("account", "email_link"):
        op.add_column(table, sa.Column("email_key", sa.String(254), nullable=False, server_default=""))
        fold(sa.table(table, sa.column("id", sa.Uuid()), sa.column("email", sa.String()), sa.column("email_key", sa.String())))
    op.add_column("account", sa.Column("handle", sa.LargeBinary(64), nullable=True))
    op.create_index(op.f("ix_account_email_key"), "account", ["email_key"], unique=True)
    op.create_index(op.f("ix_account_handle"), "account", ["handle"], unique=True)
    op.drop_index(op.f("ix_email_link_email_created_at"), "email_link")
    op.create_index("ix_email_link_email_key_created_at", "email_link", ["email_key", "created_at"])
    op.add_column("account_session", sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account_session", sa.Column("by_passkey", sa.Boolean(), nullable=False, server_default=sa.false()))


def fold(table: sa.TableClause) -> None:
    for row_id, email in op.get_bind().execute(sa.select(table.c.id, table.c.email)).all():
        local, _, domain = email.rpartition("@")
        small = "".join(sign.lower() if sign.lower().upper() == sign else sign for sign in local)
        key = f"{unicodedata.normalize('NFC', small)}@{domain}"
        op.get_bind().execute(sa.update(table).where(table.c.id == row_id).values(email_key=key))
