"""Nothing half-done in the cache carries a final name."""

import pytest

from provision import cache


def test_given_error_when_building_then_no_target(tmp_path):
    with pytest.raises(KeyboardInterrupt), cache.building(tmp_path / "new") as partial:
        (partial / "half").touch()
        raise KeyboardInterrupt

    assert not (tmp_path / "new").exists()


def test_given_leftover_when_building_again_then_only_new_files(tmp_path):
    (tmp_path / "new.partial").mkdir()
    (tmp_path / "new.partial" / "leftover").touch()

    with cache.building(tmp_path / "new") as partial:
        (partial / "file").touch()

    assert [path.name for path in (tmp_path / "new").iterdir()] == ["file"]
    assert not (tmp_path / "new.partial").exists()


def test_given_lock_held_when_taken_then_false_until_it_is_closed(tmp_path):
    path = tmp_path / "lock"
    with open(path, "w") as mine, open(path, "w") as yours:
        assert cache.taken(mine)
        assert not cache.taken(yours)
        mine.close()
        assert cache.taken(yours)
