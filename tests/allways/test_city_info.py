"""`allways city info` tells what is wrong with the fares of a city, by the names of its feeds."""
from argparse import Namespace
from dataclasses import replace

from allways.city_info import fare_problems, run
from routing.manifest import Input, Manifest
from tests.backend.pricing.world import write_fares
from tests.worlds.town import open_town


def town(folder, **files) -> Manifest:
    write_fares(folder, **files)
    manifest = open_town().live.snapshot.city.manifest
    manifest = replace(manifest, inputs=(*manifest.inputs, Input("gtfs", "elmstead.zip", 1, "0" * 64, "", "")))
    manifest.save(folder)
    return manifest


def test_a_row_that_cannot_be_used_is_named_by_feed_file_and_line(tmp_path, capsys):
    manifest = town(tmp_path, fare_attributes="fare_id,price,currency_type\nride,2.50,EUR\nother,two,EUR\n")
    (example,) = fare_problems(tmp_path, manifest)["no_amount"]["examples"]
    assert (example["file"], example["line"]) == ("elmstead.zip/fare_attributes.txt", 3)
    assert run(Namespace(folder=tmp_path, json=False)) == 0
    assert "elmstead.zip/fare_attributes.txt:3: price, currency_type: not an amount" in capsys.readouterr().out


def test_fares_without_a_mistake(tmp_path, capsys):
    assert fare_problems(tmp_path, town(tmp_path)) == {}
    assert run(Namespace(folder=tmp_path, json=True)) == 0
    assert '"fare_problems": {}' in capsys.readouterr().out
