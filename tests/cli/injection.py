#!/usr/bin/env python3
"""Names that strangers chose act in no output. injection.py CLEAN.html FILE...   (Python's own library only)

The suffix of each file says what it is for: .txt for a terminal, .csv for a spreadsheet, .html,
.md, .json, .jsonl. Pages may have the tags of the clean one, which names no stranger.
"""
import csv
import html.parser
import io
import json
import re
import sys
import unicodedata

wrong = 0
# Unicode TR 36: marks that turn the writing direction
TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def complain(*what):
    global wrong
    wrong += 1
    print("wrong:", *what, file=sys.stderr)


def plain(name, text, line_ends="\n"):
    for n, c in enumerate(text):
        if (unicodedata.category(c) == "Cc" and c not in line_ends) or c in TURNS:
            complain(name, "has a character that acts:", ascii(text[max(0, n - 30):n + 10]))
            return


class Page(html.parser.HTMLParser):
    def __init__(self, name, allowed=None):
        super().__init__()
        self.name, self.allowed, self.tags = name, allowed, set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if self.allowed is not None and tag not in self.allowed | {"br"}:
            complain(self.name, "has a tag", tag)
        for key, value in attrs:
            if key.startswith("on") or (key in ("href", "src") and not (value or "").startswith("#")):
                complain(self.name, "has an attribute that acts", key, value)


def cells(line):
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))


def check_md(name, text):
    rows = None
    for line in text.split("\n"):
        if not line.startswith("|"):
            rows = None
            if re.search(r"(?<!\\)<[A-Za-z/!]", line):
                complain(name, "has markup:", line)
            continue
        rows = cells(line) if rows is None else rows
        if cells(line) != rows:
            complain(name, "a row has other cells:", line)
        if re.search(r"(?<!\\)\]\(|(?<!\\)<[A-Za-z/!]|(?<!\\)`", line):
            complain(name, "has a link, markup or code:", line)


clean = Page(sys.argv[1])
clean.feed(open(sys.argv[1], encoding="utf-8").read())
for name in sys.argv[2:]:
    data = open(name, "rb").read()
    text = data.decode("utf-8")  # anything else is wrong at once
    kind = name.rsplit(".", 1)[1]
    plain(name, text, "\r\n" if kind == "csv" else "\n")
    if not text:
        complain(name, "is empty")
    if kind == "csv":
        for row in csv.reader(io.StringIO(text, newline="")):
            for cell in row:
                if cell[:1] in "=+-@\t\r\n" and cell not in ("", "@timestamp") and not re.fullmatch(r"-?\d+(\.\d+)?|-", cell):
                    complain(name, "has a formula:", cell)
    elif kind == "html":
        Page(name, clean.tags).feed(text)
    elif kind == "md":
        check_md(name, text)
    elif kind == "json":
        json.loads(text)
    elif kind == "jsonl":
        for line in text.splitlines():
            json.loads(line)
sys.exit(wrong != 0)
