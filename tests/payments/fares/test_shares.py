from hypothesis import given
from hypothesis import strategies as st

from payments.fares.ride import Bought, ChainPrice, Reason
from payments.fares.shares import RideShare, ride_shares

NONE = frozenset()


def bought(legs, amount, reason=Reason.RIDE):
    return Bought(tuple(legs), "p", "P", amount, "", "", reason, "")


def chain(*items):
    return ChainPrice("eur", max(0, sum(item.amount_minor for item in items)), items, {})


def test_rides_with_products_of_their_own():
    assert ride_shares(chain(bought("a", 200), bought("b", 300)), {}) == {"a": RideShare(200, NONE), "b": RideShare(300, NONE)}


def test_one_product_for_two_is_shared_by_their_weights_and_ties_them():
    both = frozenset("ab")
    assert ride_shares(chain(bought("ab", 301, Reason.THROUGH)), {"a": 2, "b": 1}) == {"a": RideShare(201, both), "b": RideShare(100, both)}
    assert ride_shares(chain(bought("ab", 301)), {})["a"].amount_minor == 151


def test_changing_falls_on_the_second_and_a_discount_on_all():
    shares = ride_shares(chain(bought("a", 200), bought("ab", 50, Reason.TRANSFER), bought("c", 70)), {})
    assert {leg: share.amount_minor for leg, share in shares.items()} == {"a": 200, "b": 50, "c": 70}
    assert [shares[leg].through for leg in "abc"] == [frozenset("ab"), frozenset("ab"), NONE]
    shares = ride_shares(chain(bought("a", 200), bought("ab", -100, Reason.TRANSFER), bought("b", 300)), {})
    assert {leg: share.amount_minor for leg, share in shares.items()} == {"a": 160, "b": 240}


def test_three_rides_by_two_free_changes_are_one_ticket():
    shares = ride_shares(chain(bought("a", 125), bought("ab", 0, Reason.TRANSFER), bought("bc", 0, Reason.TRANSFER)), {})
    assert {share.through for share in shares.values()} == {frozenset("abc")}


legs = st.sets(st.sampled_from("abcd"), min_size=1, max_size=3)


@given(st.lists(st.tuples(legs, st.integers(-500, 900)), max_size=6), st.lists(st.integers(0, 9), min_size=4))
def test_shares_add_up_and_are_never_below_zero(items, weights):
    price = chain(*(bought(sorted(legs), amount, Reason.TRANSFER if amount < 0 and len(legs) > 1 else Reason.RIDE) for legs, amount in items))
    shares = ride_shares(price, dict(zip("abcd", weights)))
    assert all(share.amount_minor >= 0 for share in shares.values())
    assert sum(share.amount_minor for share in shares.values()) == price.total_minor
