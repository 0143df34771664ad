import Node
import Store

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
    addition = arena.append(RowNotes.exemption(exemption))
  }
}
