import Store

/// Finds the word that a mistyped one was meant to be.
enum NearestWord {
  /// The most edits between the two.
  private static let mostEdits = 2

  /// The one of the words that is fewest edits away, or that alone begins with the wrong word; capitals are no
  /// edits. Nil where none is near.
  static func find(_ wrong: ArraySlice<UInt8>, among words: [Bytes]) -> Bytes? {
    if wrong.isEmpty { return nil }
    let wrong = wrong.map(\.lowercased)
    let begun = words.filter { $0.starts(with: wrong) }
    if begun.count == 1 { return begun[0] }
    // In a short word, two edits leave nothing of it.
    let most = min(mostEdits, wrong.count / 2)
    var nearest: (word: Bytes, edits: Int)?
    for word in words where abs(word.count - wrong.count) <= most {
      let edits = edits(wrong, word)
      if edits <= most && edits < nearest?.edits ?? .max { nearest = (word, edits) }
    }
    return nearest?.word
  }

  /// How many bytes have to be put in, left out, replaced or swapped with their neighbour to get from one word to
  /// the other. The time goes with the product of their lengths.
  static func edits(_ first: Bytes, _ second: Bytes) -> Int {
    var (beforeLast, last) = ([Int](), Array(0...second.count))
    for row in first.indices {
      var current = [row + 1]
      for column in second.indices {
        let isSame = first[row] == second[column]
        var least = min(current[column] + 1, last[column + 1] + 1, last[column] + (isSame ? 0 : 1))
        if row > 0 && column > 0 && first[row] == second[column - 1] && first[row - 1] == second[column] {
          least = min(least, beforeLast[column - 1] + 1)
        }
        current.append(least)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
