"""Files of formats that no import reads: which they are, and what converts them."""

import pytest

from program import call

KML = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- a > <gpx > -->\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
GPX = '<?xml version="1.0"?>\n<gpx version="1.1" creator="t"><trk><name>a</name></trk></gpx>'
GDAL = "; GDAL (package gdal-bin) makes GeoJSON of it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 "
FOREIGN = {
    "roads.kml": (KML.encode(), "is KML", "roads.geojson roads.kml"),
    "my road's.gpx": (b"\xef\xbb\xbf\n" + GPX.encode(), "is GPX", r"'my road'\''s.geojson' 'my road'\''s.gpx' tracks"),
    "roads.kmz": (b"PK\x03\x04 and more", "is KMZ, or another archive", "roads.geojson roads.kmz"),
    "roads.shp": (b"\x00\x00\x27\x0a\x00\x00\x00\x00", "is a Shapefile", "roads.geojson roads.shp"),
    "roads.gpkg": (b"SQLite format 3\x00", "is a GeoPackage", "roads.geojson roads.gpkg"),
}


@pytest.mark.parametrize("kind, wanted", [("osm", "OpenStreetMap data"), ("geojson", "GeoJSON"), ("csv", "a table")])
@pytest.mark.parametrize("name", FOREIGN)
def test_the_command_that_converts_a_file_is_told(tmp_path, kind, wanted, name):
    content, what, command = FOREIGN[name]
    (tmp_path / name).write_bytes(content)
    done = call("import", kind, name, "-o", "n.geojson", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{name}: {what}, not {wanted}{GDAL}{command}\n"
    assert not (tmp_path / "n.geojson").exists()


def test_zones_and_tables_of_places_are_told_as_well(tmp_path):
    (tmp_path / "zones.kml").write_text(KML)
    (tmp_path / "roads.csv").write_text("from,to\na,b\n")
    for option in ("--zones", "--nodes"):
        done = call("import", "csv", "roads.csv", option, "zones.kml", "-o", "n.geojson", cwd=tmp_path)
        assert done.returncode == 2 and GDAL + "zones.geojson zones.kml" in done.stderr


@pytest.mark.parametrize("kind", ["geojson", "csv"])
def test_openstreetmap_is_sent_to_its_own_import(tmp_path, kind):
    (tmp_path / "in.osm").write_text('<?xml version="1.0"?>\n<osm version="0.6"></osm>')
    done = call("import", kind, "in.osm", "-o", "n.geojson", cwd=tmp_path)
    assert done.returncode == 2 and "in.osm: is OpenStreetMap data, not " in done.stderr and "use 'import osm'" in done.stderr
