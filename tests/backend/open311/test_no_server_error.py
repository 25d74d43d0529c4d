"""Whatever is asked of `/open311/v2`, it is no fault of ours (schemathesis, by the parameters of the specification)."""
import os

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from lxml import etree

PROOF = bool(os.environ.get("ALLWAYS_PROOF"))
EXAMPLES, PHASES = (60, tuple(Phase)) if PROOF else (12, (Phase.generate,))
TEXT, WHOLE = {"type": "string"}, {"type": "integer"}
QUERY = {
    "service_request_id": TEXT, "service_code": TEXT, "start_date": {"type": "string", "format": "date-time"}, "end_date": TEXT,
    "updated_after": TEXT, "updated_before": TEXT, "status": {"type": "string", "enum": ["open", "closed", "open,closed"]}, "page": WHOLE,
    "page_size": WHOLE, "extensions": {"type": "boolean"}, "jurisdiction_id": TEXT, "lat": {"type": "number"},
    "long": {"type": "number"}, "radius": WHOLE, "address_string": TEXT, "address_id": TEXT,
}  # fmt: skip
FORM = {
    "api_key": TEXT, "service_code": {"type": "string", "enum": ["pothole", "other", "no_such_thing"]}, "lat": {"type": "number"},
    "long": {"type": "number"}, "address_string": TEXT, "address_id": TEXT, "email": TEXT, "description": TEXT, "media_url": TEXT,
    "attribute[idem_key]": TEXT, "attribute[KIND][]": {"type": "array", "items": TEXT},
}  # fmt: skip
ANY = {"responses": {"default": {"description": "as the standard says"}}}
# A file keeps it from the schema's own idea of a text.
MEDIA = {"media": {"type": "string", "format": "binary"}}


def asking(path: str, *names: str) -> dict:
    inside = [{"name": name, "in": "path", "required": True, "schema": TEXT} for name in ("id",) if "{id}" in path]
    return {"get": {"parameters": [*inside, *({"name": name, "in": "query", "schema": QUERY[name]} for name in names)], **ANY}}


def filing() -> dict:
    kinds = {
        "application/x-www-form-urlencoded": {"schema": {"type": "object", "properties": FORM}},
        "multipart/form-data": {"schema": {"type": "object", "properties": FORM | MEDIA}},
    }  # fmt: skip
    return {"post": {"requestBody": {"required": True, "content": kinds}, **ANY}}


PATHS = {
    path: asking(path, *names)
    for path, names in {
        "/discovery.json": (), "/services.xml": ("jurisdiction_id",), "/services/{id}": ("jurisdiction_id",), "/requests.json": tuple(QUERY),
        "/requests.xml": tuple(QUERY), "/requests/{id}": ("extensions",), "/tokens/{id}": (),
    }.items()
}  # fmt: skip
described = {
    "openapi": "3.1.0", "info": {"title": "GeoReport", "version": "2"},
    "paths": {f"/open311/v2{path}": item for path, item in {**PATHS, "/requests": filing()}.items()},
}  # fmt: skip
schema = schemathesis.openapi.from_dict(described)
schema.location = "http://localhost/schema.json"


@schema.parametrize()
@settings(max_examples=EXAMPLES, phases=PHASES, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_is_no_fault_of_ours(client, key, case):
    """Forms come with a good key as often as not: what lies behind it is asked too."""
    if isinstance(case.body, dict) and len(str(case.body)) % 2:
        case.body["api_key"] = key
    asked = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
    answer = client.request(asked.method, asked.url, content=asked.body, headers=dict(asked.headers))
    assert answer.status_code < 500, answer.text
    if answer.headers.get("content-type", "").startswith("text/xml"):
        assert etree.fromstring(answer.content).tag in ("services", "service_definition", "service_requests", "errors")
