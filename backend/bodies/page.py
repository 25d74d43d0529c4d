"""`/performance`: how well the city answers, as a page of words and tables that needs no script and nothing from elsewhere."""
from datetime import date
from html import escape

from backend.bodies.performance_words import WORDS
from backend.codes.page import POLICY as CODE_POLICY
from backend.codes.page import document
from backend.contract.bodies import Performance, PerformanceRow

# The period is asked for with a form of this page.
POLICY = CODE_POLICY.replace("form-action 'none'", "form-action 'self'")
DAY_H = 48


def performance_page(told: Performance, city: str, language: str) -> str:
    words = WORDS[language]
    title = words["title"].format(city=city)
    period = words["period"].format(first=shown(told.from_), last=shown(told.to))
    parts = [f"<h1>{escape(title)}</h1><p>{escape(period)}</p>{form(told, words)}", table(words["total"], (told.total,), told, words)]
    parts += [table(words[name], rows, told, words) for name, rows in (("category", told.categories), ("area", told.areas), ("body", told.bodies))]
    parts.append(f"<p>{escape(words['explained'].format(smallest=told.smallest))}</p>")
    return document(title, "".join(parts), language)


def form(told: Performance, words: dict[str, str]) -> str:
    fields = "".join(
        f'<p><label>{escape(words[name])} <input type="date" name="{name}" value="{day.isoformat()}"></label></p>'
        for name, day in (("from", told.from_), ("to", told.to))
    )
    return f'<form method="get" action="/performance">{fields}<p><button>{escape(words["show"])}</button></p></form>'


def table(caption: str, rows: tuple[PerformanceRow, ...], told: Performance, words: dict[str, str]) -> str:
    if not rows:
        return ""
    columns = ("received", "on_time", "late", "reopened", "disputed", "median")
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in columns)
    body = "".join(line(row, told, words) for row in rows)
    first = f'<th scope="col">{escape(caption)}</th>'
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{first}{head}</tr></thead><tbody>{body}</tbody></table>"


def line(row: PerformanceRow, told: Performance, words: dict[str, str]) -> str:
    name = f'<th scope="row">{escape(row.name)}</th>'
    if row.received is None:
        return f'<tr>{name}<td colspan="6">{escape(words["few"].format(smallest=told.smallest))}</td></tr>'
    cells = (row.received, row.on_time, row.late, row.reopened, row.disputed, duration(row.median_hours, words))
    return f"<tr>{name}{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def duration(hours: float | None, words: dict[str, str]) -> str:
    if hours is None:
        return "–"
    return words["hours"].format(hours=round(hours)) if hours < DAY_H else words["days"].format(days=round(hours / 24, 1))


def shown(day: date) -> str:
    return f"{day:%Y-%m-%d}"
