import Store

/// The lists of network namespaces that `--netns` takes.
enum NetworkNamespaceList {
  /// Adds the members of a list: `all`, `self`, PIDs, paths of files and names, each with `^` to leave it out.
  static func add(_ list: Bytes, to set: inout NetworkNamespaceSet) throws(UsageError) {
    let elements = ValueText.elements(of: list)
    if elements.isEmpty { throw UsageError("no network namespace was given") }
    for element in elements {
      let (isExcluded, text) = ValueText.splitExclusion(element)
      if text.elementsEqual(Bytes("all")) {
        if isExcluded { throw UsageError("^all leaves no network namespace", element) }
        set.namesAll = true
        continue
      }
      let name = try name(text, in: element)
      if isExcluded ? set.included.contains(name) : set.excluded.contains(name) {
        throw UsageError("network namespace both selected and left out", text)
      }
      if isExcluded { set.excluded.append(name) } else { set.included.append(name) }
    }
  }

  private static func name(
    _ text: ArraySlice<UInt8>, in element: ArraySlice<UInt8>
  ) throws(UsageError) -> NetworkNamespaceSet.Name {
    if text.isEmpty { throw UsageError("no network namespace after ^", element) }
    if text.elementsEqual(Bytes("self")) { return .own }
    if text.contains(UInt8(ascii: "/")) { return .path(Bytes(text)) }
    if !text.allSatisfy(ValueText.isDigit) { return .name(Bytes(text)) }
    guard let pid = ValueText.number(text, maximum: Int(Int32.max)) else {
      throw UsageError("process number too large", text)
    }
    return .process(Int32(pid))
  }
}
