import Store

/// A terminal that isn't a pseudoterminal: a virtual console or a serial line, by the major numbers of the kernel's
/// Documentation/admin-guide/devices.txt.
///
/// `/dev/tty` and `/dev/console` are not among them. They stand for another terminal, which is chosen when they are
/// opened, and nothing tells afterwards which it was.
struct Terminal: FileKind {
  static let marks: [FileMark] = [4, 166, 188, 204, 229].map { .characterDevice($0...$0) }
  static let purposes: RequiredFields = .facts

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {
    source.reader.addTerminal(file.rawDevice, to: &facts)
  }
}
