"""What a host earns of a stay."""

revision = "0014_host_money"
down_revision = "0013_parking_supply"


def upgrade() -> None:
    pass
