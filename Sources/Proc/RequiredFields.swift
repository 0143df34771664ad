import Store

/// What must be known of each file, derived from the selection and the output.
public struct RequiredFields: OptionSet, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The name and its additions.
  public static let name = RequiredFields(rawValue: 1)
  /// The access mode: an lstat of the descriptor.
  public static let access = RequiredFields(rawValue: 2)
  /// The table of locks.
  public static let lock = RequiredFields(rawValue: 4)
  /// Type, device, inode, size or link count: a stat of the file.
  public static let status = RequiredFields(rawValue: 8)
  /// The offset where there is no size, from fdinfo.
  public static let offsetWithoutSize = RequiredFields(rawValue: 16)
  /// The offset of every descriptor, from fdinfo.
  public static let offset = RequiredFields(rawValue: 32)
  /// f_flags, from fdinfo.
  public static let openFlags = RequiredFields(rawValue: 64)
  /// Other ends.
  public static let endpoints = RequiredFields(rawValue: 128)
  /// The security context of each process.
  public static let context = RequiredFields(rawValue: 256)

  public init(_ request: Request) {
    self = []
    let output = request.output
    switch output.form {
    case .columns:
      formUnion([.name, .access, .lock, .status])
      switch output.sizeColumn {
      case .sizeOrOffset: insert(.offsetWithoutSize)
      case .offset: insert(.offset)
      case .size: break
      }
      if output.fileFlags != .hidden { insert(.openFlags) }
      if output.showsContext { insert(.context) }
    case .fields, .json, .jsonLines:
      addFields(output.fields)
    case .processIDs:
      break
    }
    if output.endpoints != .hidden { formUnion([.endpoints, .access, .status, .name]) }
    let selectors = request.selection.isEverything ? [] : request.selection.selectors
    if !selectors.isDisjoint(with: [.name, .nfs, .linkCount]) { insert(.status) }
    if !selectors.isDisjoint(with: [.nfs]) { insert(.name) }
    if selectors.contains(.context) { insert(.context) }
  }

  private mutating func addFields(_ fields: FieldSet) {
    if fields.contains(.name) { insert(.name) }
    if fields.contains(.access) { insert(.access) }
    if fields.contains(.lock) { formUnion([.lock, .status]) }
    if fields.contains(.offset) { insert(.offset) }
    if fields.contains(.openFlags) { insert(.openFlags) }
    if fields.contains(.context) { insert(.context) }
    let ofStatus: [Field] = [
      .type, .device, .rawDevice, .inode, .linkCount, .size, .deviceText, .protocolName,
    ]
    if ofStatus.contains(where: fields.contains) { insert(.status) }
  }
}
