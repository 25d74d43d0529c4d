"""Forms and parameter types: the table is the SDK's own, and nothing unknown passes."""

import json
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.sandbox.errors import BadCall
from backend.sandbox.form import DEEPEST, read_form
from backend.sandbox.parameters import api_version, check, table
from backend.sandbox.read_parameters import read_table
from backend.sandbox.routes import ROUTES

NAMES = st.text("abcdefghij_", min_size=1, max_size=8)
NESTED = st.recursive(
    st.text(max_size=12).filter(lambda text: "\x00" not in text), lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=4), max_leaves=12
)


def flat(value, name: str):
    if isinstance(value, dict):
        return [pair for key, one in value.items() for pair in flat(one, f"{name}[{key}]" if name else key)]
    return [(name, value)]


def depth(value) -> int:
    return 1 + max(map(depth, value.values())) if isinstance(value, dict) else 0


@given(st.dictionaries(NAMES, NESTED, max_size=5).filter(lambda form: not form or depth(form) <= DEEPEST))
def test_what_is_written_as_a_form_is_read_back(form):
    assert read_form(urlencode(flat(form, ""))) == form


@given(st.text(max_size=200))
def test_any_text_is_a_form_or_refused(text):
    try:
        read = read_form(text)
    except BadCall:
        return
    assert isinstance(read, dict)


@pytest.mark.parametrize(
    "text",
    [
        "a=1&a=2",
        "a[b]=1&a=2",
        "a=1&a[b]=2",
        "a[=1",
        "a]b=1",
        "[a]=1",
        "a" + "[b]" * 9 + "=1",
        "a=%00",
        "&".join(f"a{n}=1" for n in range(1001)),
        "a=" + "x" * 300_000,
    ],
)
def test_a_form_that_clashes_or_is_too_much_is_refused(text):
    with pytest.raises(BadCall):
        read_form(text)


def test_lists_are_numbered_or_simply_follow_each_other():
    reads = frozenset({"types"})
    for text in ("types[0]=a&types[1]=b", "types[]=a&types[]=b", "types[1]=b&types[0]=a"):
        assert check(read_form(text), "EventListParams", reads) == {"types": ["a", "b"]}


@given(st.dictionaries(st.sampled_from(["amount", "amount_to_capture", "final_capture", "metadata", "expand", "hooks"]), NESTED))
def test_parameters_of_any_shape_are_read_or_refused(form):
    try:
        checked = check(form, "PaymentIntentCaptureParams", frozenset({"amount_to_capture", "final_capture", "metadata"}))
    except BadCall:
        return
    assert type(checked.get("amount_to_capture", 0)) is int
    assert type(checked.get("final_capture", True)) is bool


def test_every_address_reads_only_what_the_sdk_can_send():
    for route in ROUTES:
        assert route.reads <= set(table()["shapes"][route.shape]), route.pattern.pattern


def test_the_table_is_that_of_the_installed_sdk():
    stripe = pytest.importorskip("stripe", reason="the official SDK is not installed")
    fresh = read_table(Path(stripe.__file__).parent, version("stripe"), {route.shape for route in ROUTES})
    assert fresh == table(), "run `python -m backend.sandbox.read_parameters`"
    assert api_version() == stripe.api_version
    assert len(json.dumps(fresh)) > 100_000
