import Glibc
import Misc
import Store
import Testing

@testable import Print

@Suite struct ColumnTests {
  @Test func headerAndRows() {
    let text = listing(.plain()) {
      $0.process(4711, command: "bash")
      $0.regular(.currentDirectory, -1, "/work", size: 4096, inode: 123456) { $0.type = .directory }
      $0.regular(.number, 0, "/dev/null") {
        $0.type = .character
        $0.access = .read
        $0.known = [.device, .rawDevice, .offset]
        $0.rawDevice = DeviceNumber(major: 1, minor: 3)
      }
    }
    #expect(
      text == """
        COMMAND  PID USER  FD   TYPE DEVICE SIZE/OFF   NODE NAME
        bash    4711 root cwd    DIR  254,0     4096 123456 /work
        bash    4711 root   0r   CHR    1,3      0t0      7 /dev/null

        """)
  }

  @Test func nothingListedHasNoHeader() {
    let text = listing(.plain()) {
      $0.process(1)
      $0.regular(.number, 1, "/x") { $0.selected = [] }
    }
    #expect(text == "")
  }

  @Test func excludedAndPartlySelectedRowsStayOut() {
    let request = Request.plain {
      $0.selection.isEverything = false
      $0.selection.requiresAll = true
      $0.selection.selectors = [.pid, .descriptor]
    }
    let text = listing(request) {
      $0.process(1)
      $0.regular(.number, 1, "/not")
      $0.regular(.number, 2, "/yes") { $0.selected = [.pid, .descriptor, .user] }
      $0.regular(.number, 3, "/no") { $0.selected = [.pid, .descriptor, .excluded] }
    }
    #expect(text.hasSuffix("NAME\ncat       1 root 2    REG  254,0        0    7 /yes\n"))
    #expect(!text.contains("/no\n") && !text.contains("/not"))
  }

  @Test func tasksBringTheirColumns() {
    let text = listing(.plain()) {
      $0.process(10, command: "a b")
      $0.regular(.number, 1, "/x")
      $0.process(10, tid: 11, command: "a b", task: "long\tername")
      $0.regular(.number, 1, "/x")
    }
    #expect(
      text == """
        COMMAND PID TID TASKCMD   USER FD   TYPE DEVICE SIZE/OFF NODE NAME
        a\\x20b   10               root 1    REG  254,0        0    7 /x
        a\\x20b   10  11 long\\tern root 1    REG  254,0        0    7 /x

        """)
  }

  @Test func commandWidthIsLimited() {
    let wide = "1234567890abcdef"
    for (limit, shown) in [(9, "123456789"), (0, wide), (15, "1234567890abcde")] {
      let text = listing(.plain { $0.output.commandWidth = limit }) {
        $0.process(1, command: wide)
        $0.regular(.number, 1, "/x")
      }
      #expect(text.contains("\n\(shown)   1 root"))
    }
  }

  @Test func optionalColumns() {
    let request = Request.plain {
      $0.output.showsParent = true
      $0.output.showsProcessGroup = true
      $0.output.showsLinkCount = true
      $0.output.fileFlags = .names
      $0.output.showsContext = true
    }
    let text = listing(request) {
      $0.process(10)
      let context = $0.names.append(Bytes("unconfined"))
      $0.processes[0].context = context
      $0.regular(.number, 1, "/x") {
        $0.known.formUnion([.linkCount, .openFlags])
        $0.linkCount = 1_234_567
        $0.openFlags = 0o2102001
      }
      $0.regular(.number, 2, "/y")
    }
    #expect(
      text
        == """
        COMMAND PID SECURITY-CONTEXT PPID PGID USER FD   TYPE  FILE-FLAG DEVICE SIZE/OFF    NLINK NODE NAME
        cat      10 unconfined          1   10 root 1    REG W,AP,LG,CX  254,0        0  1234567    7 /x
        cat      10 unconfined          1   10 root 2    REG             254,0        0             7 /y

        """)
  }

  /// Tasks that have the rows of a process, and some that have their own.
  @Test func rowsThatTasksShare() {
    func rows(areShared: Bool) -> String {
      listing(.plain()) { batch in
        func task(_ tid: Int32, _ name: String, _ first: String, isShared: Bool = true) {
          batch.process(10, tid: tid, task: name)
          let index = batch.processes.count - 1
          if areShared && isShared {
            batch.processes[index].files = batch.processes[index - 1].files
          } else {
            batch.regular(.number, 1, first)
            batch.regular(.number, 2, "/not listed", size: 1 << 40) { $0.selected = .excluded }
            batch.regular(.number, 33, "/b", size: 12345)
          }
        }
        batch.process(9, command: "a longer one")
        batch.regular(.number, 0, "/c")
        task(0, "", "/a", isShared: false)
        task(11, "x", "/a")
        task(12, "long\tername", "/a")
        task(13, "own", "/own", isShared: false)
        task(1_234_567, "", "/own")
        batch.process(20)
      }
    }
    #expect(rows(areShared: true) == rows(areShared: false))
    #expect(rows(areShared: true).split(separator: "\n").count == 12)
  }

  @Test func descriptors() {
    let text = listing(.plain()) {
      $0.process(1)
      $0.regular(.number, 9999, "/a") { $0.access = .readWrite }
      $0.regular(.number, 10000, "/b") {
        $0.access = .write
        $0.lock = .writeFull
      }
      $0.regular(.number, 10123, "/c")
      $0.regular(.programText, -1, "/d") { $0.lock = .readPartial }
      $0.file(.noDescriptors, -1, .none, addition: "/proc/1/fd (opendir: Permission denied)")
    }
    #expect(
      text == """
        COMMAND PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME
        cat       1 root 9999u   REG  254,0        0    7 /a
        cat       1 root *000wW  REG  254,0        0    7 /b
        cat       1 root *123    REG  254,0        0    7 /c
        cat       1 root  txt-r  REG  254,0        0    7 /d
        cat       1 root NOFD   0000                      /proc/1/fd (opendir: Permission denied)

        """)
  }

  @Test func offsetsTurnHexadecimal() {
    func column(_ offset: UInt64, digits: Int = 8) -> String {
      var buffer = ByteBuffer()
      SizeText.append(offset: offset, digits: digits, to: &buffer)
      #expect(SizeText.width(offset: offset, digits: digits) == buffer.count)
      return String(decoding: buffer.bytes, as: UTF8.self)
    }
    #expect(column(0) == "0t0")
    #expect(column(99_999_999) == "0t99999999")
    #expect(column(100_000_000) == "0x5f5e100")
    #expect(column(100_000_000, digits: 0) == "0t100000000")
    #expect(column(.max, digits: 0) == "0t18446744073709551615")
    #expect(column(.max) == "0xffffffffffffffff")
    #expect(column(10, digits: 1) == "0xa")
  }

  @Test(
    arguments: [
      (0, "0B"), (999, "999B"), (1023, "1023B"), (1024, "1.0K"), (1280, "1.2K"), (1536, "1.5K"),
      (1792, "1.8K"), (1_048_575, "1024.0K"), (1_048_576, "1.0M"), (1 << 30, "1.0G"), (1 << 40, "1.0T"),
      (1 << 50, "1.0P"), (1 << 60, "1.0E"), (1 << 63, "8.0E"), (UInt64.max, "16.0E"),
    ] as [(UInt64, String)])
  func humanSizes(_ size: UInt64, _ text: String) {
    var buffer = ByteBuffer()
    SizeText.append(humanSize: size, to: &buffer)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == text)
    #expect(SizeText.width(humanSize: size) == text.utf8.count)
  }

  @Test func sizeColumns() {
    func rows(_ column: Output.SizeColumn, human: Bool = false) -> [Substring] {
      let request = Request.plain {
        $0.output.sizeColumn = column
        $0.output.showsHumanSizes = human
      }
      let text = listing(request) {
        $0.process(1)
        $0.regular(.number, 1, "/a", size: 123_456_789) {
          $0.known.insert(.offset)
          $0.offset = 17
        }
        $0.regular(.number, 2, "/b") { $0.known = [.offset] }
      }
      // The title FD is one longer than a descriptor of one digit, and the header with it.
      return text.split(separator: "\n").map { $0.dropFirst(33) }
    }
    #expect(rows(.sizeOrOffset) == ["  SIZE/OFF NODE NAME", "123456789    7 /a", "      0t0    7 /b"])
    #expect(rows(.size) == ["      SIZE NODE NAME", "123456789    7 /a", "             7 /b"])
    #expect(rows(.offset) == [" OFFSET NODE NAME", "  0t17    7 /a", "   0t0    7 /b"])
    #expect(
      rows(.sizeOrOffset, human: true) == [" SIZE/OFF NODE NAME", "  117.7M    7 /a", "     0t0    7 /b"])
  }

  @Test func namesAreEscaped() {
    let text = listing(.plain()) {
      $0.process(1)
      $0.file(.number, 1, name: [0x2f, 0x1b, 0x0a, 0xff, 0xc3, 0xa4], addition: "(deleted)")
    }
    #expect(text.hasSuffix(" /^[\\n\\xff\u{e4} (deleted)\n"))
  }

  @Test func users() {
    let text = listing(.plain()) {
      $0.process(1, uid: 4_000_000_001)
      $0.regular(.number, 1, "/x")
      $0.process(2, uid: 0)
      $0.regular(.number, 1, "/x")
    }
    #expect(text.contains("PID       USER"))
    #expect(text.contains("  1 4000000001 1 "))
    #expect(text.contains("  2       root 1 "))
    let numbers = listing(.plain { $0.output.namesUsers = false }) {
      $0.process(1, uid: 0)
      $0.regular(.number, 1, "/x")
    }
    #expect(numbers.contains("PID     USER FD"))
    #expect(numbers.contains("  1        0 1 "))
  }

  @Test func widthsStartAnewInEachCycle() {
    var wide = Batch()
    wide.process(123_456)
    wide.regular(.number, 1, "/x")
    var narrow = Batch()
    narrow.process(1)
    narrow.regular(.number, 1, "/x")
    let text = written(.plain { $0.repetition = Repetition() }) {
      $0.add(wide)
      #expect($0.finishCycle() == 1)
      $0.writeMarker()
      #expect($0.finishCycle() == 0)
      $0.writeMarker()
      $0.add(narrow)
      #expect($0.finishCycle() == 1)
    }
    #expect(
      text == """
        COMMAND    PID USER FD   TYPE DEVICE SIZE/OFF NODE NAME
        cat     123456 root 1    REG  254,0        0    7 /x
        =======
        =======
        COMMAND PID USER FD   TYPE DEVICE SIZE/OFF NODE NAME
        cat       1 root 1    REG  254,0        0    7 /x

        """)
  }

  @Test func processIDsOnce() {
    let text = listing(.plain(.processIDs)) {
      $0.process(1)
      $0.regular(.number, 1, "/x") { $0.selected = [] }
      $0.process(1, tid: 5)
      $0.regular(.number, 1, "/x")
      $0.process(1, tid: 6)
      $0.regular(.number, 1, "/x")
      $0.process(2)
      $0.process(30)
      $0.regular(.number, 1, "/x")
    }
    #expect(text == "1\n30\n")
  }

  @Test("a table that several threads write has each row once, in order")
  func manyRows() {
    // Batches of any size; one has more rows than another thread may keep.
    let sizes = [300, 1_900, 7_000, 12_000, 1, 2_500, 2_500, 2_500]
    let text = written(.plain()) { printer in
      var number: Int32 = 0
      for size in sizes {
        var batch = Batch()
        batch.process(number + 1)
        for _ in 0..<size {
          batch.regular(.number, number, "/file/\(number)")
          number += 1
        }
        printer.add(batch)
      }
      _ = printer.finishCycle()
    }
    let rows = text.split(separator: "\n").dropFirst()
    let names = rows.map { $0.split(separator: "/").last.map(String.init) }
    #expect(names == (0..<sizes.reduce(0, +)).map { "\($0)" })
    // Widths are those of all rows.
    #expect(Set(rows.map { $0.prefix { $0 != "/" }.count }).count == 1)
  }

  @Test func writeErrorIsReported() {
    let diagnostics = Diagnostics(programName: Bytes("lsof"), warns: false, escaper: Escaper())
    guard let file = try? FileDescriptor.open(Path("/dev/full"), flags: O_WRONLY) else {
      Issue.record("/dev/full can't be opened")
      return
    }
    var printer = ListingPrinter(
      request: .plain(), diagnostics: diagnostics, descriptor: dup(file.number))
    var batch = Batch()
    batch.process(1)
    batch.regular(.number, 1, "/x")
    printer.add(batch)
    _ = printer.finishCycle()
    #expect(printer.finish() != nil)
  }
}
