import Glibc
import Misc
import Store

/// Walks through the descriptors of a process in the order of their numbers.
///
/// To have a descriptor listed costs the kernel a third of what asking about it does, and a table of
/// descriptors mostly has few gaps. So the walk guesses: it counts up from 0. Where the caller finds that a
/// number isn't open, the kernel is asked for the next one that is. Nothing is passed over: each number has
/// been asked about, or lies in a gap that the kernel has shown.
struct DescriptorWalk: ~Copyable {
  /// A descriptor or, with ``isGuess``, perhaps none. `name` holds until the next call of ``next(in:)``.
  struct Entry {
    var number: Int32
    var name: UnsafePointer<CChar>
    var isGuess: Bool
  }

  /// The decimal digits of an Int32, and a NUL.
  private static let longestName = 11
  /// `PID/fd/`
  private static let longestPrefix = 14
  /// procfs counts `.` and `..` before the descriptors: the number of one is its position in the directory less
  /// two (fs/proc/fd.c, proc_readfd_common).
  private static let positionOfZero = 2
  /// To cross a gap costs as much as to list so many descriptors.
  private static let costOfGap = 5
  /// Gaps that any table may have.
  private static let freeGaps = 2

  private enum Mode {
    case guessing
    /// Only the next descriptor is listed, and then guessing goes on.
    case crossingGap
    case listing
    /// The kernel's tables are known.
    case reading
    /// The numbers are known.
    case choosing
  }

  private var entries = NumberedEntries()
  private let guess = UnsafeMutablePointer<CChar>.allocate(capacity: longestPrefix + longestName)
  private var mode = Mode.listing
  /// Where the walk has come to.
  private var number: Int32 = 0
  private var gaps = 0
  /// How much of ``guess`` precedes the number.
  private var prefix = 0
  /// What the kernel's tables have of the last descriptor, where they are walked through. It is large, and lent rather
  /// than handed over.
  private(set) var known: KernelFile?
  private var files = KernelFiles.ProcessFiles()
  /// Where in ``files`` the next record begins.
  private var place = 0
  /// Those that are chosen and have not been asked about yet.
  private var numbers: ArraySlice<Int32> = []

  init() {}

  deinit { guess.deallocate() }

  /// Begins with the descriptors of another process, at the number `first`. Without `guesses` all of them are
  /// listed.
  mutating func start(at first: Int32 = 0, guesses: Bool, in directory: borrowing FileDescriptor) {
    known = nil
    number = first
    prefix = 0
    gaps = 0
    mode = .guessing
    if !guesses { list(.listing, in: directory) }
  }

  /// Begins with the descriptors of another process that the kernel's tables tell of. Their names begin with `prefix`.
  mutating func start(in files: KernelFiles.ProcessFiles, below prefix: Bytes) {
    known = nil
    self.files = files
    self.prefix = Self.write(prefix, to: guess)
    place = 0
    mode = .reading
    entries.restart()
  }

  /// Begins with some descriptors of another process, by their numbers in ascending order.
  mutating func start(with numbers: [Int32]) {
    known = nil
    self.numbers = numbers[...]
    prefix = 0
    mode = .choosing
    entries.restart()
  }

  /// The next descriptor, or nil after the last one.
  mutating func next(in directory: borrowing FileDescriptor) -> Entry? {
    if mode == .guessing {
      write(number)
      number += 1
      return Entry(number: number - 1, name: UnsafePointer(guess), isGuess: true)
    }
    if mode == .choosing {
      guard let number = numbers.popFirst() else { return nil }
      write(number)
      return Entry(number: number, name: UnsafePointer(guess), isGuess: false)
    }
    if mode == .reading {
      known = KernelFile(files.bytes.span, at: place)
      guard let (number, end) = known.map({ ($0.number, $0.end) }) else { return nil }
      place = end
      write(number)
      return Entry(number: number, name: UnsafePointer(guess), isGuess: false)
    }
    let isCrossing = mode == .crossingGap
    guard let entry = entries.next(in: directory, isAlone: isCrossing) else { return nil }
    if isCrossing {
      mode = .guessing
      number = entry.number + 1
    }
    return Entry(number: entry.number, name: entry.name, isGuess: false)
  }

  /// Has `link` say what that of the last descriptor does, by ``known``; false where it must be read.
  func read(into link: inout LinkReader) -> Bool { link.take(known?.link, in: files.bytes.span) }

  /// The bytes that ``known`` is in.
  var records: Bytes { files.bytes }

  /// What ``known`` tells of a socket.
  var socket: KernelSocket? { known?.socket(in: files.bytes.span) }

  /// Goes on with the next descriptor from a guess that could not be asked about: it is there again, if it is
  /// open all the same.
  mutating func refute(_ entry: Entry, in directory: borrowing FileDescriptor) {
    number = entry.number
    gaps += 1
    let isWorthwhile = (gaps - Self.freeGaps) * Self.costOfGap <= Int(number)
    list(isWorthwhile ? .crossingGap : .listing, in: directory)
  }

  /// Has the descriptors listed from this one on: the caller doesn't ask about each.
  mutating func stopGuessing(at entry: Entry, in directory: borrowing FileDescriptor) {
    number = entry.number
    list(.listing, in: directory)
  }

  /// Why the directory could not be read to its end; where the process has ended it is empty.
  var failure: SystemError? { entries.failure }

  private mutating func list(_ mode: Mode, in directory: borrowing FileDescriptor) {
    self.mode = mode
    entries.restart()
    lseek(directory.number, off_t(number) + off_t(Self.positionOfZero), SEEK_SET)
  }

  private func write(_ number: Int32) {
    var length = prefix + 1
    var rest = number / 10
    while rest > 0 {
      length += 1
      rest /= 10
    }
    guess[length] = 0
    rest = number
    while length > prefix {
      length -= 1
      guess[length] = CChar(truncatingIfNeeded: rest % 10 + Int32(UInt8(ascii: "0")))
      rest /= 10
    }
  }

  /// Its length.
  private static func write(_ prefix: Bytes, to name: UnsafeMutablePointer<CChar>) -> Int {
    precondition(prefix.count <= longestPrefix)
    for (index, byte) in prefix.enumerated() { name[index] = CChar(bitPattern: byte) }
    return prefix.count
  }
}
