#!/usr/bin/env python3
"""Runs lyncscope over damaged captures, and looks at how each run ends.

    mutate.py LYNCSCOPE SCENE SAME SOURCE [-n COUNT] [-s SEED] [-j N] [-k FOLDER]

Damaged are parts of pcaps/, of the packed golden scenes and, when LS_CORPUS names a folder, of the
captures there. Capture number SEED is the same every time. A run must end with 0, 2 or 3, within
20 seconds and 1 GiB, without a report of a sanitizer; each line that came out is JSON, and status 2
says why in one line. SAME (same.c) reads the capture with libpcap, too, which must see the same
frames. What is wrong is kept in FOLDER (-k) and named.
"""
import argparse
import collections
import concurrent.futures
import glob
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time

import captures

SECONDS, KIBIBYTES = 20, 1 << 20
MANY_PACKETS = 20000
TOGETHER = 100  # captures that libpcap is asked about in one process

# The first of each line says how often: in a hundred.
WAYS = (
    (60, ["flows", "-f", "jsonl"]),
    (15, ["flows", "-f", "jsonl", "-t", "{source}/pcaps/sample-site.yaml"]),
    (10, ["audit", "-f", "json"]),
    (5, ["audit", "-f", "json", "-w", "{folder}/evidence.pcapng"]),
    (4, ["flows", "-f", "jsonl", "--anonymise"]),
    (3, ["flows", "-f", "jsonl", "--explain"]),
    (3, ["flows", "-f", "jsonl", "--flow-limit", "3"]),
)


def way(seed, source, folder):
    dice = random.Random(~seed)
    words = dice.choices([w for _, w in WAYS], [often for often, _ in WAYS])[0]
    return [word.format(source=source, folder=folder) for word in words]


def gather(arguments, work):
    paths = sorted(glob.glob(os.path.join(arguments.source, "pcaps", "*.pcap*")))
    for scene in sorted(glob.glob(os.path.join(arguments.source, "tests", "golden", "*.scene"))):
        path = os.path.join(work, os.path.basename(scene) + ".pcap")
        subprocess.run([arguments.scene, scene, path], check=True)
        paths.append(path)
    corpus = os.environ.get("LS_CORPUS")
    if corpus:
        paths += sorted(glob.glob(os.path.join(corpus, "**", "*.pcap"), recursive=True))
    found = []
    for path in paths:
        capture = captures.read(path)
        if capture is not None and capture[1]:
            found.append((capture[0], capture[1][:MANY_PACKETS]))
    return found


def run(command, folder, environment):
    """Status, both streams and the peak of memory in KiB; status "hangs" when time is out."""
    with open(os.path.join(folder, "out"), "w+b") as out, \
            open(os.path.join(folder, "err"), "w+b") as err:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err,
                                 env=environment)
        late = []
        timer = threading.Timer(SECONDS, lambda: (late.append(True), child.send_signal(signal.SIGKILL)))
        timer.start()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        timer.cancel()
        out.seek(0)
        err.seek(0)
        return "hangs" if late else child.returncode, out.read(), err.read(), usage.ru_maxrss


def complaint(words, status, out, err, peak):
    if b"Sanitizer" in err or b"runtime error" in err:
        return "a sanitizer reports"
    if status not in (0, 2, 3):
        return "ends with %s" % status
    if peak > KIBIBYTES:
        return "%d KiB of memory" % peak
    lines = err.decode(errors="replace").splitlines()
    if status == 2 and (len(lines) != 1 or not lines[0].startswith("lyncscope: ")):
        return "status 2 with %d lines on stderr" % len(lines)
    if status == 2:
        return None
    texts = [out] if words[0] == "audit" else out.splitlines()
    try:
        for text in texts:
            json.loads(text.decode())
    except ValueError as error:
        return "what came out is no JSON: %s" % error
    return None


def tell(seed, words, why, text, data, arguments):
    print("wrong: seed %d, %s: %s\n%s" % (seed, " ".join(words), why, text[:2000]), flush=True)
    if arguments.keep:
        with open(os.path.join(arguments.keep, "%d.pcap" % seed), "wb") as file:
            file.write(data)


def one(seed, arguments, bases, work, environment):
    path = os.path.join(work, "%d.pcap" % seed)
    data = captures.mutate(seed, bases)
    with open(path, "wb") as file:
        file.write(data)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        words = way(seed, arguments.source, folder)
        status, out, err, peak = run(
            [arguments.lyncscope, words[0], "-q", "-r", path] + words[1:], folder, environment)
        why = complaint(words, status, out, err, peak)
    if why is not None:
        tell(seed, words, why, err.decode(errors="replace"), data, arguments)
    return status, why, peak


def unlike(seeds, arguments, bases, work, environment):
    """How many of these captures libpcap reads otherwise; all in one process, and then they go."""
    paths = [os.path.join(work, "%d.pcap" % seed) for seed in seeds]
    status, out, err, _ = run([arguments.same] + paths, work, environment)
    lines = out.decode(errors="replace").splitlines()
    for seed, path in zip(seeds, paths):
        for line in lines:
            if line.startswith(path + ":"):
                tell(seed, ["same"], line, "", captures.mutate(seed, bases), arguments)
        os.unlink(path)
    if (status != 0) != bool(lines) or status not in (0, 1):
        print("wrong: same ends with %s for seeds %d to %d\n%s" % (
            status, seeds[0], seeds[-1], err.decode(errors="replace")[:2000]), flush=True)
        return len(lines) + 1
    return len(lines)


def summary(results, differ, bases, spent):
    ends = collections.Counter(status for status, _, _ in results)
    return "%d damaged captures of %d: %s; %d KiB at most; %.1f a second\n%d wrong, %d not as libpcap reads them" % (
        len(results), bases,
        ", ".join("%d end with %s" % (count, end) for end, count in sorted(ends.items(), key=str)),
        max(peak for _, _, peak in results), len(results) / spent,
        sum(why is not None for _, why, _ in results), differ)


def main():
    parser = argparse.ArgumentParser()
    for word in ("lyncscope", "scene", "same", "source"):
        parser.add_argument(word, type=os.path.abspath)
    parser.add_argument("-n", "--count", type=int, default=200)
    parser.add_argument("-s", "--seed", type=int, default=1)
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count())
    parser.add_argument("-k", "--keep")
    arguments = parser.parse_args()
    environment = dict(os.environ, LC_ALL="C.UTF-8",
                       LYNCSCOPE_SIGNATURES=os.path.join(arguments.source, "signatures"))
    began = time.monotonic()
    results, differ = [], 0
    with tempfile.TemporaryDirectory() as work:
        bases = gather(arguments, work)
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            end = arguments.seed + arguments.count
            for first in range(arguments.seed, end, TOGETHER):
                seeds = range(first, min(first + TOGETHER, end))
                results += pool.map(lambda seed: one(seed, arguments, bases, work, environment), seeds)
                differ += unlike(seeds, arguments, bases, work, environment)
                if len(results) % 1000 == 0:
                    print(summary(results, differ, len(bases), time.monotonic() - began),
                          file=sys.stderr, flush=True)
    print(summary(results, differ, len(bases), time.monotonic() - began))
    return differ > 0 or any(why is not None for _, why, _ in results)


if __name__ == "__main__":
    sys.exit(main())
