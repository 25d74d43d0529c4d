"""What is told to whom of service requests."""

revision = "0028_notifications"
down_revision = "0027_console"


def upgrade() -> None:
    pass
