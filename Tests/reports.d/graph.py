"""--graph: processes that are joined by one thing of each kind, in JSON, for Graphviz and for Mermaid."""

import ctypes
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import xml.etree.ElementTree

from situation import WORK, document, ending, holds, moving, pids, run

HOSTILE = b'a"]|\\N<b>%%{\n&\xff'
SOCKET = 'gr"]; %%{x}|<i>&amp;\\N' + str(os.getpid())
LIBC = ctypes.CDLL(None, use_errno=True)
process_names = {}


def process(keep, name=b"joined", also=lambda: None):
    """A process that has nothing open but these descriptors of ours, and what `also` opens."""

    def prepare():
        from situation import telling
        null = os.open("/dev/null", os.O_RDWR)
        for number in range(3):
            os.dup2(null, number)
        for number in map(int, os.listdir("/proc/self/fd")):
            if number > 2 and number not in keep + [telling]:
                try:
                    os.close(number)
                except OSError:
                    pass
        with open("/proc/self/comm", "wb", buffering=0) as comm:
            comm.write(name)
        value = also()
        return (0, value)

    pid, _ = holds(prepare)
    process_names[pid] = name
    return pid


def close(*descriptors):
    for descriptor in descriptors:
        os.close(descriptor)


def serve(family, address, client_name=b"client"):
    """A client and a server that is connected to it; the server still listens."""
    listener = socket.socket(family)
    listener.bind(address)
    listener.listen(5)
    address = listener.getsockname()

    def connect():
        client = socket.socket(family)
        client.connect(address)
        return client

    client = process([], client_name, connect)
    accepted, _ = listener.accept()
    server = process([listener.fileno(), accepted.fileno()], b"server")
    listener.close()
    accepted.close()
    return client, server, address


def queue():
    """A queue of messages, where one can be had and lsof can know it."""
    with open("/proc/self/mounts") as mounts:
        places = [line.split()[1] for line in mounts if line.split()[2] == "mqueue"]
    if not places or not hasattr(LIBC, "mq_open"):
        return None
    name = f"/lsof-graph-{os.getpid()}"
    number = LIBC.mq_open(name.encode(), os.O_CREAT | os.O_RDWR, 0o600, None)
    if number < 0:
        return None
    LIBC.mq_unlink(name.encode())
    return number


def edges(report, among):
    """(from, to, kind, name, direction, count), by PID, of edges between these processes."""
    numbers = {node["id"]: node["pid"] for node in report["nodes"] if node["kind"] == "process"}
    return sorted(
        (numbers[edge["from"]], numbers[edge["to"]], edge["kind"], edge.get("name", ""), edge["direction"],
         edge["count"])
        for edge in report["edges"]
        if numbers.get(edge["from"]) in among and numbers.get(edge["to"]) in among)


def shown(name):
    """As the program escapes a name, in a locale of UTF-8."""
    text = ""
    for byte in name:
        if byte >= 0x80:
            text += f"\\x{byte:02x}"
        else:
            text += {10: "\\n", 92: "\\\\"}.get(byte, chr(byte))
    return text


def lasting(text):
    """All but how many processes are hidden, which come and go."""
    return [line for line in text.splitlines() if b"can't be looked into" not in line]


LABEL = r'(?:[A-Za-z0-9 ./_]|#\d{1,3};|[^\x00-\x7f])*'
STATEMENTS = [
    re.compile(pattern) for pattern in (
        r"flowchart LR", r"  %% [A-Za-z0-9 ',]+", rf'  subgraph g\d+\["{LABEL}"\]', r"  end",
        rf'  (?P<node>p\d+)\["(?P<label>{LABEL})<br>\d+"\]', rf'  (?P<node>c\d+)\(\["(?P<label>{LABEL})"\]\)',
        rf'  (?P<from>[pc]\d+) (?P<line>---|-->|<-->)(?:\|"(?P<label>{LABEL})"\|)? (?P<to>[pc]\d+)')]


def mermaid(text):
    """Labels of nodes by ID, and edges, by a grammar of what is written; nothing else may be there."""
    nodes, lines = {}, []

    def plain(label):
        return re.sub(r"#(\d+);", lambda code: chr(int(code[1])), label or "")

    for number, line in enumerate(text.decode().splitlines()):
        match = next(filter(None, (statement.fullmatch(line) for statement in STATEMENTS)), None)
        assert match and (line == "flowchart LR") == (number == 0), line
        parts = match.groupdict()
        if "node" in parts:
            nodes[parts["node"]] = plain(parts["label"])
        elif "line" in parts:
            assert parts["from"] in nodes and parts["to"] in nodes, line
            lines.append((parts["from"], parts["line"], parts["to"], plain(parts["label"])))
    return nodes, lines


def mermaid_parser():
    """Mermaid's own parser, as the package mermaid-parser-py has it, for node; None where one of them is missing."""
    spec = importlib.util.find_spec("mermaid_parser")
    if not spec or not shutil.which("node"):
        return None
    bundle = os.path.join(spec.submodule_search_locations[0], "js", "parser.bundle.js")
    return bundle if os.access(bundle, os.R_OK) else None


def parsed(text, bundle):
    """The same as `mermaid` gives, by Mermaid's own parser."""
    script = """
        require(process.argv[1])(require("fs").readFileSync(0, "utf8")).then(
          (graph) => process.stdout.write(graph),
          (error) => { console.error(String(error)); process.exit(1); })
        """
    done = subprocess.run(["node", "-e", script, bundle], input=text, capture_output=True, timeout=120)
    assert done.returncode == 0, (done.stderr[-1000:], text[:2000])
    graph = json.loads(done.stdout)["graph_data"]

    def plain(label):
        # What it has put in the place of `#35;` for the time of parsing.
        return re.sub("ﬂ°°(\\d+)¶ß", lambda code: chr(int(code[1])), label)

    lines = {"arrow_open": "---", "arrow_point": "-->", "double_arrow_point": "<-->"}
    return (
        {node["id"]: re.sub(r"<br>\d+$", "", plain(node["text"])) for node in graph["vertices"].values()},
        [(edge["start"], lines[edge["type"]], edge["end"], plain(edge["text"])) for edge in graph["edges"]])


def rendered(text):
    """Texts of nodes by ID, and edges with their texts, of the picture that Graphviz makes."""
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, timeout=120)
    assert done.returncode == 0 and not done.stderr, done.stderr[:500]
    nodes, lines = {}, []
    space = "{http://www.w3.org/2000/svg}"
    for group in xml.etree.ElementTree.fromstring(done.stdout).iter(f"{space}g"):
        texts = [text.text or "" for text in group.findall(f".//{space}text")]
        texts = [text.replace("\u00a0", " ") for text in texts]
        title = group.findtext(f"{space}title")
        if group.get("class") == "node":
            nodes[title] = texts
        elif group.get("class") == "edge":
            lines.append((*title.split("->"), "".join(texts)))
    return nodes, lines


with ending():
    expected = []

    # Two pipes in one direction, made by a command whose name is hostile.
    one, other = os.pipe(), os.pipe()
    writer = process([one[1], other[1]], HOSTILE)
    reader = process([one[0], other[0]])
    close(*one, *other)
    expected.append((writer, reader, "pipe", "", "forward", 2))

    fifo = f"{WORK}/fifo"
    os.mkfifo(fifo)
    both = os.open(fifo, os.O_RDWR)
    to_fifo = process([], also=lambda: os.open(fifo, os.O_WRONLY))
    from_fifo = process([], also=lambda: os.open(fifo, os.O_RDONLY))
    os.close(both)
    expected.append((to_fifo, from_fifo, "fifo", fifo, "forward", 1))

    if hasattr(os, "eventfd"):
        event = os.eventfd(0)
        counting = [process([event]), process([event])]
        os.close(event)
        expected.append((*counting, "eventfd", "", "both", 1))

    messages = queue()
    if messages is None:
        print("message queues are left out: none can be had")
    else:
        queuing = [process([messages]), process([messages])]
        os.close(messages)
        expected.append((*queuing, "queue", None, "both", 1))

    master, slave = os.openpty()
    terminal = f"pts/{os.ttyname(slave).rsplit('/', 1)[1]}"
    shell = process([slave])
    emulator = process([master])
    close(master, slave)
    expected.append((emulator, shell, "terminal", terminal, "forward", 1))

    path = f"{WORK}/socket"
    client, server, _ = serve(socket.AF_UNIX, path)
    expected.append((client, server, "unix", path, "forward", 1))
    client, server, _ = serve(socket.AF_UNIX, "\0" + SOCKET)
    abstract = (client, server)
    expected.append((client, server, "unix", "@" + SOCKET, "forward", 1))
    ends = socket.socketpair()
    pair = [process([end.fileno()]) for end in ends]
    for end in ends:
        end.close()
    expected.append((*pair, "unix", "", "none", 1))

    tcp_client, tcp_server, (_, port) = serve(socket.AF_INET, ("127.0.0.1", 0))
    expected.append((tcp_client, tcp_server, "tcp", str(port), "forward", 1))
    receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    receiver.bind(("127.0.0.1", 0))
    sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sender.connect(receiver.getsockname())
    datagrams = str(receiver.getsockname()[1])
    udp = (process([sender.fileno()]), process([receiver.fileno()]))
    sender.close()
    receiver.close()
    expected.append((*udp, "udp", datagrams, "forward", 1))

    # What three share, and a file.
    shared = os.pipe()
    crowd = [process([shared[1]])] + [process([shared[0]]) for _ in range(2)]
    close(*shared)
    log = f"{WORK}/log"
    log_writer = process([], also=lambda: os.open(log, os.O_WRONLY | os.O_CREAT))
    log_reader = process([], also=lambda: os.open(log, os.O_RDONLY))

    # The end of a chain is no neighbour of its beginning.
    first, second = os.pipe(), os.pipe()
    chain = [process([first[1]]), process([first[0], second[1]]), process([second[0]])]
    close(*first, *second)
    expected += [(chain[0], chain[1], "pipe", "", "forward", 1), (chain[1], chain[2], "pipe", "", "forward", 1)]
    alone = process([])

    def same(found, wanted):
        found = [tuple(None if part is None else fact for part, fact in zip(want, have))
                 for want, have in zip(sorted(wanted, key=lambda edge: edge[:3]), found)] + found[len(wanted):]
        assert found == sorted(wanted, key=lambda edge: edge[:3]), (found, wanted)

    ours = list(process_names)
    selected = f"-p{','.join(map(str, ours))}"
    report = document("--graph=dot", selected)
    same(edges(report, ours), expected)
    nodes = {node["pid"]: node for node in report["nodes"] if node["kind"] == "process"}
    assert nodes[reader]["command"] == "joined" and nodes[reader]["uid"] == os.geteuid()
    assert alone not in nodes and os.getpid() not in nodes and set(nodes) <= set(ours), nodes
    (junction,) = [node for node in report["nodes"] if node["kind"] != "process"]
    assert (junction["kind"], junction["count"]) == ("pipe", 1), junction
    ends = [(edge["from"], edge["to"]) for edge in report["edges"]]
    at_junction = {pair for pair in ends if junction["id"] in pair}
    assert at_junction == {(f"p{crowd[0]}", junction["id"]), (junction["id"], f"p{crowd[1]}"),
                           (junction["id"], f"p{crowd[2]}")}, at_junction
    again = document("--graph=mermaid", selected)
    assert (again["nodes"], again["edges"]) == (report["nodes"], report["edges"])
    assert pids("--graph=dot", selected) == sorted(nodes)

    # Files on request; the same ones as without beside them.
    with_files = edges(document("--graph=dot,files", selected), ours)
    same(with_files, expected + [(log_writer, log_reader, "file", log, "forward", 1)])

    # The neighbours of what is selected, and nothing beyond.
    assert edges(document("--graph=dot", "-p", chain[0]), ours) == [(*chain[:2], "pipe", "", "forward", 1)]
    assert pids("--graph=dot", "-p", crowd[2]) == crowd
    assert pids("--graph=dot", "-p", client, "-U") == sorted(abstract)
    assert edges(document("--graph=dot", "-p", client), ours)[0][4] == "forward"
    assert edges(document("--graph=dot", "-p", tcp_client), ours)[0] == (
        tcp_client, tcp_server, "tcp", str(port), "forward", 1)
    assert pids("--graph=dot", selected, "-i") == sorted([tcp_client, tcp_server, *udp])
    assert pids("--graph=dot", selected, "-c", "nosuch", status=1) == []
    assert b"[label" not in run("--graph=dot", "-p", alone)
    run("--graph=dot", "-p", 2 ** 22 + 1, status=1)
    everything = moving("--graph=dot")
    assert edges(everything, [writer, reader]) == expected[:1]

    # Mermaid: nothing is there that isn't meant, and labels say the names.
    text = run("--graph=mermaid", selected)
    assert lasting(text) == lasting(run("--graph=mermaid", selected))
    labels, lines = mermaid(text)
    by_id = {node["id"]: node for node in report["nodes"]}
    assert set(labels) == set(by_id) and len(lines) == len(report["edges"]), (labels, by_id)
    arrows = {"none": "---", "forward": "-->", "both": "<-->"}
    assert [line[:3] for line in lines] == [
        (edge["from"], arrows[edge["direction"]], edge["to"]) for edge in report["edges"]]
    hostile = shown(HOSTILE[:15])
    unix = "unix @" + shown(SOCKET.encode())
    assert labels[f"p{writer}"] == hostile, (labels[f"p{writer}"], hostile)
    told = {(line[0], line[2]): line[3] for line in lines}
    assert told[f"p{writer}", f"p{reader}"] == "pipe x2"
    assert told[f"p{abstract[0]}", f"p{abstract[1]}"] == unix, told
    assert told[f"p{tcp_client}", f"p{tcp_server}"] == f"tcp {port}"
    assert told[f"p{emulator}", f"p{shell}"] == terminal
    assert told[f"p{crowd[0]}", junction["id"]] == "" and labels[junction["id"]] == "pipe"

    bundle = mermaid_parser()
    if bundle:
        assert parsed(text, bundle) == (labels, lines), parsed(text, bundle)
        parsed(run("--graph=mermaid,files", selected), bundle)
    else:
        print("Mermaid's own parser is SKIPPED: there is no node, or no mermaid-parser-py")

    # Graphviz draws it.
    dot = run("--graph=dot", selected)
    assert lasting(dot) == lasting(run("--graph=dot", selected))
    assert dot.startswith(b"digraph lsof {\n") and dot.endswith(b"}\n")
    if shutil.which("dot"):
        drawn, lines = rendered(dot)
        assert set(drawn) == set(by_id), (drawn, by_id)
        assert sorted(line[:2] for line in lines) == sorted((edge["from"], edge["to"]) for edge in report["edges"])
        assert drawn[f"p{writer}"] == [hostile, str(writer)], drawn[f"p{writer}"]
        assert drawn[f"p{reader}"] == ["joined", str(reader)]
        told = {line[:2]: line[2] for line in lines}
        assert told[f"p{writer}", f"p{reader}"] == "pipe x2"
        assert told[f"p{abstract[0]}", f"p{abstract[1]}"] == unix, told
        assert told[f"p{tcp_client}", f"p{tcp_server}"] == f"tcp {port}"
        rendered(run("--graph=dot,files", selected))
    else:
        print("pictures are SKIPPED: there is no dot (Graphviz)")
