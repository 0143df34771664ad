import Misc
import Store

/// The fields of /proc/PID/stat and /proc/PID/task/TID/stat (proc_pid_stat(5)) that lsof needs.
struct ProcessStat {
  var command: Bytes
  var lineOfCommand: Bytes { Self.command(command.span) }
  var state: UInt8
  var parent: Int32
  var group: Int32
  private(set) var session: Int32 = 0
  /// The terminal that controls the session; 0 for none.
  private(set) var terminal = DeviceNumber(rawValue: 0)
  /// The process group in the foreground of ``terminal``; -1 for none.
  private(set) var foreground: Int32 = -1
  var threadCount: Int32
  /// In clock ticks since the machine started.
  private(set) var startTime: UInt64 = 0
  private var flags: UInt32 = 0

  var isZombie: Bool { state == 0x5a }
  /// PF_KTHREAD of include/linux/sched.h: it has no program.
  var isKernelThread: Bool { flags & 0x20_0000 != 0 }
  /// It gives up what it has, or has done so: PF_EXITING of include/linux/sched.h, zombie or dead.
  var isEnding: Bool { flags & 4 != 0 || isZombie || state == 0x58 }

  /// A command name as it is searched for, and shown where that is on one line.
  static func command(_ name: Span<UInt8>) -> Bytes {
    var command = Bytes(name)
    for index in command.indices where command[index] == 0x0a { command[index] = 0x3f }
    return command
  }

  /// Reads the file at `path` in `directory`; nil where it isn't of the known form.
  static func read(
    _ path: consuming Path, in directory: borrowing FileDescriptor, with reader: inout FileReader
  ) throws(SystemError) -> ProcessStat? {
    try reader.read(path, in: directory.number, isOneRecord: true)
    return ProcessStat(reader.contents)
  }

  /// What is told of a living process that has so many tasks; nil where procfs must be asked for its name.
  init?(_ process: KernelProcess, threadCount: Int) {
    guard let command = process.command else { return nil }
    self.command = command
    state = UInt8(ascii: "S")
    parent = process.parent
    group = process.group
    self.threadCount = Int32(truncatingIfNeeded: threadCount)
    flags = process.flags
  }

  /// Reads `pid (command) state ppid pgrp ...`. The command may hold anything, parentheses and blanks
  /// too: it ends at the last parenthesis.
  init?(_ text: Span<UInt8>) {
    var start = 0
    while start < text.count && text[start] != 0x28 { start += 1 }
    var end = text.count - 1
    while end > start && text[end] != 0x29 { end -= 1 }
    if end <= start { return nil }
    command = Bytes(text.extracting(start + 1..<end))
    var fields = TextCursor(text, at: end + 1)
    fields.skipBlanks()
    guard let state = fields.next() else { return nil }
    self.state = state
    guard let parent = Self.number(&fields), let group = Self.number(&fields) else { return nil }
    self.parent = Int32(truncatingIfNeeded: parent)
    self.group = Int32(truncatingIfNeeded: group)
    // Fields 10 to 19 are not of interest; num_threads is the 20th.
    var threads: Int64? = 1
    for field in 6...20 {
      threads = Self.number(&fields)
      switch field {
      case 6: session = Int32(truncatingIfNeeded: threads ?? 0)
      // Its bits are those of the C library's dev_t (new_encode_dev of include/linux/kdev_t.h).
      case 7: terminal = DeviceNumber(rawValue: UInt64(UInt32(truncatingIfNeeded: threads ?? 0)))
      case 8: foreground = Int32(truncatingIfNeeded: threads ?? -1)
      case 9: flags = UInt32(truncatingIfNeeded: threads ?? 0)
      default: break
      }
    }
    threadCount = Int32(truncatingIfNeeded: threads ?? 1)
    // The 21st is of no interest.
    _ = Self.number(&fields)
    startTime = UInt64(clamping: Self.number(&fields) ?? 0)
  }

  @_lifetime(fields: copy fields)
  private static func number(_ fields: inout TextCursor) -> Int64? {
    fields.skipBlanks()
    return fields.signedDecimal()
  }
}
