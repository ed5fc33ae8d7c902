#!/usr/bin/env python3
"""Holds JSON against a schema of docs/schema: the keywords those files use, and no others.

check_schema.py SCHEMA.json FILE...     a .jsonl file is one value a line (Python's own library only)
"""
import json
import re
import sys

KNOWN = {"$schema", "$defs", "title", "description", "$ref", "type", "enum", "const", "pattern", "minimum", "maximum",
         "properties", "required", "additionalProperties", "items"}
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int}


def is_a(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def mistakes(schema, value, where, root):
    unknown = set(schema) - KNOWN
    if unknown:
        raise SystemExit(f"{where}: the schema uses {unknown}, which this checker does not know")
    if "$ref" in schema:
        yield from mistakes(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, where, root)
    if "type" in schema:
        names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
        if not any(is_a(value, name) for name in names):
            yield f"{where}: not of type {names}"
            return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r} is not {schema['const']!r}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: {value!r} does not match"
    if is_a(value, "integer") and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{where}: {value} is out of bounds"
    if isinstance(value, dict):
        properties, more = schema.get("properties", {}), schema.get("additionalProperties", True)
        yield from (f"{where}: no {key}" for key in schema.get("required", []) if key not in value)
        for key, member in value.items():
            if key in properties:
                yield from mistakes(properties[key], member, f"{where}.{key}", root)
            elif more is False:
                yield f"{where}: unknown key {key}"
            elif isinstance(more, dict):
                yield from mistakes(more, member, f"{where}.{key}", root)
    if isinstance(value, list) and "items" in schema:
        for i, member in enumerate(value):
            yield from mistakes(schema["items"], member, f"{where}[{i}]", root)


def values(path):
    with open(path, encoding="utf-8") as file:
        if path.endswith(".jsonl"):
            yield from ((f"{path}:{i}", json.loads(line)) for i, line in enumerate(file, 1))
        else:
            yield path, json.load(file)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        schema = json.load(file)
    wrong = count = 0
    for path in sys.argv[2:]:
        for where, value in values(path):
            count += 1
            for mistake in mistakes(schema, value, where, schema):
                print(mistake, file=sys.stderr)
                wrong += 1
    if count == 0:
        sys.exit("nothing to check")
    sys.exit(wrong > 0)


main()
