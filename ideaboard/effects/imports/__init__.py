"""Imports that admins began on the pages, run by the worker: looked at first, taken when they say so."""

from ideaboard.effects.imports.running import run_import, sweep_files

__all__ = ["run_import", "sweep_files"]
