"""Who passes the suite, and whom it catches: each fault an operator may have fails the check that is about it."""
import pytest

from allways.main import main
from backend.operators.conformance import Verdict
from backend.operators.examining import examine
from backend.operators.simulated import desk
from backend.operators.simulated.desk import ENDED, Desk, No


async def verdict_on(url: str) -> Verdict:
    return await examine(url, {}, None)


def failed(verdict: Verdict) -> set[str]:
    return {check.name for check in verdict.checks if not check.passed}


async def test_the_simulated_operator_passes_and_keeps_nothing(fresh):
    verdict = await verdict_on(fresh.url)
    assert failed(verdict) == set()
    assert (verdict.passed, verdict.tombstones, fresh.control.standing()) == (True, True, [])


async def test_without_tombstones_it_passes_too_and_that_is_said(fresh):
    fresh.control("tombstones", {"on": False})
    verdict = await verdict_on(fresh.url)
    assert failed(verdict) == {"refuses an order that it released before", "refuses an order that was released before it came"}
    assert (verdict.passed, verdict.tombstones, fresh.control.standing()) == (True, False, [])


def ignores_reference(self: Desk, ref: str) -> dict:
    return {"id": f"op-{ref}", "state": self.store.state(ref)}


def forgets_to_cancel(self: Desk, ref: str, state: str | None, refuses: bool):
    if state is None:
        return 404, {}
    return 200, {"id": ref, "state": "CANCELLED"}


def cancels_by_words(self: Desk, ref: str, state: str | None, refuses: bool):
    if state is None:
        return 404, {}
    self.store.put(ref, "RELEASED" if state != "CONFIRMED" else "CONFIRMED")
    return 200, self.shown(ref)


def commits_what_was_cancelled(self: Desk, ref: str, state: str, refuses: bool, late_s):
    self.store.put(ref, "CONFIRMED")
    return 200, self.shown(ref)


def breaks_on_repetition(self: Desk, ref: str, state: str, refuses: bool):
    if state != "NEW":
        raise No(500, 3005, "Technical issue")
    self.store.put(ref, "PENDING")
    return 201, self.shown(ref)


def needs_a_known_reference(self: Desk, ref: str, state: str | None, refuses: bool):
    if state is None or state in ENDED:
        raise No(500, 3005, "Technical issue")
    self.store.put(ref, "CANCELLED")
    return 200, self.shown(ref)


def refuses_umlauts(self: Desk, call, state: str | None, refuses: bool):
    if not str(call.asked["from"]).isascii():
        raise No(400, 3002, "Invalid")
    self.store.put(call.ref, "NEW", None, call.asked)
    return 201, {"options": [self.shown(call.ref)]}


@pytest.mark.parametrize("part, wrong, check", [
    ("shown", ignores_reference, "confirms an order, and again when it is asked again"),
    ("cancel", forgets_to_cancel, "releases an order, and again when it is asked again"),
    ("cancel", cancels_by_words, "confirms one order when it is asked many times at once"),
    ("commit", commits_what_was_cancelled, "does not confirm what was cancelled meanwhile"),
    ("book", breaks_on_repetition, "answers every call when it comes twice"),
    ("cancel", needs_a_known_reference, "knows that it does not know a reference"),
    ("offer", refuses_umlauts, "takes long names and references"),
])  # fmt: skip
async def test_an_operator_with_a_fault_is_not_sold(simulated, monkeypatch, part, wrong, check):
    monkeypatch.setattr(Desk, part, wrong)
    verdict = await verdict_on(simulated.url)
    assert check in failed(verdict)
    assert not verdict.passed


async def test_another_version_is_not_sold(simulated, monkeypatch):
    monkeypatch.setitem(desk.PLAIN, "/operator/meta", [{"version": "2.0.0"}])
    assert failed(await verdict_on(simulated.url)) == {"speaks TOMP-API 1.6"}


def test_the_command_says_what_may_be_written_and_ends_accordingly(fresh, capsys, monkeypatch):
    assert main(["operator", "check", fresh.url]) == 0
    assert "passed_suite = 1 and tombstones = true" in capsys.readouterr().out
    fresh.control("tombstones", {"on": False})
    assert main(["operator", "check", fresh.url]) == 0
    assert "tombstones = false" in capsys.readouterr().out
    fresh.control.fault("status", "commit", times=1_000_000)
    assert main(["operator", "check", fresh.url]) == 1
    told = capsys.readouterr().out
    assert "FAILED  confirms an order" in told
    assert "link to it only" in told


@pytest.mark.parametrize("arguments, words", [
    (["http://tram.example"], "url cannot be used"), (["nowhere"], "url cannot be used"), (["https://10.0.0.1"], "url cannot be used"),
    (["https://tram.example", "--header-env", "X-Api-Key"], "--header-env: write"),
    (["https://tram.example", "--header-env", "X-Api-Key=HOME"], "begin with ALLWAYS_OPERATOR_"),
    (["https://tram.example", "--order", "/nowhere/order.json"], "cannot be read"),
])  # fmt: skip
def test_what_cannot_be_checked_is_said(arguments, words, capsys):
    assert main(["operator", "check", *arguments]) == 2
    assert words in capsys.readouterr().err


async def test_an_order_may_be_given(fresh, tmp_path):
    order = b'{"kind": "rental", "startsAt": "2026-11-30T08:00:00Z", "endsAt": "2026-11-30T09:00:00Z", "facts": {"from": {"lat": 1, "lon": 2}, '
    order += b'"to": {"lat": 1, "lon": 2.1}, "systemId": "bikes"}}'
    assert (await examine(fresh.url, {}, order)).passed
    assert {asked["extraInfo"]["product"] for asked in fresh.control("asked", method="GET")["asked"].values() if asked} == {"rental"}
