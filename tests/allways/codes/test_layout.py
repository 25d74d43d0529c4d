from itertools import pairwise

import numpy as np
import pytest

from allways.codes.layout import EDGE_MM, PAPER_MM, Coded, labels_of, most_side_mm, sheet_of
from allways.codes.paper import Fonts
from allways.codes.places import CodedPlace
from allways.codes.words import WORDS, words_in
from benchmarks.codes import NOW, coded_stop, printed, small_city
from mobile.scan.detect import find_markers
from mobile.scan.family import open_family
from mobile.scan.read import read_texts
from signing.codes import CodeKind, write_code

FAMILY = open_family()
RING, KEY = small_city()
FONTS = Fonts()


def as_picture(sheet, dots_per_mm=4):
    return (printed(sheet, dots_per_mm) * 255).astype(np.uint8)


def stop(name, detail="B", slot=17):
    place = CodedPlace(CodeKind.STOP, "de:08221:1160:1:2", name, detail, 49.4, 8.7)
    return Coded(place, write_code(place.kind, place.id, place.short_name, RING, KEY, NOW), slot, "fine print")


@pytest.mark.parametrize("paper, side_mm", [("a4", 160), ("a4", 40), ("a3", 229)])
def test_marker_and_code_of_a_sheet_are_read(paper, side_mm):
    sheet = sheet_of(stop("Market Square"), paper, side_mm, FAMILY, words_in("en"), FONTS.width)
    picture = as_picture(sheet)
    assert read_texts(picture) == [stop("Market Square").text]
    (seen,) = find_markers(picture)
    assert seen.slot == 17
    side_dots = float(np.hypot(*(seen.corners[1] - seen.corners[0])))
    assert side_dots / 4 == pytest.approx(side_mm, abs=0.8)


def test_the_largest_square_is_the_one_that_keeps_its_white():
    assert (most_side_mm("a4", FAMILY), most_side_mm("a3", FAMILY)) == (160, 229)


def quiet(sheet, x, y, width, height):
    """Is nothing black in there?"""
    return not any(box.x < x + width and x < box.x + box.width and box.y < y + height and y < box.y + box.height for box in sheet.boxes)


def test_the_white_around_the_marker_is_kept_free_of_all_else():
    sheet = sheet_of(stop("Market Square"), "a4", 160, FAMILY, words_in("en"), FONTS.width)
    assert quiet(sheet, 5.2, 5.2, 199.6, 19.7)
    assert quiet(sheet, 5.2, 185.1, 199.6, 19.8)
    assert all(line.y - line.size > 205 for line in sheet.lines)


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("name", ["P", "Heidelberg, Universitätsplatz / Altstadt", "Donaudampfschifffahrtsgesellschaftsstraße", "W " * 120])
@pytest.mark.parametrize("paper", PAPER_MM)
def test_words_stay_on_the_sheet_and_out_of_the_code(paper, name, language):
    side_mm = most_side_mm(paper, FAMILY)
    sheet = sheet_of(stop(name, "Platform 12 A–F"), paper, side_mm, FAMILY, words_in(language), FONTS.width)
    code_left = sheet.width - EDGE_MM - min(0.42 * (sheet.width - 10), sheet.height - 12 - 5 - side_mm * 10 / 8)
    for line in sheet.lines[:-1]:
        assert line.x >= EDGE_MM
        assert line.y <= sheet.height - EDGE_MM + 3
        if line.y < sheet.height - 12:
            assert line.x + FONTS.width(line.text, line.size, line.bold) <= code_left + 0.1
    feet = sorted(line.y for line in sheet.lines[:-2])
    assert all(below - above > 2 for above, below in pairwise(feet))


def test_eight_labels_on_a_sheet_are_all_read():
    group = [coded_stop(RING, KEY, number) for number in range(8)]
    sheet = labels_of(group, "a4", words_in("de"), FONTS.width)
    assert set(read_texts(as_picture(sheet, 6))) == {coded.text for coded in group}
    assert find_markers(as_picture(sheet)) == []


def test_a_place_without_a_marker_has_its_code_all_the_same():
    sheet = sheet_of(stop("Market Square", slot=None), "a4", 160, FAMILY, words_in("en"), FONTS.width)
    assert len(read_texts(as_picture(sheet))) == 1
    assert find_markers(as_picture(sheet)) == []


def test_every_language_has_every_word():
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}
    assert words_in("de-AT") is WORDS["de"]
    assert words_in("fr") is WORDS["en"]
    for words in WORDS.values():
        assert FONTS.lacking("".join(words.values())) == ""
