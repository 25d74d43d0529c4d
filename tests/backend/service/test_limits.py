"""Token buckets: a burst, a steady rate, one client per address."""
import pytest
from litestar.testing import TestClient

from backend.service.app import create_app
from backend.service.limits import ADDRESSES_KEPT, LOOPBACK_FACTOR, Buckets, client_address
from backend.service.policies import RateClass
from backend.service.settings import Settings, SettingsError

PLAN, MAP = RateClass.PLAN, RateClass.MAP


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def granted(buckets: Buckets, address: str, asked: int, rate=PLAN) -> int:
    return sum(buckets.wait_s(address, rate) == 0 for _ in range(asked))


def test_a_burst_then_the_steady_rate():
    clock = Clock()
    buckets = Buckets({PLAN: 60, MAP: 600}, clock)
    assert granted(buckets, "10.0.0.1", 100) == 20
    assert buckets.wait_s("10.0.0.1", PLAN) == pytest.approx(1)
    clock.now += 5
    assert granted(buckets, "10.0.0.1", 100) == 5
    clock.now += 3600
    assert granted(buckets, "10.0.0.1", 100) == 20


def test_addresses_and_classes_do_not_share():
    buckets = Buckets({PLAN: 60, MAP: 60}, Clock())
    assert granted(buckets, "10.0.0.1", 50) == 20
    assert granted(buckets, "10.0.0.2", 50) == 20
    assert granted(buckets, "10.0.0.1", 50, MAP) == 20


def test_one_network_of_ipv6_is_one_client():
    buckets = Buckets({PLAN: 60}, Clock())
    assert granted(buckets, "2001:db8::1", 20) == 20
    assert granted(buckets, "2001:db8::ffff", 20) == 0
    assert granted(buckets, "2001:db8:0:1::1", 20) == 20


def test_this_machine_may_ask_a_hundredfold():
    assert granted(Buckets({PLAN: 60}, Clock()), "127.0.0.1", 3000) == 20 * LOOPBACK_FACTOR


def test_memory_is_bounded():
    buckets = Buckets({PLAN: 60}, Clock())
    for number in range(ADDRESSES_KEPT + 50):
        buckets.wait_s(f"client-{number}", PLAN)
    assert len(buckets._kept) == ADDRESSES_KEPT


@pytest.mark.parametrize("peer, forwarded, expected", [
    ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
    ("10.0.0.5", "1.1.1.1", "1.1.1.1"),
    ("10.0.0.5", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
    ("10.0.0.5", "6.6.6.6, 1.1.1.1, 10.0.0.6", "1.1.1.1"),
    ("10.0.0.5", "", "10.0.0.5"),
])  # fmt: skip
def test_only_trusted_proxies_are_believed(peer, forwarded, expected):
    assert client_address(peer, forwarded, frozenset({"10.0.0.5", "10.0.0.6"})) == expected


def test_over_http_it_is_429_with_the_time_to_wait(town):
    app = create_app(lambda: town, Settings(per_minute=dict.fromkeys(RateClass, 3), log_requests=False))
    with TestClient(app, base_url="http://localhost") as client:
        answers = [client.get("/v1/city", headers={"x-forwarded-for": f"1.1.1.{i}"}) for i in range(3)]
    assert [answer.status_code for answer in answers] == [200, 429, 429], "a header anybody can write does not help"
    assert answers[1].json()["code"] == "rate_limited"
    assert 1 <= int(answers[1].headers["retry-after"]) <= 20


def test_settings_are_read_and_refused():
    set_outside = {"ALLWAYS_HOSTS": "Trips.Example, ", "ALLWAYS_RATE_LIMITS": "plan=5", "ALLWAYS_PLANS_AT_ONCE": "3", "ALLWAYS_LOG_REQUESTS": "0"}
    read = Settings.read(set_outside)
    assert "trips.example" in read.hosts
    assert "localhost" in read.hosts
    assert (read.per_minute[PLAN], read.plans_at_once, read.log_requests) == (5, 3, False)
    assert Settings.read({"ALLWAYS_RATE_LIMITS": "off"}).per_minute is None
    assert granted(Buckets(None), "10.0.0.1", 10_000) == 10_000


def test_where_the_database_is_and_who_is_staff():
    here = Settings.read({})
    assert here.database_url == "sqlite+aiosqlite:///.var/allways.sqlite"
    assert here.staff_token == ""
    elsewhere = Settings.read({"ALLWAYS_DATABASE_URL": "postgres://me:CANARY@host/city", "ALLWAYS_STAFF_TOKEN": "CANARY" * 6})
    assert elsewhere.database_url == "postgresql+psycopg://me:CANARY@host/city"
    assert elsewhere.staff_token == "CANARY" * 6
    assert "CANARY" not in repr(elsewhere)


@pytest.mark.parametrize("name, value", [
    ("ALLWAYS_DATABASE_URL", "mysql://host/city"), ("ALLWAYS_DATABASE_URL", "sqlite:/"), ("ALLWAYS_STAFF_TOKEN", "x" * 31),
    ("ALLWAYS_STAFF_TOKEN", "two words of more than thirty-two characters"), ("ALLWAYS_STAFF_TOKEN", "ü" * 40),
    ("ALLWAYS_RATE_LIMITS", "plans=5"), ("ALLWAYS_RATE_LIMITS", "plan=-1"), ("ALLWAYS_PLANS_AT_ONCE", "many"), ("ALLWAYS_PLANS_AT_ONCE", "0"),
])  # fmt: skip
def test_settings_that_cannot_be_understood_are_named(name, value):
    with pytest.raises(SettingsError, match=name):
        Settings.read({name: value})
