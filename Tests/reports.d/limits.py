"""--limits: a process near its limit, kinds that are known, and watches that are shared."""

import ctypes
import os
import resource
import select
import signal
import socket

import situation
from situation import ROOT, document, ending, holds, moving, pids, run, words

libc = ctypes.CDLL(None, use_errno=True)


def near():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 128))
    kept = [os.open("/dev/null", os.O_RDONLY) for _ in range(30)]
    kept += [socket.socket() for _ in range(7)]
    kept += [os.pipe() for _ in range(4)]
    kept += [os.eventfd(0) for _ in range(3)]
    os.dup2(0, 61)
    return 0, kept


def far():
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    return 0


def watching():
    inotify = libc.inotify_init1(0)
    for path in "/", "/etc", "/tmp":
        assert libc.inotify_add_watch(inotify, path.encode(), 0x100) > 0
    epoll = select.epoll()
    kept = [os.eventfd(0) for _ in range(4)]
    for fd in kept:
        epoll.register(fd, select.EPOLLIN)
    # A child has the same instances.
    if os.fork() == 0:
        os.close(situation.telling)
        while True:
            signal.pause()
    return 0, (inotify, epoll, kept)


def process(report, pid):
    (found,) = [one for one in report["processes"] if one["pid"] == pid]
    return found


with ending():
    os.closerange(3, 1024)
    tight, _ = holds(near)
    fds = [int(fd) for fd in os.listdir(f"/proc/{tight}/fd")]
    links = [os.readlink(f"/proc/{tight}/fd/{fd}") for fd in fds]
    known = {"count": len(fds), "highest": max(fds),
             **{key: sum(link.startswith(start) for link in links) for key, start in
                (("sockets", "socket:"), ("pipes", "pipe:"), ("anonymous", "anon_inode:"))}}
    assert known["highest"] == 61 and known["count"] > 49, known
    loose, _ = holds(far)
    ours = f"-p{tight},{loose}"

    report = document("--limits", ours)
    assert [one["pid"] for one in report["processes"]] == [tight, loose], report
    one = process(report, tight)
    expected = {"open": known["count"], "soft_limit": 64, "hard_limit": 128, "highest": known["highest"],
                "sockets": known["sockets"], "pipes": known["pipes"], "anonymous": known["anonymous"]}
    assert {key: one[key] for key in expected} == expected, (one, expected)
    assert one["files"] == one["open"] - one["sockets"] - one["pipes"] - one["anonymous"]
    assert process(report, loose)["soft_limit"] == 1024
    (system,) = report["system"]
    with open("/proc/sys/fs/file-nr") as file:
        opened, _, most = map(int, file.read().split())
    assert system["most_open_files"] == most and abs(system["open_files"] - opened) < 20_000
    with open("/proc/sys/fs/nr_open") as file:
        assert system["highest_limit"] == int(file.read())
    assert {"user_inotify_instances", "user_inotify_watches", "user_epoll_watches"} <= set(system)

    # Words: the nearest first, its share in per cent.
    text = words("--limits", ours)
    titles = next(line for line in text if line.split()[:1] == ["PID"])
    rows = text[text.index(titles) + 1:]
    cells = dict(zip(titles.split(), rows[0].split()))
    assert (cells["PID"], cells["OPEN"], cells["LIMIT"]) == (str(tight), str(known["count"]), "64"), rows
    assert cells["USE"] == f"{known['count'] * 1000 // 64 / 10}%", cells
    assert rows[1].split()[0] == str(loose) and len(rows) == 2
    assert any("\x1b[31m" in line for line in words("--limits", "--color=always", ours))
    assert pids("--limits", ours) == sorted([tight, loose])

    # Of all processes each is in JSON, but not in words.
    report = moving("--limits")
    shares = [one["open"] / one["soft_limit"] for one in report["processes"] if one.get("soft_limit")]
    assert shares == sorted(shares, reverse=True)
    assert process(report, tight)["open"] == known["count"] and process(report, loose)["soft_limit"] == 1024
    assert process(report, 1)["command"]
    assert document("--limits", ours, "-c", "nosuch", status=1)["processes"] == []
    assert {one["uid"] for one in moving("--limits", "-u", os.geteuid())["processes"]} == {os.geteuid()}

    # What users have of inotify and epoll: what is shared counts once.
    def used():
        for one in moving("--limits=all")["users"]:
            if one["uid"] == os.geteuid():
                return one
        return {"inotify_instances": 0, "inotify_watches": 0, "epoll_watches": 0}

    watcher, _ = holds(watching)
    with open(f"/proc/{watcher}/task/{watcher}/children") as file:
        child = int(file.read())
    try:
        (user,) = document("--limits=all", f"-p{watcher},{child}")["users"]
        assert (user["inotify_instances"], user["inotify_watches"], user["epoll_watches"]) == (1, 3, 4), user
        (user,) = document("--limits=all", f"-p{child}")["users"]
        assert user["inotify_watches"] == 3
        assert used()["inotify_watches"] >= 3
    finally:
        os.kill(child, 9)

    # An ordinary user sees how many others have, but not what.
    if not ROOT:
        report = document("--limits", "-p1")
        one = process(report, 1)
        assert "files" not in one and report["hidden_processes"] == 1, report
        assert "can't be looked into" in words("--limits", "-p1")[-1]
    for wrong in ["--limits=some"], ["--limits", "name"], ["--limits", "--deleted"], ["--limits", "-r1"]:
        run(*wrong, status=1)
