from zoneinfo import ZoneInfo

import pytest

from allways.bench import read_queries
from allways.errors import CommandError

BERLIN = ZoneInfo("Europe/Berlin")
HEADER = "from_lat,from_lon,to_lat,to_lon,departure\n"


def read(tmp_path, text):
    path = tmp_path / "queries.csv"
    path.write_text(text, encoding="utf-8")
    return read_queries(path, BERLIN)


def test_a_departure_without_an_offset_is_in_the_citys_time(tmp_path):
    (start, end, plain), (_, _, aware) = read(tmp_path, HEADER + "49.4,8.6,49.5,8.7,2026-03-02T08:30\n49.4,8.6,49.5,8.7,2026-03-02T07:30:00+00:00\n")
    assert (start.lat, start.lon, end.lat, end.lon) == (49.4, 8.6, 49.5, 8.7)
    assert plain == aware


@pytest.mark.parametrize(
    "text, words",
    [
        ("from_lat,from_lon,to_lat,departure\n", "line 1: no column to_lon"),
        (HEADER, "holds no query"),
        (HEADER + "1,2,3,4,2026-03-02T08:30\n1,x,3,4,2026-03-02T08:30\n", "line 3: from_lon is 'x', not a number"),
        (HEADER + "91,2,3,4,2026-03-02T08:30\n", "line 2: from_lat is 91, not between -90 and 90"),
        (HEADER + "nan,2,3,4,2026-03-02T08:30\n", "line 2: from_lat is nan"),
        (HEADER + "1,2,3,4,tomorrow\n", "line 2: departure is 'tomorrow'"),
        (HEADER + "1,2,3\n", "line 2: to_lon is None"),
    ],
)
def test_a_bad_file_is_named_with_its_line(tmp_path, text, words):
    with pytest.raises(CommandError, match=r"queries\.csv") as caught:
        read(tmp_path, text)
    assert words in str(caught.value)


def test_a_file_that_is_not_there_is_an_error_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        read_queries(tmp_path / "none.csv", BERLIN)
