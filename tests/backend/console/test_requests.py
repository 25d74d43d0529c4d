"""The rooms of requests: what is due first, what can be done as it stands, what is refused and said beside the field."""
import html
import os
import re
from datetime import timedelta

import pytest
from sqlalchemy import text as text_clause

from backend.console.request_acts import CHANGES, READERS, possible
from backend.contract.request_staff import StaffAction
from backend.contract.request_words import RequestState, Visibility
from backend.database.base import now
from tests.backend.console.acting import PAGE, act, acts_of, change_row, codes_in, do, photo, row
from tests.backend.console.people import SAME, served, tell, tell_as, worker

FIXED = {"resolve-how": "fixed", "resolve-words": "Filled and rolled."}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"] if os.environ.get("ALLWAYS_PROOF") else ["sqlite"])
def client(request):
    """What is asked of the database here is asked by tests/backend/requests of both kinds; the proof does so too."""
    with served(request.getfixturevalue(f"{request.param}_for_module")) as client:
        yield client


@pytest.fixture(scope="module")
def kim(client):
    return worker(client)


def test_every_act_of_the_staff_has_a_form_and_a_law():
    assert set(CHANGES) == set(StaffAction)
    assert set(READERS) <= set(StaffAction)
    assert StaffAction.DECIDE in possible(RequestState.DISPUTED)
    assert StaffAction.RESOLVE not in possible(RequestState.MERGED)


def test_the_queue_has_what_is_due_first_at_the_top(client, kim):
    first, second, third = (tell(client, words=f"queue {number}") for number in range(3))
    for code, hours in ((third, -3), (first, 5), (second, 90)):
        act(kim, code, "acknowledge")
        do(client, lambda database, code=code, hours=hours: change_row(database, code, due_at=now() + timedelta(hours=hours)))
    page = kim.get(f"{PAGE}?text=queue")
    assert codes_in(page) == [third, first, second]
    assert "late, was due" in page.text
    assert "due in" in page.text
    assert codes_in(kim.get(f"{PAGE}?text=queue&late=1")) == [third]
    assert codes_in(kim.get(f"{PAGE}?text={first}")) == [first]
    assert codes_in(kim.get(f"{PAGE}?text=queue&category=broken_paving")) == []


async def states_of(database, text: str) -> dict[str, int]:
    async with database.reading() as session:
        found = await session.execute(text_clause("SELECT state, count(*) FROM request WHERE words LIKE :text GROUP BY state"), {"text": f"%{text}%"})
        return dict(found.tuples().all())


def test_how_many_there_are_in_each_state_is_what_the_database_counts(client, kim):
    for number in range(3):
        code = tell(client, words=f"counted {number}")
        act(kim, code, *(("acknowledge",) if number else ("reject", {"reject-why": "abuse", "reject-words": "No request."})))
    page = kim.get(f"{PAGE}?text=counted&state=acknowledged")
    shown = {state: int(n) for state, n in re.findall(r'\?state=(\w+)&amp;text=counted"[^>]*>[^<]*<strong class="numbers">(\d+)</strong>', page.text)}
    assert shown == do(client, states_of, "counted") == {"acknowledged": 2, "rejected": 1}
    assert len(codes_in(page)) == shown["acknowledged"]
    link = re.search(r'href="(/console/requests\?[^"]*)">This list as a link', page.text)
    assert link
    assert codes_in(kim.get(html.unescape(link[1]))) == codes_in(page)
    lists = re.search(r'<nav class="lists".*?</nav>', page.text)
    assert lists
    for asked in re.findall(r'href="([^"]*)"', lists[0]):
        assert kim.get(asked).status_code == 200, asked


@pytest.mark.parametrize("query", [
    "state=nonsense&body=nonsense&page=-1", "area=%27%3B--", "text=%25", "page=9999", "state=all&who=me&urgent=1&triage=1&again=1",
])  # fmt: skip
def test_a_filter_that_means_nothing_breaks_nothing(client, kim, query):
    assert kim.get(f"{PAGE}?{query}").status_code == 200


def test_many_are_taken_on_at_once_and_what_could_not_be_is_said(client, kim):
    good, over = tell(client), tell(client)
    act(kim, over, "reject", {"reject-why": "abuse", "reject-words": "No request."})
    page = kim.client.post(
        f"{PAGE}/bulk", content=f"csrf={kim.csrf}&act=assign&code={good}&code={over}&code=ABCDEFGH",
        headers={"Cookie": f"aw_console={kim.secret}", "Content-Type": "application/x-www-form-urlencoded"} | SAME,
    )  # fmt: skip
    assert page.status_code == 200
    assert "1 done." in page.text
    assert re.search(rf"2 not done.*{over}.*ABCDEFGH", page.text, re.S)
    assert row(client, good).assigned_to == kim.account_id
    assert kim.post(f"{PAGE}/bulk", {"act": "acknowledge"}).status_code == 422


def test_a_request_is_acknowledged_waits_and_is_resolved_with_a_photo(client, kim):
    code = tell(client)
    answer = act(kim, code, "acknowledge", {"acknowledge-words": "We look tomorrow."})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PAGE}/{code}?told=acknowledge")
    assert act(kim, code, "wait", {"wait-for": "weather", "wait-words": "Too cold."}).status_code == 303
    assert "paused" in kim.get(f"{PAGE}/{code}").text
    assert act(kim, code, "resume").status_code == 303
    sent = act(kim, code, "resolve", FIXED, {"resolve-new": ("../../x.jpg", photo(), "image/jpeg")})
    assert sent.status_code == 303, sent.text
    kept = row(client, code)
    assert (kept.state, kept.state_reason, kept.resolved_by) == ("resolved", "fixed", kim.account_id)
    assert kept.proof_id is not None
    page = kim.get(f"{PAGE}/{code}?told=resolve")
    assert "Filled and rolled." in page.text
    assert "It is resolved." in page.text
    assert [name for name, _ in do(client, acts_of, code)] == ["acknowledge", "wait", "look", "resume", "photo", "resolve"]


def test_what_is_refused_is_said_beside_its_field_and_nothing_typed_is_lost(client, kim):
    code = tell(client)
    act(kim, code, "acknowledge")
    for name, fields, place, typed in (
        ("resolve", FIXED, "resolve-proof", "Filled and rolled."), ("resolve", FIXED | {"resolve-words": " "}, "resolve-words", "fixed"),
        ("resolve", FIXED | {"resolve-how": "planned", "resolve-referral": "Order 7"}, "resolve-planned", "Order 7"),
        ("resolve", FIXED | {"resolve-planned": "soon"}, "resolve-planned", "Filled and rolled."),
        ("resolve", {"resolve-words": "x", "resolve-referral": "Order 7"}, "resolve-how", "Order 7"),
        ("wait", {"wait-for": "reporter"}, "wait-words", ""), ("wait", {"wait-words": "for the sun"}, "wait-for", "for the sun"),
        ("transfer", {"transfer-words": "theirs"}, "transfer-body", "theirs"), ("merge", {"merge-into": "ABCDEFGH"}, "merge-into", "ABCDEFGH"),
        ("reject", {"reject-why": "abuse"}, "reject-words", ""),
        ("wait", {"wait-for": "weather", "wait-until": "2020-01-01T10:00"}, "wait-until", "2020-01-01T10:00"),
        ("comment", {"comment-words": "x" * 2001}, "comment-words", "x" * 2001), ("comment", {}, "comment-words", ""),
    ):  # fmt: skip
        answer = act(kim, code, name, fields)
        assert answer.status_code == 422, (name, fields)
        assert f'id="{place}-wrong"' in answer.text, (name, fields)
        assert typed in answer.text, (name, fields)
        assert f'<details id="act-{name}" open>' in answer.text, (name, fields)
        assert row(client, code).state == "acknowledged", (name, fields)


def test_what_cannot_be_done_as_it_stands_is_said(client, kim):
    code = tell(client)
    act(kim, code, "reject", {"reject-why": "abuse", "reject-words": "No request."})
    for name, fields in (("acknowledge", {}), ("decide", {"decide-verdict": "upheld", "decide-words": "x"}), ("hold", {"hold-for": "photo"})):
        answer = act(kim, code, name, fields)
        assert answer.status_code == 422
        assert "as the request stands now" in answer.text


def test_a_photo_that_came_with_a_refused_act_is_not_lost(client, kim):
    code = tell(client)
    refused = act(kim, code, "resolve", FIXED | {"resolve-words": ""}, {"resolve-new": ("x.jpg", photo(), "image/jpeg")})
    assert refused.status_code == 422
    kept = re.search(r'<option value="([0-9a-f-]{36})" selected>', refused.text)
    assert kept
    assert act(kim, code, "resolve", FIXED | {"resolve-proof": kept[1]}).status_code == 303


def test_what_is_no_photo_is_refused_beside_the_field(client, kim):
    code = tell(client)
    answer = act(kim, code, "resolve", FIXED, {"resolve-new": ("x.jpg", b"<html>", "image/jpeg")})
    assert answer.status_code == 422
    assert "This is no photo" in answer.text


def test_a_request_is_passed_on_assigned_noted_and_merged(client, kim):
    older, code = tell(client, words="the older one"), tell(client, x=705)
    desk = re.search(r'<option value="([0-9a-f-]{36})">City service desk', kim.get(f"{PAGE}/{code}").text)
    assert desk
    assert act(kim, code, "transfer", {"transfer-body": desk[1], "transfer-words": "It is theirs."}).status_code == 303
    assert str(row(client, code).body_id) == desk[1]
    assert act(kim, code, "assign").status_code == 303
    assert act(kim, code, "comment", {"comment-words": "call back", "comment-for": "staff"}).status_code == 303
    page = kim.get(f"{PAGE}/{code}").text
    assert re.search(r'class="words inside">.*call back', page, re.S)
    others = kim.get(f"{PAGE}/{code}/others?merge-find=the+older", **{"HX-Request": "true"}).text
    assert f'value="{older}"' in others
    assert act(kim, code, "merge", {"merge-found": older}).status_code == 303
    assert older in kim.get(f"{PAGE}/{code}").text
    assert act(kim, code, "unmerge").status_code == 303


def test_what_everybody_reads_can_be_changed_and_what_was_written_stays(client, kim):
    code = tell(client, words="My neighbour Kowalski did it.")
    assert act(kim, code, "redact", {"redact-words": "Somebody did it."}).status_code == 303
    page = kim.get(f"{PAGE}/{code}").text
    assert "Kowalski" in page
    assert "Somebody did it." in page
    assert row(client, code).words_public == "Somebody did it."


def test_words_of_people_are_words_and_nothing_else(client, kim):
    code = tell(client, words='<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }}')
    for page in (kim.get(f"{PAGE}/{code}").text, kim.get(f"{PAGE}?text=alert").text):
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page
        assert "49" not in page.partition("{{ 7*7 }}")[0][-20:]


def test_what_is_not_public_opens_with_a_reason_that_is_kept(client):
    lee = worker(client)
    code = tell(client, words="Between us.", visibility=Visibility.BODY)
    assert "Between us." not in lee.get(f"{PAGE}?text={code}").text
    asked = lee.get(f"{PAGE}/{code}")
    assert "Between us." not in asked.text
    assert 'name="why"' in asked.text
    assert lee.post(f"{PAGE}/{code}/looks", {"why": "x"}).status_code == 422
    assert lee.post(f"{PAGE}/{code}/looks", {"why": "the caller asks"}).status_code == 303
    assert "Between us." in lee.get(f"{PAGE}/{code}").text
    assert do(client, acts_of, code) == [("look", "the caller asks")]
    assert "Between us." not in worker(client).get(f"{PAGE}/{code}").text


def test_n65_nobody_opens_what_they_sent_themselves(client):
    lee = worker(client)
    code = tell_as(lee)
    for answer in (lee.get(f"{PAGE}/{code}"), act(lee, code, "acknowledge"), lee.post(f"{PAGE}/{code}/looks", {"why": "mine"})):
        assert (answer.status_code, answer.headers["x-problem-code"]) == (403, "conflict_of_interest")
    assert worker(client).get(f"{PAGE}/{code}").status_code == 200


def test_a_look_is_kept_once_in_a_while(client):
    lee, code = worker(client), tell(client)
    for _ in range(3):
        assert lee.get(f"{PAGE}/{code}").status_code == 200
    assert do(client, acts_of, code) == [("look", "")]


@pytest.mark.parametrize("path", ["ABCDEFGH", "abc", "ABCDEFGH/others", "ABCDEFGH/photos/01890000-0000-7000-8000-000000000000"])
def test_what_is_not_there_is_not_there(client, kim, path):
    assert kim.get(f"{PAGE}/{path}").status_code == 404


def test_an_act_nobody_knows_is_not_there(client, kim):
    assert act(kim, tell(client), "explode").status_code == 404
