"""Telling the city, with the service as a process of its own: killed while people tell it something, it has each of it once; and one thing from the
first word until the way is free again.

With ALLWAYS_PROOF=1 it is killed ten times.
"""
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from uuid import UUID

import httpx
import pytest

from backend.database.address import file_address
from tests.backend.obstacles.pictures import drawn, jpeg
from tests.backend.requests.city import STAFF, city
from tests.flows.shop import until
from tests.flows.test_killed_while_booking import Killable
from tests.worlds.town import at

KILLS = 10 if os.environ.get("ALLWAYS_PROOF") else 1
PEOPLE, EACH = 3, 2
TELLING = "SELECT count(*) FROM outbox_entry WHERE kind = 'request.tell' AND done_at IS NULL"


class Phone:
    """Asks again, with the same key, until there is an answer."""

    def __init__(self, address: str):
        self.client = httpx.Client(base_url=address, headers={"host": "localhost"}, timeout=30)
        self.token = ""

    def insist(self, method: str, path: str, key: str = "", **content) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= {"idempotency-key": key or token_urlsafe(24)} | content.pop("headers", {})
        answers: list[httpx.Response] = []

        def answered() -> bool:
            try:
                answers.append(self.client.request(method, path, headers=headers, **content))
            except httpx.HTTPError:
                return False
            return answers[-1].status_code < 500 and answers[-1].json().get("code") != "request_in_flight" if answers[-1].content else True

        until(answered, f"an answer to {method} {path}")
        return answers[-1]

    def tells(self, key: str, category: str = "litter", x: float = 1250, **more) -> dict:
        lat, lon = at(x, 0)
        answer = self.insist("POST", "/v1/requests", key, json={"category": category, "place": {"lat": lat, "lon": lon}, **more})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def news(self) -> list[dict]:
        """The newest first."""
        return self.insist("GET", "/v1/notices").json()["notices"]

    def way(self) -> str:
        """The line of the quickest way on foot along Main Street."""
        ends = {name: dict(zip(("lat", "lon"), at(x, 0))) for name, x in (("origin", 700), ("destination", 1800))}
        found = self.insist("POST", "/v1/plan", json={**ends, "modes": ["WALK"]}).json()
        return found["itineraries"][0]["legs"][0]["geometry"]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    served = Killable(city().folder)
    served.database = tmp_path_factory.mktemp("told") / "allways.sqlite"
    served.environment = {
        "ALLWAYS_DATABASE_URL": file_address(served.database), "ALLWAYS_STAFF_TOKEN": STAFF, "ALLWAYS_RATE_LIMITS": "off",
        "ALLWAYS_LOG_REQUESTS": "0",
    }  # fmt: skip
    try:
        yield served.start()
    finally:
        served.stop()


def phone(served) -> Phone:
    made = Phone(served.address)
    made.token = made.insist("POST", "/v1/devices").json()["token"]
    return made


def rows(served, query: str) -> list[tuple]:
    with sqlite3.connect(served.database, timeout=30) as connection:
        return connection.execute(query).fetchall()


def test_killed_while_people_tell_it_something(served):
    keys = [[token_urlsafe(24) for _ in range(EACH)] for _ in range(PEOPLE)]
    first = threading.Event()

    def tell(mine: Phone, key: str) -> str:
        code = mine.tells(key)["code"]
        first.set()
        if key == keys[0][0]:  # to find faces takes long, so there is one photo
            path, headers = f"/v1/requests/{code}/photos/{key}", {"content-type": "image/jpeg"}
            sent = mine.insist("PUT", path, key, content=jpeg(drawn(64, 80)), headers=headers)
            assert sent.is_success, sent.text
        return code

    people = [phone(served) for _ in range(PEOPLE)]
    with ThreadPoolExecutor(PEOPLE * EACH) as pool:
        waiting = [(mine, key, pool.submit(tell, mine, key)) for mine, of in zip(people, keys) for key in of]
        for _ in range(KILLS):
            assert first.wait(90)
            first.clear()
            served.kill()
            served.start()
            first.set()
        told = [(mine, key, one.result(180)) for mine, key, one in waiting]
    for mine, key, code in told:
        assert mine.tells(key)["code"] == code
    wanted = PEOPLE * EACH
    assert len({code for _, _, code in told}) == wanted
    assert rows(served, "SELECT count(*), count(DISTINCT code) FROM request") == [(wanted, wanted)]
    assert rows(served, "SELECT count(*) FROM request_event WHERE kind = 'submitted'") == [(wanted,)]
    assert rows(served, "SELECT count(*) FROM request_photo") == [(1,)]
    assert rows(served, "SELECT count(*) FROM outbox_entry WHERE kind = 'request.deliver'") == [(wanted,)]
    until(lambda: rows(served, TELLING) == [(0,)], "everybody is told")
    assert rows(served, "SELECT count(*), count(DISTINCT event_id) FROM request_notice WHERE kind = 'submitted'") == [(wanted, wanted)]
    print(f"PROOF killed_while_telling={KILLS} times, {wanted} requests, each there once, with its photo")


def test_from_the_first_word_until_the_way_is_free_again(served):
    ann, ben, staff = phone(served), phone(served), Phone(served.address)
    staff.token = STAFF
    before = ann.way()
    filed = ann.tells(token_urlsafe(24), "way_blocked", words="A tree lies over the whole street")
    code = filed["code"]
    assert filed["body"]
    assert filed["due"]
    assert filed["nextStep"]
    assert ben.insist("PUT", f"/v1/requests/{code}/following", json={"following": True}).json()["followers"] == 2
    until(lambda: ann.way() != before, "routes lead around it")
    done = {"action": "resolve", "resolution": "fixed", "words": "The tree is gone.", "referral": "Fire brigade, list 4"}
    changed = staff.insist("POST", f"/v1/staff/requests/{code}/changes", json=done)
    assert changed.json()["request"]["state"] == "resolved"
    until(lambda: ann.way() == before, "routes return")
    until(lambda: all("resolved" in [one["kind"] for one in mine.news()] for mine in (ann, ben)), "everybody who follows it is told")
    until(lambda: rows(served, TELLING) == [(0,)], "nothing more is to be told")
    for mine in (ann, ben):
        news = {one["kind"]: one for one in mine.news()}
        assert len(news) == len(mine.news()), "each change once"
        assert {one["requestCode"] for one in news.values()} == {code}
        assert "The tree is gone." in news["resolved"]["text"]
    for mine in (ann, ben):
        seen = mine.insist("GET", f"/v1/requests/{code}").json()
        assert (seen["closing"]["words"], seen["following"]) == (done["words"], True)
    events = rows(served, f"SELECT e.id FROM request_event e JOIN request r ON r.id = e.request_id WHERE r.code = '{code}'")
    keys = [key for (key,) in rows(served, "SELECT key FROM outbox_entry WHERE kind = 'request.tell'")]
    assert all(sum(UUID(event).hex in key.replace("-", "") for key in keys) == 1 for (event,) in events)
    assert ann.insist("POST", f"/v1/requests/{code}/confirmation").json()["state"] == "confirmed"
