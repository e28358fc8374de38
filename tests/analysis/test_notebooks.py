"""Every notebook runs from top to bottom, is stored without outputs, and finds what its prose says."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(os.environ.get("CONVOYRISK_SOURCE_DIR", Path(__file__).parents[2])) / "analysis/notebooks"


def values(name, *expressions):
    """The expressions' values at the end of the notebook, by way of JSON."""
    notebook = nbformat.read(FOLDER / name, as_version=4)
    told = ", ".join(f"{each!r}: {each}" for each in expressions)
    notebook.cells.append(nbformat.v4.new_code_cell(f"import json\nprint(json.dumps({{{told}}}, default=float))"))
    client = NotebookClient(notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}})
    client.execute()
    (output,) = notebook.cells[-1].outputs
    return list(json.loads(output.text).values())


def test_all_are_tested_and_stored_without_outputs():
    names = sorted(path.name for path in FOLDER.glob("*.ipynb"))
    assert [name[:2] for name in names] == ["01", "02", "03", "04", "05", "06", "07", "08"]
    assert all(name in Path(__file__).read_text(encoding="utf-8") for name in names)
    for name in names:
        notebook = nbformat.read(FOLDER / name, as_version=4)
        nbformat.validate(notebook)
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert len(code) >= 3 and not any(cell.outputs or cell.execution_count for cell in code)
        assert "does not say" in notebook.cells[-1].source + notebook.cells[-2].source


def test_first_steps():
    difference, low, high, means, quiet = values(
        "01-first-steps.ipynb", "difference['difference']", "difference['low_together']", "difference['high_together']",
        "deaths['mean'].to_dict()", "no_death.to_dict()")
    assert low < difference < high < 0
    # The difference has a control variate of its own, so the two differ by a little.
    assert difference == pytest.approx(means["escort"] - means["no escort"], rel=0.05)
    assert 0 < quiet["no escort"] < quiet["escort"] < 1


def test_comparing_policies():
    difference, reduction, averted, settled, low, high, risk, people = values(
        "02-comparing-policies.ipynb", "comparison['difference'].to_dict()", "pairing['variance_reduction'].min()",
        "costs['deaths_averted_per_year'].to_dict()", "settled", "armour['low_together']", "armour['high_together']",
        "risk['risk_per_year'].to_dict()", "int(risk['people'].iloc[0])")
    assert all(value < 0 for value in difference.values()) and min(difference, key=difference.get) == "everything"
    assert reduction > 1
    assert averted["escorts"] == pytest.approx(-difference["escorts"])  # both a year
    assert settled == (not low <= 0 <= high)
    assert people == 280 and 2e-3 < risk["as it is"] < 2e-2


def test_tails_and_fn():
    ten, crossing, worst, trusted, plain_low, plain_high = values(
        "03-tails-and-fn.ipynb", "ten['conditional_per_year'].to_dict()", "crossing",
        "worst.loc['as it is', 'cvar'].tolist()", "trusted['exceedance'].to_dict()", "at_ten.loc['as it is', 'low']",
        "at_ten.loc['as it is', 'high']")
    assert ten["as it is"] > ten["escorts"] > ten["armoured vehicles"] > 0
    assert 2 <= crossing <= 9
    assert worst[0] < worst[1]
    # Two runs of their own: the plain interval and the weighted estimate tell the same chance.
    assert plain_low * 0.8 < trusted["10"] < plain_high * 1.2
    assert trusted["15"] < trusted["10"] < trusted["5"]
    assert "60" not in trusted  # so far out the run has too few


def test_uncertainty():
    pytest.importorskip("openturns")
    ranges, share, strongest, correlation, value, threshold, perfect, shares = values(
        "04-uncertainty.ipynb", "spread[['range_low', 'range_high']].loc['as it is'].tolist()",
        "share_ignorance.to_dict()", "effects['parameter'][0]", "effects['correlation'][0]", "value.to_dict()",
        "threshold", "perfect", "shares.to_dict('list')")
    assert ranges[0] < 2 < 5 < ranges[1]
    assert all(0 < each < 0.6 for each in share.values())
    assert strongest.endswith("dormant.exponential.mean") and correlation < -0.5
    # The same parameter explains most of what escorts avert, and all together no more than there is, within their limits.
    assert shares["factor"][0] == strongest and shares["index"][0] > 0.3 and shares["low"][0] > max(shares["index"][3:])
    assert sum(shares["low"]) < 1 and shares["index"] == sorted(shares["index"], reverse=True)
    # To know how often attacks come decides whether much protection pays at this worth; to know all is worth more yet.
    assert max(value, key=value.get) == strongest and threshold < value[strongest] < perfect
    assert min(value.values()) >= -1e-6


def test_calibrating_rates():
    total, near, count, low, high, rate, share, km, by_buffer = values(
        "05-calibrating-rates.ipynb", "len(incidents)", "near", "int(zones['count'].sum())", "zones['low'].to_dict()",
        "zones['high'].to_dict()", "{each.zone: each.mean for each in rates}", "SHARE", "travelled",
        "by_buffer.to_dict()")
    assert by_buffer["10"] < by_buffer["20"] == near < by_buffer["40"]
    assert 0 < near == count < total < 1366
    assert all(low[zone] < high[zone] for zone in low)
    for zone, per_1000_km in rate.items():
        assert low[zone] * share / km[zone] * 1000 < per_1000_km < high[zone] * share / km[zone] * 1000 * 1.01


def test_scaling():
    per_replication, ratios, threads, same = values(
        "06-scaling.ipynb", "per_replication", "ratios", "threads_here", "same")
    assert 0.005 < per_replication < 50
    assert same and len(ratios) == 3
    assert all(0.2 < ratio < 2 * threads for ratio in ratios)


def test_what_to_find_out_first():
    pytest.importorskip("sklearn")
    choice, lives, high, best, study, exact, armour = values(
        "07-what-to-find-out-first.ipynb", "lives.attrs['choice']", "lives['high'].tolist()", "money['high'].tolist()",
        "money['knowing'][1]", "studied.loc['ten years of record', ['lower', 'upper', 'high']].tolist()",
        "studied.loc[RATE, ['lower', 'upper', 'high']].tolist()",
        "studied.loc['a test of armour', ['lower', 'upper', 'high']].tolist()")
    assert choice == "everything" and max(lives) == lives[0] < 0.2
    assert max(high) == high[0] > 3e5 and best.endswith("dormant.exponential.mean")
    assert all(0 <= part <= whole for part, whole in zip(study, exact)) and study[2] > armour[2] > 0


def test_the_plan_for_this_budget():
    harms, costs, budgets, half, chosen, triple, parts, worse, roles, within = values(
        "08-the-plan-for-this-budget.ipynb", "front['harm'].tolist()", "front['cost'].tolist()", "front['from_budget'].tolist()",
        "float(half['harm'])", "float(chosen['harm'])", "float(triple['harm'])", "anatomy[['in_plan', 'alone']].values.tolist()",
        "others['worse'].tolist()", "near['role'].tolist()", "plans.within")
    assert len(harms) > 4 and budgets == sorted(budgets) and costs[1:] == sorted(costs[1:])
    assert half > chosen > triple > 0 and harms[0] > 2 * chosen
    assert all(0 < in_plan < alone for in_plan, alone in parts)  # parts save the same people
    assert max(worse) < 2 * within and "in none" in roles and len(set(roles)) > 1
