"""Log lines as JSON on standard error, or for a person where that is a terminal. No address, no coordinate, no words of a search."""
import logging
import sys

import structlog

# What they note of requests, statements and answers names people, whatever level somebody turns on for everything.
TALKATIVE = ("aiosqlite", "httpcore", "httpx", "psycopg", "sqlalchemy", "stripe")


def quiet_libraries() -> None:
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)


def set_up_logging() -> None:
    person = sys.stderr.isatty()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
