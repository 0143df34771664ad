import Store

/// A POSIX message queue, or the directory of them (mq_overview(7)). Its path is one on the file system of the
/// queues.
struct MessageQueue: FileKind {
  static let marks = [FileMark.fileSystem("mqueue")]
  static let purposes: RequiredFields = [.status, .endpoints]

  func fileType(of file: OpenFile) -> FileType { file.type == .regular ? .messageQueue : file.type }

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? { (.messageQueue, file.inode) }
}
