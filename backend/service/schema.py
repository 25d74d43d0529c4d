"""The description of the API as data: routes as the framework sees them, messages as msgspec reads and writes them."""
import json
from inspect import cleandoc
from typing import Any

import msgspec
from litestar import Litestar, Request
from litestar.enums import OpenAPIMediaType
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.plugins import OpenAPIRenderPlugin

from backend.service.messages import MESSAGES
from backend.service.policies import Policy, Work, get_declared, is_automatic
from backend.service.problems import MEDIA_TYPE, WORDS

TOKENS = {
    Policy.DEVICE: {"type": "http", "scheme": "bearer", "description": "The pass of a device, from POST /v1/devices."},
    Policy.STAFF: {
        "type": "http", "scheme": "bearer",
        "description": "The access token of whoever has the role staff and signed in with a passkey; machines have a token of their own.",
    },
    Policy.ACCOUNT: {"type": "http", "scheme": "bearer", "description": "The access token of whoever is signed in, from POST /v1/auth/email-links."},
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new random text for each thing to be done; the same one when it is asked for again, which then has no second effect.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
}


class SchemaFile(OpenAPIRenderPlugin):
    """Served at /schema/openapi.json."""

    def __init__(self):
        super().__init__(path="/openapi.json", media_type=OpenAPIMediaType.OPENAPI_JSON)
        self.written = b""

    def render(self, request: Request, openapi_schema: dict[str, Any]) -> bytes:
        """Written for the first who asks: it takes a tenth of a second, and stays as it is."""
        self.written = self.written or json.dumps(complete(openapi_schema, request.app)).encode()
        return self.written


def complete(described: dict[str, Any], app: Litestar) -> dict[str, Any]:
    """The framework's description with msgspec's own schemas of the messages, limits, closed objects and all, and with what policies ask for.

    Raises KeyError where a route speaks a message that is not among MESSAGES.
    """
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    schemas = {name: {**schemas[name], "description": cleandoc(schemas[name].get("description", name))} for name in sorted(schemas)}
    missing = described["components"]["schemas"].keys() - schemas.keys()
    if missing:
        raise KeyError(f"MESSAGES lacks {', '.join(sorted(missing))}.")
    paths = {path: {**item} for path, item in described["paths"].items()}
    for path, handler in handlers(app):
        for method in paths.get(path, {}).keys() & {name.lower() for name in handler.http_methods}:
            paths[path][method] = guarded(in_order(paths[path][method]), handler)
    return {**described, "paths": paths, "components": {**described["components"], "schemas": schemas, "securitySchemes": TOKENS}}


def handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    """(path as OpenAPI writes it, handler)."""
    routes = [route for route in app.routes if hasattr(route, "route_handlers")]
    return [(route.path_format, handler) for route in routes for handler in route.route_handlers if not is_automatic(handler)]


def in_order(operation: dict[str, Any]) -> dict[str, Any]:
    """The framework keeps headers of answers in a set: their order would be another one in each process."""
    answers = {status: answer | {"headers": dict(sorted(answer["headers"].items()))} if "headers" in answer else answer
               for status, answer in operation["responses"].items()}  # fmt: skip
    return {**operation, "responses": answers}


def guarded(operation: dict[str, Any], handler: HTTPRouteHandler) -> dict[str, Any]:
    """An operation with its token, its key and the refusals that come with them."""
    declared = get_declared(handler)
    if declared.policy is Policy.PUBLIC:
        return operation
    refusals, keyed = [401, 403], declared.work is Work.KEYED
    if keyed:
        refusals += [409, 422]
        operation = {**operation, "parameters": [*operation.get("parameters", []), KEY]}
    responses = {**{str(status): refusal(status) for status in refusals}, **operation["responses"]}
    tokens = [Policy.DEVICE, Policy.ACCOUNT] if declared.policy is Policy.PERSON else [declared.policy]
    return {**operation, "security": [{token: []} for token in tokens], "responses": dict(sorted(responses.items()))}


def refusal(status: int) -> dict[str, Any]:
    return {"description": WORDS[status], "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
