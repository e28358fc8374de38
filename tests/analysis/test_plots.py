"""What is drawn are the views' numbers; what cannot be drawn is said."""

import matplotlib
import numpy
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from conftest import FIRST_STEPS  # noqa: E402


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def single(folder):
    from convoyrisk.program import call
    from convoyrisk import open_result
    call("run", FIRST_STEPS, "-o", folder / "single.h5", "--quiet", "--replications", 300, "--policy", "no escort")
    return open_result(folder / "single.h5")


@pytest.fixture(scope="module")
def peaceful(folder):
    """Nobody can be killed, and nothing costs."""
    from convoyrisk.program import call
    from convoyrisk import open_result
    text = FIRST_STEPS.read_text(encoding="utf-8").replace("kill: 0.05", "kill: 0")
    (folder / "peaceful.yaml").write_text(text[:text.index("costs:")] + text[text.index("run:"):], encoding="utf-8")
    call("run", folder / "peaceful.yaml", "-o", folder / "peaceful.h5", "--quiet", "--replications", 300)
    return open_result(folder / "peaceful.h5")


@pytest.fixture(scope="module")
def few(folder):
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "few.h5", replications=1, seed=4)


def lines(axes):
    return {line.get_label(): line for line in axes.get_lines()}


def centres(axes):
    """Middle of each error bar by label, as (x, y)."""
    return {bar.get_label(): bar.lines[0].get_xydata()[0] for bar in axes.containers if bar.get_label()[0] != "_"}


def ends(axes, label):
    """Ends of an error bar along x."""
    bar = next(bar for bar in axes.containers if bar.get_label() == label)
    (segment,) = bar.lines[2][0].get_segments()
    return segment[:, 0]


def written(axes):
    """All text of the axes: titles, labels, notes, legend."""
    legend = axes.get_legend()
    parts = [*axes.texts, axes.xaxis.label, axes.yaxis.label, *(legend.get_texts() if legend else [])]
    return " ".join([axes.get_title(loc="left"), *(part.get_text() for part in parts)]).replace("\n", " ")


def overlapping(axes, texts):
    """Pairs of these texts whose boxes meet when the figure is drawn."""
    axes.figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts]
    return [(one, two) for k, (one, first) in enumerate(boxes) for two, second in boxes[k + 1:] if first.overlaps(second)]


def test_policy_comparison(plain):
    from convoyrisk import plots, views
    axes = plots.policy_comparison(plain)
    frame = views.comparison_frame(plain).set_index("policy")
    assert list(centres(axes)) == list(frame.index)
    for policy, row in frame.iterrows():
        assert centres(axes)[policy][0] == pytest.approx(row["difference"])
        assert ends(axes, policy) == pytest.approx([row["low_together"], row["high_together"]])
    labels = [label.get_text().replace("\n", " ") for label in axes.get_yticklabels()]
    assert labels == list(plain.policies[1:])
    assert plain.baseline in axes.get_title(loc="left") and "person/year" in axes.get_xlabel()
    assert "95 % for all pairs" in written(axes) and "dilute" in written(axes)


def test_a_mark_without_an_interval_has_words_and_no_bar(few):
    """One replication tells no interval: a bare dot would look as if it were known exactly."""
    from convoyrisk import plots
    for draw in (plots.policy_comparison, plots.individual_risk, plots.cost_effectiveness):
        axes = draw(few)
        assert "no interval: too few events" in written(axes) or "no difference seen" in written(axes), draw
        assert all(bar.lines[2] == () for bar in axes.containers), draw
        for bar in axes.containers:
            (x, _y), (left, right) = bar.lines[0].get_xydata()[0], axes.get_xlim()
            assert left <= x <= right, draw
        said = [text for text in axes.texts if text.get_text() in ("no interval: too few events", "no difference seen")]
        axes.figure.canvas.draw()
        frame = axes.get_window_extent()
        assert all(frame.x0 <= text.get_window_extent().x0 and text.get_window_extent().x1 <= frame.x1 for text in said), draw


def test_every_plot_says_how_much_was_simulated_and_of_what_its_intervals_are(plain):
    from convoyrisk import plots
    for draw in (plots.policy_comparison, plots.fn_curve, plots.individual_risk, plots.cost_effectiveness, plots.days,
                 plots.convergence, plots.corridor_map, plots.risk_matrix):
        text = written(draw(plain))
        assert plain.title in text and "1,000 replications of 365 days" in text, draw
        assert "95 % " in text or "without intervals" in text.lower(), draw


def test_fn_curve_and_its_line(plain):
    from convoyrisk import plots, views
    axes = plots.fn_curve(plain, slope=-2, anchor_n=10, anchor_per_year=1e-3)
    frame = views.fn_frame(plain)
    for policy in plain.policies:
        rows = frame[(frame["policy"] == policy) & (frame["conditional_per_year"] > 0)]
        assert lines(axes)[policy].get_ydata() == pytest.approx(rows["conditional_per_year"].values)
        assert lines(axes)[policy].get_xdata() == pytest.approx(rows["n"].values)
    (label,) = [name for name in lines(axes) if name.startswith("societal")]
    x, y = lines(axes)[label].get_data()
    assert y == pytest.approx(1e-3 * (x / 10) ** -2)
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_societal_line_of_hse():
    from convoyrisk.plots.fatalities import societal_line
    assert societal_line([50, 500]) == pytest.approx([1 / 5000, 1 / 50000])


def test_individual_risk(plain):
    from convoyrisk import plots, views
    axes = plots.individual_risk(plain)
    frame = views.individual_risk_frame(plain).set_index("policy")
    assert {name: xy[0] for name, xy in centres(axes).items()} == pytest.approx(frame["risk_per_year"].to_dict())
    assert ends(axes, "as it is") == pytest.approx(frame.loc["as it is", ["low", "high"]].astype(float).values)
    assert {1e-3, 1e-4, 1e-6} <= {line.get_xdata()[0] for line in axes.get_lines()}


def test_cost_effectiveness(plain):
    from convoyrisk import plots, views
    axes = plots.cost_effectiveness(plain)
    frame = views.cost_frame(plain).set_index("policy")
    cost = views.summary_frame(plain).query("outcome == 'cost'").set_index("policy")[["low", "high"]] * plain.per_year
    for policy, row in frame.iterrows():
        assert centres(axes)[policy] == pytest.approx([row["deaths_averted_per_year"], row["cost_per_year"]])
    bar = next(bar for bar in axes.containers if bar.get_label() == "escorts")
    (upright,) = bar.lines[2][1].get_segments()
    assert upright[:, 1] == pytest.approx(cost.loc["escorts", ["low", "high"]].astype(float).values)
    (front,) = [line for name, line in lines(axes).items() if name.startswith("front")]
    beaten = frame.loc["patrols and reaction force"]  # escorts cost less and avert more
    assert beaten["cost_per_year"] not in front.get_ydata() and len(front.get_ydata()) >= 3
    assert (numpy.diff(front.get_xdata()) > 0).all() and (numpy.diff(front.get_ydata()) > 0).all()
    assert "USD/year" in axes.get_ylabel()


def test_days(plain):
    from convoyrisk import plots, views
    frame = views.days_frame(plain)
    for of in ("attacks", "killed"):
        axes = plots.days(plain, of=of, bin_days=30, policies=["escorts"])
        (steps,) = axes.patches
        values, edges, _ = steps.get_data()
        rows = frame[frame["policy"] == "escorts"]
        assert (values * numpy.diff(edges)).sum() == pytest.approx(rows[of].sum())
        assert values[1] == pytest.approx(rows[of].values[30:60].mean()) and edges[-1] == 365
    (steps,) = plots.days(plain, bin_days=7, policies=["escorts"]).patches
    assert len(steps.get_data()[0]) == 52 and steps.get_data()[1][-2:].tolist() == [357, 365]  # no bin of one day


def test_sweep_curve(swept):
    from convoyrisk import plots, views
    axes = plots.sweep_curve(swept)
    frame = views.sweep_frame(swept).set_index("policy")
    for policy in swept.policies:
        bar = next(bar for bar in axes.containers if bar.get_label() == policy)
        own = frame.loc[policy, ["mean", "low", "high"]].astype(float) * swept.per_year
        assert bar.lines[0].get_ydata() == pytest.approx(own["mean"].values)
        assert bar.lines[0].get_xdata() == pytest.approx([1, 2], abs=0.1)
        segments = bar.lines[2][0].get_segments()
        assert numpy.array([segment[:, 1] for segment in segments]) == pytest.approx(own[["low", "high"]].values)
    assert "number of escort vehicles (policy escort) [1]" == axes.get_xlabel() and "[person/year]" in axes.get_ylabel()
    axes = plots.sweep_curve(swept, against="no escort")
    (bar,) = axes.containers
    segments = numpy.array([segment[:, 1] for segment in bar.lines[2][0].get_segments()])
    together = frame.loc["escort", ["low_together", "high_together"]].astype(float) * swept.per_year
    assert segments == pytest.approx(together.values)


def test_sweep_values_with_units_names_and_several_parameters(folder):
    from convoyrisk import ResultError, plots, run
    from convoyrisk.sweeps import scale_of
    crossed = run(FIRST_STEPS, result=folder / "crossed.h5", replications=50,
                  sweep={"policies.escort.escort.vehicles": [1, 2],
                         'threat.groups."hill group".memory': ["7 d", "14 d", "40 d"]})
    axes = plots.sweep_curve(crossed, held={"policies.escort.escort.vehicles": "2"})
    assert axes.get_xlabel() == "time that attackers remember trips (group hill group) [d]"
    assert list(axes.get_xticks()) == [7, 14, 40]
    assert "number of escort vehicles (policy escort): 2" in written(axes)
    axes = plots.sweep_curve(crossed)
    assert len(axes.get_xticks()) == 6 and overlapping(axes, axes.get_xticklabels()) == []
    for held, message in [({"vehicles": "2"}, "swept parameter"), ({"policies.escort.escort.vehicles": "3"}, "value of"),
                          ({name: values[0] for name, values in (("policies.escort.escort.vehicles", ["1"]),
                           ('threat.groups."hill group".memory', ["7 d"]))}, "one point")]:
        with pytest.raises(ResultError, match=message):
            plots.sweep_curve(crossed, held=held)
    assert scale_of(["7 d", "2 wk"])[1] is None and scale_of(["1 /90d", "1 /30d"])[1] is None
    assert scale_of(["-1e-2", "3."])[1] == "" and scale_of(["30 %", "5 %"])[1] == "%"


def test_one_point_of_a_sweep_is_drawn(swept):
    from convoyrisk import plots, views
    axes = plots.policy_comparison(swept, point=1)
    (difference,) = views.comparison_frame(swept, point=1)["difference"]
    assert centres(axes)["escort"][0] == pytest.approx(difference)
    for draw in (plots.fn_curve, plots.individual_risk, plots.cost_effectiveness, plots.days, plots.convergence,
                 plots.corridor_map, plots.risk_matrix):
        assert "at policies.escort.escort.vehicles=2" in written(draw(swept, point=swept.points[1]))


def test_rank_correlations(drawn):
    import scipy.stats
    from convoyrisk import plots, views
    effects = plots.parameter_effects(drawn, policy="escorts", against="as it is")
    frame = views.draws_frame(drawn, "killed_total_conditional")
    difference = frame["outcome"]["escorts"] - frame["outcome"]["as it is"]
    for row in effects.itertuples():
        rho = scipy.stats.spearmanr(frame["parameter"][row.parameter], difference)[0]
        assert row.correlation == pytest.approx(rho) and row.low < rho < row.high
    assert (effects["correlation"].abs().diff().dropna() <= 0).all()


def test_convergence_ends_at_the_estimate(plain):
    from convoyrisk import plots, views
    axes = plots.convergence(plain)
    summary = views.summary_frame(plain)
    summary = summary[summary["outcome"] == "killed_total"].set_index("policy")
    for policy in plain.policies:
        assert lines(axes)[policy].get_ydata()[-1] == pytest.approx(summary.loc[policy, "mean"] * plain.per_year)
        assert lines(axes)[policy].get_xdata()[-1] == plain.replications


def test_corridor_map(plain):
    from convoyrisk import plots, views
    axes = plots.corridor_map(plain, of="killed", policy="escorts")
    frame = views.legs_frame(plain)
    value = frame[frame["policy"] == "escorts"].set_index("leg")["killed_per_year"]
    drawn_legs = {name: line for name, line in lines(axes).items() if name in value.index}
    assert set(drawn_legs) == set(value.index)
    widths = [drawn_legs[leg].get_linewidth() for leg in value.index]
    assert numpy.polyfit(value.values, widths, 1, full=True)[1] == pytest.approx(0, abs=1e-9)
    assert widths[int(value.values.argmax())] == max(widths) > min(widths)
    network = plain.network.sel(node=str(plain.network["from"].sel(leg=value.index[0]).values))
    assert float(network.longitude) in drawn_legs[value.index[0]].get_xdata()
    assert "escorts" in axes.get_title(loc="left")
    assert "Schematic" in written(axes)
    row = frame[(frame["policy"] == "escorts") & (frame["leg"] == value.index[5])].iloc[0]
    (own,) = [text.get_text() for text in axes.get_legend().get_texts() if text.get_text().startswith("6 ")]
    name, _, number = own.replace("\n", " ").rpartition(": ")
    mean, _, twice = number.partition(" ± ")
    assert name == f"6  {value.index[5]}"
    assert float(twice) == pytest.approx(2 * row["killed_per_year_standard_error"], rel=0.5)
    assert float(mean) == pytest.approx(row["killed_per_year"], abs=float(twice))
    assert set(map(str, plain.network.node.values)) <= {text.get_text() for text in axes.texts}


def test_no_label_of_the_map_lies_on_a_line_or_on_another(plain):
    from convoyrisk import plots
    axes = plots.corridor_map(plain)
    names = [text for text in axes.texts if text.get_text() in set(map(str, plain.network.node.values))]
    assert overlapping(axes, names) == []
    for text in names:
        box = text.get_window_extent()
        for leg in plain.network.leg.values:
            x, y = lines(axes)[str(leg)].get_data()
            share = numpy.linspace(0, 1, 200)[:, None]
            on_leg = axes.transData.transform(numpy.column_stack([x[0] + share * (x[-1] - x[0]), y[0] + share * (y[-1] - y[0])]))
            assert not any(box.contains(*place) for place in on_leg), f"{text.get_text()} lies on {leg}"


def test_many_policies_are_told_apart(folder):
    import yaml
    from convoyrisk import plots, run
    scenario = yaml.safe_load(FIRST_STEPS.read_text(encoding="utf-8"))
    scenario["policies"] += [{"name": f"watch and warn for the {n}th time", "surveillance": {"detect": n / 1000}}
                             for n in range(4, 24)]
    (folder / "many.yaml").write_text(yaml.safe_dump(scenario, sort_keys=False), encoding="utf-8")
    many = run(folder / "many.yaml", result=folder / "many.h5", replications=20)
    for draw in (plots.fn_curve, plots.cost_effectiveness, plots.days, plots.convergence, plots.risk_matrix):
        axes = draw(many)
        texts = axes.get_legend().get_texts()
        assert overlapping(axes, texts) == [] and len(texts) >= len(many.policies)
        assert axes.get_window_extent().height > 250
        assert all(text.get_window_extent().y0 >= 0 for text in texts)
    assert any(text.get_text().replace("\n", " ").startswith("1, ") for text in axes.texts)  # of the matrix: numbers
    looks = {(plots.style.colour(n), plots.style.marker(n), plots.style.dash(n)) for n in range(36)}
    assert len(looks) == 36 and sum(look[0] == "#000000" for look in looks) == 1


def test_risk_matrix(plain):
    from convoyrisk import plots, views
    frame = views.fn_frame(plain)
    frame = frame[frame["policy"] == "as it is"]
    often = frame.loc[frame["n"] == 1, "conditional_per_year"].item()
    impact = frame["conditional_per_year"].sum() / often
    axes = plots.risk_matrix(plain, likelihood_bounds=(often / 8, often / 4, often / 2, often * 2),
                             impact_bounds=(impact / 4, impact * 2, impact * 3, impact * 4))
    (own,) = [text for text in axes.texts if "as it is" in text.get_text().split("\n")]
    assert own.get_position() == (1, 3)
    for bounds in [(1, 2, 3), (1, 3, 2, 4)]:
        with pytest.raises(ValueError, match="four rising"):
            plots.risk_matrix(plain, impact_bounds=bounds)


def test_axes_of_the_caller_are_used(plain):
    from convoyrisk import plots
    _, given = plt.subplots()
    for draw in (plots.policy_comparison, plots.fn_curve, plots.individual_risk, plots.cost_effectiveness, plots.days,
                 plots.convergence, plots.corridor_map, plots.risk_matrix):
        assert draw(plain, axes=given) is given
        given.clear()


@pytest.mark.parametrize("name", ["fn_curve", "individual_risk", "days", "convergence", "corridor_map", "risk_matrix"])
def test_one_policy_is_drawn(single, name):
    from convoyrisk import plots
    getattr(plots, name)(single).figure.canvas.draw()


@pytest.mark.parametrize("fixture, name, message", [
    ("single", "policy_comparison", "one policy alone"), ("single", "cost_effectiveness", "one policy alone"),
    ("peaceful", "fn_curve", "no deaths"), ("peaceful", "individual_risk", "nobody is killed"),
    ("peaceful", "risk_matrix", "nobody is killed"), ("peaceful", "cost_effectiveness", "block `costs`"),
    ("plain", "uncertainty_tornado", "draws"), ("swept", "fn_curve", "sweep"), ("swept", "days", "sweep"),
    ("swept", "corridor_map", "sweep"), ("swept", "policy_comparison", "sweep")])
def test_what_cannot_be_drawn_is_said(request, fixture, name, message):
    from convoyrisk import ResultError, plots
    with pytest.raises(ResultError, match=message):
        getattr(plots, name)(request.getfixturevalue(fixture))


def test_unknown_names(plain):
    from convoyrisk import ResultError, plots
    for wrong in (lambda: plots.corridor_map(plain, policy="escort"), lambda: plots.fn_curve(plain, policies=["none"]),
                  lambda: plots.policy_comparison(plain, of="deaths"), lambda: plots.days(plain, of="cost"),
                  lambda: plots.corridor_map(plain, of="stagings"), lambda: plots.days(plain, bin_days=0)):
        with pytest.raises(ResultError):
            wrong()


def test_peace_is_drawn_where_it_can_be(peaceful):
    from convoyrisk import plots
    for draw in (plots.policy_comparison, plots.days, plots.convergence, plots.corridor_map):
        draw(peaceful).figure.canvas.draw()
