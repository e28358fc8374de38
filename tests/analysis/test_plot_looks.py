"""What a reader must be able to tell in a plot: curves on each other, labels, budget and scale, classes by name."""

import matplotlib
import numpy
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402
from test_plots import lines, overlapping, written  # noqa: E402


@pytest.fixture(scope="module")
def few(folder):
    from conftest import FIRST_STEPS
    from convoyrisk import run
    return run(FIRST_STEPS, result=folder / "few-looks.h5", replications=1, seed=4)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_curves_that_lie_on_each_other_are_both_seen(plain):
    """Jitter and patrols hardly change how many an attack kills: of curves that a line would hide the lower is wider."""
    from convoyrisk import plots
    from convoyrisk.plots.fatalities import layers_of
    curve = numpy.array([1.0, 0.1, 0.01, 0.0])
    curves = {"a": curve, "b": 3 * curve, "c": 1.1 * curve, "d": 1.2 * curve}
    assert layers_of(curves) == {"a": (0, 3), "b": (0, 1), "c": (1, 3), "d": (2, 3)}
    drawn = lines(plots.fn_curve(plain))
    widths = [drawn[policy].get_linewidth() for policy in ("as it is", "varied hours", "patrols and reaction force")]
    assert widths[0] > widths[1] > widths[2] == drawn["everything"].get_linewidth()
    starts = {drawn[policy].get_markevery()[0] for policy in ("as it is", "varied hours", "patrols and reaction force")}
    assert len(starts) == 3


def test_no_tick_is_a_power_of_ten(plain):
    from convoyrisk import plots
    axes = plots.fn_curve(plain)
    axes.figure.canvas.draw()
    texts = [label.get_text() for label in axes.get_yticklabels()]
    assert "0.001" in texts and not any("10^" in text or "e" in text for text in texts)


def test_policies_have_their_names_beside_their_marks(plain):
    from convoyrisk import plots
    axes = plots.cost_effectiveness(plain)
    names = [text for text in axes.texts if text.get_text().replace("\n", " ") in plain.policies]
    assert len(names) == len(plain.policies) and overlapping(axes, names) == []
    frame = axes.get_window_extent()
    assert all(frame.contains(*corner) for name in names for corner in name.get_window_extent().corners())
    assert not any(text.get_text() in plain.policies for text in axes.get_legend().get_texts())


def test_the_budget_is_a_line(plain):
    from convoyrisk import plots, views
    base = views.cost_frame(plain).set_index("policy").loc["as it is", "cost_per_year"]
    for budget, beyond in ((None, 1_500_000), (300_000, 300_000)):  # that of the scenario's search, and the reader's
        axes = plots.cost_effectiveness(plain, budget=budget)
        (line,) = [line for name, line in lines(axes).items() if name.startswith("budget")]
        assert line.get_ydata()[0] == pytest.approx(base + beyond) and f"{beyond:,} USD" in line.get_label()


def test_without_a_search_there_is_no_budget(swept):
    from convoyrisk import plots
    assert not any(name.startswith("budget") for name in lines(plots.cost_effectiveness(swept, point=0)))


def test_the_map_has_a_scale(plain):
    from convoyrisk import plots
    axes = plots.corridor_map(plain)
    (bar,) = [artist for artist in axes.get_children() if getattr(artist, "get_label", str)() == "_scale"]
    (west, east), (south, north) = bar.get_data()
    middle = numpy.radians(float(plain.network.latitude.mean()))
    length = 6371 * numpy.radians(east - west) * numpy.cos(middle)
    (text,) = [text.get_text() for text in axes.texts if text.get_text().endswith(" km")]
    assert south == north and length == pytest.approx(float(text.removesuffix(" km")), rel=0.01)
    frame = axes.get_window_extent()
    assert all(frame.contains(*axes.transData.transform(end)) for end in bar.get_xydata())


@pytest.mark.parametrize("value, round_", [(1, 1), (4.99, 2), (5, 5), (99, 50), (0.3, 0.2)])
def test_lengths_of_scales_are_round(value, round_):
    from convoyrisk.number_text import round_below
    assert round_below(value) == pytest.approx(round_)


def test_classes_have_names(plain):
    from convoyrisk import plots
    axes = plots.risk_matrix(plain)
    assert axes.get_yticklabels()[2].get_text() == "possible\n0.1 to 0.5"
    assert axes.get_xticklabels()[4].get_text() == "disastrous\n30 or more"


def test_the_readers_own_matrix(plain):
    from convoyrisk import plots, tolerability
    from convoyrisk.criteria import Classes, Matrix
    own = Matrix(Classes(("rare", "possible", "likely"), (0.01, 0.5)), Classes(("nobody", "some", "many"), (1, 5)),
                 (("low", "low", "medium"), ("low", "medium", "high"), ("medium", "high", "extreme")))
    axes = plots.risk_matrix(plain, matrix=own)
    assert [label.get_text() for label in axes.get_xticklabels()] == ["nobody\n0", "some\n1 to 4", "many\n5 or more"]
    for row in tolerability.matrix_frame(plain, own).to_dict("records"):
        place = own.consequence.names.index(row["consequence"]), own.likelihood.names.index(row["likelihood"])
        (cell,) = [text for text in axes.texts if text.get_position() == place]
        assert row["policy"] in cell.get_text().replace("\n", " ")
    assert "extreme" in written(axes)


def test_one_of_a_thing_is_singular(drawn, monkeypatch):
    from convoyrisk import result
    from convoyrisk.number_text import counted
    assert [counted(n, "day") for n in (0, 1, 2, 3000, 0.5)] == ["0 days", "1 day", "2 days", "3,000 days", "0.5 days"]
    monkeypatch.setattr(result.Result, "draws", 1)
    monkeypatch.setattr(result.Result, "replications", 1)
    assert drawn.extent == "1 draw of uncertain parameters, 1 replication of 365 days in each"


def test_one_block_is_seen_without_a_power_of_ten(few):
    from convoyrisk import plots
    axes = plots.convergence(few)
    axes.figure.canvas.draw()
    assert axes.yaxis.get_offset_text().get_text() == "" and axes.get_ylim()[1] > 0.01
    assert all(line.get_markevery() == 1 for line in axes.get_lines()) and axes.get_xlim() == (0, 2)
    assert "Without intervals: 1 replication of 90 days" in written(axes)


def test_wide_first_intervals_do_not_hide_the_estimate(drawn, monkeypatch):
    """Over the first few draws an interval may be endless or of any width."""
    from convoyrisk import plots, views
    frame = views.convergence_frame(drawn)
    frame.loc[frame["replications"] == 60, "high"] = 1e6
    monkeypatch.setattr(views, "convergence_frame", lambda *_: frame)
    settled = frame[frame["replications"] > 60]
    assert plots.convergence(drawn).get_ylim()[1] <= 1.2 * settled["high"].replace(numpy.inf, 0).max() * drawn.per_year


def test_chances_are_one_in_so_many(plain):
    from convoyrisk import plots
    axes = plots.individual_risk(plain)
    axes.figure.canvas.draw()
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert "1 in 1,000" in labels and not any("10^" in label for label in labels)


def test_days_do_not_fall_to_nothing_at_the_ends(plain):
    from convoyrisk import plots
    assert all(steps.get_data().baseline is None for steps in plots.days(plain).patches)


def test_what_is_worth_nothing_is_no_row(drawn, monkeypatch):
    import pandas
    from convoyrisk import plots, views
    rows = [("everything", ("a", "b"), 0.0, 4.0, 0.0, 10.0), ("parameter", ("a",), 0.0, 1.0, 0.0, 2.0),
            ("parameter", ("b",), 0.0, 0.0, 0.0, 0.05)]
    frame = pandas.DataFrame(rows, columns=["kind", "members", "lower", "upper", "low", "high"])
    frame.attrs |= {"units": "person per year", "choice": "escorts"}
    monkeypatch.setattr(views, "value_of_information_frame", lambda *_: frame)
    axes = plots.value_of_information(drawn)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["everything that is drawn", "a"]
