"""From a built city and a new key to paper, and from a photograph of the paper back to the stop."""
import stat
from datetime import UTC, datetime

import numpy as np
import pytest

from allways.codes.layout import Box, Sheet
from allways.main import main
from benchmarks.camera import CONDITIONS, FOCAL_PX, photograph, pose, scene
from benchmarks.codes import printed
from mobile.scan.detect import Lens, find_markers
from mobile.scan.places import places_of
from mobile.scan.read import read_texts
from routing.city import City
from signing.codes import read_code
from signing.keys import Ring
from signing.tables import read_table
from tests.allways.codes.pdf import pages_of

CSV = "kind,id,name,detail,lat,lon\nlift,l1,Lift to the bridge,,49.4,8.7\nvehicle,v204,Bus,204,,\n"


@pytest.fixture
def office(tmp_path, monkeypatch):
    """A folder with a key and the ring of a new city."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ALLWAYS_CODE_KEY", raising=False)
    monkeypatch.delenv("ALLWAYS_CODE_KEY_FILE", raising=False)
    assert main(["codes", "key", "--out", "code.key", "--ring", "ring.json", "--city-id", "littletown", "--host", "codes.littletown.example"]) == 0
    (tmp_path / "places.csv").write_text(CSV)
    return tmp_path


def print_codes(demo_folder, *more):
    return main(["codes", "print", "--city", str(demo_folder), "--ring", "ring.json", "--key", "code.key", "--out", "out.pdf", *more])


def ring_of(office):
    return Ring.from_json((office / "ring.json").read_text())


def sheet_of(page):
    return Sheet(page.width, page.height, [Box(*box) for box in page.boxes])


def test_a_photograph_of_a_printed_sheet_leads_to_the_stop(office, demo_folder):
    city = City.open(demo_folder)
    name = city.transit.stop_name[int(city.transit.pattern_stop[0])]
    assert print_codes(demo_folder, "--stops", name, "--places", "places.csv", "--table", "codes.table") == 0
    now, ring = datetime.now(UTC), ring_of(office)
    table = read_table((office / "codes.table").read_bytes(), ring, now)
    pages = pages_of((office / "out.pdf").read_bytes())
    assert len(pages) == len(table.places) >= 3
    for number, (page, place) in enumerate(zip(pages, table.places, strict=True)):
        assert (page.width, page.height) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
        paper = printed(sheet_of(page))
        (text,) = read_texts((paper * 255).astype(np.uint8))
        code = read_code(text, ring, now)
        assert (code.kind, code.id, code.name) == (place.kind, place.id, place.name)
        rng = np.random.default_rng(number)
        picture = photograph(rng, paper, 0.21, pose(rng, 5.0, 30.0), scene(number), CONDITIONS[1])
        at = None if place.lat is None else (place.lat, place.lon)
        (seen,), unknown = places_of(find_markers(picture, Lens(FOCAL_PX)), table, at, 20.0)
        assert (seen.place, unknown) == (place, [])
        assert seen.distance_m == pytest.approx(5.0, rel=0.1)


def test_the_whole_city_printed_twice_keeps_every_marker(office, demo_folder, capsys):
    assert print_codes(demo_folder, "--places", "places.csv", "--table", "codes.table") == 0
    first = read_table((office / "codes.table").read_bytes(), ring_of(office), datetime.now(UTC))
    assert print_codes(demo_folder, "--all", "--table", "codes.table") == 0
    second = read_table((office / "codes.table").read_bytes(), ring_of(office), datetime.now(UTC))
    assert second.places[:2] == first.places
    assert len(second.places) > 100
    assert "Print at 100 %" in capsys.readouterr().out


def test_labels_need_no_table_and_no_marker(office, demo_folder):
    assert print_codes(demo_folder, "--places", "places.csv", "--labels", "--language", "ko") == 0
    (page,) = pages_of((office / "out.pdf").read_bytes())
    picture = (printed(sheet_of(page), 6) * 255).astype(np.uint8)
    assert {read_code(text, ring_of(office), datetime.now(UTC)).id for text in read_texts(picture)} == {"l1", "v204"}
    assert not (office / "codes.table").exists()


def test_the_same_is_printed_from_a_key_in_the_environment(office, demo_folder, monkeypatch):
    monkeypatch.setenv("ALLWAYS_CODE_KEY_FILE", "code.key")
    assert main(["codes", "print", "--city", str(demo_folder), "--ring", "ring.json", "--out", "o.pdf", "--places", "places.csv", "--labels"]) == 0


def test_a_second_key_joins_the_ring(office):
    assert main(["codes", "key", "--out", "second.key", "--ring", "ring.json", "--sign-days", "90"]) == 0
    assert len(ring_of(office).keys) == 2
    assert stat.S_IMODE((office / "second.key").stat().st_mode) == 0o600


def test_a_code_can_be_checked_by_hand(office, demo_folder, capsys):
    assert print_codes(demo_folder, "--places", "places.csv", "--labels") == 0
    (page,) = pages_of((office / "out.pdf").read_bytes())
    text = next(iter(read_texts((printed(sheet_of(page), 6) * 255).astype(np.uint8))))
    capsys.readouterr()
    assert main(["codes", "check", text, "--ring", "ring.json"]) == 0
    assert "of littletown" in capsys.readouterr().out
    assert main(["codes", "check", text[:-3] + "AAA", "--ring", "ring.json"]) == 2
    assert "Take it down" in capsys.readouterr().err
    assert main(["codes", "check", "https://evil.example/", "--ring", "ring.json"]) == 2
    assert "evil" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "more, words",
    [
        ([], "Say what to print"),
        (["--stops", "Nowhere", "--labels"], "no stop of"),
        (["--places", "places.csv"], "Markers need --table"),
        (["--places", "places.csv", "--table", "t", "--side-mm", "170"], "give 40 to 160 on A4"),
        (["--places", "places.csv", "--table", "ring.json"], "is not believed (damaged)"),
        (["--places", "places.csv", "--labels", "--font", "places.csv"], "is no TrueType font"),
        (["--places", "none.csv", "--labels"], "cannot be read"),
        (["--places", "thai.csv", "--labels"], "The font has no"),
        (["--places", "twice.csv", "--labels"], "lift l1 is there twice"),
    ],
)
def test_what_can_be_mended_is_said(office, demo_folder, capsys, more, words):
    (office / "thai.csv").write_text(CSV + "place,p1,ตลาด,,49.4,8.7\n", encoding="utf-8")
    (office / "twice.csv").write_text(CSV + "lift,l1,Again,,49.4,8.7\n")
    assert print_codes(demo_folder, *more) == 2
    assert words in capsys.readouterr().err
    assert not (office / "out.pdf").exists()


def test_an_open_key_and_a_foreign_key_sign_nothing(office, demo_folder, capsys):
    main(["codes", "key", "--out", "foreign.key", "--ring", "other.json", "--city-id", "other", "--host", "codes.other.example"])
    (office / "foreign.key").replace(office / "code.key")
    assert print_codes(demo_folder, "--places", "places.csv", "--labels") == 2
    assert "does not hold this key" in capsys.readouterr().err
    (office / "code.key").chmod(0o644)
    assert print_codes(demo_folder, "--places", "places.csv", "--labels") == 2
    assert "chmod 600" in capsys.readouterr().err


@pytest.mark.parametrize(
    "more, words",
    [
        ("--ring new.json", "give --city-id"),
        ("--ring ring.json --city-id other", "is the ring of littletown"),
        ("--ring new.json --city-id A --host h.example", "small letters"),
        ("--ring new.json --city-id a --host localhost", "host is a name"),
        ("--ring ring.json --sign-days 0", "--sign-days is"),
    ],
)
def test_a_key_that_cannot_be_made_leaves_nothing_behind(office, capsys, more, words):
    before = (office / "ring.json").read_text()
    assert main(["codes", "key", "--out", "another.key", *more.split()]) == 2
    assert words in capsys.readouterr().err
    assert not (office / "another.key").exists()
    assert (office / "ring.json").read_text() == before
