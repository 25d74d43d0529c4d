"""What keeps quotes, bookings, payments and tickets true, whoever writes to them."""
# ruff: noqa: S608 - all of it is said here, nothing comes from outside
from alembic import op

revision = "0009_bookings"
down_revision = "0009_booking_tables"

QUOTE_COLUMNS = (
    "currency", "total_minor", "capture_mode", "valid_until", "fare_snapshot_id", "terms", "fingerprint", "replaces", "sealed", "created_at",
)  # fmt: skip
LINE_COLUMNS = ("quote_id", "leg_no", "kind", "payee_id", "list_minor", "shown_minor", "tax_rate_bp", "tax_minor")
OPEN_LEG = "('held', 'asked', 'confirmed', 'releasing')"
MONEY_HELD = "('authorised', 'capturing', 'captured')"


def differ(columns: tuple[str, ...], unlike: str) -> str:
    return " OR ".join(f"NEW.{column} {unlike} OLD.{column}" for column in columns)


# A quote is sealed once its lines stand. Afterwards only what is about a person may be emptied, and whose it was forgotten.
SQLITE = (
    """CREATE TRIGGER quote_begins_open BEFORE INSERT ON quote BEGIN
      SELECT RAISE(ABORT, 'quote_sealed_later') WHERE NEW.sealed;
      SELECT RAISE(ABORT, 'quote_exists') WHERE EXISTS (SELECT 1 FROM quote WHERE id = NEW.id);
    END""",
    """CREATE TRIGGER quote_adds_up BEFORE UPDATE OF sealed ON quote WHEN NEW.sealed AND NOT OLD.sealed BEGIN
      SELECT RAISE(ABORT, 'quote_unbalanced')
        WHERE NEW.total_minor IS NOT (SELECT sum(shown_minor) FROM quote_line WHERE quote_id = NEW.id);
    END""",
    f"""CREATE TRIGGER quote_is_final BEFORE UPDATE ON quote WHEN OLD.sealed AND ({differ(QUOTE_COLUMNS, 'IS NOT')}
      OR (NEW.asked <> OLD.asked AND NEW.asked <> '{{}}') OR (NEW.shown <> OLD.shown AND NEW.shown <> '{{}}')
      OR (NEW.account_id IS NOT OLD.account_id AND NEW.account_id IS NOT NULL)) BEGIN
      SELECT RAISE(ABORT, 'quote_is_final');
    END""",
    """CREATE TRIGGER quote_line_added BEFORE INSERT ON quote_line BEGIN
      SELECT RAISE(ABORT, 'quote_is_final') WHERE EXISTS (SELECT 1 FROM quote WHERE id = NEW.quote_id AND sealed)
        OR EXISTS (SELECT 1 FROM quote_line WHERE id = NEW.id);
    END""",
    f"""CREATE TRIGGER quote_line_changed BEFORE UPDATE ON quote_line
      WHEN {differ(LINE_COLUMNS, 'IS NOT')} OR (NEW.concession_ids <> OLD.concession_ids AND NEW.concession_ids <> '[]') BEGIN
      SELECT RAISE(ABORT, 'quote_is_final') WHERE EXISTS (SELECT 1 FROM quote WHERE id IN (OLD.quote_id, NEW.quote_id) AND sealed);
    END""",
    """CREATE TRIGGER quote_line_removed BEFORE DELETE ON quote_line BEGIN
      SELECT RAISE(ABORT, 'quote_is_final') WHERE EXISTS (SELECT 1 FROM quote WHERE id = OLD.quote_id AND sealed);
    END""",
    """CREATE TRIGGER booking_of_sealed_quote BEFORE INSERT ON booking BEGIN
      SELECT RAISE(ABORT, 'quote_is_open') WHERE NOT EXISTS (SELECT 1 FROM quote WHERE id = NEW.quote_id AND sealed);
    END""",
    *(
        f"""CREATE TRIGGER resource_hold_{name} BEFORE {act} ON resource_hold WHEN NEW.state <> 'freed' BEGIN
      SELECT RAISE(ABORT, 'resource_taken') WHERE EXISTS (SELECT 1 FROM resource_hold h WHERE h.resource_id = NEW.resource_id
        AND h.state <> 'freed' AND h.id <> NEW.id AND h.starts_at < NEW.ends_at AND NEW.starts_at < h.ends_at);
    END"""
        for name, act in (("added", "INSERT"), ("changed", "UPDATE"))
    ),
    f"""CREATE TRIGGER resource_hold_freed BEFORE UPDATE OF state ON resource_hold WHEN NEW.state = 'freed' BEGIN
      SELECT RAISE(ABORT, 'leg_is_open') WHERE EXISTS (SELECT 1 FROM booking_leg WHERE id = NEW.leg_id AND state IN {OPEN_LEG});
    END""",
    "CREATE TRIGGER refund_ceiling AFTER INSERT ON refund BEGIN "
    "UPDATE payment SET refund_ordered_minor = refund_ordered_minor + NEW.amount_minor WHERE id = NEW.payment_id; END",
    "CREATE TRIGGER reversal_ceiling AFTER INSERT ON transfer_reversal BEGIN "
    "UPDATE transfer SET reversed_minor = reversed_minor + NEW.amount_minor WHERE id = NEW.transfer_id; END",
    *(
        f"CREATE TRIGGER {table}_{name} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table}_is_final'); END"
        for table, of in (("refund", "payment_id"), ("transfer_reversal", "transfer_id"))
        for name, act in (("kept", "DELETE"), ("same", f"UPDATE OF amount_minor, {of}"))
    ),
    *(
        f"""CREATE TRIGGER ticket_{name} BEFORE {act} ON ticket WHEN NEW.state = 'live' BEGIN
      SELECT RAISE(ABORT, 'ticket_unpaid') WHERE NOT EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND state IN {MONEY_HELD});
    END"""
        for name, act in (("added", "INSERT"), ("changed", "UPDATE"))
    ),
    f"""CREATE TRIGGER payment_kills_first BEFORE UPDATE OF state ON payment WHEN NEW.state NOT IN {MONEY_HELD} BEGIN
      SELECT RAISE(ABORT, 'live_ticket') WHERE EXISTS (SELECT 1 FROM ticket WHERE payment_id = NEW.id AND state = 'live');
    END""",
)  # fmt: skip


def refuse_unless(name: str, condition: str, code: str) -> str:
    """A function for a trigger before a row is written. condition: SQL that looks at NEW and OLD."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT ({condition}) THEN "
        f"RAISE EXCEPTION '{code}' USING ERRCODE = 'check_violation'; END IF; "
        "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )


def before(name: str, act: str, table: str, when: str = "") -> str:
    condition = f"WHEN ({when}) " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {act} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION {name}()"


def adds_up(name: str, table: str, to: str, key: str, column: str) -> tuple[str, str]:
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"UPDATE {to} SET {column} = {column} + NEW.amount_minor WHERE id = NEW.{key}; RETURN NULL; END $$",
        f"CREATE TRIGGER {name} AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


EMPTIED = "(NEW.asked = OLD.asked OR NEW.asked = '{}') AND (NEW.shown = OLD.shown OR NEW.shown = '{}')"
FORGOTTEN = "(NEW.account_id IS NOT DISTINCT FROM OLD.account_id OR NEW.account_id IS NULL)"
SEALED = "EXISTS (SELECT 1 FROM quote WHERE id = {} AND sealed FOR SHARE)"
DIFFERENT = "IS DISTINCT FROM"
# The rows that a rule looks at are locked, so that it holds however transactions overlap.
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    "ALTER TABLE resource_hold ADD CONSTRAINT ex_resource_hold_resource_taken EXCLUDE USING gist "
    "(resource_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (state <> 'freed')",
    refuse_unless("quote_begins_open", "NOT NEW.sealed", "quote_sealed_later"),
    before("quote_begins_open", "INSERT", "quote"),
    refuse_unless(
        "quote_adds_up", "NEW.total_minor IS NOT DISTINCT FROM (SELECT sum(shown_minor) FROM quote_line WHERE quote_id = NEW.id)", "quote_unbalanced"
    ),
    before("quote_adds_up", "UPDATE", "quote", "NEW.sealed AND NOT OLD.sealed"),
    refuse_unless("quote_is_final", f"NOT ({differ(QUOTE_COLUMNS, DIFFERENT)}) AND {EMPTIED} AND {FORGOTTEN}", "quote_is_final"),
    before("quote_is_final", "UPDATE", "quote", "OLD.sealed"),
    refuse_unless("quote_line_added", f"NOT {SEALED.format('NEW.quote_id')}", "quote_is_final"),
    before("quote_line_added", "INSERT", "quote_line"),
    refuse_unless("quote_line_changed", f"NOT {SEALED.format('OLD.quote_id')} AND NOT {SEALED.format('NEW.quote_id')}", "quote_is_final"),
    before(
        "quote_line_changed", "UPDATE", "quote_line",
        f"{differ(LINE_COLUMNS, DIFFERENT)} OR (NEW.concession_ids <> OLD.concession_ids AND NEW.concession_ids <> '[]')",
    ),
    refuse_unless("quote_line_removed", f"NOT {SEALED.format('OLD.quote_id')}", "quote_is_final"),
    before("quote_line_removed", "DELETE", "quote_line"),
    refuse_unless("booking_of_sealed_quote", SEALED.format("NEW.quote_id"), "quote_is_open"),
    before("booking_of_sealed_quote", "INSERT", "booking"),
    refuse_unless(
        "resource_hold_freed", f"NOT EXISTS (SELECT 1 FROM booking_leg WHERE id = NEW.leg_id AND state IN {OPEN_LEG} FOR SHARE)", "leg_is_open"
    ),
    before("resource_hold_freed", "UPDATE OF state", "resource_hold", "NEW.state = 'freed'"),
    *adds_up("refund_ceiling", "refund", "payment", "payment_id", "refund_ordered_minor"),
    *adds_up("reversal_ceiling", "transfer_reversal", "transfer", "transfer_id", "reversed_minor"),
    *(
        statement
        for table, of in (("refund", "payment_id"), ("transfer_reversal", "transfer_id"))
        for name, act in ((f"{table}_kept", "DELETE"), (f"{table}_same", f"UPDATE OF amount_minor, {of}"))
        for statement in (refuse_unless(name, "false", f"{table}_is_final"), before(name, act, table))
    ),
    refuse_unless(
        "ticket_paid", f"EXISTS (SELECT 1 FROM payment WHERE id = NEW.payment_id AND state IN {MONEY_HELD} FOR SHARE)", "ticket_unpaid"
    ),
    before("ticket_paid", "INSERT OR UPDATE", "ticket", "NEW.state = 'live'"),
    refuse_unless(
        "payment_kills_first", "NOT EXISTS (SELECT 1 FROM ticket WHERE payment_id = NEW.id AND state = 'live')", "live_ticket"
    ),
    before("payment_kills_first", "UPDATE OF state", "payment", f"NEW.state NOT IN {MONEY_HELD}"),
)  # fmt: skip


def upgrade() -> None:
    for statement in POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE:
        op.get_bind().exec_driver_sql(statement)
