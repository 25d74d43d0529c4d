"""What bodies, tables and clocks refuse."""
from backend.service.errors import Conflict, NotFound, Unprocessable


class NoCategory(Unprocessable):
    code = "unknown_category"

    def __init__(self) -> None:
        super().__init__("There is no such category. GET /v1/requests/categories lists them.", "category")


class NoBody(NotFound):
    def __init__(self) -> None:
        super().__init__("There is no such body, or it takes nothing any more. GET /v1/staff/bodies lists them.")


class PauseRefused(Conflict):
    """Of a clock that does not run, or runs out of pauses."""

    code = "pause_refused"


class TableRefused(Unprocessable):
    """problems: each with its line, as people read them."""

    code = "table_refused"

    def __init__(self, problems: tuple[str, ...], field: str):
        super().__init__(f"{len(problems)} to correct, nothing was changed. First: {problems[0]}", field)
        self.problems = problems
        self.more = {"problems": list(problems)}


class TableMoved(Conflict):
    """Somebody else wrote a version meanwhile."""

    code = "version_moved"
