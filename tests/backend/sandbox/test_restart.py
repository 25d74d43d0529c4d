"""Killed at any moment and started again: what was answered is kept, what was not is done once under its key."""

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request

import pytest

from tests.backend.sandbox.conftest import Control, client_of

stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")

ORDER = {"amount": 1080, "currency": "eur", "payment_method": "pm_card_visa", "confirm": True, "capture_method": "manual"}
KILLS = 6


class Process:
    """The sandbox as a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        command = [sys.executable, "-m", "allways.main", "sandbox", "--port", str(self.port), "--file", str(self.folder / "sandbox.sqlite")]
        environment = {name: value for name, value in os.environ.items() if name != "STRIPE_API_KEY"}
        self.running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{self.url}/_sandbox/clock", timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the sandbox did not start")

    def kill(self):
        self.running.send_signal(signal.SIGKILL)
        self.running.wait(20)


@pytest.fixture
def process(tmp_path):
    opened = Process(tmp_path)
    yield opened
    opened.kill()


def test_nothing_is_lost_over_a_kill(process, receiver):
    v1, control = client_of(process.url).v1, Control(process.url)
    v1.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
    control("clock", {"advance": 3600})
    now = control("clock", method="GET")["now"]
    control("events", {"hold": True})
    control.fault("status", "/v1/refunds", status=503)
    intent = v1.payment_intents.create(ORDER, {"idempotency_key": "row-1"})
    process.kill()
    process.start()
    assert control("clock", method="GET")["now"] >= now
    again = v1.payment_intents.create(ORDER, {"idempotency_key": "row-1"})
    assert (again.id, again.last_response.headers["Idempotent-Replayed"]) == (intent.id, "true")
    assert v1.payment_intents.capture(intent.id).status == "succeeded"
    with pytest.raises(stripe.APIError):
        v1.refunds.create({"payment_intent": intent.id})
    control("events/release")
    assert len(receiver.wait(5)) == 5


def test_kills_under_load_leave_one_effect_per_key(process):
    """Eight clients repeat each payment under its key until they have an answer, while the process is killed again and again."""
    done, over = [], threading.Event()

    def traveller(number):
        client = client_of(process.url)
        for trip in range(12):
            done.append(insist(lambda key=f"{number}-{trip}": pay(client.v1, key)))

    def pay(v1, key):
        intent = v1.payment_intents.create(ORDER, {"idempotency_key": f"create-{key}"})
        v1.payment_intents.capture(intent.id, {"amount_to_capture": 730}, {"idempotency_key": f"capture-{key}"})
        return intent.id, v1.refunds.create({"payment_intent": intent.id, "amount": 100}, {"idempotency_key": f"refund-{key}"}).id

    def insist(act):
        while not over.is_set():
            try:
                return act()
            except stripe.APIConnectionError:
                time.sleep(0.05)
        return None

    threads = [threading.Thread(target=traveller, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    chance = random.Random(7)
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.05, 0.5))
        process.kill()
        process.start()
    for thread in threads:
        thread.join(120)
    over.set()
    assert (len(done), None in done) == (96, False)
    v1, control = client_of(process.url).v1, Control(process.url)
    intents = {one.id: one for one in v1.payment_intents.list({"limit": 100}).data}
    refunds = [one.id for one in v1.refunds.list({"limit": 100}).data]
    assert (set(intents), set(refunds)) == ({intent for intent, _ in done}, {refund for _, refund in done})
    assert {one.amount_received for one in intents.values()} == {730}
    assert len(control.effects("refund")) == len(control.effects("charge")) == 96
