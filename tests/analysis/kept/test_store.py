"""What is kept can be written by its owner alone: whatever else lies in the folder is as good as nothing."""

from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from standoff import user_folders
from standoff.analysis.kept.keeping import keeping
from standoff.analysis.kept.secret import own_secret, user_folder
from standoff.analysis.kept.store import HEAD, Store

OURS, THEIRS = b"o" * 32, b"t" * 32
KEY, OTHER = b"k" * 32, b"l" * 32

posix = pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "kept", OURS)


def only_file(store: Store) -> Path:
    (file,) = files_in(store.folder)
    return file


def files_in(folder: Path) -> list[Path]:
    """What was kept, sorted by name: in files that are called so, beside one that keeps them out of git."""
    assert (folder / ".gitignore").read_text() == "*\n"
    return sorted(file for file in folder.iterdir() if file.name != ".gitignore")


def test_what_was_put_is_got_under_its_key_alone(store):
    assert store.get(KEY) is None
    store.put(KEY, b"content")
    assert store.get(KEY) == b"content"
    assert store.get(OTHER) is None
    store.put(KEY, b"another")
    assert store.get(KEY) == b"another"
    assert only_file(store)


def test_of_two_owners_each_gets_what_it_put_itself(store):
    other = Store(store.folder, THEIRS)
    other.put(KEY, b"theirs")
    assert store.get(KEY) is None
    store.put(KEY, b"ours")
    assert (store.get(KEY), other.get(KEY)) == (b"ours", b"theirs")


def test_a_file_that_another_signed_is_not_read_under_our_name(store):
    Store(store.folder, THEIRS).put(KEY, b"theirs")
    theirs = only_file(store)
    store.put(KEY, b"ours")
    ours = next(file for file in files_in(store.folder) if file != theirs)
    ours.write_bytes(theirs.read_bytes())
    assert store.get(KEY) is None


def test_our_own_file_under_the_name_of_another_question_is_not_read(store):
    store.put(KEY, b"content")
    first = only_file(store)
    store.put(OTHER, b"other")
    second = next(file for file in files_in(store.folder) if file != first)
    second.write_bytes(first.read_bytes())
    assert store.get(OTHER) is None
    assert store.get(KEY) == b"content"


@pytest.mark.parametrize("at", range(0, len(HEAD) + 32 + 7, 5))
def test_a_damaged_file_is_not_read_and_is_replaced(store, at):
    store.put(KEY, b"content")
    file = only_file(store)
    whole = file.read_bytes()
    assert len(whole) == len(HEAD) + 32 + 7
    for damaged in (whole[:at], whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :], whole + b"more"):
        file.write_bytes(damaged)
        assert store.get(KEY) is None
    store.put(KEY, b"content")
    assert file.read_bytes() == whole


@posix
def test_a_link_a_pipe_and_a_folder_are_no_files_and_nobody_waits(store, tmp_path):
    store.put(KEY, b"content")
    file = only_file(store)
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert store.get(KEY) is None
    file.unlink()
    os.mkfifo(file)
    assert store.get(KEY) is None
    store.put(KEY, b"content")
    assert store.get(KEY) == b"content"
    file.unlink()
    file.mkdir()
    assert store.get(KEY) is None
    with pytest.raises(OSError, match=r".+"):
        store.put(KEY, b"content")
    assert files_in(store.folder) == [file]


@posix
def test_nothing_is_written_through_a_folder_that_is_a_link(tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "kept").symlink_to(elsewhere)
    with pytest.raises(OSError, match="link"):
        Store(tmp_path / "kept", OURS).put(KEY, b"content")
    assert list(elsewhere.iterdir()) == []


def test_what_was_not_taken_for_the_longest_time_goes_first(tmp_path):
    folder = tmp_path / "kept"
    store = Store(folder, OURS, most=3 * (len(HEAD) + 32 + 1000))
    keys = [bytes([n]) * 32 for n in range(5)]
    for age, key in enumerate(keys):
        before = set(files_in(folder)) if age else set()
        store.put(key, bytes(1000))
        (fresh,) = set(files_in(folder)) - before
        os.utime(fresh, (age, age))
    assert store.get(keys[0]) is not None  # and is then the last one that was taken
    (folder / "notes.txt").write_bytes(bytes(5000))
    store.tidy()
    assert [key[0] for key in keys if store.get(key) is not None] == [0, 3, 4]
    assert (folder / "notes.txt").exists()


def test_what_killed_runs_left_half_done_goes_when_it_is_old(store):
    store.put(KEY, b"content")
    name = only_file(store).name
    old, new = (store.folder / f".{name}.{n * 8}.part" for n in "ab")
    for half in (old, new):
        half.write_bytes(b"half")
    os.utime(old, (0, 0))
    store.tidy()
    assert not old.exists()
    assert new.exists()


# ------------------------------------------------------------------------------------------- the user's secret


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(user_folders.sys, "platform", "linux")
    return tmp_path / "config" / "standoff"


def test_a_secret_is_made_once_and_is_its_owners_alone(home):
    first = own_secret()
    assert own_secret() == first
    assert len(first) == 32
    assert [file.name for file in home.iterdir()] == ["kept.key"]
    if os.name == "posix":
        assert stat.S_IMODE((home / "kept.key").stat().st_mode) == 0o600


def test_many_at_once_agree_on_one_secret(home):
    with ThreadPoolExecutor(8) as crew:
        assert len(set(crew.map(lambda _: own_secret(), range(32)))) == 1


@posix
def test_a_secret_that_others_can_read_or_that_is_damaged_is_refused(home):
    own_secret()
    (home / "kept.key").chmod(0o644)
    with pytest.raises(OSError, match="owner alone"):
        own_secret()
    (home / "kept.key").chmod(0o600)
    (home / "kept.key").write_bytes(b"short")
    with pytest.raises(OSError, match="damaged"):
        own_secret()


def test_a_folder_that_is_named_by_half_a_path_is_not_used(home, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(home))
    assert user_folder("cache") == home / ".cache" / "standoff"


# ------------------------------------------------------------------------------------------- what a run makes of it


class Trap:
    """What a prepared file would do if it were unpickled: it writes a file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self):
        return (Path.write_text, (self.place, "sprung"))


def told_by(case, folder, **how):
    from standoff import answer

    told: list[str] = []
    with keeping(folder, tell=told.append, **how) as by:
        found = answer(case, draws=4, by=by)
    return found, told


@pytest.fixture(scope="module")
def case():
    import standoff

    return standoff.example()


@pytest.fixture(scope="module")
def fresh(case):
    import standoff

    return standoff.answer(case, draws=4)


def test_a_folder_that_somebody_prepared_is_as_good_as_an_empty_one(case, fresh, tmp_path):
    folder, sprung = tmp_path / "kept", tmp_path / "sprung"
    told_by(case, folder)
    for file in files_in(folder):
        file.write_bytes(HEAD + bytes(32) + pickle.dumps(Trap(sprung)))
    found, told = told_by(case, folder)
    assert (found, told) == (fresh, [])
    assert not sprung.exists()
    found, told = told_by(case, folder)
    assert found == fresh
    assert "were answered before" in told[0]


def test_even_what_we_signed_ourselves_springs_no_trap(case, fresh, tmp_path):
    folder, sprung = tmp_path / "kept", tmp_path / "sprung"
    with keeping(folder) as by:
        put = by.store.put
        object.__setattr__(by, "store", Signing(by.store, pickle.dumps(Trap(sprung))))
        import standoff

        standoff.answer(case, draws=4, by=by)
    assert put
    found, told = told_by(case, folder)
    assert (found, told) == (fresh, [])
    assert not sprung.exists()


class Signing:
    """A store that puts a trap in place of every result."""

    def __init__(self, store: Store, trap: bytes) -> None:
        self.store, self.trap = store, trap

    def get(self, key):
        return self.store.get(key)

    def put(self, key, content):
        self.store.put(key, self.trap)

    def tidy(self):
        self.store.tidy()


def test_with_fresh_nothing_is_taken_and_all_is_kept_anew(case, fresh, tmp_path):
    folder = tmp_path / "kept"
    told_by(case, folder)
    before = files_in(folder)
    for file in before:
        os.utime(file, (0, 0))
    assert told_by(case, folder, fresh=True) == (fresh, [])
    assert files_in(folder) == before
    assert all(file.stat().st_mtime > 0 for file in before)


def test_a_folder_that_cannot_be_made_is_told_once_and_stops_nothing(case, fresh, tmp_path):
    (tmp_path / "file").write_text("in the way")
    found, told = told_by(case, tmp_path / "file" / "kept")
    assert found == fresh
    assert len(told) == 1
    assert told[0].startswith("Nothing is kept for the next run: ")


def test_a_disk_that_is_full_is_told_once_and_stops_nothing(case, fresh, tmp_path, monkeypatch):
    def full(self, key, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Store, "put", full)
    found, told = told_by(case, tmp_path)
    assert found == fresh
    remedy = "mend that, or ask with --no-keep"
    assert told == [f"Nothing is kept for the next run: {tmp_path}: No space left on device; {remedy}"]


def test_without_a_secret_nothing_is_kept_and_nothing_taken(case, fresh, tmp_path, monkeypatch):
    told_by(case, tmp_path)
    (tmp_path / "config").write_text("in the way")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(user_folders.sys, "platform", "linux")
    found, told = told_by(case, tmp_path)
    assert found == fresh
    assert [text.partition(":")[0] for text in told] == ["Nothing is kept for the next run"]


RUN = """
import sys, standoff
with standoff.keeping(sys.argv[1], tell=print) as by:
    print(standoff.answer(standoff.example(), draws=4, by=by).headline)
"""


def test_two_runs_at_once_do_each_other_no_harm(case, fresh, tmp_path):
    runs = [
        subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True) for _ in "ab"
    ]
    for run in runs:
        assert run.communicate(timeout=120)[0].splitlines()[0] == fresh.headline
        assert run.returncode == 0
    assert not [file for file in tmp_path.iterdir() if file.name.endswith(".part")]
    found, told = told_by(case, tmp_path)
    assert found == fresh
    assert "were answered before" in told[0]


@pytest.mark.parametrize("variable", [{"STANDOFF_KERNEL": "off"}, {"OMP_NUM_THREADS": "1"}])
def test_what_was_found_with_another_kernel_or_other_settings_is_not_taken(case, fresh, tmp_path, variable):
    folder = tmp_path / "kept"
    told_by(case, folder)
    before = files_in(folder)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(folder)],
        env={**os.environ, **variable},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    kernel_is_off_anyway = os.environ.get("STANDOFF_KERNEL") == "off" and "STANDOFF_KERNEL" in variable
    assert ("were answered before" in done.stdout) == kernel_is_off_anyway
    assert done.stdout.splitlines()[0] == fresh.headline
    assert (len(files_in(folder)) > len(before)) != kernel_is_off_anyway
