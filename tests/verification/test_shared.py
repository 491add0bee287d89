"""The shared table: one truth for all threads and processes, and a node that works without it."""

import multiprocessing
import struct
import threading

import pytest

from kpverify.verification.shared import SharedTable, shared_table

COUNTER = struct.Struct("<Q")


def add(table, times):
    for _ in range(times):
        with table.locked() as memory:
            (held,) = COUNTER.unpack_from(memory, 0)
            COUNTER.pack_into(memory, 0, held + 1)


def add_in_process(path, times):
    add(SharedTable(path, size=64), times)


def held(table):
    with table.locked() as memory:
        return COUNTER.unpack_from(memory, 0)[0]


def test_processes_and_threads_lose_no_count(tmp_path):
    path = tmp_path / "table"
    table = SharedTable(path, size=64)
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=add_in_process, args=(path, 2000)) for _ in range(3)]
    workers += [threading.Thread(target=add, args=(table, 2000)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert held(table) == 6 * 2000


def test_table_is_made_with_its_folder_and_only_for_this_user(tmp_path):
    path = tmp_path / "deep" / "table"
    assert SharedTable(path, size=64).is_shared
    assert path.stat().st_size == 64
    assert path.stat().st_mode & 0o077 == 0


def test_counts_survive_the_process(tmp_path):
    add(SharedTable(tmp_path / "table", size=64), 3)
    assert held(SharedTable(tmp_path / "table", size=64)) == 3


def test_one_process_opens_a_file_once(tmp_path):
    assert shared_table(tmp_path / "table", size=64) is shared_table(tmp_path / "table", size=64)


@pytest.mark.parametrize("what", ["a file where the folder should be", "a folder where the file should be"])
def test_without_a_file_the_process_counts_for_itself(tmp_path, what):
    (tmp_path / "blocked").touch() if what.startswith("a file") else (tmp_path / "blocked" / "table").mkdir(
        parents=True
    )
    table = SharedTable(tmp_path / "blocked" / "table", size=64)
    add(table, 2)
    assert not table.is_shared
    assert held(table) == 2


def test_an_error_inside_gives_the_lock_back(tmp_path):
    table = SharedTable(tmp_path / "table", size=64)
    with pytest.raises(ZeroDivisionError), table.locked():
        raise ZeroDivisionError
    add(table, 1)
    assert held(table) == 1
