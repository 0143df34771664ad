import Store

/// Finds the named files (``Selection/files``) that an open file is.
public struct NameIndex: Sendable {
  private let targets: [FileTarget]
  /// Indices into `targets`, in the order of the arguments.
  private var byIdentity: [FileIdentity: [Int]] = [:]
  private var byDevice: [DeviceNumber: [Int]] = [:]
  private var byArgument: [Bytes: [Int]] = [:]

  public init(_ targets: [FileTarget]) {
    self.targets = targets
    for (index, target) in targets.enumerated() {
      if target.isFileSystem {
        byDevice[target.identity.device, default: []].append(index)
      } else {
        byIdentity[target.identity, default: []].append(index)
      }
      byArgument[target.argument, default: []].append(index)
    }
  }

  public var isEmpty: Bool { targets.isEmpty }
  public var hasFileSystems: Bool { !byDevice.isEmpty }

  /// Whether the file with this identity is, or may be, one of the named ones.
  public func mayInclude(_ identity: FileIdentity) -> Bool {
    byIdentity[identity] != nil || byDevice[identity.device] != nil
  }

  /// The path to show for the file with this identity, or nil. Every name of the file counts as found;
  /// the last one named is shown.
  public func path(of identity: FileIdentity, _ findings: inout Findings) -> Bytes? {
    guard let indices = byIdentity[identity] else { return nil }
    for index in indices { findings.files[index] = true }
    return targets[indices[indices.count - 1]].path
  }

  /// Whether a file on this device is on a named file system. `nfsDirectory` is where its NFS is mounted.
  public func includes(
    fileSystem device: DeviceNumber, nfsDirectory: Bytes?, _ findings: inout Findings
  ) -> Bool {
    guard let indices = byDevice[device] else { return false }
    var isIncluded = false
    for index in indices {
      let target = targets[index]
      if let nfsDirectory {
        if !target.path.starts(with: nfsDirectory) { continue }
      } else if target.nfsDirectory != nil {
        continue
      }
      findings.files[index] = true
      isIncluded = true
    }
    return isIncluded
  }

  /// Whether a name was given as an argument in just these bytes: the way to find sockets by name.
  public func includes(argument: Bytes, _ findings: inout Findings) -> Bool {
    guard let indices = byArgument[argument] else { return false }
    for index in indices { findings.files[index] = true }
    return true
  }
}
