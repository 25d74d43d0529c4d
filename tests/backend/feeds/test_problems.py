"""What is wrong with a message is counted and listed safely."""
import pytest

from backend.feeds.problems import ProblemLog, shown
from tests.backend.feeds.gbfs.broken import HOSTILE


def test_problems_are_counted_with_a_few_examples():
    log = ProblemLog()
    for number in range(9):
        log.add("unknown_stop", f"s{number}")
    log.add("bad_lat", "s1", 3)
    problems = log.problems()
    assert [(problem.kind, problem.count) for problem in problems] == [("unknown_stop", 9), ("bad_lat", 3)]
    assert problems.kinds[0].examples == ("s0", "s1", "s2", "s3", "s4")
    assert (problems.total, problems.unknown_ids, problems.count("bad_lat"), problems.count("none")) == (12, 9, 3, 0)


@pytest.mark.parametrize("example", [*HOSTILE, b"\xff", object()])
def test_examples_are_short_and_printable(example):
    text = shown(example)
    assert len(text) <= 81
    assert text.isprintable()
