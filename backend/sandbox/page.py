"""The bank's page for 3-D Secure: two buttons, and back to where the traveller came from."""

from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from backend.sandbox.control import authenticate
from backend.sandbox.errors import Refusal
from backend.sandbox.world import World

STYLE = (
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem;color:#111;background:#fff}"
    "button{font:inherit;min-height:3rem;padding:0 1.5rem;"
    "margin:0 .5rem .5rem 0;border:2px solid #111;border-radius:.5rem;background:#fff;color:#111}"
    "button[value=yes]{background:#111;color:#fff}button:focus-visible{outline:4px solid #06c;outline-offset:2px}"
)
HEADERS = {
    "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
}  # fmt: skip


def ask(world: World, name: str) -> tuple[int, dict[str, str], str]:
    """Status, headers, page."""
    with world.lock:
        intent = world.store.find(name, "setup_intent" if name.startswith("seti_") else "payment_intent")
    if intent is None:
        return 404, HEADERS, framed("Not found", "<p>There is no such payment. Go back to the app and start again.</p>")
    if intent["status"] != "requires_action":
        return 200, HEADERS, framed("Nothing to confirm", "<p>This payment needs no confirmation now. You can close this page.</p>")
    sum_ = f" of {intent['amount']} {escape(intent['currency'].upper())} (in its smallest unit)" if "amount" in intent else ""
    form = '<form method="post"><button name="agreed" value="yes">Confirm</button><button name="agreed" value="no">Refuse</button></form>'
    return 200, HEADERS, framed("Your bank asks", f"<p>Do you confirm the payment{sum_}? This is the sandbox: no money moves.</p>{form}")


def take(world: World, name: str, body: bytes) -> tuple[int, dict[str, str], str]:
    """The traveller's answer; then the way back, which proves nothing: whoever waits there has to ask."""
    answers = dict(parse_qsl(body[:200].decode("ascii", "replace")))
    if answers.get("agreed") not in ("yes", "no"):
        return 400, HEADERS, framed("Not understood", "<p>Go back and press one of the two buttons.</p>")
    try:
        with world.alone():
            intent = authenticate(world, name, answers["agreed"] == "yes")
    except Refusal:
        return ask(world, name)
    back = way_back(intent)
    words = "<p>The payment was refused. Go back to the app to try another card.</p>" if failed(intent) else "<p>Done. Go back to the app.</p>"
    return (303 if back else 200), HEADERS | ({"Location": back} if back else {}), framed("Your bank says", words)


def failed(intent: dict) -> bool:
    return intent["status"] == "requires_payment_method"


def way_back(intent: dict) -> str | None:
    """The address given when the intent was confirmed, with what Stripe adds to it."""
    address = intent.get("_return_url")
    if not address:
        return None
    parts = urlsplit(address)
    told = {
        intent["object"]: intent["id"],
        f"{intent['object']}_client_secret": intent["client_secret"],
        "redirect_status": "failed" if failed(intent) else "succeeded",
    }
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *told.items()])))


def framed(title: str, inner: str) -> str:
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style>'
    return f"{head}<main><h1>{title}</h1>{inner}</main></html>"
