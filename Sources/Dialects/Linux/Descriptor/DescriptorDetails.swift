import CSystem
import Glibc
import Misc
import Store

/// What fdinfo and the mode of a descriptor's link tell: fdinfo is read at most once for each descriptor, and only
/// where something of it is needed.
struct DescriptorDetails: ~Copyable {
  private let context: ScanContext
  private let requiredFields: RequiredFields
  private let fdinfo: FileDescriptor
  /// The locks of the last descriptor whose locks were read.
  private(set) var locks: [FileLock] = []
  /// The mount of the last descriptor whose mount was read.
  private(set) var mountID: UInt64?

  /// Of a process or task, with the directory that its place is for. With `files` only what these don't tell is needed.
  init(
    of subject: Subject, in directory: borrowing FileDescriptor, _ context: ScanContext,
    besides files: KernelFiles.ProcessFiles? = nil
  ) {
    self.context = context
    requiredFields = context.requiredFields
    fdinfo = Self.open(
      subject, directory, context, isNeeded: Self.areNeeded(context, besides: files))
  }

  /// Whether fdinfo, or links, may have to say anything beside `files`.
  static func areNeeded(_ context: ScanContext, besides files: KernelFiles.ProcessFiles?) -> Bool {
    guard let files, !files.mayNeedProcfs else { return true }
    // Of exempt files the offset is read, which is not asked of the tables.
    return !context.requiredFields.isDisjoint(with: ofFdInfo)
      || !context.request.blockingPolicy.exemptions.isEmpty
  }

  /// What the kernel's tables never tell.
  private static let ofFdInfo: RequiredFields = [
    .openFlags, .endpoints, .mount, .facts, .descriptorsInFlight,
  ]

  private static func open(
    _ subject: Subject, _ directory: borrowing FileDescriptor, _ context: ScanContext, isNeeded: Bool
  ) -> FileDescriptor {
    if !isNeeded { return FileDescriptor(owning: -1) }
    do throws(SystemError) {
      return try directory.open(subject.place.path("fdinfo"), flags: O_DIRECTORY | csystem_o_path)
    } catch {
      context.shortages.noteIfShort(error)
      return FileDescriptor(owning: -1)
    }
  }

  /// Sets the offset and the flags where they are wanted.
  mutating func read(
    _ name: UnsafePointer<CChar>, into file: inout OpenFile, with reader: inout FileReader,
    isOffsetWanted: Bool
  ) {
    var kind: (any FileKind)?
    read(name, into: &file, &kind, with: &reader, isOffsetWanted: isOffsetWanted, readsMount: false)
  }

  /// The same, and ``mountID`` with `readsMount`. A `kind`, if there is one, takes what it needs.
  mutating func read(
    _ name: UnsafePointer<CChar>, into file: inout OpenFile, _ kind: inout (any FileKind)?,
    with reader: inout FileReader, isOffsetWanted: Bool, readsMount: Bool
  ) {
    mountID = nil
    if !isOffsetWanted && !readsMount && kind == nil && !requiredFields.contains(.openFlags) { return }
    guard let info = try? info(name, &kind, with: &reader, readsMount: readsMount) else { return }
    Self.set(info, in: &file)
    mountID = info.mountID
  }

  /// Sets what is wanted of a file that isn't a socket: access mode, offset and flags, as far as it isn't `known`.
  /// `kind` takes what it needs. With `readsLocks` ``locks`` has those of this descriptor afterwards; false where they
  /// can't be read.
  mutating func read(
    _ name: UnsafePointer<CChar>, _ known: KernelFile?, into file: inout OpenFile,
    _ kind: inout (any FileKind)?, in descriptors: borrowing FileDescriptor, with reader: inout FileReader,
    isOffsetWanted: Bool, readsMount: Bool, readsLocks: Bool
  ) -> Bool {
    if let known { Self.set(known, in: &file, requiredFields, isOffsetWanted: isOffsetWanted) }
    let readsLocks = readsLocks && known?.mayBeLocked ?? true
    let setsInfo = isOffsetWanted && known == nil || requiredFields.contains(.openFlags)
    // The flags say the same as the link's mode, and save a call where they are read anyhow.
    let takesAccess =
      known == nil && requiredFields.contains(.access)
      && (readsLocks || !requiredFields.isDisjoint(with: [.offset, .openFlags]))
    var info: FdInfo?
    var hasFailed = false
    if setsInfo || takesAccess || readsMount || readsLocks || kind.map({ type(of: $0).readsFdInfo }) == true {
      do throws(SystemError) {
        info = try self.info(name, &kind, with: &reader, readsMount: readsMount, readsLocks: readsLocks)
      } catch {
        // What has been closed has no locks.
        hasFailed = !error.isOfMissing
      }
    }
    if setsInfo, let info { Self.set(info, in: &file) }
    if takesAccess, let flags = info?.flags {
      file.access = Self.access(flags)
    } else if known == nil && requiredFields.contains(.access) {
      file.access = Self.access(ofLink: name, in: descriptors) ?? file.access
    }
    locks = readsLocks ? info?.locks ?? [] : []
    mountID = info?.mountID
    return !hasFailed
  }

  private func info(
    _ name: UnsafePointer<CChar>, _ kind: inout (any FileKind)?, with reader: inout FileReader,
    readsMount: Bool = false, readsLocks: Bool = false
  ) throws(SystemError) -> FdInfo {
    do throws(SystemError) {
      try reader.read(name, in: fdinfo.number, isOneRecord: true)
    } catch {
      context.shortages.noteIfShort(error)
      throw error
    }
    return FdInfo(reader.contents, &kind, readsMount: readsMount, readsLocks: readsLocks)
  }

  private static func set(
    _ known: KernelFile, in file: inout OpenFile, _ requiredFields: RequiredFields, isOffsetWanted: Bool
  ) {
    if requiredFields.contains(.access) { file.access = known.access }
    if isOffsetWanted, let position = known.position {
      file.offset = position
      file.known.insert(.offset)
    }
  }

  private static func set(_ info: FdInfo, in file: inout OpenFile) {
    if let position = info.position {
      file.offset = position
      file.known.insert(.offset)
    }
    if let flags = info.flags {
      file.openFlags = flags
      file.known.insert(.openFlags)
    }
  }

  private static func access(_ flags: UInt32) -> Access {
    let flags = Int32(truncatingIfNeeded: flags)
    if flags & csystem_o_path != 0 { return .readWrite }
    return Access(openFlags: flags)
  }

  /// The access mode, as the mode of the link tells it (fs/proc/fd.c, tid_fd_update_inode).
  private static func access(
    ofLink name: UnsafePointer<CChar>, in descriptors: borrowing FileDescriptor
  ) -> Access? {
    let status = FileStatus.of(name, in: descriptors.number, followsLinks: false)
    guard case .success(let status) = status, status.isLink else { return nil }
    return switch status.mode & UInt32(Glibc.S_IRUSR | Glibc.S_IWUSR) {
    case UInt32(Glibc.S_IRUSR): .read
    case UInt32(Glibc.S_IWUSR): .write
    default: .readWrite
    }
  }
}

extension Access {
  /// What the flags of open(2) say, but for O_PATH.
  init(openFlags flags: Int32) {
    self =
      switch flags & O_ACCMODE {
      case O_RDONLY: .read
      case O_WRONLY: .write
      default: .readWrite
      }
  }
}
