"""`python -m backend.migrations.new 0002 bookings`: a revision with what the tables have that the revisions lack. Read it before it is kept."""
import argparse
import tempfile
from pathlib import Path

from alembic import command

from backend.database.address import file_address, read_address
from backend.migrations.upgrade import configured, connected, upgrade


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", help="its number, such as 0002")
    parser.add_argument("name", help="what it brings, in a word or two")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = file_address(Path(folder) / "compared.sqlite")
        upgrade(address)
        with connected(read_address(address)) as connection:
            name = given.name.lower().replace(" ", "_")
            command.revision(configured(connection), given.name.capitalize(), rev_id=f"{given.number}_{name}", autogenerate=True)


if __name__ == "__main__":
    main()
