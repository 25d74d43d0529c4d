"""The page behind a code, for people without the app: words and a list, no script, nothing from elsewhere."""
import base64
import hashlib
from html import escape

from backend.codes.words import WORDS
from backend.contract.stops import Departure, DeparturesResponse
from signing.codes import PlaceCode

APP = "allways://code/"
STYLE = (
    ":root{color-scheme:light dark}"
    "body{font:1.125rem/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1.5rem 1rem;color:#16223f;background:#fff}"
    "h1{font-size:1.9rem;line-height:1.2;margin:.2rem 0}h2{font-size:1.3rem;margin:2rem 0 .5rem}p{margin:.5rem 0}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.6rem .8rem .6rem 0;border-bottom:1px solid #6b7280}"
    "a{display:inline-block;padding:.75rem 1.1rem;margin:1rem 0;border:2px solid currentColor;border-radius:.9rem;color:#0b4aa2;font-weight:600}"
    "a:focus-visible{outline:3px solid currentColor;outline-offset:3px}s{color:inherit}"
    "@media(prefers-color-scheme:dark){body{color:#eef1f7;background:#10151f}a{color:#9cc4ff}}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)


def place_page(code: PlaceCode, payload: str, city: str, departures: DeparturesResponse | None, language: str) -> str:
    """departures: None for what is no stop, and for a stop that no timetable knows. payload: checked, so that it may be written down again."""
    words = WORDS[language]
    name = code.name or (departures.stop.name if departures else code.id)
    body = [f"<p>{escape(words[code.kind])}</p><h1>{escape(name)}</h1><p>{escape(words['signed'].format(city=city))}</p>"]
    if departures:
        body.append(f"<h2>{escape(words['departures'])}</h2>{departures_table(departures, words)}")
    elif code.kind == "stop":
        body.append(f"<p>{escape(words['unknown_stop'])}</p>")
    body.append(f'<p><a href="{escape(APP + payload)}">{escape(words["open"])}</a></p><p>{escape(words["about_app"])}</p>')
    return document(f"{words[code.kind]} {name} – {city}", "".join(body), language)


def refused_page(language: str) -> str:
    """Whatever is wrong with it: not a word of what was scanned."""
    words = WORDS[language]
    return document(words["refused"], f"<h1>{escape(words['refused'])}</h1><p>{escape(words['refused_why'])}</p>", language)


def departures_table(answer: DeparturesResponse, words: dict[str, str]) -> str:
    if not answer.departures:
        return f"<p>{escape(words['none'])}</p>"
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in ("time", "line", "to"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(row(one, words) for one in answer.departures)}</tbody></table>"


def row(departure: Departure, words: dict[str, str]) -> str:
    clock = f'<time datetime="{departure.depart_at.isoformat()}">{departure.depart_at:%H:%M}</time>'
    if departure.cancelled:
        clock = f"<s>{clock}</s> {escape(words['cancelled'])}"
    elif departure.live:
        clock += f" {escape(words['live'])}"
    platform = f"<br>{escape(words['platform'].format(name=departure.platform))}" if departure.platform else ""
    line = departure.route.short_name or departure.route.long_name
    return f"<tr><td>{clock}</td><td>{escape(line)}</td><td>{escape(departure.headsign or line)}{platform}</td></tr>"


def document(title: str, body: str, language: str) -> str:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
    return (
        f'<!doctype html><html lang="{language}"><head>{head}<title>{escape(title)}</title><style>{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )
