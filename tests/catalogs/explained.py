#!/usr/bin/env python3
"""`catalog show` of every row of every shipped catalog, in both languages.

Each row must say what it allows, what proves it, what contradicts it and what stays undecidable, in
sentences without places left open; and no sentence, note, name or title in Chinese may be English.

    explained.py LYNCSCOPE SIGNATURES
"""
import json
import pathlib
import re
import subprocess
import sys

lyncscope, signatures = sys.argv[1:3]
PARTS = ("allows", "proves", "contradicts", "undecidable")
SILENT = {"T3.6": ("proves", "contradicts", "undecidable"),  # blank: it never matches
          "NET.3": ("contradicts", "undecidable")}  # ICMP: no port, no payload
# Four words of small letters in a row are English, whatever names stand around them.
ENGLISH = re.compile(r"\b[a-z]{2,}(?: [a-z']{2,}){3,}")
wrong = []


def show(name, *options):
    ids = [json.loads(line)["id"] for line in run("list", "-C", name, "-f", "jsonl").splitlines()]
    return run("show", *ids, "-C", name, *options)


def run(*words):
    return subprocess.run([lyncscope, "catalog", *words], check=True, capture_output=True,
                          text=True).stdout


def is_chinese(text):
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


def check_part(row, part):
    if not row[part] and part not in SILENT.get(row["id"], ()):
        wrong.append(f"{row['id']}: says nothing of '{part}'")
    for sentence in row[part]:
        en, zh = sentence["en"], sentence["zh-CN"]
        if not en or not zh or "{" in en + zh or not is_chinese(zh) or is_chinese(en) or ENGLISH.search(zh):
            wrong.append(f"{row['id']}: {part}: {en!r} / {zh!r}")


def check_words(row):
    for key in ("service", "note"):
        en, zh = row[key]["en"], row[key]["zh-CN"]
        if bool(en) != bool(zh) or ENGLISH.search(zh) or is_chinese(en):
            wrong.append(f"{row['id']}: {key}: {en!r} / {zh!r}")


def check_text(name, lang, labels):
    """What a user reads: every row has its parts, each line fits, no English among the Chinese."""
    blocks = show(name, "--lang", lang).strip().split("\n\n")
    for block in blocks:
        # sources are titles of pages in English; facts and their texts are what is on the wire
        told = re.sub(r"^  (?:source|来源) .*(?:\n {19}.*)*", "", block, flags=re.M)
        if "T3.6" not in block and "NET.3" not in block:
            wrong.extend(f"{name} {lang}: no {label} in {block.split()[0]}"
                         for label in labels if f"\n  {label}" not in told)
        if lang == "zh-CN" and ENGLISH.search(told):
            wrong.append(f"{name}: English: {ENGLISH.search(told).group()} in {block.split()[0]}")
    return len(blocks)


rows = 0
for name in sorted({path.stem for path in pathlib.Path(signatures).glob("*.yaml")} - {"roles"}):
    for line in show(name, "-f", "jsonl").splitlines():
        row = json.loads(line)
        rows += 1
        check_words(row)
        for part in (*PARTS, "findings"):
            if part != "findings" or row[part]:
                check_part(row, part)
    check_text(name, "en", ("allows", "proved by", "contradicted by", "cannot be told"))
    check_text(name, "zh-CN", ("允许", "证据", "矛盾", "无法判定"))
print(f"{rows} rows in two languages", *wrong, sep="\n")
sys.exit(bool(wrong) or rows < 380)
