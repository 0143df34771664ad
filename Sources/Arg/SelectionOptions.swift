import Store

/// The options that say what is listed.
extension OptionParser {
  /// `-c`
  mutating func readCommand() throws(UsageError) {
    guard let value = scanner.value else { throw UsageError("-c without a command name") }
    switch value.first {
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      throw UsageError("-c without a command name, but before an option", value)
    case UInt8(ascii: "/"):
      options.request.selection.expressions.append(try CommandPatterns.expression(value))
    default:
      try CommandPatterns.add(value, to: &options.request.selection.commands, longest: longestCommand)
    }
  }

  /// `+d`, `+D`
  mutating func readDirectory(descends: Bool) throws(UsageError) {
    guard let path = scanner.value, let first = path.first else {
      throw UsageError("+d and +D need a directory")
    }
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      throw UsageError("+d and +D need a directory, which can't begin with a sign", path)
    }
    options.directories.append(DirectorySearch(path: path, descends: descends))
  }

  /// `-g`, which also shows the process groups.
  mutating func readGroups() throws(UsageError) {
    options.request.output.showsProcessGroup = true
    if let list = optionalValue() { try options.request.selection.groups.add(list, .group) }
  }

  /// `-i`
  mutating func readInternet() throws(UsageError) {
    guard let value = optionalValue() else {
      options.request.selection.internet = true
      options.request.selection.internetFamily = nil
      return
    }
    if value.count == 1, let family = NetworkAddress.family(value[0]) {
      selectInternet(family)
    } else {
      // An earlier -i4 or -i6 holds for the addresses that come after it.
      let family =
        options.request.selection.internet ? options.request.selection.internetFamily : nil
      options.addresses.append(try NetworkAddress(value, family: family))
    }
  }

  /// `-i4` and `-i6`: both together are the same as `-i`.
  private mutating func selectInternet(_ family: InternetEndpoint.Family) {
    if options.request.selection.internet, let other = options.request.selection.internetFamily,
      other != family
    {
      options.request.selection.internetFamily = nil
    } else {
      options.request.selection.internetFamily = family
    }
    options.request.selection.internet = true
  }

  /// `-K`
  mutating func readTasks() throws(UsageError) {
    guard let value = optionalValue() else {
      options.request.selection.tasks = .listed
      return
    }
    if value != Bytes("i") && value != Bytes("I") { throw UsageError("-K takes no value but i", value) }
    options.request.selection.tasks = .ignored
  }

  /// `-s p:s`, or `-s` for sizes.
  mutating func readSizeOrStates() throws(UsageError) {
    guard let value = optionalValue() else {
      options.listsSizes = true
      return
    }
    let (transport, states) = try StateOption.split(value)
    switch transport {
    case .tcp: try options.tcpStates.add(states)
    case .udp: try options.udpStates.add(states)
    }
  }

  /// `-x`
  mutating func readCrossing() throws(UsageError) {
    guard let value = optionalValue() else {
      (options.crossesFileSystems, options.followsLinks) = (true, true)
      return
    }
    for letter in value {
      switch UnicodeScalar(letter) {
      case "f": options.crossesFileSystems = true
      case "l": options.followsLinks = true
      default: throw UsageError("-x takes f and l only", value)
      }
    }
  }

  /// `-Z`
  mutating func readContext() throws(UsageError) {
    if !canReadContexts { throw UsageError("-Z needs SELinux, which isn't in force here") }
    options.request.output.showsContext = true
    guard let context = optionalValue() else { return }
    if options.request.selection.contexts.contains(context) {
      throw UsageError("security context given twice", context)
    }
    options.request.selection.contexts.append(context)
  }
}
