import Misc
import Store

/// The name of an epoll instance: `[eventpoll:3,7]`.
enum EventPollName {
  /// As many targets as the reference keeps.
  private static let mostTargets = 32

  static func name(_ targets: [UInt64]) -> Bytes {
    var name = ByteBuffer()
    name.append("[eventpoll:")
    for (index, target) in targets.sorted().prefix(mostTargets).enumerated() {
      if index > 0 { name.append(0x2c) }
      name.append(decimal: target)
    }
    if targets.count >= mostTargets { name.append("...") }
    name.append("]")
    return name.bytes
  }
}
