#!/usr/bin/env python3
"""Holds an audit as html, md, csv, csv tables or text against the same audit as json: every number, time,
address and id; and the json against itself.

check_report.py AUDIT.json REPORT...      beside it, AUDIT.jsonl has its flows;
     a folder has csv tables (Python's own library only)
"""
import csv
import html.parser
import ipaddress
import json
import os
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
    "kinds": "id* severity causes* accepted* flows* advice*",
    "causes": "number* severity id* source source_ips source_roles destination destination_roles transport* port application "
    "reason rule advice! accepted expired sources* source_addresses* destinations* ports* findings* flows* packets* bytes* first* last*",
    "findings": "severity id* source* source_ips source_addresses* source_roles destination* destination_roles transport* port* application* "
    "reason* rule advice! flows* packets* bytes* first* last* rows* accepted expired cause*",
    "exceptions": "id* state flows* by_inferred_role* owner* reason* expires* file* line*",
    "coverage": "id* state flows* confirmed* contradicted* deployed role service ports protocol",
    "hosts": "ip* name* roles role_from confidence flows* because*",
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
        [f["id"], f["source"].get("ip", f["source"].get("network")), plain(f["source"]["addresses"]), f["destination"]["ip"], f["transport"],
         plain(f.get("port")), plain(f["application"]), f["reason"], plain(f["flows"]), plain(f["packets"]),
         plain(f["bytes"]), f["first"], f["last"], " ".join(f["rows"]), plain(f["cause"])]
        for f in audit["findings"]
    ]
    causes = [
        [plain(c["number"]), c["id"], c["transport"], plain(c["source"]["count"]), plain(c["source"]["addresses"]),
         plain(c["destination"]["count"]),
         plain(c["ports"]["count"] if "ports" in c else 0), plain(c["findings"]), plain(c["flows"]),
         plain(c["packets"]), plain(c["bytes"]), c["first"], c["last"]]
        for c in audit["causes"]
    ]
    kinds = [[k["id"], *(plain(k[n]) for n in ("causes", "accepted", "flows", "advice"))] for k in audit["kinds"]]
    exceptions = [
        [plain(x[k]) for k in ("id", "flows", "by_inferred_role", "owner", "reason", "expires", "file", "line")]
        for x in audit["exceptions"]
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
        "kinds": kinds, "causes": causes, "findings": findings, "exceptions": exceptions, "coverage": coverage, "hosts": hosts,
        "timeline": timeline, "matrix": matrix,
    }


def flows_of(audit, name):
    if name == "verdicts":
        return sum(audit["verdicts"].values())
    return sum(line["flows"] for line in (audit["timeline"]["bins"] if name == "timeline" else audit[name]))


def check_itself(audit):
    """Every flow has one verdict, one line of the matrix and one beginning; causes add up to their findings."""
    flows = audit["capture"]["flows"]
    for name in ("verdicts", "matrix", "timeline"):
        if flows_of(audit, name) != flows:
            complain("json:", name, "has", flows_of(audit, name), "flows of", flows)
    for cause in audit["causes"]:
        members = [f for f in audit["findings"] if f["cause"] == cause["number"]]
        for key in ("flows", "packets", "bytes"):
            if sum(f[key] for f in members) != cause[key]:
                complain("json: cause", cause["number"], key, "are not its findings'")
        ends = {
            "source": {f["source"].get("ip", f["source"].get("network")) for f in members},
            "destination": {f["destination"]["ip"] for f in members},
        }
        for end, different in ends.items():
            if cause[end]["count"] != len(different):
                complain("json: cause", cause["number"], end, cause[end]["count"], "is not", len(different))
        ports = {f["port"] for f in members if "port" in f}
        if "ports" in cause and cause["ports"] != {"count": len(ports), "first": min(ports), "last": max(ports)}:
            complain("json: cause", cause["number"], cause["ports"])
        same = {(f["id"], f["severity"], f["transport"], plain((f["accepted"] or {}).get("id"))) for f in members}
        if cause["findings"] != len(members) or len(same) != 1:
            complain("json: cause", cause["number"], "has findings of several kinds", same)
    for kind in audit["kinds"]:
        members = [c for c in audit["causes"] if c["id"] == kind["id"]]
        told = [len(members), sum(c["accepted"] is not None for c in members), sum(c["flows"] for c in members)]
        if told != [kind["causes"], kind["accepted"], kind["flows"]]:
            complain("json: kind", kind, "is not", told)
    if [k["id"] for k in audit["kinds"]] != list(dict.fromkeys(c["id"] for c in audit["causes"])):
        complain("json: kinds", audit["kinds"])
    if sum(c["findings"] for c in audit["causes"]) != len(audit["findings"]):
        complain("json: a finding without cause")


def check_sources(audit, records):
    """The addresses behind a source are those of its flows: the first eight as they came, and how many."""
    for line in (*audit["findings"], *audit["causes"]):
        source = line["source"]
        if len(source["ips"]) != min(8, source["addresses"], len(set(source["ips"]))):
            complain("json:", line["id"], "source", source)
        if "ip" in source and source["ips"] != [source["ip"]]:
            complain("json:", line["id"], "source", source)
    for f in audit["findings"]:
        if "network" not in f["source"] or f["accepted"]:
            continue
        network = ipaddress.ip_network(f["source"]["network"])
        came = [
            r["source"]["ip"] for r in records
            if any(x["id"] == f["id"] for x in r["lync"]["findings"]) and not r["lync"]["accepted"]
            and (r["destination"]["ip"], r["destination"].get("port")) == (f["destination"]["ip"], f.get("port"))
            and r["network"]["transport"] == f["transport"] and ipaddress.ip_address(r["source"]["ip"]) in network
        ]
        came = list(dict.fromkeys(came))
        if f["source"]["ips"] != came[:8] or f["source"]["addresses"] != len(came):
            complain("json:", f["id"], f["port"], "sources", f["source"], "are not", came)
    for cause in audit["causes"]:
        members = [f["source"] for f in audit["findings"] if f["cause"] == cause["number"]]
        least = max(m["addresses"] for m in members)
        if not least <= cause["source"]["addresses"] <= sum(m["addresses"] for m in members):
            complain("json: cause", cause["number"], "has", cause["source"], "of", members)


def second(time):
    """An exact time as people read it."""
    return time[:19].replace("T", " ") + "Z"


def numbers(text):
    return [int(n) for n in re.findall(r"\d+", text)]


class Page(html.parser.HTMLParser):
    """Tables by id, findings' entries and the list of what was captured; refuses what could act."""

    VOID = {"meta", "link", "img", "br", "input", "base", "hr"}

    def __init__(self):
        super().__init__()
        self.tables, self.about, self.entries, self.links, self.ids = {}, [], [], [], set()
        self.table = self.key = self.text = self.rest = self.exact = None
        self.rests = {}
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
        elif tag == "dd" or (tag in ("span", "a") and "data-key" in attrs):
            self.key, self.text = attrs["data-key"], ""
            self.value, self.ends = attrs.get("data-value"), tag
        elif tag == "time":
            self.exact, self.seen = attrs["datetime"], ""
        elif "data-rest" in attrs:
            self.rest, self.text = attrs["data-rest"], ""
        if tag not in self.VOID:
            self.open.append(tag)

    def take(self, key, value):
        if "article" not in self.open:
            self.about.append((key, value))
        elif self.entries[-1].setdefault(key, value) is not value:
            complain("html: an entry has two of", key)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_data(self, data):
        if self.exact is not None:
            self.seen += data
        elif self.text is not None:
            self.text += data
        if self.open and self.open[-1] == "style" and re.search(r"url\(|@import|expression", data):
            complain("html: style refers outside")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            complain("html: tags do not nest at", tag)
        if tag in ("th", "td"):
            self.table[-1].append(self.text)
            self.text = None
        elif tag == "time":
            if self.seen != second(self.exact):
                complain("html: time", self.seen, "is not", self.exact)
            self.text, self.exact = (self.text or "") + self.exact, None
        elif self.key is not None and tag == self.ends:
            self.take(self.key, self.value or self.text)
            self.text = self.key = None
        elif tag == "p" and self.rest is not None:
            if "article" not in self.open:
                self.rests[self.rest] = numbers(self.text)
            self.rest = self.text = None
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
    columns = [c.rstrip("*!") for c in COLUMNS["causes"].split()]
    page.tables["causes"] = [[]] + [[entry.get(c, "") for c in columns] for entry in page.entries]
    for cause in audit["causes"][:len(page.entries)]:
        members = page.tables.get("findings-of-%d" % cause["number"], [[]])[1:]
        if len(members) != (min(cause["findings"], 10) if cause["findings"] > 1 else 0):
            complain("html: cause", cause["number"], "lists", len(members), "findings")
    flows = sum(int(re.match(r"\d+", cell).group()) for line in page.tables["roles"][1:] for cell in line[1:])
    if flows != audit["capture"]["flows"]:
        complain("html: role to role has", flows, "flows")
    page.tables.setdefault("exceptions", [[]])
    tables = {name: lines[1:] for name, lines in page.tables.items() if name in COLUMNS}
    return dict(reversed(page.about)), tables, page.rests


def unmark(cell):
    cell = re.sub(r"\\([\\`*_\[\]#|~$@:.])", r"\1", cell.strip())
    return html.unescape(cell)


BELOW = ("causes", "findings")


def with_below(name, head, table, below, audit):
    """What stands below a table of findings, put back into its columns; the words come in the columns' order."""
    keys = [c.rstrip("*!") for c in COLUMNS[name].split()]
    keys.remove("advice")  # stands with the kinds
    apart = [k for k in keys if k in LABELS.values()]
    if len(head.split("|")) - 2 != len(keys) - len(apart):
        complain("md:", name, "has columns", head)
    items = re.findall(r"^\d+\. (.*(?:\n   .*)*)", below, flags=re.M)
    names = {}
    for item in items:
        for key in re.findall(r"(?:^|\n   )\*\*(.*?)\*\*: ", item):
            names.setdefault(key)
    labels = MD_LABELS[name]
    if not set(names) <= set(labels):
        complain("md:", name, "has", set(names) - set(labels))
    whole, columns = [], [c.rstrip("*!") for c in COLUMNS[name].split()]
    for line, item in zip(table, items):
        told = {labels[k]: unmark(v) for k, v in re.findall(r"(?:^|\n   )\*\*(.*?)\*\*: (.*?)(?:  )?(?=\n|$)", item)}
        cells = iter(line)
        told |= {key: next(cells) for key in keys if key not in apart}
        whole.append([told.get(key, "") for key in columns])
    if len(items) - (not table) < len(table):
        complain("md:", name, len(table), "lines,", len(items), "below")
    return whole


LABELS = {
    "Source addresses": "source_ips", "源地址": "source_ips", "Evidence": "reason", "依据": "reason",
    "Rule in force": "rule", "适用规定": "rule",
    "Accepted by": "accepted", "由谁接受": "accepted", "Exception that has expired": "expired", "已过期的例外": "expired",
    "How many": "source_addresses", "源地址数": "source_addresses", "Addresses they have": "source_addresses",
    "Source role": "source_roles", "源角色": "source_roles", "Sources": "sources", "源数": "sources",
    "Destination role": "destination_roles", "目标角色": "destination_roles", "Destinations": "destinations",
    "目标数": "destinations", "Ports": "ports", "端口数": "ports", "Bytes": "bytes", "字节": "bytes",
    "First seen": "first", "首次出现": "first", "Packets": "packets", "数据包": "packets", "Last seen": "last", "末次出现": "last",
}
MD_LABELS = {"causes": LABELS, "findings": LABELS}


def read_md(path, audit):
    parts = re.split(r"^## .*\n", open(path, encoding="utf-8", newline="").read(), flags=re.M)[1:]
    tables, rests = [], {}
    for part in parts:
        lines = [line for line in part.split("\n") if line.startswith("|")]
        name = ["", *COLUMNS][len(tables)]
        part, below = re.split(r"^(?=1\. )", part + "\n1. ", maxsplit=1, flags=re.M) if name in BELOW else (part, "")
        said = re.search(r"^[^|#\n]*\d.*$", part, flags=re.M)
        if said:
            rests[name] = numbers(said.group())
        tables.append([[unmark(c) for c in re.split(r"(?<!\\)(?:\\\\)*\|", line)[1:-1]] for line in lines[2:]])
        if name in BELOW and lines:
            tables[-1] = with_below(name, lines[0], tables[-1], below, audit)
    if len(tables) != 1 + len(COLUMNS):
        complain("md: tables", len(tables))
    capture = audit["capture"]
    keys = ["version", *("file" for _ in capture["files"]), "first", "last"]
    keys += ["filter"] if "filter" in capture else []
    keys += ["packets", "bytes", "flows", "duplicates", "answered", "one_way"]
    return dict(zip(keys, (line[1] for line in tables[0]))), dict(zip(COLUMNS, tables[1:])), rests


def unquote(cell):
    return re.sub(r"^'(?=[=+\-@\t\r])", "", cell)


def read_text(path, audit):
    """Text has its own form: totals, how many entries, and what is left out of each list."""
    parts = re.split(r"\n\n(?=\S.*\n-+\n)", open(path, encoding="utf-8", newline="").read())
    parts = [part.split("\n", 2)[2] for part in parts[1:]]
    if not audit["exceptions"]:
        parts.insert(4 if audit["kinds"] else 3, "")
    if not audit["kinds"]:
        parts.insert(3, "")
    capture, verdicts, findings, advice, exceptions, coverage, hosts, matrix = parts
    said = [int(n) for n in re.findall(r"^ *\S+ +(\d+)  #*$", verdicts, flags=re.M)]
    if said != list(audit["verdicts"].values()):
        complain("text: verdicts", said)
    for key in ("packets", "bytes", "flows"):
        if not re.search(r"\b%d\b" % audit["capture"][key], capture):
            complain("text: no", key)
    entries = re.findall(r"^ *(\d+) (?:high|medium|low|高|中|低) .*$", findings, flags=re.M)
    sums = re.findall(r"^    (\d+) \S+, (\d+) \S+, (\d+) \S+, .*Z$", findings, flags=re.M)
    want = [(str(c["flows"]), str(c["packets"]), str(c["bytes"])) for c in audit["causes"]]
    if sums != want[:len(sums)] or len(sums) != len(entries):
        complain("text: findings", len(entries), len(sums))
    times = re.findall(r" (\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ)$", findings, flags=re.M)
    if times != [second(c["first"]) for c in audit["causes"]][:len(times)] or len(times) != len(sums):
        complain("text: times of findings", times)
    said = [" ".join(part.split()) for part in re.findall(r"^    .*(?:\n    .*)*", advice, flags=re.M)]
    if [s.replace(" ", "") for s in said] != [k["advice"].replace(" ", "") for k in audit["kinds"]]:
        complain("text: advice", said)
    rest("text: findings", findings, len(entries), len(want), sum(int(s[0]) for s in sums), flows_of(audit, "causes"))
    rows = re.findall(r"^  (T\d\.\d+) +\S.*? +(\d+) \S+ ", coverage, flags=re.M)
    if rows != [(c["id"], str(c["flows"])) for c in audit["coverage"] if c["state"] != "not-seen"]:
        complain("text: coverage")
    states = [c["state"] for c in audit["coverage"]]
    want = [91, *(states.count(s) for s in ("seen", "port-only", "contradicted", "not-seen"))]
    absent = sum(c["deployed"] is False and c["state"] == "not-seen" for c in audit["coverage"])
    want += [absent] if absent else []
    if numbers(re.search(r"^  (?:of|共) (?s:.*)", coverage, flags=re.M).group()) != want:
        complain("text: sums of coverage are not", want)
    lines = [int(n) for n in re.findall(r"^  [0-9a-f.:]+ +(\d+) \S+ ", hosts, flags=re.M)]
    rest("text: hosts", hosts, len(lines), len(audit["hosts"]), sum(lines), flows_of(audit, "hosts"))
    matrix = re.sub(r"\n {16}", " ", matrix)
    lines = [int(n) for n in re.findall(r"^  \S+ +.* > .*  \S+ \S* +(\d+) \S+(?: \(.*)?$", matrix, flags=re.M)]
    rest("text: matrix", matrix, len(lines), len(audit["matrix"]), sum(lines), audit["capture"]["flows"])
    for used in audit["exceptions"]:
        if used["id"] not in exceptions:
            complain("text: no exception", used["id"])


def rest(what, part, listed, items, flows, all_flows):
    said = re.findall(r"^  (?:and|另有) (\d+) \D+(\d+) .*$", part, flags=re.M)
    more = [int(n) for n in said[-1]] if said else [0, 0]
    if listed + more[0] != items or flows + more[1] != all_flows:
        complain(what, listed, "and", more, "are not", items, all_flows)


def check_csv(audit, tables):
    """What is a key in the json is the same key in csv."""
    for name, keys in (("findings", ("accepted", "expired")), ("causes", ("accepted",))):
        columns = [c.rstrip("*!") for c in COLUMNS[name].split()]
        for key in keys:
            got = [line[columns.index(key)] for line in tables[name]]
            if got != [plain((line[key] or {}).get("id")) for line in audit[name]]:
                complain("csv:", name, key)
    words = {None: "", True: "true", False: "false"}
    if [line[5] for line in tables["coverage"]] != [words[c["deployed"]] for c in audit["coverage"]]:
        complain("csv: deployed")
    if [line[1] for line in tables["coverage"]] != [c["state"] for c in audit["coverage"]]:
        complain("csv: states")
    if [line[1] for line in tables["exceptions"]] != [x["state"] for x in audit["exceptions"]]:
        complain("csv: states of exceptions")
    if [line[0] for line in tables["findings"]] != [f["severity"] for f in audit["findings"]]:
        complain("csv: severities")
    check_rules([c.rstrip("*!") for c in COLUMNS["findings"].split()], tables["findings"])


def check_rules(columns, findings):
    """The rule in force is the row that the reason goes by, and none where nothing allows the flow."""
    for line in findings:
        finding = dict(zip(columns, line))
        by = [row for row in finding["rows"].split() if re.search(rf"{re.escape(row)}(?!\d)", finding["reason"])]
        if by and f"{by[0]}: " not in finding["rule"].replace("：", ": "):
            complain("csv: the rule of", finding["reason"], "is", finding["rule"])
        none = finding["id"] == "undocumented" and finding["rows"]
        if bool(none) != finding["rule"].startswith(("none allows this", "均不允许")):
            complain("csv: as if in force:", finding["rule"], "of", finding["reason"])


def read_tables(folder, audit):
    tables = {}
    for name in ("capture", *COLUMNS):
        with open(f"{folder}/{name}.csv", encoding="utf-8", newline="") as file:
            tables[name] = [[unquote(c) for c in line] for line in csv.reader(file)]
        if len({len(line) for line in tables[name]}) != 1:
            complain("tables:", name, "has lines of different lengths")
    return from_csv(tables, audit)


def read_csv(path, audit):
    tables, name = {}, None
    for line in csv.reader(open(path, encoding="utf-8", newline="")):
        if not line:
            name = None
        elif name is None:
            name = line[0]
            tables[name] = []
        else:
            tables[name].append([unquote(c) for c in line])
    return from_csv(tables, audit)


def from_csv(tables, audit):
    for name, columns in COLUMNS.items():
        if tables[name].pop(0) != [c.rstrip("*!") for c in columns.split()]:
            complain("csv: columns of", name)
    check_csv(audit, tables)
    return dict(reversed(tables.pop("capture")[1:])), tables, {}


def is_part(got, want):
    """Whether got is want with lines left out."""
    left = iter(want)
    return all(line in left for line in got)


def compare(what, audit, about, tables, rests):
    for key in ABOUT:
        if about.get(key) != plain(audit["capture"][key]):
            complain(what, key, about.get(key), "is not", audit["capture"][key])
    for name, want in expected(audit).items():
        if what == "html" and name == "findings": # stand with their causes
            continue
        want = [[shown(cell, what).strip() for cell in line] for line in want]
        columns = COLUMNS[name].split()
        picked = [i for i, column in enumerate(columns) if column.endswith("*")]
        got = [[line[i].strip() for i in picked] for line in tables[name]]
        if name == "kinds":  # in Chinese, the id stands behind its name
            got = [[re.sub(r"^.* \((\S+)\)$", r"\1", line[0]), *line[1:]] for line in got]
        more, flows = rests.get(name, (0, 0))
        if more > 0:
            if len(got) + more != len(want) or not is_part(got, want):
                complain(what, name, len(got), "and", more, "lines,", len(want), "expected")
            at = columns.index("flows*")
            if sum(int(line[at]) for line in tables[name]) + flows != flows_of(audit, name):
                complain(what, name, "does not tell of all flows")
        elif got != want:
            different = [(g, w) for g, w in zip(got, want) if g != w][:2]
            complain(what, name, len(got), "lines,", len(want), "expected;", different)
        for i in (i for i, column in enumerate(columns) if column.endswith("!")):
            if not all((line[i] != "") == (what == "csv") for line in tables[name]):
                complain(what, name, columns[i], "is for csv alone, and for all lines of it")
    seen = {line[0] for line in tables["coverage"]}
    document = [f"T{t}.{n}" for t, most in ((1, 52), (2, 20), (3, 7), (4, 12)) for n in range(1, most + 1)]
    if seen != set(document) or len(tables["coverage"]) != 91:
        complain(what, "does not name the 91 rows")


def main():
    audit = json.load(open(sys.argv[1], encoding="utf-8"))
    readers = {"html": read_html, "md": read_md, "csv": read_csv}
    check_itself(audit)
    with open(sys.argv[1] + "l", encoding="utf-8") as file:
        check_sources(audit, [json.loads(line) for line in file])
    for path in sys.argv[2:]:
        form = path.rsplit(".", 1)[-1]
        if form == "txt":
            read_text(path, audit)
        elif os.path.isdir(path):
            compare("csv", audit, *read_tables(path, audit))
        else:
            compare(form, audit, *readers[form](path, audit))
    sys.exit(wrong > 0)


main()
