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


def add_to_both(paths):
    """Two threads each, in opposite order, as requests do that count here and there."""

    def cross(first, second):
        for _ in range(500):
            add(shared_table(first, size=64), 1)
            add(shared_table(second, size=64), 1)

    threads = [threading.Thread(target=cross, args=order) for order in (paths, paths[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


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


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_two_tables_between_processes_never_look_like_a_deadlock(tmp_path, way):
    paths = (tmp_path / "one", tmp_path / "two")
    context = multiprocessing.get_context(way)
    add(shared_table(paths[0], size=64), 1)
    workers = [context.Process(target=add_to_both, args=(paths,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [held(shared_table(path, size=64)) for path in paths] == [3001, 3000]


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
