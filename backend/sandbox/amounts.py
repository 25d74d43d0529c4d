"""What may be charged: currencies, smallest and largest amounts, and what the provider keeps for itself."""

from backend.sandbox.errors import bad_call, refused

# Smallest charge per currency, in its minor unit. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
SMALLEST = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500,
    "inr": 50, "jpy": 50, "krw": 100, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
    "usd": 50,
}  # fmt: skip
LARGEST = 99_999_999
FEE_RATE_BP = 150
FEE_FIXED = 25


def check_currency(currency: str) -> str:
    found = currency.lower()
    if found not in SMALLEST:
        raise bad_call(f"Invalid currency: it must be one of {', '.join(SMALLEST)}.", "parameter_invalid", "currency")
    return found


def check_charge(amount: int, currency: str, param: str = "amount") -> None:
    check_positive(amount, param)
    if amount < SMALLEST[currency]:
        raise refused(f"Amount must be at least {SMALLEST[currency]} in the minor unit of {currency}.", "amount_too_small", param)
    if amount > LARGEST:
        raise refused(f"Amount must be no more than {LARGEST}.", "amount_too_large", param)


def check_positive(amount: int, param: str = "amount") -> None:
    if amount < 1:
        raise bad_call("This value must be greater than or equal to 1.", "parameter_invalid_integer", param)


def fee_of(amount: int) -> int:
    """1.5 % and 25, never more than the amount."""
    return min(amount, (amount * FEE_RATE_BP + 5_000) // 10_000 + FEE_FIXED)
