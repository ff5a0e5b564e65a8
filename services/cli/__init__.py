"""The `onetwenty` command: start the system, fill it, ask for a token, rebuild, examine, back up and restore.

It owns no state. Exit codes: 0 done, 1 something differs or failed, 2 wrong usage (interface.md).
"""

from services.cli.program import main

__all__ = ["main"]
