import CSystem
import Glibc
import Misc
import Proc
import Store

/// What fdinfo and the mode of a descriptor's link tell, read at most once for each descriptor.
struct DescriptorDetails: ~Copyable {
  private let context: ScanContext
  private let requiredFields: RequiredFields
  private let fdinfo: FileDescriptor
  private var current: FdInfo?
  /// The descriptor that `current` is of.
  private var number: Int32 = -1

  /// `directory` is that of the process or task.
  init(directory: borrowing FileDescriptor, context: ScanContext) {
    self.context = context
    requiredFields = context.requiredFields
    fdinfo =
      directory.open(Path("fdinfo"), flags: O_DIRECTORY | csystem_o_path) ?? FileDescriptor(owning: -1)
    if fdinfo.number < 0 { context.noteShortage() }
  }

  /// Sets the access mode, as the mode of the link tells it.
  mutating func setAccess(
    _ name: UnsafePointer<CChar>, of file: inout OpenFile,
    in descriptors: borrowing FileDescriptor, with reader: inout FileReader
  ) {
    if !requiredFields.contains(.access) { return }
    // The flags say the same as the link's mode, and save a call where they are read anyhow.
    if !requiredFields.isDisjoint(with: [.offset, .openFlags]),
      let flags = info(name, of: file, with: &reader)?.flags
    {
      file.access = Self.access(flags)
      return
    }
    let status = FileStatus.of(name, in: descriptors.number, followsLinks: false)
    guard case .success(let status) = status, status.isLink else { return }
    switch status.mode & UInt32(Glibc.S_IRUSR | Glibc.S_IWUSR) {
    case UInt32(Glibc.S_IRUSR): file.access = .read
    case UInt32(Glibc.S_IWUSR): file.access = .write
    default: file.access = .readWrite
    }
  }

  private static func access(_ flags: UInt32) -> Access {
    let flags = Int32(truncatingIfNeeded: flags)
    if flags & csystem_o_path != 0 { return .readWrite }
    return switch flags & O_ACCMODE {
    case O_RDONLY: .read
    case O_WRONLY: .write
    default: .readWrite
    }
  }

  /// Sets the offset and the flags where they are wanted.
  mutating func read(
    _ name: UnsafePointer<CChar>, into file: inout OpenFile, with reader: inout FileReader,
    isOffsetWanted: Bool
  ) {
    if !isOffsetWanted && !requiredFields.contains(.openFlags) { return }
    guard let info = info(name, of: file, with: &reader) else { return }
    if let position = info.position {
      file.offset = position
      file.known.insert(.offset)
    }
    if let flags = info.flags {
      file.openFlags = flags
      file.known.insert(.openFlags)
    }
  }

  /// The name of a file that has no path, where fdinfo adds something to it; nil for none.
  mutating func specialName(
    _ rest: Span<UInt8>, _ name: UnsafePointer<CChar>, _ file: inout OpenFile,
    with reader: inout FileReader, _ arena: inout ByteArena
  ) -> ByteSlice? {
    if rest.equals("[eventfd]") {
      if let id = info(name, of: file, with: &reader)?.eventfdID {
        if requiredFields.contains(.endpoints) {
          file.endpoint = .eventfd
          file.endpointKey = id
        }
        return arena.append(Self.numbered("[eventfd:", id))
      }
    } else if rest.equals("[eventpoll]") {
      if let targets = info(name, of: file, with: &reader)?.targets, !targets.isEmpty {
        return arena.append(EventPollName.name(targets))
      }
    } else if rest.equals("[pidfd]") || file.node == .regular {
      // Since Linux 6.9 a pidfd is a regular file, called `pidfd:[inode]` by some kernels.
      if let pid = info(name, of: file, with: &reader)?.pid {
        return arena.append(Self.numbered("[pidfd:", pid))
      }
      return arena.append("[pidfd]")
    }
    return rest.isEmpty ? nil : arena.append(rest)
  }

  private static func numbered(_ prefix: StaticString, _ number: UInt64) -> Bytes {
    var name = ByteBuffer()
    name.append(prefix)
    name.append(decimal: number)
    name.append("]")
    return name.bytes
  }

  /// Notes which pseudoterminal a master is the end of: the device is the same for all of them.
  mutating func linkTerminal(
    _ name: UnsafePointer<CChar>, _ file: inout OpenFile, with reader: inout FileReader
  ) {
    switch (file.rawDevice.major, file.rawDevice.minor) {
    case (5, 2):
      if let index = info(name, of: file, with: &reader)?.terminalIndex {
        file.endpoint = .terminalMaster
        file.endpointKey = index
      }
    case (136...143, let minor):
      file.endpoint = .terminalSlave
      file.endpointKey = UInt64(minor)
    default: break
    }
  }

  private mutating func info(
    _ name: UnsafePointer<CChar>, of file: OpenFile, with reader: inout FileReader
  ) -> FdInfo? {
    if number != file.number {
      number = file.number
      current = nil
      if reader.read(name, in: fdinfo.number, isOneRecord: true) {
        current = FdInfo(reader.contents)
      } else {
        context.noteShortage()
      }
    }
    return current
  }
}
