"""Debts, claims and disputes."""

revision = "0018_money_details"
down_revision = "0017_occupancy"


def upgrade() -> None:
    pass
