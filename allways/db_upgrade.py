"""`allways db upgrade`: the tables of the service as this program wants them."""
from argparse import Namespace


def run(options: Namespace) -> int:
    from backend.migrations.upgrade import upgrade
    from backend.service.settings import Settings

    upgrade(Settings.read().database_url)
    print("The database is up to date.")
    return 0
