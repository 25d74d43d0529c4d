"""What the framework cannot read off a handler: the key of the request by which a photo finds it with another pass."""
from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIType, Operation, Parameter, RequestBody, Schema

from backend.obstacles.describing import BINARY, TAKEN

REQUEST_KEY = Parameter(
    name="Idempotency-Key", param_in="header", required=False, schema=Schema(type=OpenAPIType.STRING, pattern="^[!-~]{1,255}$"),
    description="That of the request which the photo belongs to. With one of 22 characters or more the photo finds it with another pass too.",
)  # fmt: skip


@dataclass
class SentPhotoOperation(Operation):
    """One that takes a photo of a request."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or ()), REQUEST_KEY]
        self.request_body = RequestBody(content=dict.fromkeys(TAKEN, BINARY), required=True)


@dataclass
class TakenPhotoOperation(Operation):
    """One that takes a photo of the staff."""

    def __post_init__(self) -> None:
        self.request_body = RequestBody(content=dict.fromkeys(TAKEN, BINARY), required=True)
