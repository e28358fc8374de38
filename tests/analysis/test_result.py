"""Result files are opened lazily, and what is wrong with one is said."""

import shutil
import signal
import subprocess
import time

import h5py
import numpy
import pytest

import convoyrisk
from conftest import FIRST_STEPS, KARAKORAM
from convoyrisk.program import find_program


def test_a_result_says_what_it_is(karakoram):
    assert karakoram.title == "Worker buses on the Karakoram Highway (illustrative)"
    assert karakoram.policies[:2] == ("as it is", "escorts") and karakoram.baseline == "as it is"
    assert (karakoram.replications, karakoram.seed, karakoram.complete) == (1300, 1, True)
    assert (karakoram.horizon_days, karakoram.currency, karakoram.confidence, karakoram.draws) == (365, "USD", 0.95, 0)
    assert karakoram.scenario_text == KARAKORAM.read_text(encoding="utf-8")
    assert karakoram.scenario["convoys"][0]["name"] and karakoram.points == ("",)


def test_groups_are_lazy_and_have_units(karakoram):
    assert karakoram.outcomes["killed_total"].attrs["units"] == "person"
    with h5py.File(karakoram.path) as file:
        for name in ("summary", "comparison", "outcomes", "legs", "days", "severity", "network", "blocks"):
            group = karakoram.group(name)
            assert not group[next(iter(group.data_vars))].variable._in_memory or group.sizes == {}
            for variable in group.data_vars:
                if file[name][variable].dtype.kind in "if":
                    numpy.testing.assert_array_equal(group[variable].values, file[name][variable][()], err_msg=f"{name}/{variable}")


def test_a_group_that_is_not_there_says_how_to_get_it(karakoram, tmp_path):
    with pytest.raises(convoyrisk.ResultError, match="without a sweep: add --sweep"):
        karakoram.sweep
    with pytest.raises(convoyrisk.ResultError, match="`uncertainty` block"):
        karakoram.uncertainty
    subprocess.run([find_program(), "run", FIRST_STEPS, "-o", tmp_path / "bare.h5", "--quiet", "--replications", "300",
                    "--keep", "days"], check=True, capture_output=True)
    bare = convoyrisk.open_result(tmp_path / "bare.h5")
    with pytest.raises(convoyrisk.ResultError, match='"outcomes" in run.keep'):
        bare.outcomes
    assert bare.has("days") and not bare.has("severity")


def test_wrong_files_are_named(karakoram, tmp_path):
    with pytest.raises(FileNotFoundError, match="there is no file"):
        convoyrisk.open_result(tmp_path / "none.h5")
    (tmp_path / "text.h5").write_text("no HDF5")
    with pytest.raises(convoyrisk.ResultError, match="is no HDF5 file"):
        convoyrisk.open_result(tmp_path / "text.h5")
    (tmp_path / "cut.h5").write_bytes(karakoram.path.read_bytes()[:5000])
    with pytest.raises(convoyrisk.ResultError, match="is no HDF5 file, or is damaged"):
        convoyrisk.open_result(tmp_path / "cut.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file.attrs["title"] = "something else"
    with pytest.raises(convoyrisk.ResultError, match="not written by convoyrisk"):
        convoyrisk.open_result(tmp_path / "other.h5")


@pytest.mark.parametrize("version, remedy", [(3, "a newer convoyrisk package"), (1, "run the scenario again")])
def test_another_version_is_refused(karakoram, tmp_path, version, remedy):
    shutil.copy(karakoram.path, tmp_path / "version.h5")
    with h5py.File(tmp_path / "version.h5", "r+") as file:
        file.attrs["format_version"] = version
    with pytest.raises(convoyrisk.ResultError, match=f"has format version {version}, this package reads 2: {remedy}"):
        convoyrisk.open_result(tmp_path / "version.h5")


def test_a_partial_result_warns(tmp_path):
    file = tmp_path / "partial.h5"
    words = [find_program(), "run", FIRST_STEPS, "-o", file, "--replications", "10000000", "--keep", "days", "--quiet"]
    run = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    log = tmp_path / "partial.h5.partial"
    for _ in range(600):
        if log.exists() and log.stat().st_size > 100_000:
            break
        time.sleep(0.1)
    run.send_signal(signal.SIGINT)
    run.communicate(timeout=60)
    with pytest.warns(UserWarning, match="is partial"):
        partial = convoyrisk.open_result(file)
    assert not partial.complete and 0 < partial.replications < 10_000_000 and "partial" in repr(partial)
    if log.exists():
        with pytest.raises(convoyrisk.ResultError, match="log of a run under way"):
            convoyrisk.open_result(log)


def test_the_far_tail_has_a_file_of_its_own(karakoram, tmp_path):
    subprocess.run([find_program(), "run", FIRST_STEPS, "-o", tmp_path / "tail.h5", "--quiet", "--tail", "--policy", "escort",
                    "--replications", "600"], check=True, capture_output=True)
    tail = convoyrisk.open_tail(tmp_path / "tail.h5")
    assert tail.policies == ("escort",) and tail.confidence == 0.95
    assert tail.exceedance["exceedance"].sel(n=0).item() == pytest.approx(1, abs=0.2)
    with pytest.raises(convoyrisk.ResultError, match="open it with open_tail"):
        convoyrisk.open_result(tmp_path / "tail.h5")
    with pytest.raises(convoyrisk.ResultError, match="open it with open_result"):
        convoyrisk.open_tail(karakoram.path)
