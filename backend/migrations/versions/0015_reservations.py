"""Reserved spaces: passes, codes, gates."""

revision = "0015_reservations"
down_revision = "0014_host_money"


def upgrade() -> None:
    pass
