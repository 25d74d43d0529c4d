"""A clock that is put forward by hand."""
from datetime import datetime, timedelta

from backend.database.base import now


class Clock:
    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return now() + self.ahead
