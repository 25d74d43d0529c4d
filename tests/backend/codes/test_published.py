"""What the app takes with it: the ring and the signed table of markers."""
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.codes.published import MARKERS, RING, CodesUnusable, PublishedCodes
from backend.service.settings import Settings
from signing.keys import Ring, SigningKey
from signing.tables import read_table
from tests.backend.codes.conftest import NOW, ring_key


def test_the_ring_goes_out_whole(client, printer):
    answer = client.get("/v1/codes/ring")
    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (200, "application/json", "public, max-age=60")
    assert Ring.from_json(answer.text) == printer.ring


def test_the_table_goes_out_as_it_was_signed(client, printer):
    table = printer.hang()
    answer = client.get("/v1/codes/markers")
    assert answer.content == table
    assert answer.headers["content-type"].startswith("application/cose")
    assert read_table(answer.content, printer.ring, datetime.now(UTC)).places[0].id == "west"


def test_who_has_it_already_gets_nothing(client, printer):
    printer.hang()
    for written in ("{}", "W/{}", '"other", {}', "*"):
        for address in ("/v1/codes/ring", "/v1/codes/markers"):
            etag = client.get(address).headers["etag"]
            answer = client.get(address, headers={"if-none-match": written.format(etag)})
            assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag), (address, written)
            assert client.get(address, headers={"if-none-match": '"old"'}).status_code == 200, (address, written)


def test_a_key_that_leaked_is_out_without_a_restart(client, printer):
    printer.hang()
    payload, etag = printer.payload(), client.get("/v1/codes/ring").headers["etag"]
    assert client.get(f"/C/{payload}").status_code == 200
    printer.publish(printer.ring.without(printer.key.id).having(ring_key(SigningKey.new())))
    assert client.get("/v1/codes/ring", headers={"if-none-match": etag}).status_code == 200
    assert client.get(f"/C/{payload}").status_code == 404
    assert client.get("/v1/codes/markers").json()["code"] == "not_found"


def test_a_table_past_its_last_day_is_not_given(client, printer):
    printer.hang(until_days=5, at=NOW - timedelta(days=30))
    assert client.get("/v1/codes/markers").status_code == 404


def test_a_table_changed_by_one_bit_is_not_given(client, printer):
    table = bytearray(printer.hang())
    table[-1] ^= 1
    (printer.folder / MARKERS).write_bytes(table)
    assert client.get("/v1/codes/markers").status_code == 404


def test_a_ring_damaged_while_serving_leaves_the_old_one(client, printer):
    before = client.get("/v1/codes/ring").text
    (printer.folder / RING).write_text("{", encoding="utf-8")
    assert client.get("/v1/codes/ring").text == before
    (printer.folder / RING).write_text(printer.ring.having(ring_key(SigningKey.new())).to_json(), encoding="utf-8")
    assert len(client.get("/v1/codes/ring").json()["keys"]) == 2


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [(RING, None, "allways codes key"), (RING, b"{", "damaged"), (RING, b"\xff\xfe", "ring.json"), (RING, b" " * 20_000, "larger than"),
     (MARKERS, b" " * (4 * 2**20 + 1), "larger than")],
)  # fmt: skip
def test_a_folder_that_cannot_be_served_says_so_at_the_start(printer, name, content, words):
    (printer.folder / name).unlink(missing_ok=True)
    if content is not None:
        (printer.folder / name).write_bytes(content)
    with pytest.raises(CodesUnusable, match=words):
        PublishedCodes(printer.folder)


def test_the_folder_is_named_by_the_environment():
    assert Settings.read({"ALLWAYS_CODES": "published"}).codes == Path("published")
    assert Settings.read({}).codes is None


def test_a_city_without_codes_has_none():
    codes = PublishedCodes(None)
    assert (codes.find(), codes.find_markers(NOW)) == (None, None)
