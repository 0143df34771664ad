"""--deleted: removed files that are held in several ways, and memory that only looks like them."""

import ctypes
import mmap
import os
import subprocess

from situation import ROOT, WORK, document, ending, holds, moving, pids, run, words

LARGE, SMALL, MAPPED = WORK + "/large", os.fsencode(WORK) + b"/ev\xffil\n\"{}", WORK + "/mapped"
PAGE = mmap.PAGESIZE
libc = ctypes.CDLL(None, use_errno=True)


def written(path, size):
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    os.write(file, b"x" * size)
    os.fsync(file)
    return file


def figures(file):
    """What the kernel says of an open file."""
    status = os.fstat(file)
    return {"device": f"{os.major(status.st_dev)}:{os.minor(status.st_dev)}", "inode": status.st_ino,
            "size": status.st_size, "held": status.st_blocks * 512}


def files():
    large, small = written(LARGE, 3_000_000), written(SMALL, 100_000)
    # One of which only a part takes up room.
    sparse = os.open(WORK + "/sparse", os.O_RDWR | os.O_CREAT, 0o600)
    os.ftruncate(sparse, 1 << 30)
    os.write(sparse, b"x" * PAGE)
    os.fsync(sparse)
    for path in LARGE, SMALL, WORK + "/sparse":
        os.unlink(path)
    again = os.dup(large)
    kept = written(WORK + "/kept", 1_000_000)
    return {"large": figures(large), "small": figures(small), "sparse": figures(sparse),
            "kept": figures(kept), "fds": [large, again]}


def mapping():
    file = written(MAPPED, 10 * PAGE)
    known = figures(file)
    kept = mmap.mmap(file, 0)
    os.close(file)
    os.unlink(MAPPED)
    return known, kept


def memory():
    file = os.memfd_create("mine")
    os.write(file, b"x" * 7 * PAGE)
    anonymous = mmap.mmap(-1, 5 * PAGE)
    anonymous[:] = b"x" * 5 * PAGE
    segment = libc.shmget(0, 9 * PAGE, 0o1600)
    libc.shmat.restype = ctypes.c_void_p
    place = libc.shmat(segment, None, 0)
    ctypes.memset(place, 1, 3 * PAGE)
    libc.shmctl(segment, 0, None)
    return figures(file), anonymous


def named(report, name):
    found = [file for file in report["files"] if os.path.basename(file["name"]) == name]
    assert len(found) == 1, (name, report)
    return found[0]


def same(file, known):
    assert {key: file[key] for key in known} == known, (file, known)


with ending():
    holder, known = holds(files)
    fds = known.pop("fds")
    mapper, mapped = holds(mapping)
    rememberer, memfd = holds(memory)
    ours = f"-p{holder},{mapper},{rememberer}"

    report = document("--deleted", ours)
    held = [file.get("held", 0) for file in report["files"]]
    assert held == sorted(held, reverse=True), held
    large = named(report, "large")
    same(large, known["large"])
    assert [one["fd"] for one in large["holders"]] == fds and large["kind"] == "file"
    assert {one["pid"] for one in large["holders"]} == {holder}
    assert {one["access"] for one in large["holders"]} == {"u"}
    sparse = named(report, "sparse")
    same(sparse, known["sparse"])
    assert sparse["held"] < sparse["size"] == 1 << 30
    evil = [file for file in report["files"] if "name_bytes" in file]
    assert len(evil) == 1 and bytes.fromhex(evil[0]["name_bytes"]) == SMALL, evil
    same(evil[0], known["small"])
    assert not any(file["name"].endswith("kept") for file in report["files"])
    chart = named(report, "mapped")
    assert (chart["device"], chart["inode"]) == (mapped["device"], mapped["inode"]), (chart, mapped)
    assert chart["holders"][0]["as"] == "DEL" and chart["holders"][0]["pid"] == mapper
    # Only root of the whole machine may follow a mapping.
    if "held" in chart:
        same(chart, mapped)
    else:
        assert not ROOT or not os.path.exists(f"/proc/{mapper}/map_files") or os.environ.get("container"), chart

    # Memory is no file system's.
    assert named(report, "memfd:mine")["held"] == memfd["held"] == 7 * PAGE
    assert named(report, "memfd:mine")["kind"] == "memfd"
    assert named(report, "SYSV00000000")["kind"] == "sysv_shm"
    assert named(report, "zero")["kind"] == "anonymous"
    if "held" in named(report, "zero"):
        assert named(report, "zero")["held"] == 5 * PAGE
        assert named(report, "SYSV00000000")["held"] == 3 * PAGE
    assert {memory["kind"] for memory in report["memory"]} == {"memfd", "sysv_shm", "anonymous"}

    # The sum, and what statvfs(3) says.
    (system,) = [one for one in report["file_systems"] if one["device"] == large["device"]]
    assert len(report["file_systems"]) == 1, report["file_systems"]
    ours_held = sum(file.get("held", 0) for file in report["files"] if file["kind"] == "file")
    assert (system["files"], system["held"]) == (4, ours_held), (system, ours_held)
    space = os.statvfs(WORK)
    assert system["total"] == space.f_blocks * space.f_frsize
    assert abs(system["available"] - space.f_bavail * space.f_frsize) < 1 << 30

    # Words: each file once, escaped, with its holder below, and how the room is got back.
    text = words("--deleted", ours)
    row = [index for index, line in enumerate(text) if line.endswith("/large")]
    assert len(row) == 1 and f"{holder} python3: fd {fds[0]}u, fd {fds[1]}u" in text[row[0] + 1], text
    assert any("ev\\xffil\\n" in line for line in text), text
    assert any("/proc/PID/fd/N" in line for line in text)
    assert any("Files of memfd_create: 28.0K in 1" in line for line in text) or PAGE != 4096, text
    assert not any("\x1b" in line for line in text)
    assert any("\x1b[1m" in line for line in words("--deleted", "--color=always", ours))
    assert pids("--deleted", ours) == sorted([holder, mapper, rememberer])

    # Selections: all have to hold.
    assert pids("--deleted", f"-p{mapper},{holder}", "-d", "mem,DEL") == [mapper]
    assert pids("--deleted", ours, "-c", "^python") == []
    assert pids("--deleted", ours, "-u", os.geteuid()) == sorted([holder, mapper, rememberer])
    assert pids("--deleted", "-a", ours, "-u", f"^{os.geteuid()}", status=1) == []
    assert document("--deleted", "-p", 2**22 + 1, status=1)["files"] == []

    # The file system of a path.
    assert named(document("--deleted", ours, WORK), "large")["inode"] == known["large"]["inode"]
    assert document("--deleted", ours, "/proc")["files"] == []
    run("--deleted", WORK + "/missing", status=1)
    run("--deleted", "-F", status=1)
    run("--deleted", "--listening", status=1)

    # A file system in another mount namespace.
    prefix = [] if ROOT else ["-Ur"]
    script = f"""mount -t tmpfs none {WORK} && python3 -c "
import os, signal
f = os.open('{WORK}/elsewhere', os.O_RDWR | os.O_CREAT); os.write(f, b'x' * 5 * {PAGE}); os.unlink('{WORK}/elsewhere')
print(os.getpid(), flush=True); signal.pause()" """
    other = subprocess.Popen(["unshare", *prefix, "-m", "sh", "-c", script], stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.DEVNULL)
    line = other.stdout.readline()
    if line:
        stranger = int(line)
        report = document("--deleted", "-p", stranger)
        (file,) = report["files"]
        assert file["name"] == WORK + "/elsewhere" and file["held"] == 5 * PAGE, file
        (system,) = report["file_systems"]
        assert (system["type"], system["directory"], system["seen_by"]) == ("tmpfs", WORK, stranger), system
        os.kill(stranger, 9)
        assert "total" in system
    other.kill()
    other.wait()

    # What others hold is not seen, and that is said.
    if not ROOT:
        report = moving("--deleted")
        assert report["hidden_processes"] > 0
        assert words("--deleted")[-1].endswith("can't be looked into, and may hold more.")
