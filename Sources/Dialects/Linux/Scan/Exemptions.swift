import Node
import Store

extension ScanContext {
  /// The file system that `-e` exempts and that `path` is on.
  func exemption(of path: Span<UInt8>) -> Exemption? {
    for exemption in request.blockingPolicy.exemptions where path.starts(with: exemption.path) {
      let end = exemption.path.count
      if end == path.count || path[end] == 0x2f || exemption.path == [0x2f] { return exemption }
    }
    return nil
  }
}

extension OpenFile {
  /// Fills in what is said of a file that may not be asked for.
  mutating func exempt(
    by exemption: Exemption, as type: FileType, path: Span<UInt8>, in arena: inout ByteArena
  ) {
    self.type = type
    node = .unknown
    if let device = exemption.device {
      self.device = device
      known.insert(.device)
    } else {
      deviceText = arena.append("UNKNOWN")
    }
    name = arena.append(path)
    addition = arena.append(RowText.exemption(exemption))
  }
}
