import Misc
import Store

/// A signalfd (signalfd(2)). Its fdinfo has `sigmask:\t0000000000000200`, a bit for each signal from 1 on
/// (fs/signalfd.c, signalfd_show_fdinfo, and fs/proc/array.c, render_sigset_t).
struct SignalFD: AnonymousInodeKind {
  static let marks = [FileMark.anonymousInode("[signalfd]")]

  private var mask: UInt64 = 0

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("sigmask:") { mask = FdInfo.hexadecimal(value) ?? 0 }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    for bit in 0..<UInt64.bitWidth where mask >> bit & 1 == 1 {
      facts.add(.signalMask, SignalNames.name(of: bit + 1))
    }
  }
}

/// The names of signals (signal(7)), without `SIG`.
enum SignalNames {
  /// From 1 on, as most processors number them (include/uapi/asm-generic/signal.h).
  private static let names: [StaticString] = [
    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
    "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
    "WINCH", "IO", "PWR", "SYS",
  ]

  /// A real-time signal has its number: which of them are free the C library decides.
  static func name(of number: Int) -> Bytes {
    if names.indices.contains(number - 1) { return Bytes(names[number - 1]) }
    var text = ByteBuffer()
    text.append(decimal: number)
    return text.bytes
  }
}
