"""`python -m backend.service.openapi` writes the description of the API to openapi.json at the root of the repository."""
import json
from pathlib import Path
from typing import NoReturn

from backend.service.app import create_app
from backend.service.schema import complete

PATH = Path(__file__).parents[2] / "openapi.json"


def unopened() -> NoReturn:
    raise RuntimeError("The application was made to be described, not to be started.")


def text() -> str:
    """OpenAPI 3.1 as JSON."""
    app = create_app(unopened)
    return json.dumps(complete(app.openapi_schema.to_schema(), app), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    PATH.write_text(text(), encoding="utf-8")
    print(f"{PATH.name} is written")  # noqa: T201 - a command


if __name__ == "__main__":
    main()
