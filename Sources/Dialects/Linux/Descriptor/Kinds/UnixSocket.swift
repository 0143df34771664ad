import Misc
import Store

/// A UNIX socket. Its fdinfo has `scm_fds: 2`: how many descriptors have been sent to it, or to the sockets that wait
/// at it to be accepted, and have not been received (net/unix/af_unix.c, unix_show_fdinfo; since 5.8).
///
/// ``FileKinds`` doesn't have it: only the socket tables tell that a socket is one of these.
struct UnixSocket: FileKind {
  static let marks: [FileMark] = []
  static let purposes: RequiredFields = .descriptorsInFlight
  static let readsFdInfo = true

  private var descriptorsInFlight: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("scm_fds:") { descriptorsInFlight = FdInfo.number(value) }
  }

  func addFacts(to facts: inout FactList) { facts.add(.descriptorsInFlight, descriptorsInFlight) }
}
