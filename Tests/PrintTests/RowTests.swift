import Misc
import Store
import TestSupport
import Testing

@testable import Print

/// The columns of `--columns`, in the table and in rows for programs.
@Suite struct RowTests {
  /// A request for these columns.
  private func request(_ form: Output.Form, _ names: String, _ change: (inout Request) -> Void = { _ in })
    throws
    -> Request
  {
    var request = Request.plain(change)
    request.output.form = form
    request.output.fileFlags = .names
    request.output.columns = try names.split(separator: " ").map {
      ChosenColumn(place: try #require(ColumnTable.place(Bytes($0.utf8)), "no column \($0)"))
    }
    return request
  }

  private func fill(_ batch: inout Batch) {
    batch.process(10, command: "a b")
    batch.regular(.currentDirectory, -1, "/x,y", size: 4096)
    batch.regular(.number, 12345, "/say \"x\"\n") {
      $0.known = [.device, .offset, .openFlags]
      ($0.access, $0.lock, $0.offset, $0.openFlags) = (.write, .writeFull, 17, 1)
    }
    batch.process(11, command: "srv")
    batch.socket(
      3, .ipv4, "TCP", SocketInfo(.tcp, .established, .ipv4(1, 2, 3, 4, port: 5), .ipv4(6, 7, 8, 9, port: 10))
    )
  }

  @Test("columns come in their order; the last ends where its text does")
  func table() throws {
    let blanks = { String(repeating: " ", count: $0) }
    #expect(
      listing(try request(.columns, "PID NAME SIZE TCP.LADDR"), fill).split(separator: "\n")
        == [
          "PID NAME\(blanks(31)) SIZE TCP.LADDR", " 10 /x,y\(blanks(31)) 4096 ",
          " 10 /say \"x\"\\n\(blanks(25))      ", " 11 1.2.3.4:5->6.7.8.9:10 (ESTABLISHED)      1.2.3.4:5",
        ].map { Substring($0) })
    #expect(
      listing(try request(.columns, "SIZE PID"), fill).split(separator: "\n") == [
        "SIZE PID", "4096  10", "      10", "      11",
      ])
  }

  @Test("a row of CSV is one line, with quotes where it needs them")
  func csv() throws {
    #expect(
      listing(try request(.rows(.csv), "COMMAND FD NAME SIZE OFFSET DEV FLAGS STATE LPORT"), fill).split(
        separator: "\r\n") == [
          "COMMAND,FD,NAME,SIZE,OFFSET,DEV,FILE-FLAG,STATE,LPORT",
          "a b,cwd,\"/x,y\",4096,,254:0,,,",
          "a b,12345wW,\"/say \"\"x\"\"\\n\",,17,254:0,W,,",
          "srv,3u,1.2.3.4:5->6.7.8.9:10,,0,,,ESTABLISHED,5",
        ])
  }

  @Test("CSV has its heading once, also where nothing is listed")
  func heading() throws {
    let request = try request(.rows(.csv), "PID FD")
    #expect(writtenText(request, cycles: [{ _ in }, { _ in }]) == "PID,FD\r\n")
  }

  @Test("raw values end in NUL, rows in a newline")
  func raw() throws {
    let text = listing(try request(.rows(.raw), "PID ASSOC NAME EUSER"), fill)
    #expect(
      text.split(separator: "\n") == [
        "10\0cwd\0/x,y\0root\0", "10\012345\0/say \"x\"\\n\0root\0",
        "11\03\01.2.3.4:5->6.7.8.9:10\0root\0",
      ])
  }

  @Test("members have the names and types of their columns")
  func json() throws {
    let names = "PID FD SIZE OFFSET INODE DEV FLAGS NAME TCP.LPORT TCP.LADDR STATE"
    let bytes = listingBytes(try request(.rows(.json), names), fill)
    let rows = try JSONValue(bytes).elements
    #expect(rows.count == 3)
    #expect(
      rows[0]["size"]?.number == "4096" && rows[0]["offset"] == nil && rows[0]["dev"]?.string == "254:0")
    #expect(rows[1]["fd"]?.string == "12345wW" && rows[1]["offset"]?.number == "17")
    #expect(
      rows[1]["file-flag"]?.elements.map(\.string) == ["W"] && rows[1]["name"]?.string == "/say \"x\"\n")
    #expect(rows[2]["tcp.lport"]?.number == "5" && rows[2]["tcp.laddr"]?.string == "1.2.3.4:5")
    #expect(rows[2]["state"]?.string == "ESTABLISHED" && rows[2]["size"] == nil)
    #expect(listing(try request(.rows(.json), "PID")) { _ in } == "[]\n")
    let lines = listing(try request(.rows(.jsonLines), "PID NAME"), fill).split(separator: "\n")
    #expect(lines[0] == #"{"pid":10,"name":"/x,y"}"# && lines.count == 3)
  }

  @Test("process columns among those of files are the same in all rows of a process")
  func sharedColumns() throws {
    func fill(_ batch: inout Batch) {
      for pid: Int32 in [1, 20] {
        batch.process(pid)
        batch.regular(.number, 3, "/x")
        batch.regular(.number, 4, "/yy")
      }
    }
    #expect(
      listing(try request(.columns, "ASSOC PID NAME PID"), fill) == """
        ASSOC PID NAME PID
            3   1 /x     1
            4   1 /yy    1
            3  20 /x    20
            4  20 /yy   20

        """)
  }

  @Test("times are local in the table, and seconds in rows for programs")
  func times() throws {
    func fill(_ batch: inout Batch) {
      batch.process(1)
      batch.regular(.number, 3, "/x")
      batch.changeDetails(ofFile: batch.files.count - 1) {
        $0.inode = FileDetails(owner: 0, mode: 0o104755, blocks: 8, modified: 86400)
      }
    }
    let local = String(decoding: try #require(TimeText.text(of: 86400, in: Bytes("%F %T"))), as: UTF8.self)
    let names = "MTIME PERM BLOCKS OWNER FUID"
    #expect(
      listing(try request(.columns, names), fill).split(separator: "\n")[1]
        == "\(local) -rwsr-xr-x      8  root    0")
    #expect(
      listing(try request(.rows(.jsonLines), names), fill)
        == #"{"mtime":86400,"perm":"-rwsr-xr-x","blocks":8,"owner":"root","fuid":0}"# + "\n")
  }

  @Test("modes look as in ls")
  func modes() {
    func text(_ mode: UInt32) -> String {
      var text = ByteBuffer()
      ModeText.append(mode, to: &text)
      return String(decoding: text.bytes, as: UTF8.self)
    }
    #expect(
      text(0o041777) == "drwxrwxrwt" && text(0o100000) == "----------" && text(0o107644) == "-rwSr-Sr-T")
    #expect(text(0o020620) == "crw--w----" && text(0o600) == "?rw-------" && text(0o120777) == "lrwxrwxrwx")
  }

  @Test("names that are no text parse, and have their bytes")
  func hostile() throws {
    let name: Bytes = [0x2f, 0xff, 0x22, 0x2c, 0x0d, 0x0a]
    func fill(_ batch: inout Batch) {
      batch.process(1, command: "=1+1")
      batch.file(.number, 3, name: name)
    }
    let json = try JSONValue(listingBytes(try request(.rows(.json), "COMMAND NAME"), fill)).elements[0]
    #expect(json["name_bytes"]?.string == "2fff222c0d0a" && json["command"]?.string == "=1+1")
    let csv = listingBytes(try request(.rows(.csv), "NAME"), fill)
    #expect(String(decoding: csv, as: UTF8.self) == "NAME\r\n\"/\\xff\"\",\\r\\n\"\r\n")
  }

  @Test("a list has no blank within its texts, and is an array in JSON")
  func lists() throws {
    func texts(_ value: Value, _ names: ByteArena) throws -> (plain: String, json: JSONValue) {
      var writer = ValueWriter(
        output: Output(), diagnostics: Diagnostics(programName: [], warns: false, escaper: Escaper()))
      var batch = Batch()
      batch.names = names
      let row = Row(of: batch)
      var plain = ByteBuffer()
      var json = ByteBuffer()
      writer.appendExact(value, in: row, to: &plain)
      var members = JSONMembers(isASCII: false)
      json.append("{")
      writer.append(typed: value, as: .set, "x", in: row, &members, to: &json)
      json.append("}")
      return (String(decoding: plain.bytes, as: UTF8.self), try JSONValue(json.bytes))
    }
    var names = ByteArena()
    let list = names.append(Bytes("1,a b,3u\0\"\0".utf8) + [0xff])
    let some = try texts(.list(list), names)
    #expect(some.plain == #"1,a\x20b,3u " \xff"#)
    #expect(some.json["x"]?.elements.map(\.string) == ["1,a b,3u", "\"", "\u{fffd}"])
    #expect(some.json["x_bytes"]?.string == "312c6120622c33750022" + "00ff")
    let none = try texts(.list(.none), names)
    #expect(none.plain == "" && none.json["x"] == nil)
    let flag = try texts(.flag(true), names)
    #expect(flag.plain == "1")
    #expect(
      try texts(.flag(false), names).plain == "0" && texts(.word("blk"), names).json["x"]?.string == "blk")
  }

  @Test("rows are cut by columns of the terminal")
  func trim() {
    let text = Bytes("abc\\n\u{e9}\u{6f22}x".utf8)
    func cut(_ width: Int) -> (Int, Int) { Escaper().beginning(ofShown: text.span, atMost: width) }
    _ = listing(.plain { _ in }) { _ in }  // sets the locale
    #expect(cut(4) == (4, 4) && cut(6) == (7, 6) && cut(7) == (7, 6) && cut(8) == (10, 8))
    #expect(cut(100) == (11, 9) && Escaper().columns(ofShown: text.span) == 9)
  }

  private func writtenText(_ request: Request, cycles: [(inout Batch) -> Void]) -> String {
    written(request) {
      for fill in cycles {
        var batch = Batch()
        fill(&batch)
        $0.add(batch)
        _ = $0.finishCycle()
      }
    }
  }
}
