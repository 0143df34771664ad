import Store

extension Output {
  /// What must be known of each process and file to write it.
  public var requiredFields: RequiredFields {
    var required: RequiredFields = []
    switch form {
    case .columns:
      required.formUnion([.name, .access, .lock, .status])
      switch sizeColumn {
      case .sizeOrOffset: required.insert(.offsetWithoutSize)
      case .offset: required.insert(.offset)
      case .size: break
      }
      if fileFlags != .hidden { required.insert(.openFlags) }
      if showsContext { required.insert(.context) }
    case .fields, .json, .jsonLines:
      if fields.contains(.name) { required.insert(.name) }
      if fields.contains(.access) { required.insert(.access) }
      if fields.contains(.lock) { required.formUnion([.lock, .status]) }
      if fields.contains(.offset) { required.insert(.offset) }
      if fields.contains(.openFlags) { required.insert(.openFlags) }
      if fields.contains(.context) { required.insert(.context) }
      let ofStatus: [Field] = [
        .type, .device, .rawDevice, .inode, .linkCount, .size, .deviceText, .protocolName,
      ]
      if ofStatus.contains(where: fields.contains) { required.insert(.status) }
    case .processIDs:
      break
    }
    return required
  }
}
