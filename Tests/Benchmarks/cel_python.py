"""Nanoseconds per evaluation of the first expression of Bench.swift by cel-python, median of five rounds."""

import statistics
import time

import celpy

EVALUATIONS = 200
SOURCE = "rows.all(r, r.grantee != 'PUBLIC') && size(rows) < 100"

rows = [{"grantee": f"app{i}", "table_name": f"t{i}", "privilege_type": "SELECT"} for i in range(20)]
environment = celpy.Environment()
program = environment.program(environment.compile(SOURCE))
variables = {"rows": celpy.json_to_cel(rows)}


def one_round() -> float:
    start = time.perf_counter_ns()
    for _ in range(EVALUATIONS):
        assert program.evaluate(variables)
    return (time.perf_counter_ns() - start) / EVALUATIONS


print("rows", round(statistics.median(one_round() for _ in range(5))))
