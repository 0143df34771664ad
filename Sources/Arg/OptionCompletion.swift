import Misc
import Store

extension Options {
  /// Derives what depends on several options together, and gives what is wrong with the combination.
  mutating func complete(canReadContexts: Bool) -> [UsageError] {
    request.selection.tcpStates = tcpStates.filter
    request.selection.udpStates = udpStates.filter
    request.output.sizeColumn = listsOffsets ? .offset : listsSizes ? .size : .sizeOrOffset
    completeForm(canReadContexts: canReadContexts)
    if request.repetition?.seconds == 0 { request.repetition = nil }
    completeSelectors()
    request.output.fileFlags = !listsFlags ? .hidden : flagsAreHexadecimal ? .hexadecimal : .names
    return conflicts()
  }

  private mutating func completeForm(canReadContexts: Bool) {
    if usesJSON || usesJSONLines {
      // The PID alone is no choice of fields.
      if request.output.fields.isSubset(of: [.pid]) { selectDefaultFields(withContexts: canReadContexts) }
    }
    if !canReadContexts { request.output.showsContext = false }
    if usesFields { request.output.fields.insert(.pid) }
    request.output.form =
      usesJSON ? .json : usesJSONLines ? .jsonLines : usesFields ? .fields : isTerse ? .processIDs : .columns
  }

  private func conflicts() -> [UsageError] {
    var errors = [tcpStates.conflict, udpStates.conflict].compactMap { $0 }
    if listsSizes && listsOffsets {
      errors.append(UsageError("sizes (-s) and offsets (-o) exclude each other"))
    }
    if usesFields && isTerse { errors.append(UsageError("-t excludes -F, -J and -j")) }
    if usesJSON && usesJSONLines { errors.append(UsageError("-J and -j exclude each other")) }
    if usesFields, let marker = request.repetition?.marker, TimeText.now(in: marker)?.contains(0x0a) ?? true {
      errors.append(UsageError("the marker (-r m) of field output can't have a newline", marker))
    }
    if (crossesFileSystems || followsLinks) && directories.isEmpty {
      errors.append(UsageError("-x is of use with +d and +D only"))
    }
    return errors
  }

  /// What makes a listing senseless, but not help.
  var contradiction: UsageError? {
    let selection = request.selection
    if selection.isEverything && selection.requiresAll {
      return UsageError("-a has no selections to combine")
    }
    if selection.skipsInternetTables && (selection.internet || !addresses.isEmpty) {
      return UsageError("-X leaves out what -i asks for")
    }
    return nil
  }

  /// What is selected by; nothing at all means everything.
  private mutating func completeSelectors() {
    let selection = request.selection
    var selectors = selection.selectors
    func use(_ selector: Selectors, when isUsed: Bool) { if isUsed { selectors.insert(selector) } }
    use(
      .command,
      when: !selection.expressions.isEmpty || selection.commands.contains { !$0.isExcluded })
    use(.context, when: !selection.contexts.isEmpty)
    use(.descriptor, when: !selection.descriptors.isEmpty)
    use(.address, when: !addresses.isEmpty)
    use(.internet, when: selection.internet)
    use(.nfs, when: selection.nfs)
    use(.name, when: !names.isEmpty || !directories.isEmpty)
    use(.processGroup, when: selection.groups.contains { !$0.isExcluded })
    use(.pid, when: selection.pids.contains { !$0.isExcluded })
    use(.user, when: users.contains { !$0.isExcluded })
    use(.unix, when: selection.unix)
    use(.task, when: selection.tasks == .listed)
    let isEverything = selectors.isEmpty
    request.selection.isEverything = isEverything
    request.selection.selectors = isEverything ? .everything : selectors
    if isEverything && selection.tasks == .ignored { request.selection.selectors.remove(.task) }
  }
}
