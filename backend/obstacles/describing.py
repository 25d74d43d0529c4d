"""What the framework cannot read off a handler: bodies that are pictures."""
from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, OpenAPIType, Operation, Parameter, RequestBody, Schema

JPEG = "image/jpeg"
TAKEN = (JPEG, "image/png", "image/webp")
BINARY = OpenAPIMediaType(schema=Schema(content_media_type="application/octet-stream"))
REPORT_KEY = Parameter(
    name="Idempotency-Key", param_in="header", required=False, schema=Schema(type=OpenAPIType.STRING, pattern="^[!-~]{1,255}$"),
    description="That of the report which the photo belongs to. With it the photo finds its report from another pass too.",
)  # fmt: skip


@dataclass
class PhotoOperation(Operation):
    """One that takes a photo."""

    def __post_init__(self) -> None:
        self.parameters = [*(self.parameters or ()), REPORT_KEY]
        self.request_body = RequestBody(content=dict.fromkeys(TAKEN, BINARY), required=True)


@dataclass
class PictureOperation(Operation):
    """One that answers with a picture."""

    def __post_init__(self) -> None:
        answer = (self.responses or {}).get("200")
        if isinstance(answer, OpenAPIResponse):
            answer.content = {JPEG: BINARY}
