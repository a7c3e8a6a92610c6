"""A key file of another installation is noticed before anything is served."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from anxin.database.prepare import keys_fit
from anxin.vault.keys import FileKeyProvider, use_provider


def test_the_file_that_made_the_database_fits(own_database):
    assert keys_fit(connections["owner"])


def test_another_file_is_refused_in_one_sentence(own_database, tmp_path):
    with (
        use_provider(FileKeyProvider(tmp_path / "keys" / "master.json")),
        pytest.raises(CommandError, match="密钥文件与数据库不符"),
    ):
        call_command("prepare_database")
