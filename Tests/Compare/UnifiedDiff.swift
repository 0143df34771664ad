import TestSupport

/// The differences between two texts in unified form, with the bytes that are not printable ASCII
/// as `\xNN`. Empty if the texts are equal.
func unifiedDiff(_ old: [UInt8], _ new: [UInt8], context: Int = 2) -> String {
  let before = old.split(separator: 0x0a, omittingEmptySubsequences: false)
  let after = new.split(separator: 0x0a, omittingEmptySubsequences: false)
  let edits = script(before, after)
  var text = ""
  var index = 0
  while let start = edits[index...].firstIndex(where: { $0.mark != " " }) {
    var end = start
    while let next = edits[(end + 1)...].firstIndex(where: { $0.mark != " " }), next - end <= 2 * context {
      end = next
    }
    let hunk = edits[max(index, start - context)..<min(edits.count, end + context + 1)]
    let oldCount = hunk.count { $0.mark != "+" }
    let newCount = hunk.count { $0.mark != "-" }
    let oldStart = edits[..<hunk.startIndex].count { $0.mark != "+" } + 1
    let newStart = edits[..<hunk.startIndex].count { $0.mark != "-" } + 1
    text += "@@ -\(oldStart),\(oldCount) +\(newStart),\(newCount) @@\n"
    for edit in hunk { text += "\(edit.mark)\(printable(edit.line))\n" }
    index = hunk.endIndex
  }
  return text
}

private struct Edit {
  let mark: Character
  let line: ArraySlice<UInt8>
}

/// The lines of both texts, marked as common, removed or added, by the longest common subsequence of
/// what lies between the common beginning and end.
private func script(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
  var head = 0
  while head < min(old.count, new.count), old[head].elementsEqual(new[head]) { head += 1 }
  var tail = 0
  while tail < min(old.count, new.count) - head,
    old[old.count - 1 - tail].elementsEqual(new[new.count - 1 - tail])
  { tail += 1 }
  let first = Array(old[head..<(old.count - tail)])
  let second = Array(new[head..<(new.count - tail)])
  return old[..<head].map { Edit(mark: " ", line: $0) } + middle(first, second)
    + old[(old.count - tail)...].map { Edit(mark: " ", line: $0) }
}

private func middle(_ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]) -> [Edit] {
  let removed = old.map { Edit(mark: "-", line: $0) }
  let added = new.map { Edit(mark: "+", line: $0) }
  // Texts that differ throughout aren't worth the square of their lengths.
  guard old.count * new.count <= 4_000_000 else { return removed + added }
  let width = new.count + 1
  var lengths = [Int32](repeating: 0, count: (old.count + 1) * width)
  for row in stride(from: old.count - 1, through: 0, by: -1) {
    for column in stride(from: new.count - 1, through: 0, by: -1) {
      lengths[row * width + column] =
        old[row] == new[column]
        ? lengths[(row + 1) * width + column + 1] + 1
        : max(lengths[(row + 1) * width + column], lengths[row * width + column + 1])
    }
  }
  var edits: [Edit] = []
  var row = 0
  var column = 0
  while row < old.count, column < new.count {
    if old[row] == new[column] {
      edits.append(Edit(mark: " ", line: old[row]))
      row += 1
      column += 1
    } else if lengths[(row + 1) * width + column] >= lengths[row * width + column + 1] {
      edits.append(removed[row])
      row += 1
    } else {
      edits.append(added[column])
      column += 1
    }
  }
  return edits + removed[row...] + added[column...]
}
