"""Which addresses are judged good, for any number and any text."""
import ipaddress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.feeds.addresses import Allowed, check_address, check_url, parse_simulator, read_url
from backend.feeds.failures import FetchFailed

# From the registries of IANA for special-purpose addresses, and the blocks that embed an IPv4 address.
INSIDE = [ipaddress.ip_network(text) for text in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48",
    "100::/64", "2001::/32", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)]  # fmt: skip


def is_good(address: str, inside: str | None = None) -> bool:
    try:
        check_address(ipaddress.ip_address(address), ipaddress.ip_network(inside) if inside else None)
    except FetchFailed:
        return False
    return True


@given(st.data())
def test_nothing_inside_is_good(data):
    block = data.draw(st.sampled_from(INSIDE))
    address = block[data.draw(st.integers(0, block.num_addresses - 1))]
    assert not is_good(str(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "2a00:1450:4001:81b::200e"])
def test_addresses_out_in_the_world_are_good(address):
    assert is_good(address)


def test_a_declared_network_is_good_for_its_own_addresses_only():
    assert is_good("10.20.0.1", "10.20.0.0/16")
    assert is_good("1.1.1.1", "10.20.0.0/16")
    assert not is_good("10.21.0.1", "10.20.0.0/16")
    assert not is_good("::ffff:10.20.0.1", "10.20.0.0/16")
    assert not is_good("127.0.0.1", "10.20.0.0/16")


@given(st.one_of(st.text(), st.text().map(lambda text: f"https://{text}"), st.text().map(lambda text: f"https://feed.example{text}")))
@example("https://feed.example:99999/")
@example("https://feed.example\x00/")
@example("https://\ud800/")
@example("https://①②⑦.0.0.1/")
def test_any_text_is_an_address_or_refused(text):
    try:
        url = read_url(text)
        check_url(url, Allowed())
    except FetchFailed:
        return
    assert url.scheme == "https"
    assert url.port in (None, 443, 8443)
    assert not url.userinfo


@pytest.mark.parametrize("text, expected", [
    ("127.0.0.1:8090", ("127.0.0.1", 8090)), ("localhost:8090", ("localhost", 8090)), ("[::1]:8090", ("::1", 8090)),
])  # fmt: skip
def test_the_simulator_is_on_this_machine(text, expected):
    assert parse_simulator(text) == expected


@pytest.mark.parametrize("text", [
    "", "8090", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1:8443", "10.0.0.1:8090", "sim.example:80", "127.0.0.1:²",
])  # fmt: skip
def test_anything_else_is_no_simulator(text):
    with pytest.raises(ValueError, match=r"127\.0\.0\.1"):
        parse_simulator(text)
