"""Settings that cannot be meant stop the start with one clear line that names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ideaboard.config import BadSetting, Settings

WRONG = [
    ("FOO", "1"),
    ("LIMITS", "maybe"),
    ("DEMO", "yes"),
    ("SEARCH", "elastic"),
    ("PROXIES", "-1"),
    ("PROXIES", "²"),
    ("DATABASE_URL", "mysql://x/y"),
    ("DATABASE_URL", "banana"),
    ("DATABASE_URL", "sqlite:banana"),
    ("DATABASE_URL", "postgresql://host:port/x"),
    ("REDIS_URL", "http://x"),
    ("PUBLIC_URL", "example.com"),
    ("PUBLIC_URL", "http://"),
    ("MAIL_URL", "smtp://"),
    ("MAIL_URL", "smtp://user:word@host:port"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_malformed_setting_stops_the_start_and_is_named(tmp_path: Path, name: str, value: str) -> None:
    environ = {"IDEABOARD_INSTANCE_PATH": str(tmp_path), f"IDEABOARD_{name}": value}
    with pytest.raises(BadSetting) as stopped:
        Settings.from_environment(environ)
    line = str(stopped.value)
    assert f"IDEABOARD_{name}" in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["INSTANCE_PATH", "UPLOADS"])
def test_a_file_is_no_folder(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    file.touch()
    environ = {"IDEABOARD_INSTANCE_PATH": str(tmp_path / "instance"), f"IDEABOARD_{name}": str(file)}
    with pytest.raises(BadSetting, match=name):
        Settings.from_environment(environ)
