"""Lines of legs, as answers encode them."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.following.lines import LineUnreadable, decode_line
from backend.trips.polyline import encode_lines

POINTS = st.lists(st.tuples(st.integers(-90 * 10**6, 90 * 10**6), st.integers(-180 * 10**6, 180 * 10**6)), max_size=20)


@given(POINTS)
def test_a_line_is_read_as_it_was_written(points):
    lat, lon = (np.array([point[axis] * 10 for point in points], np.int64).astype(np.int32) for axis in (0, 1))
    (text,) = encode_lines([(lat, lon)])
    assert [(round(north * 1e6), round(east * 1e6)) for north, east in decode_line(text)] == points


@given(st.text(max_size=60))
def test_any_text_is_a_line_on_earth_or_refused(text):
    try:
        points = decode_line(text)
    except LineUnreadable:
        return
    assert all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points)


@pytest.mark.parametrize("text", ["_", "?", "~" * 12, "_p~iF", " ", "é?", "\x7f?"])
def test_what_is_no_line_is_refused(text):
    with pytest.raises(LineUnreadable):
        decode_line(text)
