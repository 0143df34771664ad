import Misc
import Store
import Testing

@testable import Print

/// What rows pass which tests.
@Suite struct FilterTests {
  private func place(_ name: String) throws -> Int {
    try #require(ColumnTable.place(Bytes(name.utf8)), "no column \(name)")
  }

  /// The descriptors of the rows that meet a test.
  private func passing(
    _ column: String, _ condition: FilterCondition, isNegated: Bool = false, _ fill: (inout Batch) -> Void
  ) throws -> [String] {
    let filter = RowFilter(
      [
        RowFilter.Test(
          column: try place(column), condition: condition, isNegated: isNegated, whenMet: RowFilter.accepts,
          whenNot: RowFilter.rejects)
      ], isOfProcess: false)
    var request = Request.plain { $0.filter = filter }
    request.output.form = .rows(.raw)
    request.output.columns = [ChosenColumn(place: try place("ASSOC"))]
    return listing(request, fill).split { $0 == "\0" || $0 == "\n" }.map(String.init)
  }

  private func fill(_ batch: inout Batch) {
    batch.process(10, command: "a b")
    batch.regular(.currentDirectory, -1, "/x.log", size: 4096)
    batch.regular(.number, 3, "/srv/y.LOG", size: 1 << 30) {
      $0.known.insert(.openFlags)
      ($0.openFlags, $0.access, $0.lock) = (0x402, .readWrite, .writeFull)
    }
    batch.file(.number, 4, .anonymousInode) {
      ($0.known, $0.openFlags) = (.openFlags, 0)
    }
    batch.process(11, command: "srv", uid: 4_000_000_001)
    batch.socket(
      5, .ipv4, "TCP", SocketInfo(.tcp, .established, .ipv4(1, 2, 3, 4, port: 5), .ipv4(6, 7, 8, 9, port: 10))
    )
  }

  private func number(_ number: Int128) -> FilterOperand { .number(number, Bytes(number.description.utf8)) }
  private func text(_ text: String) -> FilterOperand { .text(Bytes(text.utf8)) }

  @Test("numbers are compared as numbers")
  func numbers() throws {
    #expect(try passing("SIZE", .isAny([number(4096)]), fill) == ["cwd"])
    #expect(try passing("SIZE", .isAny([number(4096)]), isNegated: true, fill) == ["3"])
    #expect(try passing("SIZE", .isOrdered(.greater, number(4096)), fill) == ["3"])
    #expect(try passing("SIZE", .isOrdered(.greaterOrEqual, number(4096)), fill) == ["cwd", "3"])
    #expect(try passing("SIZE", .isOrdered(.less, number(1 << 30)), fill) == ["cwd"])
    #expect(try passing("SIZE", .isOrdered(.lessOrEqual, number(1 << 30)), fill) == ["cwd", "3"])
    #expect(try passing("LPORT", .isAny([number(80), number(5)]), fill) == ["5"])
    #expect(try passing("PID", .isOrdered(.greater, number(-1)), fill) == ["cwd", "3", "4", "5"])
  }

  @Test("a row without a value meets no test, nor the opposite")
  func absent() throws {
    #expect(try passing("SIZE", .isPresent, fill) == ["cwd", "3"])
    #expect(try passing("LPORT", .isAny([number(5)]), isNegated: true, fill) == [])
    #expect(try passing("NAME", .matches(Bytes("x")), isNegated: true, fill) == ["3", "5"])
    #expect(try passing("STATE", .isTrue, fill) == ["5"])
    #expect(try passing("UNIT", .isPresent, fill) == [])
  }

  @Test("text is compared byte by byte, words in any case")
  func texts() throws {
    #expect(try passing("COMMAND", .isAny([text("a b")]), fill) == ["cwd", "3", "4"])
    #expect(try passing("COMMAND", .isAny([text("A B")]), fill) == [])
    #expect(try passing("COMMAND", .isOrdered(.greater, text("a b")), fill) == ["5"])
    #expect(try passing("PROTO", .isAny([text("tcp")]), fill) == ["5"])
    #expect(try passing("STATE", .isAny([text("established")]), fill) == ["5"])
    #expect(try passing("TYPE", .isAny([text("reg"), text("A_INODE")]), fill) == ["cwd", "3", "4"])
    #expect(try passing("LOCK", .isAny([text("w")]), fill) == [])
    #expect(try passing("LOCK", .isAny([text("W")]), fill) == ["3"])
    #expect(try passing("NAME", .fits(Bytes("*.log")), fill) == ["cwd"])
    #expect(try passing("NAME", .matches(Bytes("(?i)\\.log$")), fill) == ["cwd", "3"])
    #expect(try passing("TYPE", .matches(Bytes("^ipv")), fill) == ["5"])
    #expect(try passing("NAME", .isAny([text("1.2.3.4:5->6.7.8.9:10")]), fill) == ["5"])
  }

  @Test("what is shown as a name or a number compares with both")
  func both() throws {
    #expect(try passing("USER", .isAny([text("root")]), fill) == ["cwd", "3", "4"])
    #expect(try passing("USER", .isAny([number(0)]), fill) == ["cwd", "3", "4"])
    #expect(try passing("USER", .isAny([text("4000000001")]), fill) == ["5"])
    #expect(try passing("FD", .isAny([number(3), text("cwd")]), fill) == ["cwd", "3"])
    #expect(try passing("FD", .isOrdered(.less, number(5)), fill) == ["3", "4"])
    #expect(try passing("FD", .isAny([text("3")]), fill) == ["3"])
  }

  @Test("a set meets a condition with one of its words, and the opposite with none")
  func sets() throws {
    #expect(try passing("FLAGS", .isAny([text("ap")]), fill) == ["3"])
    #expect(try passing("FLAGS", .isAny([text("AP")]), isNegated: true, fill) == ["4"])
    #expect(try passing("FLAGS", .matches(Bytes("^R")), fill) == ["3"])
    #expect(try passing("FLAGS", .fits(Bytes("*P")), fill) == ["3"])
    #expect(try passing("FLAGS", .isAny([text("W,AP")]), fill) == [])
  }

  @Test("times, ages and devices")
  func times() throws {
    func timed(_ batch: inout Batch) {
      batch.process(1)
      for number in Int32(3)...4 {
        batch.regular(.number, number, "/x", inode: UInt64(number))
        batch.changeDetails(ofFile: batch.files.count - 1) {
          $0.inode = FileDetails(
            owner: 0, mode: 0o100644, blocks: 8,
            modified: number == 3 ? 86400 : (LocalTime.seconds(Bytes("00:00")) ?? 0))
        }
      }
    }
    #expect(try passing("MTIME", .isAny([.time(86400)]), timed) == ["3"])
    #expect(try passing("MTIME", .isOrdered(.less, .timeFromNow(-2 * 86400)), timed) == ["3"])
    #expect(try passing("MTIME", .isOrdered(.greater, .timeFromNow(-2 * 86400)), timed) == ["4"])
    let (own, other) = (DeviceNumber(major: 254, minor: 0), DeviceNumber(major: 254, minor: 1))
    #expect(try passing("DEV", .isAny([.device(own)]), timed) == ["3", "4"])
    #expect(try passing("DEV", .isAny([.device(other)]), timed) == [])
  }

  @Test(
    "each form of the listing has the same rows",
    arguments: [Output.Form.columns, .fields, .json, .jsonLines, .processIDs])
  func forms(form: Output.Form) throws {
    let filter = RowFilter(
      [
        RowFilter.Test(
          column: try place("SIZE"), condition: .isPresent, isNegated: false, whenMet: RowFilter.accepts,
          whenNot: RowFilter.rejects)
      ], isOfProcess: false)
    let text = listing(.plain(form) { $0.filter = filter }, fill)
    #expect(!text.contains("srv\n") && !text.contains("11") && text.contains("10"))
    if form != .processIDs {
      #expect(text.contains("y.LOG") && text.contains("x.log") && !text.contains("1.2.3.4"))
    }
  }
}
