import Glibc
import Misc
import Store
import Testing

@testable import Print

@Suite struct FieldTests {
  private func fill(_ batch: inout Batch) {
    batch.process(10, command: "a b", uid: 4_294_967_294)
    batch.regular(.currentDirectory, -1, "/x", size: 4096) {
      $0.type = .directory
      $0.known.insert(.linkCount)
      $0.linkCount = 3
    }
    batch.regular(.number, 12345, "/dev/x") {
      $0.type = .character
      $0.access = .readWrite
      $0.lock = .writeFull
      $0.known = [.device, .rawDevice, .offset, .openFlags, .inode]
      $0.rawDevice = DeviceNumber(major: 1, minor: 3)
      $0.offset = 100_000_000
    }
    batch.process(10, tid: 11, command: "a b", task: "t\u{1b}\n", uid: 0)
    batch.file(.noDescriptors, -1, .none, name: Bytes("/proc/1/fd"), addition: "(note)")
  }

  @Test func allFields() {
    let text = listing(.plain(.fields)) { fill(&$0) }
    #expect(
      text == """
        p10
        g10
        R1
        ca b
        u-2
        fcwd
        a\(" ")
        l\(" ")
        tDIR
        D0xfe00
        s4096
        i7
        k3
        n/x
        f12345
        au
        lW
        tCHR
        G0x0;0x0
        D0xfe00
        r0x103
        o0x5f5e100
        i7
        n/dev/x
        p10
        K11
        Mt^[?
        g10
        R1
        ca b
        u0
        Lroot
        fNOFD
        a\(" ")
        l\(" ")
        n/proc/1/fd (note)

        """)
  }

  @Test func terminatorNUL() {
    let request = Request.plain(.fields) {
      $0.output.terminator = 0
      $0.output.fields = ["f", "n"]
    }
    #expect(
      listing(request) { fill(&$0) }
        == "p10\0\nfcwd\0n/x\0\nf12345\0n/dev/x\0\np10\0\nfNOFD\0n/proc/1/fd (note)\0\n")
  }

  @Test func onlyProcessFieldsLeaveNoEmptyLines() {
    for terminator in [UInt8(0x0a), 0] {
      let request = Request.plain(.fields) {
        $0.output.terminator = terminator
        $0.output.fields = ["p"]
      }
      let text = listing(request) { fill(&$0) }
      #expect(text == (terminator == 0 ? "p10\0\np10\0\n" : "p10\np10\n"))
    }
  }

  @Test func flagNames() {
    func flags(_ flags: UInt32) -> String {
      var buffer = ByteBuffer()
      FileFlagText.append(flags, form: .names, to: &buffer)
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
    #expect(flags(0) == "")
    #expect(flags(0o2106001) == "W,AP,ND,LG,CX")
    #expect(flags(0o10000) == "SYN")
    #expect(flags(0o20200000) == "DTY,TMPF")
    #expect(flags(0o10000002) == "RW,PATH")
    #expect(flags(0x8000_0001) == "W,0x80000000")
  }

  /// Names that would be the same text, were they escaped as in columns.
  @Test func namesAreDistinctBeforeNUL() {
    func text(_ name: Bytes, _ terminator: UInt8) -> String {
      let request = Request.plain(.fields) {
        $0.output.terminator = terminator
        $0.output.fields = ["n", "c"]
      }
      return listing(request) {
        $0.process(1, command: String(decoding: name, as: UTF8.self))
        $0.file(.number, 3, .regular, name: name)
      }
    }
    let names = [Bytes("^A"), [1], Bytes("a?b"), Bytes("a\nb".utf8), Bytes("a\\nb"), Bytes("\\x01")]
    #expect(Set(names.map { text($0, 0) }).count == names.count)
    #expect(text([1], 0) == "p1\0c\\x01\0\nn\\x01\0\n")
    #expect(text([1], 0x0a) == "p1\nc^A\nn^A\n")
    #expect(text(Bytes("a\nb".utf8), 0x0a) == "p1\nca?b\nna\\nb\n")
  }

  @Test func markers() {
    func marker(_ form: Output.Form, _ terminator: UInt8 = 0x0a, _ format: String? = nil) -> String {
      let request = Request.plain(form) {
        $0.output.terminator = terminator
        $0.repetition = Repetition()
        $0.repetition?.marker = format.map { Bytes($0.utf8) }
      }
      return written(request) {
        _ = $0.finishCycle()
        $0.writeMarker()
      }
    }
    #expect(marker(.columns) == "=======\n")
    #expect(marker(.processIDs, 0x0a, "x%%y") == "x%y\n")
    #expect(marker(.fields) == "m\n")
    #expect(marker(.fields, 0) == "m\0\n")
    #expect(marker(.fields, 0, "==%n==") == "m==\\n==\0\n")
    #expect(marker(.columns, 0x0a, String(repeating: "%%", count: 1000)).count == 1001)
    #expect(marker(.jsonLines) == "\n")
    #expect(marker(.json) == "{\"lsof_version\":\"4.99.7\",\"processes\":[]}\n")
  }

  @Test func theFirstBatchIsOutAtOnce() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let diagnostics = Diagnostics(programName: [], warns: false, escaper: Escaper())
    var printer = ListingPrinter(
      request: .plain(.fields), diagnostics: diagnostics, descriptor: ends[1])
    var batch = Batch()
    fill(&batch)
    printer.add(batch)
    var ready = pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0)
    #expect(poll(&ready, 1, 0) == 1)
  }
}
