"""What drives on demand in the demonstration city: four vans in the North West. All invented."""
from .ground import to_lonlat

DEPOT = (-2888.0, 2783.0)  # metres, by the northern village
ZONE = """\
# Vans that the city drives itself where its feed has service on demand; `key` is the route of that service.
[[zones]]
key = "D1"
name = "On demand North West"
operator = "city"
operator_name = "City Lines"
"""
VAN = """\

[[zones.vehicles]]
name = "Van {number}"
plate = "SEL-D {plate}"
depot = [{lat}, {lon}]
rooms = [
  {{ seats = 8, child_seats = 2, guide_dogs = 1 }},
  {{ seats = 5, wheelchairs = 1, child_seats = 2, guide_dogs = 1 }},
  {{ seats = 2, wheelchairs = 2, guide_dogs = 1 }},
]
shifts = [
{shifts}
]
"""
DAYS = '["monday", "tuesday", "wednesday", "thursday", "friday"]'
SHIFT = '  {{ days = {days}, from = "{begins}", until = "{ends}", breaks = [{{ from = "{early}", until = "{late}", min = 30 }}] }},'
# Begin, end, and between what moments a break begins. Two vans at any moment, three when most people go.
DAY = [
    [("05:40", "14:10", "09:00", "10:30"), ("14:10", "22:40", "17:45", "19:15")],
    [("05:40", "14:10", "10:00", "11:30"), ("14:10", "22:40", "18:45", "20:15")],
    [("06:30", "15:00", "10:30", "12:00")],
    [("11:30", "20:00", "15:00", "16:30")],
]


def rides_toml() -> str:
    lon, lat = (round(float(value), 6) for value in to_lonlat(*DEPOT))
    return ZONE + "".join(van(number, lat, lon) for number in range(1, len(DAY) + 1))


def van(number: int, lat: float, lon: float) -> str:
    shifts = "\n".join(SHIFT.format(days=DAYS, begins=begins, ends=ends, early=early, late=late) for begins, ends, early, late in DAY[number - 1])
    return VAN.format(number=number, plate=100 + number, lat=lat, lon=lon, shifts=shifts)
