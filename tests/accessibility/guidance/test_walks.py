"""The six walks of docs/walks: each page is what guidance says, holds to all rules in every heading and language, and was judged."""
import pytest

from accessibility.guidance.words.tongue import LANGUAGES
from scripts import walks
from tests.accessibility.guidance.walks import WALKS, turned

SHORTEST = "5-through-a-station"


@pytest.mark.parametrize("name", WALKS)
def test_the_page_of_a_walk_is_what_guidance_says_and_the_world_turned_changes_no_word(name):
    path = walks.PAGES / f"{name}.md"
    made = walks.page(name.replace("-", " "), WALKS[name](), walks.kept(path))
    assert path.read_text(encoding="utf-8") == made, "scripts/walks.py write"
    turns = [line for line in made.split("\n") if line.startswith("Turned by ")]
    assert len(turns) == len(walks.POORER_M) * (len(walks.HEADINGS_DEG) - 1)
    assert all(": the same words" in line for line in turns), turns


@pytest.mark.parametrize("name", WALKS)
def test_somebody_judged_the_walk(name):
    judged = walks.kept(walks.PAGES / f"{name}.md")
    assert "## Judgement" in judged
    assert len(judged) > 400


@pytest.mark.parametrize("worse_m", walks.POORER_M.values())
@pytest.mark.parametrize("name", WALKS)
def test_in_other_languages_the_same_is_told_and_all_rules_hold(name, worse_m):
    walk = turned(WALKS[name](), 90, worse_m)
    told = {language: {one for m in walks.moments(walk, language) for one in m.u.ids} for language in LANGUAGES}
    assert told == dict.fromkeys(LANGUAGES, told["en"])


def test_a_page_nobody_wrote_anew_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr(walks, "PAGES", tmp_path / "walks")
    monkeypatch.setattr(walks, "ROOT", tmp_path)
    monkeypatch.setattr(walks, "WALKS", {SHORTEST: WALKS[SHORTEST]})
    assert walks.main("check") == 1
    assert walks.main("write") == 0
    assert walks.main("check") == 0
    assert walks.main("tell") == 2
