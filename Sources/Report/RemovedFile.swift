import Misc
import Print
import Store

/// A file that no name leads to any more, or memory that the kernel shows as one, with those who hold it.
struct RemovedFile: Sendable {
  enum Kind: CaseIterable {
    case file
    /// memfd_create(2)
    case memfd
    /// shmget(2)
    case systemV
    /// mmap(2) with MAP_SHARED and MAP_ANONYMOUS
    case anonymous
    /// Of a driver or another part of the kernel.
    case otherMemory

    var isMemory: Bool { self != .file }

    var word: StaticString {
      switch self {
      case .file: "file"
      case .memfd: "memfd"
      case .systemV: "sysv_shm"
      case .anonymous: "anonymous"
      case .otherMemory: "other"
      }
    }

    var words: StaticString {
      switch self {
      case .file: "Files"
      case .memfd: "Files of memfd_create"
      case .systemV: "Shared memory of System V"
      case .anonymous: "Shared mappings without a file"
      case .otherMemory: "Other memory"
      }
    }

    /// Only the kernel's own file systems hold memory; what a file elsewhere is called doesn't matter. Those of huge
    /// pages are known by having no mount and these names.
    init(_ name: Bytes, on facts: FileSystemFacts?) {
      let isKernels = facts?.isSharedMemory ?? false
      let isUnmounted = facts.map { $0.directory.isEmpty } ?? true
      let named: Kind? =
        name.starts(with: Bytes("/memfd:"))
        ? .memfd
        : name.starts(with: Bytes("/SYSV"))
          ? .systemV
          : name.starts(with: Bytes("/dev/zero")) || name.starts(with: Bytes("/anon_hugepage"))
            ? .anonymous : nil
      if isKernels {
        self = named ?? .otherMemory
      } else if isUnmounted {
        self = named ?? .file
      } else {
        self = .file
      }
    }
  }

  /// One way in which a process holds it.
  struct Hold: Equatable {
    var kind: DescriptorKind
    var number: Int32
    var access: Access

    var words: Bytes {
      var words = ByteBuffer()
      switch kind {
      case .number:
        words.append("fd ")
        words.append(decimal: Int(number))
        if access != .none { words.append(access.letter) }
      case .memory, .deletedMemory, .mappedDevice: words.append("mapped")
      case .programText: words.append("its program")
      case .currentDirectory: words.append("working directory")
      case .rootDirectory: words.append("root directory")
      default: kind.append(number: number, to: &words)
      }
      return words.bytes
    }

    /// The members of JSON.
    var facts: [ReportFact?] {
      [
        kind == .number ? .number("fd", number) : .text("as", Bytes(kind.text)),
        access == .none ? nil : .text("access", [access.letter]),
      ]
    }
  }

  struct Holder {
    var process: ProcessNames
    var holds: [Hold] = []

    /// The same mapping counts once, whichever way it was found.
    var distinctHolds: [Hold] {
      var seen: Set<Bytes> = []
      return holds.filter { seen.insert($0.words).inserted }
    }
  }

  let identity: FileIdentity
  let name: Bytes
  var kind = Kind.file
  /// Bytes; nil where it isn't known.
  var size: UInt64?
  /// Bytes that it takes up.
  var held: UInt64?
  var holders: [Holder] = []

  init(_ identity: FileIdentity, name: Bytes) {
    self.identity = identity
    self.name = name.withoutDeletedSuffix
  }

  /// Takes a row of a process that holds it.
  mutating func add(_ file: OpenFile, of process: ProcessRecord, in batch: borrowing Batch) {
    if file.details >= 0, let inode = batch.openFileDetails[Int(file.details)].inode {
      held = inode.blocks &* 512
    }
    if file.known.contains(.size) { size = file.size }
    if holders.last?.process.pid != process.pid {
      holders.append(Holder(process: ProcessNames(process, of: batch)))
    }
    holders[holders.count - 1].holds.append(
      Hold(kind: file.descriptor, number: file.number, access: file.access))
  }

  /// Removed files have no name; procfs tells the last one.
  var shownName: Bytes { name.isEmpty ? Bytes("(no name)") : name }

  /// A descriptor with it.
  var descriptor: (process: Int32, descriptor: Int32)? {
    for holder in holders {
      if let hold = holder.holds.first(where: { $0.kind == .number }) {
        return (holder.process.pid, hold.number)
      }
    }
    return nil
  }

  func facts(_ users: inout UserNames) -> [ReportFact] {
    var holderFacts: [[ReportFact]] = []
    for holder in holders {
      for hold in holder.distinctHolds {
        holderFacts.append((holder.process.facts(&users) + hold.facts).compactMap { $0 })
      }
    }
    return [
      .text("name", name), .word("kind", kind.word), .text("device", identity.device.text),
      .number("inode", identity.inode), .number("size", size), .number("held", held),
      .objects("holders", holderFacts),
    ].compactMap { $0 }
  }
}

extension Bytes {
  /// Without what procfs puts behind the path of a removed file.
  fileprivate var withoutDeletedSuffix: Bytes {
    let suffix = Bytes(" (deleted)")
    return suffix.count <= count && self[(count - suffix.count)...] == suffix[...]
      ? Bytes(dropLast(suffix.count)) : self
  }
}
