"""Result files with bits gone wrong, and result files that somebody made to do harm: refused with a message, by the program and by the
Python package, before memory is taken, and nothing of another file comes into a result. Belongs to builds without assertions as well."""

import random
import resource
import shutil
import sys

import h5py
import numpy
import pytest

from program import FIRST_STEPS, ROOT, call, succeed

sys.path.insert(0, str(ROOT / "analysis"))
from convoyrisk import ResultError, open_result  # noqa: E402

REPLICATIONS = 600
MEMORY = 3 << 30
SEED = 20261129  # of the bits that are flipped
FLIPS = 60


def run_words(result, *further):
    return ["run", FIRST_STEPS, "-o", result, "--quiet", *further]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    file = tmp_path_factory.mktemp("result") / "run.h5"
    succeed(*run_words(file, "--replications", REPLICATIONS))
    return file


def limited():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def refused_everywhere(file, tmp_path):
    """What compare, merge and --resume say of it, which must be one line and the end of it."""
    merged, said = tmp_path / "merged.h5", []
    before = file.read_bytes()
    for line in (["compare", file], ["merge", file, "-o", merged, "--quiet"],
                 run_words(file, "--replications", REPLICATIONS + 300, "--resume")):
        done = call(*line, preexec_fn=limited)
        assert done.returncode == 2 and done.stdout == "", (line[0], done.returncode, done.stderr)
        assert done.stderr.startswith(str(file)) and done.stderr.count("\n") == 1, done.stderr
        said.append(done.stderr)
    assert not merged.exists() and file.read_bytes() == before
    return said


def test_a_flipped_bit_anywhere_is_noticed_by_all(result, tmp_path):
    whole, draw = result.read_bytes(), random.Random(SEED)
    file = tmp_path / "run.h5"
    for _ in range(FLIPS):
        damaged = bytearray(whole)
        damaged[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        file.write_bytes(damaged)
        done = call("compare", file)
        assert done.returncode == 2 and done.stderr.startswith(str(file)), done.stderr
        with pytest.raises(ResultError):
            open_result(file)
    refused_everywhere(file, tmp_path)


def test_a_file_without_its_end_is_noticed(result, tmp_path):
    file = tmp_path / "run.h5"
    for missing in (1, 40, 83, 84):
        file.write_bytes(result.read_bytes()[:-missing])
        assert "damaged" in refused_everywhere(file, tmp_path)[0]
        with pytest.raises(ResultError):
            open_result(file)


def changed(result, file, change):
    """As a file of a version that had no seal, which is how a stranger would get around it."""
    shutil.copy(result, file)
    with h5py.File(file, "r+") as opened:
        del opened.attrs["seal"]
        change(opened)
    return file


def test_a_file_of_a_version_without_seals_is_read(result, tmp_path):
    file = changed(result, tmp_path / "run.h5", lambda opened: None)
    assert succeed("compare", file).stdout == succeed("compare", result).stdout
    assert open_result(file).replications == REPLICATIONS
    succeed(*run_words(file, "--replications", REPLICATIONS, "--resume"))
    assert file.read_bytes() == result.read_bytes()


def replaced(name, make):
    """Another dataset in the place of one, with its attributes and dimensions left out."""
    def change(opened):
        values = opened[name][...]
        del opened[name]
        make(opened, name, values)
    return change


def external_link(opened, name, values):
    other = opened.filename + ".other"
    with h5py.File(other, "w") as file:
        file["values"] = values
    opened[name] = h5py.ExternalLink(other, "/values")


def soft_link(opened, name, values):
    opened["elsewhere"] = values
    opened[name] = h5py.SoftLink("/elsewhere")


def external_storage(opened, name, values):
    with open(opened.filename + ".raw", "wb") as file:
        file.write(values.tobytes())
    opened.create_dataset(name, values.shape, values.dtype, external=[(opened.filename + ".raw", 0, values.nbytes)])


def virtual_of_itself(opened, name, values):
    layout = h5py.VirtualLayout(values.shape, values.dtype)
    layout[...] = h5py.VirtualSource(".", "/" + name, values.shape)
    opened.create_virtual_dataset(name, layout)


@pytest.mark.parametrize("make", [external_link, soft_link, external_storage, virtual_of_itself])
@pytest.mark.parametrize("name", ["blocks/mean", "legs/killed"])
def test_a_file_that_leads_elsewhere_is_refused(make, name, result, tmp_path):
    file = changed(result, tmp_path / "run.h5", replaced(name, make))
    assert f"/{name}" in refused_everywhere(file, tmp_path)[0].replace("//", "/")
    with pytest.raises(ResultError, match=name):
        open_result(file)


HUGE = (1 << 63) - 1


def attribute(name, value):
    def change(opened):
        opened.attrs.modify(name, numpy.int64(value))
    return change


def item(name, value, place=0):
    def change(opened):
        values = opened[name][...]
        values.reshape(-1)[place] = value
        opened[name][...] = values
    return change


def declared(name, length):
    """A dataset that says it has so many values, of which none is stored."""
    def make(opened, path, values):
        opened.create_dataset(path, (length,) + values.shape[1:], values.dtype, chunks=(1024,) + values.shape[1:])
    return replaced(name, make)


@pytest.mark.parametrize("change", [
    *(attribute("replications", value) for value in (HUGE, 0, -1, 10**12)),
    *(attribute("blocks_done", value) for value in (HUGE, 10**8, 0, -1, 2)),
    *(attribute("first_block", value) for value in (HUGE, -1)),
    *(attribute("replications_of_draw", value) for value in (HUGE, -1, 7)),
    *(item("blocks/replications", value) for value in (HUGE, -1, 0, 255)),
    *(item("blocks/entries", value) for value in (HUGE, -1)),
    *(item("blocks/entry_count", value) for value in (HUGE, -1, 0, 1 << 62)),
    *(item("blocks/entry_value", value) for value in (HUGE, -1)),
    *(declared(name, length) for name in ("blocks/entry_value", "blocks/replications", "outcomes/killed", "legs/killed")
      for length in (1 << 40, 1 << 33)),
])
def test_numbers_that_cannot_be_are_refused_before_memory_is_taken(change, result, tmp_path):
    refused_everywhere(changed(result, tmp_path / "run.h5", change), tmp_path)


def test_counts_that_are_too_large_to_be_added_are_refused(result, tmp_path):
    first, second = tmp_path / "first.h5", tmp_path / "second.h5"
    succeed(*run_words(first, "--replications", 512, "--blocks", "0..1"))
    succeed(*run_words(second, "--replications", 512, "--blocks", "1..2"))
    changed(first, tmp_path / "a.h5", item("legs/killed", HUGE))
    changed(second, tmp_path / "b.h5", item("legs/killed", HUGE))
    done = call("merge", tmp_path / "a.h5", tmp_path / "b.h5", "-o", tmp_path / "merged.h5")
    assert done.returncode == 2 and "too large to be added" in done.stderr
