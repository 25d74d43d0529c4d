"""From metres along a way back to degrees. Without Kivy."""

from accessibility.guidance.scene import Scene


def degrees_of(scene: Scene, s_m: float) -> tuple[float, float]:
    """(lat, lon) of a place on the way."""
    x, y = scene.line.at(s_m)
    plane = scene.plane
    north, east = plane.xy(plane.lat + 1, plane.lon)[1], plane.xy(plane.lat, plane.lon + 1)[0]
    return plane.lat + y / north, plane.lon + x / east
