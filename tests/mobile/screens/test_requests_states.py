"""How requests are shown and heard: what was done, what is done now, what is to come, who has it, and what one can do."""
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from backend.contract.request_photos import PhotoPhase, RequestPhoto, RequestPhotoState, SeenBy
from backend.contract.request_words import Closed, EventKind, Rejection, RequestState, Resolution, Visibility, Waiting
from backend.contract.requests import ClosingTold, MyRequestsResponse, RequestStep
from mobile.requests.requests import BY_ACCOUNT, BY_PASS, Kept, read_kept, summary_of, together
from mobile.screens.request.state import acts_of, closing_words, photo_words
from mobile.screens.requests.state import FOLLOWING, PARTS, age_words, counts, listed
from mobile.screens.requests.view import describe, view_of
from mobile.screens.requests.words import COMING, EVENTS, REASONS, SEEN_BY, STATES, late_words
from tests.mobile.requests.told import KINDS, OBSTACLE, a_closed_one, a_late_one, a_request, kept_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
PAVING = KINDS[0]


def shown(request, **changes):
    return view_of(msgspec.structs.replace(request, **changes), PAVING, NOW)


def test_there_are_words_for_all_that_a_city_can_say():
    assert set(STATES) == set(RequestState)
    assert set(SEEN_BY) == set(Visibility)
    assert set(REASONS) == {*Waiting, *Resolution, *Rejection, *Closed}
    told_apart = {EventKind.SUBMITTED, EventKind.COMMENT, EventKind.ASSIGNED, EventKind.REMINDED, EventKind.VISIBILITY}
    assert set(EVENTS) == set(EventKind) - told_apart
    assert set(COMING) <= set(RequestState)


def test_a_request_says_what_where_its_number_how_it_stands_by_when_and_who():
    view = shown(a_request(NOW))
    assert (view.title, view.detail) == ("Broken paving", "Mill Lane 31 · no. K7M2PX4Q")
    assert (view.due, view.who, view.tags[0].text, view.over) == (("Due", "Thu 26 Nov"), ("Who has it", "City Roads"), "Being worked on", False)
    assert view.spoken == "Broken paving, Mill Lane 31, number K 7 M 2 P X 4 Q. Being worked on. Due Thursday 26 November, City Roads"


def test_its_steps_are_those_done_the_one_now_and_those_to_come():
    steps = shown(a_request(NOW)).steps
    assert [step.phase for step in steps] == ["done", "done", "done", "now", "coming", "coming"], "what is of the house alone is none"
    assert steps[0].spoken == "Step 1 of 6, done: Received, no. K7M2PX4Q. Sunday 22 November, 12 o'clock · safely stored"
    assert steps[2].detail == "Sun 22 Nov, 12:37 · “We fence it off today.”"
    assert (steps[3].title, steps[3].detail) == ("Work", "by Thu 26 Nov. We remind them, not you")
    assert describe(shown(a_request(NOW)))[4] == "Step 4 of 6, now: Work. by Thursday 26 November. We remind them, not you"
    on_map = shown(a_request(NOW, obstacle_id=OBSTACLE)).steps
    assert on_map[1].title == "It is on the map"


def test_notes_are_told_apart_by_who_wrote_them():
    wrote = [RequestStep(EventKind.COMMENT, NOW, by, words="Still loose.") for by in ("reporter", "officer")]
    mine, theirs = shown(a_request(NOW), steps=tuple(wrote)).steps[:2]
    assert (mine.title, mine.phase, theirs.title) == ("Your note", "said", "City Roads writes")
    assert shown(a_request(NOW, mine=False), steps=tuple(wrote)).steps[0].title == "Note of whoever sent it"


def test_a_late_one_says_since_when_and_who_has_it_now():
    late = view_of(a_late_one(NOW), PAVING, NOW)
    assert [tag.text for tag in late.tags] == ["A person has read it", "1 day late · passed to the head of lifts"]
    assert late.detail.endswith("41 others follow it")
    assert "1 day late, passed to the head of lifts" in late.spoken
    assert late_words(NOW - timedelta(hours=3), NOW) == "Late since 09:00"


def test_what_waits_has_the_date_that_was_told_first_and_what_is_joined_says_with_what():
    waits = shown(a_request(NOW, state=RequestState.WAITING), reason="weather", paused=True)
    assert (waits.due, waits.tags[0].text) == (("Paused", "first told for Thu 26 Nov"), "Waits: for better weather")
    joined = shown(a_request(NOW, state=RequestState.MERGED), merged_into="4790PQRS")
    assert joined.tags[0].text == "Joined with no. 4790PQRS, you still get all news"
    assert (joined.over, joined.due[0], joined.steps[-1].phase) == (True, "Since", "done")


@pytest.mark.parametrize(("request_", "acts"), [
    (a_request(NOW), ("note", "seen", "mute", "withdraw")),
    (a_request(NOW, state=RequestState.DISPUTED), ("note", "seen", "mute")),
    (a_closed_one(NOW), ("confirm", "object", "seen", "mute")),
    (a_request(NOW, mine=False, following=True), ("unfollow", "mute")),
    (a_request(NOW, mine=False, following=False), ("follow",)),
    (a_request(NOW, state=RequestState.CONFIRMED), ("seen", "mute")),
])  # fmt: skip
def test_one_can_do_what_is_of_use_now(request_, acts):
    assert acts_of(request_, NOW) == acts
    assert "object" not in acts_of(request_, NOW + timedelta(days=40)), "until a date"
    waits = acts_of(request_, NOW, objected=True)
    assert not {"object", "confirm"} & set(waits), "while an objection waits there is no other"
    assert ("unmute" in acts_of(request_, NOW, muted=True)) == ("mute" in acts)


def test_why_it_was_closed_is_said_with_how_long_one_may_object():
    assert closing_words(a_request(NOW), NOW) is None
    assert closing_words(a_closed_one(NOW), NOW) == ("Repaired", "New slabs are laid. You can object until Sun 20 Dec.")
    planned = a_closed_one(NOW)
    closing = ClosingTold("planned", "The whole lane is done in spring.", referral="Plan 12", planned_for=(NOW + timedelta(days=1)).date())
    planned = msgspec.structs.replace(planned, closing=closing, dispute_until=None)
    assert closing_words(planned, NOW) == ("Planned", "The whole lane is done in spring. Handed on: Plan 12. Planned for tomorrow.")


@pytest.mark.parametrize(("changes", "words"), [
    ({"state": RequestPhotoState.QUARANTINED}, "Faces and plates are being hidden. Nobody else sees the photo yet."),
    ({"state": RequestPhotoState.FAILED}, "The photo could not be hidden by itself. Somebody of the city sees to it."),
    ({}, "2 places hidden"), ({"faces": 0, "plates": 0}, "No face and no plate found"),
    ({"doubtful": 1, "seen_by": SeenBy.BODY}, "2 places hidden. A person looks before everybody sees it."),
])  # fmt: skip
def test_of_a_photo_it_is_said_what_was_hidden_and_who_sees_it(changes, words):
    told = {"photo_id": OBSTACLE, "phase": PhotoPhase.BEFORE, "state": RequestPhotoState.HIDDEN, "seen_by": SeenBy.EVERYBODY, "faces": 1, "plates": 1}
    size = {"width": 800, "height": 600, "doubtful": 0, "areas": 0, "sent_at": NOW, "mine": True}
    assert photo_words(RequestPhoto(**{**told, **size, **changes})) == words


def test_lists_are_what_is_open_what_is_over_and_what_one_follows():
    kept = kept_of(a_request(NOW), a_late_one(NOW), a_closed_one(NOW), now=NOW)
    assert counts(kept) == dict.fromkeys(PARTS, 1)
    assert [one.code for one in listed(kept, FOLLOWING)] == ["4790PQRS"]
    newer = msgspec.structs.replace(kept, sent=tuple(msgspec.structs.replace(one, changed_at=NOW) for one in kept.sent))
    assert not any(hasattr(one, "steps") for part in ("open", "closed") for one in listed(newer, part)), "old steps are not shown for a newer state"


def test_without_network_it_is_said_how_old_it_is():
    kept = kept_of(a_request(NOW), now=NOW - timedelta(hours=2))
    assert age_words(kept, NOW, reached=False) == "No connection. As it stood 2 h ago."
    assert age_words(kept, NOW, reached=True) == age_words(Kept(), NOW, reached=False) == ""


def test_what_the_pass_and_the_account_know_is_one_list_and_each_keeps_who_it_is_of():
    mine, other, late = (summary_of(one) for one in (a_request(NOW), a_request(NOW, "2222AAAA"), a_late_one(NOW)))
    newer = msgspec.structs.replace(other, changed_at=NOW)
    before = msgspec.structs.replace(kept_of(a_request(NOW), a_request(NOW, "GNESINCE"), now=NOW), seen_at=None)
    by_account = MyRequestsResponse((newer,), (msgspec.structs.replace(mine, mine=False),), NOW)
    kept = together(before, [(BY_PASS, MyRequestsResponse((mine,), (late,), NOW)), (BY_ACCOUNT, by_account)])
    assert [one.code for one in kept.sent] == ["2222AAAA", "K7M2PX4Q"], "what changed last comes first"
    assert [one.code for one in kept.following] == ["4790PQRS"]
    assert (kept.by["2222AAAA"], kept.by["4790PQRS"], set(kept.whole)) == (BY_ACCOUNT, BY_PASS, {"K7M2PX4Q"})
    assert read_kept(msgspec.json.encode(kept)) == kept
    assert read_kept(b"damaged") == Kept()
