"""The six walks of docs/walks: each page is what guidance says, holds to all rules in every heading and language, and was judged."""
import pytest

from scripts import walks
from tests.accessibility.guidance.walks import WALKS, turned


@pytest.mark.parametrize("name", WALKS)
def test_the_page_of_a_walk_is_what_guidance_says(name):
    path = walks.PAGES / f"{name}.md"
    assert path.read_text(encoding="utf-8") == walks.page(name.replace("-", " "), WALKS[name](), walks.kept(path)), "scripts/walks.py write"


@pytest.mark.parametrize("name", WALKS)
def test_somebody_judged_the_walk(name):
    judged = walks.kept(walks.PAGES / f"{name}.md")
    assert "## Judgement" in judged
    assert len(judged) > 400


@pytest.mark.parametrize("language", ["de", "es", "ko"])
@pytest.mark.parametrize("name", WALKS)
def test_in_other_languages_the_same_is_told_and_all_rules_hold(name, language):
    for worse_m in walks.POORER_M.values():
        english, other = (walks.moments(turned(WALKS[name](), 90, worse_m), spoken) for spoken in ("en", language))
        assert {one for m in english for one in m.u.ids} == {one for m in other for one in m.u.ids}


@pytest.mark.parametrize("worse_m", walks.POORER_M.values())
@pytest.mark.parametrize("name", WALKS)
def test_the_world_turned_changes_no_word(name, worse_m):
    told = [walks.moments(turned(WALKS[name](), degrees, worse_m)) for degrees in walks.HEADINGS_DEG]
    for other in told[1:]:
        assert walks.difference(told[0], other).startswith("the same words")


def test_a_page_nobody_wrote_anew_is_found_out(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(walks, "PAGES", tmp_path / "walks")
    monkeypatch.setattr(walks, "ROOT", tmp_path)
    assert walks.main("check") == 1
    assert walks.main("write") == 0
    assert walks.main("check") == 0
    assert walks.main("tell") == 2
