"""Answers of GeoReport v2 in both formats: XML, which every client reads, and JSON.

An answer is a list of rows or one row; a row is a dict in the order of the specification. http://wiki.open311.org/GeoReport_v2
"""
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec
from litestar import Request, Response
from lxml import etree

# What XML 1.0 cannot say, even escaped.
UNSAYABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# How a part of a list is called in XML.
PARTS = {"attributes": "attribute", "values": "value", "endpoints": "endpoint", "formats": "format", "media_urls": "media_url"}


class Format(StrEnum):
    XML = "xml"
    JSON = "json"

    @property
    def media_type(self) -> str:
        return "text/xml" if self is Format.XML else "application/json"


@dataclass(frozen=True)
class Shape:
    """item: how a row is called in XML; None for an answer that is one row."""

    root: str
    item: str | None = None


DISCOVERY, SERVICES, DEFINITION = Shape("discovery"), Shape("services", "service"), Shape("service_definition")
REQUESTS, ERRORS = Shape("service_requests", "request"), Shape("errors", "error")


def format_of(path: str) -> Format:
    """By the end of the address; XML where it says nothing."""
    return Format.JSON if path.endswith(".json") else Format.XML


def without_format(name: str) -> str:
    """`POTHOLE` of `POTHOLE.json`: an id at the end of an address."""
    return name.removesuffix(".json").removesuffix(".xml")


def answer(request: Request, shape: Shape, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response[bytes]:
    how = format_of(request.url.path)
    return Response(written(shape, value, how), status_code=status, media_type=how.media_type, headers=headers)


def written(shape: Shape, value: Any, how: Format) -> bytes:
    if how is Format.JSON:
        return msgspec.json.encode(plain(value))
    root = etree.Element(shape.root)
    if shape.item is None:
        fill(root, value)
    else:
        for row in value:
            fill(etree.SubElement(root, shape.item), row)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8")


def fill(element: etree._Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, part in value.items():
            fill(etree.SubElement(element, name), part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            fill(etree.SubElement(element, PARTS[element.tag]), part)
    elif value is not None:
        element.text = text(value)


def plain(value: Any) -> Any:
    """As JSON has it: numbers and truths as such, moments as in XML."""
    if isinstance(value, Mapping):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    return text(value) if isinstance(value, (datetime, date)) else value


def text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return UNSAYABLE.sub("\ufffd", str(value))
