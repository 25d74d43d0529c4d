"""What the framework cannot read off a handler: a body that is a picture."""
from dataclasses import dataclass

from litestar.openapi.spec import Operation, RequestBody

from backend.obstacles.describing import BINARY, TAKEN


@dataclass
class ListingPhotoOperation(Operation):
    """One that takes a picture of a space."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(content=dict.fromkeys(TAKEN, BINARY), required=True)
