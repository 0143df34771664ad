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

  /// Gives the file what has been added.
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
    batch.openFileDetails[Int(file.details)].facts = kept
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
