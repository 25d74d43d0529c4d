"""The books: accounts, journals, postings; what keeps them balanced and unchanged."""
# ruff: noqa: S608 - all of it is said here, nothing comes from outside
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_ledger"
down_revision = "0007_accounts"

TABLES = ("ledger_account", "journal", "posting")

# Our connections trust no schema, so triggers may use none of SQLite's functions for JSON; json_each, which is a table, they may.
ACCOUNT, CURRENCY, MINOR, KIND = (
    f"(SELECT part.{column} FROM json_each(line.value) part WHERE part.key = '{name}')"
    for name, column in (("account", "value"), ("currency", "value"), ("minor", "value"), ("minor", "type"))
)

# On SQLite every check comes before the row: REPLACE, which deletes without a word, does not get past it either.
SQLITE = (
    f"""CREATE TRIGGER journal_is_sound BEFORE INSERT ON journal BEGIN
      SELECT RAISE(ABORT, 'journal_booked_before') WHERE EXISTS (SELECT 1 FROM journal WHERE event_key = NEW.event_key OR id = NEW.id);
      SELECT RAISE(ABORT, 'journal_lines_unreadable') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.lines) WHERE type <> 'object' OR typeof(key) <> 'integer');
      SELECT RAISE(ABORT, 'journal_too_short') WHERE (SELECT count(*) FROM json_each(NEW.lines)) < 2;
      SELECT RAISE(ABORT, 'journal_amount_wrong') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.lines) line WHERE {KIND} IS NOT 'integer' OR typeof({MINOR}) <> 'integer' OR {MINOR} = 0);
      SELECT RAISE(ABORT, 'journal_account_unknown') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.lines) line WHERE NOT EXISTS (
          SELECT 1 FROM ledger_account a WHERE a.code = {ACCOUNT} AND a.currency = {CURRENCY}));
      SELECT RAISE(ABORT, 'journal_unbalanced') WHERE EXISTS (
        SELECT 1 FROM json_each(NEW.lines) line GROUP BY {CURRENCY} HAVING sum({MINOR}) <> 0);
    END""",
    f"""CREATE TRIGGER journal_lines AFTER INSERT ON journal BEGIN
      INSERT INTO posting (journal_id, line_no, account_id, amount_minor, currency)
        SELECT NEW.id, line.key, a.id, {MINOR}, a.currency FROM json_each(NEW.lines) line
        JOIN ledger_account a ON a.code = {ACCOUNT} AND a.currency = {CURRENCY};
    END""",
    f"""CREATE TRIGGER posting_is_a_line BEFORE INSERT ON posting BEGIN
      SELECT RAISE(ABORT, 'posting_booked_before') WHERE EXISTS (
        SELECT 1 FROM posting WHERE journal_id = NEW.journal_id AND line_no = NEW.line_no);
      SELECT RAISE(ABORT, 'posting_without_line') WHERE NOT EXISTS (
        SELECT 1 FROM journal j JOIN json_each(j.lines) line JOIN ledger_account a ON a.code = {ACCOUNT} AND a.currency = {CURRENCY}
        WHERE j.id = NEW.journal_id AND line.key = NEW.line_no AND a.id = NEW.account_id AND a.currency = NEW.currency
          AND {MINOR} = NEW.amount_minor);
    END""",
    *(
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, 'ledger_is_final'); END"
        for table in TABLES for act in ("UPDATE", "DELETE")
    ),
)  # fmt: skip

# On PostgreSQL the balance is checked when the transaction ends, on what stands in `posting` then, however it came there.
POSTGRESQL = (
    """CREATE FUNCTION journal_lines() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF jsonb_typeof(NEW.lines) <> 'array' OR EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.lines) line WHERE jsonb_typeof(line) <> 'object') THEN
        RAISE EXCEPTION 'journal_lines_unreadable' USING ERRCODE = 'check_violation';
      END IF;
      IF EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.lines) line
                 WHERE jsonb_typeof(line -> 'minor') IS DISTINCT FROM 'number' OR line ->> 'minor' !~ '^-?[1-9][0-9]{0,18}$') THEN
        RAISE EXCEPTION 'journal_amount_wrong' USING ERRCODE = 'check_violation';
      END IF;
      IF EXISTS (SELECT 1 FROM jsonb_array_elements(NEW.lines) line WHERE NOT EXISTS (
                 SELECT 1 FROM ledger_account a WHERE a.code = line ->> 'account' AND a.currency = line ->> 'currency')) THEN
        RAISE EXCEPTION 'journal_account_unknown' USING ERRCODE = 'check_violation';
      END IF;
      INSERT INTO posting (journal_id, line_no, account_id, amount_minor, currency)
        SELECT NEW.id, number - 1, a.id, (line ->> 'minor')::bigint, a.currency
        FROM jsonb_array_elements(NEW.lines) WITH ORDINALITY AS l(line, number)
        JOIN ledger_account a ON a.code = line ->> 'account' AND a.currency = line ->> 'currency';
      RETURN NULL;
    END $$""",
    """CREATE FUNCTION journal_balances() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
      looked_at uuid;
      said jsonb;
    BEGIN
      IF TG_TABLE_NAME = 'journal' THEN looked_at := NEW.id; ELSE looked_at := NEW.journal_id; END IF;
      SELECT lines INTO said FROM journal WHERE id = looked_at;
      IF jsonb_array_length(said) < 2 THEN
        RAISE EXCEPTION 'journal_too_short' USING ERRCODE = 'check_violation';
      END IF;
      IF EXISTS (SELECT 1 FROM posting WHERE journal_id = looked_at GROUP BY currency HAVING sum(amount_minor) <> 0) THEN
        RAISE EXCEPTION 'journal_unbalanced' USING ERRCODE = 'check_violation';
      END IF;
      IF (SELECT count(*) FROM posting WHERE journal_id = looked_at) <> jsonb_array_length(said) OR EXISTS (
           SELECT 1 FROM posting p JOIN ledger_account a ON a.id = p.account_id WHERE p.journal_id = looked_at
           AND (a.code, a.currency, p.currency, p.amount_minor::text) IS DISTINCT FROM
               (said -> p.line_no ->> 'account', said -> p.line_no ->> 'currency', a.currency, said -> p.line_no ->> 'minor')) THEN
        RAISE EXCEPTION 'posting_without_line' USING ERRCODE = 'check_violation';
      END IF;
      RETURN NULL;
    END $$""",
    "CREATE FUNCTION ledger_is_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'ledger_is_final' USING ERRCODE = "
    "'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER journal_lines AFTER INSERT ON journal FOR EACH ROW EXECUTE FUNCTION journal_lines()",
    *(
        f"CREATE CONSTRAINT TRIGGER {table}_balances AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        "FOR EACH ROW EXECUTE FUNCTION journal_balances()"
        for table in ("journal", "posting")
    ),
    *(f"CREATE TRIGGER {table}_is_final BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION ledger_is_final()" for table in TABLES),
    *(f"CREATE TRIGGER {table}_is_kept BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION ledger_is_final()" for table in TABLES),
)  # fmt: skip


def upgrade() -> None:
    create_account()
    create_journal()
    create_posting()
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.get_bind().exec_driver_sql(statement)


def create_account() -> None:
    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(9), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("owner", sa.String(100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense', 'memo')", name=op.f("ck_ledger_account_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("code", "currency", name=op.f("uq_ledger_account_code_currency")),
    )
    op.create_index(op.f("ix_ledger_account_owner"), "ledger_account", ["owner"])


def create_journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_key", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(200), nullable=False),
        sa.Column("lines", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("event_key", name=op.f("uq_journal_event_key")),
    )
    for column in ("booking_id", "happened_at"):
        op.create_index(op.f(f"ix_journal_{column}"), "journal", [column])


def create_posting() -> None:
    op.create_table(
        "posting",
        sa.Column("journal_id", sa.Uuid(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_posting_amount")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_posting_journal_id")),
        sa.ForeignKeyConstraint(["account_id"], ["ledger_account.id"], name=op.f("fk_posting_account_id")),
        sa.PrimaryKeyConstraint("journal_id", "line_no", name=op.f("pk_posting")),
    )
    op.create_index(op.f("ix_posting_account_id_journal_id"), "posting", ["account_id", "journal_id"])
