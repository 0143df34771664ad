"""read.py PROGRAM: reads field output from its standard input in the way in which PROGRAM reads it, and prints
what PROGRAM would know from it. Ends with status 1 where PROGRAM would give up."""
import sys


def give_up(why):
    sys.exit("read.py: " + why)


def lines(data):
    return data.decode("utf-8", "surrogateescape").split("\n")[:-1]


def sets(data):
    """The lines of -F0: each holds fields, and a NUL after each field."""
    for line in lines(data):
        if not line.endswith("\0"):
            give_up("no NUL at the end of " + repr(line))
        yield [(field[:1], field[1:]) for field in line[:-1].split("\0")]


def libzypp(data):
    """Executables and libraries without a link; also where there is no link count at all."""
    process = {}
    for fields in sets(data):
        values = dict(fields)
        if fields[0][0] == "p":
            process = values
            continue
        if values.get("k", "0")[:1] != "0" or values.get("t") not in ("REG", "DEL"):
            continue
        if values.get("f") in ("mem", "txt", "DEL", "ltx") and "n" in values:
            print(*[process.get(letter, "-") for letter in "pRuLc"], values["f"], values["n"])


def git_annex(data):
    """Sets of just p and c, then of a and n (and an f that nobody asked for)."""
    process = None
    for fields in sets(data):
        letters = "".join(letter for letter, _ in fields)
        values = dict(fields)
        if letters == "pc":
            process = (int(values["p"]), values["c"])
        elif letters.replace("f", "", 1) == "an" and process:
            print(values["n"], {"r": "read", "w": "write", "u": "both"}.get(values["a"][:1], "unknown"), *process)
        else:
            give_up("unexpected fields " + letters)


def hobbit(data):
    """Files that are mapped although they were deleted, by login name and command."""
    process = {}
    for fields in sets(data):
        values = dict(fields)
        if "p" in values:
            process = values
        elif "n" in values and (values.get("f") == "DEL" or "(deleted)" in values["n"]):
            print(process["L"], process["c"], process["p"], values["f"], values["n"])


def htop(data):
    """A letter and its value per line; an f begins a file."""
    files, file = [], None
    for line in lines(data):
        if line[0] == "f":
            file = {}
            files.append(file)
        if file is not None:
            file[line[0]] = line[1:]
    for file in files:
        print("%5s %4s %10s %10s %10s %s" % tuple(file.get(letter, "") for letter in "ftDsin"), file.get("o", ""))


def unburden(data):
    """Just p, c and f."""
    process = None
    for line in lines(data):
        if line[0] == "p":
            process = line[1:]
        elif line[0] == "c" and process:
            print(process, line[1:])
        elif line[0] != "f":
            give_up("unexpected line " + repr(line))


def tiger(data):
    """Who listens: the fields stay from file to file and from process to process."""
    values = {}
    for line in lines(data):
        values[line[0]] = line[1:]
        if line[0] == "n" and values.get("t") == "IPv4" and "->" not in line:
            print(values["L"], values["P"], values["n"], values["c"])


def oshi(data):
    """The working directory of each process."""
    process = None
    for line in lines(data):
        if line[0] == "p":
            process = int(line[1:])
        elif line[0] == "n":
            print(process, line[1:])


readers = {reader.__name__: reader for reader in (libzypp, git_annex, hobbit, htop, unburden, tiger, oshi)}
readers[sys.argv[1]](sys.stdin.buffer.read())
