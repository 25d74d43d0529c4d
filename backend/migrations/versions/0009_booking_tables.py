"""Tables of quotes, bookings, payments and tickets; what keeps them true comes with the next revision."""
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_booking_tables"
down_revision = "0008_ledger"


def upgrade() -> None:
    create_quote()
    create_quote_line()
    create_booking()
    create_booking_leg()
    create_resource_hold()
    create_booking_notice()
    create_cancellation_quote()
    create_price_period()
    create_payment()
    create_refund()
    create_transfer()
    create_transfer_reversal()
    create_ticket()


def key(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def text(name: str, length: int, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def json(name: str) -> sa.Column:
    return sa.Column(name, sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False)


def number(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def money(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def moment(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def day(name: str, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def create_table(name: str, *parts: sa.Column | sa.Constraint) -> None:
    """With its key, and when a row was made and changed."""
    op.create_table(name, key("id"), *parts, moment("created_at"), moment("updated_at"), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")))


def create_index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, [*columns])


def refers(table: str, column: str, to: str, when_deleted: str = "RESTRICT") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"), ondelete=when_deleted)


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def check(table: str, name: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(words, name=op.f(f"ck_{table}_{name}"))


def one_of(table: str, column: str, words: str) -> sa.CheckConstraint:
    return check(table, column, f"{column} IN ({', '.join(repr(word) for word in words.split())})")


def create_quote() -> None:
    create_table(
        "quote",
        key("account_id", nullable=True), json("asked"), json("shown"), text("currency", 3), money("total_minor"), text("capture_mode", 20),
        moment("valid_until"), text("fare_snapshot_id", 64), json("terms"), text("fingerprint", 64), key("replaces", nullable=True),
        flag("sealed"),
        refers("quote", "account_id", "account.id", "SET NULL"),
        refers("quote", "replaces", "quote.id"),
        unique("quote", "replaces"),
        one_of("quote", "capture_mode", "trip_end at_confirmation"),
        check("quote", "total", "total_minor >= 0"),
    )
    create_index("quote", "account_id", "created_at")
    create_index("quote", "valid_until")


def create_quote_line() -> None:
    create_table(
        "quote_line",
        key("quote_id"), number("leg_no"), text("kind", 20), text("payee_id", 100), money("list_minor"), money("shown_minor"),
        number("tax_rate_bp"), money("tax_minor"), json("concession_ids"),
        refers("quote_line", "quote_id", "quote.id", "CASCADE"),
        unique("quote_line", "quote_id", "leg_no", "kind", "payee_id"),
        check("quote_line", "amounts", "list_minor >= 0 AND tax_minor >= 0"),
        one_of("quote_line", "kind", "fare booking_fee discount cap_credit voucher"),
        check("quote_line", "sign", "(kind IN ('fare', 'booking_fee')) = (shown_minor >= 0) OR shown_minor = 0"),
    )


def create_booking() -> None:
    create_table(
        "booking",
        key("quote_id"), key("account_id", nullable=True), text("state", 20), text("capture_mode", 20), text("currency", 3), money("shown_minor"),
        money("fee_shown_minor"), money("fee_due_minor"), money("tender_minor"), money("due_minor"), money("claim_minor"), money("waived_minor"),
        flag("extended"), flag("reopened"), moment("hold_until", nullable=True), moment("confirm_by", nullable=True),
        moment("settle_by", nullable=True), moment("settled_at", nullable=True), moment("state_since"), text("outcome", 20, nullable=True),
        text("reason", 40, nullable=True), key("substitute_of", nullable=True), number("version"),
        refers("booking", "account_id", "account.id", "SET NULL"),
        refers("booking", "quote_id", "quote.id"),
        refers("booking", "substitute_of", "booking.id", "SET NULL"),
        unique("booking", "quote_id"),
        check("booking", "amounts", "shown_minor >= 0 AND tender_minor >= 0 AND claim_minor >= 0 AND waived_minor >= 0"),
        one_of("booking", "capture_mode", "trip_end at_confirmation"),
        check("booking", "fee", "fee_due_minor >= 0 AND fee_due_minor <= fee_shown_minor"),
        check("booking", "hold_until", "(state = 'held') = (hold_until IS NOT NULL)"),
        check("booking", "outcome", "state NOT IN ('released', 'settled') OR outcome IS NOT NULL"),
        one_of("booking", "state", "held confirming confirmed settling settled releasing released"),
    )
    create_index("booking", "account_id", "created_at")
    create_index("booking", "state", "confirm_by")
    create_index("booking", "state", "hold_until")
    create_index("booking", "state", "settle_by")


def create_booking_leg() -> None:
    create_table(
        "booking_leg",
        key("booking_id"), number("leg_no"), text("operator_id", 100), text("operator_name", 200), text("kind", 20), flag("own"),
        text("state", 20), text("operator_ref", 64), text("operator_booking_id", 200, nullable=True), text("payee", 120), moment("starts_at"),
        moment("ends_at"), text("from_name", 200), text("to_name", 200), money("price_minor"), money("due_minor"), money("fee_minor"),
        money("earned_minor", nullable=True), text("fault", 20), text("resource_id", 100, nullable=True), json("covers"), json("facts"),
        json("ladder"), json("through"), text("scheme_id", 100, nullable=True), day("service_day", nullable=True), money("base_minor"),
        number("version"),
        refers("booking_leg", "booking_id", "booking.id"),
        unique("booking_leg", "booking_id", "leg_no"),
        unique("booking_leg", "operator_id", "operator_ref"),
        check("booking_leg", "due", "0 <= due_minor AND due_minor <= price_minor"),
        one_of("booking_leg", "fault", "none traveller operator us"),
        check("booking_leg", "fee", "0 <= fee_minor AND fee_minor <= price_minor"),
        check("booking_leg", "interval", "starts_at < ends_at"),
        check("booking_leg", "own", "NOT own OR resource_id IS NOT NULL"),
        one_of("booking_leg", "state", "held asked confirmed releasing released used cancelled disrupted"),
    )
    create_index("booking_leg", "operator_id", "state")
    create_index("booking_leg", "state", "ends_at")


def create_resource_hold() -> None:
    create_table(
        "resource_hold",
        key("leg_id"), text("resource_id", 100), moment("starts_at"), moment("ends_at"), text("state", 20),
        refers("resource_hold", "leg_id", "booking_leg.id"),
        check("resource_hold", "interval", "starts_at < ends_at"),
        one_of("resource_hold", "state", "held confirmed freed"),
    )
    create_index("resource_hold", "leg_id")
    create_index("resource_hold", "resource_id", "starts_at")


def create_booking_notice() -> None:
    create_table(
        "booking_notice",
        key("booking_id"), text("code", 40), number("leg_no"),
        refers("booking_notice", "booking_id", "booking.id", "CASCADE"),
        unique("booking_notice", "booking_id", "code", "leg_no"),
    )


def create_cancellation_quote() -> None:
    create_table(
        "cancellation_quote",
        key("booking_id"), json("fees"), money("refund_minor"), moment("valid_until"),
        refers("cancellation_quote", "booking_id", "booking.id", "CASCADE"),
    )
    create_index("cancellation_quote", "booking_id")


def create_price_period() -> None:
    create_table(
        "price_period",
        key("account_id"), text("scheme_id", 100), day("starts_on"),
        refers("price_period", "account_id", "account.id", "CASCADE"),
        unique("price_period", "account_id", "scheme_id", "starts_on"),
    )


def create_payment() -> None:
    create_table(
        "payment",
        key("booking_id"), text("purpose", 20), text("intent_id", 255, nullable=True), text("charge_id", 255, nullable=True), text("state", 20),
        text("currency", 3), money("shown_minor"), money("authorised_minor"), money("capture_minor"), money("captured_minor"),
        money("refund_ordered_minor"), money("refunded_minor"), moment("capture_by", nullable=True), flag("multicapture"), flag("live"),
        moment("create_started_at", nullable=True), moment("asked_at", nullable=True), number("version"),
        refers("payment", "booking_id", "booking.id"),
        unique("payment", "intent_id"),
        check(
            "payment", "capture",
            "0 <= captured_minor AND captured_minor <= capture_minor AND capture_minor <= authorised_minor AND authorised_minor <= shown_minor",
        ),
        one_of("payment", "purpose", "trip overstay extension topup"),
        check("payment", "refund", "0 <= refunded_minor AND refunded_minor <= refund_ordered_minor AND refund_ordered_minor <= captured_minor"),
        one_of("payment", "state", "creating created authorised voiding voided capturing captured"),
    )
    create_index("payment", "booking_id")
    create_index("payment", "state", "capture_by")
    where = sa.text("payment.purpose = 'trip'")
    op.create_index("uq_payment_trip", "payment", ["booking_id"], unique=True, postgresql_where=where, sqlite_where=where)


def create_refund() -> None:
    create_table(
        "refund",
        key("payment_id"), number("leg_no"), number("serial"), money("amount_minor"), text("cause", 20), text("provider_id", 255, nullable=True),
        text("state", 20), text("failure", 100, nullable=True), text("owner", 40, nullable=True), moment("sent_at", nullable=True),
        moment("due_at", nullable=True), number("version"),
        refers("refund", "payment_id", "payment.id"),
        unique("refund", "payment_id", "serial"),
        unique("refund", "provider_id"),
        check("refund", "amount", "amount_minor > 0"),
        one_of("refund", "cause", "cancel disruption cap early_leave capture_surplus claim goodwill"),
        check("refund", "owner", "state <> 'failed' OR owner IS NOT NULL"),
        one_of("refund", "state", "ordered sent succeeded failed paid_otherwise"),
    )


def create_transfer() -> None:
    create_table(
        "transfer",
        key("payment_id"), key("leg_id"), text("payee_id", 100), text("account", 120), number("serial"), text("destination", 255, nullable=True),
        money("amount_minor"), money("reversed_minor"), text("provider_id", 255, nullable=True), text("state", 20), number("version"),
        refers("transfer", "leg_id", "booking_leg.id"),
        refers("transfer", "payment_id", "payment.id"),
        unique("transfer", "leg_id", "payee_id", "serial"),
        unique("transfer", "provider_id"),
        check("transfer", "amount", "amount_minor > 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor"),
        one_of("transfer", "state", "ordered sent cancelled"),
    )
    create_index("transfer", "payment_id")


def create_transfer_reversal() -> None:
    create_table(
        "transfer_reversal",
        key("transfer_id"), key("refund_id", nullable=True), money("amount_minor"), text("provider_id", 255, nullable=True), text("state", 20),
        number("version"),
        refers("transfer_reversal", "refund_id", "refund.id"),
        refers("transfer_reversal", "transfer_id", "transfer.id"),
        unique("transfer_reversal", "provider_id"),
        check("transfer_reversal", "amount", "amount_minor > 0"),
        one_of("transfer_reversal", "state", "ordered sent refused"),
    )
    create_index("transfer_reversal", "transfer_id")


def create_ticket() -> None:
    create_table(
        "ticket",
        key("booking_id"), key("leg_id"), key("payment_id"), text("state", 20), moment("valid_from"), moment("valid_until"),
        text("signing_kid", 100, nullable=True), moment("killed_at", nullable=True), text("kill_reason", 40, nullable=True),
        number("list_version", nullable=True), number("version"),
        refers("ticket", "booking_id", "booking.id"),
        refers("ticket", "leg_id", "booking_leg.id"),
        refers("ticket", "payment_id", "payment.id"),
        check("ticket", "interval", "valid_from < valid_until"),
        check("ticket", "killed", "(state = 'killed') = (killed_at IS NOT NULL)"),
        one_of("ticket", "state", "none live used killed expired"),
    )
    create_index("ticket", "booking_id")
    create_index("ticket", "killed_at")
    create_index("ticket", "leg_id")
    create_index("ticket", "payment_id")
    where = sa.text("ticket.state = 'live'")
    op.create_index("uq_ticket_live", "ticket", ["leg_id"], unique=True, postgresql_where=where, sqlite_where=where)
