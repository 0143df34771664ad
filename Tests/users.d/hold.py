"""Processes for the programs that call lsof to find: hold.py FOLDER holds open below FOLDER what servers,
their clients and an unfinished upgrade leave open, writes its process numbers to FOLDER/pids and waits."""
import mmap
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

directory = sys.argv[1]
children = []


def path(*names):
    return os.path.join(directory, *names)


def write(*names, content="content\n"):
    os.makedirs(os.path.dirname(path(*names)), exist_ok=True)
    with open(path(*names), "w") as file:
        file.write(content)
    return path(*names)


def hold(command, work):
    """Forks a process with that command name, which does `work` and keeps what that returns."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.chdir(directory)
        with open("/proc/self/comm", "w") as file:
            file.write(command)
        kept = work()
        os.close(trouble)
        os.write(writing, b"!")
        os.close(writing)
        while kept:
            time.sleep(1000)
    os.close(writing)
    if os.read(reading, 1) != b"!":
        os.write(trouble, b"hold.py: " + command.encode() + b" failed\n")
        sys.exit(1)
    os.close(reading)
    children.append(child)


def listener(family, address):
    server = socket.socket(family, socket.SOCK_STREAM)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    server.bind(address)
    server.listen(5)
    return server


def log_daemon():
    """Logs: one with lines, one without, one that was rotated away; a UNIX socket; a second thread."""
    logs = [open(write("log", name + ".log", content=text), "a")
            for name, text in (("messages", "line\n"), ("empty", ""), ("rotated", "old line\n"))]
    os.remove(path("log", "rotated.log"))
    entrance = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    entrance.bind(path("log", "socket"))
    threading.Thread(target=time.sleep, args=(100000,), daemon=True).start()
    return logs, entrance


def transfer_daemon():
    """Listeners, UDP, and the sockets that a sniffer has."""
    kept = [listener(socket.AF_INET, ("", 4444)), listener(socket.AF_INET6, ("::", 4444)),
            listener(socket.AF_INET, ("127.0.0.1", 873)), listener(socket.AF_UNIX, path("transfer"))]
    datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    datagrams.bind(("", 6969))
    kept += [datagrams, socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)),
             socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)]
    return kept


def connect():
    """Each kind of connection between two processes: TCP over both versions, UNIX sockets, a pipe."""
    servers = [listener(socket.AF_INET, ("127.0.0.1", 5555)), listener(socket.AF_INET6, ("::1", 5556)),
               listener(socket.AF_UNIX, path("service"))]
    reading, writing = os.pipe()
    accepted = []

    def client():
        ends = []
        for server in servers:
            ends.append(socket.socket(server.family, socket.SOCK_STREAM))
            ends[-1].connect(server.getsockname())
            server.close()
        os.close(reading)
        os.dup2(writing, 1)
        return ends

    def service():
        os.dup2(reading, 0)
        os.close(writing)
        accepted.extend(server.accept() for server in servers)
        return servers, accepted

    hold("client", client)
    hold("service", service)
    os.close(reading)
    os.close(writing)


def database():
    """What is left after an upgrade: libraries that were removed and replaced, temporary files."""
    maps = [line.split()[-1] for line in open("/proc/self/maps")]
    library = next(name for name in maps if "/libc.so" in name or "/libc-" in name)
    kept = []
    os.makedirs(path("usr", "lib"))
    for name in ("libgone.so.1", "libreplaced.so.1", "libkept.so.1"):
        shutil.copy(library, path("usr", "lib", name))
        with open(path("usr", "lib", name), "rb") as file:
            kept.append(mmap.mmap(file.fileno(), 8192, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_EXEC))
    os.remove(path("usr", "lib", "libgone.so.1"))
    shutil.copy(library, path("usr", "lib", "new"))
    os.rename(path("usr", "lib", "new"), path("usr", "lib", "libreplaced.so.1"))
    kept.append(open(write("data", "temporary", content="x" * 5000), "r+"))
    os.remove(path("data", "temporary"))
    os.chdir(path("data"))
    return kept


def home():
    """A user at work in a tree of files, some with odd names, opened in each way."""
    kept = [open(write("tree", name), mode) for name, mode in
            (("read", "r"), ("write", "w"), ("both", "r+"), ("a name with blanks", "r"))]
    kept.append(open(write("tree", "deep", "below", "file"), "r"))
    os.chdir(path("tree"))
    try:
        os.setgid(65534)
        os.setuid(65534)
    except OSError:
        # Not in a namespace that knows one user only.
        pass
    return kept


os.makedirs(directory, exist_ok=True)
null = os.open("/dev/null", os.O_RDWR)
os.dup2(null, 0)
os.dup2(null, 1)
trouble = os.dup(2)
os.dup2(null, 2)
os.closerange(trouble + 1, 1024)
os.closerange(3, trouble)
hold("rsyslogd", log_daemon)
hold("rsync", transfer_daemon)
hold("mysqld", database)
connect()
hold("worker", home)
# A program that was removed while it runs.
os.makedirs(path("usr", "bin"))
shutil.copy(shutil.which("sleep"), path("usr", "bin", "removed"))
removed = subprocess.Popen([path("usr", "bin", "removed"), "100000"], cwd=directory)
children.append(removed.pid)
while os.readlink("/proc/%d/exe" % removed.pid) != path("usr", "bin", "removed"):
    time.sleep(0.01)
time.sleep(0.2)
os.remove(path("usr", "bin", "removed"))
write("pids.new", content=" ".join(map(str, children)) + "\n")
os.rename(path("pids.new"), path("pids"))
while True:
    time.sleep(1000)
