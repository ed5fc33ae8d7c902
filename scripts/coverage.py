#!/usr/bin/env python3
"""Sums up what gcov says (JSON, an object a line, on standard input): lines run, by layer.

coverage.py [--missed LAYER] [--no-limit]
"""
import argparse
import collections
import json
import re
import sys

LAYERS = "base capture decode probe flow catalog topology classify report engine cli".split()
WANTED = {"probe": 90, "decode": 90, "flow": 90, "classify": 90}

parser = argparse.ArgumentParser()
parser.add_argument("--missed", metavar="LAYER", choices=LAYERS)
parser.add_argument("--no-limit", action="store_true", help="no layer is too low")
arguments = parser.parse_args()
missed = arguments.missed

runs = collections.defaultdict(int)  # (file, line): a header counts once, wherever it is included
for text in sys.stdin:
    if not text.startswith("{"):
        continue
    for file in json.loads(text)["files"]:
        found = re.search(r"(?:^|/)(?:src/(\w+)|include/lyncscope)/[\w.]+$", file["file"])
        if found is None:
            continue
        for line in file["lines"]:
            runs[found.group(1) or "base", found.group(0).lstrip("/"), line["line_number"]] += line["count"]

total, run = collections.Counter(), collections.Counter()
for (layer, _, _), count in runs.items():
    total[layer] += 1
    run[layer] += count > 0

bad = False
print("layer       lines     run       %")
for layer in LAYERS:
    share = 100 * run[layer] / total[layer] if total[layer] else 0
    low = share < WANTED.get(layer, 0) and not arguments.no_limit
    bad = bad or low
    print(f"{layer:9} {total[layer]:7} {run[layer]:7}  {share:6.1f}{'  below ' + str(WANTED[layer]) if low else ''}")
print(f"{'all':9} {total.total():7} {run.total():7}  {100 * run.total() / max(total.total(), 1):6.1f}")

if missed:
    for (layer, file, line), count in sorted(runs.items()):
        if layer == missed and count == 0:
            print(f"{file}:{line}")
sys.exit(bad)
