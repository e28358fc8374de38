"""Forms that people use: the verdict with bad years, return periods, the reader's own criteria, tables that stack."""

import re

import numpy
import pandas
import pytest

import convoyrisk
from conftest import FIRST_STEPS, KARAKORAM
from convoyrisk import ResultError, tolerability, views
from convoyrisk.criteria import read_criteria
from convoyrisk.report import contents, trade_offs
from convoyrisk.report.verdict import verdict
from test_report import page_of, refused

CRITERIA = """
individual_risk: {limit: 1 in 1000, target: 1e-5}
fn_lines:
  line: {at_1: 1 in 10, slope: 1}
matrix:
  likelihood: {names: [rare, possible, likely], cuts: [1 in 100, 0.5]}
  consequence: {names: [none, few, many], cuts: [1, 5]}
  ratings:
    - [low, low, medium]
    - [low, medium, high]
    - [medium, high, extreme]
"""


@pytest.fixture(scope="module")
def criteria_file(folder):
    (folder / "criteria.yaml").write_text(CRITERIA, encoding="utf-8")
    return folder / "criteria.yaml"


@pytest.fixture(scope="module")
def with_events(folder):
    return convoyrisk.run(FIRST_STEPS, result=folder / "events.h5", replications=2700,
                          keep=["outcomes", "legs", "days", "severity", "events"])


def found(result):
    return verdict(views.at_point(result, result.comparison), result.policies, contents.units_of(result), result.confidence)


def summary_of(result):
    return views.summary_frame(result).set_index(["policy", "outcome"])


def test_the_box_says_where_another_policy_is_better(plain):
    said = trade_offs.trade_offs(plain, 0, found(plain), summary_of(plain))
    best = found(plain).winner
    cheaper = views.comparison_frame(plain, "cost", against=best).query("high_together < 0")
    assert len(said) == 4 and f"“{best}”" in said[0]
    assert all(f"“{policy}”" in said[2] for policy in cheaper["policy"]) and len(cheaper) == 5
    assert "no other policy is shown to deliver more" in said[3]
    page = page_of(plain)
    assert all(answer in page.text for answer in said)


def test_cost_and_work_rest_on_intervals_for_all_pairs_together(plain, monkeypatch):
    """Of three differences one is told for all pairs together, one for its pair alone, one not at all."""
    def frame(_, of, against, point):
        sign = -1 if of == "cost" else 1
        rows = [("sure", 30, 10, 5), ("alone", 20, 1, -2), ("not", 10, -5, -9)]
        return pandas.DataFrame([{"policy": name, "difference": sign * size, **{
            ("high" if sign < 0 else "low") + end: sign * value for end, value in (("", own), ("_together", together))}}
            for name, size, own, together in rows])

    monkeypatch.setattr(views, "comparison_frame", frame)
    assert trade_offs._cost(plain, 0, "everything") == ["In cost: other policies cost less a year, in USD: “sure” 30.0 less."]
    assert trade_offs._work(plain, 0, "everything") == "In work: other policies deliver more workers a year: “sure” 30.0 more."


def test_a_policy_that_is_better_in_bad_years_is_named(plain):
    counts = set()
    for against in plain.policies:
        tail = views.tail_comparison_frame(plain, against=against).query("high < 0 and (what == 'cvar' or at == 10)")
        said = trade_offs._bad_years(plain, 0, found(plain), against)
        assert {name for name in plain.policies if f"with “{name}”" in said} == set(tail["policy"])
        counts.add(len(set(tail["policy"])))
    assert len(counts) > 2 and "no other policy" in trade_offs._bad_years(plain, 0, found(plain), "everything")


def test_one_policy_has_no_trade_offs(folder):
    alone = convoyrisk.run(FIRST_STEPS, result=folder / "one.h5", replications=100, policies=["escort"])
    assert trade_offs.trade_offs(alone, 0, found(alone), summary_of(alone)) == []


def test_return_periods_are_quantiles(plain):
    frame = views.return_period_frame(plain).set_index(["policy", "years"])
    killed = plain.outcomes["killed_total"]
    for (policy, years), row in frame.iterrows():
        own = killed.sel(policy=policy).values
        level = plain.horizon_days / 365.25 / years
        assert (own > row["killed"]).mean() <= level < (own >= row["killed"]).mean() or row["killed"] == 0
        assert row["low"] <= row["killed"] <= row["high"]
    with pytest.raises(ResultError, match="longer than the horizon"):
        views.return_period_frame(plain, [0.5])


def test_limits_of_return_periods_cover_and_those_too_narrow_do_not():
    """Poisson counts of mean 300, 2,000 sets of 300 years, once in 20 years. Where 95 % are covered, a share of 2,000 below 92.5 %
    comes by chance less than once in a million. Limits of half that confidence must fail."""
    from scipy.stats import poisson

    from convoyrisk import periods, statistics
    random, level = numpy.random.default_rng(5), 0.05
    truth = int(poisson.isf(level, 300))
    covered = {0.95: 0, 0.5: 0}
    for _ in range(2000):
        counts = numpy.bincount(random.poisson(300, 300), minlength=500)
        hits = statistics.reverse_cumulative(counts)[1:]
        for confidence in covered:
            low, high = statistics.binomial_interval(hits, 300, confidence)
            covered[confidence] += (periods._first_at_most(low, level) <= truth <= periods._first_at_most(high, level))
    assert covered[0.95] / 2000 > 0.925 > covered[0.5] / 2000


def test_return_periods_over_draws_are_wider(drawn, folder):
    frame = views.return_period_frame(drawn, [10]).set_index("policy")
    pooled = drawn.outcomes["killed_total"].values.reshape(len(drawn.policies), -1)
    for place, policy in enumerate(drawn.policies):
        assert (pooled[place] > frame.loc[policy, "killed"]).mean() <= 0.1
    assert (frame["low"] <= frame["killed"]).all() and (frame["killed"] <= frame["high"]).all()


def test_the_page_tells_return_periods(plain):
    rows = page_of(plain).rows_of("How many are killed in bad years")
    frame = views.return_period_frame(plain)
    assert rows[0] == ["Policy", "1 in 10 years", "1 in 50 years", "1 in 200 years"]
    for policy, *cells in rows[1:]:
        own = frame[frame["policy"] == policy]
        assert [cell.split(" [")[0] for cell in cells] == [f"{killed:,.0f}" for killed in own["killed"]]


def test_the_page_says_what_intervals_of_the_worst_years_need(plain):
    page = page_of(plain)
    assert "[?, ?]" in page.rows_of("In these 365 days, against")[1][-1]  # 1,000 replications are 4 blocks
    assert "“[?, ?]”: no interval. One of the worst 5 % needs 1,000 replications, 50 of them with dead, in 20 blocks" in (
        page.text.replace("\N{NO-BREAK SPACE}", " "))


def test_criteria_are_read(criteria_file):
    told = read_criteria(criteria_file)
    assert [(line.name, line.at) for line in told.individual] == [("limit", 1e-3), ("target", 1e-5)]
    assert told.fn[0].rate(10) == pytest.approx(0.01) and told.matrix.order == ("low", "medium", "high", "extreme")
    assert told.matrix.rating(0.6, 2) == "extreme" and told.matrix.rating(0.009, 0) == "low"


@pytest.mark.parametrize("text, place, said", [
    ("individual_risks: {a: 1}", "1:1", 'did you mean "individual_risk"'), ("individual_risk: {a: 2}", "1:22", "at most at 1"),
    ("individual_risk: {a: often}", "1:22", "individual_risk.a: is a number"), ("- a", "1:1", "is a map of names"),
    ("fn_lines:\n  a: {at_1: 1 in 10}", "2:6", '"slope" is missing'),
    ("fn_lines:\n  a: {at_1: 1, slope: -1}", "2:23", "how steeply"),
    ("matrix:\n  likelihood: {names: [a, b], cuts: [2, 1]}\n  consequence: {names: [a], cuts: []}\n  ratings: []", "2:37",
     "parted by 1 rising"),
    ("a: [", "1:5", "is no YAML"), ("individual_risk: {a: 0.1, a: 0.2}", "1:27", "twice"),
    (CRITERIA.replace("    - [low, low, medium]\n", ""), "9:5", "3 rows")])
def test_criteria_that_are_wrong_are_refused_at_their_place(tmp_path, text, place, said):
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ResultError, match=re.escape(said)) as error:
        read_criteria(tmp_path / "c.yaml")
    assert str(error.value).startswith(f"{tmp_path / 'c.yaml'}:{place}: ")


def test_wrong_criteria_are_one_line_of_the_program(tmp_path, capsys, plain):
    (tmp_path / "c.yaml").write_text("matrx: 3\n", encoding="utf-8")
    assert 'did you mean "matrix"' in refused(capsys, plain.path, "-o", tmp_path / "x.html", "--criteria", tmp_path / "c.yaml")
    assert "No such file" in refused(capsys, plain.path, "-o", tmp_path / "x.html", "--criteria", tmp_path / "none.yaml")


def test_risk_against_the_lines(with_events, criteria_file):
    told = read_criteria(criteria_file)
    frame = tolerability.tolerability_frame(with_events, told)
    risk = views.individual_risk_frame(with_events).set_index("policy")
    for row in frame[frame["kind"] == "individual"].itertuples():
        at = {line.name: line.at for line in told.individual}[row.line]
        assert row.value == pytest.approx(risk.loc[row.policy, "risk_per_year"] / at)
        assert row.reading == ("above" if risk.loc[row.policy, "low"] > at else "below" if risk.loc[row.policy, "high"] <= at
                               else "not told")
    curves = views.fn_frame(with_events)
    for row in frame[frame["kind"] == "fn"].itertuples():
        own = curves[curves["policy"] == row.policy]
        ratios = own["conditional_per_year"] / (0.1 / own["n"])
        assert row.value == pytest.approx(ratios.max()) and row.reading == "above"


def test_the_lines_are_drawn_in_the_f_n_chart(with_events, criteria_file):
    own = [attributes for _, attributes in page_of(with_events, criteria=read_criteria(criteria_file)).elements
           if attributes.get("class") == "own-line"]
    assert len(own) == 1 and not any(attributes.get("class") == "own-line" for _, attributes in page_of(with_events).elements)
    ends = [tuple(map(float, place.split(","))) for place in re.findall(r"[\d.]+,[\d.]+", own[0]["d"])]
    slopes = {round((y1 - y0) / (x1 - x0), 1) for (x0, y0), (x1, y1) in zip(ends[::20], ends[20::20])}
    assert ends[0][0] == 66 and len(slopes) == 1 and slopes.pop() > 0  # straight, and falling


def test_the_chance_over_draws_to_be_above(drawn, tmp_path):
    risk = views.draws_frame(drawn, "killed")["outcome"]["as it is"] * drawn.per_year / views.people_on_the_road(drawn)[0]
    middle = float(numpy.sort(risk)[12] + numpy.sort(risk)[13]) / 2
    (tmp_path / "c.yaml").write_text(f"individual_risk: {{middle: {middle!r}}}\nfn_lines: {{high: {{at_1: 1e6, slope: 0}}}}\n",
                                     encoding="utf-8")
    frame = tolerability.tolerability_frame(drawn, read_criteria(tmp_path / "c.yaml")).set_index(["kind", "policy"])
    assert frame.loc[("individual", "as it is"), "chance_above"] == pytest.approx((20 - 13) / 20)
    assert frame.loc[("fn", "as it is"), "chance_above"] == 0
    page = page_of(drawn, criteria=read_criteria(tmp_path / "c.yaml"))
    assert page.rows_of("A worker’s chance to be killed on the road")[1][-1] == "35.0 %"


def test_the_register_counts_events(with_events, criteria_file):
    matrix = read_criteria(criteria_file).matrix
    frame = tolerability.register_frame(with_events, matrix)
    events = views.events_frame(with_events)
    for row in frame.to_dict("records"):
        own = events[(events["kind"] == "attacked") & (events["convoy"] == row["convoy"]) & (events["policy"] == row["policy"])]
        rates = [row[f"{name}: attacks_per_year"] for name in matrix.consequence.names]
        assert sum(rates) == pytest.approx(row["attacks_per_year"]) and len(own) / 2700 * with_events.per_year == pytest.approx(
            sum(rates))
        assert row["few: chance"] == own[own["killed"].between(1, 4)]["replication"].nunique() / 2700
        assert row["few: rating"] == matrix.rating(row["few: attacks_per_year"], 1)
    page = page_of(with_events, criteria=read_criteria(criteria_file))
    assert len(page.rows_of("Risk register by convoy")) == 1 + len(frame) == len(page.rows_of("The register in your matrix"))
    assert "Consequences by convoy and its worst years need the events" not in page.text


def test_all_attacks_in_the_matrix(with_events, criteria_file):
    frame = tolerability.matrix_frame(with_events, read_criteria(criteria_file).matrix)
    curve = views.fn_frame(with_events).set_index(["policy", "n"])["conditional_per_year"]
    for row in frame.itertuples():
        if row.consequence == "many":
            assert row.attacks_per_year == pytest.approx(curve.get((row.policy, 5), 0.0))
        if row.consequence == "few":
            assert row.attacks_per_year == pytest.approx(curve[(row.policy, 1)] - curve.get((row.policy, 5), 0.0))


def test_without_events_the_register_says_what_is_missing(plain, criteria_file):
    page = page_of(plain, criteria=read_criteria(criteria_file))
    assert "--keep outcomes,legs,days,severity,events" in page.text
    assert {row[1] for row in page.rows_of("Risk register by convoy")[1:]} == {"as it is", "everything"}


def test_each_cell_knows_the_head_of_its_column(plain):
    page = page_of(plain)
    for caption, rows in page.tables.items():
        assert rows, caption
    heads = re.findall(r'<td data-head="([^"]*)"', page.source)
    assert {"Killed, all", "Attacks", "Trips attacked"} <= set(heads)
    first = re.search(r'<tr><th scope="row">as it is</th>(.*?)</tr>', page.source)[1]
    assert re.findall('data-head="([^"]*)"', first) == page.rows_of("Per year, mean")[0][1:]


def test_rare_things_are_told_in_words():
    from convoyrisk.number_text import chance_in_words, one_in, rate_in_words, tick_text
    from convoyrisk.report.convoy_rows import one_in_trips
    assert rate_in_words(0.2231, (0.2, 0.25)) == "0.223 [0.200, 0.250]" and rate_in_words(0) == "0"
    assert rate_in_words(1 / 12_000, (1 / 14_000, 1 / 10_000)) == "once in 12,000 years [10,000, 14,000]"
    assert rate_in_words(1 / 350) == "once in 350 years" and rate_in_words(0.001, (0, 0.002)) == "once in 1,000 years [500, ?]"
    assert chance_in_words(0.0123) == "1.23 %" and chance_in_words(2.3e-5, (2e-5, 2.5e-5)) == "1 in 43,000 [40,000, 50,000]"
    assert one_in(1 / 40) == "1 in 40" and one_in(0.8, 0.5, 0.94) == "1 in 1.2 [1.1, 2.0]"
    assert one_in(0.97) == "0.97 for each person" and one_in(2.3, 1.9, 2.8) == "2.3 for each person [1.9, 2.8]"
    trips = {"trips_per_year": 90.0, "trips_per_attack": 0.5, "trips_per_attack_low": 0.4, "trips_per_attack_high": 0.625}
    assert one_in_trips(trips, "trips_per_attack") == "2.0 a trip [1.6, 2.5]"
    assert one_in_trips({**trips, "trips_per_attack_low": 0}, "trips_per_attack") == "2.0 a trip [?, ?]"
    assert one_in(0) == "-" and [tick_text(value) for value in (1e-6, 0.001, 5, 2e8)] == ["0.000001", "0.001", "5", "200,000,000"]


def test_no_number_is_told_with_an_exponent(folder):
    from convoyrisk import run
    page = page_of(run(KARAKORAM, result=folder / "rare.h5", replications=1500, uncertainty=False))
    seen = page.text[:page.text.index("The scenario in force")] + " ".join(str(value) for _, attributes in page.elements for name, value in attributes.items()
                                if name.startswith("data-"))
    assert "once in " in seen and not re.search(r"\d[eE][-+]?\d", re.sub(r"\b[0-9a-f]{40,64}\b", "", seen))
