"""What others answer: read where it can be read, refused where it cannot, and never more than that."""
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.open311.reading import PeerUnreadable, Record, read_faults, read_requests

FULL = b"""<?xml version="1.0" encoding="utf-8"?>
<service_requests><request><service_request_id> 638344 </service_request_id><status>Closed</status><status_notes>Done &amp; dusted</status_notes>
<service_code>006</service_code><description>A hole</description><requested_datetime>2026-04-14T06:37:38-08:00</requested_datetime>
<lat>37.76</lat><long>-122.4</long><zipcode/><media_url>http://127.0.0.1/</media_url></request></service_requests>"""


def test_a_request_of_the_specification():
    (record,) = read_requests(FULL)
    assert (record.service_request_id, record.status, record.status_notes) == ("638344", "closed", "Done & dusted")
    assert (record.lat, record.lon) == (37.76, -122.4)
    assert record.requested_at.isoformat() == "2026-04-14T14:37:38+00:00"


@pytest.mark.parametrize("body", [
    b"", b"<", b"{}", b"<html/>", b"<errors/>", b"\xff\xfe<", b"<service_requests>", b"<service_requests><request></service_requests>",
    b'<!DOCTYPE service_requests [<!ENTITY a "b">]><service_requests/>',
    b'<!DOCTYPE service_requests SYSTEM "file:///etc/passwd"><service_requests/>',
    '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE service_requests [<!ENTITY a "b">]><service_requests/>'.encode("utf-16"),
    b"<service_requests>" + b"<request/>" * 50_001 + b"</service_requests>",
], ids=range(12))  # fmt: skip
def test_what_is_no_answer_is_refused(body):
    with pytest.raises(PeerUnreadable):
        read_requests(body)


within = st.text(max_size=80).map(lambda text: f"<service_requests>{text}</service_requests>".encode("utf-8", "replace"))


@settings(max_examples=60)
@given(st.binary(max_size=200) | within)
def test_any_bytes_are_read_or_refused(body):
    with suppress(PeerUnreadable):
        read_requests(body)
    assert isinstance(read_faults(body), tuple)


def test_what_cannot_be_read_is_left_out():
    body = b"<service_requests><request><service_request_id>" + b"9" * 101 + b"</service_request_id><lat>91</lat><long>x</long>"
    assert read_requests(body + b"<requested_datetime>soon</requested_datetime></request></service_requests>") == [Record()]


def test_faults_are_codes_alone():
    assert read_faults(b"<errors><error><code>403</code><description>Ann Smith, 555-1234</description></error></errors>") == ("403",)
