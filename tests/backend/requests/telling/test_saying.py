"""The sentences: in each language, without a hole, and never with what is not for the screen of a phone."""
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

from backend.contract.notices import NoticeKind
from backend.contract.request_words import RequestState as S
from backend.requests.telling import page, words
from backend.requests.telling.kinds import ListenerRole
from backend.requests.telling.saying import MAX_NOTE, Told, say

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)
DUE, MOVED = datetime(2026, 12, 3, 13, tzinfo=UTC), datetime(2026, 12, 9, 11, tzinfo=UTC)
ARRIVED = Told(NoticeKind.SUBMITTED, ListenerRole.REPORTER, "K7M2PX4Q", AT, S.SUBMITTED, "Road works", "Pothole", "Main Street 5", due_after=DUE)
RESOLVED = replace(
    ARRIVED, kind=NoticeKind.RESOLVED, state=S.RESOLVED, reason="fixed", note="Filled\n with asphalt.", by="staff", due_after=None, resolved_at=AT
)
STATES = {kind.value: S(kind.value) for kind in NoticeKind if kind.value in set(S)}


def test_english_and_german():
    said = say(ARRIVED, "en", BERLIN)
    assert said.title == "Pothole: it has arrived"
    assert said.text == "It is stored and goes to: Road works. By 3 December 2026, 14:00. Number K7M2PX4Q."
    said = say(replace(RESOLVED, category="Schlagloch"), "de", BERLIN)
    assert said.title == "Schlagloch: erledigt, sagt die Stadt"
    assert said.text == (
        "Es ist repariert. „Filled with asphalt.“ Road works sagt, es ist erledigt. Sagen Sie, ob das stimmt. Nummer K7M2PX4Q."
    )  # fmt: skip


def test_a_date_that_moved_says_from_when_to_when_and_why():
    moved = replace(ARRIVED, kind=NoticeKind.MOVED, state=S.IN_PROGRESS, due_before=DUE, due_after=MOVED, note="A holiday.", by="clock")
    assert say(moved, "en", BERLIN).text == (
        "“A holiday.” It was to be answered by 3 December 2026, 14:00, and is now by 9 December 2026, 12:00. Number K7M2PX4Q."
    )  # fmt: skip
    assert "there is no date for now" in say(replace(moved, due_after=None), "en", BERLIN).text


def test_the_question_names_the_day_on_which_silence_agrees():
    asked = replace(RESOLVED, kind=NoticeKind.ASKED, reason=None, note="")
    assert say(asked, "es", BERLIN).text == (
        "Road works dijo el 30 de noviembre de 2026 que está hecho. Diga si es así. Sin respuesta, el 28 de diciembre de 2026 cuenta como hecho. "
        "Número K7M2PX4Q."
    )  # fmt: skip


def test_others_are_not_asked_to_object():
    for state, kind in ((S.RESOLVED, NoticeKind.RESOLVED), (S.REJECTED, NoticeKind.REJECTED)):
        mine = replace(RESOLVED, state=state, kind=kind, reason=None)
        assert say(mine, "en", BERLIN).text != say(replace(mine, role=ListenerRole.FOLLOWER), "en", BERLIN).text
        assert "object" not in say(replace(mine, role=ListenerRole.FOLLOWER), "en", BERLIN).text


@pytest.mark.parametrize("by", ["reporter", "follower"])
def test_what_whoever_sent_it_writes_is_told_to_nobody(by):
    assert "asphalt" in say(RESOLVED, "en", BERLIN).text
    assert "asphalt" not in say(replace(RESOLVED, by=by), "en", BERLIN).text


def test_without_what_may_be_shown_nothing_of_it_is_left():
    bare = replace(RESOLVED, category="", place="", note="")
    said = say(bare, "en", BERLIN)
    assert said.title == "Your request: it is done, they say"
    assert not {"Pothole", "Main", "asphalt"} & set(f"{said.title} {said.text}".replace(".", " ").split())


@pytest.mark.parametrize("language", sorted(words.SAID))
def test_every_notice_is_whole(language):
    for kind, role in product(NoticeKind, ListenerRole):
        state = STATES.get(kind.value, S.IN_PROGRESS)
        said = say(replace(RESOLVED, kind=kind, state=state, role=role, reason=None, note="n" * 3 * MAX_NOTE, due_after=MOVED), language, BERLIN)
        assert not {"{", "}", "None"} & {*said.title, *said.text, *said.text.split()}
        assert "K7M2PX4Q" in said.text
        assert len(said.title) <= 150
        assert len(said.text) < 3 * MAX_NOTE


@pytest.mark.parametrize("table", [words.SAID, words.HAPPENED, page.WORDS], ids=["said", "happened", "page"])
def test_all_languages_say_the_same_things(table):
    def holes(texts: dict[str, str]) -> dict[str, set[str]]:
        return {name: {field for _, field, _, _ in Formatter().parse(text) if field} for name, text in texts.items()}

    assert len({repr(sorted((name, sorted(found)) for name, found in holes(texts).items())) for texts in table.values()}) == 1
    assert set(table) == {"en", "de", "es", "ko"} == set(words.MONTHS)
    assert all(len(months.split()) == 12 for months in words.MONTHS.values())
