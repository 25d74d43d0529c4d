"""All tables of the backend: every feature keeps its own in its `models.py`, and none can be forgotten."""
from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData

import backend
from backend.database.base import Base


def all_tables() -> MetaData:
    for home in backend.__path__:
        for path in sorted(Path(home).rglob("models.py")):
            import_module(".".join(("backend", *path.relative_to(home).parent.parts, "models")))
    return Base.metadata
