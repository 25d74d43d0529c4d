"""Server-sent events in whatever pieces the network brings them."""
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.events import MOST_BYTES, Event, EventParser, EventTooLarge

STREAM = (
    ": a comment that says that somebody is there\r\n\r\n"
    "id: 7\r\nevent: state\r\ndata: {\"leg\":\r\ndata:  1}\r\n\r\n"
    "data\n\n"
    "event: break\nretry: 500\nunknown: x\ndata:Straße\n\n"
    "id: 9\nevent: only a name\n\n"
    "data: after it\n\n"
    "data: never ended"
).encode()
WHOLE = [Event("state", '{"leg":\n 1}', "7"), Event("message", "", "7"), Event("break", "Straße", "7"), Event("message", "after it", "9")]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_it_does_not_matter_where_the_stream_is_cut(cuts):
    parser, found, edges = EventParser(), [], sorted({0, *cuts, len(STREAM)})
    for start, end in pairwise(edges):
        found += parser.feed(STREAM[start:end])
    assert found == WHOLE


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_any_bytes_make_events_or_none_but_no_crash(pieces):
    parser = EventParser()
    for piece in pieces:
        assert all(isinstance(event, Event) for event in parser.feed(piece))


def test_a_mark_at_the_beginning_and_single_returns():
    parser = EventParser()
    assert parser.feed(b"\xef\xbb\xbfdata: a\r\rdata: b\r\r\n") == [Event("message", "a", ""), Event("message", "b", "")]


def test_an_event_without_end_is_refused_before_it_fills_the_phone():
    parser = EventParser()
    for _ in range(MOST_BYTES // 1000):
        parser.feed(b"data: " + b"x" * 999 + b"\n")
    with pytest.raises(EventTooLarge):
        parser.feed(b"data: " + b"x" * 999 + b"\n")
    with pytest.raises(EventTooLarge):
        EventParser().feed(b"x" * (MOST_BYTES + 1))
