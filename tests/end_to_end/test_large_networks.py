"""What a network of many roads costs to read and check."""

import json
import resource

from importing import checked


def grid(file, size):
    """size x size places a hundredth of a degree apart, and the roads between neighbours."""
    def feature(kind, coordinates, **properties):
        return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}

    features = [feature("Point", [j / 100, i / 100], name=f"n{i}_{j}") for i in range(size) for j in range(size)]
    for i in range(size):
        for j in range(size):
            for k, l in ((i, j + 1), (i + 1, j)):
                if k < size and l < size:
                    line = [[j / 100, i / 100], [l / 100, k / 100]]
                    features.append(feature("LineString", line, length_km=1.2, speed_kmh=50, **{"from": f"n{i}_{j}", "to": f"n{k}_{l}"}))
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def test_check_takes_time_in_proportion_to_the_roads(tmp_path):
    """9.2 times the roads took 38 times the processor time when names were looked up one after the other, and take about 10 times."""
    seconds = {}
    for size in (40, 120):
        grid(tmp_path / "n.geojson", size)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        checked(tmp_path, "n0_0", f"n{size - 1}_{size - 1}")
        seconds[size] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert seconds[120] < 20 * seconds[40]
