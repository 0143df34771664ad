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
