"""What the sandbox answers to: method, address, the SDK's type of its parameters, and those it acts on."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from backend.sandbox import balance, charges, confirming, customers, disputes, events, intents, refunds, setups, transfers
from backend.sandbox.world import Call, World

PAGES = "limit starting_after ending_before"
DATED = f"{PAGES} created"
CONFIRMING = (
    "payment_method off_session return_url setup_future_usage capture_method payment_method_options error_on_requires_action use_stripe_sdk "
    "mandate_data"
)
INTENT = (
    "amount currency customer metadata description receipt_email statement_descriptor_suffix transfer_group shipping setup_future_usage "
    "capture_method payment_method payment_method_options"
)
SETUP = (
    "customer payment_method usage allowed_payment_method_types metadata description automatic_payment_methods payment_method_options return_url "
    "confirm mandate_data"
)
ACCOUNT = "type country email metadata business_type business_profile controller capabilities settings"
PAYING = f"{INTENT} {CONFIRMING} confirm confirmation_method automatic_payment_methods allowed_payment_method_types"
TRANSFER = "amount currency destination description metadata source_transaction transfer_group"


@dataclass(frozen=True)
class Route:
    """shape: the name of a type in the SDK's `params`; None takes no parameters but `expand`."""

    method: str
    pattern: re.Pattern
    shape: str | None
    reads: frozenset[str]
    operation: Callable[[World, Call], dict]


def route(method: str, path: str, shape: str | None, reads: str, operation: Callable[[World, Call], dict]) -> Route:
    pattern = re.compile("/v1/" + path.replace("*", "([A-Za-z0-9_]{1,80})") + r"\Z")
    return Route(method, pattern, shape, frozenset(reads.split()), operation)


ROUTES = (
    route("POST", "customers", "CustomerCreateParams", "name email phone description metadata preferred_locales", customers.create),
    route("GET", "customers", "CustomerListParams", f"{DATED} email", customers.list_all),
    route("GET", "customers/*", "CustomerRetrieveParams", "", customers.retrieve),
    route("POST", "customers/*", "CustomerUpdateParams", "name email phone description metadata", customers.update),
    route("DELETE", "customers/*", "CustomerDeleteParams", "", customers.delete),
    route("GET", "customers/*/payment_methods", "CustomerPaymentMethodListParams", f"{PAGES} type", customers.list_methods),
    route("GET", "payment_methods", "PaymentMethodListParams", f"{PAGES} type customer", customers.list_methods),
    route("GET", "payment_methods/*", "PaymentMethodRetrieveParams", "", customers.retrieve_method),
    route("POST", "payment_methods/*/attach", "PaymentMethodAttachParams", "customer", customers.attach),
    route("POST", "payment_methods/*/detach", "PaymentMethodDetachParams", "", customers.detach),
    route("POST", "setup_intents", "SetupIntentCreateParams", SETUP, setups.create),
    route("GET", "setup_intents/*", "SetupIntentRetrieveParams", "", setups.retrieve),
    route("POST", "setup_intents/*/confirm", "SetupIntentConfirmParams", "payment_method return_url mandate_data use_stripe_sdk", setups.confirm),
    route("POST", "setup_intents/*/cancel", "SetupIntentCancelParams", "cancellation_reason", setups.cancel),
    route("POST", "payment_intents", "PaymentIntentCreateParams", PAYING, confirming.create),
    route("GET", "payment_intents", "PaymentIntentListParams", f"{DATED} customer", intents.list_all),
    route("GET", "payment_intents/*", "PaymentIntentRetrieveParams", "client_secret", intents.retrieve),
    route("POST", "payment_intents/*", "PaymentIntentUpdateParams", INTENT, intents.update),
    route("POST", "payment_intents/*/confirm", "PaymentIntentConfirmParams", CONFIRMING, confirming.confirm),
    route("POST", "payment_intents/*/capture", "PaymentIntentCaptureParams", "amount_to_capture final_capture metadata", confirming.capture),
    route("POST", "payment_intents/*/cancel", "PaymentIntentCancelParams", "cancellation_reason", confirming.cancel),
    route("GET", "charges", "ChargeListParams", f"{DATED} customer payment_intent transfer_group", charges.list_all),
    route("GET", "charges/*", "ChargeRetrieveParams", "", charges.retrieve),
    route("POST", "refunds", "RefundCreateParams", "amount charge payment_intent reason metadata", refunds.create),
    route("GET", "refunds", "RefundListParams", f"{DATED} charge payment_intent", refunds.list_all),
    route("GET", "refunds/*", "RefundRetrieveParams", "", refunds.retrieve),
    route("POST", "refunds/*", "RefundUpdateParams", "metadata", refunds.update),
    route("POST", "refunds/*/cancel", "RefundCancelParams", "", refunds.cancel),
    route("POST", "transfers", "TransferCreateParams", TRANSFER, transfers.create),
    route("GET", "transfers", "TransferListParams", f"{DATED} destination transfer_group", transfers.list_all),
    route("GET", "transfers/*", "TransferRetrieveParams", "", transfers.retrieve),
    route("POST", "transfers/*", "TransferUpdateParams", "description metadata", transfers.update),
    route("POST", "transfers/*/reversals", "TransferReversalCreateParams", "amount description metadata", transfers.reverse),
    route("GET", "transfers/*/reversals", "TransferReversalListParams", PAGES, transfers.list_reversals),
    route("POST", "accounts", "AccountCreateParams", ACCOUNT, transfers.create_account),
    route("GET", "accounts/*", "AccountRetrieveParams", "", transfers.retrieve_account),
    route("GET", "balance", "BalanceRetrieveParams", "", balance.retrieve),
    route("GET", "balance_transactions", "BalanceTransactionListParams", f"{DATED} currency source type", balance.list_lines),
    route("GET", "balance_transactions/*", "BalanceTransactionRetrieveParams", "", balance.retrieve_line),
    route("POST", "payouts", "PayoutCreateParams", "amount currency description metadata", balance.pay_out),
    route("GET", "payouts", "PayoutListParams", f"{DATED} status", balance.list_payouts),
    route("GET", "payouts/*", "PayoutRetrieveParams", "", balance.retrieve_payout),
    route("GET", "disputes", "DisputeListParams", f"{DATED} charge payment_intent", disputes.list_all),
    route("GET", "disputes/*", "DisputeRetrieveParams", "", disputes.retrieve),
    route("POST", "disputes/*/close", "DisputeCloseParams", "", disputes.close),
    route("GET", "events", "EventListParams", f"{DATED} type types delivery_success", events.list_all),
    route("GET", "events/*", "EventRetrieveParams", "", events.retrieve),
    route("POST", "webhook_endpoints", "WebhookEndpointCreateParams", "url enabled_events description metadata api_version", events.create_endpoint),
    route("GET", "webhook_endpoints", "WebhookEndpointListParams", PAGES, events.list_endpoints),
    route("GET", "webhook_endpoints/*", "WebhookEndpointRetrieveParams", "", events.retrieve_endpoint),
    route("DELETE", "webhook_endpoints/*", "WebhookEndpointDeleteParams", "", events.delete_endpoint),
    route("POST", "test_helpers/test_clocks", "TestClockCreateParams", "frozen_time name", events.create_clock),
    route("GET", "test_helpers/test_clocks/*", "TestClockRetrieveParams", "", events.retrieve_clock),
    route("POST", "test_helpers/test_clocks/*/advance", "TestClockAdvanceParams", "frozen_time", events.advance_clock),
)  # fmt: skip


def find_route(method: str, path: str) -> tuple[Route, tuple[str, ...]] | None:
    for one in ROUTES:
        found = one.pattern.match(path)
        if found and one.method == method:
            return one, found.groups()
    return None
