import Store

/// The slave of a pseudoterminal, `/dev/pts/4`: its index is the device's minor number (pts(4), and the kernel's
/// Documentation/admin-guide/devices.txt for the major numbers).
struct PseudoterminalSlave: FileKind {
  /// UNIX98_PTY_SLAVE_MAJOR of include/uapi/linux/major.h
  static let firstMajor: UInt32 = 136
  static let marks = [FileMark.characterDevice(firstMajor...143)]
  static let purposes: RequiredFields = [.endpoints, .facts]

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? {
    (.terminalSlave, TerminalKey(index: UInt64(file.rawDevice.minor), on: file.device).rawValue)
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    source.reader.addTerminal(file.rawDevice, on: file.device, to: &facts)
  }
}
