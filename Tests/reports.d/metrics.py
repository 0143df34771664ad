"""--metrics: numbers of processes whose files, sockets and limits are known, in text that Prometheus reads."""

import ctypes
import math
import mmap
import os
import re
import resource
import shutil
import socket
import subprocess

from situation import LSOF, ROOT, WORK, ending, holds, run, skip

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = b"ev\"\\\n\xff\x1b"
LIMIT = 80
libc = ctypes.CDLL(None, use_errno=True)
SAMPLE = re.compile(r'([a-z_:][a-z0-9_:]*)(?:\{((?:[a-z]+="(?:[^"\\]|\\["\\n])*",?)+)\})? (\S+)')
LABEL = re.compile(r'([a-z]+)="((?:[^"\\]|\\["\\n])*)"')


def families(text):
    """{name: {labels: value}}, after the form was held to what both formats ask."""
    assert text.endswith("# EOF\n") and text.count("# EOF") == 1, text[-100:]
    found, about = {}, {}
    for line in text.split("\n")[:-2]:
        if line.startswith("# "):
            _, keyword, name, rest = line.split(" ", 3)
            assert keyword in ("HELP", "TYPE", "UNIT") and name not in found, line
            about.setdefault(name, {})[keyword] = rest
            continue
        name, labels, value = SAMPLE.fullmatch(line).groups()
        assert about[name]["TYPE"] == "gauge" and about[name]["HELP"], line
        unit = about[name].get("UNIT")
        assert name.endswith(("_seconds", "_bytes", "_ratio")) == (unit is not None), line
        assert unit is None or name.endswith("_" + unit), line
        key = tuple((label, re.sub(r'\\(.)', lambda escape: escape[1].replace("n", "\n"), value))
                    for label, value in LABEL.findall(labels or ""))
        assert key not in found.setdefault(name, {}), line
        assert math.isfinite(float(value)) and float(value) >= 0, line
        found[name][key] = float(value)
    # In the order of their labels, so that two files can be compared.
    for name, samples in found.items():
        assert name == "lsof_deleted_memory_bytes" or list(samples) == sorted(samples, key=ordered), name
    return found


def ordered(labels):
    return [value.encode() for _, value in labels]


def metrics(*arguments):
    return families(run("--metrics", *arguments).decode())


def one(found, name, **labels):
    return found[name][tuple(labels.items())]


def checked(text):
    """What Prometheus' own readers say of it."""
    tried = []
    if shutil.which("promtool"):
        done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, timeout=60)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b""), done
        tried.append("promtool")
    try:
        from prometheus_client.openmetrics.parser import text_string_to_metric_families
        names = [family.name for family in text_string_to_metric_families(text.decode())]
        assert names == list(families(text.decode())), names
        tried.append("prometheus_client")
    except ImportError:
        pass
    return tried


def files():
    kept = []
    for size in 3_000_000, 50_000:
        kept.append(os.open(WORK + "/removed", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        os.write(kept[-1], b"x" * size)
        os.fsync(kept[-1])
        os.unlink(WORK + "/removed")
    held = sum(os.fstat(file).st_blocks * 512 for file in kept)
    # The same once more.
    kept.append(os.dup(kept[0]))
    memory = os.memfd_create("mine")
    os.write(memory, b"x" * 5 * mmap.PAGESIZE)
    return held, kept, memory


def serving():
    kept = [socket.socket() for _ in range(3)]
    for server in kept[:2]:
        server.bind(("127.0.0.1", 0))
        server.listen()
    kept[2].connect(kept[0].getsockname())
    kept.append(kept[0].accept()[0])
    kept += [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    for server in kept[-3:]:
        server.bind(("127.0.0.1", 0))
    kept[-1].connect(kept[-2].getsockname())
    kept += socket.socketpair()
    kept.append(socket.socket(socket.AF_UNIX))
    kept[-1].bind("\0" + WORK)
    kept[-1].listen()
    # A descriptor more is no socket more.
    return 0, kept, os.dup(kept[0].fileno())


def near():
    libc.prctl(15, ctypes.c_char_p(NAME))
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))
    return 0, [os.open("/dev/null", os.O_RDONLY) for _ in range(LIMIT * 3 // 4)]


def far():
    resource.setrlimit(resource.RLIMIT_NOFILE, (1000, 1000))
    return 0


with ending():
    os.closerange(3, 1024)
    remover, held = holds(files)
    server, _ = holds(serving)
    tight, _ = holds(near)
    loose, _ = holds(far)
    ours = f"-p{remover},{server},{tight},{loose}"
    count = {pid: len(os.listdir(f"/proc/{pid}/fd")) for pid in (remover, server, tight, loose)}

    text = run("--metrics", ours)
    found = families(text.decode())
    tried = checked(text)
    assert one(found, "lsof_processes") == 4 and one(found, "lsof_hidden_processes") == 0
    assert 0 < one(found, "lsof_scan_duration_seconds") < 60
    # How many files are open, and who is near a limit: by its name, in which bytes that are none of UTF-8 are escaped.
    label = "ev\"\\\n\\xff\\x1b"
    assert one(found, "lsof_command_open_files", command=label) == count[tight], found
    assert one(found, "lsof_command_worst_open_files_limit", command=label) == LIMIT
    ratio = one(found, "lsof_command_worst_open_files_ratio", command=label)
    assert abs(ratio - count[tight] / LIMIT) < 1e-6 and ratio > 0.75, ratio
    for kind in "unit", "container", "command":
        assert sum(found[f"lsof_{kind}_open_files"].values()) == sum(count.values()), kind
        assert max(found[f"lsof_{kind}_worst_open_files_ratio"].values()) == ratio, kind
    assert sum(found["lsof_open_files"].values()) == sum(count.values())
    assert one(found, "lsof_open_files", type="IPv4") == 8, found["lsof_open_files"]
    # Removed files, once each, on the file system that the lister knows; and what is only memory.
    assert sum(found["lsof_deleted_files"].values()) == 2, found["lsof_deleted_files"]
    assert sum(found["lsof_deleted_file_bytes"].values()) == held, (found["lsof_deleted_file_bytes"], held)
    (place,) = [dict(labels) for labels, value in found["lsof_deleted_file_bytes"].items() if value]
    if place["mountpoint"] != "other":
        assert os.stat(place["mountpoint"]).st_dev == os.stat(WORK).st_dev, place
        with open("/proc/self/mounts") as mounts:
            assert [place["device"], place["mountpoint"], place["fstype"]] in [line.split()[:3] for line in mounts]
    assert one(found, "lsof_deleted_memory_bytes", kind="memfd") == 5 * mmap.PAGESIZE
    # Files by file system, as a listing has them.
    rows = run("-w", "-Ftn", ours).decode(errors="replace").split("\n")
    mine = [row for row in rows if row == "n/dev/null"]
    device = [value for labels, value in found["lsof_files"].items() if dict(labels)["mountpoint"] == "/dev"]
    assert not device or len(mine) <= device[0] <= len(mine) + 10, (device, len(mine))
    # Sockets by state.
    sockets = {tuple(value for _, value in labels): value for labels, value in found["lsof_sockets"].items()}
    assert sockets == {
        ("tcp", "listen"): 2, ("tcp", "established"): 2, ("udp", "idle"): 2, ("udp", "established"): 1,
        ("unix", "connected"): 2, ("unix", "listen"): 1}, sockets

    # The system's own numbers.
    with open("/proc/sys/fs/file-nr") as file:
        opened, _, most = map(int, file.read().split())
    assert one(found, "lsof_system_open_files_limit") == most
    assert abs(one(found, "lsof_system_open_files") - opened) < 20_000
    with open("/proc/sys/fs/nr_open") as file:
        assert one(found, "lsof_system_process_open_files_limit") == int(file.read())
    with open("/proc/sys/fs/inotify/max_user_watches") as file:
        assert one(found, "lsof_user_inotify_watches_limit") == int(file.read())

    # The same processes give the same text.
    moving = ("lsof_scan_duration_seconds ", "lsof_system_open_files ")
    again = run("--metrics", ours).decode()
    still = [[line for line in one.split("\n") if not line.startswith(moving)] for one in (text.decode(), again)]
    assert still[0] == still[1]

    # Selections: all have to hold, and to find nothing is no failure.
    assert one(metrics("-p", f"{loose},{server}", "-a", "-u", os.geteuid()), "lsof_processes") == 2
    assert one(metrics(ours, "-u", f"^{os.geteuid()}"), "lsof_processes") == 0
    assert set(metrics("-c", "ev", ours)["lsof_command_open_files"]) == {(("command", label),)}
    nothing = run("--metrics", "-p", 2**22 + 1)
    assert one(families(nothing.decode()), "lsof_processes") == 0
    checked(nothing)
    for wrong in ["-J"], ["-j"], ["-t"], ["-V"], ["-F"], ["-r1"], ["--csv"], ["name"], ["--limits"]:
        run("--metrics", *wrong, status=1)
    with open("/dev/full", "w") as full:
        assert subprocess.run([LSOF, "--metrics", ours], stdout=full, stderr=subprocess.DEVNULL).returncode == 1

    # Of the whole machine; who may not see all is told so, but not after -w.
    whole = subprocess.run([LSOF, "--metrics"], capture_output=True, timeout=60)
    assert whole.returncode == 0
    checked(whole.stdout)
    found = families(whole.stdout.decode())
    hidden = one(found, "lsof_hidden_processes")
    assert one(found, "lsof_processes") >= 4 and (ROOT or hidden > 0)
    assert whole.stderr.decode().count("can't be looked into, and may have more") == (hidden > 0), whole.stderr
    quiet = subprocess.run([LSOF, "--metrics", "-w"], capture_output=True, timeout=60)
    assert (quiet.returncode, quiet.stderr) == (0, b"")
    # Processes that can't be looked into count all the same.
    assert one(metrics("-w", "-p1"), "lsof_processes") == 1
    for kind in "unit", "container", "command":
        assert len(found[f"lsof_{kind}_open_files"]) <= 102

    # The service's command, in a directory of its own: the file is there whole, or as it was.
    if os.path.exists(HERE + "/lsof-metrics.service"):
        with open(HERE + "/lsof-metrics.service") as unit:
            (command,) = re.findall(r"^ExecStart=/bin/sh -c '(.*)'$", unit.read(), re.M)
        os.mkdir(WORK + "/bin")
        os.symlink(LSOF, WORK + "/bin/lsof")
        os.mkdir(WORK + "/textfiles")
        path = {"PATH": WORK + "/bin:" + os.environ["PATH"]}
        service = ["sh", "-c", command]
        subprocess.run(service, cwd=WORK + "/textfiles", env=path, check=True, stderr=subprocess.DEVNULL)
        assert os.listdir(WORK + "/textfiles") == ["lsof.prom"]
        with open(WORK + "/textfiles/lsof.prom") as file:
            written = file.read()
        families(written)
        os.unlink(WORK + "/bin/lsof")
        os.symlink("/bin/false", WORK + "/bin/lsof")
        assert subprocess.run(service, cwd=WORK + "/textfiles", env=path).returncode != 0
        with open(WORK + "/textfiles/lsof.prom") as file:
            assert file.read() == written
    if not tried:
        skip("there is neither promtool nor Python's prometheus_client; all else is as it should be")
