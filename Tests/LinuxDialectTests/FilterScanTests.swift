import Glibc
import Misc
import Print
import Store
import Testing

@testable import Arg
@testable import LinuxDialect

/// What a filter has the scan leave out is what it would take out of the listing, and no more.
@Suite struct FilterScanTests {
  private let fixture = ProcfsFixture()

  private func build() {
    fixture.makeDirectory("home")
    fixture.write("data", "12345")
    for (number, name) in [(7, "cat"), (8, "cat"), (9, "srv x"), (10, "s\nv")] {
      fixture.process("\(number)", name, threads: number == 9 ? 2 : 1)
      fixture.link("proc/\(number)/cwd", to: fixture.directory + "/home")
      fixture.link("proc/\(number)/root", to: "/")
      fixture.descriptor("\(number)", 0, to: fixture.directory + "/data")
      fixture.descriptor("\(number)", 3, to: "socket:[\(number)5]")
      fixture.descriptor("\(number)", 4, to: "socket:[\(number)6]")
      fixture.descriptor("\(number)", 5, to: "pipe:[\(number)7]")
      fixture.write("proc/\(number)/cgroup", "0::/system.slice/\(number == 9 ? "nine" : "other").service\n")
    }
    fixture.process("9/task/11", "task")
    let heading =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    func socket(_ port: String, _ state: String, _ inode: Int) -> String {
      "   0: 0100007F:\(port) 0100007F:0035 \(state) 00000000:00000000 00:00000000 00000000     0        0 \(inode) 1\n"
    }
    fixture.write("proc/self/net/tcp", heading + socket("1F90", "0A", 75) + socket("0050", "01", 85))
    fixture.write("proc/self/net/udp", heading + socket("0050", "07", 95))
    fixture.write(
      "proc/self/net/unix",
      """
      Num       RefCount Protocol Flags    Type St Inode Path
      ffff0001: 00000002 00000000 00010000 0001 01    76 /run/x
      ffff0002: 00000002 00000000 00010000 0002 01    86 /run/y

      """)
  }

  /// The rows that are written, and how many were scanned.
  private func rows(_ filter: String, narrows: Bool, _ change: (inout Request) -> Void) throws -> (
    String, Int
  ) {
    let expression = try FilterParser.parse(Bytes(filter.utf8))
    let rows = RowFilter(expression)
    func prepare(_ request: inout Request) {
      request.filter = rows
      request.selection.selectors.remove(.task)
      request.output.namesHosts = false
      request.output.namesPorts = false
      request.output.form = .rows(.csv)
      request.output.columns = ["PID", "FD", "TYPE", "NAME", "STATE"].compactMap {
        ColumnTable.place(Bytes($0.utf8)).map { ChosenColumn(place: $0) }
      }
      change(&request)
      if narrows { request.narrow(by: expression) }
    }
    var request = Request(programName: Bytes("lsof"), warns: false)
    request.selection.selectors = .everything
    prepare(&request)
    let listing = fixture.scan(
      for: rows.requiredFields.union(request.output.requiredFields).union(
        request.selection.units.isEmpty ? [] : .unit),
      prepare)
    let descriptor = memfd_create("listing", 0)
    defer { close(descriptor) }
    let diagnostics = Diagnostics(programName: Bytes("lsof"), warns: false, escaper: Escaper())
    var printer = ListingPrinter(request: request, diagnostics: diagnostics, descriptor: dup(descriptor))
    for batch in listing.batches { printer.add(batch) }
    _ = printer.finishCycle()
    _ = printer.finish()
    let size = Int(lseek(descriptor, 0, SEEK_END))
    let text = Bytes(unsafeUninitializedCapacity: size) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, size, 0))
    }
    return (String(decoding: text, as: UTF8.self), listing.files.count)
  }

  @Test(
    "the rows are the same, whether the scan knows the filter or not",
    arguments: [
      ("pid == 7", 6), ("pid in (7, 9) and fd == 3", 2), ("user != 'nosuch'", 24), ("uid < 0", 0),
      ("pid > 8 and fd < 3", 6), ("pgid == 9", 6), ("ppid == 1", 24), ("ppid == 2", 0),
      ("command == 'cat'", 12),
      ("command == 's\\nv'", 24), ("command glob 'srv*'", 6), ("fd in (0, 'cwd')", 8),
      ("fd == 'rtd' or fd == 5", 8),
      ("proto == 'tcp'", 2), ("proto == 'tcp' and state == 'LISTEN'", 1), ("lport == 80", 2),
      ("rport == 53", 3),
      ("lport == 80 and rport == 53", 2), ("proto in ('tcp', 'udp') and lport in (80, 8080)", 3),
      ("has laddr", 3),
      ("type == 'unix'", 2), ("unixpath == '/run/x'", 2), ("type == 'IPv4' and pid == 8", 1),
      ("unit == 'nine.service'", 6),
      ("not (pid == 7)", 24), ("lport == 80 or pid == 9", 24), ("size > 4 and fd == 0", 4),
      ("state == 'LISTEN'", 24),
      ("lport > 70000", 0), ("pid == 7 and pid == 8", 0), ("laddr == '127.0.0.1' and not (pid == 7)", 3),
      ("lport == 80 and type == 'unix'", 24),
    ])
  func same(filter: String, scanned: Int) throws {
    build()
    let whole = try rows(filter, narrows: false) { _ in }
    let narrow = try rows(filter, narrows: true) { _ in }
    #expect(narrow.0 == whole.0)
    #expect(whole.1 > 12 && narrow.1 <= (scanned == 24 ? whole.1 : scanned))
  }

  @Test(
    "so are they beside other selections",
    arguments: ["pid == 7", "fd == 3", "lport == 80", "uid >= 0 and fd < 4"])
  func beside(filter: String) throws {
    build()
    let selections: [(inout Request) -> Void] = [
      {
        $0.selection.selectors = [.internet]
        $0.selection.internet = true
      },
      {
        $0.selection.selectors = [.internet, .pid]
        $0.selection.internet = true
        $0.selection.pids = [IDPattern(id: 9, isExcluded: false)]
      },
      {
        $0.selection.selectors = [.descriptor, .pid]
        $0.selection.requiresAll = true
        $0.selection.descriptors.numbers = [3...5]
        $0.selection.pids = [7, 8, 9].map { IDPattern(id: $0, isExcluded: false) }
      },
    ]
    for select in selections {
      func change(_ request: inout Request) {
        select(&request)
        request.selection.isEverything = false
      }
      #expect(
        try rows(filter, narrows: true, change).0 == rows(filter, narrows: false, change).0)
    }
  }
}
