/// Leaves in an output only what belongs to the fixture: the lister lists itself too, and its own rows
/// differ between two listers.
struct RowFilter {
  /// The processes whose rows stay.
  let processes: Set<Int>
  /// Rows of other processes may have widened columns: print one blank for many.
  let collapsesBlanks: Bool

  func apply(_ output: [UInt8]) -> [UInt8] {
    var kept: [[UInt8]] = []
    var dropped: [ArraySlice<UInt8>] = []
    var form = Form.unknown
    var keeps = true
    for line in output.split(separator: 0x0a, omittingEmptySubsequences: false) {
      switch classify(line, &form) {
      case .process(let process):
        keeps = processes.contains(process)
      case .row(let process):
        keeps = processes.contains(process)
      case .file: break
      case .other: keeps = true
      }
      if keeps { kept.append(Array(line)) } else { dropped.append(line) }
    }
    if form == .columns, !dropped.isEmpty { kept = narrowed(kept, without: dropped) }
    let text = Array(kept.joined(separator: [0x0a]))
    return !dropped.isEmpty && collapsesBlanks ? collapse(text) : text
  }

  private enum Form { case unknown, columns, fields, objects }

  private enum Line {
    /// Begins a process's set of fields.
    case process(Int)
    /// A whole row of columns, a PID alone or an object.
    case row(Int)
    /// Belongs to what came before it.
    case file
    case other
  }

  private func classify(_ line: ArraySlice<UInt8>, _ form: inout Form) -> Line {
    if line.starts(with: Array("COMMAND ".utf8)) {
      form = .columns
      return .other
    }
    if line.first == 0x70, let process = number(line.dropFirst().prefix { $0 != 0 }) {
      form = .fields
      return .process(process)
    }
    if line.first == 0x7b, let process = member(line) {
      form = .objects
      return .row(process)
    }
    if let process = number(line) { return .row(process) }
    switch form {
    case .fields: return line.first == 0x6d || line.isEmpty ? .other : .file
    case .columns:
      // An empty command name leaves its column blank.
      let words = line.split(separator: 0x20, maxSplits: 2)
      let position = line.first == 0x20 ? 0 : 1
      guard words.count > position, let process = number(words[position]) else { return .other }
      return .row(process)
    case .unknown, .objects: return .other
    }
  }

  private func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// The PID in an object on a line of its own.
  private func member(_ line: ArraySlice<UInt8>) -> Int? {
    let text = String(decoding: line, as: UTF8.self)
    guard !text.hasPrefix("{\"lsof"), let range = text.firstRange(of: "\"pid\":") else { return nil }
    return Int(text[range.upperBound...].prefix { $0.isNumber })
  }

  /// The rows with columns as wide as they make them: what only the dropped rows fill, such as the inode
  /// of the lister's own program, leaves a second blank in every other row.
  private func narrowed(_ rows: [[UInt8]], without dropped: [ArraySlice<UInt8>]) -> [[UInt8]] {
    var rows = rows
    guard let place = rows.firstIndex(where: { $0.starts(with: Array("COMMAND ".utf8)) }) else { return rows }
    let blank = blankAhead(of: rows, heading: rows[place])
    if let blank { rows[place].remove(at: blank) }
    let name = rows[place].count - "NAME".utf8.count
    func isBlank(_ place: Int) -> Bool {
      rows.allSatisfy { place >= $0.count || $0[place] == 0x20 }
    }
    func isFilled(_ place: Int) -> Bool {
      dropped.contains { place < $0.count && $0[$0.startIndex + place] != 0x20 }
    }
    let places = Set((1..<max(1, name)).filter { isBlank($0 - 1) && isBlank($0) && isFilled($0) })
    rows = rows.map { row in row.indices.filter { !places.contains($0) }.map { row[$0] } }
    if let blank { rows[place].insert(0x20, at: blank - places.count { $0 < blank }) }
    return rows
  }

  /// The place of the blank after FD in the heading where that is wider than the descriptors of all rows: the
  /// heading is one place ahead of the rows then, from there on.
  private func blankAhead(of rows: [[UInt8]], heading: [UInt8]) -> Int? {
    guard let descriptor = heading.firstRange(of: Array(" FD ".utf8)),
      let type = heading.firstRange(of: Array(" TYPE ".utf8))
    else { return nil }
    // Types end where their heading ends, unless it is ahead.
    let end = type.upperBound - 2
    let isAhead = rows.allSatisfy { $0 == heading || end >= $0.count || $0[end] == 0x20 }
    return isAhead ? descriptor.upperBound - 1 : nil
  }

  private func collapse(_ text: [UInt8]) -> [UInt8] {
    var collapsed: [UInt8] = []
    for byte in text where byte != 0x20 || collapsed.last != 0x20 { collapsed.append(byte) }
    return collapsed
  }
}
