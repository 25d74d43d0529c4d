"""Photos of obstacles, seen by the staff alone."""


def place_of(report_id) -> str:
    """What a sealed photo is bound to."""
    return f"obstacle_photo/sealed/{report_id}"
