"""Study: scenarios run in this process."""

import os
import pickle
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy
import pytest
import yaml

from conftest import FIRST_STEPS, KARAKORAM

from convoyrisk import LibraryError, ProgramWarning, Study, library, run

FAR = "threat.groups.hill group.cells"


@pytest.fixture(name="study")
def fixture_study():
    return Study(FIRST_STEPS)


@pytest.fixture(name="carried")
def fixture_carried():
    """What a worker must get all of: a text, a folder with its network, values that were set."""
    return Study(KARAKORAM.read_text(), directory=KARAKORAM.parent).set('threat.groups."lower valley".cells', 9)


def killed(study, seed):
    return float(study.run(replications=256, seed=seed, threads=1).means["killed"][-1])


def killed_and_process(study, seed):
    return killed(study, seed), os.getpid()


def test_a_path_a_text_and_a_dict_are_one_scenario(study):
    text = FIRST_STEPS.read_text()
    others = [Study(str(FIRST_STEPS)), Study(text), Study(yaml.safe_load(text.replace("2024-01-01T00:00 ", "'2024-01-01T00:00'")))]
    assert [other.problems for other in others] == [[], [], []]
    assert {killed(other, 3) for other in others} == {killed(study, 3)}


def test_a_network_beside_the_file_is_found(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "as it is" in Study(KARAKORAM).policies
    assert "as it is" in Study(KARAKORAM.read_text(), directory=KARAKORAM.parent).policies
    with pytest.raises(ValueError, match="geojson"):
        Study(KARAKORAM.read_text()).run(replications=10)


def test_problems_have_their_places(study):
    wrong = Study(FIRST_STEPS.read_text().replace("horizon:", "horizn:"))
    places = [(problem["level"], problem["line"], problem["column"]) for problem in wrong.problems]
    assert places[0][0] == "error" and places[0][1] > 0 and places[0][2] == 1
    assert "did you mean" in wrong.problems[0]["message"]
    with pytest.raises(ValueError, match="did you mean 'horizon'"):
        wrong.run()
    assert "did you mean 'cells'" in study.set(FAR.replace("cells", "cels"), 3).problems[0]["message"]


def test_what_is_set_last_counts_and_runs_as_the_programs(study, folder):
    study.set(FAR, 9).set(FAR, numpy.int64(3))
    assert repr(study).endswith("first-steps.yaml', 1 setting>")
    stored = run(FIRST_STEPS, result=folder / "set.h5", replications=300, seed=5, settings={FAR: 3})
    result = study.run(replications=300, seed=5, keep="outcomes")
    for policy in result.policies:
        assert (result.outcomes["killed"].sel(policy=policy).values == stored.outcomes["killed"].sel(policy=policy).values).all()
    assert result.per_year == stored.per_year and result.outcome_names == stored.outcome_names
    assert result.means["delay"].attrs["units"] == stored.outcomes["delay"].attrs["units"]


def test_a_name_that_is_not_there_names_the_nearest(study):
    with pytest.raises(ValueError, match="did you mean 'escort'"):
        study.run("escrt", replications=10)
    result = study.run(replications=10)
    with pytest.raises(KeyError, match='did you mean "killed"'):
        result.means["kiled"]
    with pytest.raises(KeyError, match='did you mean "escort"'):
        study.trace("escrt")


def test_warnings_of_the_scenario_are_pythons():
    text = FIRST_STEPS.read_text().replace("replications: 2000", "replications: 2000\nuncertainty: {draws: 3, inner: 4, parameters: "
                                           "{threat.groups.hill group.engage: {uniform: [0.1, 0.9]}}}")
    study = Study(text)
    problems = study.problems
    assert [problem for problem in problems if problem["level"] == "error"] == []
    if problems:
        with pytest.warns(ProgramWarning):
            study.run()
    assert study.run(uncertainty=True).units == 3 and study.run(replications=20).units == 20


def test_a_function_that_is_told_ends_the_run(study):
    told = []

    def until_1000(done, wanted):
        told.append((done, wanted))
        return done < 1000

    result = study.run(replications=100_000, progress=until_1000)
    assert not result.complete and 1000 <= result.replications < 5000 and told[0] == (256, 100_000)
    assert (result.means["cost"].values == study.run(replications=result.replications).means["cost"].values).all()


def test_an_error_of_that_function_is_raised(study):
    def wrong(_done, _wanted):
        raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        study.run(replications=100_000, progress=wrong)


def test_an_interrupt_ends_the_run(study):
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        study.run(replications=50_000_000)
    assert time.monotonic() - began < 20


def test_threads_and_processes_share_studies(study):
    alone = [killed(study, seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda seed: killed(study, seed), range(4))) == alone
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert list(pool.map(killed, [study] * 4, range(4))) == alone
    again = pickle.loads(pickle.dumps(study.set(FAR, 3)))
    assert killed(again, 1) == killed(study, 1)


def test_the_lock_of_python_is_free_while_it_runs(study):
    """Another thread goes on counting; a library that held the lock would stop it for the whole run."""
    counted = []
    threading.Thread(target=lambda: [counted.append(time.sleep(0.001)) for _ in range(100)]).start()
    study.run(replications=20_000, threads=1, progress=False)
    assert len(counted) > 3


def test_a_library_that_is_not_there_is_told_clearly(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVOYRISK_LIBRARY", str(tmp_path / "none.so"))
    with pytest.raises(LibraryError, match="which is no file"):
        library.library()
    (tmp_path / "wrong.so").write_text("no library")
    monkeypatch.setenv("CONVOYRISK_LIBRARY", str(tmp_path / "wrong.so"))
    with pytest.raises(LibraryError, match="cannot be loaded.*CONVOYRISK_LIBRARY"):
        library.library()
    monkeypatch.delenv("CONVOYRISK_LIBRARY")
    monkeypatch.setattr(library, "BESIDE", ())
    monkeypatch.setattr(library, "FILE", "libconvoyrisk-none.so.1")
    with pytest.raises(LibraryError, match="convoyrisk_shared"):
        library.library()


def test_other_library_is_refused(monkeypatch):
    monkeypatch.setenv("CONVOYRISK_LIBRARY", next(path for path in ("/lib/x86_64-linux-gnu/libm.so.6", "/usr/lib/libm.so.6")
                                                 if os.path.exists(path)))
    with pytest.raises(LibraryError, match="no libconvoyrisk"):
        library.library()


def test_legs_severity_tails_and_exceedance_agree_with_the_outcomes(study):
    result = study.run(replications=400, seed=11, keep="outcomes")
    for name in ("killed", "attacks"):
        assert (result.legs[name].sum("leg") == result.outcomes[name].sum("replication")).all()
    assert (result.severity["counted"].sum("n") == result.outcomes["attacks"].sum("replication")).all()
    assert (result.severity["killed_total"].sum("n") == 400).all()
    for policy in result.policies:
        killed_in = numpy.sort(result.outcomes["killed_total"].sel(policy=policy).values)
        chances = result.exceedance(most=5)["chance"].sel(policy=policy)
        assert [float(chances.sel(threshold=n)) for n in range(6)] == pytest.approx([(killed_in >= n).mean() for n in range(6)])
        tails = result.tails(level=0.9).sel(policy=policy)
        assert float(tails["quantile"]) == killed_in[359] and float(tails["cvar"]) == pytest.approx(killed_in[360:].mean())
    assert result.tails().attrs["per"] == "horizon" and result.tails("attacks")["quantile"].attrs["units"]


def test_what_has_no_distribution_is_told(study):
    result = study.run(replications=20)
    with pytest.raises(ValueError, match="killed_total"):
        result.tails("killed_totl")
    with pytest.raises(LibraryError, match="none of attacks, killed"):
        result.exceedance("cost")
    with pytest.raises((ValueError, LibraryError), match="level"):
        result.tails(level=1.0)
    with pytest.raises(ValueError, match="most is -1"):
        result.exceedance(most=-1)


def test_legs_of_a_sweep_have_its_points(study):
    text = FIRST_STEPS.read_text() + "\nsweep: {cross: {threat.groups.hill group.cells: [1, 3]}}\n"
    result = Study(text).run(replications=50)
    assert len(result.points) == 2 and result.legs["attacks"].dims == ("point", "policy", "leg")
    assert result.tails()["quantile"].dims == ("point", "policy")


def test_joblib_workers_take_studies(carried):
    joblib = pytest.importorskip("joblib")
    alone = [killed(carried, seed) for seed in range(3)]
    assert joblib.Parallel(n_jobs=2)(joblib.delayed(killed)(carried, seed) for seed in range(3)) == alone


def test_dask_workers_take_studies(carried):
    """In processes of their own, which get the study pickled."""
    dask = pytest.importorskip("dask")
    pytest.importorskip("cloudpickle")  # by which dask sends tasks to processes
    alone = [killed(carried, seed) for seed in range(3)]
    tasks = [dask.delayed(killed_and_process)(carried, seed) for seed in range(3)]
    there = dask.compute(*tasks, scheduler="processes", num_workers=2)
    assert [number for number, _ in there] == alone and os.getpid() not in {process for _, process in there}
