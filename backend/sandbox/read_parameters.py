"""Writes `parameters.json` from the parameter types of an installed Stripe SDK: `python -m backend.sandbox.read_parameters`.

The types are read as text, so nothing of the SDK is run; a test says when the table no longer fits the SDK that is pinned.
"""

import ast
import json
import re
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from backend.sandbox.parameters import TABLE
from backend.sandbox.routes import ROUTES

PLAIN = {"str": "str", "int": "int", "bool": "bool", "float": "float", "object": "any", "Any": "any", "None": "none"}


def read_table(package: Path, sdk: str, roots: set[str]) -> dict:
    """{"sdk", "api_version", "shapes": {name: {parameter: [type, needed]}}} of the roots and all they reach.

    A type is written `str`, `int`, `bool`, `float`, `map`, `any`, `=value` for one allowed word, `[type]` for a list,
    or the name of a shape; `|` between choices.
    """
    classes: dict[str, ast.ClassDef] = {}
    for path in sorted((package / "params").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, node)
    shapes, open_names = {}, sorted(roots)
    while open_names:
        name = open_names.pop()
        if name in shapes:
            continue
        shapes[name] = read_class(classes[name])
        reached = {word for kind, _ in shapes[name].values() for word in re.findall(r"[A-Z]\w+", re.sub(r"=[^|\]]*", "", kind))}
        open_names += sorted(reached & classes.keys())
    api = re.search(r'CURRENT = "([^"]+)"', (package / "_api_version.py").read_text(encoding="utf-8"))
    return {"sdk": sdk, "api_version": api[1] if api else "", "shapes": {name: shapes[name] for name in sorted(shapes)}}


def read_class(node: ast.ClassDef) -> dict:
    """The members of a TypedDict, in either of the two ways to write one."""
    members = {}
    for line in node.body:
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            members[line.target.id] = read_member(line.annotation)
    return members


def read_member(annotation: ast.expr) -> list:
    needed = True
    if isinstance(annotation, ast.Subscript) and ast.unparse(annotation.value) == "NotRequired":
        needed, annotation = False, annotation.slice
    return ["|".join(dict.fromkeys(read_type(annotation))), needed]


def read_type(node: ast.expr) -> list[str]:
    """The choices of a type, in order."""
    if isinstance(node, ast.Constant):
        return read_type(ast.parse(node.value, mode="eval").body) if isinstance(node.value, str) else ["none"]
    if isinstance(node, ast.BinOp):
        return read_type(node.left) + read_type(node.right)
    if isinstance(node, ast.Name):
        return [PLAIN.get(node.id, node.id)]
    if isinstance(node, ast.Subscript):
        outer = ast.unparse(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if outer == "Literal":
            return [f"={item.value!s}" for item in inner if isinstance(item, ast.Constant)]
        if outer in ("List", "list"):
            return ["[" + "|".join(dict.fromkeys(read_type(inner[0]))) + "]"]
        if outer in ("Dict", "dict", "UntypedStripeObject"):
            return ["map"]
        return [choice for item in inner for choice in read_type(item)]
    return ["any"]


def main() -> None:
    found = find_spec("stripe")
    if found is None or found.origin is None:
        sys.exit("The Stripe SDK is not installed: install the version that pyproject.toml pins, then run this again.")
    table = read_table(Path(found.origin).parent, version("stripe"), {route.shape for route in ROUTES if route.shape})
    TABLE.write_text(json.dumps(table, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
