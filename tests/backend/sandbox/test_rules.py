"""Whatever a client does, and however often it asks: refunded ≤ captured ≤ authorised, and one effect per key."""

import json
from contextlib import suppress
from urllib.parse import urlencode

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from backend.sandbox.clock import DAY_S
from backend.sandbox.control import obey
from backend.sandbox.desk import Desk, Request
from backend.sandbox.errors import Refusal
from backend.sandbox.refunds import GONE
from backend.sandbox.world import PLATFORM, World

CARDS = [
    "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required", "pm_card_sb_multicapture", "pm_card_sb_earlyLapse",
    "pm_card_refundFail", "pm_card_pendingRefund", "pm_card_createDispute",
]  # fmt: skip
AMOUNTS = st.integers(50, 1_500)
NUMBERS = st.integers(0, 3)


class Payments(RuleBasedStateMachine):
    """Calls in any order, each perhaps repeated under its key."""

    def __init__(self):
        super().__init__()
        self.world = World(":memory:")
        self.desk, self.calls, self.intents, self.refunds = Desk(self.world), 0, [], []
        obey(self.world, "POST", "clock", {}, b'{"freeze": true}')

    def teardown(self):
        self.world.store.close()

    def post(self, path: str, form: dict, times: int = 1) -> dict:
        """All answers to one key are one answer."""
        self.calls += 1
        headers = {"authorization": "Bearer sk_test_x", "idempotency-key": f"key-{self.calls}"}
        request = Request("POST", path, "", headers, urlencode(form).encode())
        answers = [self.desk.answer(request) for _ in range(times)]
        assert len({json.dumps(answer.body, sort_keys=True) for answer in answers}) == 1
        assert answers[0].status in (200, 400, 402), answers[0].body
        return answers[0].body

    def pick(self, number: int, names: list[str]) -> str:
        """The newest is number 0."""
        return names[-1 - number % len(names)] if names else "pi_sb_none"

    @rule(amount=st.integers(400, 1_000), card=st.sampled_from(CARDS), manual=st.sampled_from([True, True, False]), times=st.integers(1, 3))
    def pay(self, amount, card, manual, times):
        form = {"amount": amount, "currency": "eur", "payment_method": card, "confirm": "true", "capture_method": "manual" if manual else "automatic"}
        if card == "pm_card_sb_multicapture":
            form["payment_method_options[card][request_multicapture]"] = "if_available"
        body = self.post("/v1/payment_intents", form, times)
        intent = body if "id" in body else body["error"].get("payment_intent")
        self.intents.append(intent["id"])

    @rule(number=NUMBERS, amount=AMOUNTS, final=st.booleans(), times=st.integers(1, 3))
    def capture(self, number, amount, final, times):
        if self.intents:
            self.post(
                f"/v1/payment_intents/{self.pick(number, self.intents)}/capture",
                {"amount_to_capture": amount, "final_capture": str(final).lower()},
                times,
            )

    @rule(number=NUMBERS, times=st.integers(1, 3))
    def cancel(self, number, times):
        if self.intents:
            self.post(f"/v1/payment_intents/{self.pick(number, self.intents)}/cancel", {}, times)

    @rule(number=NUMBERS, agreed=st.booleans())
    def answer_the_bank(self, number, agreed):
        intent = self.world.store.find(self.pick(number, self.intents))
        if intent and intent["status"] == "requires_action":
            obey(self.world, "POST", f"intents/{intent['id']}/{'authenticate' if agreed else 'refuse'}", {}, b"")

    @rule(number=NUMBERS, amount=AMOUNTS, times=st.integers(1, 3))
    def refund(self, number, amount, times):
        if self.intents:
            body = self.post("/v1/refunds", {"payment_intent": self.pick(number, self.intents), "amount": amount}, times)
            self.refunds += [body["id"]] if "id" in body else []

    @rule(number=NUMBERS)
    def call_a_refund_back(self, number):
        if self.refunds:
            self.post(f"/v1/refunds/{self.pick(number, self.refunds)}/cancel", {})

    @rule(number=NUMBERS, times=st.integers(1, 2))
    def let_a_refund_fail(self, number, times):
        for _ in range(times if self.refunds else 0):
            with suppress(Refusal):
                obey(self.world, "POST", f"refunds/{self.pick(number, self.refunds)}/fail", {}, b"")

    @rule(number=NUMBERS, won=st.booleans())
    def decide_a_dispute(self, number, won):
        open_ = [one for one in self.world.store.list_objects("dispute") if one["status"] == "needs_response"]
        if open_:
            obey(self.world, "POST", f"disputes/{open_[number % len(open_)]['id']}/{'won' if won else 'lost'}", {}, b"")

    @rule(seconds=st.sampled_from([60, 3_700, DAY_S, 3 * DAY_S, 8 * DAY_S]))
    def wait(self, seconds):
        obey(self.world, "POST", "clock", {}, json.dumps({"advance": seconds}).encode())

    @invariant()
    def no_more_is_taken_than_held_nor_given_back_than_taken(self):
        for charge in self.world.store.list_objects("charge"):
            intent = self.world.store.find(charge["payment_intent"])
            sent = sum(one["amount"] for one in self.world.store.list_objects("refund", charge=charge["id"]) if one["status"] not in GONE)
            assert sent <= charge["amount_captured"] <= charge["amount"] == intent["amount"] or charge["status"] == "failed"
            assert charge["amount_refunded"] <= charge["amount"]
            if charge["id"] == intent["latest_charge"] and charge["paid"]:
                assert intent["amount_received"] == charge["amount_captured"]
                assert intent["amount_capturable"] == (charge["amount"] - charge["amount_captured"] if intent["status"] == "requires_capture" else 0)
                assert charge["amount_refunded"] == sent + charge.get("_released", 0)

    @invariant()
    def the_balance_is_what_came_in_less_what_went_out(self):
        lines = self.world.store.list_objects("balance_transaction", PLATFORM)
        captured = sum(one["amount_captured"] for one in self.world.store.list_objects("charge"))
        drawn = [one for one in self.world.store.list_objects("refund") if one["balance_transaction"] and one["status"] not in GONE]
        lost = sum(one["amount"] for one in self.world.store.list_objects("dispute") if one["status"] != "won")
        fees = sum(line["fee"] for line in lines)
        assert sum(line["net"] for line in lines) == captured - sum(one["amount"] for one in drawn) - lost - fees


TestPayments = Payments.TestCase
TestPayments.settings = settings(max_examples=80, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
