import CSystem
import Glibc
import Misc
import Store

/// Asks for what fdinfo doesn't tell of special files, as far as the request needs it. It follows nothing to a file
/// system that may not answer.
final class FactReader: Sendable {
  private let requiredFields: RequiredFields
  private let procfs: Procfs
  private let mounts: [Mount]
  private let probe: GuardedProbe
  /// `/sys`
  private let sysfs: Bytes
  /// The devices of the kernel's own file systems of namespaces, and of memory that no mount leads to.
  private let nsfs: DeviceNumber?
  private let memory: DeviceNumber?
  let devpts: DevptsMounts
  private let sessions: TerminalSessions?

  /// `root` is what paths outside of procfs begin with.
  init(
    _ requiredFields: RequiredFields, _ procfs: Procfs, root: Bytes, mounts: [Mount], _ probe: GuardedProbe
  ) {
    self.requiredFields = requiredFields
    sysfs = root + Bytes("/sys")
    let opens = requiredFields.contains(.openedFacts) && procfs.isLive
    nsfs = opens ? try? FileStatus.of("/proc/self/ns/mnt").get().device : nil
    memory = opens ? FileSystemReader.sharedMemoryDevice() : nil
    self.procfs = procfs
    self.mounts = requiredFields.contains(.facts) ? mounts : []
    self.probe = probe
    devpts = DevptsMounts(mounts)
    sessions = requiredFields.contains(.terminalSessions) ? TerminalSessions(procfs) : nil
  }

  /// The name of a process (`comm` of proc(5)).
  func command(of pid: UInt64) -> Bytes? {
    guard requiredFields.contains(.targetCommand), let pid = Int32(exactly: pid), pid > 0 else { return nil }
    return line(Path(procfs.process(pid) + Bytes("/comm")))
  }

  /// The name of a device as lsfd(1) has it: of one that no disk is behind the type of the file system on it.
  func name(of device: DeviceNumber) -> Bytes {
    let mount = mounts.first { $0.device == device }
    guard let mount else { return device.text }
    if device.major == 0 { return mount.fileSystem }
    return mount.source.lastIndex(of: UInt8(ascii: "/")).map { Bytes(mount.source[($0 + 1)...]) }
      ?? device.text
  }

  /// The path that an inode has for the lister, as far as its file system is one of this host's (open_by_handle_at(2),
  /// which takes CAP_DAC_READ_SEARCH).
  func path(of watch: WatchedInode) -> Bytes? {
    if !requiredFields.contains(.watchedPaths) || watch.handle.isEmpty || !procfs.isLive { return nil }
    if probe.isBlocking(watch.device) { return nil }
    for mount in mounts where mount.device == watch.device && mount.traits.isDisjoint(with: Self.waits) {
      if probe.blockingDevice(of: mount.directory) != nil { continue }
      guard
        let directory = try? FileDescriptor.open(Path(mount.directory), flags: O_DIRECTORY | O_NONBLOCK),
        let file = try? FileDescriptor(
          opened: csystem_open_by_handle(
            directory.number, Int32(truncatingIfNeeded: watch.handleType), watch.handle, watch.handle.count))
      else { continue }
      return path(of: file, inode: watch.inode)
    }
    return nil
  }

  private static let waits: Mount.Traits = [.mayBlock, .automountPoint]

  /// The path of an open file, if it leads there.
  private func path(of file: borrowing FileDescriptor, inode: UInt64) -> Bytes? {
    guard case .success(let status) = FileStatus.of(file), status.inode == inode else { return nil }
    guard let path = link(procfs.path("self/fd/") + Procfs.name(of: file.number)),
      case .success(let named) = probe.unlinkedStatus(of: path, on: status.device),
      named.identity == status.identity
    else { return nil }
    return path
  }

  /// The directory of a mount that the lister sees, else its number.
  func directory(ofMount id: UInt64) -> Bytes {
    if let mount = mounts.first(where: { UInt64($0.id) == id }) { return mount.directory }
    var text = ByteBuffer()
    text.append(decimal: id)
    return text.bytes
  }

  enum BPFObject { case program, map }

  /// The name of a BPF program or map (bpf(2), BPF_OBJ_GET_INFO_BY_FD, which takes CAP_BPF).
  func bpfName(_ object: BPFObject, _ id: UInt64) -> Bytes? {
    guard requiredFields.contains(.bpfNames), procfs.isLive, let id = UInt32(exactly: id) else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CSYSTEM_BPF_NAME)) { name in
      if csystem_bpf_name(object == .map, id, name.baseAddress!) != 0 { return nil }
      return Bytes(UnsafeRawBufferPointer(name).prefix { $0 != 0 })
    }
  }

  /// Whose a namespace is (ioctl_ns(2)): the owner of the user namespace that owns it, or of itself if it is one, and
  /// the inode of the former. `path` is that of a descriptor in procfs.
  func owner(ofNamespace path: Bytes) -> (uid: UInt32, userNamespace: UInt64)? {
    guard let file = reopen(path, on: nsfs) else { return nil }
    var (uid, inode): (uid_t, UInt64) = (0, 0)
    return csystem_namespace_owner(file.number, &uid, &inode) == 0 ? (uid, inode) : nil
  }

  /// The seals of a file in memory (fcntl(2), F_GET_SEALS).
  func seals(ofMemory path: Bytes) -> UInt32? {
    guard let file = reopen(path, on: memory) else { return nil }
    // F_GET_SEALS of include/uapi/linux/fcntl.h.
    let seals = fcntl(file.number, 1034)
    return seals < 0 ? nil : UInt32(seals)
  }

  /// Opens what a descriptor in procfs leads to, if that is on this device: there an open waits for nobody. The first
  /// open reaches no file system (O_PATH), and holds on to the file that is looked at.
  private func reopen(_ path: Bytes, on device: DeviceNumber?) -> FileDescriptor? {
    guard let device, let node = try? FileDescriptor.open(Path(path), flags: csystem_o_path) else {
      return nil
    }
    let own = Path(procfs.path("self/fd/") + Procfs.name(of: node.number))
    guard case .success(let status) = own.withPointer({ FileStatus.remembered($0) }), status.device == device
    else { return nil }
    return try? FileDescriptor.open(own, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY)
  }

  /// The file that a loop device shows.
  func backingFile(ofLoop device: DeviceNumber) -> Bytes? {
    if !requiredFields.contains(.deviceFacts) { return nil }
    return line(Path(sysfs + Bytes("/dev/block/") + device.text + Bytes("/loop/backing_file")))
  }

  /// Adds the name of a terminal, as in /dev, and the session that it controls. `instance` is the device of the devpts
  /// that a pseudoterminal is on.
  func addTerminal(_ terminal: DeviceNumber, on instance: DeviceNumber? = nil, to facts: inout FactList) {
    if requiredFields.contains(.deviceFacts) {
      facts.add(
        .terminalName, instance == nil ? name(ofDevice: terminal) : Self.pseudoterminal(terminal.minor))
    }
    if let session = sessions?.session(of: terminal, on: instance) {
      facts.add(.terminalSession, UInt64(session.leader))
      facts.add(.terminalForeground, session.foreground.map(UInt64.init))
    }
  }

  private static func pseudoterminal(_ index: UInt32) -> Bytes {
    var text = ByteBuffer()
    text.append("pts/")
    text.append(decimal: UInt64(index))
    return text.bytes
  }

  /// What sysfs calls a character device.
  private func name(ofDevice device: DeviceNumber) -> Bytes? {
    guard let link = link(sysfs + Bytes("/dev/char/") + device.text) else { return nil }
    return link.lastIndex(of: UInt8(ascii: "/")).map { Bytes(link[($0 + 1)...]) }
  }

  /// IFF_* bits of the interface of this name, which the descriptor at `path` in procfs is of. Sysfs has the interfaces
  /// of one network namespace: it counts where the process that holds the descriptor is in the lister's own. (An
  /// interface that has moved to another one meanwhile isn't told from one of the same name here.)
  func flags(ofTunnel interface: Bytes, heldAs path: Bytes) -> UInt64? {
    if !requiredFields.contains(.deviceFacts) || interface.contains(UInt8(ascii: "/")) { return nil }
    let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropLast(2)
    let process = Bytes(parts.joined(separator: [UInt8(ascii: "/")]))
    guard let own = link(procfs.path("self/ns/net")), link(process + Bytes("/ns/net")) == own else {
      return nil
    }
    let directory = sysfs + Bytes("/class/net/") + interface
    // What is mounted on /sys may be of another namespace all the same.
    if procfs.isLive,
      line(Path(directory + Bytes("/ifindex"))).flatMap(Self.number) != Self.index(of: interface)
    {
      return nil
    }
    guard let text = line(Path(directory + Bytes("/tun_flags"))) else { return nil }
    var digits = TextCursor(text.span)
    return digits.skip(UInt8(ascii: "0")) && digits.skip(UInt8(ascii: "x")) ? digits.hexadecimal() : nil
  }

  private static func index(of interface: Bytes) -> UInt64? {
    let index = Path(interface).withPointer { if_nametoindex($0) }
    return index == 0 ? nil : UInt64(index)
  }

  private static func number(_ text: Bytes) -> UInt64? {
    var digits = TextCursor(text.span)
    return digits.decimal()
  }

  /// What a link says.
  private func link(_ path: Bytes) -> Bytes? { try? LinkReader.read(path).get() }

  /// A file of one line, without its end.
  private func line(_ path: borrowing Path) -> Bytes? {
    var reader = FileReader(capacity: 256)
    return (try? reader.read(path)) == nil ? nil : reader.line
  }
}
