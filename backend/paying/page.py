"""The page of payment: the same few words for everybody; what it shows it asks for, with a secret that only its address had."""
import json
from html import escape

from backend.accounts.page import source
from backend.codes.page import STYLE, document
from backend.paying.script import SCRIPT
from backend.paying.words import PAGES

MORE_STYLE = (
    "fieldset{border:0;padding:0;margin:1.5rem 0}legend{font-weight:600;font-size:1.3rem}"
    "label{display:flex;gap:.8rem;align-items:center;min-height:3rem;padding:.3rem 0}input{width:1.5rem;height:1.5rem;flex:none;accent-color:#0b4aa2}"
    "button{font:inherit;font-weight:600;min-height:3.75rem;width:100%;border:0;border-radius:.9rem;color:#fff;background:#0b4aa2}"
    "button:disabled{color:#16223f;background:#c9cfda}"
    "button:focus-visible,input:focus-visible{outline:3px solid currentColor;outline-offset:3px}button:focus-visible{outline-color:#16223f}"
    "#total{font-size:3rem;font-weight:700;line-height:1.2}#state:not(:empty){padding:.8rem 1rem;border:2px solid currentColor;border-radius:.9rem}"
    "td:last-child{text-align:right;white-space:nowrap}[hidden]{display:none!important}"
    "@media(prefers-color-scheme:dark){input{accent-color:#9cc4ff}button{color:#10151f;background:#9cc4ff}button:focus-visible{outline-color:#eef1f7}}"
)
STRIPE_SCRIPT = "https://js.stripe.com/v3/"


def policy(sandbox: bool) -> str:
    """With Stripe this page alone may load its form, which puts the number of a card into a frame of its own and never here."""
    theirs = ("", "", "") if sandbox else (" https://js.stripe.com", " https://api.stripe.com", "https://js.stripe.com https://hooks.stripe.com")
    return (
        f"default-src 'none'; style-src {source(STYLE)} {source(MORE_STYLE)}; script-src {source(SCRIPT)}{theirs[0]}; connect-src 'self'{theirs[1]}; "
        + (f"frame-src {theirs[2]}; " if theirs[2] else "")
        + "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    )


def pay_page(language: str, sandbox: bool, keeps_card: bool = False) -> str:
    words = PAGES[language]
    title = words["title_card" if keeps_card else "title"]
    told = json.dumps(words | {"title": title}, ensure_ascii=False).replace("<", "\\u003c")
    body = (
        f'<h1>{escape(title)}</h1><noscript><p>{escape(words["noscript"])}</p></noscript><p id="state" role="status"></p>'
        f'<p hidden><a id="bank" href="/">{escape(words["to_bank"])}</a></p>'
        f'<section id="price" aria-label="{escape(words["total"])}" hidden><p id="total"></p><p id="held"></p>'
        f'<h2>{escape(words["lines"])}</h2><table><tbody id="lines"></tbody></table></section>'
        f'<form id="form" hidden><fieldset id="cards"><legend>{escape(words["card"])}</legend></fieldset><div id="element"></div>'
        f'<p id="about" hidden>{escape(words["keep_card"])}</p>'
        f'<label id="keeping"><input type="checkbox" id="keep"><span>{escape(words["keep"])}</span></label>'
        f'<p id="promise">{escape(words["promise"])}</p><button type="submit" id="go"></button></form>'
        + ("" if sandbox else f'<script src="{STRIPE_SCRIPT}"></script>')
        + f'<script type="application/json" id="words">{told}</script><script>{SCRIPT}</script>'
    )
    return document(title, body, language).replace("</head>", f"<style>{MORE_STYLE}</style></head>", 1)
