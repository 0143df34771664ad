import Store

/// The slave of a pseudoterminal, `/dev/pts/4`: its index is the device's minor number (pts(4), and the kernel's
/// Documentation/admin-guide/devices.txt for the major numbers).
struct PseudoterminalSlave: FileKind {
  static let marks = [FileMark.characterDevice(136...143)]
  static let purposes: RequiredFields = .endpoints

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? {
    (.terminalSlave, TerminalKey(index: UInt64(file.rawDevice.minor), on: file.device).rawValue)
  }
}
