import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import (
    DECIMALS,
    MoneyError,
    UnknownCurrency,
    charge_units,
    currency_of,
    decimals,
    one_currency,
    parse_minor,
    plain,
    round_half_up,
    too_small_to_charge,
)

currencies = st.sampled_from(sorted(DECIMALS))


@given(st.integers(-(10**15), 10**15), currencies)
def test_an_amount_comes_back_as_it_was_written(amount, currency):
    assert parse_minor(plain(amount, currency), currency) == amount


@pytest.mark.parametrize("text, currency, minor", [
    ("1.25", "usd", 125), ("1.5", "usd", 150), ("2", "eur", 200), ("-0.50", "eur", -50), (".6", "usd", 60), ("3.", "usd", 300),
    ("+1", "usd", 100), ("500", "jpy", 500), ("500.0", "jpy", 500), ("1.250", "bhd", 1250), ("1.2500", "bhd", 1250),
    ("1.250", "usd", 125), (" 1.00 ", "usd", 100), ("0", "krw", 0),
])  # fmt: skip
def test_amounts_are_read(text, currency, minor):
    assert parse_minor(text, currency) == minor


@pytest.mark.parametrize("text", ["", ".", "-", "1.255", "1,25", "1e3", "NaN", "inf", "0x10", "1.2.3", "١.٢٥", "1 000", "- 1", "9" * 25, "€1"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(MoneyError):
        parse_minor(text, "usd")


@given(st.text(max_size=30), currencies)
def test_any_text_is_an_amount_or_refused(text, currency):
    try:
        minor = parse_minor(text, currency)
    except MoneyError:
        return
    assert parse_minor(plain(minor, currency), currency) == minor


def test_decimals_are_those_of_the_currency():
    assert [decimals(code) for code in ("jpy", "eur", "kwd")] == [0, 2, 3]
    assert [plain(5, code) for code in ("jpy", "eur", "kwd")] == ["5", "0.05", "0.005"]
    assert all(len(code) == 3 and code.islower() for code in DECIMALS)


@pytest.mark.parametrize("code", ["xyz", "", "euro", "€"])
def test_an_unknown_currency_is_refused_and_not_repeated(code):
    with pytest.raises(UnknownCurrency) as refused:
        currency_of(code)
    assert not code or f"'{code}'" not in str(refused.value)
    with pytest.raises(UnknownCurrency):
        plain(1, code)


def test_a_code_is_taken_in_any_case_and_one_price_has_one_currency():
    assert currency_of(" EUR ") == "eur"
    assert one_currency({"eur"}) == "eur"
    with pytest.raises(MoneyError):
        one_currency({"eur", "chf"})


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_halves_are_rounded_away_from_zero(numerator, denominator):
    rounded = round_half_up(numerator, denominator)
    assert 2 * abs(rounded * denominator - numerator) <= denominator
    assert round_half_up(-numerator, denominator) == -rounded
    if 2 * abs(numerator) % (2 * denominator) == denominator:
        assert abs(rounded) * denominator > abs(numerator)


def test_very_small_totals_are_waived_and_very_large_ones_refused():
    assert [too_small_to_charge(amount, "eur") for amount in (0, 1, 49, 50)] == [False, True, True, False]
    assert not too_small_to_charge(1, "kwd")  # no minimum is known
    with pytest.raises(MoneyError):
        charge_units(100_000_000, "eur")


def test_the_card_service_counts_some_currencies_its_own_way():
    assert charge_units(1200, "isk") == 120_000
    assert charge_units(1200, "jpy") == 1200
    assert (charge_units(0, "eur"), charge_units(99_999_999, "eur")) == (0, 99_999_999)
    for amount, currency in ((-1, "eur"), (1_000_000, "isk")):
        with pytest.raises(MoneyError):
            charge_units(amount, currency)
    assert charge_units(1250, "kwd") == 1250
    with pytest.raises(MoneyError):
        charge_units(1255, "kwd")
