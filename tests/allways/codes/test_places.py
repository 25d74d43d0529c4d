import pytest

from allways.codes.places import CodedPlace, read_places, shortened, stops_of
from allways.errors import CommandError
from routing.city import City
from signing.codes import CodeKind

HEADER = "kind,id,name,detail,lat,lon\n"


def read(tmp_path, text):
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    return read_places(path)


def test_rows_become_places(tmp_path):
    lift, bus, bay = read(tmp_path, HEADER + "lift,l1,Lift to the bridge,,49.4,8.7\nvehicle,v204,Bus,204,,\nbay,b7,Car park,7,49.5,8.6\n")
    assert lift == CodedPlace(CodeKind.LIFT, "l1", "Lift to the bridge", "", 49.4, 8.7)
    assert (bus.lat, bus.lon, bus.short_name) == (None, None, "Bus 204")
    assert bay.detail == "7"


@pytest.mark.parametrize(
    "text, words",
    [
        ("kind,name\n", "line 1: no column id"),
        (HEADER + "tree,t1,Oak,,49,8\n", "line 2: kind is 'tree'; known are stop, vehicle, bay, lift, place"),
        (HEADER + "bay,b1,Bay,,49,8\nbay,b2,Bay,,x,8\n", "line 3: lat is 'x', not a number from -90 to 90"),
        (HEADER + "bay,b1,Bay,,49,181\n", "line 2: lon is '181', not a number from -180 to 180"),
        (HEADER + "bay,b1,Bay,,nan,8\n", "line 2: lat is 'nan'"),
        (HEADER + "bay,b1,Bay,,,\n", "line 2: give lat and lon; only a vehicle may be without"),
        (HEADER + "vehicle,v1,Bus,,49,\n", "line 2: give lat and lon"),
        (HEADER + "bay,,Bay,,49,8\n", "line 2: an id has 1 to 100 bytes"),
        (HEADER + "bay,b1,,,49,8\n", "line 2: there is no name to print"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, text, words):
    with pytest.raises(CommandError, match=r"places\.csv") as caught:
        read(tmp_path, text)
    assert words in str(caught.value)


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        read_places(tmp_path / "none.csv")


def test_a_long_name_is_cut_at_a_letter():
    assert shortened("ü" * 40) == "ü" * 30
    assert shortened("Market\u202e Square\n") == "Market Square"


def test_the_stops_of_a_city_with_platforms_and_ids(demo_folder):
    city = City.open(demo_folder)
    every = stops_of(city, None)
    assert len({place.id for place in every}) == len(every) > 100
    one = every[0]
    assert one in stops_of(city, [one.name])
    assert stops_of(city, [one.id, one.id]) == [one]


def test_an_unknown_stop_is_said(demo_folder):
    with pytest.raises(CommandError, match="no stop of"):
        stops_of(City.open(demo_folder), ["Nowhere"])
