"""What calibration reads: records of real people, scenarios as the program understands them, and what it may not replace."""

import pathlib
import re
import warnings

import numpy
import pytest
import yaml
from conftest import FIRST_STEPS, ROOT

from convoyrisk.calibrate import InputError, command, convoy_km_by_zone, fit, read_incidents, read_network
from convoyrisk.calibrate.exposure import chance_of_gap
from convoyrisk.program import call

DATA = ROOT / "tests/analysis/data"
SOMALIA = DATA / "somalia.geojson"
GTD = "eventid,iyear,imonth,iday,latitude,longitude,specificity,nkill\n"
ACLED = "event_id_cnty,event_date,time_precision,latitude,longitude,geo_precision,fatalities\n"


def record(folder, text, name="record.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("nothing", ["NA", "", "n/a", "NaN", "NULL", "-", " "])
def test_a_cell_that_says_nothing_is_empty(tmp_path, nothing):
    found = read_incidents(record(tmp_path, GTD + f"1,2015,1,1,2.31,44.77,1,2\n2,2015,2,1,2.31,44.77,1,{nothing}\n"
                                  f"3,2015,3,1,{nothing},44.77,1,1\n4,{nothing},1,1,2.31,44.77,1,1\n5,2015,1,1,2,44,{nothing},1\n"))
    assert len(found) == 2 and numpy.isnan(found.deaths[1])
    assert found.left_out == {"place unknown": 1, "day or month unknown": 1, "specificity unknown": 1}


def test_rows_out_of_range_are_left_out_and_counted(tmp_path):
    rows = ["1,2015,1,1,2.31,44.77,1,2", "2,2015,13,1,2.31,44.77,1,2", "3,2015,2,30,2.31,44.77,1,2", "4,2015,1,1,95,44.77,1,2",
            "5,2015,1,1,2.31,-190,1,2", "6,2015,1,1,2.31,44.77,1,-9", "7,2015,1,1,2.31,44.77,-9,2"]
    found = read_incidents(record(tmp_path, GTD + "\n".join(rows)))
    assert len(found) == 1 and found.left_out == {
        "imonth not within 0 to 12": 1, "no such day (iday)": 1, "latitude not within -90 to 90": 1,
        "longitude not within -180 to 180": 1, "nkill not within 0 to 1e+06": 1, "specificity not within 1 to 99": 1}


def test_an_event_counts_once(tmp_path):
    rows = "".join(f"SOM{n},0{n + 1} January 2020,1,2.31,44.77,1,1\n" for n in range(3))
    found = read_incidents(record(tmp_path, ACLED + rows + rows))
    assert len(found) == 3 and found.left_out == {"event_id_cnty of an earlier row: the same event": 3}
    plain = "id,date,latitude,longitude,deaths\nunit 7,2020-01-01,2,44,1\nunit 7,2020-01-02,2,44,1\nunit 7,2020-01-02,2,44,1\n"
    assert len(read_incidents(record(tmp_path, plain))) == 2  # not every id is one of events
    columns = {"date": "date", "latitude": "latitude", "longitude": "longitude", "deaths": "deaths", "id": "id"}
    assert len(read_incidents(record(tmp_path, plain), columns=columns)) == 1


def test_what_is_not_utf8_is_told_with_its_place(tmp_path):
    text = "date,latitude,longitude,deaths,town\n2020-01-01,2,44,1,Gal\xe9\n"
    with pytest.raises(InputError, match=r"record.csv:2:22: is not UTF-8 \(byte 0xE9\); .*iconv -f WINDOWS-1252"):
        read_incidents(record(tmp_path, text, encoding="latin-1"))
    with pytest.raises(InputError, match="record.csv:1:1: is not UTF-8 .*iconv -f UTF-16"):
        read_incidents(record(tmp_path, text, encoding="utf-16"))
    with pytest.raises(InputError, match="x.geojson:1:32: is not UTF-8"):
        read_network(record(tmp_path, '{"features": [{"properties": {"\xe9": 1}}]}', "x.geojson", "latin-1"))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators(tmp_path, separator):
    comma = separator == ";"
    row = ["2020-01-01", "2,31" if comma else "2.31", "-44,5" if comma else "-44.5", "3"]
    text = "\n".join(separator.join(cells) for cells in (["date", " latitude", "longitude", "deaths "], row))
    found = read_incidents(record(tmp_path, text))
    assert found.place.tolist() == [[2.31, -44.5]] and found.deaths.tolist() == [3]


def test_a_record_of_days_is_not_taken_for_a_year_without_a_word(tmp_path, capsys):
    page, made = tmp_path / "page.html", tmp_path / "fragment.yaml"
    words = [str(DATA / "sixteen-days.csv"), "--network", str(SOMALIA)]
    more = ["--page", str(page), "-o", str(made), "--share", "0.1", "--convoy-km-per-year", "1000"]
    assert command.main([*words, *more]) == 0
    told = capsys.readouterr()
    assert "not given by --from and --to: its begin on 2016-01-01 and its end on 2016-12-31" in told.out
    assert told.err.startswith("warning: no incident of the file lies from 2016-01-01 to 2016-06-16 and from 2016-06-30 to ")
    assert "rates are 28.2 times as high" in told.err and told.err.count("\n") == 1
    assert "28.2 times" in page.read_text() and "# DOUBTFUL: " in made.read_text()
    assert yaml.safe_load(made.read_text())["threat"]["background"]["rates"]
    assert command.main([*words, "--from", "2016-06-14", "--to", "2016-06-29"]) == 0
    told = capsys.readouterr()
    assert told.err == "" and "not given" not in told.out
    assert float(re.search(r"bay: 13, ([\d.]+) a year", told.out)[1]) == pytest.approx(13.5 / 16 * 365.25, abs=0.01)
    assert command.main([*words, "--from", "2016-06-14"]) == 0
    assert "from 2016-06-30 to 2016-12-31, which" in capsys.readouterr().err


def test_a_guess_that_is_likely_is_told_and_not_doubted(tmp_path):
    """Poisson records of whole years. A gap is doubted with a chance of 1 % an end: of 200 records more than 15 have a chance
    of 3e-5. The gap of a rate that is not known has its chance by the Gamma law: checked by simulation, 5 standard errors."""
    draw, doubted = numpy.random.default_rng(3), 0
    for _ in range(200):
        days = numpy.sort(draw.integers(0, 1096, draw.poisson(30)))
        dates = numpy.datetime64("2020-01-01") + days
        rows = "".join(f"{day},2.31,44.77,1\n" for day in dates)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = read_incidents(record(tmp_path, "date,latitude,longitude,deaths\n" + rows))
            from convoyrisk.calibrate.exposure import exposure
            doubted += exposure(found, None, None).doubt != ""
        assert not told
    assert doubted <= 15
    assert chance_of_gap(numpy.array(["2020-01-01", "2020-01-10"], "datetime64[D]"), 90) == pytest.approx(0.1)


def test_fit_warns_of_a_doubtful_guess():
    with pytest.warns(UserWarning, match="improbable"):
        found = fit(read_incidents(DATA / "sixteen-days.csv"), read_network(SOMALIA), 60)
    assert found.exposure_guessed and found.exposure_doubt


NETWORK = """network:
  nodes: {{A: {{lat: 2.0469, lon: 45.3182}}, B: {{lat: 3.1172, lon: 43.6469}}}}
  roads:
    - {{from: A, to: B, length: 250 km, speed: 50 km/h, zone: {zone}}}
"""
SCENARIO = """convoyrisk: 1
title: t
start: 2024-01-01T00:00
horizon: 90 d
{network}vehicles: {{bus: {{seats: 30, protection: 0}}}}
convoys:
  - {{name: morning bus, from: {start}, to: {end}, depart: {depart}, workers: 25, vehicles: {{bus: 1}}, speed: 50 km/h}}
threat:
  background: {{rates: {{{zone}: 1 /1000km}}, modes: [{{name: stray, kill: 0.05}}]}}
policies:
  - name: as it is
"""


def scenario(folder, zone="bay", start="A", end="B", depart="{every: 2 d}", network=NETWORK):
    text = SCENARIO.format(zone=zone, start=start, end=end, depart=depart, network=network.format(zone=zone))
    return record(folder, text, "scenario.yaml")


@pytest.mark.parametrize("zone", ["on", "no", "2", "1_000", "0x1F", "null", "~x", "2020-01-01", "1:30", "\"a: b\"", "é"])
def test_names_are_texts_as_the_program_has_them(tmp_path, zone):
    path = scenario(tmp_path, zone)
    legs = read_network(path)
    assert [leg.zone for leg in legs] == [zone.strip('"')]
    assert convoy_km_by_zone(path, legs) == {zone.strip('"'): pytest.approx(250 * 365.25 / 2)}
    made = tmp_path / "fragment.yaml"
    assert command.main([str(DATA / "sixteen-days.csv"), "--scenario", str(path), "--share", "0.1", "-o", str(made)]) == 0
    begin = path.read_text().partition("threat:")[0]
    modes = "    modes: [{name: stray, kill: 0.05}]\npolicies: [{name: as it is}]\n"
    rates, _, rest = made.read_text().partition("# Excitation")
    call("check", record(tmp_path, begin + rates + modes + "# Excitation" + rest, "pasted.yaml"))


@pytest.mark.parametrize("depart, trips", [
    ("{every: 86400 s}", 365.25), ("{every: 90 min}", 5844), ("{every: 1 wk}", 365.25 / 7), ("{at: [10:30, 17:30]}", 730.5),
    ("{at: [\"07:00\"], days: [mon, fri]}", 365.25 * 2 / 7), ("{every: 36 h, offset: 9 h}", 243.5)])
def test_timetables_are_those_of_the_program(tmp_path, depart, trips):
    path = scenario(tmp_path, depart=depart)
    assert convoy_km_by_zone(path, read_network(path)) == {"bay": pytest.approx(250 * trips)}


def test_a_network_file_of_places_with_numbers_for_names(tmp_path):
    text = SOMALIA.read_text().replace("Mogadishu", "1").replace("Baidoa", "2")
    record(tmp_path, text, "roads.net")
    path = scenario(tmp_path, start="1", end="2", network="network: {{file: roads.net}}\n")
    legs = read_network(path)
    assert [(leg.ends, leg.line.shape) for leg in legs] == [(("1", "2"), (3, 2))]
    assert convoy_km_by_zone(path, legs) == {"bay": pytest.approx(250 * 365.25 / 2)}


def test_what_the_program_refuses_is_refused_in_its_words(tmp_path, capsys):
    path = record(tmp_path, scenario(tmp_path).read_text().replace("seats", "seets"), "wrong.yaml")
    assert command.main([str(DATA / "sixteen-days.csv"), "--scenario", str(path)]) == 2
    assert re.match(r"convoyrisk-calibrate: .*wrong.yaml:\d+:\d+: .*seets", capsys.readouterr().err)


@pytest.mark.parametrize("text, said", [
    ("{", "x.json:1:2: is not JSON"), ("[]", "is not a GeoJSON FeatureCollection"), ('{"features": []}', "holds no LineString"),
    ('{"features": [{"geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {"from": "a", "to": "b"}}]}',
     r'features\[0\] "a - b": no speed_kmh'),
    ('{"features": [{"geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, '
     '"properties": {"from": 1, "to": "b", "speed_kmh": 5}}]}', "from must be a text, not 1"),
    ('{"features": [{"geometry": {"type": "LineString", "coordinates": [[1, 2]]}, "properties": {}}]}', "fewer than two points")])
def test_a_wrong_network_is_told_with_its_place(tmp_path, text, said):
    with pytest.raises(InputError, match=said):
        read_network(record(tmp_path, text, "x.json"))


def outputs(folder):
    """Each kind of file that must stay as it is."""
    yield scenario(folder)
    yield record(folder, (DATA / "sixteen-days.csv").read_text())
    yield record(folder, "my notes\n", "notes.txt")
    yield record(folder, "<!DOCTYPE html>\n<html><head><title>Mine</title></head></html>", "mine.html")
    yield record(folder, "# Rates of background attacks, calibrated on x.csv.\nconvoyrisk: 1\nthreat: {}\n", "pasted-into.yaml")


@pytest.mark.parametrize("option", ["-o", "--page"])
def test_calibrate_replaces_what_it_wrote_and_nothing_else(tmp_path, capsys, option):
    words = [str(DATA / "sixteen-days.csv"), "--network", str(SOMALIA), "--share", "0.1", "--convoy-km-per-year", "1000"]
    for path in outputs(tmp_path):
        before = path.read_bytes()
        assert command.main([*words, option, str(path)]) == 2
        assert f"{path} exists and is not a " in capsys.readouterr().err and path.read_bytes() == before
    own, link, other = tmp_path / "own", tmp_path / "link", {"-o": "--page", "--page": "-o"}[option]
    link.symlink_to(own)
    for _ in range(2):
        assert command.main([*words, option, str(link)]) == 0 and link.is_symlink() and own.stat().st_size > 300
    assert command.main([*words, other, str(own)]) == 2
    assert command.main([*words, option, str(tmp_path)]) == 2 and "is a folder" in capsys.readouterr().err
    assert command.main([*words, option, str(tmp_path / "none/x")]) == 2 and "there is no folder" in capsys.readouterr().err
    assert command.main([*words, "-o", str(tmp_path / "x"), "--page", str(tmp_path / "x")]) == 2
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".tmp"]


def test_a_network_that_changed_meanwhile_is_told(tmp_path):
    """The program read the scenario, and then its file lost a road."""
    from convoyrisk.calibrate.corridor import _legs_of_scenario
    file = tmp_path / "network.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')
    with pytest.raises(InputError, match="network.geojson: holds 0 lines, not one for each of 1 roads"):
        _legs_of_scenario({"file": str(file), "roads": [{"name": "a - b", "from": "a", "to": "b"}]})
