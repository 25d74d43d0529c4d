"""Nothing: databases stand at this step already, so what it was meant for came with the next one."""

revision = "0028_notifications"
down_revision = "0027_console"


def upgrade() -> None:
    pass
