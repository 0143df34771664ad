"""--listening, --port, --local: servers with clients, shared sockets, and a backlog that is known."""

import os
import socket

from situation import ROOT, document, ending, holds, moving, pids, run, words


def listener(address="127.0.0.1", backlog=5, family=socket.AF_INET):
    server = socket.socket(family)
    if family == socket.AF_INET6:
        server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.bind((address, 0))
    server.listen(backlog)
    return server


def row(report, port, protocol="TCP"):
    found = [one for one in report["sockets"] if one["port"] == port and one["protocol"] == protocol]
    assert len(found) == 1, (port, report)
    return found[0]


with ending():
    # A socket that three processes share, and of which one serves a client.
    server = listener()
    port = server.getsockname()[1]
    holders = [holds(lambda: 0)[0] for _ in range(3)]

    def call():
        server.close()
        client = socket.create_connection(("127.0.0.1", port))
        return client.getsockname()[1], client

    caller, calling = holds(call)
    accepted, _ = server.accept()
    ours = f"-p{','.join(map(str, holders + [caller, os.getpid()]))}"

    one = row(document("--port", port), port)
    expected = sorted(holders + [os.getpid()])
    assert [process["pid"] for process in one["processes"]] == expected, (one, expected)
    assert (one["address"], one["family"], one["backlog"]) == ("127.0.0.1", "ipv4", 0), one
    assert one["uid"] == os.geteuid() and one["inode"] == os.fstat(server.fileno()).st_ino
    assert all("listening.py" in process["command_line"] for process in one["processes"])
    assert one.get("backlog_limit", 5) == 5, one
    assert caller not in pids("--port", port) and pids("--port", port) == expected
    text = words("--port", port)
    assert text[0].split()[:2] == ["PROTO", "ADDRESS"] and len(text) == 2, text
    assert f"127.0.0.1:{port}" in text[1] and "listening.py" in text[1]
    fields = dict(zip(text[0].split(), text[1].split()))
    assert (fields["PID"], fields["PROCS"]) == (str(expected[0]), "4"), text

    # The client's port is nobody's service, nor is one that nobody has.
    assert document("--port", calling, status=1)["sockets"] == []
    assert words("--port", calling, status=1) == ["Nothing listens there."]
    run("--port", calling, "-Q", status=0)

    # --local: never a client.
    assert sorted(pids("-i", f":{port}")) == sorted(expected + [caller])
    assert pids("--local", "-i", f":{port}") == expected
    assert pids("--local", "-i", f"TCP@127.0.0.1:{calling}") == [caller]
    accepted.close()

    # A backlog that is known.
    waiting = listener(backlog=2)
    full = waiting.getsockname()[1]
    callers = []
    for _ in range(2):
        callers.append(socket.create_connection(("127.0.0.1", full)))
    one = row(document("--port", full), full)
    assert one["backlog"] == 2 and one.get("backlog_limit", 2) == 2, one
    assert any(cell in ("2/2", "2") for cell in words("--port", full)[1].split())

    # Addresses: a server at all of them serves each.
    every = listener("0.0.0.0")
    anywhere = every.getsockname()[1]
    assert row(document(f"--listening=127.0.0.1:{anywhere}"), anywhere)["address"] == "0.0.0.0"
    report = document("--listening=127.0.0.1", ours)
    row(report, port), row(report, anywhere)
    assert document(f"--listening=127.0.0.2:{port}", status=1)["sockets"] == []
    row(document(f"--listening={anywhere}"), anywhere)
    row(document(f"--listening=tcp:{anywhere}"), anywhere)
    assert document(f"--listening=udp:{anywhere}", status=1)["sockets"] == []
    if socket.has_ipv6:
        try:
            both = listener("::", family=socket.AF_INET6)
        except OSError:
            both = None
        if both:
            dual = both.getsockname()[1]
            assert row(document(f"--listening=127.0.0.1:{dual}"), dual)["family"] == "ipv6"
            assert f"[::]:{dual}" in words("--port", dual)[1]
            report = document("--listening=::1", ours)
            row(report, dual)
            assert not any(one["port"] == port for one in report["sockets"])

    # UDP counts once it is bound, but not once it is connected; TCP that is only bound doesn't.
    bound = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind(("127.0.0.1", 0))
    datagrams = bound.getsockname()[1]
    one = row(document("--port", datagrams), datagrams, "UDP")
    assert "backlog" not in one and one["processes"][0]["pid"] == os.getpid()
    bound.connect(("127.0.0.1", 9))
    assert document("--port", datagrams, status=1)["sockets"] == []
    idle = socket.socket()
    idle.bind(("127.0.0.1", 0))
    assert document("--port", idle.getsockname()[1], status=1)["sockets"] == []

    # Selections: all have to hold.
    assert pids("--port", port, "-p", holders[0]) == [holders[0]]
    assert document("--port", port, "-u", f"^{os.geteuid()}", status=1)["sockets"] == []
    assert document("--port", port, "-c", "nosuch", status=1)["sockets"] == []
    report = moving("--listening")
    row(report, port), row(report, anywhere)
    assert len({one["inode"] for one in report["sockets"]}) == len(report["sockets"])

    # Whose they are may not be seen: the socket is told all the same.
    if ROOT:
        import subprocess
        from situation import LSOF
        import json
        try:
            done = subprocess.run([LSOF, "-J", "--port", str(port)], capture_output=True, user=65534,
                                  group=65534, extra_groups=[], timeout=60)
        except PermissionError:
            done = None
        if done:
            (one,) = json.loads(done.stdout)["sockets"]
            assert one["processes"] == [] and one["uid"] == 0 and done.returncode == 0, one

    for wrong in (["--port"], ["--port="], ["--port=127.0.0.1:80"], ["--port=nosuchservice"],
                  ["--listening=999.1.1.1.1:1"], ["--listening", "name"], ["--port=1", "-sTCP:LISTEN"],
                  ["--color=red", "--port=1"], ["--port=1", "-r"], ["--port=1", "--columns=PID"]):
        run(*wrong, status=1)
