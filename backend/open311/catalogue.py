"""What can be filed: our categories as services, and the questions they ask as attributes."""
from typing import Any

from backend.bodies.service import Categories, Category
from backend.open311.errors import NO_SERVICE, Faults, NoSuch

# Ours in the words of the standard.
DATATYPES = {"text": "string", "number": "number", "choice": "singlevaluelist"}
REALTIME = "realtime"
Row = dict[str, Any]


def find_service(categories: Categories, code: str) -> Category:
    """Raises NoSuch. What is nothing to be filed but a call to the emergency number is none."""
    found = categories.find(code)
    if found is None or found.emergency:
        raise NoSuch(NO_SERVICE)
    return found


def service_rows(categories: Categories, language: str) -> list[Row]:
    return [service_row(category, categories, language) for category in categories if not category.emergency]


def service_row(category: Category, categories: Categories, language: str) -> Row:
    group = categories.groups[category.group]
    return {
        "service_code": category.code, "service_name": category.named(language), "description": category.named(language),
        "metadata": bool(category.attributes), "type": REALTIME, "keywords": ",".join(category.words.get(language, category.words.get("en", ()))),
        "group": group.get(language, group["en"]),
    }  # fmt: skip


def definition_row(category: Category, language: str) -> Row:
    attributes = []
    for order, one in enumerate(category.attributes, 1):
        name = one.name.get(language, one.name.get("en", one.code))
        row = {
            "variable": True, "code": one.code, "datatype": DATATYPES[one.kind], "required": one.required, "datatype_description": None,
            "order": order, "description": name,
        }  # fmt: skip
        if one.values:
            row["values"] = [{"key": choice.code, "name": choice.name.get(language, choice.name.get("en", choice.code))} for choice in one.values]
        attributes.append(row)
    return {"service_code": category.code, "attributes": attributes}


def check_answers(category: Category, answers: dict[str, str]) -> None:
    """Raises Faults: a question that has to be answered and was not, a number that is none, a choice there is not."""
    faults = []
    for one in category.attributes:
        given = answers.get(one.code, "").strip()
        if not given:
            if one.required:
                faults.append(f"attribute[{one.code}] is missing. GET services/{category.code} says what it asks.")
        elif one.kind == "number" and not is_number(given):
            faults.append(f"attribute[{one.code}] is a number.")
        elif one.values and given not in {choice.code for choice in one.values}:
            faults.append(f"attribute[{one.code}] is one of {', '.join(choice.code for choice in one.values)}.")
    if faults:
        raise Faults(faults)


def is_number(given: str) -> bool:
    try:
        return float(given) == float(given)
    except ValueError:
        return False
