"""The form of one rule as an entry of the plain table, and the other way round. Whether it is right, the reader of tables says."""
import re
from collections.abc import Mapping
from typing import Any

from backend.bodies.rule_entries import CATEGORY, HOURS, USUAL_PRIORITY
from backend.bodies.table import Rule
from backend.console.forms import Fields

MOST_LIST = 2000
LISTS = {"category": "rule-category", "area": "rule-area", "context": "rule-context"}
# As the table names what it refuses → the field of the page.
AT = {
    "id": "rule-id", "priority": "rule-priority", "body": "rule-body", "service": "rule-service", "road": "rule-road-ref",
    "stop_m": "rule-stop-m", "hours": "rule-hours", "else_body": "rule-else-body",
} | LISTS  # fmt: skip
NUMBER = re.compile(r"\d{1,6}(\.\d{1,3})?\Z")


def read_rule_form(fields: Fields) -> dict[str, Any]:
    """What was filled in, and nothing else; a number that cannot be read is said beside its field."""
    entry: dict[str, Any] = {"id": fields.text("rule-id", least=1, most=64)}
    entry |= number_of(fields, "priority", "rule-priority")
    entry |= {key: listed for key, name in LISTS.items() if (listed := split(fields.text(name, most=MOST_LIST)))}
    road = {"ref": split(fields.text("rule-road-ref")), "kind": split(fields.text("rule-road-kind"))}
    entry |= {"road": said} if (said := {key: value for key, value in road.items() if value}) else {}
    entry |= number_of(fields, "stop_m", "rule-stop-m")
    hours = fields.text("rule-hours", most=10)
    entry |= {"hours": hours} if hours not in ("", HOURS[0]) else {}
    entry["body"] = fields.text("rule-body", least=1, most=64)
    service, other = fields.text("rule-service", most=80), fields.text("rule-else-body", most=64)
    return entry | ({"service": service} if service not in ("", CATEGORY) else {}) | ({"else_body": other} if other else {})


def read_test_form(fields: Fields, body: str) -> dict[str, Any] | None:
    """A place and a category that are to come to the body; None where none was given."""
    if not fields.text("test-at", most=60) and not fields.text("test-category", most=40):
        return None
    places, category = fields.points("test-at", 1), fields.text("test-category", least=1, most=40)
    if not places or not fields.right:
        return None
    (lat, lon), *_ = places
    return {"at": [lat, lon], "category": category, "want": body}


def number_of(fields: Fields, key: str, name: str) -> dict[str, Any]:
    text = fields.text(name, most=10).replace(",", ".")
    if not text:
        return {}
    if not NUMBER.match(text):
        fields.wrong(name, "unreadable")
        return {}
    return {key: float(text) if "." in text else int(text)}


def split(text: str) -> list[str]:
    """Between commas, semicolons and lines."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def joined(value: Any) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value or ()))


def values_of(entry: Mapping[str, Any]) -> dict[str, str]:
    """What the form of an entry of the table is filled in with."""
    road = entry.get("road", {})
    return {name: joined(entry.get(key)) for key, name in LISTS.items()} | {
        "rule-id": str(entry.get("id", "")), "rule-priority": str(entry.get("priority", USUAL_PRIORITY)),
        "rule-road-ref": joined(road.get("ref")), "rule-road-kind": joined(road.get("kind")), "rule-stop-m": str(entry.get("stop_m", "")),
        "rule-hours": entry.get("hours", HOURS[0]), "rule-body": str(entry.get("body", "")), "rule-service": entry.get("service", CATEGORY),
        "rule-else-body": entry.get("else_body", ""),
    }  # fmt: skip


def conditions_of(rule: Rule, names: Mapping[str, str], words: Mapping[str, str]) -> list[str]:
    """What has to be so, in words; nothing: it always fits. names: of categories."""
    contexts = ", ".join(words[f"context_{one}"] for one in rule.contexts)
    said = (
        (words["category"], ", ".join(sorted(names.get(code, code) for code in rule.categories))), (words["f_area"], ", ".join(rule.areas)),
        (words["rule_road_ref"], ", ".join(rule.road_refs)), (words["rule_road_kind"], ", ".join(rule.road_kinds)),
        (words["rule_context"], contexts),
    )  # fmt: skip
    near = [words["rule_near_stop"].format(m=int(rule.stop_m))] if rule.stop_m else []
    hours = [words[f"hours_{rule.hours}"]] if rule.hours != HOURS[0] else []
    return [f"{name}: {told}" for name, told in said if told] + near + hours
