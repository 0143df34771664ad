import Misc
import Print
import Store
import Testing

@testable import Arg

/// How filters are read, what is wrong with them, and what follows from them.
@Suite struct FilterTests {
  private func run(_ filters: String...) -> Run { Run(filters.flatMap { [bytes("--filter"), bytes($0)] }) }

  @Test(
    "what a filter may be",
    arguments: [
      "pid == 1", "PID==1", "size > 1G and nlink or not (user != \"root\")",
      "proto == \"tcp\" and lport in (80, 443) and state == 'LISTEN'", "name =~ \"^/srv/.*\\.log$\"",
      "name glob '*.log' || name not glob '*.x' && !has lport", "not not not has unit", "nlink", "!nlink",
      "size>=1.5GiB and size<2tb", "size == 0x10", "fd in (0, 1, 'cwd')", "fd not in (2)", "user == 1000",
      "mtime < now - 7d", "mtime > -1h", "starttime > '2026-11-28 12:00'", "starttime >= now",
      "mtime == 86400",
      "dev == '8:1'", "dev in (\"254,0\")", "flags == \"W\"", "flags !~ '^A'", "blocks >= 1M",
      "((((pid==1))))",
      "size/off > 1", "file-flag == 'AP'", "tcp.lport==80", " \n\tpid\n==\n1 ", "NOT Has UNIT AND pid IN(1)",
      "size > 1G and deleted and user != \"root\"", "path =~ \"^/srv/.*\\.log$\"",
      "deleted == true or deleted != 0",
      "maj:min == '8:1'", "peers =~ '^1,'",
      "name == \"\\\"\\\\\\x41\\n\"",
    ])
  func accepted(filter: String) {
    let run = run(filter)
    #expect(run.request?.filter != nil && run.messages.isEmpty, "\(filter): \(run.messages)")
  }

  @Test(
    "what is wrong is told, with its place",
    arguments: [
      ("", 0, "a column is missing"), ("sise > 1", 0, "no such column: sise; did you mean SIZE?"),
      ("pid == 1 and", 12, "a column is missing"), ("pid == ", 7, "a number is missing"),
      ("pid = 1", 4, "no such operator: == compares"),
      ("pid == \"1\"", 7, "this column takes a number, without quotes"),
      ("user == root", 8, "text needs quotes"), ("user == \"root", 8, "this text has no quote at its end"),
      ("(pid == 1", 0, "this parenthesis is not closed"),
      ("pid == 1)", 8, "a parenthesis is closed that was not opened"),
      ("pid == 1 uid == 2", 9, "and, or, or an operator is missing before"),
      ("pid in 1", 7, "in needs a list in parentheses"),
      ("pid in (1", 7, "this list is not closed"), ("pid in ()", 8, "a number is missing"),
      ("pid =~ \"1\"", 4, "patterns are for columns of text"),
      ("name =~ x", 8, "a pattern in quotes is missing"),
      ("name =~ \"a(b\"", 10, "regular expression: a parenthesis is not closed"),
      ("name glob \"[a\"", 11, "pattern: a bracket is not closed"), ("size > 10X", 7, "no such number"),
      ("size > 1.2.3", 7, "no such number"), ("size > 0x", 7, "a hexadecimal number has digits"),
      ("mtime > \"x\"", 8, "a time is as in \"2026-11-28 12:00\""),
      ("mtime > now - 1", 14, "an age is missing, as in 7d, 12h, 30m or 10s"),
      ("mtime > x", 8, "a time is missing, as in \"2026-11-28 12:00\" or -1h"),
      ("dev == 8", 7, "this column takes a device in quotes, as in \"8:1\""),
      ("dev == \"8\"", 7, "a device is two numbers, as in \"8:1\""),
      ("dev < \"8:1\"", 4, "this column has no order: == and in are for it"),
      ("has", 3, "a column is missing"), ("pid not 1", 4, "and, or, or an operator"),
    ])
  func refused(filter: String, offset: Int, message: String) throws {
    let run = run(filter)
    let lines = run.messages.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count >= 3, "\(filter): \(run.messages)")
    #expect(lines[0].hasPrefix("lsof: --filter: \(message)"), "\(lines[0])")
    #expect(lines[1] == "    " + filter && lines[2] == String(repeating: " ", count: 4 + offset) + "^")
    #expect(run.helpRequest?.isError ?? false)
  }

  @Test("hostile bytes are shown by their escapes, and the caret stands right")
  func hostile() {
    let run = run("name == \"\u{1b}[2J\" and pidd == 1")
    let lines = run.messages.split(separator: "\n")
    #expect(lines[1] == "    name == \"^[[2J\" and pidd == 1" && lines[2].count == 4 + 20 + 1)
    #expect(!run.messages.contains("\u{1b}"))
    let long = self.run(String(repeating: "pid == 1 and ", count: 100) + "x")
    #expect(long.messages.contains("    ...") && long.messages.utf8.count < 300)
  }

  @Test("no filter is too much")
  func limits() {
    #expect(run(String(repeating: "(", count: 100_000)).isRefused)
    #expect(run(String(repeating: "not ", count: 10000) + "nlink").messages.contains("nested too deep"))
    #expect(run(String(repeating: "pid == 1 or ", count: 4000) + "pid == 2").request != nil)
    #expect(run(String(repeating: "pid == 1 or ", count: 10000) + "pid == 2").messages.contains("64 KB"))
    #expect(
      run(String(repeating: "name =~ 'x' or ", count: 20) + "pid == 2").messages.contains(
        "more than 16 patterns"))
    #expect(run("name =~ '((a{1000}){1000}){1000}'").messages.contains("too large"))
    #expect(run("size > 99999999999999999999999999999999P").request != nil)
  }

  @Test("the tests of a filter lead to others, or to the end")
  func tests() throws {
    let filter = try #require(
      run("not (pid == 1 or pid == 2) and (uid == 3 or nlink)", "uid == 4").request?.filter)
    #expect(filter.tests.count == 5 && !filter.isOfProcess)
    for (index, test) in filter.tests.enumerated() {
      #expect(test.whenMet < index && test.whenNot < index)
      #expect(test.whenMet >= RowFilter.rejects && test.whenNot >= RowFilter.rejects)
    }
    #expect(try #require(run("pid == 1 and user == 'x'").request?.filter).isOfProcess)
  }

  @Test("a filter needs what its columns need")
  func needs() throws {
    #expect(
      try #require(run("size > 1 and unit == 'x'").request?.filter?.requiredFields) == [.status, .unit])
    #expect(run("netns == 'x'").request?.networkNamespaces?.included == [.own])
    #expect(run("security-context == 'x'").messages.contains("SELinux"))
  }

  // MARK: - What is not asked of the kernel

  private func selection(_ line: String) throws -> Selection {
    let words = line.split(separator: "|").map { bytes(String($0)) }
    return try #require(Run(words).request).selection
  }

  @Test(
    "conditions on what options select by are handed to these",
    arguments: [
      ("--filter=user == 0", Selectors.user), ("--filter=uid in (0, 1)", .user), ("--filter=pid == 1", .pid),
      ("--filter=pgid == 1", .processGroup), ("--filter=command == 'x'", .command),
      ("--filter=command glob 'x*'", .command), ("--filter=fd == 3", .descriptor),
      ("--filter=fd in (1, 'cwd')", .descriptor), ("--filter=unit == 'x'", .unit),
      ("--filter=lport == 80", .address), ("--filter=proto == 'tcp'", .address),
      ("--filter=has raddr", .internet),
      ("--filter=laddr != 'x'", .internet), ("--filter=type == 'unix'", .unix),
      ("--filter=unixpath == '/x'", .unix),
      ("--filter=type in ('IPv4', 'IPv6')", .internet),
      ("--filter=fd < 3 and pid == 1", [.descriptor, .pid]),
      ("--filter=(pid == 1 and uid == 0) or pid == 2", .pid),
      ("--filter=pid == 1|--filter=uid == 0", [.pid, .user]),
      ("--filter=pid == 1|-i", [.pid, .internet]), ("--filter=pid == 1|-a|-i|-u0", [.pid, .internet, .user]),
    ] as [(String, Selectors)])
  func narrowed(line: String, selectors: Selectors) throws {
    let selection = try selection(line)
    #expect(selection.selectors == selectors && selection.requiresAll && !selection.isEverything)
  }

  @Test(
    "what a row can lack is asked for",
    arguments: [
      "--filter=not (pid == 1)", "--filter=pid == 1 or size > 1", "--filter=pid != 1",
      "--filter=pid not in (1)",
      "--filter=name =~ 'x'", "--filter=state == 'LISTEN'", "--filter=type == 'REG'", "--filter=proto == 'x'",
      "--filter=fd == 3 or pid == 1", "--filter=not has lport", "--filter=user =~ 'x'",
      "--filter=command glob '*'",
      "--filter=unit == 'a*'", "--filter=pid == 1|-V", "--filter=pid == 1|-E",
      "--filter=pid == 1 and has peers",
      "--filter=pid == 1|--columns=holders", "--filter=has lport|-X",
      "--filter=type in ('unix', 'IPv4')",
    ])
  func whole(line: String) throws {
    let selection = try selection(line)
    #expect(selection.isEverything && !selection.requiresAll && selection.processBounds == ProcessBounds())
  }

  @Test("options that any of may hold stay as they are")
  func alternatives() throws {
    let selection = try selection("--filter=pid == 1|-i|-u0")
    #expect(selection.selectors == [.internet, .user] && !selection.requiresAll)
    #expect(selection.processBounds.pids == IntegerRanges(1))
  }

  @Test("ranges bound what processes are looked into")
  func bounds() throws {
    let bounds = try selection("--filter=uid >= 1000 and uid < 2000 and ppid != 3 and (pid < 5 or pid > 7)")
      .processBounds
    #expect(bounds.uids == IntegerRanges(1000...1999) && bounds.parents == nil)
    #expect(
      bounds.pids?.contains(4) == true && bounds.pids?.contains(5) == false
        && bounds.pids?.contains(8) == true)
    #expect(try selection("--filter=pid == 1 and pid == 2").processBounds.pids?.isEmpty == true)
  }

  @Test("sockets are looked for by protocol, port and state")
  func sockets() throws {
    let listeners = try selection("--filter=proto == 'TCP' and lport in (80, 443) and state == 'listen'")
    #expect(
      listeners.addresses.map(\.transport) == [.tcp, .tcp]
        && listeners.addresses.map(\.ports) == [80...80, 443...443])
    #expect(listeners.tcpStates.included == [.listen])
    #expect(try selection("--filter=udp.lport > 1024").addresses.map(\.ports) == [1025...65535])
    #expect(try selection("--filter=proto == 'udp' and state == 'CLOSE'").tcpStates.included.isEmpty)
  }

  @Test("a filter selects, so that tasks are not listed by themselves")
  func tasks() throws {
    #expect(try !selection("--filter=nlink").selectors.contains(.task))
    #expect(try selection("--filter=pid == 1|-K").selectors == .task)
  }
}
