#!/usr/bin/env python3
"""Holds an audit as html, md or csv against the same audit as json: every number, time, address and id.

check_report.py AUDIT.json REPORT...      (Python's own library only)
"""
import csv
import html.parser
import json
import re
import sys

wrong = 0


def complain(*what):
    global wrong
    wrong += 1
    print("wrong:", *what, file=sys.stderr)


# Tables in printing order, their columns, and which of them say the same in every language.
COLUMNS = {
    "verdicts": "verdict flows* meaning",
    "findings": "severity id* source* source_roles destination* destination_roles transport* port* application* "
    "reason* rule advice! flows* packets* bytes* first* last* rows*",
    "coverage": "id* state flows* confirmed* contradicted* role service ports protocol",
    "hosts": "ip* name* roles role_from flows* because*",
    "timeline": "start* flows* findings*",
    "matrix": "from to transport* port* rows* verdict flows* bytes* first* last*",
}
ABOUT = ["packets", "bytes", "flows", "duplicates", "answered", "one_way", "first", "last"]


def plain(value):
    if value is None:
        return ""
    return str(value)


def shown(text, form):
    """What a report prints for a text with characters that would act: \\x0a, \\u202e, or a replacement."""
    unseen = "[\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029\\ufeff]"
    if form == "csv":
        return re.sub(unseen + "|[\\x00-\\x1f\\x7f-\\x9f]", "\ufffd", text)
    text = re.sub("[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]", lambda m: "\\x%02x" % ord(m.group()), text.replace("\n", " "))
    return re.sub(unseen, lambda m: "\\u%04x" % ord(m.group()), text)


def expected(audit):
    """The compared columns of each table, as lists of texts, out of the json."""
    findings = [
        [f["id"], f["source"].get("ip", f["source"].get("network")), f["destination"]["ip"], f["transport"],
         plain(f.get("port")), plain(f["application"]), f["reason"], plain(f["flows"]), plain(f["packets"]),
         plain(f["bytes"]), f["first"], f["last"], " ".join(f["rows"])]
        for f in audit["findings"]
    ]
    coverage = [[c["id"], *(plain(c[k]) for k in ("flows", "confirmed", "contradicted"))] for c in audit["coverage"]]
    hosts = [[h["ip"], h["name"], plain(h["flows"]), "; ".join(h["because"])] for h in audit["hosts"]]
    timeline = [[b["start"], plain(b["flows"]), plain(b["findings"])] for b in audit["timeline"]["bins"]]
    matrix = [
        [m["transport"], m["port"], " ".join(m["rows"]), plain(m["flows"]), plain(m["bytes"]), m["first"], m["last"]]
        for m in audit["matrix"]
    ]
    return {
        "verdicts": [[plain(n)] for n in audit["verdicts"].values()],
        "findings": findings, "coverage": coverage, "hosts": hosts, "timeline": timeline, "matrix": matrix,
    }


class Page(html.parser.HTMLParser):
    """Tables by id, findings' entries and the list of what was captured; refuses what could act."""

    VOID = {"meta", "link", "img", "br", "input", "base", "hr"}

    def __init__(self):
        super().__init__()
        self.tables, self.about, self.entries, self.links, self.ids = {}, [], [], [], set()
        self.table = self.key = self.text = None
        self.heading, self.title, self.open = 0, False, []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("script", "iframe", "object", "embed", "link", "img", "base", "form", "foreignobject", "use"):
            complain("html: element", tag)
        for name, value in attrs.items():
            if name.startswith("on") or name in ("src", "srcset", "style", "xlink:href", "action", "background"):
                complain("html: attribute", tag, name)
            if name == "href" and not value.startswith("#"):
                complain("html: reference", value)
            if name == "href":
                self.links.append(value[1:])
            if name == "id":
                if value in self.ids:
                    complain("html: two of id", value)
                self.ids.add(value)
        if tag == "html" and attrs.get("lang") not in ("en", "zh-CN"):
            complain("html: no language")
        if re.fullmatch("h[1-6]", tag):
            if int(tag[1]) > self.heading + 1:
                complain("html: heading out of order", tag)
            self.heading = int(tag[1])
        if tag == "th" and attrs.get("scope") not in ("row", "col"):
            complain("html: th without scope")
        if tag == "table":
            self.table = self.tables.setdefault(attrs["id"], [])
        elif tag == "article":
            self.entries.append({})
        elif tag == "tr" and self.table is not None:
            self.table.append([])
        elif tag in ("th", "td"):
            self.text = ""
        elif tag == "dd":
            self.key, self.text = attrs["data-key"], ""
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data):
        if self.text is not None:
            self.text += data
        if self.open and self.open[-1] == "style" and re.search(r"url\(|@import|expression", data):
            complain("html: style refers outside")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            complain("html: tags do not nest at", tag)
        if tag in ("th", "td"):
            self.table[-1].append(self.text)
            self.text = None
        elif tag == "dd":
            (self.entries[-1].__setitem__(self.key, self.text) if self.entries and "article" in self.open
             else self.about.append((self.key, self.text)))
            self.text = None
        elif tag == "table":
            self.table = None


def read_html(path, audit):
    text = open(path, encoding="utf-8", newline="").read()
    page = Page()
    page.feed(text)
    page.close()
    if not re.search(r"http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-", text):
        complain("html: no policy")
    for link in page.links:
        if link not in page.ids:
            complain("html: link to nowhere", link)
    columns = [c.rstrip("*!") for c in COLUMNS["findings"].split()]
    page.tables["findings"] = [[]] + [[entry.get(c, "") for c in columns] for entry in page.entries]
    flows = sum(int(re.match(r"\d+", cell).group()) for line in page.tables["roles"][1:] for cell in line[1:])
    if flows != audit["capture"]["flows"]:
        complain("html: role to role has", flows, "flows")
    return dict(reversed(page.about)), {name: lines[1:] for name, lines in page.tables.items()}


def unmark(cell):
    cell = re.sub(r"\\([\\`*_\[\]#|~$@:.])", r"\1", cell.strip())
    return html.unescape(cell)


def read_md(path, audit):
    parts = re.split(r"^## .*\n", open(path, encoding="utf-8", newline="").read(), flags=re.M)[1:]
    tables = []
    for part in parts:
        lines = [line for line in part.split("\n") if line.startswith("|")]
        tables.append([[unmark(c) for c in re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]] for line in lines[2:]])
    if len(tables) != 1 + len(COLUMNS):
        complain("md: tables", len(tables))
    capture = audit["capture"]
    keys = ["version", *("file" for _ in capture["files"]), "first", "last"]
    keys += ["filter"] if "filter" in capture else []
    keys += ["packets", "bytes", "flows", "duplicates", "answered", "one_way"]
    return dict(zip(keys, (line[1] for line in tables[0]))), dict(zip(COLUMNS, tables[1:]))


def unquote(cell):
    return re.sub(r"^'(?=[=+\-@\t\r])", "", cell)


def read_csv(path, _audit):
    tables, name = {}, None
    for line in csv.reader(open(path, encoding="utf-8", newline="")):
        if not line:
            name = None
        elif name is None:
            name = line[0]
            tables[name] = []
        else:
            tables[name].append([unquote(c) for c in line])
    for name, columns in COLUMNS.items():
        if tables[name].pop(0) != [c.rstrip("*!") for c in columns.split()]:
            complain("csv: columns of", name)
    return dict(reversed(tables.pop("capture")[1:])), tables


def compare(what, audit, about, tables):
    for key in ABOUT:
        if about.get(key) != plain(audit["capture"][key]):
            complain(what, key, about.get(key), "is not", audit["capture"][key])
    for name, want in expected(audit).items():
        want = [[shown(cell, what).strip() for cell in line] for line in want]
        columns = COLUMNS[name].split()
        picked = [i for i, column in enumerate(columns) if column.endswith("*")]
        got = [[line[i].strip() for i in picked] for line in tables[name]]
        if got != want:
            different = [(g, w) for g, w in zip(got, want) if g != w][:2]
            complain(what, name, len(got), "lines,", len(want), "expected;", different)
        for i in (i for i, column in enumerate(columns) if column.endswith("!")):
            if not all(line[i] for line in tables[name]):
                complain(what, name, "an empty", columns[i])
    seen = {line[0] for line in tables["coverage"]}
    document = [f"T{t}.{n}" for t, most in ((1, 52), (2, 20), (3, 7), (4, 12)) for n in range(1, most + 1)]
    if seen != set(document) or len(tables["coverage"]) != 91:
        complain(what, "does not name the 91 rows")


def main():
    audit = json.load(open(sys.argv[1], encoding="utf-8"))
    readers = {"html": read_html, "md": read_md, "csv": read_csv}
    for path in sys.argv[2:]:
        form = path.rsplit(".", 1)[1]
        compare(form, audit, *readers[form](path, audit))
    sys.exit(wrong > 0)


main()
