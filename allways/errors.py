"""What a person can mend at the command line."""


class CommandError(Exception):
    """Bad arguments or input; the message says what to do. Printed without a traceback."""
