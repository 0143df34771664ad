import Store

/// The lists of names and globs that `--unit`, `--container` and `--pod` take.
enum NamePatterns {
  /// Adds the members of a list, each a name or with `^` one that is left out.
  static func add(_ list: Bytes, to patterns: inout [NamePattern]) throws(UsageError) {
    let elements = ValueText.elements(of: list)
    if elements.isEmpty { throw UsageError("no name was given") }
    for element in elements {
      let (isExcluded, text) = ValueText.splitExclusion(element)
      let glob = Bytes(text)
      if glob.isEmpty { throw UsageError("no name after ^", element) }
      if let known = patterns.first(where: { $0.glob == glob }) {
        if known.isExcluded != isExcluded { throw UsageError("name both selected and left out", glob) }
      } else {
        patterns.append(NamePattern(glob: glob, isExcluded: isExcluded))
      }
    }
  }
}
