"""The program is found, called, and its complaints come back in its own words."""

import gc

import numpy
import pytest

import convoyrisk
from conftest import CELLS, FIRST_STEPS
from convoyrisk import program


def test_a_run_is_opened_and_its_folder_goes_with_it():
    result = convoyrisk.run(FIRST_STEPS, replications=300, seed=7, threads=1, settings={CELLS: 3}, policies=["escort"])
    assert (result.replications, result.seed, result.policies) == (300, 7, ("escort",))
    assert result.scenario["threat"]["groups"][0]["cells"] == "3"
    folder = result.path.parent
    assert folder.exists()
    result.close()
    del result
    gc.collect()
    assert not folder.exists()


def test_equal_runs_are_equal(tmp_path):
    first = convoyrisk.run(FIRST_STEPS, result=tmp_path / "a.h5", replications=300, threads=1)
    second = convoyrisk.run(FIRST_STEPS, result=tmp_path / "b.h5", replications=300, threads=2)
    assert first.path.read_bytes() == second.path.read_bytes()
    other = convoyrisk.run(FIRST_STEPS, replications=300, seed=2)
    assert not numpy.array_equal(other.outcomes["attacks"].values, first.outcomes["attacks"].values)


def test_complaints_are_the_program_s(tmp_path):
    with pytest.raises(convoyrisk.ProgramError, match="did you mean 'cells'"):
        convoyrisk.run(FIRST_STEPS, settings={CELLS[:-1]: 3})
    with pytest.raises(convoyrisk.ProgramError, match="none.yaml"):
        convoyrisk.run(tmp_path / "none.yaml")


def test_a_program_that_is_not_there_is_said(monkeypatch, tmp_path):
    monkeypatch.setenv("CONVOYRISK_PROGRAM", str(tmp_path / "nowhere"))
    with pytest.raises(convoyrisk.ProgramError, match="no program that can be run"):
        convoyrisk.run(FIRST_STEPS)
    monkeypatch.delenv("CONVOYRISK_PROGRAM")
    monkeypatch.setattr(program, "IN_CHECKOUT", tmp_path / "nowhere")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(convoyrisk.ProgramError, match="no program convoyrisk: not built here"):
        convoyrisk.run(FIRST_STEPS)
