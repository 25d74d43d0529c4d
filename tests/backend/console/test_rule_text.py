"""One entry put into the plain table, changed in it or taken out: everything else stays as it was written."""
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.console.rule_text import RULES, TESTS, Unusual, with_entry, without_entry

TABLE = """\
# Of the city of Elmstead.
triage = "desk"

[[bodies]]
code = "desk"
name = "Desk"

# Holes first.
[[rules]]
id = "roads"
category = [
  "pothole",   # the most of all
  "broken_paving",
]
[rules.road]
ref = "B *"

# The rest.
[[rules]]
id = "rest"
body = "desk"

[[tests]]
at = [49.4, 8.7]
category = "pothole"
want = "desk"
"""
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\x7f"), min_size=1, max_size=20)
ENTRIES = st.fixed_dictionaries(
    {"id": WORDS, "priority": st.integers(0, 1000), "body": WORDS},
    optional={"category": st.lists(WORDS, min_size=1, max_size=3), "road": st.fixed_dictionaries({"ref": st.lists(WORDS, min_size=1, max_size=2)})},
)


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


@given(ENTRIES, st.sampled_from([None, 0, 1]))
def test_an_entry_stands_where_it_was_put_and_the_rest_is_untouched(entry, index):
    told, changed = tomllib.loads(TABLE), with_entry(TABLE, RULES, entry, index)
    wanted = [*told[RULES], entry] if index is None else [entry if at == index else one for at, one in enumerate(told[RULES])]
    assert tomllib.loads(changed) == told | {RULES: wanted}
    assert comments(changed) == comments(TABLE)


def test_taken_out_and_put_in_again_leaves_the_text_as_it_was():
    changed = with_entry(TABLE, RULES, {"id": "new", "body": "desk"})
    assert "The rest." in changed
    assert without_entry(changed, RULES, 2) == TABLE


@pytest.mark.parametrize("index", [0, 1])
def test_one_is_taken_out(index):
    told, changed = tomllib.loads(TABLE), without_entry(TABLE, RULES, index)
    assert tomllib.loads(changed) == told | {RULES: [one for at, one in enumerate(told[RULES]) if at != index]}
    assert comments(changed) == comments(TABLE)


def test_the_first_test_of_a_table_that_had_none():
    changed = with_entry(TABLE.partition("[[tests]]")[0], TESTS, {"at": [1, 2], "category": "pothole", "want": "desk"})
    assert tomllib.loads(changed)[TESTS] == [{"at": [1, 2], "category": "pothole", "want": "desk"}]


@pytest.mark.parametrize("text", [
    'rules = [{ id = "roads", body = "desk" }]', 'words = """\n[[rules]]\n"""\n[[rules]]\nid = "roads"\nbody = "desk"\n', "[[rules", "rules = 3",
])  # fmt: skip
def test_a_table_written_in_another_way_is_refused_and_not_spoiled(text):
    with pytest.raises(Unusual):
        with_entry(text, RULES, {"id": "new", "body": "desk"}, 0)
    with pytest.raises(Unusual):
        without_entry(text, RULES, 0)
