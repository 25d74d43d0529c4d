"""Bodies are read by msgspec straight into their message, strictly: no text for a number, no unknown field."""
from typing import Any, ClassVar

import msgspec
from litestar.dto import AbstractDTO

from backend.contract.base import Message
from backend.service.problems import invalid


class StrictBody(AbstractDTO[Message]):
    """The `dto` of a route with a body; subclasses name the message."""

    decoder: ClassVar[msgspec.json.Decoder]

    def decode_bytes(self, value: bytes) -> Any:
        try:
            return self.decoder.decode(value)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise invalid(error) from error

    @classmethod
    def is_supported_model_type_field(cls, field_definition) -> bool:
        return True

    @classmethod
    def create_for_field_definition(cls, field_definition, handler_id, backend_cls=None) -> None:
        """Nothing is generated: the message is the model."""

    @classmethod
    def create_openapi_schema(cls, field_definition, handler_id, schema_creator):
        return schema_creator.for_field_definition(field_definition)


def strict_body(kind: type[Message]) -> type[StrictBody]:
    return type(f"Strict{kind.__name__}", (StrictBody,), {"decoder": msgspec.json.Decoder(kind)})
