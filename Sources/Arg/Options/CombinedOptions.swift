import Misc
import Print
import Store

/// What several options mean together.
enum CombinedOptions {
  /// Derives what depends on several options, and gives what is wrong with the combination.
  static func complete(_ options: inout Options, hasContexts: Bool) -> [UsageError] {
    options.request.selection.tcpStates = options.tcpStates.filter
    options.request.selection.udpStates = options.udpStates.filter
    if !options.filters.isEmpty { options.request.filter = RowFilter(.all(options.filters)) }
    options.request.output.sizeColumn =
      options.listsOffsets ? .offset : options.listsSizes ? .size : .sizeOrOffset
    completeForm(&options, hasContexts: hasContexts)
    if options.request.repetition?.seconds == 0 { options.request.repetition = nil }
    if options.request.output.tellsChanges { completeChanges(&options) }
    completeSelectors(&options)
    options.request.output.fileFlags =
      !options.listsFlags ? .hidden : options.flagsAreHexadecimal ? .hexadecimal : .names
    completeColumns(&options)
    completeNamespaces(&options)
    return conflicts(in: options, hasContexts: hasContexts)
  }

  private static func completeForm(_ options: inout Options, hasContexts: Bool) {
    if (options.usesJSON || options.usesJSONLines) && options.columns.isEmpty {
      // The PID alone is no choice of fields.
      if options.request.output.fields.isSubset(of: ["p"]) {
        options.selectDefaultFields(withContexts: hasContexts)
      }
    }
    if !hasContexts {
      options.request.output.showsContext = false
      options.request.output.fields.remove("Z")
    }
    for field in options.request.output.fieldsOfColumns { options.request.output.fields.insert(field) }
    if options.usesFields { options.request.output.fields.insert("p") }
    options.request.output.form = form(options)
  }

  /// What `--changes` asks for besides.
  private static func completeChanges(_ options: inout Options) {
    options.request.output.fields.insert("h")
    // A descriptor would come as often as its process has tasks.
    if options.request.selection.tasks == .byDefault { options.request.selection.tasks = .ignored }
    if options.request.repetition?.marker == nil {
      options.request.repetition?.marker = Bytes(options.usesFields ? "%FT%T%z" : "======= %F %T")
    }
  }

  private static func form(_ options: Options) -> Output.Form {
    if options.usesJSON { return .json }
    if options.usesJSONLines { return .jsonLines }
    if options.usesFields { return .fields }
    return options.isTerse ? .processIDs : .columns
  }

  /// Columns that are chosen one by one, in the table or for programs.
  private static func completeColumns(_ options: inout Options) {
    if !options.choosesColumns { return }
    let form = rowForm(options)
    if let counts = options.counts {
      options.request.output.columns = counts.map { ChosenColumn(place: $0) }
      options.request.output.form = .counts(form)
      if options.request.output.fileFlags == .hidden { options.request.output.fileFlags = .names }
      return
    }
    var usual = ColumnTable.usual(options.request.output)
    if form != nil {
      // Rows for programs all have the same columns: those of tasks where tasks may be listed.
      let selection = options.request.selection
      let listsTasks = selection.tasks != .ignored && selection.selectors.contains(.task)
      usual = usual.filter { listsTasks || !$0.isOnlyIfPresent }.map { ChosenColumn(place: $0.place) }
    }
    var columns = options.columns.applied(to: usual)
    if form != nil && options.request.output.tellsChanges {
      let ofChange = [ColumnTable.placeOfChangeTime, ColumnTable.placeOfChange].compactMap { $0 }
      columns.insert(
        contentsOf: ofChange.filter { place in !columns.contains { $0.place == place } }
          .map { ChosenColumn(place: $0) }, at: 0)
    }
    options.request.output.columns = columns
    if let form { options.request.output.form = .rows(form) }
    // Whatever shows flags has been asked to.
    if options.request.output.fileFlags == .hidden { options.request.output.fileFlags = .names }
  }

  /// Columns that are chosen or compared have the namespace that there is without `--netns`.
  private static func completeNamespaces(_ options: inout Options) {
    let required = requiredFieldsOfColumns(options)
    if !required.contains(.networkNamespace) || options.request.networkNamespaces != nil { return }
    var own = NetworkNamespaceSet()
    own.included = [.own]
    options.request.networkNamespaces = own
  }

  /// What must be known for columns that are named.
  private static func requiredFieldsOfColumns(_ options: Options) -> RequiredFields {
    let shown = options.choosesColumns ? options.request.output.requiredFields : []
    return shown.union(options.request.filter?.requiredFields ?? [])
  }

  /// How programs are given rows of columns; nil for the table.
  private static func rowForm(_ options: Options) -> Output.RowForm? {
    if options.usesRawRows { return .raw }
    if options.usesCSV { return .csv }
    if options.usesJSON { return .json }
    return options.usesJSONLines ? .jsonLines : nil
  }

  private static func conflictsOfColumns(in options: Options) -> [UsageError] {
    if !options.choosesColumns { return [] }
    var errors: [UsageError] = []
    let output = options.request.output
    if options.counts != nil && !options.columns.isEmpty {
      errors.append(UsageError("--count and --columns exclude each other"))
    }
    if output.columns.isEmpty && options.counts == nil {
      errors.append(UsageError("--columns leaves no column"))
    }
    let usesJSON = options.usesJSON || options.usesJSONLines
    if options.usesFields && !usesJSON || options.isTerse {
      errors.append(
        UsageError(
          options.counts == nil
            ? "--columns, --raw and --csv exclude -F and -t" : "--count excludes -F and -t"))
    }
    if options.usesRawRows && options.usesCSV || (options.usesRawRows || options.usesCSV) && usesJSON {
      errors.append(UsageError("--raw, --csv and JSON exclude each other"))
    }
    return errors
  }

  private static func conflictsOfChanges(in options: Options) -> [UsageError] {
    if options.request.filter?.tests.contains(where: {
      $0.column == ColumnTable.placeOfChange || $0.column == ColumnTable.placeOfChangeTime
    }) ?? false {
      return [UsageError("a filter is put to rows before they are compared: it can't ask for CHANGE or TIME")]
    }
    if !options.request.output.tellsChanges { return [] }
    if options.request.report != nil { return [UsageError("--changes is of a listing, and not of a report")] }
    if options.request.repetition == nil {
      return [UsageError("--changes is of use in repeat mode (-r, +r) only")]
    }
    return options.isTerse || options.counts != nil ? [UsageError("--changes excludes -t and --count")] : []
  }

  private static func conflicts(in options: Options, hasContexts: Bool) -> [UsageError] {
    var errors = [options.tcpStates.conflict, options.udpStates.conflict].compactMap { $0 }
    errors += ReportOptions.conflicts(in: options)
    if options.request.selection.matchesLocalEnd && !options.request.selection.internet
      && options.addresses.isEmpty
    {
      errors.append(UsageError("--local is of use with -i only"))
    }
    errors += conflictsOfColumns(in: options)
    errors += conflictsOfChanges(in: options)
    if requiredFieldsOfColumns(options).contains(.context) && !hasContexts {
      errors.append(UsageError("security contexts need SELinux, which isn't in force here"))
    }
    if options.listsSizes && options.listsOffsets {
      errors.append(UsageError("sizes (-s) and offsets (-o) exclude each other"))
    }
    if options.usesFields && options.isTerse { errors.append(UsageError("-t excludes -F, -J and -j")) }
    if options.usesJSON && options.usesJSONLines { errors.append(UsageError("-J and -j exclude each other")) }
    if options.usesFields, let marker = options.request.repetition?.marker,
      TimeText.now(in: marker)?.contains(UInt8(ascii: "\n")) ?? true
    {
      errors.append(UsageError("the marker (-r m) of field output can't have a newline", marker))
    }
    if (options.crossesFileSystems || options.followsLinks) && options.directories.isEmpty {
      errors.append(UsageError("-x is of use with +d and +D only"))
    }
    return errors
  }

  /// What makes a listing senseless, but not help.
  static func contradiction(in options: Options) -> UsageError? {
    let selection = options.request.selection
    if selection.isEverything && selection.requiresAll && options.request.report == nil {
      return UsageError("-a has no selections to combine")
    }
    if selection.skipsInternetTables && (selection.internet || !options.addresses.isEmpty) {
      return UsageError("-X leaves out what -i asks for")
    }
    return nil
  }

  /// What is selected by; nothing at all means everything.
  private static func completeSelectors(_ options: inout Options) {
    let selection = options.request.selection
    var selectors = selection.selectors
    func use(_ selector: Selectors, when isUsed: Bool) { if isUsed { selectors.insert(selector) } }
    use(
      .command,
      when: !selection.expressions.isEmpty || selection.commands.contains { !$0.isExcluded })
    use(.context, when: !selection.contexts.isEmpty)
    use(.descriptor, when: !selection.descriptors.isEmpty)
    use(.address, when: !options.addresses.isEmpty)
    use(.internet, when: selection.internet)
    use(.nfs, when: selection.nfs)
    use(.name, when: !options.names.isEmpty || !options.directories.isEmpty)
    use(.processGroup, when: selection.groups.contains { !$0.isExcluded })
    use(.pid, when: selection.pids.contains { !$0.isExcluded })
    use(.user, when: options.users.contains { !$0.isExcluded })
    use(.unit, when: selection.units.contains { !$0.isExcluded })
    use(.container, when: selection.containers.contains { !$0.isExcluded })
    use(.pod, when: selection.pods.contains { !$0.isExcluded })
    use(.unix, when: selection.unix)
    use(.task, when: selection.tasks == .listed)
    let isEverything = selectors.isEmpty
    options.request.selection.isEverything = isEverything
    options.request.selection.selectors = isEverything ? .everything : selectors
    // A filter selects, too.
    if isEverything && (selection.tasks == .ignored || options.request.filter != nil) {
      options.request.selection.selectors.remove(.task)
    }
  }
}
