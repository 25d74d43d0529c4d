"""How entries of a feed are read: what is wrong with one is counted, and never stops the reading."""
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.entries import Entry, cleaned, read_moment, read_object
from backend.feeds.problems import FeedUnreadable, ProblemLog
from tests.backend.feeds.gbfs.broken import BODIES, HOSTILE


def entry(**members) -> Entry:
    return Entry(members, ProblemLog(), "tree 7")


def counted(read: Entry) -> dict[str, int]:
    return {problem.kind: problem.count for problem in read.log.problems()}


def test_an_id_is_taken_exactly_or_not_at_all():
    read = entry(a="Wien:1", b=12, c="x" * 201, d="a\x00b", e="\u202eb", f=True, g=None, h="", i=["a"])
    assert [read.id(key) for key in "abcdefghij"] == ["Wien:1", "12", "", "", "", "", "", "", "", ""]
    assert counted(read) == {"bad_c": 1, "bad_d": 1, "bad_e": 1, "bad_f": 1, "bad_i": 1}


def test_numbers_stand_in_quotes_too_and_keep_their_bounds():
    read = entry(a=3, b="4.5", c="", d=None, e=True, f=101, g="nan", h=[1], i="1e2", j=10**400)
    assert [read.number(key, 0, 100) for key in "abcdefghij"] == [3, 4.5, None, None, None, None, None, None, 100, None]
    assert counted(read) == {"bad_e": 1, "bad_f": 1, "bad_g": 1, "bad_h": 1, "bad_j": 1}
    assert (entry(a=3.0).whole("a", 0, 9), entry(a=3.5).whole("a", 0, 9)) == (3, None)


def test_truth_is_also_0_and_1_and_nothing_else():
    read = entry(a=True, b=0, c="1", d="False", e=2, f="ja", g=None, h=1.0)
    assert [read.truth(key) for key in "abcdefgh"] == [True, False, True, False, None, None, None, None]
    assert counted(read) == {"bad_e": 1, "bad_f": 1, "bad_h": 1}


def test_moments_are_utc_from_seconds_milliseconds_and_iso():
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    seconds = int(noon.timestamp())
    for told in (seconds, float(seconds), seconds * 1000, "2026-11-24T12:00:00Z", "2026-11-24T13:00:00+01:00"):
        assert read_moment(told) == noon
    assert read_moment("2026-11-24T13:00:00", ZoneInfo("Europe/Berlin")) == noon
    assert [read_moment(told) for told in (-1, 0, True, 1e300, 10**400, float("nan"), "soon", "1999-12-31", "x" * 100, [])] == [None] * 10


def test_links_may_be_opened():
    web, hostile = "https://a.example/x?y=1", ("javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "https://a b", "x")
    read = entry(a=web, c="app://ride/1", **{f"bad{number}": link for number, link in enumerate(hostile)})
    assert [read.link(key, only_web=False) for key in read.members] == [web, "app://ride/1", "", "", "", "", ""]
    assert entry(c="app://ride/1").link("c") == ""


def test_texts_are_fit_to_be_shown():
    assert cleaned("  Halt\x00 \u202everlegt\u202c\tbis\nMai ") == "Halt verlegt bis\nMai"
    assert cleaned("שלום\u200f") == "שלום\u200f"
    assert cleaned("x" * 1_000_000, 10) == "x" * 9 + "…"


def test_what_is_no_object_in_a_list_is_counted():
    read = entry(a=[{"x": 1}, 2, None], b={}, c="x")
    assert [part.members for part in read.list_of("a")] == [{"x": 1}]
    assert (read.list_of("b"), read.list_of("c"), read.list_of("d"), read.child("a"), read.child("d")) == ([], [], [], None, None)
    assert counted(read) == {"bad_a": 3, "bad_b": 1, "bad_c": 1}
    with pytest.raises(FeedUnreadable) as refused:
        read.list_of("a", most=2)
    assert refused.value.code == "feed_too_many_entities"


@pytest.mark.parametrize("name", BODIES)
def test_bodies_that_cannot_be_read_are_refused_without_a_word_of_theirs(name):
    with pytest.raises(FeedUnreadable) as refused:
        read_object(BODIES[name], 8_000_000, ProblemLog())
    assert refused.value.code in ("feed_unreadable", "feed_too_many_entities")
    assert "gateway" not in refused.value.message


def test_size_is_bounded_before_anything_is_read_and_a_byte_order_mark_does_no_harm():
    assert read_object(b'\xef\xbb\xbf{"a": 1}', 100, ProblemLog()).members == {"a": 1}
    with pytest.raises(FeedUnreadable) as refused:
        read_object(b"{" * 101, 100, ProblemLog())
    assert refused.value.code == "feed_too_large"


@given(st.dictionaries(st.sampled_from("abc"), st.one_of(st.sampled_from(HOSTILE), st.text(), st.floats(), st.integers())))
def test_no_value_escapes(members):
    read = entry(**members)
    for key in "abc":
        read.id(key), read.ids(key), read.text(key), read.link(key), read.number(key, 0, 9), read.whole(key, 0, 9)
        read.truth(key), read.moment(key), read.child(key), read.list_of(key)
    assert all(problem.count and all(map(str.isprintable, problem.examples)) for problem in read.log.problems())
