"""The log of a run that was interrupted, damaged or made by hand: every block that is whole is used, what is lost is told, the
damaged log is kept, and no numbers of another run come in. These tests belong to builds without assertions as well."""

import random
import re
import struct
import subprocess
import time
import zlib

import pytest

from program import FIRST_STEPS, PROGRAM, call, succeed

REPLICATIONS = 4000
BLOCK = 256
SIGNATURE = b"convoyrisk log 2\n"
SEED = 20261128  # of the places of damage


def words(result, *further):
    return ["run", str(FIRST_STEPS), "-o", str(result), "--replications", str(REPLICATIONS), "--quiet", *map(str, further)]


def log(result):
    return result.with_name(result.name + ".partial")


def records(data):
    """The whole records of a log, each with its frame; a kill may have cut the last one short."""
    assert data.startswith(SIGNATURE)
    place, found = len(SIGNATURE), []
    while place + 8 <= len(data):
        length, = struct.unpack_from("<Q", data, place)
        if place + 12 + length > len(data):
            break
        found.append(data[place:place + 12 + length])
        place += 12 + length
    return found


def framed(payload):
    return struct.pack("<Q", len(payload)) + payload + struct.pack("<I", zlib.crc32(payload))


def numbered(record, number):
    """The same record with another number and a right checksum."""
    payload = record[8:-4]
    return framed(payload[:8] + struct.pack("<Q", number) + payload[16:])


def killed_run(result, *further):
    """The log of a run that was killed after ten blocks or so."""
    for blocks in (10, 8, 6, 4):
        with subprocess.Popen([PROGRAM, *words(result, "--threads", 1, *further)], stdout=subprocess.DEVNULL) as run:
            while run.poll() is None and not (log(result).exists() and log(result).stat().st_size > blocks * 150_000):
                time.sleep(0.001)
            run.kill()
        if log(result).exists() and len(found := records(log(result).read_bytes())) > 4:
            log(result).unlink()
            return found
        log(result).unlink(missing_ok=True)
    raise AssertionError("no run could be killed midway")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    result = tmp_path_factory.mktemp("whole") / "run.h5"
    succeed(*words(result))
    return result.read_bytes()


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    return killed_run(tmp_path_factory.mktemp("killed") / "run.h5")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    """Of a run that differs in one price."""
    return killed_run(tmp_path_factory.mktemp("other") / "run.h5", "--set", "costs.escort_vehicle_hour=51")


def joined(found):
    return SIGNATURE + b"".join(found)


def resume(tmp_path, data):
    result = tmp_path / "run.h5"
    result.unlink(missing_ok=True)
    log(result).write_bytes(data)
    line = [word for word in words(result, "--resume") if word != "--quiet"]
    return result, call(*line)


def going_on_from(done):
    found = re.search(r"going on from ([\d,]+) replications", done.stderr)
    return int(found[1].replace(",", "")) if found else 0


def test_a_flipped_bit_costs_one_block_and_is_told(killed, whole, tmp_path):
    draw = random.Random(SEED)
    data, first = joined(killed), len(SIGNATURE) + len(killed[0])
    for attempt in range(12):
        damaged = bytearray(data)
        damaged[draw.randrange(first, len(data))] ^= 1 << draw.randrange(8)
        result, done = resume(tmp_path, damaged)
        aside = log(result).with_name(log(result).name + (f".damaged-{attempt + 1}" if attempt else ".damaged"))
        assert done.returncode == 0 and "is damaged: " in done.stderr and str(aside) in done.stderr
        assert going_on_from(done) >= BLOCK * (len(killed) - 2)
        assert aside.read_bytes() == damaged and result.read_bytes() == whole and not log(result).exists()


def test_damage_in_the_head_costs_no_block(killed, whole, tmp_path):
    draw = random.Random(SEED + 1)
    data = joined(killed)
    for attempt in range(6):
        damaged = bytearray(data)
        if attempt < 4:
            damaged[draw.randrange(len(SIGNATURE), len(SIGNATURE) + len(killed[0]))] ^= 1 << draw.randrange(8)
        else:  # all of it, and the signature too
            damaged[(len(SIGNATURE), 0)[attempt - 4]:len(SIGNATURE) + len(killed[0])] = bytes(len(killed[0]) + (0, len(SIGNATURE))[attempt - 4])
        result = tmp_path / "run.h5"
        result.unlink(missing_ok=True)
        log(result).write_bytes(damaged)
        refused = call(*words(result))
        assert refused.returncode == 2 and log(result).read_bytes() == damaged
        result, done = resume(tmp_path, damaged)
        assert done.returncode == 0 and "is damaged" in done.stderr and result.read_bytes() == whole
        assert going_on_from(done) == BLOCK * (len(killed) - 1)
        assert any(path.read_bytes() == damaged for path in tmp_path.glob("run.h5.partial.damaged*"))


def test_blocks_behind_a_damaged_head_of_another_run_are_not_used(other, whole, tmp_path):
    damaged = bytearray(joined(other))
    damaged[len(SIGNATURE) + 40] ^= 1
    result, done = resume(tmp_path, damaged)
    assert done.returncode == 0 and "no block of this run is found in it" in done.stderr and not going_on_from(done)
    assert result.read_bytes() == whole
    assert log(result).with_name("run.h5.partial.damaged").read_bytes() == damaged


def test_a_damaged_head_and_a_run_that_made_a_result_longer(whole, tmp_path):
    """The log holds what comes after the result: both are found, whatever the damaged head said."""
    result = tmp_path / "run.h5"
    succeed(*[1024 if word == str(REPLICATIONS) else word for word in words(result)])
    shorter = result.read_bytes()
    with subprocess.Popen([PROGRAM, *words(result, "--resume", "--threads", 1)], stdout=subprocess.DEVNULL) as run:
        while run.poll() is None and not (log(result).exists() and log(result).stat().st_size > 500_000):
            time.sleep(0.001)
        run.kill()
    assert log(result).exists() and result.read_bytes() == shorter
    damaged = bytearray(log(result).read_bytes())
    damaged[len(SIGNATURE) + 40] ^= 1
    log(result).write_bytes(damaged)
    done = call(*[word for word in words(result, "--resume") if word != "--quiet"])
    assert done.returncode == 0 and result.read_bytes() == whole, done.stderr
    assert going_on_from(done) > 1024


def test_blocks_beyond_the_damage_survive_a_second_kill(killed, whole, tmp_path):
    damaged = bytearray(joined(killed))
    damaged[len(SIGNATURE) + len(killed[0]) + len(killed[1]) // 2] ^= 1
    result = tmp_path / "run.h5"
    log(result).write_bytes(damaged)
    with subprocess.Popen([PROGRAM, *words(result, "--resume")], stdout=subprocess.DEVNULL) as run:
        while run.poll() is None and not list(tmp_path.glob("*.damaged")):
            time.sleep(0.001)
        run.kill()
    result, done = resume(tmp_path, log(result).read_bytes())
    assert done.returncode == 0 and result.read_bytes() == whole
    assert going_on_from(done) >= BLOCK * (len(killed) - 2)


@pytest.mark.parametrize("change", [
    lambda mine, _: [mine[0], mine[2], mine[1], *mine[3:]],                # swapped
    lambda mine, _: [mine[0], mine[1], *mine[1:]],                         # one twice
    lambda mine, _: [mine[0], mine[1], *mine[3:]],                         # one is missing
    lambda mine, other: [mine[0], mine[1], other[2], *mine[3:]],           # one of another run
    lambda mine, other: [mine[0], *other[1:]],                             # all of another run
    lambda mine, _: [mine[0], mine[1], numbered(mine[1], 2), *mine[3:]],   # one twice, with a number of its own
], ids=["swapped", "twice", "missing", "one of another", "another's", "twice and numbered"])
def test_a_log_put_together_by_hand_is_refused_or_changes_nothing(change, killed, other, whole, tmp_path):
    result, done = resume(tmp_path, joined(change(killed, other)))
    if done.returncode == 0:
        assert result.read_bytes() == whole
    else:
        assert done.returncode == 2 and str(log(result)) in done.stderr and "remove it" in done.stderr
        assert not result.exists() and log(result).exists()


def test_blocks_of_another_run_are_refused(killed, other, tmp_path):
    _, done = resume(tmp_path, joined([killed[0], killed[1], other[2], *killed[3:]]))
    assert done.returncode == 2 and "holds blocks of two runs" in done.stderr


def test_a_log_of_another_version_is_refused(killed, tmp_path):
    for signature in (b"convoyrisk log 1\n", b"convoyrisk log 3\n"):
        result, done = resume(tmp_path, signature + b"".join(killed))
        assert done.returncode == 2 and "is the log of another version of this program" in done.stderr
        assert log(result).exists()


def forged(record, place, value):
    """A block with another number at a place of its payload, and a right checksum."""
    payload = bytearray(record[8:-4])
    payload[place:place + 8] = struct.pack("<q", value)
    return framed(bytes(payload))


@pytest.mark.parametrize("value", [-1, 0, 1 << 31, (1 << 63) - 1, -(1 << 63)])
def test_numbers_that_cannot_be_are_refused_before_memory_is_taken(value, killed, whole, tmp_path):
    fields = range(16, 120, 8)  # index, replications, lengths of lists and counts
    for place in fields:
        result, done = resume(tmp_path, joined([*killed[:2], forged(killed[2], place, value), *killed[3:]]))
        assert done.returncode in (0, 2), (place, done.stderr)
        if done.returncode == 2:
            assert str(log(result)) in done.stderr and "remove it" in done.stderr and done.stderr.count("\n") == 2, done.stderr


def test_any_block_with_a_right_checksum_ends_with_a_message_or_a_result(killed, tmp_path):
    draw = random.Random(SEED + 2)
    for _ in range(60):
        payload = bytearray(killed[2][8:-4])
        for _ in range(draw.choice([1, 1, 8])):
            place = draw.randrange(16, len(payload))
            payload[place:place + 8] = draw.choice([draw.randbytes(8), b"\xff" * 8, b"\0" * 8, struct.pack("<q", draw.getrandbits(40))])
        if draw.random() < 0.2:
            payload = payload[:draw.randrange(16, len(payload))]
        _, done = resume(tmp_path, joined([*killed[:2], framed(bytes(payload)), *killed[3:]]))
        assert done.returncode in (0, 2), done.stderr
