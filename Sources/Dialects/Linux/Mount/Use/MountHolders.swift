import CSystem
import Glibc
import Misc
import Store

/// Looks in processes for what keeps mounts busy. What is on a mount is told by the ID of that, whatever its path is.
struct MountHolders: ~Copyable {
  /// What all workers share.
  struct Context: Sendable {
    let procfs: Procfs
    let views: MountViews
    /// By the IDs of mounts that must not be in use, those that were asked about.
    let mounts: [Int: Int]
    /// Those of the file systems.
    let devices: Set<DeviceNumber>
    /// Files there may have other devices.
    let mixesDevices: Bool
    /// To follow a link of procfs may ask a server: text is all that may be asked for.
    let readsTextOnly: Bool
    let sockets: BoundUnixSockets

    init(
      procfs: Procfs, probe: GuardedProbe, views: MountViews, mounts: [Int: Int], devices: Set<DeviceNumber>
    ) {
      self.procfs = procfs
      self.views = views
      self.mounts = mounts
      self.devices = devices
      mixesDevices = mounts.keys.contains {
        !(views.mounts[$0]?.mount.traits ?? []).isDisjoint(with: .mixesDevices)
      }
      readsTextOnly = probe.asksOnLookup
      sockets = BoundUnixSockets(procfs)
    }
  }

  private let context: Context
  private var link = LinkReader()
  private var reader = FileReader()

  init(_ context: Context) { self.context = context }

  private var procfs: Procfs { context.procfs }
  private var views: MountViews { context.views }
  private var mounts: [Int: Int] { context.mounts }
  private var devices: Set<DeviceNumber> { context.devices }

  /// What is looked at: a process, or a task with descriptors or directories of its own.
  private struct Subject {
    var pid: Int32
    var task: Int32
    /// In procfs.
    var path: Bytes
  }

  /// A file that something leads to, as far as it may be asked.
  private struct Found {
    /// The ID of its mount; 0 where it isn't known.
    var mount = 0
    /// Nil where that isn't known.
    var status: FileStatus?
    /// What the link says; nil where that wasn't asked for.
    var link: Bytes?
  }

  /// A link may not be read: root too can be one who may open the directory of the descriptors and no more.
  private var metDenial = false

  /// Adds what a process holds. The lister itself is going to end.
  mutating func look(at pid: Int32, _ use: inout MountUse) {
    if pid == getpid() && procfs.isLive { return }
    metDenial = false
    let process = Subject(pid: pid, task: 0, path: procfs.process(pid))
    guard let program = lookAtProcess(process, &use) else {
      use.deniedPIDs.append(pid)
      return
    }
    lookAtTasks(of: process, findsProgram: !program, &use)
    if metDenial { use.deniedPIDs.append(pid) }
    if let holds = use.holds[pid] { use.holds[pid] = Self.ordered(holds) }
  }

  /// The order in which they are cleared.
  private static func ordered(_ holds: [MountUse.Hold]) -> [MountUse.Hold] {
    func place(_ hold: MountUse.Hold) -> Int {
      switch hold.descriptor {
      case .number: hold.isBoundSocket ? 1 : 0
      case .currentDirectory: 2
      case .rootDirectory: 3
      case .programText: 4
      default: 5
      }
    }
    return holds.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
      .map(\.element)
  }

  /// Whether it has a program: the first thread may have ended before others. Nil where it may not be looked at.
  private mutating func lookAtProcess(_ process: Subject, _ use: inout MountUse) -> Bool? {
    if !lookAtDescriptors(of: process, &use) { return nil }
    lookAtLink("cwd", .currentDirectory, of: process, &use)
    lookAtLink("root", .rootDirectory, of: process, &use)
    if !lookAtLink("exe", .programText, of: process, &use) { return false }
    lookAtMappings(of: process, &use)
    return true
  }

  /// Tasks mostly share what their process has (clone(2), CLONE_FILES and CLONE_FS).
  private mutating func lookAtTasks(of process: Subject, findsProgram: Bool, _ use: inout MountUse) {
    // Its entries count as links (fs/proc/base.c, proc_task_getattr).
    let path = Path(process.path + Bytes("/task"))
    let status = path.withPointer { FileStatus.of($0) }
    guard case .success(let status) = status, status.linkCount > Self.linksOfOneTask,
      let directory = try? FileDescriptor.open(path, flags: O_DIRECTORY)
    else { return }
    var findsProgram = findsProgram
    // One task for each table of descriptors, and for each pair of directories, that was looked at.
    var (descriptors, directories) = ([process.pid], [process.pid])
    func isNew(_ task: Int32, to known: inout [Int32], _ type: kcmp_type) -> Bool {
      if known.contains(where: { csystem_kcmp($0, task, Int32(type.rawValue)) == 0 }) { return false }
      known.append(task)
      return true
    }
    var entries = NumberedEntries()
    while let entry = entries.next(in: directory) {
      if entry.number == process.pid { continue }
      let task = Subject(
        pid: process.pid, task: entry.number, path: process.path + Bytes("/") + Procfs.task(entry.number))
      if isNew(entry.number, to: &descriptors, KCMP_FILES) { _ = lookAtDescriptors(of: task, &use) }
      if isNew(entry.number, to: &directories, KCMP_FS) {
        lookAtLink("cwd", .currentDirectory, of: task, &use)
        lookAtLink("root", .rootDirectory, of: task, &use)
      }
      if findsProgram && lookAtLink("exe", .programText, of: task, &use) {
        lookAtMappings(of: task, &use)
        findsProgram = false
      }
    }
  }

  /// Those of the directory itself, and one task.
  private static let linksOfOneTask = 3

  // MARK: - Descriptors

  /// False where they may not be looked at.
  private mutating func lookAtDescriptors(of subject: Subject, _ use: inout MountUse) -> Bool {
    do throws(SystemError) {
      let directory = try FileDescriptor.open(Path(subject.path + Bytes("/fd")), flags: O_DIRECTORY)
      look(in: directory, of: subject, &use)
    } catch { return !error.isOfDenial }
    return true
  }

  private mutating func look(
    in directory: borrowing FileDescriptor, of subject: Subject, _ use: inout MountUse
  ) {
    var entries = NumberedEntries()
    while let entry = entries.next(in: directory) {
      let number = entry.number
      let found = find(number, entry.name, in: directory, of: subject)
      guard let found else { continue }
      if mounts[found.mount] != nil {
        var hold = MountUse.Hold(
          .number, number: number, path: found.link ?? readLink(entry.name, in: directory), mount: found.mount
        )
        hold.access = access(of: number, of: subject)
        add(hold, of: subject, &use)
        continue
      }
      if let socket = socket(found) {
        look(at: socket, number, of: subject, &use)
      } else if isAnonymous(found) {
        lookForWatches(found.link ?? readLink(entry.name, in: directory), number, of: subject, &use)
      } else if let device = found.status?.device, found.mount != 0, devices.contains(device),
        views.mounts[found.mount] == nil
      {
        let path = found.link ?? readLink(entry.name, in: directory)
        use.remainders.append(.init(.detached, name: path, process: subject.pid, descriptor: number))
      }
    }
  }

  /// Nil where it has been closed.
  private mutating func find(
    _ number: Int32, _ name: UnsafePointer<CChar>, in directory: borrowing FileDescriptor, of subject: Subject
  ) -> Found? {
    if !context.readsTextOnly {
      let result = FileStatus.withMount(name, in: directory.number, isRemembered: true)
      if case .success((let status, let mount)) = result, mount != 0 {
        return Found(mount: Int(truncatingIfNeeded: mount), status: status)
      }
    }
    guard let info = fdInfo(number, of: subject) else { return nil }
    let link = readLink(name, in: directory)
    return Found(mount: Int(truncatingIfNeeded: info.mountID ?? 0), link: link)
  }

  private mutating func fdInfo(_ number: Int32, of subject: Subject) -> FdInfo? {
    let path = subject.path + Bytes("/fdinfo/") + Procfs.name(of: number)
    guard (try? reader.read(Path(path))) != nil else { return nil }
    var noKind: (any FileKind)?
    return FdInfo(reader.contents, &noKind, readsMount: true)
  }

  private mutating func access(of number: Int32, of subject: Subject) -> Access {
    guard let flags = fdInfo(number, of: subject)?.flags.map({ Int32(truncatingIfNeeded: $0) }),
      flags & csystem_o_path == 0
    else { return .none }
    return Access(openFlags: flags)
  }

  /// Empty where it can't be read, or has no room for the path.
  private mutating func readLink(
    _ name: UnsafePointer<CChar>, in directory: borrowing FileDescriptor
  ) -> Bytes {
    do throws(SystemError) { try link.read(name, in: directory) } catch { return [] }
    return Bytes(link.contents)
  }

  /// The inode of a socket without a path.
  private func socket(_ found: Found) -> UInt64? {
    if let status = found.status { return status.isSocket ? status.inode : nil }
    guard let link = found.link, link.starts(with: Bytes("socket:[")) else { return nil }
    return FdInfo.number(link.span.extracting(droppingFirst: 8))
  }

  private func isAnonymous(_ found: Found) -> Bool {
    if let status = found.status { return status.type.rawValue == 0 }
    return found.link?.starts(with: Bytes("anon_inode:")) ?? false
  }

  private mutating func look(
    at socket: UInt64, _ number: Int32, of subject: Subject, _ use: inout MountUse
  ) {
    if let file = context.sockets.file(of: socket, heldBy: subject.path),
      let mount = mount(of: file, subject.pid)
    {
      var hold = MountUse.Hold(.number, number: number, path: file.name, mount: mount)
      hold.isBoundSocket = true
      add(hold, of: subject, &use)
    }
    // net/unix/af_unix.c, unix_show_fdinfo
    if fdInfo(number, of: subject) == nil { return }
    var lines = TextCursor(reader.contents)
    while !lines.isAtEnd {
      if lines.bytes.extracting(lines.field()).equals("scm_fds:") {
        lines.skipBlanks()
        if let count = lines.decimal(), count > 0 {
          use.inFlight.append(.init(process: subject.pid, descriptor: number, count: count))
        }
      }
      lines.skipLine()
    }
  }

  /// The mount that a socket was bound on; nil where that is none of those looked for. The kernel tells no more than
  /// the file system, which may have several mounts: the name tells which, if it is still the one of that file.
  private func mount(of file: BoundUnixSockets.File, _ pid: Int32) -> Int? {
    if let device = file.device, !devices.contains(device) { return nil }
    let named =
      file.name.first == UInt8(ascii: "/") ? (views.view(of: pid) ?? views.own).mount(of: file.name) : nil
    if let named, file.device == nil || named.mount.device == file.device {
      return mounts[named.id] == nil ? nil : named.id
    }
    return mounts.keys.filter { views.mounts[$0]?.mount.device == file.device }.min()
  }

  /// Lines of fdinfo such as `inotify wd:1 ino:2 sdev:27 mask:100` and `fanotify mnt_id:7f mflags:0`: hexadecimal
  /// (fs/notify/fdinfo.c).
  private mutating func lookForWatches(
    _ link: Bytes, _ number: Int32, of subject: Subject, _ use: inout MountUse
  ) {
    if link != Bytes("anon_inode:inotify") && link != Bytes("anon_inode:[fanotify]") { return }
    if fdInfo(number, of: subject) == nil { return }
    var lines = TextCursor(reader.contents)
    while !lines.isAtEnd {
      while let word = lines.word() {
        var value = TextCursor(lines.bytes.extracting(word))
        let matches: Bool
        if value.bytes.starts(with: Bytes("sdev:")) {
          value.skip(to: 5)
          matches =
            value.hexadecimal().map { devices.contains(DeviceNumber(kernel: UInt32(truncatingIfNeeded: $0))) }
            ?? false
        } else if value.bytes.starts(with: Bytes("mnt_id:")) && !value.bytes.equals("mnt_id:") {
          value.skip(to: 7)
          matches = value.hexadecimal().map { mounts[Int(truncatingIfNeeded: $0)] != nil } ?? false
        } else {
          continue
        }
        if matches {
          use.remainders.append(.init(.watch, name: link, process: subject.pid, descriptor: number))
          return
        }
      }
      lines.skipLine()
    }
  }

  // MARK: - Directories, program and mappings

  /// False where the link can't be read.
  @discardableResult
  private mutating func lookAtLink(
    _ name: StaticString, _ kind: DescriptorKind, of subject: Subject, _ use: inout MountUse
  ) -> Bool {
    let path = subject.path + Bytes("/") + Bytes(name)
    let target: Bytes
    switch LinkReader.read(path) {
    case .success(let text): target = text
    case .failure(let error):
      if error.isOfDenial { metDenial = true }
      return false
    }
    let mount = mount(ofLink: path, to: target, subject.pid)
    if mounts[mount] != nil { add(.init(kind, path: target, mount: mount), of: subject, &use) }
    return true
  }

  /// The ID of the mount that a link leads to; 0 where it isn't known. Where the link may not be followed, its text is
  /// what a process sees.
  private func mount(ofLink path: Bytes, to target: Bytes, _ pid: Int32) -> Int {
    if !context.readsTextOnly {
      let result = Path(path).withPointer { FileStatus.withMount($0, in: AT_FDCWD, isRemembered: true) }
      if case .success((_, let mount)) = result, mount != 0 { return Int(truncatingIfNeeded: mount) }
    }
    return views.view(of: pid)?.mount(of: target)?.id ?? 0
  }

  private mutating func lookAtMappings(of subject: Subject, _ use: inout MountUse) {
    guard (try? reader.read(Path(subject.path + Bytes("/maps")))) != nil else { return }
    let program = use.holds[subject.pid]?.first { $0.descriptor == .programText }?.path
    var seen: Set<Bytes> = []
    var lines = TextCursor(reader.contents)
    while !lines.isAtEnd {
      if let map = MemoryMap(&lines), context.mixesDevices || devices.contains(map.file.device) {
        let path = Bytes(map.path)
        if path != program && seen.insert(path).inserted {
          var mapping = ByteBuffer()
          mapping.append(subject.path)
          mapping.append("/map_files/")
          mapping.append(hexadecimal: map.addresses.lowerBound)
          mapping.append("-")
          mapping.append(hexadecimal: map.addresses.upperBound)
          let mount = mount(ofLink: mapping.bytes, to: path, subject.pid)
          if mounts[mount] != nil {
            let kind = map.isDeleted ? DescriptorKind.deletedMemory : .memory
            add(.init(kind, path: path, mount: mount), of: subject, &use)
          }
        }
      }
      lines.skipLine()
    }
  }

  private func add(_ hold: MountUse.Hold, of subject: Subject, _ use: inout MountUse) {
    var hold = hold
    hold.task = subject.task
    hold.mount = mounts[hold.mount] ?? hold.mount
    use.holds[subject.pid, default: []].append(hold)
  }
}
