"""Whatever people write, an answer is well-formed XML, and says the same as the JSON."""
import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from backend.open311.formats import DEFINITION, ERRORS, REQUESTS, UNSAYABLE, Format, format_of, without_format, written

texts = st.text(max_size=60)
values = st.one_of(st.none(), st.booleans(), st.integers(-(10**6), 10**6), texts, st.datetimes(timezones=st.just(UTC)))
rows = st.lists(st.fixed_dictionaries({"service_request_id": texts, "description": values, "lat": st.none() | st.floats(-90, 90)}), max_size=4)


@settings(max_examples=60)
@given(rows)
def test_any_text_is_escaped_and_comes_back(told):
    root = etree.fromstring(written(REQUESTS, told, Format.XML))
    assert [one.findtext("service_request_id") for one in root] == [as_read(row["service_request_id"]) for row in told]
    for one, row in zip(root, told):
        if isinstance(row["description"], str):
            assert one.findtext("description") == as_read(row["description"])
        assert [child.tag for child in one] == list(row)


def as_read(text: str) -> str:
    """A reader of XML takes all ends of lines for the same."""
    return UNSAYABLE.sub("\ufffd", text)


@settings(max_examples=30)
@given(rows)
def test_json_says_the_same(told):
    read = json.loads(written(REQUESTS, told, Format.JSON))
    root = etree.fromstring(written(REQUESTS, told, Format.XML))
    for one, row in zip(root, read, strict=True):
        for child in one:
            value = row[child.tag]
            assert (child.text or "") == ("" if value is None else as_read(str(value).lower() if isinstance(value, bool) else str(value)))


def test_a_definition_has_its_lists_in_lists():
    row = {"service_code": "a", "attributes": [{"code": "KIND", "required": True, "values": [{"key": "x", "name": "<X> & more"}]}]}
    root = etree.fromstring(written(DEFINITION, row, Format.XML))
    assert root.findtext("attributes/attribute/values/value/name") == "<X> & more"
    assert root.findtext("attributes/attribute/required") == "true"
    assert json.loads(written(DEFINITION, row, Format.JSON)) == row


def test_moments_carry_their_zone_to_the_second():
    at = datetime(2026, 11, 24, 7, 30, 0, 999, UTC)
    assert b"<at>2026-11-24T07:30:00Z</at>" in written(ERRORS, [{"at": at}], Format.XML)
    assert json.loads(written(ERRORS, [{"at": at}], Format.JSON)) == [{"at": "2026-11-24T07:30:00Z"}]


def test_the_end_of_the_address_says_the_format():
    assert [format_of(f"/open311/v2/requests{end}") for end in ("", ".xml", ".json", ".pdf")] == [Format.XML, Format.XML, Format.JSON, Format.XML]
    assert [without_format(name) for name in ("a.json", "a.xml", "a.b", "a")] == ["a", "a", "a.b", "a"]
