import Glibc
import Store
import Testing

@testable import Misc

/// A pseudoterminal; nil where the machine has none.
private final class Terminal {
  private let master: Int32
  let slave: Int32

  init?() {
    master = posix_openpt(O_RDWR | O_NOCTTY)
    guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
      return nil
    }
    slave = open(name, O_RDWR | O_NOCTTY)
  }

  deinit {
    close(slave)
    close(master)
  }

  /// What has been written since the last call.
  ///
  /// What a terminal was given reaches its master later, and perhaps in parts. A byte that only this writes comes after
  /// all of it.
  var text: String {
    let end: [UInt8] = [0]
    guard write(slave, end, 1) == 1 else { return "" }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while text.last != end[0] {
      let count = read(master, &buffer, buffer.count)
      if count <= 0 { break }
      text += buffer.prefix(count)
    }
    return String(decoding: text.dropLast(), as: UTF8.self)
  }
}

@Suite struct WaitNoticeTests {
  @Test func isShownAndTakenAway() {
    guard let terminal = Terminal() else {
      withKnownIssue { Issue.record("this machine has no pseudoterminals") }
      return
    }
    let notice = WaitNotice(descriptor: terminal.slave)
    #expect(notice.show { $0.append("one") })
    #expect(terminal.text == "one")
    // One at a time.
    #expect(!notice.show { $0.append("two") })
    #expect(terminal.text == "")
    notice.withdraw()
    #expect(terminal.text == "\r\u{1b}[K")
    notice.withdraw()
    #expect(terminal.text == "")
    #expect(notice.show { $0.append("three") })
    #expect(terminal.text == "three")
  }

  @Test func makesRoomForOtherOutput() {
    guard let terminal = Terminal() else {
      withKnownIssue { Issue.record("this machine has no pseudoterminals") }
      return
    }
    let notice = WaitNotice(descriptor: terminal.slave)
    #expect(notice.show { $0.append("one") })
    notice.whileHidden {
      #expect(terminal.text == "one\r\u{1b}[K")
      #expect(!notice.show { $0.append("two") })
    }
    #expect(terminal.text == "")
  }

  @Test func isNotForPipes() {
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    #expect(!WaitNotice(descriptor: ends[1]).show { $0.append("one") })
    #expect(!WaitNotice(descriptor: -1).show { $0.append("one") })
  }

  @Test(
    arguments: [("abc", 3, 3), ("abc", 2, 2), ("a\u{e9}", 3, 3), ("a\u{e9}", 2, 1), ("\u{20ac}", 2, 0)]
      as [(String, Int, Int)])
  func isCutBetweenCharacters(_ text: String, _ limit: Int, _ length: Int) {
    #expect(WaitNotice.length(of: Bytes(text.utf8).span, atMost: limit) == length)
  }
}
