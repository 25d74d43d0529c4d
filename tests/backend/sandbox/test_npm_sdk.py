"""The official SDK for Node sees the same sandbox as the one for Python.

Needs node and the package stripe: `npm install stripe` in any folder, its node_modules named by ALLWAYS_NODE_MODULES.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("client.mjs")


@pytest.fixture(scope="module")
def modules() -> Path:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    folders = [os.environ.get("ALLWAYS_NODE_MODULES", ""), "/usr/local/lib/node_modules", "/usr/lib/node_modules"]
    found = next((Path(folder) for folder in folders if folder and (Path(folder) / "stripe").is_dir()), None)
    if found is None:
        pytest.skip("the npm package stripe is not here: install it and name its node_modules in ALLWAYS_NODE_MODULES")
    return found


def test_the_sdk_for_node_pays_takes_gives_back_and_verifies(modules, sandbox):
    command = ["node", str(SCRIPT), str(modules), str(sandbox.server_address[1])]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["setup"] == ["succeeded", 1, True]
    assert seen["replayed"] == [True, "true"]
    assert (seen["mismatch"]["type"], seen["mismatch"]["status"]) == ("StripeIdempotencyError", 400)
    assert (seen["held"], seen["taken"]) == (["requires_capture", 1080, 0], ["succeeded", 0, 730])
    assert seen["refund"] == ["succeeded", "amount_too_large"]
    assert (seen["asked"], seen["agreed"], seen["canceled"]) == ("requires_action", ["requires_capture", 1080, 0], "canceled")
    assert seen["declined"] == {"type": "StripeCardError", "status": 402, "code": "card_declined", "decline": "insufficient_funds"}
    assert (seen["missing"]["status"], seen["missing"]["code"]) == (404, "resource_missing")
    assert (seen["unknown"]["code"], seen["unknown"]["param"]) == ("parameter_unknown", "amout")
    assert (seen["transfer"], seen["paged"]) == (100, 3)
    assert (seen["verified"], seen["forged"]) == ([True, True], "StripeSignatureVerificationError")
