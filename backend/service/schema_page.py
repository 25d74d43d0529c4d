"""The description of the API, and the same as one plain page: made here, with no script and nothing from elsewhere."""
import base64
import hashlib
import json
from html import escape
from typing import Any

from litestar import Request
from litestar.enums import MediaType
from litestar.openapi.plugins import OpenAPIRenderPlugin

from backend.service.schema import complete

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#16223f;background:#fff}"
    "h2{margin-top:2.5rem;border-top:1px solid #c9d0df;padding-top:1rem}code,pre{font-family:ui-monospace,monospace;font-size:.9em}"
    "pre{background:#eef1f7;padding:.8rem;overflow-x:auto}table{border-collapse:collapse}"
    "td,th{text-align:left;vertical-align:top;padding:.2rem 1rem .2rem 0}"
)
STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; frame-ancestors 'none'; base-uri 'none'"


class SchemaPage(OpenAPIRenderPlugin):
    """Served at /schema."""

    def __init__(self):
        super().__init__(path="/", media_type=MediaType.HTML)
        self.written = b""

    def render(self, request: Request, openapi_schema: dict[str, Any]) -> bytes:
        """Written for the first who asks, as the file."""
        self.written = self.written or page(complete(openapi_schema, request.app)).encode()
        return self.written


def page(schema: dict[str, Any]) -> str:
    title = escape(f"{schema['info']['title']} {schema['info']['version']}")
    body = [f"<h1>{title}</h1><p>{escape(schema['info'].get('description', ''))}</p><p><a href='/schema/openapi.json'>openapi.json</a></p>"]
    for path, item in schema["paths"].items():
        body += [operation(path, method, described) for method, described in item.items() if isinstance(described, dict)]
    head = f"<meta charset='utf-8'><title>{title}</title><style>{STYLE}</style>"
    return f"<!doctype html><html lang='en'><head>{head}</head><body>{''.join(body)}</body></html>"


def operation(path: str, method: str, described: dict[str, Any]) -> str:
    parts = [f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2><p>{escape(described.get('summary', ''))}</p>"]
    if described.get("description"):
        parts.append(f"<p>{escape(described['description'])}</p>")
    if described.get("parameters"):
        parts.append(table((one["name"], words(one)) for one in described["parameters"]))
    for content in described.get("requestBody", {}).get("content", {}).values():
        parts += [f"<pre>{escape(json.dumps(one['value'], indent=2))}</pre>" for one in content.get("examples", {}).values() if "value" in one]
    parts.append(table((status, answer.get("description", "")) for status, answer in described["responses"].items()))
    return "".join(parts)


def words(parameter: dict[str, Any]) -> str:
    needed = "" if parameter.get("required") else " (may be left out)"
    return f"{parameter.get('description', '')}{needed}".strip()


def table(rows) -> str:
    cells = "".join(f"<tr><th><code>{escape(str(name))}</code></th><td>{escape(text)}</td></tr>" for name, text in rows)
    return f"<table>{cells}</table>"
