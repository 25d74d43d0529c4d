"""What can be told: as the city has it, else what stands in the way; found by what people call it."""
import tomllib
from pathlib import Path

import pytest
from kivymd.icon_definitions import md_icons

from backend import bodies
from backend.contract.obstacles import ObstacleKind
from mobile.device.fake import fake_device
from mobile.i18n import LANGUAGES, use
from mobile.requests.kinds import CODES, INSTEAD, USUAL, Kind, built_in, category_of
from mobile.screens.report.heard import find_kind
from mobile.screens.report.kind_sheet import matching
from mobile.session import Session
from tests.mobile.requests.told import KINDS

CITY = tomllib.loads((Path(bodies.__file__).parent / "categories.toml").read_text(encoding="utf-8"))["categories"]


def of_city(language: str) -> tuple[Kind, ...]:
    def kind(code: str, one: dict) -> Kind:
        obstacle = ObstacleKind(one["obstacle"]) if "obstacle" in one else None
        return Kind(code, one["name"][language], one["icon"], obstacle, one["group"], tuple(one["words"][language]))

    return tuple(kind(code, one) for code, one in CITY.items())


@pytest.fixture(scope="module")
def kinds(tmp_path_factory):
    session = Session(tmp_path_factory.mktemp("phone"), fake_device("nowhere"), "http://127.0.0.1:9")
    yield session.requests.kinds
    session.tiles.close()
    session.store.close()
    use("en")


@pytest.fixture
def in_language(kinds):
    def use_it(language: str):
        use(language)
        kinds.keep(of_city(language))
        return kinds

    return use_it


def test_before_a_city_has_told_what_stands_in_the_way_can_be_told_and_every_city_has_it(kinds):
    assert kinds.everything() == built_in()
    assert {kind.code for kind in built_in()} <= set(CITY)
    for obstacle in ObstacleKind:
        assert category_of(obstacle) in CITY
        assert kinds.of_obstacle(obstacle) in built_in(), obstacle
    assert all(CITY[CODES[kind]].get("obstacle", "OTHER") == kind for kind in ObstacleKind if kind not in INSTEAD), "the same thing on both sides"
    assert set(USUAL) <= set(CITY)


def test_what_the_city_has_is_kept_usual_ones_first_and_drawn_with_icons_that_exist(in_language):
    kinds = in_language("en")
    assert [kind.code for kind in kinds.everything()[:3]] == ["broken_paving", "pothole", "lift"]
    assert len(kinds.everything()) == len(CITY)
    assert not kinds.keep(of_city("en")), "the same again is no news"
    assert kinds.named("gone_since").name == "Gone since"
    assert sorted(kind.code for kind in kinds.everything() if kind.icon not in md_icons) == []


SAID = [
    ("en", "Two slabs are loose, the paving is broken", "broken_paving"), ("en", "the lift does not work", "lift"),
    ("en", "The street light is out", "street_light"), ("en", "a big pothole", "pothole"), ("en", "The manhole cover is missing", "open_manhole"),
    ("en", "somebody put graffiti on the wall", "graffiti"), ("en", "the traffic light makes no sound", "signal_silent"),
    ("en", "A tree falling onto the road", "tree_danger"), ("en", "nothing that is known", ""), ("de", "Die Straßenlaterne flackert", "street_light"),
    ("de", "Der Aufzug geht nicht", "lift"), ("de", "Schlagloch vor dem Haus", "pothole"), ("es", "El ascensor no funciona", "lift"),
    ("es", "la farola está apagada", "street_light"), ("ko", "엘리베이터가 고장났어요", "lift"), ("ko", "가로등 불이 꺼짐", "street_light"),
]


@pytest.mark.parametrize(("language", "words", "code"), SAID)
def test_what_people_say_is_the_kind_they_mean(in_language, language, words, code):
    found = find_kind(words, language, in_language(language))
    assert (found.code if found else "") == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_said_by_its_own_words_is_found_by_them(in_language, language):
    kinds = in_language(language)
    left_out = {kind.code for kind in kinds.everything()} - {kind.code for kind in kinds.offered()}
    assert left_out == {"blocked_space"}, "it is told by whoever booked it, from there"
    for kind in kinds.offered():
        assert kind in matching(kinds.offered(), kind.keywords[0]), (kind.code, kind.keywords[0])
        assert find_kind(kind.keywords[0], language, kinds) is not None or kind.code == "other"


def test_the_list_gets_shorter_with_each_word():
    assert matching(KINDS, "") == KINDS
    assert [kind.code for kind in matching(KINDS, "lamp")] == ["street_light"]
    assert [kind.code for kind in matching(KINDS, "Slab LOOSE")] == ["broken_paving"], "words in any order, in small letters or not"
    assert matching(KINDS, "xyz") == ()
