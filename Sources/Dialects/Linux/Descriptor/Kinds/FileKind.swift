import Misc
import Store

/// A kind of file that tells more of itself than a path: how it is recognised, what of fdinfo it needs, what
/// NAME shows, and where its other ends are. A kind has a file of its own, and a line in ``FileKinds/table``.
///
/// A value stands for one open file, and has what fdinfo tells of that.
///
/// Sockets are not among these kinds. Their link has an inode, by which the tables of the kernel tell the rest:
/// the families have a table of their own of the same shape, in Socket/.
protocol FileKind: Sendable {
  /// What a file of the kind is recognised by: any of these.
  static var marks: [FileMark] { get }
  /// The kind is looked for only where the request needs one of these.
  static var purposes: RequiredFields { get }
  /// Fdinfo is read for it.
  static var readsFdInfo: Bool { get }

  init()

  /// Takes a line of fdinfo: its first word, with the colon, and what follows the blanks after that.
  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>)

  /// What TYPE shows. `file` has all that its status tells, and the type of that.
  func fileType(of file: OpenFile) -> FileType

  /// Appends what NAME shows; nothing where that is the path. `rest` is what follows the colon of a link that
  /// is no path.
  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer)

  /// Where the other ends are to be looked up; nil where there are none.
  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)?

  /// Adds what the file tells of itself, where the request needs ``RequiredFields/facts``.
  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList)
}

extension FileKind {
  static var readsFdInfo: Bool { false }

  mutating func take(_ label: Span<UInt8>, _ value: Span<UInt8>) {}

  func fileType(of file: OpenFile) -> FileType { file.type }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) {}

  func endpoint(of file: OpenFile) -> (kind: EndpointKind, key: UInt64)? { nil }

  func addFacts(of file: OpenFile, _ source: FactSource, to facts: inout FactList) {}
}

/// A kind that is an anonymous inode, whose name the link has. It is told from others only where its facts are needed.
protocol AnonymousInodeKind: FileKind {}

extension AnonymousInodeKind {
  static var purposes: RequiredFields { .facts }
  static var readsFdInfo: Bool { true }

  func fileType(of file: OpenFile) -> FileType { .anonymousInode }

  func appendName(_ rest: Span<UInt8>, to name: inout ByteBuffer) { name.append(rest) }
}

/// What a file shows of its kind without being asked for more.
enum FileMark: Sendable {
  /// The link is `anon_inode:` and this text, and the mode has no format (fs/anon_inodes.c).
  case anonymousInode(StaticString)
  /// The same with a text that begins so.
  case anonymousInodes(StaticString)
  /// The same with a text that no other kind has.
  case otherAnonymousInode
  /// The link is this word, a colon and the inode in brackets. The mode has the format of a regular file.
  case link(StaticString)
  /// A character device with one of these major numbers, and this minor number if there is one.
  case characterDevice(ClosedRange<UInt32>, minor: UInt32? = nil)
  /// The format of the mode.
  case fifo, block
  /// The link begins so, and is a path only in form. The mode has the format of a regular file, or none.
  case path(StaticString)
  /// The file is on a file system of this type, as mountinfo has it.
  case fileSystem(StaticString)
}
