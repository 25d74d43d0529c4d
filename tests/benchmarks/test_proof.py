from benchmarks.proof import PARTS, ROOT, TITLES, main, read_cases, replace_section, write_section
from benchmarks.timing import machine

REPORT = """<testsuites><testsuite>
<testcase classname="tests.routing.test_x" name="test_good" time="1.5"><system-out>--- Captured Out ---
PROOF networks_equal=1,000 of 1,000
noise PROOF not=this
</system-out></testcase>
<testcase classname="tests.routing.test_x" name="test_bad" time="0.5"><failure message="assert 1 == 2&#10;more"/></testcase>
<testcase classname="tests.routing.test_y" name="test_off" time="0"><skipped message="no files"/></testcase>
</testsuite></testsuites>"""


def test_the_page_holds_what_the_tests_printed(tmp_path):
    path = tmp_path / "report.xml"
    path.write_text(REPORT)
    cases = read_cases(path)
    assert [case.outcome for case in cases] == ["passed", "failed", "skipped"]
    assert cases[0].figures == (("networks_equal", "1,000 of 1,000"),)
    text = write_section("Ways and timetables", "ways", cases, machine(), 2.0)
    assert "| networks equal | 1,000 of 1,000 | `tests/routing/test_x.py::test_good` |" in text
    assert "- failed: `tests/routing/test_x.py::test_bad`: assert 1 == 2" in text
    assert "| `tests/routing/test_x.py` | 1 | 1 | 0 | 2.0 |" in text


def test_a_part_that_is_proved_anew_leaves_the_others_as_they_were():
    page = replace_section("", "## Money\n\nold\n")
    page = replace_section(page, "## Ways and timetables\n\nfirst\n")
    page = replace_section(page, "## Money\n\nnew\n")
    assert page.startswith("# Proofs at full size")
    assert page.endswith("\n## Ways and timetables\n\nfirst\n\n## Money\n\nnew\n")
    assert replace_section(page + "\n## Tests\n\nof no part\n", "## Money\n\nnew\n") == page


def test_every_part_has_a_title_and_tests_that_exist(capsys):
    assert set(PARTS) == set(TITLES)
    assert all((ROOT / place).exists() for places in PARTS.values() for place in places)
    assert main(["nothing"]) == 2
    assert "There is no part nothing." in capsys.readouterr().out
