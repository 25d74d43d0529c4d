"""The file that says how operators are reached: whole, or an error that names operator and key."""
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from backend.operators.declaration import SUITE, DeclarationError, load_operators
from backend.operators.operator import Operator
from backend.operators.service import Operators, OperatorUnknown
from backend.operators.signatures import write_public_key

KEY = write_public_key(Ed25519PrivateKey.from_private_bytes(b"\x01" * 32))
TRAM = f"""
[[operators]]
id = "tram"
url = "https://tram.example/tomp"
header_env = {{ X-Api-Key = "ALLWAYS_OPERATOR_TRAM" }}
event_keys = ["{KEY}"]
promise_s = 30
tombstones = true
passed_suite = {SUITE}
"""
ENVIRONMENT = {"ALLWAYS_OPERATOR_TRAM": "CANARY-key"}


@pytest.fixture
def written(tmp_path):
    def write(text: str):
        path = tmp_path / "operators.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_an_operator_is_read_with_its_key_from_the_environment(written):
    (tram,) = load_operators(written(TRAM), environment=ENVIRONMENT)
    assert (tram.id, tram.headers, tram.promise_s, tram.tombstones) == ("tram", (("X-Api-Key", "CANARY-key"),), 30, True)
    assert len(tram.event_keys) == 1
    assert tram.is_bookable
    assert "CANARY" not in repr(tram)


async def test_who_passed_no_suite_or_has_no_address_is_linked_to_only(written):
    text = '[[operators]]\nid = "boat"\nbook_url = "https://boat.example"\n[[operators]]\nid = "bus"\nurl = "https://bus.example"\n'
    operators = Operators.open(written(TRAM + text), environment=ENVIRONMENT)
    assert [operators.is_bookable(name) for name in ("tram", "boat", "bus", "nobody")] == [True, False, False, False]
    tram: Operator = operators.get("tram")
    assert (tram.operator_id, tram.tombstones, tram.promise_s) == ("tram", True, 30)
    assert operators.get("bus").operator_id == "bus", "what was booked with it may have to be released"
    for name in ("boat", "nobody"):
        with pytest.raises(OperatorUnknown):
            operators.get(name)
    assert [one.id for one in operators.list_declared()] == ["tram", "boat", "bus"]
    await operators.aclose()


def test_without_a_file_nobody_is_declared():
    assert Operators.open(None).list_declared() == ()


@pytest.mark.parametrize("key, line", [
    ("id", 'id = "Tram"'), ("id", "id = 7"), ("id", ""), ("url", 'url = "http://tram.example"'), ("url", 'url = "https://10.0.0.1"'),
    ("url", 'url = "https://tram.example:22"'), ("url", 'url = "https://user:secret@tram.example"'), ("url", 'url = "https://tram.example/?a=1"'),
    ("url", 'url = "http://127.0.0.1:8300"'), ("url", 'url = "file:///etc/passwd"'),
    ("promise_s", "promise_s = 301"), ("promise_s", "promise_s = true"),
    ("tombstones", 'tombstones = "yes"'), ("passed_suite", f"passed_suite = {SUITE + 1}"), ("event_keys", 'event_keys = ["short"]'),
    ("event_keys", "event_keys = 5"), ("book_url", 'book_url = "javascript:alert(1)"'), ("colour", 'colour = "red"'),
    ("header_env", 'header_env = { X-Api-Key = "ALLWAYS_STAFF_TOKEN" }'), ("header_env", 'header_env = { Host = "ALLWAYS_OPERATOR_TRAM" }'),
    ("header_env", 'header_env = { Api = "ALLWAYS_OPERATOR_TRAM" }'), ("header_env", 'header_env = { X-Api-Key = "ALLWAYS_OPERATOR_MISSING" }'),
])  # fmt: skip
def test_what_is_wrong_is_named(written, key, line):
    rest = "" if key == "id" else 'id = "tram"\n'
    with pytest.raises(DeclarationError, match=rf"operator 1.*: {key} ") as wrong:
        load_operators(written(f"[[operators]]\n{rest}{line}\n"), "127.0.0.1:8201", ENVIRONMENT)
    assert "secret" not in str(wrong.value)
    assert "CANARY" not in str(wrong.value)


def test_operators_are_declared_once(written):
    with pytest.raises(DeclarationError, match=r"operator 2 \(tram\): id is used twice"):
        load_operators(written(TRAM + TRAM), environment=ENVIRONMENT)


@pytest.mark.parametrize("text", ["operators = 3", "[[operators]\n", 'name = "Elmstead"\n', "operators = [1]", "\xff"])
def test_a_file_that_is_none_is_refused(written, text):
    with pytest.raises(DeclarationError, match=r"operators\.toml"):
        load_operators(written(text))


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(DeclarationError, match="cannot be read"):
        load_operators(tmp_path / "nowhere.toml")


def test_a_place_on_this_machine_is_for_simulated_operators_only(written):
    file = written('[[operators]]\nid = "tram"\nurl = "http://127.0.0.1:8201"\n')
    assert load_operators(file, "127.0.0.1:8200, 127.0.0.1:8201")[0].url == "http://127.0.0.1:8201"
    for simulated in ("", "127.0.0.1:8202"):
        with pytest.raises(DeclarationError, match="ALLWAYS_SIMULATED_OPERATORS"):
            load_operators(file, simulated)
    with pytest.raises(ValueError, match="runs on this machine"):
        load_operators(file, "tram.example:8201")
