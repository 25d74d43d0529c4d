"""`allways inspect` and `allways ticket-keys`: files in, one answer out, and a status that a script can read."""
import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import cv2
import numpy as np
import pytest
import segno

from allways.main import main
from mobile.accounts.device_key import encode
from signing.key_folders import read_folder
from signing.keys import SigningKey
from signing.kill_lists import digests_of, write_kill_list
from signing.showing import HolderKey, show
from signing.tickets import Ticket, TicketLeg, compressed, write_ticket


@pytest.fixture
def city(tmp_path):
    """A folder as the city publishes it, and what signs in it."""
    folder = tmp_path / "keys"
    assert main(["ticket-keys", "--city-id", "littletown", "--root", str(tmp_path / "root.key"), "--new-root", "--out", str(folder)]) == 0
    return folder


def ticket_text(folder, phone=None, ticket_id=None, **more) -> str:
    keys, now, phone = read_folder(folder, datetime.now(UTC)), datetime.now(UTC).replace(microsecond=0), phone or HolderKey.new()
    plain = {"valid_from": now, "valid_until": now + timedelta(hours=2), "holder": compressed(phone.public)}
    ticket = Ticket(ticket_id or uuid4(), (TicketLeg("tram", "market:b", "hospital:a"),), **plain | more)
    return show(write_ticket(ticket, keys.keys, keys.ticket, now), phone, now)


def write_list(folder, *ids):
    keys, path = read_folder(folder, datetime.now(UTC)), folder / "kill-list.cose"
    path.write_bytes(write_kill_list(digests_of(ids), 1, keys.keys, keys.kill_list, datetime.now(UTC)))
    return path


def inspected(folder, *more: str) -> int:
    return main(["inspect", *more, "--keys", str(folder / "keys.cose"), "--root", str(folder / "root.pub")])


def test_a_ticket_that_counts(city, capsys):
    assert inspected(city, ticket_text(city), "--list", str(write_list(city))) == 0
    said = capsys.readouterr().out
    assert "VALID" in said
    assert "tram: market:b to hospital:a" in said


def test_a_right_says_what_to_look_at(city, capsys):
    text = ticket_text(city, rights=("companion", "art_school"))
    assert inspected(city, text, "--list", str(write_list(city))) == 0
    said = capsys.readouterr().out
    assert "cheaper by right, companion: travels with somebody who has a pass for it, look at both" in said
    assert "cheaper by right, art_school: look at the proof" in said


def test_one_that_was_killed_and_one_nobody_can_say_of(city, capsys):
    killed = uuid4()
    assert inspected(city, ticket_text(city, ticket_id=killed), "--list", str(write_list(city, killed))) == 1
    assert "given back" in capsys.readouterr().out
    assert inspected(city, ticket_text(city)) == 3
    assert "CANNOT SAY" in capsys.readouterr().out
    assert inspected(city, "https://example.org", "--list", str(write_list(city))) == 1


def test_a_picture_and_the_answer_of_the_service(city, tmp_path, capsys):
    code = np.array(segno.make(ticket_text(city), error="m", micro=False).matrix, dtype=np.uint8)
    cv2.imwrite(str(tmp_path / "ticket.png"), np.kron(255 * (1 - np.pad(code, 4)), np.full((5, 5), 1)).astype(np.uint8))
    found = read_folder(city, datetime.now(UTC))
    (tmp_path / "keys.json").write_text(json.dumps({"city": "littletown", "root": found.root.hex(), "set": encode(found.token)}))
    more = ["--list", str(write_list(city)), "--root", str(city / "root.pub")]
    assert main(["inspect", "--picture", str(tmp_path / "ticket.png"), "--keys", str(tmp_path / "keys.json"), *more]) == 0
    cv2.imwrite(str(tmp_path / "wall.png"), np.full((300, 300), 200, np.uint8))
    assert main(["inspect", "--picture", str(tmp_path / "wall.png"), "--keys", str(tmp_path / "keys.json"), *more]) == 2
    assert "no QR code" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["no keys", "another root", "another list", "no text", "damaged"])
def test_files_that_cannot_be_used_say_so(city, tmp_path, capsys, what):
    text, killed = [ticket_text(city)], write_list(city)
    if what == "no keys":
        (city / "keys.cose").unlink()
    elif what == "another root":
        (city / "root.pub").write_text(SigningKey.new().public.hex())
    elif what == "another list":
        killed.write_bytes(b"nonsense")
    elif what == "damaged":
        (city / "root.pub").write_text("no hex")
    else:
        text = []
    assert inspected(city, *text, "--list", str(killed)) == 2
    assert capsys.readouterr().err.startswith("allways: ")


def test_keys_are_renewed_revoked_and_the_root_never_made_twice(city, tmp_path, capsys):
    again = ["ticket-keys", "--city-id", "littletown", "--root", str(tmp_path / "root.key"), "--out", str(city)]
    leaked = read_folder(city, datetime.now(UTC))
    text = ticket_text(city)
    assert main([*again, "--revoke", leaked.ticket.id.hex()]) == 0
    assert read_folder(city, datetime.now(UTC)).root == leaked.root
    assert inspected(city, text, "--list", str(write_list(city))) == 1
    assert "taken back" in capsys.readouterr().out
    assert main(["ticket-keys", "--city-id", "oaktown", "--root", str(tmp_path / "root.key"), "--out", str(city)]) == 2
    assert main(["ticket-keys", "--city-id", "littletown", "--root", str(tmp_path / "lost.key"), "--out", str(city)]) == 2
    assert main([*again, "--revoke", "no hex"]) == 2
