"""The launcher, with small programs in place of the web server and the worker."""

import os
import signal
import subprocess
import sys
import textwrap
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from config.demo import run

ROOT = Path(__file__).resolve().parents[3]
LAUNCHER = """
    import sys
    from pathlib import Path
    from config.demo import run
    run.prepare = lambda env, students: None
    run.answers = lambda port: True
    run.PATIENCE_SECONDS = 1
    run.VAR = Path(sys.argv[3])
    def program(code):
        return [sys.executable, "-c", f"import os, time; os.write(1, f'pid {{os.getpid()}}{{chr(10)}}'.encode()); {code}"]
    run.commands = lambda port: {"web server": program(sys.argv[1]), "task worker": program(sys.argv[2])}
    sys.exit(run.run(0, "20"))
"""
WAITS = "time.sleep(60)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"


@contextmanager
def launched(web, worker, var):
    command = [sys.executable, "-c", textwrap.dedent(LAUNCHER), web, worker, str(var)]
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


def test_when_one_ends_so_does_the_other(tmp_path):
    with launched(web=WAITS, worker="time.sleep(1); raise SystemExit(3)", var=tmp_path) as launcher:
        pids = read_until_running(launcher)
        output, _ = launcher.communicate(timeout=30)

        assert launcher.returncode == 1
        assert "The task worker ended with 3" in output
        assert not any(map(is_alive, pids))


def test_ctrl_c_ends_both(tmp_path):
    with launched(web=WAITS, worker=WAITS, var=tmp_path) as launcher:
        pids = read_until_running(launcher)

        os.killpg(launcher.pid, signal.SIGINT)
        output, _ = launcher.communicate(timeout=30)

        assert launcher.returncode == 0, output
        assert "Its data is kept" in output
        assert not any(map(is_alive, pids))


def test_terminating_the_launcher_alone_ends_both_even_a_stubborn_one(tmp_path):
    with launched(web=WAITS, worker=STUBBORN, var=tmp_path) as launcher:
        pids = read_until_running(launcher)

        launcher.terminate()
        launcher.communicate(timeout=30)

        assert not any(map(is_alive, pids))


@pytest.fixture
def data(monkeypatch, tmp_path):
    """A demo's data, in a place of its own."""
    left = [tmp_path / "demo.sqlite3", tmp_path / "mail"]
    left[0].touch()
    left[1].mkdir()
    (left[1] / "letter").touch()
    monkeypatch.setattr(run, "VAR", tmp_path)
    monkeypatch.setattr(run, "LEFT", [*left, tmp_path / "never-made"])
    return left


def test_resetting_takes_everything_away(data, capsys):
    assert run.reset() == 0
    assert not any(path.exists() for path in data)
    assert "fills a new school" in capsys.readouterr().out


def test_a_demo_that_runs_keeps_its_data(data, capsys):
    with launched(web=WAITS, worker=WAITS, var=run.VAR) as launcher:
        read_until_running(launcher)

        assert run.reset() == 1
        assert all(path.exists() for path in data)
        launcher.kill()
        launcher.wait()

    assert capsys.readouterr().out.count("\n") == 1
    assert run.reset() == 0
