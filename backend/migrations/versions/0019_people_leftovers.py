"""Addresses that change, accounts that nobody uses, devices of inspectors, rights looked at."""

revision = "0019_people_leftovers"
down_revision = "0018_money_details"


def upgrade() -> None:
    pass
