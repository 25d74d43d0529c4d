"""The cards of the sandbox: named as Stripe's test cards where one exists, `pm_card_sb_…` otherwise."""

from dataclasses import dataclass

from backend.sandbox.clock import DAY_S

HOUR_S = 3_600


@dataclass(frozen=True)
class Card:
    """How a card behaves. decline: Stripe's decline code; challenge: when 3-D Secure is asked (`always`, `on_setup`, `never`)."""

    number: str
    brand: str = "visa"
    decline: str | None = None
    code: str = "card_declined"
    challenge: str = "never"
    fails_challenge: bool = False
    multicapture: bool = False
    holds_s: int = 7 * DAY_S
    refund: str = "succeeded"
    disputed: bool = False
    risk: str = "normal"

    @property
    def last4(self) -> str:
        return self.number[-4:]


CARDS = {
    "pm_card_visa": Card("4242424242424242"),
    "pm_card_mastercard": Card("5555555555554444", "mastercard"),
    "pm_card_amex": Card("378282246310005", "amex"),
    "pm_card_visa_chargeDeclined": Card("4000000000000002", decline="generic_decline"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card("4000000000009995", decline="insufficient_funds"),
    "pm_card_chargeDeclinedExpiredCard": Card("4000000000000069", decline="expired_card", code="expired_card"),
    "pm_card_chargeCustomerFail": Card("4000000000000341", decline="generic_decline"),
    "pm_card_radarBlock": Card("4100000000000019", decline="fraudulent", risk="highest"),
    "pm_card_threeDSecure2Required": Card("4000000000003220", challenge="always"),
    "pm_card_threeDSecureRequiredChargeDeclined": Card("4000008400001629", challenge="always", decline="generic_decline"),
    "pm_card_authenticationRequired": Card("4000002760003184", challenge="always"),
    "pm_card_authenticationRequiredOnSetup": Card("4000002500003155", challenge="on_setup"),
    "pm_card_sb_threeDSecureFails": Card("4000000000000127", challenge="always", fails_challenge=True),
    "pm_card_sb_multicapture": Card("4242424242420010", multicapture=True),
    "pm_card_sb_earlyLapse": Card("4242424242420028", holds_s=HOUR_S),
    "pm_card_refundFail": Card("4000000000005126", refund="fails"),
    "pm_card_pendingRefund": Card("4000000000007726", refund="pending"),
    "pm_card_createDispute": Card("4000000000000259", disputed=True),
    "pm_card_riskLevelElevated": Card("4000000000009235", risk="elevated"),
}
# The issuer of this one lets it be kept and then refuses every charge.
KEPT_AND_REFUSED = "pm_card_chargeCustomerFail"
