import Misc
import Node
import Store

/// Keeps what only columns that are asked for show of an open file.
final class DetailsKeeper: Sendable {
  private let requiredFields: RequiredFields
  private let mounts: MountTables
  private let drivers: DeviceDrivers?

  /// Nil where nothing of it is asked for.
  init?(_ requiredFields: RequiredFields, _ procfs: Procfs, mounts: MountTables) {
    let needsDrivers = requiredFields.contains(.driver)
    if !needsDrivers && requiredFields.isDisjoint(with: .ofOpenFileDetails) { return nil }
    self.requiredFields = requiredFields
    self.mounts = mounts
    drivers = needsDrivers ? DeviceDrivers(procfs) : nil
  }

  /// Keeps what is wanted of a file: `link` is what procfs says of it, `mount` the ID of its mount, if that is known
  /// otherwise than by the path, which tells it where the path is one of the lister's mount namespace.
  func keep(
    _ file: inout OpenFile, link: Span<UInt8>, mount: UInt64?, of subject: Subject, isOwnPath: Bool = false,
    in batch: inout Batch
  ) {
    if let drivers { keepDrivers(of: file, drivers, in: &batch) }
    if requiredFields.isDisjoint(with: .ofOpenFileDetails) { return }
    // A socket or a file may have some already.
    let index = file.details < 0 ? nil : Int(file.details)
    var details = index.map { batch.openFileDetails[$0] } ?? OpenFileDetails()
    if requiredFields.contains(.link) { details.link = batch.names.append(link) }
    if requiredFields.contains(.mount) {
      details.mountID = mount
      if mount == nil && isOwnPath && file.known.contains(.device) {
        details.mountID = mounts.mount(of: file.device, at: link).map { UInt64($0.id) }
      }
      if let id = details.mountID { keepMount(id, of: subject, in: &batch) }
    }
    if let index {
      batch.openFileDetails[index] = details
      return
    }
    file.details = Int32(truncatingIfNeeded: batch.openFileDetails.count)
    batch.openFileDetails.append(details)
  }

  private func keepMount(_ id: UInt64, of subject: Subject, in batch: inout Batch) {
    if !requiredFields.contains(.mountTable) || batch.mounts[id] != nil { return }
    guard let mount = mounts.mount(id, seenBy: subject.directory) else { return }
    batch.mounts[id] = MountDetails(
      directory: batch.names.append(mount.directory), fileSystem: batch.names.append(mount.fileSystem),
      source: batch.names.append(mount.source))
  }

  private func keepDrivers(of file: OpenFile, _ drivers: DeviceDrivers, in batch: inout Batch) {
    if file.known.contains(.rawDevice) {
      let device = SpecialDevice(number: file.rawDevice, isBlock: file.node == .block)
      if batch.drivers[device] == nil {
        let names = drivers.names(of: device)
        batch.drivers[device] = DriverDetails(
          driver: batch.names.append(names.driver), misc: batch.names.append(names.misc),
          terminal: batch.names.append(names.terminal))
      }
    }
    let disk = file.node == .block ? file.rawDevice : file.device
    if file.known.contains(.device), batch.partitions[disk] == nil, let name = drivers.partition(disk) {
      batch.partitions[disk] = batch.names.append(name)
    }
  }
}
