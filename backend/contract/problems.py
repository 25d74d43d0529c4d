"""What went wrong, for programs and for people. Source: RFC 9457."""
from backend.contract.base import Answer


class Problem(Answer, frozen=True):
    """`code` is stable and meant for programs; `detail` says what to do; `field` is where in the request, e.g. `destination.lat`."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str
    field: str | None = None
