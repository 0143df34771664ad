import Store

/// A pipe or a FIFO (pipe(7)). All of its descriptors, at either end, have its inode.
struct Pipe: FileKind {
  static let marks = [FileMark.fifo]
  static let purposes: RequiredFields = .endpoints

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? { (.pipe, file.inode) }
}
