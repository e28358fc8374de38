"""What holds in every run, whatever the scenario: looked at in random scenarios, whose seed a failure names."""

import json
import math

import h5py
import numpy
import pytest

import random_scenarios
from program import outcomes, succeed

SEEDS = range(60)
REPLICATIONS = 40
BOUND = 5.16  # of |z|, two-sided false alarm 1e-6 shared by four
COUNTED = {"killed": 1.25, "site_killed": 1.6, "escort_killed": 1.6, "killed_total": 1.25}


@pytest.fixture(scope="module", params=SEEDS)
def run(request, tmp_path_factory):
    """(scenario, result file) of one seed."""
    return simulated(request.param, tmp_path_factory)


made = {}


def simulated(seed, tmp_path_factory):
    if seed not in made:
        folder = tmp_path_factory.mktemp(f"scenario{seed}")
        scenario = random_scenarios.make(seed)
        (folder / "scenario.yaml").write_text(json.dumps(scenario, indent=1, ensure_ascii=False), encoding="utf-8")
        succeed("run", folder / "scenario.yaml", "-o", folder / "result.h5", "--replications", REPLICATIONS, "--seed", seed)
        made[seed] = scenario, folder / "result.h5"
    return made[seed]


def in_force(scenario, policy):
    """Measure to its entries, those of joined policies among them."""
    parts = [policy, *(other for other in scenario["policies"] if other["name"] in policy.get("with", []))]
    found = {}
    for part in parts:
        for key, value in part.items():
            if key not in ("name", "description", "with", "convoys"):
                found.setdefault(key, []).extend(value if isinstance(value, list) else [value])
    return found


def changed(scenario, policy):
    """The scenario with the convoys as they are under the policy."""
    return {**scenario, "convoys": [{**convoy, **policy.get("convoys", {}).get(convoy["name"], {})} for convoy in scenario["convoys"]]}


def loads(policy):
    """Trips that ride as one, at most."""
    return max((entry["trips"] if isinstance(entry, dict) else entry for entry in policy.get("consolidate", [])), default=1)


def by_policy(run):
    scenario, result = run
    for policy in scenario["policies"]:
        v = {name: values.astype(float) for name, values in outcomes(result, policy["name"]).items()}
        assert all(numpy.isfinite(values).all() for values in v.values())
        yield changed(scenario, policy), in_force(scenario, policy), v


def test_trips_and_encounters_are_conserved(run):
    for _, _, v in by_policy(run):
        assert (v["trips_scheduled"] == v["trips_cancelled"] + v["trips_flown"] + v["trips_arrived"] + v["trips_unfinished"]).all()
        assert (v["encounters"] == v["spotted"] + v["attacks_by_cells"] + v["passed"]).all()
        assert (v["attacks"] == v["attacks_by_cells"] + v["background_attacks"] + v["site_attacks"]).all()
        assert (v["workers_delivered"] <= v["workers_scheduled"]).all()
        assert len({*v["trips_scheduled"]}) == len({*v["workers_scheduled"]}) == 1


def worst_accident(scenario):
    """Chance to die in an accident on the way that has every road, in the vehicle for which it is greatest."""
    rate = max(float(kind.get("accident", "0 /1000km").split()[0]) / 1000 for kind in scenario["vehicles"].values())
    return 1 - math.exp(-rate * sum(float(road["length"].split()[0]) for road in scenario["network"]["roads"]))


def test_deaths_add_up(run):
    for scenario, policy, v in by_policy(run):
        parts = ("killed", "escort_killed", "site_killed")
        assert (v["killed_total"] == sum(v[name] for name in (*parts, "flown_killed", "accident_killed"))).all()
        assert (v["injured_total"] == v["injured"] + v["escort_injured"] + v["site_injured"]).all()
        without_attack = v["killed_total_conditional"] - sum(v[name + "_conditional"] for name in parts)
        fatality = max((flight.get("fatality", 0) for flight in policy.get("airlift", [])), default=0)
        on_the_road = worst_accident(scenario)
        assert (without_attack >= -1e-9).all()
        assert (without_attack <= v["workers_scheduled"] * max(fatality, on_the_road) + 1e-9).all()
        if on_the_road == 0:
            assert (numpy.abs(without_attack[v["trips_flown"] == 0]) < 1e-9).all()


def test_nothing_is_negative(run):
    for _, _, v in by_policy(run):
        assert [name for name in v if (v[name] < 0).any()] == []


def test_nobody_is_hurt_who_was_not_there(run):
    for scenario, policy, v in by_policy(run):
        days = sum(int(scenario[key].split()[0]) for key in ("horizon", "warmup"))
        aboard = 0
        for convoy in scenario["convoys"]:
            depart = convoy["depart"]
            trips = days * 24 / int(depart["every"].split()[0]) + 1 if "every" in depart else (days + 1) * len(depart["at"])
            aboard += (trips + loads(policy)) * convoy["workers"]
        assert (v["killed"] <= aboard).all() and (v["injured"] <= aboard).all()
        people = max([site["people"] for site in scenario["sites"]], default=0)
        assert (v["site_killed"] + v["site_injured"] <= v["site_attacks"] * people).all()
        on_road = v["attacks"] - v["site_attacks"]
        assert (v["vehicles_hit"] >= on_road).all()
        assert not v["killed"][on_road == 0].any() and not v["escort_injured"][on_road == 0].any()
        if scenario["warmup"] == "0 d" and "schedule" not in policy:  # the same trips count by clock and by schedule
            assert (v["workers_delivered"] + v["killed"] <= v["workers_scheduled"]).all()


def test_cells_and_interceptions_are_accounted_for(run):
    for scenario, policy, v in by_policy(run):
        for cause, measure in (("patrol", "patrols"), ("tip", "intelligence"), ("raid", "crackdown"), ("reaction", "reaction_force")):
            assert measure in policy or not v[f"interceptions_{cause}"].any()
        assert "airlift" in policy or not v["trips_flown"].any()
        assert any(p.get("suspend") for p in policy.get("postures", [])) or not v["trips_cancelled"].any()
        assert (v["interceptions_spotting"] >= v["spotted"]).all()
        assert (v["interceptions_reaction"] <= v["attacks_by_cells"] + v["site_attacks"]).all()
        groups = scenario["threat"]["groups"]
        cells = sum(group["cells"] for group in groups)
        if scenario["warmup"] == "0 d":
            assert (v["cells_active"] == cells + v["cells_recruited"] - v["cells_eliminated"]).all()
        bound = sum(max(group["cells"], group["recruit"]["max_cells"]) if "recruit" in group else group["cells"] for group in groups)
        assert (v["cells_active"] <= bound).all()
        intercepted = sum(v[f"interceptions_{cause}"] for cause in ("spotting", "patrol", "tip", "raid", "reaction"))
        assert (v["cells_eliminated"] <= intercepted + v["attacks_by_cells"] + v["site_attacks"]).all()


def test_legs_days_and_severity_sum_to_the_outcomes(run):
    with h5py.File(run[1]) as file:
        for row, (scenario, policy, v) in enumerate(by_policy(run)):
            legs, days, severity = ({name: file[group][name][row] for name in file[group]
                                     if file[group][name].ndim == 2} for group in ("legs", "days", "severity"))
            total = {name: values.sum() for name, values in v.items()}
            assert legs["attacks"].sum() + total["site_attacks"] == days["attacks"].sum() == total["attacks"]
            assert legs["killed"].sum() == days["killed"].sum() == total["killed"]
            assert legs["stagings"].sum() == total["stagings"] and (legs["convoy_km"] >= 0).all()
            n = numpy.arange(len(severity["counted"]))
            assert severity["counted"].sum() == total["attacks"]
            assert severity["counted"] @ n == total["killed"] + total["site_killed"]
            assert severity["conditional"] @ n == pytest.approx(
                total["killed_conditional"] + total["site_killed_conditional"], rel=1e-6, abs=1e-9)
            assert (severity["conditional"] >= 0).all()
            deaths = severity["killed_total"]
            assert deaths.sum() == REPLICATIONS and deaths @ numpy.arange(len(deaths)) == total["killed_total"]
            assert (deaths == numpy.bincount(v["killed_total"].astype(int), minlength=len(deaths))).all()
            longest = max(c["workers"] for c in scenario["convoys"]) * loads(policy)
            exposed = max([site["people"] for site in scenario["sites"]], default=0)
            assert not severity["counted"][max(longest, exposed) + 1:].any()


# --- over all of them together -------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    """{outcome: values} of every replication of every seed, one policy of each, since policies share random numbers."""
    runs = [simulated(seed, tmp_path_factory) for seed in SEEDS]
    chosen = [outcomes(result, scenario["policies"][seed % 3]["name"]) for seed, (scenario, result) in zip(SEEDS, runs)]
    return {name: numpy.concatenate([values[name] for values in chosen]) for name in chosen[0]}


def z_of(differences):
    """Of a sum of independent terms of mean 0, which need not be alike."""
    return differences.sum() / numpy.sqrt((differences**2).sum())


def test_counts_and_their_conditional_expectations_have_the_same_mean(pool):
    for name, wrong in COUNTED.items():
        z, control = (z_of(pool[name] - factor * pool[name + "_conditional"]) for factor in (1, wrong))
        print(name, z, control)
        assert abs(z) < BOUND, name
        assert abs(control) > BOUND, name  # negative control: expectations too large by that factor are seen


def test_the_scenarios_reach_everything(pool):
    """Else the checks above would check nothing."""
    assert [name for name, values in pool.items() if not values.any()] == []
