import Misc
import Store

/// Why a device cache file isn't used.
enum DeviceCacheFlaw: Error, Equatable {
  /// A call failed on it.
  case system(SystemError)
  case kind, mode, owner, empty, length
  case sections, header, count, entry, checksum, excess
  /// /dev has changed since it was written.
  case outdated
  /// An entry isn't what the file says.
  case mismatch

  var text: Bytes {
    switch self {
    case .system(let error): error.text
    case .kind: Bytes("is no regular file")
    case .mode: Bytes("has another mode than it must have")
    case .owner: Bytes("belongs to somebody else")
    case .empty: Bytes("is empty")
    case .length: Bytes("is too long")
    case .sections: Bytes("has a wrong count of sections, or is of another /dev")
    case .header: Bytes("has a bad header of a section")
    case .count: Bytes("has another number of devices than it says")
    case .entry: Bytes("has a bad line")
    case .checksum: Bytes("has a wrong checksum")
    case .excess: Bytes("goes on after the checksum")
    case .outdated: Bytes("is older than /dev")
    case .mismatch: Bytes("disagrees with /dev")
    }
  }
}
