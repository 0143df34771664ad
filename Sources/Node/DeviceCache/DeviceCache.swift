import Misc
import Store

/// The table of devices: from the device cache file where that is right, else from /dev.
///
/// Nothing is read before a device is asked for, unless `-D` was given. What a file says is shown only where
/// the node itself confirms it.
public final class DeviceCache: Sendable {
  private struct State {
    var table: DeviceTable?
    /// The file that the table comes from, so that /dev may know better.
    var file: Bytes?
  }

  private let request: DeviceCacheRequest
  private let paths: DeviceCachePaths
  private let realUserID: UInt32
  private let source: Source
  private let diagnostics: Diagnostics
  private let state = Locked(State())

  public init(
    _ request: DeviceCacheRequest, paths: DeviceCachePaths, realUserID: UInt32, source: Source,
    diagnostics: Diagnostics
  ) {
    self.request = request
    self.paths = paths
    self.realUserID = realUserID
    self.source = source
    self.diagnostics = diagnostics
  }

  /// Sees to the file at once, as `-Db`, `-Dr` and `-Du` ask for.
  public func prepare() { state.withLock { load(&$0) } }

  /// A node of /dev for the device: the very file where there is one, else another for the same device.
  func node(
    of device: SpecialDevice, _ identity: FileIdentity
  ) -> (path: Bytes, isSame: Bool)? {
    state.withLock { state in
      load(&state)
      if let node = confirmed(device, identity, state.table) { return node }
      guard let file = state.file else { return nil }
      // The file may be older than a directory in /dev.
      let former = state.table
      state = State(table: source.gather())
      if state.table != former { warn(file, .mismatch) }
      if state.table != former && request.function == .update { write(state.table, isExpected: true) }
      return confirmed(device, identity, state.table)
    }
  }

  private func confirmed(
    _ device: SpecialDevice, _ identity: FileIdentity, _ table: DeviceTable?
  ) -> (path: Bytes, isSame: Bool)? {
    let candidates = [table?.entry(of: device, inode: identity.inode), table?.entry(of: device)]
    for candidate in candidates.compactMap({ $0 }) {
      guard let status = source.status(candidate.path), status.specialDevice == device else { continue }
      return (candidate.path, status.identity == identity)
    }
    return nil
  }

  private func load(_ state: inout State) {
    if state.table != nil { return }
    remark()
    switch request.function {
    case .ignore: state.table = source.gather()
    case .build:
      state.table = source.gather()
      write(state.table, isExpected: true)
    case .read, .update:
      state = read()
      if state.table != nil { return }
      state.table = source.gather()
      if request.function == .update { write(state.table, isExpected: false) }
    }
  }

  private func remark() {
    if request.function == .ignore { return }
    for remark in paths.remarks {
      diagnostics.warning {
        switch remark {
        case .ignored(let variable):
          $0.append("not looked at, for root: the environment's ")
          diagnostics.escaper.append(variable, to: &$0)
        case .noPersonal: $0.append("no path for a personal device cache can be formed")
        }
      }
    }
    if paths.toRead == nil { diagnostics.warning { $0.append("there is no path for a device cache") } }
  }

  /// The table of the first file that is there; without one after a warning. Only that no file is there yet is
  /// no reason to warn, unless it can't come to be.
  private func read() -> State {
    guard let directory = source.directory() else { return State() }
    var missing: Bytes?
    for (path, isSystemWide) in paths.candidates {
      do throws(DeviceCacheFlaw) {
        return State(table: try read(path, isSystemWide: isSystemWide, directory), file: path)
      } catch {
        if error != .system(.noEntry) {
          warn(path, error)
          return State()
        }
        missing = path
      }
    }
    if let missing, request.function == .read { warn(missing, .system(.noEntry)) }
    return State()
  }

  private func read(
    _ path: Bytes, isSystemWide: Bool, _ directory: (device: DeviceNumber, changed: DeviceCacheFile.Time)
  ) throws(DeviceCacheFlaw) -> DeviceTable {
    if !source.answers(path) { throw .system(.timedOut) }
    let file = DeviceCacheFile(path: path, isSystemWide: isSystemWide, realUserID: realUserID)
    let contents = try file.read()
    let table = try DeviceCacheText.table(in: contents.text, on: directory.device)
    if contents.time <= directory.changed { throw .outdated }
    // One entry stands for all.
    if let entry = table.characters.randomElement() {
      let status = source.status(entry.path)
      let device = SpecialDevice(number: entry.number, isBlock: false)
      if status?.specialDevice != device || status?.inode != entry.inode { throw .mismatch }
    }
    return table
  }

  /// Writes the table where the user may have it. Without `isExpected` they are told.
  private func write(_ table: DeviceTable?, isExpected: Bool) {
    guard let table, !table.characters.isEmpty, let path = paths.toWrite, let directory = source.directory()
    else {
      return
    }
    do throws(DeviceCacheFlaw) {
      if !source.answers(path) { throw .system(.timedOut) }
      let file = DeviceCacheFile(path: path, isSystemWide: false, realUserID: realUserID)
      try file.write(DeviceCacheText.text(of: table, on: directory.device))
    } catch {
      warn(path, error, "can't write the device cache ")
      return
    }
    if !isExpected {
      diagnostics.warning {
        $0.append("device cache written: ")
        diagnostics.escaper.append(path, to: &$0)
      }
    }
  }

  private func warn(_ path: Bytes, _ flaw: DeviceCacheFlaw, _ what: StaticString = "device cache ") {
    diagnostics.warning {
      $0.append(what)
      diagnostics.escaper.append(path, to: &$0)
      $0.append(": ")
      $0.append(flaw.text)
    }
  }
}
