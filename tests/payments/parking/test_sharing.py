"""What a host has of a stay."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.parking.sharing import HostShare, share
from payments.tax import included_tax


@pytest.mark.parametrize("due, share_bp, vat_bp, expected", [
    (400, 6000, 1900, HostShare(240, 134, 26)), (300, 6000, 1900, HostShare(180, 101, 19)), (100, 6000, 1900, HostShare(60, 34, 6)),
    (333, 6000, 0, HostShare(200, 133, 0)), (0, 6000, 1900, HostShare(0, 0, 0)), (333, 10_000, 1900, HostShare(333, 0, 0)),
    (333, 0, 1900, HostShare(0, 280, 53)), (1, 5000, 1900, HostShare(1, 0, 0)),
])  # fmt: skip
def test_shares_worked_out_by_hand(due, share_bp, vat_bp, expected):
    assert share(due, share_bp, vat_bp) == expected


@given(st.integers(0, 10**7), st.integers(0, 10_000), st.sampled_from([0, 700, 1900, 2500]))
def test_it_adds_up_no_cent_is_a_whole_one_away_and_less_due_is_never_more_for_anybody(due, share_bp, vat_bp):
    found, less = share(due + 1, share_bp, vat_bp), share(due, share_bp, vat_bp)
    assert found.host_minor + found.commission_net_minor + found.commission_tax_minor == due + 1
    assert abs(found.host_minor * 10_000 - (due + 1) * share_bp) < 10_000
    assert found.commission_tax_minor == included_tax(found.commission_minor, vat_bp)
    assert all(before <= after for before, after in zip(vars(less).values(), vars(found).values()))


@pytest.mark.parametrize("wrong", [(-1, 6000, 1900), (1, -1, 1900), (1, 10_001, 1900), (1, 6000, -1)])
def test_what_is_no_share_is_refused(wrong):
    with pytest.raises(ValueError):
        share(*wrong)
