"""What the benchmarks share: processes run alternately, their medians compared, the memory they held; many tokens."""

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time
from pathlib import Path

GATEKEY = str(Path(__file__).resolve().parent.parent / "target/release/gatekey")
CURL = shutil.which("curl")
TIME = "/usr/bin/time"


def needs(*programs):
    """Ends with what is missing, if anything is."""
    missing = [name for name, path in programs if not path or not os.access(path, os.X_OK)]
    if missing:
        sys.exit(f"needs {', '.join(missing)}")


def run(command, environment):
    """One run: seconds from start to end."""
    with open(os.devnull, "wb") as nothing:
        actions = [(os.POSIX_SPAWN_DUP2, nothing.fileno(), 1)]
        start = time.perf_counter()
        pid = os.posix_spawn(command[0], command, environment, file_actions=actions)
        _, status = os.waitpid(pid, 0)
        seconds = time.perf_counter() - start
    if status != 0:
        sys.exit(f"{' '.join(command)} ended with status {status}")
    return seconds


def memory(command, environment):
    """The most memory one run held, in MB. GNU time forks from a small process: what Python holds is not counted."""
    with open(os.devnull, "wb") as nothing:
        timed = subprocess.run(
            [TIME, "-f", "%M", *command], env=environment, stdout=nothing, stderr=subprocess.PIPE, check=True, text=True
        )
    return int(timed.stderr.split()[-1]) / 1024


def fill(database, count, name="bench"):
    """Copies the token of this name, until there are so many: made one by one, each would wait for the disk."""
    connection = sqlite3.connect(database)
    columns = "owner_id, description, scopes, models, metadata, custom, salt, digest, updated_at, expires_at"
    connection.execute(
        f"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count - 1})"
        f" INSERT INTO tokens (id, name, name_lower, created_at, {columns})"
        f" SELECT printf('%016x', n), 'bench-' || n, 'bench-' || n, created_at - n, {columns} FROM tokens, numbers WHERE name = ?",
        (name,),
    )
    connection.commit()
    connection.close()


def alternately(ours, peer, rounds, warm_up):
    """The medians of two measurements, functions that return a number, taken in turns: what else the machine does hits
    both alike, and the first ones, which warm the caches, do not count."""
    numbers = ([], [])
    for round in range(rounds + warm_up):
        for list_, measure in zip(numbers, (ours, peer)):
            number = measure()
            if round >= warm_up:
                list_.append(number)
    return tuple(statistics.median(list_) for list_ in numbers)


def told(name, ratio, peer, detail, limit=None):
    """Prints a ratio. Returns whether it keeps the limit."""
    allowed = f"at most {limit}" if limit else "no limit"
    print(f"{name}: {ratio:.2f} x {peer} ({detail}, {allowed})", flush=True)
    return not limit or ratio <= limit
