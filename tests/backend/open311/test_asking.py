"""Filters of `requests`, and forms: every fault is told at once, and nothing else is taken for an answer."""
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.open311.errors import Faults
from backend.open311.forms import Fields, read_form
from backend.open311.parameters import WINDOW, read_filters

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
NAMES = ["service_request_id", "service_code", "status", "start_date", "end_date", "updated_after", "page", "page_size", "extensions"]


def test_without_a_word_about_time_the_last_ninety_days():
    asked = read_filters({}, NOW)
    assert (asked.since, asked.until, asked.page, asked.page_size) == (NOW - WINDOW, None, 1, 1000)
    assert read_filters({"end_date": "2026-01-01T00:00:00Z"}, NOW).since is None


def test_filters_of_the_specification():
    asked = read_filters(
        {"service_code": "a, b", "status": "open,closed", "start_date": "2026-11-01T10:00:00+01:00", "page": "2", "page_size": "50"}, NOW
    )
    assert (asked.codes, asked.statuses, asked.page, asked.page_size) == (("a", "b"), ("open", "closed"), 2, 50)
    assert asked.since == datetime(2026, 11, 1, 9, tzinfo=UTC)
    # Many clients forget that a plus in an address is a space.
    assert read_filters({"start_date": "2026-11-01T10:00:00 01:00"}, NOW).since == asked.since


@pytest.mark.parametrize(("name", "value"), [
    ("start_date", "yesterday"), ("start_date", "2026-11-01"), ("end_date", "2026-11-01T10:00:00"), ("status", "new"), ("page", "0"), ("page", "-1"),
    ("page", "1e3"), ("page", "٣"), ("page_size", "1001"), ("service_request_id", ",".join(map(str, range(201)))),
    ("start_date", "0001-01-01T00:00:00+14:00"),
])  # fmt: skip
def test_a_filter_that_cannot_be_understood_is_named(name, value):
    with pytest.raises(Faults) as refused:
        read_filters({name: value}, NOW)
    (fault,) = refused.value.faults
    assert fault.startswith(name)


@settings(max_examples=60)
@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=30)))
def test_any_filters_are_read_or_named(query):
    with suppress(Faults):
        asked = read_filters(query, NOW)
        assert 1 <= asked.page_size <= 1000
        assert asked.since is None or asked.since.utcoffset() == timedelta(0)


def form(*pairs, **fields):
    return read_form(Fields((*fields.items(), *pairs)))


def test_a_form_of_the_specification():
    told = form(
        ("attribute[KIND][]", "a"), ("attribute[KIND][]", "b"), ("attribute[DEPTH]", "3"), ("attribute[idem_key]", "one-and-only"),
        service_code="pothole", lat="49.4", long="8.6", description=" A hole. ", email="ann@example.org", phone="555", first_name="Ann",
    )  # fmt: skip
    assert (told.lat, told.lon, told.description, told.idem_key) == (49.4, 8.6, "A hole.", "one-and-only")
    assert told.attributes == (("KIND", "a,b"), ("DEPTH", "3"))
    assert "ann" not in repr(told).lower()


def test_all_faults_are_told_at_once():
    with pytest.raises(Faults) as refused:
        form(("attribute[bad code]", "x"), email="nobody", description="x" * 4001)
    assert [fault.split()[0] for fault in refused.value.faults] == ["description", "service_code", "The", "email", "An"]


def test_nowhere_is_no_place():
    with pytest.raises(Faults):
        form(service_code="pothole", lat="0", long="0.0")
    assert form(service_code="pothole", lat="0", long="0", address_string="Main Street 1").lat is None


@pytest.mark.parametrize(("lat", "long"), [("91", "8"), ("nan", "8"), ("inf", "8"), ("north", "8"), ("49", ""), ("", "8"), ("49", "181")])
def test_degrees_that_are_none(lat, long):
    with pytest.raises(Faults) as refused:
        form(service_code="pothole", lat=lat, long=long)
    assert refused.value.faults == ("lat and long are degrees of WGS 84, both, such as 49.4094 and 8.6942.",)


names = st.sampled_from(["service_code", "lat", "long", "attribute[A]", "attribute[", "attribute[idem_key]", "email"])


@settings(max_examples=60)
@given(st.lists(st.tuples(names | st.text(max_size=9), st.text(max_size=20))))
def test_any_form_is_read_or_its_faults_are_named(pairs):
    with suppress(Faults):
        told = read_form(Fields(tuple(pairs)))
        assert told.service_code
        assert told.lat is not None or told.address
