import Store

/// What the options do that say what is listed.
enum SelectionOptions {
  /// `-c`
  static func command(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.value else { throw UsageError("-c without a command name") }
    switch value.first {
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      throw UsageError("-c without a command name, but before an option", value)
    case UInt8(ascii: "/"):
      parser.options.request.selection.expressions.append(try CommandPatterns.expression(value))
    default:
      try CommandPatterns.add(
        value, to: &parser.options.request.selection.commands, longest: parser.longestCommand)
    }
  }

  /// `+d`
  static func directory(_ parser: inout OptionParser) throws(UsageError) {
    try directory(&parser, descends: false)
  }

  /// `+D`
  static func tree(_ parser: inout OptionParser) throws(UsageError) {
    try directory(&parser, descends: true)
  }

  private static func directory(_ parser: inout OptionParser, descends: Bool) throws(UsageError) {
    guard let path = parser.value, let first = path.first else {
      throw UsageError("+d and +D need a directory")
    }
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      throw UsageError("+d and +D need a directory, which can't begin with a sign", path)
    }
    parser.options.directories.append(DirectorySearch(path: path, descends: descends))
  }

  /// `-d`
  static func descriptors(_ parser: inout OptionParser) throws(UsageError) {
    try DescriptorList.add(parser.value ?? [], to: &parser.options.request.selection.descriptors)
  }

  /// `-p`
  static func processes(_ parser: inout OptionParser) throws(UsageError) {
    try ProcessIDList.processes.add(parser.value ?? [], to: &parser.options.request.selection.pids)
  }

  /// `-u`
  static func users(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.users += try UserOption.parse(parser.value ?? [])
  }

  /// `-g`, which also shows the process groups.
  static func groups(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsProcessGroup = true
    if let list = parser.optionalValue() {
      try ProcessIDList.groups.add(list, to: &parser.options.request.selection.groups)
    }
  }

  /// `-i`
  static func internet(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.optionalValue() else {
      parser.options.request.selection.internet = true
      parser.options.request.selection.internetFamily = nil
      return
    }
    if value.count == 1, let family = NetworkAddress.family(value[0]) {
      select(family, &parser)
    } else {
      // An earlier -i4 or -i6 holds for the addresses that come after it.
      let family =
        parser.options.request.selection.internet ? parser.options.request.selection.internetFamily : nil
      parser.options.addresses.append(try NetworkAddress(value, family: family))
    }
  }

  /// `-i4` and `-i6`: both together are the same as `-i`.
  private static func select(_ family: InternetEndpoint.Family, _ parser: inout OptionParser) {
    if parser.options.request.selection.internet, let other = parser.options.request.selection.internetFamily,
      other != family
    {
      parser.options.request.selection.internetFamily = nil
    } else {
      parser.options.request.selection.internetFamily = family
    }
    parser.options.request.selection.internet = true
  }

  /// `-K`
  static func tasks(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.optionalValue() else {
      parser.options.request.selection.tasks = .listed
      return
    }
    if value != Bytes("i") && value != Bytes("I") { throw UsageError("-K takes no value but i", value) }
    parser.options.request.selection.tasks = .ignored
  }

  /// `-s p:s`, and `-s` for sizes.
  static func statesOrSizes(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.optionalValue() else {
      parser.options.listsSizes = true
      return
    }
    let (transport, states) = try StateOption.split(value)
    switch transport {
    case .tcp: try parser.options.tcpStates.add(states)
    case .udp: try parser.options.udpStates.add(states)
    }
  }

  /// `-x`
  static func crossing(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.optionalValue() else {
      (parser.options.crossesFileSystems, parser.options.followsLinks) = (true, true)
      return
    }
    for letter in value {
      switch UnicodeScalar(letter) {
      case "f": parser.options.crossesFileSystems = true
      case "l": parser.options.followsLinks = true
      default: throw UsageError("-x takes f and l only", value)
      }
    }
  }

  /// `--netns`, which also shows the namespaces.
  static func networkNamespaces(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsNetworkNamespace = true
    var set = parser.options.request.networkNamespaces ?? NetworkNamespaceSet()
    if let list = parser.optionalValue() {
      try NetworkNamespaceList.add(list, to: &set)
    } else {
      set.namesAll = true
    }
    parser.options.request.networkNamespaces = set
  }

  /// `--unit`, which also shows the units.
  static func units(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsUnit = true
    try addNames(to: \.units, &parser)
  }

  /// `--container`, which also shows the containers.
  static func containers(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsContainer = true
    try addNames(to: \.containers, &parser)
  }

  /// `--pod`, which also shows the pods.
  static func pods(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsPod = true
    try addNames(to: \.pods, &parser)
  }

  private static func addNames(
    to patterns: WritableKeyPath<Selection, [NamePattern]>, _ parser: inout OptionParser
  ) throws(UsageError) {
    guard let list = parser.optionalValue() else { return }
    try NamePatterns.add(list, to: &parser.options.request.selection[keyPath: patterns])
  }

  /// `--filter`
  static func filter(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.filters.append(try FilterParser.parse(parser.value ?? []))
  }

  /// `-Z`
  static func contexts(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsContext = true
    guard let context = parser.optionalValue() else { return }
    if parser.options.request.selection.contexts.contains(context) {
      throw UsageError("security context given twice", context)
    }
    parser.options.request.selection.contexts.append(context)
  }
}
