"""`allways parking`: histories are read with every line accounted for, targets are told when missed, and Birmingham reaches them."""
import os
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from allways.errors import CommandError
from allways.main import main
from allways.parking import write
from allways.parking_history import read_history
from allways.parking_report import MOST_MAE, Evaluation, evaluation, missed, report
from routing.occupancy.clock import DAY_MIN, EPOCH, Clock
from routing.occupancy.judging import OURS, Figures, figures, hold_out, rival
from routing.occupancy.model import unpack
from routing.occupancy.questions import all_asked
from routing.occupancy.trials import after_a_week
from tests.routing.occupancy.world import town

HEADER = "SystemCodeNumber,Capacity,Occupancy,LastUpdated"
GOOD = Figures(1000, 0.01, 5, 0.004, 0.005, 0.6, 0.008, 0.8, 0.8, 500, 0.8)
SEASON = replace(GOOD, mae=0.02)


@pytest.fixture(scope="module")
def birmingham(shared_data):
    path = shared_data / "parking_history" / "birmingham_2016.csv"
    if not path.is_file():
        pytest.skip("the history of Birmingham is not in the shared folder")
    return read_history(path, ZoneInfo("UTC"), "")


def written(folder, *lines: str):
    path = folder / "history.csv"
    path.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return path


def test_lines_that_say_nothing_are_counted_with_the_first_of_them(tmp_path):
    told = ("a,100,40,2026-06-01 10:00:00", "a,100,x,2026-06-01 10:30:00", "a,0,4,2026-06-01 11:00:00", "a,100,50,2026-06-01 11:00:00", "b,9")
    path = written(tmp_path, *told)
    history = read_history(path, ZoneInfo("Europe/Berlin"), "city")
    (series,) = history.every
    assert (history.lines, history.unread, history.first_unread) == (5, 3, 3)
    assert (series.key, series.capacity, series.occupied.tolist()) == ("city/a", 100, [0.4, 0.5])
    assert series.minute[0] % DAY_MIN == 8 * 60


@pytest.mark.parametrize(
    ("content", "words"), [("a,b\n1,2\n", "no column SystemCodeNumber"), (HEADER, "no line tells of a car park"), ("", "no column")]
)
def test_a_file_that_is_no_history_says_what_is_expected(tmp_path, content, words):
    path = tmp_path / "history.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        read_history(path, ZoneInfo("UTC"), "")


def test_it_is_learned_from_a_file_and_what_is_missing_is_said(tmp_path, capsys):
    lines = [
        f"{series.key},{series.capacity:.0f},{round(share * series.capacity)},{(EPOCH + timedelta(minutes=minute)).replace(tzinfo=None)}"
        for series in town()[:1] for minute, share in zip(series.minute, series.occupied)
    ]  # fmt: skip
    path, out = written(tmp_path, *lines), tmp_path / "forecast.npz"
    assert main(["parking", "train", "--history", str(path), "--feed", "parking", "--out", str(out)]) == 0
    assert unpack(out.read_bytes()).keys == (f"parking/{town()[0].key}",)
    for arguments in (["--out", str(out)], ["--history", str(path), "--zone", "Nowhere/At all", "--out", str(out)]):
        assert main(["parking", "train", *arguments]) == 2
    assert main(["parking", "train", "--history", str(written(tmp_path, *lines[:50])), "--out", str(out)]) == 2
    assert "two weeks" in capsys.readouterr().err


def test_a_short_history_and_a_place_that_cannot_be_written_are_said(tmp_path, capsys):
    short = written(tmp_path, "a,100,40,2026-06-01 10:00:00", "a,100,50,2026-06-20 10:00:00")
    assert main(["parking", "evaluate", str(short)]) == 2
    assert "needs 56" in capsys.readouterr().err
    with pytest.raises(CommandError, match="cannot be written"):
        write(tmp_path / "nowhere" / "forecast.npz", b"")


def found(**changes) -> Evaluation:
    methods, spoiled = {OURS: [GOOD] * 5, "last value + season": [SEASON] * 5}, {True: [GOOD] * 5, False: [GOOD] * 5}
    return replace(Evaluation(methods, spoiled, {}, [GOOD] * 5, 1, 1000, 1.0, 2.0), **changes)


def test_every_target_that_is_missed_is_told():
    assert missed(found()) == []
    for change in (
        {"mae": MOST_MAE[0] / 100 + 0.01}, {"brier_one": 0.1}, {"brier_share": 0.1}, {"called": 0.7}, {"claims": 10}, {"held": 0.9}, {"mae": 0.0199},
    ):  # fmt: skip
        worse = found(methods={OURS: [replace(GOOD, **change), *[GOOD] * 4], "last value + season": [SEASON] * 5})
        assert len(missed(worse)) in (1, 2)
    assert len(missed(found(training_s=6.0, answer_ms=30.0))) == 2
    assert len(missed(found(spoiled={True: [replace(GOOD, mae=0.5)] * 5}))) == 4


def test_birmingham_is_foreseen_better_than_by_the_last_value_and_the_season(birmingham):
    every, clock = birmingham.every, Clock(np.zeros(1, np.int64), np.zeros(1, np.int64))
    first, last = (int(edge(series.minute[row] for series in every) // DAY_MIN) for edge, row in ((min, 0), (max, -1)))
    asked = after_a_week(all_asked(every, clock, first, last - first + 1), first)
    span = (last - 27) * DAY_MIN, (last + 1) * DAY_MIN
    ours, season = hold_out(asked, len(every), *span), rival("last value + season", asked, len(every), *span)
    assert (len(every), len(ours.asked.lot)) == (30, len(season.asked.lot))
    methods = {OURS: [figures(ours, row) for row in range(5)], "last value + season": [figures(season, row) for row in range(5)]}
    assert missed(found(methods=methods)) == []


@pytest.mark.skipif(not os.environ.get("ALLWAYS_PROOF"), reason="takes a minute: ALLWAYS_PROOF=1")
def test_all_of_birmingham_and_its_page(birmingham):
    whole = evaluation(birmingham, lambda step, share: None)
    assert missed(whole) == []
    assert "| last value + season |" in report(birmingham, whole, "2026-11-30", "a machine", "a command")
