import Store

/// The master of a pseudoterminal: `/dev/ptmx`, the same device for all of them (ptmx(4)). Its fdinfo has the index
/// of the slave, as `tty-index:\t4` (drivers/tty/tty_io.c).
struct PseudoterminalMaster: FileKind {
  static let marks = [FileMark.characterDevice(5...5, minor: 2)]
  static let purposes: RequiredFields = [.endpoints, .facts]
  static let readsFdInfo = true

  private var index: UInt64?

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {
    if label.equals("tty-index:") { index = FdInfo.number(value) }
  }

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? {
    index.map { (.terminalMaster, TerminalKey(index: $0, on: file.device).rawValue) }
  }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    facts.add(.terminalIndex, index)
    guard let index = index.flatMap({ UInt32(exactly: $0) }) else { return }
    let slave = DeviceNumber(major: PseudoterminalSlave.firstMajor, minor: index)
    let instance = source.reader.devpts.instance(ofMaster: file, at: source.link.span)
    source.reader.addTerminal(slave, on: instance, to: &facts)
  }
}
