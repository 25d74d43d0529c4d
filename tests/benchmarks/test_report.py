from benchmarks.report import Section
from benchmarks.service import read_wrk
from benchmarks.timing import Timing, digits

WRK = """Running 15s test @ http://localhost:8123
  1 threads and 8 connections
  Latency Distribution
     50%    9.47ms
     75%   14.20ms
     90%   18.91ms
     99%    1.05s
  12345 requests in 15.02s, 40.10MB read
  Non-2xx or 3xx responses: 3
Requests/sec:    822.10
Transfer/sec:      2.67MB
"""


def section(*rows):
    made = Section("walk", "peer", 2.0)
    for who, median_ms, counts in rows:
        made.add(who, "", Timing(median_ms, 2 * median_ms, 10), counts)
    return made


def test_the_ratio_compares_only_rows_that_count():
    compared = section(("allways", 2.0, True), ("allways", 9.0, False), ("peer", 5.0, True), ("peer", 1.0, False))
    assert compared.ratio() == 2.5
    assert "the target is 2: met" in "\n".join(compared.lines())


def test_an_answer_not_fast_enough_is_called_a_missed_target():
    assert "the target is 2: **missed**" in "\n".join(section(("allways", 1.0, True), ("peer", 1.9, True)).lines())


def test_where_no_target_is_set_none_is_met_or_missed():
    made = Section("walk", "peer", 0)
    assert "no target is set" in made.verdict(0.5)


def test_without_a_peer_there_is_no_ratio():
    assert section(("allways", 2.0, True)).ratio() is None


def test_differences_of_arrivals_are_counted_by_kind():
    made = section()
    made.agree([100, 200, None, None, 400, 500], [100, 260, None, 300, None, 460])
    assert made.notes == [
        "Agreement, checked before timing counts: 2 of 6 arrivals equal; ours sooner in 1 (median 60 s); ours later in 1 (median 40 s); "
        "only ours answers in 1; only peer answers in 1."
    ]


def test_profiles_are_compared_up_to_the_rivals_last_departure():
    made = section()
    made.agree_profiles([{(60, 600), (240, 900)}, {(60, 600)}], [{(60, 600)}, {(60, 540)}], [0, 0], 300)
    assert made.notes[0].startswith("Agreement: 1 of 2 profiles equal")
    assert "of 4 minutes ours arrives sooner in 0 and later in 2" in made.notes[0]


def test_the_report_of_wrk_is_read():
    assert read_wrk(WRK) == (822.10, 9.47, 1050.0, 3)


def test_figures_keep_three_digits():
    assert [digits(value) for value in (0.012345, 1.2345, 123.45)] == ["0.0123", "1.23", "123"]
