"""`allways requests rules`: a table is checked before anybody relies on it."""
import json

import pytest

from allways.main import main
from tests.backend.bodies.world import AREAS, TABLE, area


@pytest.fixture
def table(tmp_path):
    (tmp_path / "areas.geojson").write_text(json.dumps(AREAS), encoding="utf-8")
    # Without a built city nothing is known of roads and stops.
    text = TABLE.replace('road = { ref = "B *" }\n', "").replace("stop_m = 30\n", "").replace('category = "pothole"\nwant = "streets"', (
        'category = "pothole"\nwant = "state"'
    ))  # fmt: skip
    path = tmp_path / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_that_passes_its_tests(table, capsys):
    assert main(["requests", "rules", str(table)]) == 0
    assert "6 bodies, 6 rules, 3 areas: all 7 tests pass." in capsys.readouterr().out


def test_rules_that_no_test_reaches_are_named(table, capsys):
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace('category = "vehicle_dirty"\ncontext = "vehicle"\nwant = "trams"', 'category = "noise"\nwant = "triage"'))
    assert main(["requests", "rules", str(table)]) == 0
    assert "No test reaches: vehicles" in capsys.readouterr().out


@pytest.mark.parametrize("old, new, told", [
    ('want = "parks"', 'want = "trams"', "wanted at trams and goes to parks"), ("priority = 40", "priority = []", "line "),
    ('triage = "desk"', "triage = ", "no TOML"),
])  # fmt: skip
def test_what_is_wrong_ends_with_2_and_names_the_line(table, capsys, old, new, told):
    table.write_text(table.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert main(["requests", "rules", str(table)]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "to correct" in error


def test_areas_elsewhere_and_wrong_ones(table, tmp_path, capsys):
    wrong = tmp_path / "wrong.geojson"
    wrong.write_text(json.dumps({"type": "FeatureCollection", "features": [area("A b", "x", 8, 0, 0, 1, 1)]}), encoding="utf-8")
    assert main(["requests", "rules", str(table), "--areas", str(wrong)]) == 2
    assert "feature 1" in capsys.readouterr().err
    assert main(["requests", "rules", str(tmp_path / "none.toml")]) == 2
    assert "No such file" in capsys.readouterr().err
