"""A client that knows GeoReport v2 from its specification and nothing of ours: XML by lxml's strict parser, every answer checked for its shape."""
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from lxml import etree

ROOTS = {"services": "services", "requests": "service_requests", "tokens": "service_requests", "discovery": "discovery"}
REQUEST = [
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description", "agency_responsible", "service_notice",
    "requested_datetime", "updated_datetime", "expected_datetime", "address", "address_id", "zipcode", "lat", "long", "media_url",
]  # fmt: skip


class Refused(Exception):
    """faults: (code, description) as the server told them."""

    def __init__(self, status: int, faults: list[tuple[str, str]]):
        super().__init__(status, faults)
        self.status, self.faults = status, faults


@dataclass
class GeoReportClient:
    """http: anything with `get` and `post` as httpx has them."""

    http: Any
    base: str = "/open311/v2"
    api_key: str = ""
    common: dict[str, str] = field(default_factory=dict)

    def services(self) -> list[dict[str, str]]:
        return [flat(one) for one in self.read("services", "services").iterfind("service")]

    def definition(self, code: str) -> list[dict[str, Any]]:
        root = self.read(f"services/{code}", "service_definition")
        assert root.findtext("service_code") == code
        found = []
        for attribute in root.iterfind("attributes/attribute"):
            values = [(one.findtext("key"), one.findtext("name")) for one in attribute.iterfind("values/value")]
            found.append({**flat(attribute), "values": values})
        return found

    def requests(self, **asked: Any) -> list[dict[str, str]]:
        return [self.whole(one) for one in self.read("requests", "service_requests", asked).iterfind("request")]

    def request(self, number: str, **asked: Any) -> dict[str, str]:
        (one,) = self.read(f"requests/{number}", "service_requests", asked).iterfind("request")
        return self.whole(one)

    def token(self, token: str) -> dict[str, str]:
        (one,) = self.read(f"tokens/{token}", "service_requests").iterfind("request")
        return flat(one)

    def file(self, **fields: Any) -> dict[str, str]:
        """A list stands for several values of one attribute."""
        pairs = [(name, part) for name, value in fields.items() for part in (value if isinstance(value, list) else [value])]
        sent = [("api_key", self.api_key), *pairs] if self.api_key else pairs
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.http.post(f"{self.base}/requests.xml", content=urlencode(sent).encode(), headers=headers)
        (one,) = checked(answer, "service_requests").iterfind("request")
        return flat(one)

    def read(self, resource: str, root: str, asked: dict[str, Any] | None = None) -> etree._Element:
        return checked(self.http.get(f"{self.base}/{resource}.xml", params={**self.common, **(asked or {})}), root)

    def whole(self, element: etree._Element) -> dict[str, str]:
        assert [child.tag for child in element if child.tag != "extended_attributes"] == REQUEST
        return flat(element)


def checked(answer: Any, root: str) -> etree._Element:
    assert answer.headers["content-type"].startswith("text/xml"), answer.headers["content-type"]
    assert answer.content.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    document = etree.fromstring(answer.content)
    if answer.status_code != 200:
        assert document.tag == "errors"
        faults = [(one.findtext("code"), one.findtext("description")) for one in document.iterfind("error")]
        assert faults
        assert all(code and description for code, description in faults)
        raise Refused(answer.status_code, faults)
    assert document.tag == root
    return document


def flat(element: etree._Element) -> dict[str, str]:
    """Of what is nested, the parts under their own names."""
    found: dict[str, str] = {}
    for child in element:
        if len(child):
            found |= {part.tag: part.text or "" for part in child}
        else:
            found[child.tag] = child.text or ""
    return found
