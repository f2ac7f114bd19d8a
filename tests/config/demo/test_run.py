"""The launcher, with small programs in place of the web server and the worker."""

import os
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LAUNCHER = """
    import sys
    from config.demo import run
    run.prepare = lambda env, students: None
    run.answers = lambda port: True
    run.PATIENCE_SECONDS = 1
    def program(code):
        return [sys.executable, "-c", f"import os, time; os.write(1, f'pid {{os.getpid()}}{{chr(10)}}'.encode()); {code}"]
    run.commands = lambda port: {"web server": program(sys.argv[1]), "task worker": program(sys.argv[2])}
    sys.exit(run.run(0, "20"))
"""
WAITS = "time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@contextmanager
def launched(web, worker):
    command = [sys.executable, "-c", textwrap.dedent(LAUNCHER), web, worker]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=ROOT, start_new_session=True, **pipes) as launcher:
        try:
            yield launcher
        finally:
            with suppress(ProcessLookupError):
                os.killpg(launcher.pid, signal.SIGKILL)


def read_until_running(launcher):
    """The pids of both programs, once the address is told."""
    pids, lines = [], []
    for line in launcher.stdout:
        lines.append(line)
        if line.startswith("pid "):
            pids.append(int(line.split()[1]))
        if len(pids) == 2:
            return pids
    raise AssertionError("".join(lines))


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_when_one_ends_so_does_the_other():
    with launched(web=WAITS, worker="time.sleep(1); raise SystemExit(3)") as launcher:
        pids = read_until_running(launcher)
        output, _ = launcher.communicate(timeout=30)

        assert launcher.returncode == 1
        assert "The task worker ended with 3" in output
        assert not any(map(is_alive, pids))


def test_ctrl_c_ends_both():
    with launched(web=WAITS, worker=WAITS) as launcher:
        pids = read_until_running(launcher)

        os.killpg(launcher.pid, signal.SIGINT)
        output, _ = launcher.communicate(timeout=30)

        assert launcher.returncode == 0, output
        assert "Its data is kept" in output
        assert not any(map(is_alive, pids))


def test_terminating_the_launcher_alone_ends_both_even_a_stubborn_one():
    with launched(web=WAITS, worker=STUBBORN) as launcher:
        pids = read_until_running(launcher)

        launcher.terminate()
        launcher.communicate(timeout=30)

        assert not any(map(is_alive, pids))
