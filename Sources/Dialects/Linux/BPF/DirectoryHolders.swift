import CSystem
import Glibc
import Misc
import Store

/// Asks the kernel's tables which files of a directory something has.
///
/// The iterators look where each open file is in its file system, whatever mount it was opened through, and so tell of
/// all that may be below the directory. A file with several names may be there by another than it is told with.
struct DirectoryHolders {
  /// Of these the inode has the numbers that stat(2) tells, and a name that the kernel knows is one that the file has:
  /// no other machine renames it.
  private static let types = ["ext2", "ext3", "ext4", "tmpfs", "xfs"].map { Bytes($0.utf8) }

  private let directory: FileIdentity
  private let procfs: Procfs
  private var held = HeldFiles()

  /// What is below `directory`, on `mount`; nil where that isn't known.
  static func files(
    below directory: FileIdentity, on mount: Mount, _ request: Request, _ procfs: Procfs,
    _ refusal: KernelFiles.Refusal
  ) -> HeldFiles? {
    // Tasks have directories of their own, and other network namespaces other sockets.
    guard types.contains(mount.fileSystem), request.selection.tasks != .listed,
      request.networkNamespaces == nil,
      KernelFiles.mayLoad(for: request, procfs, refusal)
    else { return nil }
    var holders = DirectoryHolders(directory: directory, procfs: procfs)
    return holders.read() ? holders.held : nil
  }

  private init(directory: FileIdentity, procfs: Procfs) {
    self.directory = directory
    self.procfs = procfs
  }

  private mutating func read() -> Bool {
    let device = directory.device
    let load = KernelTablesLoad(WantedFiles(below: directory))
    // A module isn't loaded on the chance that there will be tables.
    let knowsSockets = SockDiag.knows(.unix)
    let early = BackgroundValue {
      let bound = knowsSockets ? Self.boundSockets(on: device) : nil
      load.help()
      return bound
    }
    let tables = try? load.take()
    // It is waited for also where there are none.
    let told = early.get()
    guard let tables, let bound = told ?? Self.boundSockets(on: device), let descriptors = tables.descriptors,
      let mappings = tables.mappings, let processes = tables.processes
    else { return false }
    for file in bound { held.insert(file) }
    return add(descriptors) && add(mappings) && add(processes)
  }

  private mutating func add(_ descriptors: KernelTable<KernelFile>) -> Bool {
    descriptors.readAll { file, bytes in
      var path: Bytes = []
      if case .path(let place) = file.link { path = Bytes(bytes.extracting(place)) }
      add(file.identity, path, file.pid, descriptor: file.number)
      return true
    }
  }

  private mutating func add(_ mappings: KernelTable<KernelMapping>) -> Bool {
    mappings.readAll { mapping, bytes in
      // Where the table of procfs says more, it tells of this file or of one of another file system.
      if mapping.file.device == directory.device {
        add(mapping.file, mapping.mayNeedProcfs ? [] : mapping.path(in: bytes), mapping.pid)
      }
      return true
    }
  }

  /// The directories and the program of each process. What is read is on the file system of the directory, unless it
  /// has changed meanwhile: then its own must not be waited for.
  private mutating func add(_ processes: KernelProcesses) -> Bool {
    var links = LinkReader()
    guard let root = try? procfs.open(flags: csystem_o_path) else { return false }
    return processes.allSatisfy { process in
      // The iterators pass over what its other threads have open.
      if process.hasEnded && Self.hasSurvivors(process.pid, in: root) { return false }
      for link in process.links {
        do throws(SystemError) {
          let end = try Self.end(of: Bytes(link.name), process.pid, in: root, &links)
          if end.identity.device == directory.device { add(end.identity, end.path, process.pid) }
        } catch {
          // It has ended.
          if !error.isOfMissing { return false }
        }
      }
      return true
    }
  }

  /// Where a link of a process leads to. The path may be of another file, which it led to just before: who takes it for
  /// that of the file asks the file system.
  private static func end(
    of link: Bytes, _ pid: Int32, in root: borrowing FileDescriptor, _ links: inout LinkReader
  ) throws(SystemError) -> (identity: FileIdentity, path: Bytes) {
    let path = Path(Procfs.name(of: pid) + Bytes("/") + link)
    return try path.withPointer { (path) throws(SystemError) in
      try links.read(path, in: root)
      return (try FileStatus.remembered(path, in: root.number).get().identity, Bytes(links.contents))
    }
  }

  /// Whether a process has other threads than the first.
  private static func hasSurvivors(_ pid: Int32, in root: borrowing FileDescriptor) -> Bool {
    let path = Path(Procfs.name(of: pid) + Bytes("/task"))
    do throws(SystemError) {
      let tasks = try root.open(path, flags: O_DIRECTORY)
      var entries = NumberedEntries()
      while let entry = entries.next(in: tasks) {
        if entry.number != pid { return true }
      }
      return entries.failure != nil
    } catch { return !error.isOfMissing }
  }

  /// The files that UNIX sockets are bound to; nil where that isn't known.
  private static func boundSockets(on device: DeviceNumber) -> [HeldFiles.File]? {
    var files: [HeldFiles.File] = []
    do throws(SystemError) {
      try UnixSocketReport.all(showing: UDIAG_SHOW_VFS | UDIAG_SHOW_NAME) { report in
        guard let file = report.file, file.device == device else { return }
        files.append(HeldFiles.File(identity: file, path: report.name, isBound: true))
      }
    } catch { return nil }
    return files
  }

  private mutating func add(
    _ identity: FileIdentity, _ path: Bytes, _ pid: Int32, descriptor: Int32? = nil
  ) {
    held.insert(HeldFiles.File(identity: identity, path: path), holder: pid, descriptor: descriptor)
  }
}
