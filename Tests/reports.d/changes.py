"""--changes: a process that opens, closes, grows and reuses descriptors on command, watched in each form."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time

from situation import LSOF, WORK, ending, run

# Does each line that it reads, in one namespace, and says so.
SUBJECT = """
import os, socket, sys
kept = []
for line in sys.stdin:
    exec(line)
    print("done", flush=True)
"""


class Subject:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUBJECT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
            cwd=WORK, close_fds=True)
        self.pid = self.process.pid
        self.do("pass")

    def do(self, line):
        self.process.stdin.write(line + "\n")
        assert self.process.stdout.readline() == "done\n", line

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


class Watch:
    """A repeated listing, whose output is read as it comes."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [LSOF, "-nP", "-r1", "--changes", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]})
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text = b""

    def until(self, is_met):
        """What has come since the last call, as soon as `is_met` is true of it."""
        deadline = time.monotonic() + 60
        while not is_met(self.text.decode()):
            left = deadline - time.monotonic()
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, left))
            assert ready, ("nothing more came", self.text)
            piece = os.read(self.process.stdout.fileno(), 65536)
            assert piece, ("it ended", self.text, self.process.stderr.read())
            self.text += piece
        text, self.text = self.text.decode(), b""
        return text

    def end(self, number=signal.SIGINT):
        """The summary, after a signal of which it dies."""
        self.process.send_signal(number)
        os.set_blocking(self.process.stdout.fileno(), True)
        text = self.text + self.process.stdout.read()
        assert self.process.wait(timeout=60) == -number, self.process.returncode
        assert self.process.stderr.read() == b"", "messages"
        self.process.stdout.close()
        self.process.stderr.close()
        return text.decode()


def signs(text):
    """Sign, FD and NAME of each row of the table that has a sign."""
    rows = [line.split(None, 9) for line in text.splitlines() if line[:2] in ("+ ", "- ", "~ ")]
    return [(row[0], row[4], row[9]) for row in rows]


def table():
    subject = Subject()
    watch = Watch("-a", f"-p{subject.pid}", "-d0-999")
    first = watch.until(lambda text: text.count("\n") >= 4)
    # As without the option: no sign, no mark.
    plain = run("-nP", "-a", f"-p{subject.pid}", "-d0-999").decode()
    assert first == plain, (first, plain)

    def told(line, count):
        subject.do(line)
        return watch.until(lambda text: len(signs(text)) >= count and text.endswith("\n"))

    text = told("log = os.open('log', os.O_CREAT | os.O_RDWR)", 1)
    assert signs(text) == [("+", "3u", f"{WORK}/log")], text
    mark, header = text.splitlines()[:2]
    assert time.strptime(mark, "======= %Y-%m-%d %H:%M:%S"), mark
    assert header.startswith("  COMMAND"), header
    text = told("os.write(log, b'12345')", 1)
    assert signs(text) == [("~", "3u", f"{WORK}/log")] and text.split()[-3] == "5", text
    # The offset is not shown where the size is.
    text = told("os.lseek(log, 0, 0); gone = os.open('/etc/passwd', 0)", 1)
    assert signs(text) == [("+", "4r", "/etc/passwd")], text
    # Its number goes to another file.
    text = told("os.close(gone); again = os.open('/etc/group', 0)", 2)
    assert signs(text) == [("-", "4r", "/etc/passwd"), ("+", "4r", "/etc/group")], text
    text = told("os.rename('log', 'old')", 1)
    assert signs(text) == [("~", "3u", f"{WORK}/old")], text
    text = told("os.unlink('old')", 1)
    assert signs(text) == [("~", "3u", f"{WORK}/old (deleted)")], text
    text = told("s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen()", 1)
    assert [row[:2] for row in signs(text)] == [("+", "5u")] and "(LISTEN)" in text, text
    text = told("c = socket.create_connection(s.getsockname()); d, _ = s.accept()", 2)
    assert [row[:2] for row in signs(text)] == [("+", "6u"), ("+", "7u")] and text.count("(ESTABLISHED)") == 2, text
    text = told("d.shutdown(1)", 2)
    assert [row[:2] for row in signs(text)] == [("~", "6u"), ("~", "7u")] and "(CLOSE_WAIT)" in text, text
    # What ends has no more rows.
    subject.end()
    text = watch.until(lambda text: len(signs(text)) >= 7)
    assert {row[0] for row in signs(text)} == {"-"} and "/etc/group" in text, text
    summary = watch.end()
    # It had more when it ended than at first.
    row = next(line for line in summary.splitlines() if line.split()[:1] == [str(subject.pid)])
    assert " yes " in row, summary


def fields():
    subject = Subject()
    subject.do("gone = os.open('/etc/passwd', 0); log = os.open('log', os.O_CREAT | os.O_RDWR)")
    watch = Watch("-a", f"-p{subject.pid}", "-d3-999", "-Fpfson")
    first = watch.until(lambda text: text.count("\nf") >= 2)
    assert "\nh" not in first and "\nm" not in first, first
    # Each round has its mark, also one without a change.
    mark = watch.until(lambda text: text.startswith("m") and text.endswith("\n")).splitlines()[0]
    assert time.strptime(mark, "m%Y-%m-%dT%H:%M:%S%z"), mark

    def told(line, what):
        subject.do(line)
        text = watch.until(lambda text: what in text)
        return [line for line in text.splitlines() if line[0] in "pfhn"]

    pid = f"p{subject.pid}"
    assert told("os.write(log, b'x')", "log\n") == [pid, "f4", "h~", f"n{WORK}/log"]
    # Here the offset is shown.
    assert told("os.lseek(log, 0, 0)", "log\n") == [pid, "f4", "h~", f"n{WORK}/log"]
    lines = told("os.close(gone); again = os.open('/etc/group', 0)", "group\n")
    assert lines == [pid, "f3", "h-", "n/etc/passwd", pid, "f3", "h+", "n/etc/group"], lines
    told("kept += [os.open('/dev/null', 0) for _ in range(7)]; s = socket.socket(); kept += os.pipe()", "pipe\n")
    subject.do("pass")
    summary = watch.end(signal.SIGTERM).splitlines()
    at = summary.index("mgrown")
    assert summary[at + 1] == pid and summary[at + 2][0] == "c", summary
    assert summary[at + 3] == "hdescriptors=2,12 files=2,9 sockets=0,1 pipes=0,2 anonymous=0,0", summary
    subject.end()


def lines():
    subject = Subject()
    watch = Watch("-a", f"-p{subject.pid}", "-d3-999,txt", "-j")
    first = json.loads(watch.until(lambda text: "}\n" in text))
    assert first["fd"] == "txt" and "change" not in first and "time" not in first, first
    began = time.time()
    subject.do("kept += [os.open('/dev/null', 0) for _ in range(5)]; kept.append(os.eventfd(0))")
    rows = [json.loads(line) for line in watch.until(lambda text: text.count("}\n") >= 6).split("\n") if line]
    assert [row["fd"] for row in rows] == list("345678") and {row["change"] for row in rows} == {"+"}, rows
    assert {row["pid"] for row in rows} == {subject.pid}
    assert all(began - 1 <= row["time"] <= time.time() for row in rows), rows
    subject.do("os.close(4)")
    row = json.loads(watch.until(lambda text: "}\n" in text))
    assert (row["fd"], row["change"], row["name"]) == ("4", "-", "/dev/null"), row
    process, summary = [json.loads(line) for line in watch.end().splitlines() if line]
    assert process["record"] == "process" and process["pid"] == subject.pid, process
    assert process["first"] == {key: 0 for key in ("descriptors", "files", "sockets", "pipes", "anonymous")}
    assert process["last"] == {"descriptors": 5, "files": 4, "sockets": 0, "pipes": 0, "anonymous": 1}, process
    assert process["mostly"][0] == {"more": 4, "name": "/dev/null"} and process["state"] == "running", process
    assert summary["record"] == "summary" and summary["grown"] == 1 and summary["listings"] >= 3, summary

    # One document a round, and one at the end.
    watch = Watch("-a", f"-p{subject.pid}", "-d3-999", "-J")
    first = watch.until(lambda text: text.endswith("\n")).splitlines()[0]
    assert len(json.loads(first)["processes"][0]["files"]) == 5
    subject.do("os.close(5)")
    text = watch.until(lambda text: '"change":"-"' in text and text.endswith("\n"))
    (process,) = json.loads(next(line for line in text.splitlines() if "change" in line))["processes"]
    assert [file["fd"] for file in process["files"]] == ["5"], text
    summary = json.loads(watch.end().splitlines()[-1])
    assert (summary["report"], summary["grown"], summary["processes"]) == ("changes", 0, []), summary

    # Columns for programs: the change comes first, also in the first round.
    watch = Watch("-a", f"-p{subject.pid}", "-d3-999", "--csv", "--columns=pid,fd")
    first = watch.until(lambda text: text.count("\r\n") >= 5).split("\r\n")
    assert first[0] == "TIME,CHANGE,PID,FD" and first[1] == f",,{subject.pid},3r", first
    subject.do("os.close(6)")
    row = watch.until(lambda text: text.endswith("\r\n")).strip().split(",")
    assert row[1:] == ["-", str(subject.pid), "6r"] and began < int(row[0]) <= time.time(), row
    assert watch.end() == ""
    subject.end()


def ends():
    """A round less than a second long, a count, a reader that goes away, and an ignored signal."""
    subject = Subject()
    arguments = "-a", f"-p{subject.pid}", "-d0-999"
    text = run("-nP", "-r1c2", "--changes", *arguments).decode()
    assert text.splitlines()[-1].startswith("No process has more descriptors than at first ("), text
    assert text.splitlines()[-1].endswith(", 2 listings)."), text
    watch = Watch(*arguments)
    watch.until(lambda text: text.count("\n") >= 4)
    watch.process.stdout.close()
    # Though nothing changes.
    assert watch.process.wait(timeout=60) == 1 and watch.process.stderr.read() == b""
    watch.process.stderr.close()
    usual = signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = Watch(*arguments)
    signal.signal(signal.SIGINT, usual)
    watch.until(lambda text: text.count("\n") >= 4)
    watch.process.send_signal(signal.SIGINT)
    subject.do("gone = os.open('/etc/passwd', 0)")
    watch.until(lambda text: signs(text) == [("+", "3r", "/etc/passwd")])
    watch.end(signal.SIGTERM)
    # It ends when its process does.
    endless = subprocess.Popen(
        [LSOF, "-nP", "+r1", "--changes", *arguments], stdout=subprocess.PIPE, env={"LC_ALL": "C.UTF-8"})
    assert endless.stdout.readline().startswith(b"COMMAND")
    subject.end()
    text = endless.communicate(timeout=60)[0].decode()
    assert endless.returncode == 0 and "\n- " in text, text

    for wrong in (["--changes"], ["--changes", "-r0"], ["--changes", "-r1", "-t"], ["--changes", "-r1", "--count"],
                  ["--changes", "-r1", "--limits"], ["--changes", "-r1", "--filter=change == \"+\""]):
        run(*wrong, status=1)


with ending():
    table()
    fields()
    lines()
    ends()
