"""A mistake in the prices of a city is told when they are read, by what it is, and never becomes another price."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.quotes import SoldKind
from backend.pricing.prices import PricesUnusable, SellerTable, read_prices
from payments.cancelling import FeeStep
from payments.caps import CapScheme
from payments.concessions import Concession
from tests.backend.pricing.world import PRICES


def read(tmp_path, text):
    path = tmp_path / "prices.toml"
    path.write_text(text)
    return read_prices(path)


def test_who_sells_what_at_which_terms(tmp_path):
    prices = read(tmp_path, PRICES)
    town = prices.find_seller(SoldKind.TRANSIT, "town")
    assert (prices.currency, prices.fee_minor, prices.fee_rate_bp) == ("eur", 30, 1900)
    assert (town.operator_id, town.tax_rate_bp, town.agreed_price) == ("town", 700, False)
    assert town.ladder.steps == (FeeStep(3600, 0, 0), FeeStep(0, 0, 5000))
    assert town.concessions == (Concession("companion", "companion", 0),)
    assert town.cap == CapScheme("town_day", "eur", 600)
    assert (prices.find_cap("town_day"), prices.find_cap("town_week")) == (town.cap, None)
    assert prices.find_seller(SoldKind.TAXI, "Elm Taxis").agreed_price
    assert prices.find_seller(SoldKind.RENTAL, "town") is None
    assert prices.categories == {"old": {"SENIOR"}}


@pytest.mark.parametrize("before, after, told", [
    ('currency = "EUR"', 'currency = "EURO"', "unknown currency"),
    ('amount = "0.30"', "amount = 0.3", "booking_fee.amount"),  # a float is no amount
    ('amount = "0.30"', 'amount = "0.305"', "2 decimals"),
    ('amount = "0.30"', 'amount = "-0.30"', "below zero"),
    ('kind = "transit"', 'kind = "train"', "train"),
    ('kind = "transit"', 'kind = "rental"', "give agencies for transit"),
    ("tax_rate_bp = 700", "tax_rate_bp = 7.0", "tax_rate_bp"),
    ("tax_rate_bp = 700", "tax_rate = 700", "tax_rate"),  # a misspelt key
    ('id = "bikes"', 'id = "town"', "stands twice"),
    ('systems = ["elm"]', 'agencies = ["elm"]', "give agencies for transit"),
    ('operators = ["town"]\nday', 'operators = ["towm"]\nday', "no operator towm"),
    ("factor_bp = 0\n", "", "factor or a fixed fare"),
    ('entitlement = "old"', 'entitlement = "very-old"', "entitlement"),  # nobody could ask for it
    ('category = "SENIOR"', 'category = "SENIOR"\nname = "Old"\n[[riders]]\nentitlement = "old"\ncategory = "A"\nname = "B"', "two names"),
    ('day = "6.00"', 'day = "6,00"', "not an amount"),
    ("[booking_fee]", "[booking_fee", "no TOML"),
])  # fmt: skip
def test_a_mistake_is_told(tmp_path, before, after, told):
    assert before in PRICES
    with pytest.raises(PricesUnusable, match=told):
        read(tmp_path, PRICES.replace(before, after, 1))


def test_who_sells_for_the_law(tmp_path):
    seller = 'seller = { legal_name = "Town Lines Ltd.", address = ["5 Depot Road", "Elmstead"], vat_id = "DE000000002" }'
    prices = read(tmp_path, PRICES.replace('id = "town"', f'id = "town"\n{seller}', 1))
    assert prices.legal == {"town": SellerTable("Town Lines Ltd.", ("5 Depot Road", "Elmstead"), "DE000000002")}
    assert read(tmp_path, seller + "\n" + PRICES.lstrip()).legal["us."].legal_name == "Town Lines Ltd."
    with pytest.raises(PricesUnusable, match="vat_id"):
        read(tmp_path, seller.replace("DE000000002", "?") + "\n" + PRICES.lstrip())


def test_two_operators_cannot_sell_the_same(tmp_path):
    other = '\n[[operators]]\nid = "other"\nname = "Other"\nkind = "transit"\nagencies = ["town"]\ntax_rate_bp = 0\n'
    with pytest.raises(PricesUnusable, match="somebody else has town"):
        read(tmp_path, PRICES.replace("[[riders]]", f"{other}\n[[riders]]", 1))


def test_an_operator_counts_for_one_cap(tmp_path):
    with pytest.raises(PricesUnusable, match="stands twice"):
        read(tmp_path, PRICES + '\n[[caps]]\nid = "more"\noperators = ["town"]\nweek = "20"\n')


def test_a_file_that_is_not_there_or_no_text(tmp_path):
    with pytest.raises(PricesUnusable, match="cannot be read"):
        read_prices(tmp_path / "none.toml")
    (tmp_path / "prices.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PricesUnusable, match="UTF-8"):
        read_prices(tmp_path / "prices.toml")


@given(st.data())
def test_whatever_stands_there_is_read_or_refused(tmp_path_factory, data):
    lines = PRICES.splitlines()
    row = data.draw(st.integers(0, len(lines) - 1))
    lines[row] = data.draw(st.sampled_from([
        "", lines[row].replace('"', ""), lines[row].replace("=", "= 1 #"), lines[row].upper(), lines[row] + " 1", "x = [[[[1]]]]", '"' * 50, *lines,
    ]))  # fmt: skip
    path = tmp_path_factory.mktemp("any") / "prices.toml"
    path.write_text("\n".join(lines))
    assert outcome(path).startswith(("eur", f"refused: {path}"))


def outcome(path):
    try:
        return read_prices(path).currency
    except PricesUnusable as error:
        return f"refused: {error}"
