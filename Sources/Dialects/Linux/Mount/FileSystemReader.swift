import CSystem
import Glibc
import Misc
import Store

/// Finds out what file systems are, and how much room they have.
struct FileSystemReader {
  /// Those that the lister sees.
  let mounts: [Mount]
  let probe: GuardedProbe
  let procfs: Procfs

  func facts(_ questions: [FileSystemQuestion]) -> [DeviceNumber: FileSystemFacts] {
    let sharedMemory = Self.sharedMemoryDevice()
    var facts: [DeviceNumber: FileSystemFacts] = [:]
    for question in questions {
      if question.device == sharedMemory {
        var memory = FileSystemFacts()
        memory.isSharedMemory = true
        facts[question.device] = memory
      } else {
        facts[question.device] = self.facts(question)
      }
    }
    return facts
  }

  private func facts(_ question: FileSystemQuestion) -> FileSystemFacts {
    // Several mounts can lead there; the shortest path is the one that people know.
    let own = mounts.filter { $0.device == question.device && isOnTop($0) }
      .min { $0.directory.count < $1.directory.count }
    if let own {
      var facts = FileSystemFacts(own)
      if question.wantsSpace { facts.space = space(of: own) }
      return facts
    }
    guard let (process, descriptor) = question.holder else { return FileSystemFacts() }
    let link = procfs.process(process) + Bytes("/fd/") + Procfs.name(of: descriptor)
    let found = Path(link).withPointer { link in
      FileStatus.withMount(link, in: AT_FDCWD, isRemembered: true)
    }
    // Meanwhile it may be another file.
    guard case .success((let status, let mount)) = found, status.device == question.device else {
      return FileSystemFacts()
    }
    var facts = self.facts(ofMount: mount, seenBy: process)
    if question.wantsSpace && !probe.isBlocking(question.device) {
      facts.space = probe.space(at: link, on: nil)
    }
    return facts
  }

  /// The mount with an ID, from the lister's table or that of a process: subvolumes have devices that no table has, and
  /// containers mounts of their own.
  private func facts(ofMount id: UInt64, seenBy process: Int32) -> FileSystemFacts {
    if let mount = mounts.first(where: { UInt64($0.id) == id }) { return FileSystemFacts(mount) }
    var reader = FileReader()
    guard (try? reader.read(Path(procfs.process(process) + Bytes("/mountinfo")))) != nil,
      let mount = MountInfo.mounts(reader.contents).first(where: { UInt64($0.id) == id })
    else { return FileSystemFacts() }
    var facts = FileSystemFacts(mount)
    facts.process = process
    return facts
  }

  /// Of mounts on one directory the last hides the others.
  private func isOnTop(_ mount: Mount) -> Bool {
    mounts.last { $0.directory == mount.directory }?.id == mount.id
  }

  private func space(of mount: Mount) -> FileSystemFacts.Space? {
    if mount.traits.contains(.automountPoint) { return nil }
    // A mount further up may hide this one, or not answer.
    guard let way = probe.blockingDevice(of: mount.directory) else {
      let found = Path(mount.directory).withPointer {
        FileStatus.withMount($0, in: AT_FDCWD, isRemembered: true)
      }
      guard case .success((_, let id)) = found, id == UInt64(mount.id) else { return nil }
      return probe.space(at: mount.directory, on: nil)
    }
    return probe.space(at: mount.directory, on: way)
  }

  /// The device of the kernel's own tmpfs, which no mount table has: memory of memfd_create(2), shmget(2) and shared
  /// mappings without a file are files there (mm/shmem.c, shm_mnt).
  static func sharedMemoryDevice() -> DeviceNumber? {
    guard let file = try? FileDescriptor(opened: csystem_memory_file()) else { return nil }
    return try? FileStatus.of(file).get().device
  }
}

extension FileSystemFacts {
  fileprivate init(_ mount: Mount) {
    self.init()
    directory = mount.directory
    type = mount.fileSystem
    source = mount.source
  }
}
