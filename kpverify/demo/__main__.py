"""Prepare the demonstration and serve it: `python -m kpverify.demo [--port N] [--lan]`.

Everything it makes lies under `var/demo-<address>`: run it again and it goes on where it was; delete the folder to
begin anew. Each address has its own folder, because the address stands inside every signed code.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from kpverify.demo.secrets import make_secrets
from kpverify.demo.tls import make_tls

ROOT = Path(__file__).resolve().parent.parent.parent


def lan_address() -> str:
    """Which address do other devices on this network know this machine by?  Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            sys.exit("This machine has no network: LAN=1 needs one. Without LAN=1 the demo serves this machine only.")
        return str(probe.getsockname()[0])


def refuse_taken(port: int) -> None:
    """Stop early, with words, when another program has the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken by another program: choose one with PORT=, for example PORT={port + 1}.")


def step(words: str, *arguments: str, environment: dict[str, str]) -> None:
    """Say what is being done, and do it with manage.py; its own output is shown only when it fails."""
    print(f"== {words}", flush=True)
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}\nThat did not work: manage.py {' '.join(arguments)}")


def demo(environment: dict[str, str], *arguments: str) -> int:
    """Run `manage.py demo`, which says by itself what it does; tells its exit status."""
    command = [sys.executable, str(ROOT / "manage.py"), "demo", *arguments]
    return subprocess.run(command, env=environment, cwd=ROOT, check=False).returncode


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server takes connections, or has ended."""
    while process.poll() is None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def serve(arguments: argparse.Namespace, folder: Path, environment: dict[str, str]) -> int:
    """Run the web server and the periodic jobs until one ends or a person stops them."""
    python = sys.executable
    host = "0.0.0.0" if arguments.lan else "127.0.0.1"  # noqa: S104 - LAN=1 asks for exactly this
    server = [python, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(arguments.port)]
    server += ["--workers", "2", "--blocking-threads", "8", "--no-ws", "--log-level", "warning"]
    if arguments.lan:
        server += ["--ssl-certificate", str(folder / "tls.crt"), "--ssl-keyfile", str(folder / "tls.key")]
    jobs = subprocess.Popen([python, str(ROOT / "manage.py"), "work"], env=environment, cwd=ROOT)
    web = subprocess.Popen([*server, "kpverify.wsgi:application"], env=environment, cwd=ROOT)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        stopped.set()
        web.terminate()

    # Also where SIGINT was ignored on the way here, as for everything a script starts in the background.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        # Only what already answers is announced.
        wait_for(arguments.port, web)
        demo(environment)
        failed = web.wait()
        return 0 if stopped.is_set() else failed
    finally:
        for process in (web, jobs):
            process.terminate()
            process.wait(timeout=15)


def main() -> int:
    """Set up what is missing, say how to use it, and serve."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--lan", action="store_true", help="serve the local network over TLS, for phones")
    parser.add_argument("--folder", type=Path, help="where to keep everything (var/demo-<address>)")
    parser.add_argument("--prepare-only", action="store_true", help="set everything up, but do not serve")
    arguments = parser.parse_args()
    refuse_taken(arguments.port)
    host = lan_address() if arguments.lan else "localhost"
    url = f"{'https' if arguments.lan else 'http'}://{host}:{arguments.port}"
    folder = (arguments.folder or ROOT / "var" / f"demo-{host}-{arguments.port}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    make_secrets(folder)
    if arguments.lan:
        make_tls(folder, host)
    environment = {
        **os.environ,
        "KPVERIFY_ENV": "demo",
        "KPVERIFY_VAR": str(folder),
        "KPVERIFY_PUBLIC_URL": url,
        "KPVERIFY_SECRET_KEY_FILE": str(folder / "secret.key"),
        "KPVERIFY_SEAL_KEY_FILE": str(folder / "seal.key"),
    }
    environment.pop("KPVERIFY_DATABASE_URL", None)
    step("Preparing the database", "migrate", "--verbosity", "0", environment=environment)
    step("Preparing the shared counters", "createcachetable", environment=environment)
    step("Collecting the page's files", "collectstatic", "--noinput", "--verbosity", "0", environment=environment)
    if failed := demo(environment, "--seed-only"):
        return failed
    return demo(environment) if arguments.prepare_only else serve(arguments, folder, environment)


if __name__ == "__main__":
    sys.exit(main())
