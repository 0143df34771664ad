"""What the situations share: processes that hold things, and the reports in all three forms."""

import contextlib
import json
import os
import signal
import subprocess
import sys

LSOF, WORK = sys.argv[1:3]
ROOT = os.geteuid() == 0
_children = []
# In a process that prepares: where it tells that it is ready. A child of it closes this.
telling = None


def skip(reason):
    print(reason)
    sys.exit(77)


def holds(prepare):
    """Starts a process that does `prepare` and waits; gives its number and what `prepare` gave."""
    global telling
    told, tell = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(told)
            telling = tell
            kept = prepare()
            os.write(tell, json.dumps(kept[0] if isinstance(kept, tuple) else kept).encode() + b"\n")
            os.close(tell)
            while True:
                signal.pause()
        except BaseException as error:
            os.write(tell, json.dumps({"failed": repr(error)}).encode() + b"\n")
            os._exit(1)
    _children.append(pid)
    os.close(tell)
    with open(told) as answers:
        # To its end: what it was told on is closed by then.
        value = json.loads(answers.read())
    if isinstance(value, dict) and "failed" in value:
        raise OSError(value["failed"])
    return pid, value


def end(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    _children.remove(pid)


@contextlib.contextmanager
def ending():
    try:
        yield
    finally:
        for pid in list(_children):
            end(pid)


def run(*arguments, status=0, **environment):
    """Standard output, after the exit status was as it should be."""
    done = subprocess.run(
        [LSOF, *map(str, arguments)], capture_output=True, timeout=60,
        env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], **environment})
    assert done.returncode == status, (arguments, done.returncode, done.stdout[-500:], done.stderr)
    return done.stdout


def moving(*arguments):
    """The report as one document, of what may be another in a moment."""
    return json.loads(run("-J", *arguments))


def document(*arguments, status=0):
    """The report as one document, which says the same as its lines."""
    whole = json.loads(run("-J", *arguments, status=status))
    lines = [json.loads(line) for line in run("-j", *arguments, status=status).splitlines()]
    summary = lines.pop()
    assert summary["record"] == "summary" and summary["report"] == whole["report"], summary
    listed = [item for group in whole.values() if isinstance(group, list) for item in group]
    assert len(lines) == len(listed), (lines, listed)
    for line, item in zip(lines, listed):
        volatile = {"record", "free", "available", "backlog", "open", "open_files"}
        assert {k: v for k, v in line.items() if k not in volatile} == {
            k: v for k, v in item.items() if k not in volatile}, (line, item)
    return whole


def words(*arguments, status=0):
    """The report in words, without colour, as its lines."""
    return run(*arguments, status=status).decode().splitlines()


def pids(*arguments, status=0):
    return [int(line) for line in run("-t", *arguments, status=status).split()]
