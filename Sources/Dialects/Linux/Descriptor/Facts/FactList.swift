import Store

/// What a file tells of itself, before it is a row.
struct FactList {
  enum Value: Equatable {
    case number(UInt64)
    case seconds(nanoseconds: UInt64)
    case text(Bytes)
  }

  private(set) var facts: [(fact: Fact, value: Value)] = []

  mutating func add(_ fact: Fact, _ number: UInt64?) {
    if let number { facts.append((fact, .number(number))) }
  }

  mutating func add(_ fact: Fact, nanoseconds: UInt64?) {
    if let nanoseconds { facts.append((fact, .seconds(nanoseconds: nanoseconds))) }
  }

  /// Adds a text that isn't empty.
  mutating func add(_ fact: Fact, _ text: Bytes?) {
    if let text, !text.isEmpty { facts.append((fact, .text(text))) }
  }

  /// Adds which ways a socket is still open: SHUTDOWN_MASK of include/net/sock.h, which has 1 where it no longer reads
  /// and 2 where it no longer writes.
  mutating func add(shutdown mask: UInt8?) {
    guard let mask else { return }
    let way: (UInt8, Unicode.Scalar) -> UInt8 = { bit, letter in UInt8(ascii: mask & bit == 0 ? letter : "-")
    }
    add(.socketShutdown, [way(1, "r"), way(2, "w")])
  }

  /// Gives the file what has been added, beside what it has.
  func keep(for file: inout OpenFile, in batch: inout Batch) {
    if facts.isEmpty { return }
    // The order of a set's members is that in which they came.
    let ordered = facts.enumerated().sorted {
      ($0.element.fact.rawValue, $0.offset) < ($1.element.fact.rawValue, $1.offset)
    }
    let kept = ordered.map { _, element in
      let value: FileFact.Value =
        switch element.value {
        case .number(let number): .number(number)
        case .seconds(let nanoseconds): .seconds(nanoseconds: nanoseconds)
        case .text(let text): .text(batch.names.append(text))
        }
      return FileFact(element.fact, value)
    }
    if file.details < 0 {
      file.details = Int32(truncatingIfNeeded: batch.openFileDetails.count)
      batch.openFileDetails.append(OpenFileDetails())
    }
    let others = batch.openFileDetails[Int(file.details)].facts
    if others.isEmpty {
      batch.openFileDetails[Int(file.details)].facts = kept
      return
    }
    let all = (others + kept).enumerated().sorted {
      ($0.element.fact.rawValue, $0.offset) < ($1.element.fact.rawValue, $1.offset)
    }
    batch.openFileDetails[Int(file.details)].facts = all.map(\.element)
  }
}

/// Where a kind finds what fdinfo doesn't tell.
struct FactSource {
  /// What procfs says that the descriptor leads to.
  var link: Bytes
  /// The descriptor's path in procfs.
  var path: Bytes
  let reader: FactReader
}
