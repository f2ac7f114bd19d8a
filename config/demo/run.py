"""`make demo`: the web server and the task worker as one foreground group. Standard library only.

Ctrl-C, or ending this process, ends both; when one of them ends, so does the other.
"""

import argparse
import contextlib
import ctypes
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
DATABASE = VAR / "demo.sqlite3"
# What a demo leaves behind, and what `make demo-reset` takes away.
LEFT = [*(Path(f"{DATABASE}{end}") for end in ("", "-wal", "-shm")), VAR / "demo-cache", VAR / "mail"]
HOST = "127.0.0.1"
PATIENCE_SECONDS = 10.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1

TRY_THIS = """
  Mix It Up is running:  {address}

    Be anyone of the school, one click each:  {address}demo/
    The mail that it "sends", codes included, is on that page too.

    Then: as Career Development open Week 4, mix, adjust on the board, publish;
    as a student find your room; as a Mod 4 lead open the guide for the hour.

  Ctrl-C ends it. The data stays for next time; `make demo-reset` starts over.
"""


def environment(port: int) -> dict[str, str]:
    """What the demo's processes run with, whatever `.env` and the caller's environment say."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "on",
        "DEBUG": "on",
        "DATABASE_URL": f"sqlite:///{DATABASE}",
        "CACHE_URL": f"filecache://{VAR / 'demo-cache'}",
        "SITE_URL": f"http://{HOST}:{port}",
        "PYTHONUNBUFFERED": "1",
    }


def commands(port: int) -> dict[str, list[str]]:
    gunicorn = ["-m", "gunicorn", "config.wsgi", "--bind", f"{HOST}:{port}", "--threads", "8"]
    quiet = [
        "--no-control-socket",
        "--log-level",
        "warning",
        "--worker-tmp-dir",
        str(VAR),
        "--timeout",
        "120",
    ]
    return {
        "web server": [sys.executable, *gunicorn, *quiet],
        "task worker": [sys.executable, "manage.py", "run_worker"],
    }


def with_parent() -> Callable[[], None] | None:
    """On Linux, have the kernel end a child whose parent was killed outright; elsewhere there is no such call."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def prepare(env: dict[str, str], students: str) -> None:
    VAR.mkdir(exist_ok=True)
    for command in (["migrate", "--verbosity", "0"], ["fill_demo", "--students", students]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=env, check=True)


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def end(processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask each to end, wait, and make those end that don't."""
    for process in processes.values():
        if process.poll() is None:
            process.terminate()
    until = time.monotonic() + PATIENCE_SECONDS
    for process in processes.values():
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Ended(BaseException):
    """Somebody asked the whole group to end."""


def _ended(number: int, frame: FrameType | None) -> None:
    for ending in ENDING:
        signal.signal(ending, signal.SIG_IGN)
    raise Ended


def attend(processes: dict[str, subprocess.Popen[bytes]], port: int) -> int:
    """Tell the address once the server answers; then wait until one of them ends."""
    told = False
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"\n  The {name} ended with {process.returncode}, so the demo ends.", flush=True)
                return 1
        if not told and answers(port):
            print(TRY_THIS.format(address=f"http://{HOST}:{port}/"), flush=True)
            told = True
        time.sleep(0.2)


@contextlib.contextmanager
def held(how: int) -> Iterator[bool]:
    """Hold the demo's data, shared by demos that run or alone to take it away; False where somebody else's hold forbids
    it. The kernel ends a hold with its process, however that ends."""
    VAR.mkdir(exist_ok=True)
    with (VAR / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def reset() -> int:
    """Take the demo's data away, unless a demo runs on it."""
    with held(fcntl.LOCK_EX) as is_free:
        if not is_free:
            print(
                "The demo is running. End it first (Ctrl-C where it runs), then `make demo-reset`.",
                flush=True,
            )
            return 1
        for path in LEFT:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    print("The demo's data is gone; the next `make demo` fills a new school.", flush=True)
    return 0


def run(port: int, students: str) -> int:
    if not port_is_free(port):
        print(f"Something else uses port {port}. Choose another one: make demo PORT={port + 123}", flush=True)
        return 1
    with held(fcntl.LOCK_SH) as is_free:
        if is_free:
            return _run(port, students)
    print("The demo's data is being taken away just now. Try again in a moment.", flush=True)
    return 1


def _run(port: int, students: str) -> int:
    env = environment(port)
    processes: dict[str, subprocess.Popen[bytes]] = {}
    for ending in ENDING:
        signal.signal(ending, _ended)
    try:
        prepare(env, students)
        for name, command in commands(port).items():
            processes[name] = subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=with_parent())
        return attend(processes, port)
    except Ended:
        print("\n  The demo has ended. Its data is kept.", flush=True)
        return 0
    except subprocess.CalledProcessError as error:
        return error.returncode
    finally:
        with contextlib.suppress(Ended):
            end(processes)


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the demo on this machine's loopback address.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--students", default="240")
    parser.add_argument("--reset", action="store_true", help="take the demo's data away instead")
    arguments = parser.parse_args()
    return reset() if arguments.reset else run(arguments.port, arguments.students)


if __name__ == "__main__":
    sys.exit(main())
