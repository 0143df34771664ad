/// What the endpoints of one pipe, socket, terminal, queue, eventfd or file have in common.
public struct EndpointKey: Hashable, Sendable {
  /// ``OpenFile/endpointKey``.
  public let number: UInt64
  /// Pipes, queues and files: their inode is unique on its file system only.
  public let device: DeviceNumber
  public let kind: EndpointKind

  public init(_ kind: EndpointKind, _ number: UInt64, device: DeviceNumber = DeviceNumber(rawValue: 0)) {
    self.kind = kind
    self.number = number
    self.device = device
  }

  public init(of file: OpenFile) {
    let isOnDevice =
      switch file.endpoint {
      case .pipe, .messageQueue, .file: true
      case .none, .eventfd, .terminalMaster, .terminalSlave, .unix, .internet: false
      }
    self.init(
      file.endpoint, file.endpointKey, device: isOnDevice ? file.device : DeviceNumber(rawValue: 0))
  }
}

extension EndpointKey: Comparable {
  public static func < (one: EndpointKey, other: EndpointKey) -> Bool {
    (one.number, one.kind.rawValue, one.device.rawValue)
      < (other.number, other.kind.rawValue, other.device.rawValue)
  }
}
