import Store

/// The lists of numbers that `-p` and `-g` take.
enum ProcessIDList {
  case processes, groups

  /// Adds a list such as `1,^2`. An ID that is there already is not added again.
  func add(_ list: Bytes, to patterns: inout [IDPattern]) throws(UsageError) {
    let elements = ValueText.elements(of: list)
    if elements.isEmpty { throw missing }
    for element in elements {
      let (isExcluded, digits) = ValueText.splitExclusion(element)
      guard let number = ValueText.number(digits, maximum: Int(Int32.max)) else {
        throw illegal(digits.isEmpty ? element : digits)
      }
      let id = Int32(number)
      if let known = patterns.first(where: { $0.id == id }) {
        if known.isExcluded != isExcluded { throw conflict(digits) }
      } else {
        patterns.append(IDPattern(id: id, isExcluded: isExcluded))
      }
    }
  }

  private var missing: UsageError {
    self == .processes ? UsageError("no process ID was given") : UsageError("no process group ID was given")
  }

  private func illegal(_ id: ArraySlice<UInt8>) -> UsageError {
    self == .processes ? UsageError("bad process ID", id) : UsageError("bad process group ID", id)
  }

  private func conflict(_ id: ArraySlice<UInt8>) -> UsageError {
    self == .processes
      ? UsageError("process ID both selected and left out", id)
      : UsageError("process group ID both selected and left out", id)
  }
}
