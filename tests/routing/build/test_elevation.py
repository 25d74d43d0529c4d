"""Heights and slopes from a terrain model and from tags."""
import numpy as np
import pytest
import tifffile

from routing.build.problems import BuildError
from routing.build.raster import read_raster
from routing.streets.model import UNKNOWN_I16, Source
from tests.routing.build.osm_world import BuiltStreets, OsmWorld, at, write_geotiff

BOUNDS = (*at(-100, -100), *at(100, 100))


def ramp(x, y):
    """4 % up towards the east."""
    return 100 + 0.04 * x + 0 * y


def slope(built: BuiltStreets, way: int) -> tuple:
    """Incline, its source, climb and drop of the way's one edge."""
    return tuple(built.of(way, name) for name in ("incline_permille", "incline_source", "climb_dm", "drop_dm"))


def build(tmp_path, world: OsmWorld, height=ramp, **more) -> BuiltStreets:
    return world.build(tmp_path, elevation=write_geotiff(tmp_path / "ground.tif", height, **more))


def one_way(*places, **tags) -> tuple[OsmWorld, int]:
    world = OsmWorld(**{f"p{i}": xy for i, xy in enumerate(places)})
    return world, world.way(" ".join(world.node_id), **({"highway": "residential"} | tags))


@pytest.mark.parametrize("point", [False, True])
def test_heights_lie_between_the_cells(tmp_path, point):
    path = write_geotiff(tmp_path / "ground.tif", lambda x, y: 100 + 0.04 * x - 0.02 * y, point=point)
    raster = read_raster(path, BOUNDS)
    rng = np.random.default_rng(0)
    x, y = rng.uniform(-100, 100, (2, 200))
    assert raster.at(*at(x, y)) == pytest.approx(100 + 0.04 * x - 0.02 * y, abs=0.01)


def test_a_raster_placed_by_a_matrix(tmp_path):
    path = write_geotiff(tmp_path / "ground.tif", ramp)
    with tifffile.TiffFile(path) as tiff:
        tags, grid = {tag.code: tag.value for tag in tiff.pages.first.tags}, tiff.pages.first.asarray()
    (_, _, _, west, north, _), (step_lon, step_lat, _) = tags[33922], tags[33550]
    matrix = (step_lon, 0, 0, west, 0, -step_lat, 0, north, 0, 0, 0, 0, 0, 0, 0, 1)
    extra = [(34264, "d", 16, matrix, True), (34735, "H", len(tags[34735]), tags[34735], True)]
    tifffile.imwrite(path, grid, extratags=extra, metadata=None)
    assert read_raster(path, BOUNDS).at(*np.array([at(50, 0)]).T) == pytest.approx(102, abs=0.01)


def test_a_street_uphill(tmp_path):
    world, way = one_way((0, 0), (100, 0))
    built = build(tmp_path, world)
    assert slope(built, way) == (40, Source.DERIVED, 40, 0)
    assert built.streets.vertex_elevation_dm[[built.vertex("p0"), built.vertex("p1")]].tolist() == [1000, 1040]


def test_a_street_over_a_hill_climbs_and_drops(tmp_path):
    world, way = one_way((-100, 0), (110, 0))
    incline, source, climb, drop = slope(build(tmp_path, world, lambda x, y: 100 - 0.1 * np.abs(x) + 0 * y), way)
    assert (abs(incline), source) == (pytest.approx(100, abs=3), Source.DERIVED)
    assert climb == pytest.approx(100, abs=12)  # the top lies between two samples
    assert drop - climb == 10


def test_climbs_along_a_street_in_many_pieces_add_up(tmp_path):
    places = [(3.1 * i, 0) for i in range(60)]
    world, way = one_way(*places)
    for i in range(len(places)):
        world.tag(f"p{i}", highway="crossing")
    built = build(tmp_path, world)
    edges = built.edges(way)
    s = built.streets
    assert len(edges) == 59
    assert s.edge_climb_dm[edges].sum() - s.edge_drop_dm[edges].sum() == round(0.4 * 3.1 * 59)
    assert set(s.edge_incline_permille[edges].tolist()) == {40}


def test_noise_makes_no_slope_on_a_short_edge(tmp_path):
    noise = np.random.default_rng(1).uniform(-0.3, 0.3, (101, 101))
    world, way = one_way((0, 0), (4, 0))
    incline, source, _, _ = slope(build(tmp_path, world, lambda x, y: 100 + noise), way)
    assert source == Source.DERIVED
    assert abs(incline) <= 15


def test_a_bridge_is_straight_between_its_ends(tmp_path):
    def valley(x, y):
        return np.where(np.abs(x) < 60, 80.0, 100.0) + 0 * y

    world = OsmWorld(a=(-200, 0), b=(-100, 0), lamp=(20, 0), c=(100, 0), d=(200, 0))
    world.tag("lamp", tactile_paving="yes")
    world.way("a b", highway="residential")
    bridge = world.way("b lamp c", highway="residential", bridge="yes")
    world.way("c d", highway="residential")
    below = world.way("b c", highway="footway")
    built = build(tmp_path, world, valley)
    assert slope(built, bridge) == (0, Source.DERIVED, 0, 0)
    assert built.streets.vertex_elevation_dm[built.vertex("lamp")] == pytest.approx(1000, abs=1)
    assert built.of(below, "drop_dm") == pytest.approx(200, abs=5)


def test_a_sloping_tunnel_with_a_junction_inside(tmp_path):
    def mountain(x, y):
        return 100 + 0.05 * x + np.where(np.abs(x) < 90, 200.0, 0.0) + 0 * y

    world = OsmWorld(a=(-200, 0), b=(-120, 0), m=(0, 0), c=(120, 0), d=(200, 0), dead=(0, 40))
    world.way("a b", highway="residential")
    tunnel = world.way("b m c", highway="residential", tunnel="yes")
    world.way("c d", highway="residential")
    branch = world.way("m dead", highway="footway", tunnel="yes")
    built = build(tmp_path, world, mountain)
    assert slope(built, tunnel) == (50, Source.DERIVED, 60, 0)
    assert slope(built, branch) == (0, Source.DERIVED, 0, 0)


def test_a_tagged_slope_is_believed(tmp_path):
    world, way = one_way((0, 0), (50, 0), incline="-8%")
    assert slope(build(tmp_path, world), way) == (-80, Source.TAGGED, 0, 40)
    assert slope(world.build(tmp_path), way) == (-80, Source.TAGGED, 0, 40)


def test_steps_climb_what_their_number_says_in_the_direction_tagged(tmp_path):
    world, way = one_way((0, 0), (6, 0), highway="steps", incline="down", step_count="20")
    built = build(tmp_path, world)
    assert slope(built, way) == (UNKNOWN_I16, Source.UNKNOWN, 0, 32)


@pytest.mark.parametrize("incline, climbs", [("up", (31, 0)), ("down", (0, 31)), (None, (0, 0))])
def test_steps_that_nobody_counted_climb_as_steps_do_in_the_direction_tagged(tmp_path, incline, climbs):
    world, way = one_way((0, 0), (6, 0), highway="steps", **({} if incline is None else {"incline": incline}))
    assert slope(world.build(tmp_path), way) == (UNKNOWN_I16, Source.UNKNOWN, *climbs)


def test_tagged_heights_are_believed_and_enough_without_a_model(tmp_path):
    world, way = one_way((0, 0), (100, 0))
    world.tag("p0", ele="100")
    world.tag("p1", ele="106.5")
    assert slope(world.build(tmp_path), way) == (65, Source.DERIVED, 65, 0)
    assert build(tmp_path, world).streets.vertex_elevation_dm.tolist() == [1000, 1065]


def test_without_a_model_nothing_is_known(tmp_path):
    world, way = one_way((0, 0), (100, 0))
    built = world.build(tmp_path)
    assert slope(built, way) == (UNKNOWN_I16, Source.UNKNOWN, 0, 0)
    assert set(built.streets.vertex_elevation_dm.tolist()) == {UNKNOWN_I16}


def test_lifts_are_not_sloped(tmp_path):
    world, way = one_way((0, 0), (30, 0), highway="elevator")
    assert slope(build(tmp_path, world), way) == (UNKNOWN_I16, Source.UNKNOWN, 0, 0)


def test_cells_without_height_leave_the_slope_unknown_and_are_counted(tmp_path):
    world = OsmWorld(a=(-300, 0), b=(-200, 0), c=(200, 0), d=(300, 0))
    west, east = world.way("a b", highway="residential"), world.way("c d", highway="residential")
    built = build(tmp_path, world, lambda x, y: np.where(x > 100, -9999.0, ramp(x, y)), nodata=-9999)
    assert slope(built, west)[:2] == (40, Source.DERIVED)
    assert slope(built, east)[:2] == (UNKNOWN_I16, Source.UNKNOWN)
    assert built.problems.count("place_without_elevation") == 2


def test_a_street_beyond_the_model_is_counted(tmp_path):
    world, _ = one_way((0, 0), (100, 0), (900, 0))
    world.tag("p1", highway="crossing")
    assert build(tmp_path, world).problems.count("place_without_elevation") == 1


def test_a_model_of_another_place_or_kind_is_refused_by_name(tmp_path):
    world, _ = one_way((5000, 5000), (5100, 5000))
    with pytest.raises(BuildError, match=r"ground\.tif: does not cover the city"):
        build(tmp_path, world)
    world, _ = one_way((0, 0), (100, 0))
    with pytest.raises(BuildError, match=r"ground\.tif: .*EPSG:4258.*EPSG:4326 is needed"):
        build(tmp_path, world, epsg=4258)
    with pytest.raises(BuildError, match="no heights where the city is"):
        build(tmp_path, world, lambda x, y: -9999.0 + 0 * x, nodata=-9999)


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda path: path.write_bytes(b"II*\0 not a picture"), "cannot be read as GeoTIFF"),
        (lambda path: tifffile.imwrite(path, np.zeros((9, 9), np.float32)), "EPSG:4326 is needed"),
        (lambda path: None, "no such file"),
    ],
)
def test_files_that_are_no_terrain_model_are_refused_by_name(tmp_path, write, message):
    path = tmp_path / "relief.tif"
    write(path)
    with pytest.raises(BuildError, match=rf"relief\.tif: .*{message}"):
        read_raster(path, BOUNDS)
