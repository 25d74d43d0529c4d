"""Of a leg, its payee's part as it was agreed when it was booked, and the tax rate within what is left: our commission."""
from alembic import op

revision = "0014_host_money"
down_revision = "0013_parking_supply"

COLUMNS = (
    "share_bp INTEGER DEFAULT 10000 NOT NULL CONSTRAINT ck_booking_leg_share CHECK (0 <= share_bp AND share_bp <= 10000)",
    "commission_tax_bp INTEGER DEFAULT 0 NOT NULL",
)


def upgrade() -> None:
    """Legs that were sold before are their operators' as a whole."""
    for column in COLUMNS:
        op.execute(f"ALTER TABLE booking_leg ADD COLUMN {column}")
