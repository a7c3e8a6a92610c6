"""The key file: made once, for its owner only, and never lost by a rotation."""

import base64
import json
import os
import stat
import threading
from pathlib import Path

import pytest

from anxin.vault.keys import (
    FileKeyProvider,
    KeyFileUnusable,
    KeyUnknown,
    provider,
    use_provider,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys" / "master.json"


class TestTheFirstRun:
    def test_a_file_is_made_that_only_its_owner_may_read(self, path: Path) -> None:
        before = os.umask(0)
        try:
            FileKeyProvider(path)
        finally:
            os.umask(before)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700

    def test_a_second_run_finds_the_same_keys(self, path: Path) -> None:
        first, second = FileKeyProvider(path), FileKeyProvider(path)
        assert first.current_key_id == second.current_key_id
        assert first.data_key(first.current_key_id) == second.data_key(first.current_key_id)
        assert first.index_key("phone") == second.index_key("phone")

    def test_processes_that_start_together_get_one_file(self, path: Path) -> None:
        found: list[bytes] = []
        together = threading.Barrier(8)

        def start() -> None:
            together.wait()
            found.append(FileKeyProvider(path).index_key("phone"))

        threads = [threading.Thread(target=start) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len(set(found)) == 1

    def test_a_draft_left_by_a_killed_process_is_no_obstacle(self, path: Path) -> None:
        path.parent.mkdir()
        (path.parent / "master.json.new").write_text("{half", encoding="ascii")
        assert len(FileKeyProvider(path).index_key("phone")) == 32
        assert [file.name for file in path.parent.iterdir()] == ["master.json"]

    def test_a_folder_that_cannot_be_made_is_told_in_one_sentence(self, tmp_path: Path) -> None:
        (tmp_path / "keys").write_text("a file where the folder should be", encoding="ascii")
        with pytest.raises(KeyFileUnusable, match=r"^不能建立密钥文件 .*。$"):
            FileKeyProvider(tmp_path / "keys" / "master.json")


class TestRefusals:
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o610])
    def test_a_file_that_others_can_reach_is_refused(self, path: Path, mode: int) -> None:
        FileKeyProvider(path)
        path.chmod(mode)
        with pytest.raises(KeyFileUnusable, match=f"{mode:04o}.*chmod 600.*。$"):
            FileKeyProvider(path)

    def test_a_stricter_mode_is_welcome(self, path: Path) -> None:
        kept = FileKeyProvider(path).index_key("phone")
        path.chmod(0o400)
        assert FileKeyProvider(path).index_key("phone") == kept

    @pytest.mark.parametrize(
        "content",
        [
            "",
            "[]",
            "{}",
            "密钥",
            '{"version": 2, "current": "00000001", "root": "", "keys": {}}',
            '{"version": 1, "current": "00000001", "root": "", "keys": []}',
        ],
    )
    def test_a_damaged_file_is_refused_and_left_as_it_is(self, path: Path, content: str) -> None:
        path.parent.mkdir()
        path.write_text(content, encoding="utf-8")
        path.chmod(0o600)
        with pytest.raises(KeyFileUnusable, match="已损坏"):
            FileKeyProvider(path)
        assert path.read_text(encoding="utf-8") == content

    @pytest.mark.parametrize("spoiled", ["root", "key", "key id", "current"])
    def test_a_part_of_the_wrong_size_is_damage(self, path: Path, spoiled: str) -> None:
        FileKeyProvider(path)
        content = json.loads(path.read_text(encoding="ascii"))
        short = base64.b64encode(b"short").decode()
        if spoiled == "root":
            content["root"] = short
        elif spoiled == "key":
            content["keys"][content["current"]] = short
        elif spoiled == "key id":
            content["keys"]["00"] = content["root"]
        else:
            content["current"] = "ffffffff"
        path.write_text(json.dumps(content), encoding="ascii")
        with pytest.raises(KeyFileUnusable, match="已损坏"):
            FileKeyProvider(path)

    def test_an_unknown_key_is_named(self, path: Path) -> None:
        with pytest.raises(KeyUnknown, match="00000000"):
            FileKeyProvider(path).data_key(bytes(4))


class TestRotation:
    def test_a_new_key_becomes_current_and_the_old_one_stays(self, path: Path) -> None:
        keys = FileKeyProvider(path)
        old_id, old_key = keys.current_key_id, keys.data_key(keys.current_key_id)
        new_id = keys.add_key()
        assert keys.current_key_id == new_id != old_id
        assert keys.data_key(old_id) == old_key != keys.data_key(new_id)
        assert FileKeyProvider(path).data_key(old_id) == old_key
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_indexes_and_signatures_outlive_a_rotation(self, path: Path) -> None:
        keys = FileKeyProvider(path)
        before = keys.index_key("phone"), keys.signing_key("context")
        keys.add_key()
        assert (keys.index_key("phone"), keys.signing_key("context")) == before

    def test_a_running_process_finds_a_key_that_another_one_added(self, path: Path) -> None:
        running, other = FileKeyProvider(path), FileKeyProvider(path)
        added = other.add_key()
        assert running.data_key(added) == other.data_key(added)

    def test_rotations_by_two_processes_lose_no_key(self, path: Path) -> None:
        one, two = FileKeyProvider(path), FileKeyProvider(path)
        ids = {one.current_key_id, one.add_key(), two.add_key(), one.add_key()}
        latest = FileKeyProvider(path)
        assert len(ids) == 4
        assert len({latest.data_key(key_id) for key_id in ids}) == 4


class TestPurposes:
    def test_every_use_and_purpose_has_a_key_of_its_own(self, path: Path) -> None:
        keys = FileKeyProvider(path)
        derived = {
            keys.index_key("phone"),
            keys.index_key("identity_number"),
            keys.signing_key("phone"),
            keys.signing_key("identity_number"),
            keys.data_key(keys.current_key_id),
        }
        assert len(derived) == 5
        assert {len(key) for key in derived} == {32}

    def test_no_key_shows_when_the_provider_is_printed(self, path: Path) -> None:
        keys = FileKeyProvider(path)
        secret = keys.data_key(keys.current_key_id)
        shown = repr(vars(keys))
        assert repr(secret) not in shown
        assert secret.hex() not in shown


class TestTheProviderInUse:
    def test_it_lies_under_the_home_of_the_installation(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ANXIN_HOME", str(tmp_path / "home"))
        assert provider() is provider()
        assert (tmp_path / "home" / "keys" / "master.json").is_file()

    def test_another_one_holds_inside_the_block_only(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ANXIN_HOME", str(tmp_path / "home"))
        usual, other = provider(), FileKeyProvider(tmp_path / "other.json")
        with use_provider(other):
            assert provider() is other
        assert provider() is usual
