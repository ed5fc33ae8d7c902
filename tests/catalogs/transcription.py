#!/usr/bin/env python3
"""Every row of every shipped catalog, field by field, against transcription.csv.

The table was written from the pages and not from the YAML, so neither can drift alone. What a page
says of a row comes from `catalog list -f jsonl`; who opens to whom, and that a source is named, from
`catalog show -f jsonl`.

    transcription.py LYNCSCOPE SIGNATURES TABLE
"""
import csv
import json
import pathlib
import subprocess
import sys

lyncscope, signatures, table = sys.argv[1:4]
wrong = []


def rows_of(*words):
    out = subprocess.run([lyncscope, "catalog", *words, "-f", "jsonl"], check=True,
                         capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def without_product(service):
    """The catalogs name services without the product, which their titles name once."""
    for product in ("Lync Server ", "Skype for Business Server "):
        service = service.removeprefix(product)
    return service[:1].upper() + service[1:]


def compare(want, listed, shown):
    said = {
        "catalog": listed["catalog"],
        "id": listed["id"],
        "role": listed["role"]["key"],
        "ports": listed["ports"],
        "transport": " ".join(listed["transport"]),
        "protocol": listed["protocol"],
        "optional": "yes" if listed["optional"] else "no",
        "service": listed["service"]["en"],
        "owner": shown["owner"],
        "external": "external" if shown["external"] else "",
        "opened_by": set(shown["opened_by"]),
        "to": set(shown["to"]),
    }
    if want["role_name"]:
        said["role_name"] = listed["role"]["en"]
    for field, value in said.items():
        expected = want[field]
        if field in ("opened_by", "to"):
            expected = set(expected.split())
        elif field == "service":
            expected, value = without_product(expected), without_product(value)
        if value != expected:
            wrong.append(f"{want['id']}: {field} is {value!r}, the page has {expected!r}")
    if not shown["source"]:
        wrong.append(f"{want['id']}: no source")


with open(table, newline="", encoding="utf-8") as file:
    wanted = list(csv.DictReader(file))
names = {path.stem for path in pathlib.Path(signatures).glob("*.yaml")} - {"roles"}
if names != {want["catalog"] for want in wanted}:
    wrong.append(f"catalogs {sorted(names)}, but the table has others")
for name in sorted(names):
    mine = [want for want in wanted if want["catalog"] == name]
    listed = rows_of("list", "-C", name)
    if [row["id"] for row in listed] != [want["id"] for want in mine]:
        wrong.append(f"{name}: other rows, or in another order")
        continue
    shown = rows_of("show", *[want["id"] for want in mine], "-C", name)
    for want, row, explained in zip(mine, listed, shown, strict=True):
        compare(want, row, explained)
    print(f"{name}: {len(mine)} rows")
print(f"{len(wanted)} rows, {len(wrong)} differences", *wrong, sep="\n")
sys.exit(bool(wrong) or len(wanted) < 380)
