"""docs/GUIDANCE.md is what the code says: every callout explained, translated, and heard in some test."""
import subprocess
import sys

from accessibility.guidance.callouts import CALLOUTS
from accessibility.guidance.notes import NOTES, SLOTS
from accessibility.guidance.words.template import slots_of
from accessibility.guidance.words.tongue import LANGUAGES
from scripts import callouts


def test_the_page_is_what_the_code_says():
    done = subprocess.run([sys.executable, str(callouts.ROOT / "scripts" / "callouts.py"), "check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_a_page_of_yesterday_is_found_out(tmp_path, monkeypatch, capsys):
    old = callouts.PAGE.read_text(encoding="utf-8").replace("#### `turn_near`", "#### `turn_soon`")
    monkeypatch.setattr(callouts, "PAGE", tmp_path / "GUIDANCE.md")
    callouts.PAGE.write_text(old, encoding="utf-8")
    assert callouts.main("check") == 1
    assert "write" in capsys.readouterr().err
    assert callouts.main("write") == 0
    assert callouts.main("check") == 0
    assert callouts.main("print") == 2


def test_what_is_written_by_hand_stays(tmp_path):
    assert callouts.page("# By hand\n\nWords.\n").startswith("# By hand\n\nWords.\n\n" + callouts.MARK)


def test_every_callout_is_explained_once_and_every_slot_too():
    assert set(NOTES) == set(CALLOUTS)
    named = [name for names in SLOTS for name in names.split(", ")]
    assert len(named) == len(set(named))
    assert set(named) == set().union(*(slots_of(text) for text in LANGUAGES["en"].SENTENCES.values()))


def test_every_callout_is_heard_in_some_test():
    assert set(CALLOUTS) == set(callouts.heard())
