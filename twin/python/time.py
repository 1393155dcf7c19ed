"""Times the PyPI package businesstimedelta on the cases of the SLA engine's bench.

Writes `python.json` into the given folder: nanoseconds for each operation, and in how many cases the package agrees.
Started by `cargo xtask bench --only sla` with the package on PYTHONPATH.
"""

import datetime
import json
import pathlib
import sys
import time

import businesstimedelta
import pytz

folder = pathlib.Path(sys.argv[1])
cases = json.loads((folder / "cases.json").read_text())
zone = pytz.timezone(cases["zone"])
day = businesstimedelta.WorkDayRule(
    start_time=datetime.time(cases["opens"]),
    end_time=datetime.time(cases["closes"]),
    working_days=[0, 1, 2, 3, 4],
    tz=zone,
)
rules = businesstimedelta.Rules([day])
budget = businesstimedelta.BusinessTimeDelta(rules, seconds=cases["budget_seconds"])
span = datetime.timedelta(seconds=cases["span_seconds"])
starts = [datetime.datetime.fromtimestamp(start, pytz.utc) for start in cases["starts"]]


def due(start):
    return int((start + budget).timestamp())


def elapsed(start):
    open_time = rules.difference(start, start + span)
    return int(open_time.timedelta.total_seconds())


def measure(work):
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter_ns()
        for start in starts:
            work(start)
        best = min(best, time.perf_counter_ns() - began)
    return best / len(starts)


def agree(work, expected):
    return sum(work(start) == answer for start, answer in zip(starts, expected))


figures = {
    "due": measure(due),
    "elapsed": measure(elapsed),
    "due_agrees": agree(due, cases["due"]),
    "elapsed_agrees": agree(elapsed, cases["elapsed"]),
}
(folder / "python.json").write_text(json.dumps(figures))
