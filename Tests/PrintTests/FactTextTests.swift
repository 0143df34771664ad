import Misc
import Store
import TestSupport
import Testing

@testable import Print

/// What special files tell, after `--detail` and in columns of its own.
@Suite struct FactTextTests {
  /// A timer, a watch whose path is hostile, and a file that tells nothing.
  private func fill(_ batch: inout Batch) {
    batch.process(10)
    let clock = batch.names.append("monotonic")
    let inode = batch.names.append("5@8:1")
    let path = batch.names.append("/a, {b}\n")
    let facts = [
      [
        FileFact(.timerClock, .text(clock)), FileFact(.timerRemaining, .seconds(nanoseconds: 1_050_000_000)),
      ],
      [
        FileFact(.watchedInodes, .text(inode)), FileFact(.watchedInodes, .text(inode)),
        FileFact(.watchedPaths, .text(path)),
      ],
    ]
    for facts in facts {
      batch.openFileDetails.append(OpenFileDetails())
      batch.openFileDetails[batch.openFileDetails.count - 1].facts = facts
    }
    batch.file(.number, 3, .anonymousInode, name: Bytes("[timerfd]")) { $0.details = 0 }
    batch.file(.number, 4, .anonymousInode, name: Bytes("inotify")) { $0.details = 1 }
    batch.regular(.number, 5, "/x")
  }

  @Test("behind NAME in braces; what would end a value is escaped")
  func table() {
    let lines = listing(.plain { $0.output.showsDetail = true }, fill).split(separator: "\n")
    #expect(lines[1].hasSuffix(" [timerfd] {clock=monotonic remaining=1.050000000}"))
    #expect(lines[2].hasSuffix(#" inotify {inodes=5@8:1,5@8:1 paths=/a\x2c\x20\x7bb\x7d\n}"#))
    #expect(lines[3].hasSuffix(" /x"))
  }

  @Test("a character device has its driver, unless it tells its own; a block device has none")
  func drivers() throws {
    func fill(_ batch: inout Batch) {
      batch.process(10)
      let driver = DriverDetails(driver: batch.names.append("mem"), misc: .none, terminal: .none)
      for (major, isBlock) in [(1, false), (226, false), (8, true)] as [(UInt32, Bool)] {
        let device = DeviceNumber(major: major, minor: 0)
        batch.drivers[SpecialDevice(number: device, isBlock: isBlock)] = driver
        batch.file(.number, 3, isBlock ? .block : .character, name: Bytes("/d")) {
          ($0.known, $0.rawDevice, $0.node) = ([.rawDevice], device, isBlock ? .block : .character)
          if major == 226 { $0.details = 0 }
        }
      }
      batch.openFileDetails.append(OpenFileDetails())
      batch.openFileDetails[0].facts = [FileFact(.graphicsDriver, .text(batch.names.append("i915")))]
    }
    let lines = listing(.plain { $0.output.showsDetail = true }, fill).split(separator: "\n")
    #expect(
      lines.dropFirst().map { $0.split(separator: "/").last } == ["d {driver=mem}", "d {driver=i915}", "d"])
    let rows = listing(.plain(.jsonLines) { $0.output.fields = ["f", "w"] }, fill).split(separator: "\n")
    let details = try rows.map { try JSONValue(Bytes($0.utf8))["detail"] }
    #expect(details[0]?["driver"]?.string == "mem" && details[1]?["driver"] == nil && details[2] == nil)
  }

  @Test("in words nothing is said of no descriptors in flight and no retransmits; columns have the 0")
  func zeros() throws {
    func fill(_ batch: inout Batch) {
      batch.process(10)
      let counts: [(Fact, UInt64)] = [(.descriptorsInFlight, 0), (.descriptorsInFlight, 2), (.roundTrip, 0)]
      for (index, (fact, count)) in counts.enumerated() {
        batch.openFileDetails.append(OpenFileDetails())
        batch.openFileDetails[index].facts = [FileFact(fact, .number(count))]
        batch.file(.number, 3, .unix, name: Bytes("x")) { $0.details = Int32(index) }
      }
    }
    let lines = listing(.plain { $0.output.showsDetail = true }, fill).split(separator: "\n")
    #expect(
      lines[1].hasSuffix(" x") && lines[2].hasSuffix(" x {scm-fds=2}") && lines[3].hasSuffix(" x {rtt=0}"))
    let fields = listing(.plain(.fields) { $0.output.fields = ["w"] }, fill).split(separator: "\n")
    #expect(fields.filter { $0.hasPrefix("w") } == ["wscm-fds=2", "wrtt=0"])
    var request = Request.plain(.rows(.jsonLines))
    let place = try #require(ColumnTable.place(Bytes("UNIX.SCM-FDS".utf8)))
    request.output.columns = [ChosenColumn(place: place)]
    #expect(
      listing(request, fill).split(separator: "\n")
        == [#"{"unix.scm-fds":0}"#, #"{"unix.scm-fds":2}"#, "{}"])
  }

  @Test("the column INODE has a socket's own where NODE has the protocol; fields and JSON don't")
  func socketInode() throws {
    func fill(_ batch: inout Batch) {
      batch.process(10)
      batch.file(.number, 3, .ipv4, name: Bytes("x")) { ($0.nodeColumn, $0.inode) = (.protocolName, 77) }
      batch.file(.number, 4, .socket, name: Bytes("y")) {
        ($0.nodeColumn, $0.inode, $0.known) = (.inode, 78, [.inode])
      }
      batch.file(.number, 5, .unnamed, name: Bytes("z"))
    }
    var request = Request.plain(.rows(.jsonLines))
    request.output.columns = [ChosenColumn(place: try #require(ColumnTable.place(Bytes("INODE".utf8))))]
    #expect(listing(request, fill).split(separator: "\n") == [#"{"inode":77}"#, #"{"inode":78}"#, "{}"])
    let fields = listing(.plain(.fields) { $0.output.fields = ["f", "i"] }, fill).split(separator: "\n")
    #expect(fields.suffix(4) == ["f3", "f4", "i78", "f5"])
    let members = listing(.plain(.jsonLines) { $0.output.fields = ["f", "i"] }, fill)
    #expect(members.contains(#""78""#) && !members.contains("77"))
  }

  @Test("without the option nothing is shown of it")
  func hidden() {
    #expect(!listing(.plain(), fill).contains("{"))
    #expect(!listing(.plain(.fields) { $0.output.fields.remove("w") }, fill).contains("clock"))
    #expect(!listing(.plain(.json) { $0.output.fields.remove("w") }, fill).contains("clock"))
  }

  @Test("a field of its own, without braces")
  func field() {
    let lines = listing(.plain(.fields) { $0.output.fields = ["f", "n", "w"] }, fill).split(separator: "\n")
    #expect(
      lines.suffix(8) == [
        "f3", "n[timerfd]", "wclock=monotonic remaining=1.050000000", "f4", "ninotify",
        #"winodes=5@8:1,5@8:1 paths=/a\x2c\x20\x7bb\x7d\n"#, "f5", "n/x",
      ])
  }

  @Test("an object in JSON, whose members are the columns")
  func json() throws {
    let lines = listing(.plain(.jsonLines) { $0.output.fields = ["f", "w"] }, fill).split(separator: "\n")
    let rows = try lines.map { try JSONValue(Bytes($0.utf8)) }
    #expect(rows[0]["detail"]?["timerfd.clockid"]?.string == "monotonic")
    #expect(rows[0]["detail"]?["timerfd.remaining"]?.number == "1.050000000")
    #expect(rows[1]["detail"]?["inotify.paths"]?.elements.map(\.string) == ["/a, {b}\n"])
    #expect(rows[1]["detail"]?["inotify.inodes"]?.elements.map(\.string) == ["5@8:1", "5@8:1"])
    #expect(rows[2]["detail"] == nil)
  }

  @Test("columns of their own, typed")
  func columns() throws {
    func request(_ form: Output.Form) throws -> Request {
      var request = Request.plain()
      request.output.form = form
      request.output.columns = try ["TIMERFD.CLOCK", "TIMERFD.REMAINING", "INOTIFY.PATHS", "ASSOC"].map {
        ChosenColumn(place: try #require(ColumnTable.place(Bytes($0.utf8))))
      }
      return request
    }
    #expect(
      listing(try request(.rows(.jsonLines)), fill).split(separator: "\n") == [
        #"{"timerfd.clockid":"monotonic","timerfd.remaining":1.050000000,"assoc":"3"}"#,
        #"{"inotify.paths":["/a, {b}\n"],"assoc":"4"}"#, #"{"assoc":"5"}"#,
      ])
    let rows = listing(try request(.columns), fill).split(separator: "\n").dropFirst()
    let blanks = { String(repeating: " ", count: $0) }
    #expect(
      rows.elementsEqual([
        "monotonic\(blanks(13))1.050000000\(blanks(19))3", "\(blanks(34))/a\\x2c {b}\\n\(blanks(6))4",
        "\(blanks(52))5",
      ]))
  }

  @Test("bytes that are not UTF-8 are kept in JSON")
  func bytes() throws {
    let request = Request.plain(.jsonLines) { $0.output.fields = ["f", "w"] }
    let line = listing(request) { batch in
      batch.process(1)
      let (odd, plain) = (batch.names.append([0x2f, 0xff]), batch.names.append("/y"))
      batch.openFileDetails = [OpenFileDetails()]
      batch.openFileDetails[0].facts = [
        FileFact(.watchedPaths, .text(odd)), FileFact(.watchedPaths, .text(plain)),
      ]
      batch.file(.number, 3) { $0.details = 0 }
    }
    let detail = try #require(try JSONValue(Bytes(line.utf8))["detail"])
    #expect(detail["inotify.paths"]?.elements.map(\.string) == ["/\u{fffd}", "/y"])
    #expect(detail["inotify.paths_bytes"]?.elements.map(\.string) == ["2fff", "2f79"])
  }

  @Test("each fact has a column and its place is its own")
  func all() {
    #expect(FactColumns.entries.count == Fact.allCases.count && FactColumns.entries.allSatisfy { $0 != nil })
    #expect(FactColumns.all.count == Fact.allCases.count)
  }
}
