"""What the framework cannot read off a handler: an answer that is a zip."""
from dataclasses import dataclass

from litestar.openapi.spec import OpenAPIMediaType, OpenAPIResponse, Operation, Schema

ZIP = "application/zip"


@dataclass
class ZipOperation(Operation):
    def __post_init__(self) -> None:
        answer = (self.responses or {}).get("200")
        if isinstance(answer, OpenAPIResponse):
            answer.content = {ZIP: OpenAPIMediaType(schema=Schema(content_media_type="application/octet-stream"))}
