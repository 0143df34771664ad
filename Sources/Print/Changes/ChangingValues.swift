import Glibc
import Store

/// What of a row can change while the file stays the same. A row has changed if something of it has that is shown.
struct ChangingValues: OptionSet, Sendable {
  let rawValue: UInt16

  static let size = ChangingValues(rawValue: 1 << 0)
  static let offset = ChangingValues(rawValue: 1 << 1)
  /// The size, or the offset where there is none.
  static let sizeOrOffset = ChangingValues(rawValue: 1 << 2)
  static let linkCount = ChangingValues(rawValue: 1 << 3)
  static let lock = ChangingValues(rawValue: 1 << 4)
  /// Also remarks, and the addresses of a socket.
  static let name = ChangingValues(rawValue: 1 << 5)
  static let state = ChangingValues(rawValue: 1 << 6)
  static let queues = ChangingValues(rawValue: 1 << 7)
  /// State and queues as far as `-T` asks for them.
  static let transport = ChangingValues(rawValue: 1 << 8)
  /// The same in the table, whose names end with them.
  static let transportInTable = ChangingValues(rawValue: 1 << 9)
}

extension Output {
  /// What changes are looked for.
  var changingValues: ChangingValues {
    var values: ChangingValues = []
    for column in shownColumns { values.formUnion(column.changes) }
    if values.contains(.transport) || form == .columns && values.contains(.transportInTable) {
      if transportInfo.contains(.state) { values.insert(.state) }
      if transportInfo.contains(.queues) { values.insert(.queues) }
    }
    return values
  }
}

/// Compares a row with the one of an earlier cycle.
struct RowComparison {
  let values: ChangingValues

  /// Whether both are of the same open file, as far as can be told: a descriptor that was closed and opened again on
  /// the same file is.
  static func areSame(
    _ old: OpenFile, of oldBatch: borrowing Batch, _ new: OpenFile, of newBatch: borrowing Batch
  ) -> Bool {
    if old.kindWhenMapped != new.kindWhenMapped || old.number != new.number || old.access != new.access {
      return false
    }
    guard let oldInode = old.identifyingInode, let newInode = new.identifyingInode else {
      return areEqual(old.name, of: oldBatch, new.name, of: newBatch)
    }
    return oldInode == newInode && old.type == new.type
      && (!old.known.contains(.device) || !new.known.contains(.device) || old.device == new.device)
  }

  /// Whether something of the same file has changed that is looked for.
  func differ(_ old: OpenFile, of oldBatch: borrowing Batch, _ new: OpenFile, of newBatch: borrowing Batch)
    -> Bool
  {
    if values.contains(.size) && old.knownSize != new.knownSize { return true }
    if values.contains(.offset) && old.knownOffset != new.knownOffset { return true }
    if values.contains(.sizeOrOffset) && old.knownSizeOrOffset != new.knownSizeOrOffset { return true }
    if values.contains(.linkCount) && old.knownLinkCount != new.knownLinkCount { return true }
    if values.contains(.lock) && (old.lock != new.lock || old.descriptor != new.descriptor) { return true }
    if values.contains(.name) {
      if !Self.areEqual(old.name, of: oldBatch, new.name, of: newBatch) { return true }
      if !Self.areEqual(old.addition, of: oldBatch, new.addition, of: newBatch) { return true }
    }
    if old.socket < 0 && new.socket < 0 { return false }
    if old.socket < 0 || new.socket < 0 { return true }
    return differ(oldBatch.sockets[Int(old.socket)], newBatch.sockets[Int(new.socket)])
  }

  private func differ(_ old: SocketInfo, _ new: SocketInfo) -> Bool {
    if values.contains(.state) && (old.state != new.state || old.isListening != new.isListening) {
      return true
    }
    if values.contains(.name) && (old.local != new.local || old.foreign != new.foreign) { return true }
    return values.contains(.queues)
      && (old.sendQueue != new.sendQueue || old.receiveQueue != new.receiveQueue)
  }

  private static func areEqual(
    _ old: ByteSlice, of oldBatch: borrowing Batch, _ new: ByteSlice, of newBatch: borrowing Batch
  ) -> Bool {
    if old.count != new.count { return false }
    let (one, other) = (oldBatch.names[old], newBatch.names[new])
    return one.withUnsafeBytes { one in
      other.withUnsafeBytes { other in
        one.isEmpty || memcmp(one.baseAddress!, other.baseAddress!, one.count) == 0
      }
    }
  }
}

extension OpenFile {
  /// A mapped file stays the same when it is removed.
  var kindWhenMapped: DescriptorKind { descriptor == .deletedMemory ? .memory : descriptor }

  /// The inode, where it tells one file from another; that of a socket is its own.
  var identifyingInode: UInt64? { known.contains(.inode) || type.isSocket && inode != 0 ? inode : nil }

  fileprivate var knownSize: UInt64? { known.contains(.size) ? size : nil }
  fileprivate var knownOffset: UInt64? { known.contains(.offset) ? offset : nil }
  fileprivate var knownLinkCount: UInt64? { known.contains(.linkCount) ? linkCount : nil }
  fileprivate var knownSizeOrOffset: UInt64? { knownSize ?? knownOffset }
}
