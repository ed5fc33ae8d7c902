#!/usr/bin/env python3
"""What must hold for every capture, whatever is in it.

    properties.py LYNCSCOPE SCENE SOURCE [-s SEED] [-n ROUNDS] [CAPTURE...]

totals       frames are packets of flows, or counted with a name; so are their bytes where all are in flows
split        a capture cut into files, named in any order, gives the same records
interleaved  flows that begin earlier or later than they did get the same verdicts
repeated     packets delivered twice change the numbers of packets and bytes, and nothing else
disordered   whatever the order and the clock, all frames and bytes are counted
shifted      another time of the day changes times, and nothing else

Asked about pcaps/ and the packed golden scenes, or the CAPTUREs named; the dice are seeded.
"""
import argparse
import glob
import json
import os
import random
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "mutate"))
import captures

TIMES = ("@timestamp", "start", "end")
COUNTS = ("packets", "bytes")


class Bench:
    def __init__(self, arguments, work):
        self.arguments, self.work, self.wrong, self.asked = arguments, work, 0, 0
        self.environment = dict(os.environ, LC_ALL="C.UTF-8",
                                LYNCSCOPE_SIGNATURES=os.path.join(arguments.source, "signatures"))

    def call(self, command, paths, form):
        words = [self.arguments.lyncscope, command, "-q", "-f", form]
        for path in paths:
            words += ["-r", path]
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True)
        if done.returncode not in (0, 3):
            sys.exit("%s: exit status %d: %s" % (words, done.returncode, done.stderr))
        return done.stdout

    def records(self, *paths):
        return [json.loads(line) for line in self.call("flows", paths, "jsonl").splitlines()]

    def write(self, name, capture):
        path = os.path.join(self.work, name)
        with open(path, "wb") as file:
            file.write(captures.classic(capture[0], capture[1]))
        return path

    def same(self, what, wanted, came):
        self.asked += 1
        if wanted == came:
            return
        self.wrong += 1
        print("wrong: " + what)
        if len(wanted) != len(came):
            print("   %d and %d" % (len(wanted), len(came)))
        for a, b in [(a, b) for a, b in zip(wanted, came) if a != b][:1]:
            tell(a, b, "")


def tell(a, b, where):
    """Prints where two values differ."""
    if isinstance(a, dict) and isinstance(b, dict):
        for key in sorted(set(a) | set(b)):
            if a.get(key) != b.get(key):
                tell(a.get(key), b.get(key), where + "." + key)
    else:
        print("   %s: %s | %s" % (where, json.dumps(a)[:400], json.dumps(b)[:400]))


def without(value, keys):
    """The record without all members of these names."""
    if isinstance(value, dict):
        return {k: without(v, keys) for k, v in value.items() if k not in keys}
    return [without(item, keys) for item in value] if isinstance(value, list) else value


def verdicts(records):
    """What was said of each tuple, in an order that times have no part in; of a role's signs the first
    few are kept, so those depend on the order."""
    return sorted((without(record, TIMES + ("because",)) for record in records),
                  key=lambda record: json.dumps(record, sort_keys=True))


def microseconds(packet):
    return packet.seconds * 1000000 + packet.fraction


def moved(packet, by):
    other = packet.copy()
    other.seconds, other.fraction = divmod(microseconds(packet) + by, 1000000)
    return other


def pair_of(link, data):
    """Both addresses of a frame, in order; b"" where there are none: such frames stay together."""
    at = 14 if link == 1 else None
    while at is not None and len(data) >= at and data[at - 2:at] in (b"\x81\x00", b"\x88\xa8"):
        at += 4
    if at is None:
        return b""
    if data[at - 2:at] == b"\x08\x00":
        ends = data[at + 12:at + 16], data[at + 16:at + 20]
    elif data[at - 2:at] == b"\x86\xdd":
        ends = data[at + 8:at + 24], data[at + 24:at + 40]
    else:
        return b""
    return b"".join(sorted(bytes(end) for end in ends))


def all_counted(bench, what, capture, path, records):
    read = json.loads(bench.call("audit", [path], "json"))["capture"]
    skipped = sum(read["skipped"].values())
    bench.same(what + ": all frames are read", [len(capture[1])], [read["packets"]])
    bench.same(what + ": all frames are in a flow or counted", [len(capture[1])],
               [sum(r["network"]["packets"] for r in records) + skipped])
    if skipped == 0:
        bench.same(what + ": all bytes are in flows", [sum(p.wire for p in capture[1])],
                   [sum(r["network"]["bytes"] for r in records)])


def totals(bench, name, capture, path, records, dice):
    all_counted(bench, name, capture, path, records)
    for record in records:
        for key in COUNTS:
            bench.same(name + ": both sides are the flow", [record["network"][key]],
                       [record["source"][key] + record["destination"][key]])


def split(bench, name, capture, path, records, dice):
    link, packets = capture
    cuts = sorted(dice.randrange(len(packets) + 1) for _ in range(dice.randrange(1, 5)))
    parts = [packets[a:b] for a, b in zip([0] + cuts, cuts + [len(packets)]) if a < b]
    paths = [bench.write("part%d" % i, (link, part)) for i, part in enumerate(parts)]
    dice.shuffle(paths)
    bench.same(name + ": split", records, bench.records(*paths))


def interleaved(bench, name, capture, path, records, dice):
    """By less than an announcement may be captured late: in another order than that it means something else."""
    link, packets = capture
    by = {}
    for packet in packets:
        by.setdefault(pair_of(link, packet.data), dice.randrange(4 * 1000000))
    changed = sorted((moved(p, by[pair_of(link, p.data)]) for p in packets), key=microseconds)
    bench.same(name + ": interleaved", verdicts(records),
               verdicts(bench.records(bench.write("interleaved", (link, changed)))))


def repeated(bench, name, capture, path, records, dice):
    twice = []
    for packet in capture[1]:
        twice.append(packet)
        if dice.random() < 0.2:
            twice.append(packet.copy())
    bench.same(name + ": repeated", without(records, COUNTS),
               without(bench.records(bench.write("repeated", (capture[0], twice))), COUNTS))


def shifted(bench, name, capture, path, records, dice):
    by = dice.randrange(60 * 1000000) # sender reports are known by a clock ten minutes off at most
    path = bench.write("shifted", (capture[0], [moved(p, by) for p in capture[1]]))
    bench.same(name + ": shifted", without(records, TIMES), without(bench.records(path), TIMES))


def disordered(bench, name, capture, path, records, dice):
    packets = [packet.copy() for packet in capture[1]]
    for at in range(0, len(packets), 16):
        some = packets[at:at + 16]
        dice.shuffle(some)
        packets[at:at + 16] = some
    for packet in packets[dice.randrange(len(packets)):]:
        packet.seconds = dice.choice((packet.seconds, packet.seconds - 86400, 0, 2 ** 32 - 1))
    path = bench.write("disordered", (capture[0], packets))
    all_counted(bench, name + ": disordered", capture, path, bench.records(path))


PROPERTIES = (totals, split, interleaved, repeated, shifted, disordered)


def in_order(capture):
    times = [microseconds(packet) for packet in capture[1]]
    return times == sorted(times)


def gather(arguments, work):
    if arguments.captures:
        return arguments.captures
    paths = sorted(glob.glob(os.path.join(arguments.source, "pcaps", "*.pcap*")))
    for scene in sorted(glob.glob(os.path.join(arguments.source, "tests", "golden", "*.scene"))):
        path = os.path.join(work, os.path.basename(scene))
        subprocess.run([arguments.scene, scene, path], check=True)
        paths.append(path)
    return paths


def main():
    parser = argparse.ArgumentParser()
    for word in ("lyncscope", "scene", "source"):
        parser.add_argument(word, type=os.path.abspath)
    parser.add_argument("-s", "--seed", type=int, default=1)
    parser.add_argument("-n", "--rounds", type=int, default=1)
    parser.add_argument("captures", nargs="*")
    arguments = parser.parse_intermixed_args()
    with tempfile.TemporaryDirectory() as work:
        bench, count = Bench(arguments, work), 0
        for path in gather(arguments, work):
            capture = captures.read(path)
            if capture is None or not capture[1] or not in_order(capture):
                print("%s: not asked about: empty, or not in the order of time" % path)
                continue
            count += 1
            records = bench.records(path)
            for which, ask in enumerate(PROPERTIES):
                for turn in range(arguments.rounds):
                    dice = random.Random("%s %d %d %d" % (os.path.basename(path), arguments.seed, which, turn))
                    ask(bench, os.path.basename(path), capture, path, records, dice)
    print("%d captures, %d comparisons, %d wrong" % (count, bench.asked, bench.wrong))
    return bench.wrong > 0


if __name__ == "__main__":
    sys.exit(main())
