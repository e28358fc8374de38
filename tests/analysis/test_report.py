"""The report's page: the program's own verdict and numbers, nothing loaded, nothing injected, readable without a script."""

import json
import re
import subprocess
from html.parser import HTMLParser

import numpy
import pytest
import yaml

from conftest import FIRST_STEPS, KARAKORAM, ROOT

from convoyrisk.program import find_program

STARTER = ROOT / "analysis/bin/convoyrisk-report"
NASTY = '</script><script>alert("x")</script> & "quoted" \'name\' {{ title }}'
VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Elements of a page in order, their attributes, and the text that is seen without a script."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.words, self.cells, self.tables = [], [], [], [], {}
        self.source = text
        self.feed(text)
        self.text = re.sub(r"\s+", " ", " ".join(self.words))

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.cells = []
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()
        if tag == "caption":
            self.tables[self.words[-1].strip()] = self.rows = []
        if tag == "tr":
            getattr(self, "rows", []).append([re.sub(r"\s+", " ", cell).strip() for cell in self.cells])

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.words.append(data)
            if {"td", "th"} & set(self.open):
                self.cells[-1] += data

    def headings(self):
        return [int(tag[1]) for tag, _ in self.elements if re.fullmatch("h[1-6]", tag)]

    def rows_of(self, begin):
        return next(rows for caption, rows in self.tables.items() if caption.startswith(begin))


def page_of(result, **more):
    from convoyrisk.report.page import render
    return Page(render(result, **more))


def flat(text):
    return re.sub(r"\s+", " ", text)


def printed(result):
    from convoyrisk.program import call
    return flat(call("compare", result.path))


def refused(capsys, *words):
    from convoyrisk.report.command import main
    assert main(list(map(str, words))) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1 and message.startswith("convoyrisk-report: ")
    return message


@pytest.fixture(scope="module")
def few(folder):
    from convoyrisk import run
    return run(KARAKORAM, result=folder / "few.h5", replications=100, uncertainty=False,
               policies=["as it is", "escorts", "armoured vehicles"])


@pytest.fixture(scope="module")
def shortest(folder):
    from convoyrisk import run
    return run(KARAKORAM, result=folder / "shortest.h5", replications=40, uncertainty=False)


@pytest.fixture(scope="module")
def alone(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "alone.h5", replications=300, policies=["no escort"], uncertainty=False)


@pytest.fixture(scope="module")
def nasty(folder):
    from convoyrisk import run
    text = FIRST_STEPS.read_text(encoding="utf-8")
    scenario = yaml.safe_load(text)
    scenario["title"] = NASTY
    scenario["policies"][1]["name"] = NASTY
    scenario["network"]["roads"][0]["name"] = NASTY
    (folder / "nasty.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    return run(folder / "nasty.yaml", result=folder / "nasty.h5", replications=300, uncertainty=False)


@pytest.fixture(scope="module")
def replayed(few):
    from convoyrisk.report.tracing import trace
    return [trace("as it is:7", few, 0)]


@pytest.mark.parametrize("name", ["plain", "few", "shortest", "alone", "drawn", "swept", "nasty"])
def test_the_verdict_is_the_programs(name, request):
    from convoyrisk.report.contents import point_contents
    result = request.getfixturevalue(name)
    verdicts = [point_contents(result, place).verdict for place in range(len(result.points))]
    said = printed(result)
    for found in verdicts:
        assert found.text in said
        assert bool(found.text) == (len(result.policies) > 1)
    assert sum("shown against every other policy" in found.text for found in verdicts) == said.count("shown against every")
    assert sum("No policy is shown" in found.text for found in verdicts) == said.count("No policy is shown")


def test_where_no_winner_is_supported_the_page_says_so_first(few):
    page = page_of(few)
    assert "No policy is shown to be best" in printed(few)
    answer = page.text.index("No policy is shown to be best")
    assert answer < page.text.rindex("At a glance") and "Fewest are killed" not in page.text


@pytest.mark.parametrize("name", ["plain", "few", "shortest", "drawn", "nasty"])
def test_every_number_of_the_tables_is_printed_by_the_program(name, request):
    result = request.getfixturevalue(name)
    if result.draws and "verdict" not in result.comparison:
        pytest.skip("the interval of a difference over draws is lopsided, and cannot be had at another confidence from the file")
    page, said = page_of(result), printed(result)
    at_a_glance = page.rows_of("Per year, mean")
    for _, killed, injured, attacks, _, _ in at_a_glance[1:]:
        assert f"{killed} {injured} {attacks}" in said
    for _, difference, relative, _, ratio in page.rows_of("Per year, against")[1:]:
        assert f"{difference} {relative} {ratio}" in said
    for _, one, _, ten, worst, worse in page.rows_of("In these")[1:]:
        assert f"{one} {ten}" in said and f"{worst} {worse}" in said
    bad = next(rows for caption, rows in page.tables.items() if "all pairs of policies" in caption)
    assert len(bad) == len(result.policies)
    for _, _, _, ten, worst, _ in bad[1:]:
        assert f"{ten} {worst}" in said
    costs = page.rows_of("What protection costs")[1:]
    assert len(costs) == len(at_a_glance[1:])
    for (policy, _, _, _, best, _), (of, delivered, deaths, delay, cost, _, per_death) in zip(at_a_glance[1:], costs):
        assert policy == of and f"{delivered} {deaths} {delay} {cost}" in said
        assert f"{best} {per_death} " in said, (best, per_death)
    assert len(at_a_glance) == 1 + len(result.policies)


def test_legs_are_the_views(plain):
    from convoyrisk.number_text import rounded
    from convoyrisk.views import legs_frame
    page = page_of(plain)
    for policy in plain.policies:
        rows = page.rows_of(f"By leg and year, under “{policy}”")
        frame = legs_frame(plain).query("policy == @policy")
        assert [row[0] for row in rows[1:]] == list(frame["leg"])
        assert [row[-1] for row in rows[1:]] == [rounded(km) for km in frame["convoy_km_per_year"]]


def test_draws_have_their_range_and_runs_without_say_what_is_missing(drawn, few):
    page = page_of(drawn)
    for _, expected, against, _, _ in page.rows_of("Range over the draws")[1:]:
        assert f"{expected} {against}".strip() in printed(drawn)
    assert "do not cover how well its rates are known" in page_of(few).text


def test_a_sweep_is_told_point_by_point(swept):
    page = page_of(swept)
    assert len(swept.points) == 2
    named = [f"Number of escort vehicles (policy escort): {n}" for n in (1, 2)]
    assert [rows[0] for rows in page.rows_of("Answer by value")[1:]] == named
    assert all(flat(point) in page.text for point in swept.points)  # for --point
    assert page.source.count("Which policy, and how sure") == 2


@pytest.mark.parametrize("name", ["plain", "few", "alone", "drawn", "swept", "nasty"])
def test_structure(name, request):
    page = page_of(request.getfixturevalue(name))
    levels = page.headings()
    assert page.open == [] and levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:]))
    assert ("html", {"lang": "en"}) in page.elements
    identities = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(identities) == len(set(identities))
    for tag, attributes in page.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set(attributes.get(name, "").split()) <= set(identities)
        if attributes.get("href", "").startswith("#"):
            assert attributes["href"][1:] in identities
        if tag == "svg":
            assert attributes.get("aria-hidden") == "true" or attributes.get("aria-labelledby")


def test_nothing_is_loaded_from_elsewhere(few, replayed):
    page = page_of(few, replays=replayed)
    for tag, attributes in page.elements:
        assert tag not in ("iframe", "object", "embed", "img", "base", "form", "use", "image")
        for name in {"src", "href", "action", "data", "srcset", "xlink:href"} & set(attributes):
            assert attributes[name].startswith("#") or attributes[name] == "data:,", (tag, attributes)
    assert "url(" not in page.source and "@import" not in page.source and "fetch(" not in page.source
    assert not re.search(r"https?://", page.source)
    assert "default-src 'none'" in page.source


def test_names_of_the_scenario_are_text(nasty):
    from convoyrisk.report.tracing import trace
    page = page_of(nasty, replays=[trace(f"{NASTY}:2", nasty, 0)])
    assert "alert(" in page.source and "<script>alert" not in page.source
    assert [attributes for tag, attributes in page.elements if tag == "script"] == [*2 * [{"type": "application/json"}], {}]
    assert page.rows_of("Per year, mean")[2][0] == flat(NASTY)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)


def test_the_essentials_need_no_script(few, replayed):
    page = page_of(few, replays=replayed)
    for words in ("more vehicles dilute it", "fewer and larger convoys", "wait for a joined departure", "does not forecast",
                  "Variance ratio: how many times fewer", "without --no-uncertainty", "as it is",
                  str(few.group("scenario").attrs["sha256"]), f"convoyrisk {few.attrs['program_version']}", "warmup: 4320 h"):
        assert words in page.text
    assert len(page.rows_of("Log of the replay")) == 1 + len(replayed[0].log) > 1
    assert sum(tag == "svg" and "figure" in attributes.get("class", "") for tag, attributes in page.elements) == 3 + 3 + 1


def test_a_partial_result_is_marked(few, folder):
    import h5py
    from convoyrisk import open_result
    (folder / "partial.h5").write_bytes(few.path.read_bytes())
    with h5py.File(folder / "partial.h5", "r+") as file:
        file.attrs.pop("seal", None)  # as a file of a version that had none
        file.attrs.modify("complete", 0)
    with pytest.warns(UserWarning, match="partial"):
        result = open_result(folder / "partial.h5")
    assert "Partial result." in page_of(result).text and "Partial result." not in page_of(few).text


def test_a_trace_of_another_run_is_refused(few, folder, capsys):
    from convoyrisk.program import call
    path, output = folder / "other.jsonl", folder / "other.html"
    lines = call("trace", KARAKORAM, "--policy", "as it is", "--worst-of", few.replications, "--seed", few.seed)
    path.write_text(lines)
    wrong = {"seed": lines.replace('"seed":1', '"seed":2', 1), "no trace of this run": '"killed":9'.join(lines.rsplit('"killed":', 1)),
             "which is not in": lines.replace('"as it is"', '"as it was"', 1), "no leg": lines.replace('"leg":"', '"leg":"x', 1),
             "first line must hold": "{}\n", "JSON lines": "a result\n"}
    for words, text in wrong.items():
        assert text != lines
        path.write_text(text)
        assert words in refused(capsys, few.path, "-o", output, "--trace", path)
    assert not output.exists()


def test_one_policy_reads_as_one(alone, few):
    page = page_of(alone)
    assert "under one policy, “no escort”" in page.text and "best is" not in page.text.replace("“best”", "best")
    assert "Chance to be best" not in page.rows_of("Per year, mean")[0]
    assert "“best” is best of these 3" in page_of(few).text and "Chance to be best" in page_of(few).rows_of("Per year, mean")[0]


def test_a_sweep_begins_with_the_deaths_at_each_point(swept):
    from convoyrisk import views
    head, *rows = page_of(swept).rows_of("Killed a year, by value")
    assert head == ["number of escort vehicles (policy escort)", *swept.policies] and [row[0] for row in rows] == ["1", "2"]
    frame = views.sweep_frame(swept)
    told = [float(cell.split(" ± ")[0]) for row in rows for cell in row[1:]]
    assert told == pytest.approx(list(frame["mean"] * swept.per_year), rel=0.02)


def test_a_point_of_a_sweep_and_a_draw_are_replayed(swept, drawn, folder):
    """A replay whose attacks and dead are not those of its replication in the file would be refused."""
    from convoyrisk.report.command import main
    from convoyrisk.report.tracing import trace
    outcomes = swept.outcomes["attacks"].sel(policy="escort")
    changed = (outcomes.isel(point=0) != outcomes.isel(point=1)).values.nonzero()[0][:3]  # so that a wrong point is found
    for replication in changed:
        for place, point in enumerate(swept.points):
            told = trace(f"escort:{replication}", swept, 0, point)
            assert told.attacks == outcomes.isel(point=place, replication=replication) and point in told.where
    for replication in (0, 9, 57, 199):
        told = trace(f"everything:{replication}", drawn, 0)
        assert f"draw {replication // 10} " in told.where
    output = folder / "point.html"
    assert main(list(map(str, [swept.path, "-o", output, "--replay", "escort:3", "--point", swept.points[1]]))) == 0
    text = Page(output.read_text(encoding="utf-8")).text
    assert f"At {swept.points[1]}. From 2024-01-01" in text


def test_errors_name_what_would_be_right(few, swept, drawn, folder, capsys):
    output = folder / "none.html"
    assert "there is no file" in refused(capsys, folder / "absent.h5", "-o", output)
    assert "POLICY:N" in refused(capsys, few.path, "-o", output, "--replay", "as it is")
    assert '"as it is"' in refused(capsys, few.path, "-o", output, "--replay", "nobody:3")
    assert "point of the sweep" in refused(capsys, swept.path, "-o", output, "--replay", "escort:3", "--point", "x=1")
    assert "0 to 199" in refused(capsys, drawn.path, "-o", output, "--replay", "as it is:200")
    assert "there is no folder" in refused(capsys, few.path, "-o", folder / "no such folder/a.html")
    assert not output.exists()


def test_the_starter_of_a_checkout(few, folder):
    output = folder / "page.html"
    done = subprocess.run([STARTER, few.path, "-o", output, "--replay", "as it is:7"], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "Replication 7" in output.read_text(encoding="utf-8")
    assert not list(folder.glob("*.tmp"))


def test_what_moves_the_answer_is_the_view_or_says_what_is_missing(drawn, few, folder, monkeypatch):
    import sys
    from convoyrisk import open_result, views
    from convoyrisk.program import call
    from convoyrisk.parameter_names import all_in_words
    from convoyrisk.report import contents
    assert "Which guess moves the answer" not in page_of(few).text
    assert "not told here: 20 draws are too few for Sobol indices" in page_of(drawn).text
    pytest.importorskip("openturns")
    call("run", KARAKORAM, "-o", folder / "sixty.h5", "--quiet", "--draws", 60, "--inner", 4)
    many = open_result(folder / "sixty.h5")
    rows = page_of(many).rows_of("Share of the variance of the difference")
    frame = views.sobol_frame(many, policy="everything", against="as it is", resamples=contents.RESAMPLES)
    told = [all_in_words(many.scenario, members) for members in frame["members"][:len(rows) - 1]]
    assert len(rows) > 1 and [row[0] for row in rows[1:]] == told
    assert [row[1] for row in rows[1:]] == [f"{100 * share:.0f} %" for share in frame["index"][:len(rows) - 1]]
    assert rows[1][2] == f"{100 * frame['low'][0]:.0f} % to {100 * frame['high'][0]:.0f} %"
    monkeypatch.setitem(sys.modules, "openturns", None)
    page = page_of(many)
    assert "python3-openturns" in page.text and "Share of the variance of the difference" not in page.text


def test_fn_numbers_and_bands_are_the_views(folder, few):
    from convoyrisk import run, views
    result = run(FIRST_STEPS, result=folder / "banded.h5", replications=2700)
    page, frame = page_of(result), views.fn_frame(result).set_index(["policy", "n"])
    for policy, *cells in page.rows_of("Attacks a year that kill")[1:]:
        for n, cell in zip((1, 5, 10, 20), cells):
            if (policy, n) not in frame.index:
                assert cell == "0"
                continue
            mean, *limits = (frame.loc[(policy, n), f"conditional_{end}per_year"] for end in ("", "low_", "high_"))
            if mean >= 0.01:
                assert cell == "{:#.3g} [{:#.3g}, {:#.3g}]".format(mean, *limits)
            else:
                assert re.match(r"once in ([\d,]+) years \[([\d,]+), ([\d,]+|\?)\]$", cell), cell
                assert float(cell.split()[2].replace(",", "")) == pytest.approx(1 / mean, rel=0.05)
    bands = [attributes for tag, attributes in page.elements if tag == "path" and "band" in attributes.get("class", "")]
    assert len(bands) == 4 and "from the spread between blocks of replications" in page.text
    assert "No bands: they need 10 blocks" in page_of(few).text
    assert "[" not in page_of(few).rows_of("Attacks a year that kill")[1][1]


def grid(folder, side):
    """A result of a few replications on side * side nodes and twice as many roads."""
    from convoyrisk import run
    nodes = [{"type": "Feature", "properties": {"name": f"n{i}_{j}"},
              "geometry": {"type": "Point", "coordinates": [j * 0.01, i * 0.01]}} for i in range(side) for j in range(side)]
    roads = [{"type": "Feature", "properties": {"from": f"n{i}_{j}", "to": f"n{i + a}_{j + b}", "length_km": 1.2, "speed_kmh": 50},
              "geometry": {"type": "LineString", "coordinates": [[j * 0.01, i * 0.01], [(j + b) * 0.01, (i + a) * 0.01]]}}
             for i in range(side) for j in range(side) for a, b in ((0, 1), (1, 0)) if i + a < side and j + b < side]
    (folder / "grid.net").write_text(json.dumps({"type": "FeatureCollection", "features": nodes + roads}))
    scenario = yaml.safe_load(FIRST_STEPS.read_text(encoding="utf-8"))
    scenario["network"] = {"file": "grid.net"}
    scenario["convoys"][0] |= {"from": "n0_0", "to": f"n{side - 1}_{side - 1}"}
    scenario["threat"]["groups"][0]["home"] = ["n0_1"]
    (folder / "grid.yaml").write_text(json.dumps(scenario, default=str))
    return run(folder / "grid.yaml", result=folder / f"grid{side}.h5", replications=20, uncertainty=False)


def test_a_report_of_thousands_of_roads_takes_seconds(tmp_path):
    """5,100 roads: labels and circles for the places that the scenario names alone, and no table of thousands of legs. It took
    many minutes. A bound on the time would rest on the machine: this one is on calls, now about 10 million; there were 100
    times as many, growing with the square."""
    import cProfile
    import pstats
    result = grid(tmp_path, 51)
    assert result.network.sizes["leg"] == 5100
    profile = cProfile.Profile()
    page = profile.runcall(page_of, result)
    assert pstats.Stats(profile).total_calls < 20_000_000
    labels = re.findall(r'<text [^>]*class="label halo [a-z]+"[^>]*>([^<]*)', page.source)
    assert set(labels) == {"n0_0", "n0_1", "n50_50"} and page.source.count('class="node"') == 3 * 2
    assert len(page.source) < 3_000_000
    rows = page.rows_of("By zone and year" if "By zone and year" in page.source else "By leg and year")
    assert 1 < len(rows) <= 301


def test_generated_nodes_have_no_label():
    from convoyrisk.report.corridor_map import labelled_places
    assert labelled_places(["camp", "node 12", "node 13", "Node"], {"node 13"}) == ["camp", "node 13", "Node"]
    many = [f"village {i}" for i in range(60)]
    assert labelled_places(many, {"village 3"}) == ["village 3"]


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85", "\ufeff", "\U0001f600"])
def test_a_name_may_hold_what_some_readers_take_for_a_line_break(tmp_path, character, capsys):
    from convoyrisk import run
    from convoyrisk.program import call
    from convoyrisk.report.command import main
    name = f"br{character}idge"
    path = tmp_path / "scenario.yaml"
    text = re.sub(r"\bbridge\b", f'"{name}"', FIRST_STEPS.read_text(encoding="utf-8"))
    path.write_text(text, encoding="utf-8")
    if subprocess.run([find_program(), "check", path], capture_output=True).returncode == 2:
        pytest.skip("the program refuses it, with a message")
    result = run(path, result=tmp_path / "x.h5", replications=60, uncertainty=False)
    assert name in result.scenario["network"]["nodes"] and result.scenario["threat"]["groups"][0]["home"] == [name]
    (tmp_path / "t.jsonl").write_text(call("trace", path, "--policy", "no escort", "--replication", 3), encoding="utf-8")
    words = [tmp_path / "x.h5", "-o", tmp_path / "x.html", "--trace", tmp_path / "t.jsonl", "--replay", "no escort:3"]
    assert main(list(map(str, words))) == 0, capsys.readouterr().err


def test_a_report_replaces_reports_alone(tmp_path, few, capsys):
    for name, content in (("mine.html", b"<!DOCTYPE html>\n<html><head><title>Mine</title></head></html>"), ("notes.txt", b"x"),
                          ("scenario.yaml", FIRST_STEPS.read_bytes()), ("result.h5", few.path.read_bytes())):
        (tmp_path / name).write_bytes(content)
        assert "exists and is not a report of convoyrisk: it is not overwritten" in refused(capsys, few.path, "-o", tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    from convoyrisk.report.command import main
    (tmp_path / "page.html").touch()
    for _ in range(2):
        assert main([str(few.path), "-o", str(tmp_path / "page.html")]) == 0
    assert "is a folder" in refused(capsys, few.path, "-o", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.html", "notes.txt", "page.html", "result.h5", "scenario.yaml"]


def test_no_certainty_is_shown_that_is_rounding():
    from convoyrisk.number_text import chance, signed_percent, with_half_width, with_interval
    assert [chance(p) for p in (0, 0.0004, 0.5, 0.9996, 1)] == ["< 0.1 %", "< 0.1 %", "50.0 %", "> 99.9 %", "> 99.9 %"]
    assert [signed_percent(x) for x in (-0.0004, 0, 0.0004, -0.1, 0.25)] == ["0.0 %", "0.0 %", "0.0 %", "-10.0 %", "+25.0 %"]
    assert with_half_width(0, 0, 0) == "0 ± ?" and with_half_width(2, 2, 2) == "2.00"
    assert with_interval(0, 0, 0, show_sign=True) == "0" and with_interval(1, -numpy.inf, numpy.inf) == "1.00 [?, ?]"


def test_the_page_shows_no_certainty_without_events(tmp_path):
    """Attacks once in 500 years: nobody dies in 300 of 90 days."""
    from convoyrisk import run
    settings = {'threat.groups."hill group".dormant': "{exponential: {mean: 2000 yr}}"}
    page = page_of(run(FIRST_STEPS, result=tmp_path / "none.h5", replications=300, settings=settings, uncertainty=False))
    for wrong in ("100.0 %", "0.00 [0.00, 0.00]", "0.00 ± 0.00", "-0.0 %", "0.000 ± 0.000", " nan ", " inf "):
        assert wrong not in page.text, wrong
    assert [row[1] for row in page.rows_of("Per year, mean")[1:]] == ["0 ± ?", "0 ± ?"]
    assert {row[-1] for row in page.rows_of("What protection costs")[1:]} <= {"-", "no difference", "deaths not told"}


def test_words_of_payments():
    import pandas
    from convoyrisk.report.contents import _cost_per_death as words

    def row(position, kind="none", deaths=True, cost=True):
        return pandas.Series({"position": position, "cost_per_death_averted_kind": kind, "deaths_told": deaths, "cost_told": cost,
                              "cost_per_death_averted": 400.0, "cost_per_death_averted_low": 300.0,
                              "cost_per_death_averted_high": 500.0})

    assert words(row("trade_off", "bounded")) == "400 [300, 500]"
    assert words(row("trade_off", "outside")) == words(row("saves_both", deaths=False)) == "deaths not told"
    assert [words(row(position)) for position in ("baseline", "saves_both", "saves_money", "dominated", "no_difference")] == [
        "-", "averts and saves", "cheaper, kills more", "dearer, kills more", "no difference"]
    assert words(row("saves_both", cost=False)) == "averts, cost not told" and words(row("dominated", cost=False)) == "kills more"


def test_a_stored_verdict_is_the_one_that_is_told(few):
    """As files of the program have it now; those of before are judged here."""
    from convoyrisk import views
    from convoyrisk.report.verdict import verdict
    comparison = views.at_point(few, few.comparison).drop_vars(
        [name for name in ("verdict", "side", "best", "in_question") if name in few.comparison])
    policies = list(few.policies)
    stored = comparison.assign(
        verdict=((), 'As said. Fewest are killed with "a" and "b", which are equal within 0.01 a year.'), best=("policy", [0, 0, 0]),
        in_question=("policy", [0, 1, 1]), side=("policy", ["baseline", "less", "equal"]))
    found = verdict(stored, policies, 100, 0.95)
    assert found.text.startswith("As said. ") and found.winner is None and found.in_question == ("escorts", "armoured vehicles")
    assert found.headline == 'Fewest are killed with "a" and "b", which are equal within 0.01 a year.'
    assert found.sides == {"escorts": "less", "armoured vehicles": "equal"}
    old = verdict(comparison, policies, 100, 0.95)
    assert old.text != found.text and set(old.sides.values()) <= {"less", "more", "not_told"}
