import Glibc
import Misc
import Store
import Testing

@testable import Print

/// What `--changes` tells between two cycles.
@Suite struct ChangeTests {
  /// The sign, descriptor and name of what the second of two cycles tells, in its order.
  private func changes(
    _ change: (inout Output) -> Void = { _ in }, from fillFirst: (inout Batch) -> Void,
    to fillSecond: (inout Batch) -> Void
  ) -> [String] {
    let request = request(change)
    var tracker = ChangeTracker(request.selection, request.output.changingValues)
    #expect(cycle(&tracker, fillFirst).allSatisfy { $0.changes.isEmpty })
    return cycle(&tracker, fillSecond).flatMap(told)
  }

  private func request(_ change: (inout Output) -> Void = { _ in }) -> Request {
    .plain {
      $0.output.tellsChanges = true
      change(&$0.output)
    }
  }

  private func cycle(_ tracker: inout ChangeTracker, _ fill: (inout Batch) -> Void) -> [Batch] {
    var batch = Batch()
    fill(&batch)
    let changes = tracker.changes(in: batch)
    defer { tracker.beginCycle() }
    return changes + tracker.finishCycle().changes
  }

  private func told(_ batch: Batch) -> [String] {
    batch.files.enumerated().map { index, file in
      let sign = batch.changes.isEmpty ? " " : String(UnicodeScalar(batch.changes[index].sign))
      let name = String(decoding: Bytes(batch.names[file.name]), as: UTF8.self)
      return "\(sign)\(batch.processes[0].pid):\(file.number)\(name)"
    }
  }

  @Test func nothing() {
    let fill: (inout Batch) -> Void = {
      $0.process(1)
      $0.regular(.currentDirectory, -1, "/")
      $0.regular(.number, 3, "/a", size: 5)
      $0.process(2)
      $0.regular(.number, 3, "/a")
    }
    #expect(changes(from: fill, to: fill) == [])
  }

  @Test func openedAndClosed() {
    #expect(
      changes {
        $0.process(1)
        $0.regular(.number, 3, "/a", inode: 1)
        $0.regular(.number, 5, "/b", inode: 2)
        $0.regular(.number, 6, "/c", inode: 3)
      } to: {
        $0.process(1)
        $0.regular(.number, 3, "/a", inode: 1)
        $0.regular(.number, 4, "/d", inode: 4)
        $0.regular(.number, 6, "/c", inode: 3)
      } == ["-1:5/b", "+1:4/d"])
  }

  @Test(
    "another file, access mode or kind of descriptor is another row",
    arguments: [
      { $0.regular(.number, 3, "/b", inode: 8) }, { $0.regular(.number, 3, "/b") { $0.access = .write } },
      { $0.regular(.number, 4, "/b") }, { $0.regular(.currentDirectory, 3, "/b") },
      { $0.regular(.number, 3, "/b") { $0.device = DeviceNumber(major: 8, minor: 1) } },
      { $0.regular(.number, 3, "/b") { $0.type = .directory } },
      // Without an inode only names tell them apart.
      { $0.file(.number, 3, name: Bytes("/b".utf8)) },
    ] as [@Sendable (inout Batch) -> Void])
  func anotherRow(second: @Sendable (inout Batch) -> Void) {
    let told = changes {
      $0.process(1)
      $0.regular(.number, 3, "/a")
    } to: {
      $0.process(1)
      second(&$0)
    }
    #expect(told.count == 2 && told[0] == "-1:3/a" && told[1].hasPrefix("+1:") && told[1].hasSuffix("/b"))
  }

  @Test(
    "the same file with something else that is shown",
    arguments: [
      { $0.regular(.number, 3, "/b", size: 5) }, { $0.regular(.number, 3, "/a", size: 6) },
      { $0.regular(.number, 3, "/a", size: 5) { $0.lock = .writeFull } },
      { $0.regular(.number, 3, "/a", size: 5) { $0.known.remove(.size) } },
      {
        let note = $0.names.append("(stat: ...)")
        $0.regular(.number, 3, "/a", size: 5) { $0.addition = note }
      },
    ] as [@Sendable (inout Batch) -> Void])
  func changed(second: @Sendable (inout Batch) -> Void) {
    let told = changes {
      $0.process(1)
      $0.regular(.number, 3, "/a", size: 5)
    } to: {
      $0.process(1)
      second(&$0)
    }
    #expect(told.count == 1 && told[0].hasPrefix("~1:3/"))
  }

  @Test("what is not shown is not compared")
  func shownAlone() {
    func changes(_ change: (inout Output) -> Void) -> [String] {
      self.changes(change) {
        $0.process(1)
        $0.regular(.number, 3, "/a", size: 5) { $0.known.formUnion([.offset, .linkCount]) }
      } to: {
        $0.process(1)
        $0.regular(.number, 3, "/a", size: 6) {
          $0.known.formUnion([.offset, .linkCount])
          ($0.offset, $0.linkCount) = (7, 1)
        }
      }
    }
    func fields(_ fields: FieldSet) -> [String] {
      changes { ($0.form, $0.fields) = (.fields, fields) }
    }
    #expect(changes { _ in } == ["~1:3/a"])
    for set: FieldSet in [["s"], ["o"], ["k"]] { #expect(fields(set) == ["~1:3/a"]) }
    #expect(fields(["f", "n", "t", "D", "i", "l"]) == [])
    #expect(changes { $0.columns = [ChosenColumn(place: ColumnTable.place(Bytes("NAME"))!)] } == [])
  }

  @Test func states() {
    func socket(_ state: SocketState, queue: UInt32 = 0) -> (inout Batch) -> Void {
      {
        var info = SocketInfo(.tcp, state, .ipv4(127, 0, 0, 1, port: 80), .ipv4(127, 0, 0, 1, port: 81))
        info.sendQueue = queue
        $0.process(1)
        $0.socket(3, .ipv4, "TCP", info)
        $0.files[0].inode = 9
      }
    }
    #expect(changes(from: socket(.established), to: socket(.closeWait)) == ["~1:3"])
    #expect(changes(from: socket(.established), to: socket(.established, queue: 1)) == [])
    #expect(
      changes({ $0.transportInfo = .queues }, from: socket(.established), to: socket(.established, queue: 1))
        == ["~1:3"])
    func fields(_ fields: FieldSet) -> [String] {
      changes(
        { ($0.form, $0.fields) = (.fields, fields) }, from: socket(.established), to: socket(.closeWait))
    }
    #expect(fields(["n"]) == [] && fields(["T"]) == ["~1:3"])
    #expect(changes({ $0.transportInfo = [] }, from: socket(.established), to: socket(.closeWait)) == [])
    #expect(
      changes(from: socket(.established)) {
        socket(.established)(&$0)
        $0.files[0].inode = 10
      } == ["-1:3", "+1:3"])
  }

  @Test func processes() {
    func process(_ pid: Int32, start: Int64 = 0, tid: Int32 = 0) -> (inout Batch) -> Void {
      {
        $0.process(pid, tid: tid)
        var details = ProcessDetails()
        details.startTime = start
        $0.processDetails[pid] = details
        $0.regular(.number, 0, "/x")
      }
    }
    func all(_ parts: [(inout Batch) -> Void]) -> (inout Batch) -> Void {
      { for part in parts { part(&$0) } }
    }
    #expect(
      changes(
        from: all([process(1), process(3), process(3, tid: 5), process(9)]),
        to: all([process(2), process(3), process(3, tid: 6)]))
        == ["-1:0/x", "+2:0/x", "-3:0/x", "+3:0/x", "-9:0/x"])
    #expect(changes(from: process(3, start: 1), to: process(3, start: 2)) == ["-3:0/x", "+3:0/x"])
    // The kernel tells tasks as they began, and their numbers start over.
    let three = [process(3), process(3, tid: 20_000), process(3, tid: 30_000), process(3, tid: 500)]
    #expect(changes(from: all(three), to: all([three[0], three[1], three[3]])) == ["-3:0/x"])
  }

  @Test("rows that are not selected any more are as if they were closed")
  func selection() {
    #expect(
      changes {
        $0.process(1)
        $0.regular(.number, 0, "/x")
        $0.regular(.number, 1, "/y", inode: 2) { $0.selected = [] }
      } to: {
        $0.process(1)
        $0.regular(.number, 0, "/x") { $0.selected = [] }
        $0.regular(.number, 1, "/y", inode: 2)
      } == ["-1:0/x", "+1:1/y"])
  }

  @Test("mapped files have no number, and stay the same when they are removed")
  func mapped() {
    #expect(
      changes {
        $0.process(1)
        for inode: UInt64 in [1, 2, 2, 3] { $0.regular(.memory, -1, "/\(inode)", inode: inode) }
      } to: {
        $0.process(1)
        $0.regular(.memory, -1, "/4", inode: 4)
        $0.regular(.memory, -1, "/2", inode: 2)
        $0.regular(.deletedMemory, -1, "/1", inode: 1)
        $0.regular(.memory, -1, "/3", inode: 3)
      } == ["-1:-1/2", "+1:-1/4", "~1:-1/1"])
  }

  @Test func table() {
    let text = written(request { _ in }) { printer in
      func cycle(_ fill: (inout Batch) -> Void) {
        var batch = Batch()
        fill(&batch)
        printer.add(batch)
        #expect(printer.finishCycle() == 1)
        printer.writeMarker()
      }
      for name in ["/a", "/a", "/b"] {
        cycle {
          $0.process(1)
          $0.regular(.number, 3, name)
        }
      }
    }
    #expect(
      text == """
        COMMAND PID USER FD   TYPE DEVICE SIZE/OFF NODE NAME
        cat       1 root 3    REG  254,0        0    7 /a
        =======
          COMMAND PID USER FD   TYPE DEVICE SIZE/OFF NODE NAME
        ~ cat       1 root 3    REG  254,0        0    7 /b

        """)
  }

  // MARK: - What grew

  private func grown(_ cycles: [(inout Batch) -> Void]) -> GrownProcesses {
    let request = request()
    var tracker = ChangeTracker(request.selection, request.output.changingValues)
    for fill in cycles { _ = cycle(&tracker, fill) }
    return tracker.grown()
  }

  @Test func growth() throws {
    let grown = grown([
      {
        $0.process(1, command: "leaks")
        $0.regular(.currentDirectory, -1, "/")
        $0.regular(.number, 0, "/dev/null")
        $0.process(2)
        $0.regular(.number, 0, "/dev/null")
        $0.regular(.number, 1, "/dev/null")
        $0.process(3)
        $0.regular(.number, 0, "/dev/null")
      },
      {
        let remote = InternetEndpoint.ipv4(10, 0, 0, 5, port: 5432)
        $0.process(1, command: "leaks")
        $0.regular(.number, 0, "/dev/null")
        for number: Int32 in 1...6 {
          let local = InternetEndpoint.ipv4(10, 0, 0, 1, port: UInt16(4000 + number))
          $0.socket(number, .ipv4, "TCP", SocketInfo(.tcp, .closeWait, local, remote))
        }
        for number: Int32 in 7...9 { $0.regular(.number, number, "/tmp/\(number)") }
        $0.file(.number, 10, .fifo, name: Bytes("pipe".utf8))
        $0.process(2)
        $0.regular(.number, 0, "/dev/null")
        $0.process(3)
        for number: Int32 in 0...2 {
          $0.file(.number, number, .anonymousInode, name: Bytes("[eventfd:\(number)]".utf8))
        }
      },
    ])
    #expect(grown.count == 2 && grown.cycles == 2)
    let leaks = try #require(grown.processes.first)
    #expect(leaks.pid == 1 && leaks.command == Bytes("leaks".utf8) && leaks.growth == 10)
    #expect(leaks.first.sum == 1 && (leaks.last.files, leaks.last.sockets, leaks.last.pipes) == (4, 6, 1))
    #expect(
      leaks.kin.map { "\($0.count) \(String(decoding: $0.name, as: UTF8.self))" }
        == ["6 TCP to 10.0.0.5:5432 (CLOSE_WAIT)", "3 /tmp/*", "1 pipe"])
    #expect(
      grown.processes[1].last.anonymous == 3 && grown.processes[1].kin[0].name == Bytes("[eventfd...".utf8))
  }

  @Test("what is named is what came, and not what most were at first")
  func names() throws {
    let remote = { (last: UInt8) in InternetEndpoint.ipv4(10, 0, 0, last, port: 80) }
    let fill = { (batch: inout Batch, files: Int32, connections: Int32) in
      batch.process(1)
      for number in 0..<20 as Range<Int32> { batch.regular(.number, number, "/etc/passwd") }
      for number in 0..<files { batch.regular(.number, 20 + number, "/etc/hosts") }
      for number in 0..<9 as Range<Int32> {
        batch.socket(30 + number, .ipv4, "TCP", SocketInfo(.tcp, .established, nil, remote(5)))
      }
      for number in 0..<connections {
        batch.socket(40 + number, .ipv4, "TCP", SocketInfo(.tcp, .established, nil, remote(6)))
      }
    }
    let grown = grown([{ fill(&$0, 1, 0) }, { fill(&$0, 4, 2) }])
    #expect(
      grown.processes.first?.kin.map { "\($0.count) \(String(decoding: $0.name, as: UTF8.self))" }
        == ["3 /etc/hosts", "2 TCP to 10.0.0.6:80 (ESTABLISHED)"])
  }

  @Test("a process that has the number of one that grew hides nothing of it")
  func reused() throws {
    func process(_ start: Int64, _ files: Int32) -> (inout Batch) -> Void {
      {
        $0.process(7)
        var details = ProcessDetails()
        details.startTime = start
        $0.processDetails[7] = details
        for number in 0..<files { $0.regular(.number, number, "/x") }
      }
    }
    let grown = grown([process(1, 1), process(1, 5), process(2, 2), process(2, 3)])
    #expect(grown.processes.map(\.growth) == [4, 1] && grown.processes.map(\.hasEnded) == [true, false])
  }

  @Test("of processes that have ended those that grew most are kept")
  func ended() {
    let cycles: [(inout Batch) -> Void] = (0..<300).map { cycle in
      {
        // Each process lives for two cycles.
        for (pid, isOld) in [(cycle - 1, true), (cycle, false)] where pid >= 0 {
          $0.process(Int32(pid + 1))
          for number in 0..<(isOld ? 2 + Int32(pid % 200) : 1) { $0.regular(.number, number, "/x") }
        }
      }
    }
    let grown = grown(cycles)
    #expect(grown.count == 299 && grown.processes.count == Growth.mostKept)
    #expect(grown.processes.map(\.growth).first == 200)
    #expect(zip(grown.processes, grown.processes.dropFirst()).allSatisfy { $0.growth >= $1.growth })
    #expect(grown.processes.allSatisfy { $0.growth >= 101 })
  }
}
