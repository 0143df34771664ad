"""--busy: a file system that is kept from being unmounted in ways that are known, and umount(2) itself."""

import array
import ctypes
import mmap
import os
import shutil
import signal
import socket
import subprocess
import threading
import time

from situation import ROOT, WORK, document, end, ending, holds, moving, pids, run, skip, words

libc = ctypes.CDLL(None, use_errno=True)
NEWNS, NEWNET, FS = 0x20000, 0x40000000, 0x200
PRIVATE, SHARED, REC, BIND = 1 << 18, 1 << 20, 1 << 14, 1 << 12
DETACH = 2
PLACE = WORK + "/mount"


def check(result):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


def mount(source, target, kind, flags=0, options=None):
    check(libc.mount(os.fsencode(source), os.fsencode(target), kind.encode(), flags,
                     options and options.encode()))


def unmounts(target=PLACE):
    """Whether the kernel says that it is busy; else it is unmounted now."""
    if libc.umount2(target.encode(), 0) == 0:
        return False
    assert ctypes.get_errno() == 16, os.strerror(ctypes.get_errno())
    return True


def until(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def written(name="file"):
    return os.open(PLACE + "/" + name, os.O_RDWR | os.O_CREAT, 0o600)


def descriptor():
    return written("a b")


def path_only():
    return os.open(PLACE, os.O_PATH)


def removed():
    file = written()
    os.unlink(PLACE + "/file")
    return file


def directory():
    os.chdir(PLACE)


def root():
    os.chroot(PLACE)


def mapping():
    file = written()
    os.ftruncate(file, mmap.PAGESIZE)
    kept = mmap.mmap(file, mmap.PAGESIZE)
    os.close(file)
    return 0, kept


def bound():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(PLACE + "/socket")
    return listener.fileno(), listener


def bound_elsewhere():
    """In another network namespace."""
    check(libc.unshare(NEWNET))
    return bound()


def in_flight():
    ends = socket.socketpair()
    file = written()
    ends[0].sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [file]))])
    os.close(file)
    return ends[1].fileno(), ends


def thread():
    """One with a working directory of its own."""
    ready = threading.Event()
    tids = []

    def run():
        check(libc.unshare(FS))
        os.chdir(PLACE)
        tids.append(threading.get_native_id())
        ready.set()
        signal.pause()

    threading.Thread(target=run, daemon=True).start()
    ready.wait()
    return tids[0]


def elsewhere():
    """A descriptor from before its process got a mount namespace of its own."""
    file = written()
    check(libc.unshare(NEWNS))
    return file


def program():
    shutil.copy(os.path.realpath(shutil.which("sleep")), PLACE + "/program")
    child = subprocess.Popen([PLACE + "/program", "1000"], cwd="/")
    return child.pid, child


def watching():
    watcher = libc.inotify_init1(0)
    assert libc.inotify_add_watch(watcher, PLACE.encode(), 0x100) > 0
    return watcher


def marking():
    watcher = libc.fanotify_init(0, 0)
    check(min(watcher, 0))
    libc.fanotify_mark.argtypes = [ctypes.c_int, ctypes.c_uint, ctypes.c_uint64, ctypes.c_int, ctypes.c_char_p]
    check(libc.fanotify_mark(watcher, 1 | 0x10, 0x20, -100, PLACE.encode()))
    return watcher


def own_namespace():
    check(libc.unshare(NEWNS))


def all_can_be_seen():
    """Root may not be let into each process either, such as one that a sandbox began with."""
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            os.readlink(f"/proc/{pid}/cwd")
        except PermissionError:
            return False
        except OSError:
            pass
    return True


# What nothing is seen to hold.
FREE = "free" if all_can_be_seen() else "unknown"


def report(state, *arguments):
    """The report on the mount, whose state is as it should be."""
    known = document("--busy", PLACE, *arguments)
    (one,) = known["mounts"]
    assert (one["directory"], one["type"]) == (PLACE, "tmpfs"), one
    assert one["state"] == state, known
    return known


def processes_keep_it():
    ways = {"descriptor": (descriptor, "fd"), "path only": (path_only, "fd"), "removed": (removed, "fd"),
            "directory": (directory, "cwd"), "root": (root, "rtd"), "mapping": (mapping, "mem"),
            "bound socket": (bound, "bound_socket"), "thread": (thread, "cwd"), "namespace": (elsewhere, "fd"),
            "bound socket elsewhere": (bound_elsewhere, "bound_socket")}
    report(FREE)
    text = words("--busy", PLACE)
    assert text[-1] == f"`umount' {'should' if FREE == 'free' else 'may'} work: {PLACE}", text
    for name, (prepare, way) in ways.items():
        pid, value = holds(prepare)
        known = report("busy")
        holders = known["holders"]
        assert {one["pid"] for one in holders} == {pid}, (name, holders)
        found = [one for one in holders if one.get("as", "fd") == way]
        assert len(found) == 1, (name, holders)
        assert found[0]["name"].startswith(PLACE), holders
        if way in ("fd", "bound_socket"):
            assert found[0]["fd"] == value, (name, holders)
        if name == "thread":
            assert found[0]["tid"] == value, holders
        if name == "descriptor":
            assert found[0]["access"] == "u" and found[0]["name"] == PLACE + "/a b"
            text = words("--busy", PLACE)
            assert text[0] == f"{PLACE} (tmpfs, none) is busy.", text
            assert f"    fd {value}u {PLACE}/a b" in text, text
            assert any("\x1b[1m" in line for line in words("--busy", PLACE, "--color=always"))
            # Others, or none that is selected.
            assert report("unknown", "-p", os.getpid())["holders"] == []
            assert report("unknown", "-p", f"^{pid}")["holders"] == []
            assert report("busy", "-p", f"{pid},{os.getpid()}")["holders"] == holders
            assert document("--busy", PLACE, "-c", "nosuch", status=1)["holders"] == []
        assert pids("--busy", PLACE) == [pid], name
        assert unmounts(), name
        end(pid)
        report(FREE)
        assert not unmounts(), name
        mount("none", PLACE, "tmpfs")

    pid, program_pid = holds(program)
    holders = report("busy")["holders"]
    assert [one["as"] for one in holders if one["pid"] == program_pid] == ["txt"], holders
    assert unmounts()
    os.kill(program_pid, signal.SIGKILL)
    end(pid)


def flying_descriptors_keep_it():
    pid, fd = holds(in_flight)
    (flight,) = [one for one in report("unknown")["in_flight"] if one["pid"] == pid]
    assert (flight["fd"], flight["count"]) == (fd, 1), flight
    assert unmounts()
    end(pid)


def others_keep_it():
    # A mount below, and one on that.
    for name in "/below", "/below/deeper":
        os.mkdir(PLACE + name)
        mount("none", PLACE + name, "tmpfs")
    obstacles = report("busy")["obstacles"]
    assert [(one["kind"], one["name"]) for one in obstacles] == [
        ("mount", PLACE + "/below/deeper"), ("mount", PLACE + "/below")], obstacles
    assert unmounts()
    for name in "/below/deeper", "/below":
        check(libc.umount2((PLACE + name).encode(), 0))

    # A loop device.
    with open(PLACE + "/image", "wb") as file:
        file.truncate(1 << 20)
    try:
        done = subprocess.run(["losetup", "--find", "--show", PLACE + "/image"], capture_output=True, text=True)
    except FileNotFoundError:
        done = None
    if done and done.returncode == 0:
        device = done.stdout.strip()
        try:
            (obstacle,) = report("busy")["obstacles"]
            assert (obstacle["kind"], obstacle["name"], obstacle["file"]) == ("loop", device, PLACE + "/image")
            assert any(device + " of " in line for line in words("--busy", PLACE))
            assert unmounts()
        finally:
            subprocess.run(["losetup", "-d", device], check=True)
            # Whoever has the device open for a moment keeps it so long.
            until(lambda: not os.path.exists(f"/sys/block/{device.removeprefix('/dev/')}/loop/backing_file"))
    else:
        print("SKIPPED a loop device:", done.stderr.strip() if done else "there is no losetup")
    os.unlink(PLACE + "/image")
    report(FREE)


def swap_keeps_it():
    """On a disk of its own: not every file system has swap files."""
    image, place = WORK + "/disk", WORK + "/swapping"
    swap = place + "/swap file"
    os.mkdir(place)
    with open(image, "wb") as file:
        file.truncate(16 << 20)

    def runs(*command):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            raise OSError(f"{command[0]}: {done.stderr.strip()}")

    try:
        runs("mkfs.ext4", "-q", "-F", image)
        runs("mount", "-o", "loop", image, place)
    except OSError as error:
        print("SKIPPED a swap file:", error)
        return
    try:
        with open(swap, "wb") as file:
            os.posix_fallocate(file.fileno(), 0, 1 << 20)
        os.chmod(swap, 0o600)
        runs("mkswap", swap)
        runs("swapon", swap)
    except OSError as error:
        print("SKIPPED a swap file:", error)
        check(libc.umount2(place.encode(), 0))
        return
    try:
        known = document("--busy", place)
        assert known["mounts"][0]["state"] == "busy"
        assert [(one["kind"], one["name"]) for one in known["obstacles"]] == [("swap", swap)], known
        # The disk is a file on this file system, and mounted there.
        device = known["mounts"][0]["source"]
        loops = [one for one in moving("--busy", WORK)["obstacles"] if one["kind"] == "loop"]
        (loop,) = [one for one in loops if one["name"] == device]
        assert (loop["file"], loop["mounted_on"]) == (image, [{"directory": place}]), loop
        # By its device, too.
        assert document("--busy", device)["mounts"] == known["mounts"]
        assert unmounts(place)
    finally:
        subprocess.run(["swapoff", swap], check=True)
    assert document("--busy", place)["mounts"][0]["state"] == FREE
    assert not unmounts(place)


def a_dead_server_is_not_asked():
    """A file system whose program never answers."""
    place = WORK + "/dead"
    os.mkdir(place)
    try:
        server = os.open("/dev/fuse", os.O_RDWR)
        mount("dead", place, "fuse", 0, f"fd={server},rootmode=40000,user_id=0,group_id=0")
    except OSError as error:
        print("SKIPPED a server that doesn't answer:", error)
        return
    try:
        pid, fd = holds(lambda: os.open(place, os.O_PATH))
        began = time.monotonic()
        known = document("--busy", place)
        # Where it was waited for, it took as long as -S has it.
        assert time.monotonic() - began < 10
        assert known["mounts"][0]["state"] == "busy", known
        assert [(one["pid"], one["fd"]) for one in known["holders"]] == [(pid, fd)], known
        assert unmounts(place)
        end(pid)
        assert document("--busy", place)["mounts"][0]["state"] == FREE
    finally:
        os.close(server)
    assert not unmounts(place)


def copies_keep_it():
    """Mounts in other namespaces: those that go with it count, and those that stay do not."""
    pid, _ = holds(own_namespace)
    # It was mounted before: that namespace has it, too, and is told of nothing.
    others = report(FREE)["others"]
    assert [(one["kind"], one["name"], one["pid"]) for one in others] == [("namespace", PLACE, pid)], others
    assert not unmounts()
    end(pid)

    mount("none", WORK, "", SHARED)
    mount("none", PLACE, "tmpfs")

    def peer():
        check(libc.unshare(NEWNS))
        os.chdir(PLACE)

    pid, _ = holds(peer)
    known = report("busy")
    assert known["others"] == [], known
    assert [(one["pid"], one["as"]) for one in known["holders"]] == [(pid, "cwd")], known
    assert known["holders"][0]["mount_id"] == known["mounts"][0]["mount_id"], known
    assert unmounts()
    end(pid)
    report(FREE)
    assert not unmounts()
    mount("none", WORK, "", PRIVATE)
    mount("none", PLACE, "tmpfs")


def these_do_not_keep_it():
    again, layered = WORK + "/again", WORK + "/layered"
    for path in again, layered, PLACE + "/low", PLACE + "/high", PLACE + "/work":
        os.mkdir(path)
    mount(PLACE, again, "", BIND)
    try:
        mount("none", layered, "overlay", 0, f"lowerdir={PLACE}/low,upperdir={PLACE}/high,workdir={PLACE}/work")
        overlays = [("overlay", layered, PLACE + "/low"), ("overlay", layered, PLACE + "/high")]
    except OSError as error:
        print("SKIPPED an overlay:", error)
        overlays = []
    watcher, watch = holds(watching)
    marker, mark = holds(marking)

    def on_bind():
        os.chdir(again)

    beside, _ = holds(on_bind)
    known = report(FREE)
    found = [(one["kind"], one["name"]) for one in known["others"] if one["kind"] == "bind"]
    assert found == [("bind", again)], known
    found = [(one["kind"], one["name"], one["detail"]) for one in known["others"] if one["kind"] == "overlay"]
    assert found == overlays, known
    found = {(one["pid"], one["fd"]) for one in known["others"] if one["kind"] == "watch"}
    assert found == {(watcher, watch), (marker, mark)}, known
    assert not unmounts()
    # The other place has the process now.
    (one,) = document("--busy", again)["holders"]
    assert (one["pid"], one["as"]) == (beside, "cwd")
    for pid in watcher, marker, beside:
        end(pid)
    for path in again, *([layered] if overlays else []):
        check(libc.umount2(path.encode(), 0))

    # What was detached is not found at its place, and has no place to be asked about.
    mount("none", PLACE, "tmpfs")
    mount(PLACE, again, "", BIND)
    pid, fd = holds(descriptor)
    check(libc.umount2(PLACE.encode(), DETACH))
    known = document("--busy", again)
    (other,) = known["others"]
    assert (other["kind"], other["pid"], other["fd"]) == ("detached", pid, fd), known
    assert known["mounts"][0]["state"] == FREE and not unmounts(again)
    end(pid)


with ending():
    os.mkdir(PLACE)
    if ROOT:
        try:
            check(libc.unshare(NEWNS))
            mount("none", "/", "", REC | PRIVATE)
            mount(WORK, WORK, "", BIND)
        except OSError as error:
            skip(f"nothing can be mounted: {error}")
        mount("none", WORK, "", PRIVATE)
        os.chdir("/")
        mount("none", PLACE, "tmpfs")
        processes_keep_it()
        flying_descriptors_keep_it()
        others_keep_it()
        swap_keeps_it()
        a_dead_server_is_not_asked()
        copies_keep_it()
        these_do_not_keep_it()
    else:
        # What others hold is not seen, and that is said.
        known = moving("--busy", "/")
        assert known["hidden_processes"] > 0
        assert known["mounts"][0]["state"] == "busy", known["mounts"]
        pid, _ = holds(lambda: os.chdir(WORK))
        (one,) = [one for one in moving("--busy", WORK, "-p", pid)["holders"] if one.get("as") == "cwd"]
        assert one["name"] == os.path.realpath(WORK), one
        assert any("can't be looked into, and may hold more." in line for line in words("--busy", "/"))
        free = moving("--busy", "/proc", "-p", pid)["mounts"][0]
        assert free["state"] == "unknown", free

    # A path stands for the mount that it is on.
    assert moving("--busy", "/proc/self/status")["mounts"][0]["directory"] == "/proc"
    run("--busy", WORK + "/missing", status=1)
    for wrong in ["--busy"], ["--busy="], ["--busy=/", "--deleted"], ["--busy=/", "-r1"], ["--busy=/", "-F"]:
        run(*wrong, status=1)
