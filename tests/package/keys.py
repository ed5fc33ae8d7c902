#!/usr/bin/env python3
"""lyncscope-records(5) has every key of the JSON Schemas, and no other.

keys.py SOURCE
"""
import json
import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
SCHEMAS = ("flow", "audit", "comparison", "alert")


def leaves(schema, defs, path):
    """Paths of all keys without keys of their own: a.b for objects, a[].b for lists of objects."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from leaves(defs[name], defs, path)
        return
    below = 0
    for choice in schema.get("oneOf", []) + schema.get("anyOf", []):
        for leaf in leaves(choice, defs, path):
            below += leaf != path
            yield leaf
    for key, value in schema.get("properties", {}).items():
        below += 1
        yield from leaves(value, defs, f"{path}.{key}" if path else key)
    if "items" in schema:
        inside = [leaf for leaf in leaves(schema["items"], defs, path + "[]") if leaf != path + "[]"]
        below += len(inside)
        yield from inside
    if below == 0:
        yield path


def told(page):
    """What the page has in its lists: .It Cm a.b , c.d"""
    text = page.read_text(encoding="utf-8").replace("\\\n", "")
    for line in re.findall(r"^\.It Cm (.*)$", text, re.M):
        yield from (word for word in line.split() if word != ",")


known = set()
for name in SCHEMAS:
    schema = json.loads((source / f"docs/schema/{name}.json").read_text(encoding="utf-8"))
    known.update(leaves(schema, schema.get("$defs", {}), ""))
page = set(told(source / "man/lyncscope-records.5"))
for key in sorted(known - page):
    print(f"{key} is in a schema and not in lyncscope-records(5)")
for key in sorted(page - known):
    print(f"{key} is in lyncscope-records(5) and in no schema")
print(f"{len(known)} keys looked up")
sys.exit(known != page or len(known) < 200)
