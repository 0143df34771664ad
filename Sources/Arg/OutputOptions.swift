import Store

/// The options that say how rows are written.
extension OptionParser {
  /// `+c`: what follows the number is ignored.
  mutating func readCommandWidth() throws(UsageError) {
    guard let value = optionalValue() else { throw UsageError("+c needs a width") }
    let (width, digits) = Decimal.prefix(of: value[...])
    if digits == 0 {
      scanner.putBack()
      throw UsageError("+c needs a width, and not", value)
    }
    if width > longestCommand {
      throw CommandPatterns.beyond(longestCommand, "width of +c beyond the ", value)
    }
    options.request.output.commandWidth = width
  }

  /// `-f`, `+f`, `+fg`, `+fG`
  mutating func readFileFlags(isPlus: Bool) throws(UsageError) {
    guard let letters = optionalValue() else {
      options.nameMeaning = isPlus ? .fileSystem : .file
      return
    }
    for letter in letters {
      switch UnicodeScalar(letter) {
      case "g", "G":
        options.listsFlags = isPlus
        options.flagsAreHexadecimal = letter == UInt8(ascii: "G")
      default:
        throw UsageError("-f takes g and G only (write -f -- before names)", letters)
      }
    }
  }

  /// `-F`
  mutating func readFields() throws(UsageError) {
    let value = optionalValue()
    guard let value, value != Bytes("0") else {
      if value != nil { options.request.output.terminator = 0 }
      options.selectDefaultFields(withContexts: canReadContexts)
      options.flagsAreHexadecimal = true
      options.usesFields = true
      return
    }
    if value == Bytes("?") {
      options.showsFields = true
      return
    }
    options.usesFields = true
    for letter in value {
      guard let field = Field(rawValue: letter) else { throw UsageError("no such field", [letter]) }
      options.select(field)
      switch field {
      case .openFlags: options.flagsAreHexadecimal = true
      case .offset: options.listsOffsets = true
      case .terminator: options.request.output.terminator = 0
      default: break
      }
    }
  }

  /// `-J`, `-j`
  mutating func readJSON(_ letter: UInt8, isPlus: Bool) throws(UsageError) {
    if isPlus { throw UsageError("JSON is asked for with a minus sign, not with +", [letter]) }
    options.usesFields = true
    if letter == UInt8(ascii: "J") { options.usesJSON = true } else { options.usesJSONLines = true }
  }

  /// `+L [limit]`, `-L`
  mutating func readLinkCount(isPlus: Bool) throws(UsageError) {
    options.request.output.showsLinkCount = isPlus
    options.request.selection.linkLimit = 0
    guard let limit = optionalNumber(limit: Int.max) else { return }
    if !isPlus { throw UsageError("a number can follow +L, but not -L") }
    options.request.selection.linkLimit = UInt64(limit)
    options.request.selection.selectors.insert(.linkCount)
  }

  /// `-o`, `-o digits`
  mutating func readOffset() {
    if let digits = optionalNumber() {
      options.request.output.offsetDigits = digits
    } else {
      options.listsOffsets = true
    }
  }

  /// `-T`
  mutating func readTransportInfo(isPlus: Bool) throws(UsageError) {
    guard let letters = optionalValue() else {
      options.request.output.transportInfo = isPlus ? .state : []
      return
    }
    options.request.output.transportInfo = []
    for letter in letters {
      switch UnicodeScalar(letter) {
      case "f": options.request.output.transportInfo.insert(.flags)
      case "q": options.request.output.transportInfo.insert(.queues)
      case "s": options.request.output.transportInfo.insert(.state)
      default: throw UsageError("-T takes f, q and s only", letters)
      }
    }
  }
}

extension Options {
  /// The fields of `-F` without letters.
  mutating func selectDefaultFields(withContexts: Bool) {
    for field in Field.allCases {
      switch field {
      case .rawDevice, .zone: continue
      case .context where !withContexts: continue
      default: select(field)
      }
    }
  }

  /// Selects a field, and turns on what it needs. The marker is always written and the terminator is
  /// in ``Output/terminator``, so that neither is in the set.
  mutating func select(_ field: Field) {
    if field == .marker || field == .terminator { return }
    request.output.fields.insert(field)
    switch field {
    case .openFlags: listsFlags = true
    case .linkCount: request.output.showsLinkCount = true
    case .processGroup: request.output.showsProcessGroup = true
    case .parent: request.output.showsParent = true
    case .transport: request.output.transportInfo = [.flags, .queues, .state]
    case .context: request.output.showsContext = true
    default: break
    }
  }
}
