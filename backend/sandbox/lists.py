"""Pages by cursor, and answers in which ids are replaced by the objects they name."""

from backend.sandbox.errors import bad_call, missing
from backend.sandbox.world import World, shown

USUAL, MOST = 10, 100
MOST_EXPANDED = 20
DEEPEST = 4


def paged(found: list[dict], asked: dict, path: str) -> dict:
    """found: all, newest first."""
    limit = asked.get("limit", USUAL)
    if not 1 <= limit <= MOST:
        raise bad_call(f"Invalid integer for limit: from 1 to {MOST}.", "parameter_invalid_integer", "limit")
    after, before = asked.get("starting_after"), asked.get("ending_before")
    if after and before:
        raise bad_call("starting_after and ending_before exclude each other.", "parameter_invalid", "ending_before")
    found = [one for one in found if fits(one["created"], asked.get("created", {}))]
    if after:
        start = position(found, after, "starting_after") + 1
        return listed(found[start : start + limit], start + limit < len(found), path)
    if before:
        end = position(found, before, "ending_before")
        return listed(found[max(0, end - limit) : end], end > limit, path)
    return listed(found[:limit], limit < len(found), path)


def listed(page: list[dict], more: bool, path: str) -> dict:
    return {"object": "list", "url": path, "has_more": more, "data": page}


def position(found: list[dict], name: str, param: str) -> int:
    for number, one in enumerate(found):
        if one["id"] == name:
            return number
    raise missing("object", name, param)


def fits(created: int, asked: int | dict) -> bool:
    if isinstance(asked, int):
        return created == asked
    tests = {"gt": created.__gt__, "gte": created.__ge__, "lt": created.__lt__, "lte": created.__le__}
    return all(tests[name](value) for name, value in asked.items())


def expanded(world: World, answer: dict, paths: list[str]) -> dict:
    """The answer as shown, with what `expand[]` names in place of its id. Raises BadCall for a name that holds no id."""
    if len(paths) > MOST_EXPANDED:
        raise bad_call("expand takes up to 20 names.", "parameter_invalid", "expand")
    answer = shown(answer)
    for path in paths:
        steps = path.split(".")
        if len(steps) > DEEPEST + 1:
            raise bad_call("expand goes at most four levels deep.", "property_expansion_max_depth", "expand")
        expand(world, answer, steps)
    return answer


def expand(world: World, place, steps: list[str]) -> None:
    if isinstance(place, list):
        for one in place:
            expand(world, one, steps)
        return
    name, rest = steps[0], steps[1:]
    if not isinstance(place, dict) or name not in place:
        raise bad_call(f"This property cannot be expanded ({name}).", "parameter_invalid", "expand")
    value = place[name]
    if isinstance(value, str):
        found = world.store.find(value)
        if found is None:
            raise bad_call(f"This property cannot be expanded ({name}).", "parameter_invalid", "expand")
        place[name] = shown(found)
    elif value is not None and not isinstance(value, dict | list):
        raise bad_call(f"This property cannot be expanded ({name}).", "parameter_invalid", "expand")
    if rest and place[name] is not None:
        expand(world, place[name], rest)
