"""Which operators have an account at the payment service, as it is set from outside."""
import re
from collections.abc import Mapping

MOST = 1000
PAYEE = re.compile(r"([a-z][a-z0-9_-]{0,39})=(acct_[A-Za-z0-9_]{1,60})\Z")


def read_payees(text: str) -> Mapping[str, str]:
    """`tram=acct_1,bike=acct_2`, by the operator's id in the prices. Raises ValueError that says what to write."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found = [PAYEE.match(part) for part in parts]
    payees = {match[1]: match[2] for match in found if match}
    if len(payees) != len(parts) or len(parts) > MOST:
        raise ValueError(f"write pairs such as tram=acct_1234, each operator once, {MOST} at most.")
    return payees
