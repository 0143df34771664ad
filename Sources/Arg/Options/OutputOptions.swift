import Print
import Store

/// What the options do that say how rows are written.
enum OutputOptions {
  /// `+c`: what follows the number is ignored.
  static func commandWidth(_ parser: inout OptionParser) throws(UsageError) {
    guard let value = parser.optionalValue() else { throw UsageError("+c needs a width") }
    let (width, digits) = ValueText.number(at: value[...])
    if digits == 0 {
      parser.putBack()
      throw UsageError("+c needs a width, and not", value)
    }
    if width > parser.longestCommand {
      throw CommandPatterns.beyond(parser.longestCommand, "width of +c beyond the ", value)
    }
    parser.options.request.output.commandWidth = width
  }

  /// `-f`, `+f`, `+fg`, `+fG`
  static func fileFlags(_ parser: inout OptionParser) throws(UsageError) {
    guard let letters = parser.optionalValue() else {
      parser.options.nameMeaning = parser.isPlus ? .fileSystem : .file
      return
    }
    for letter in letters {
      switch UnicodeScalar(letter) {
      case "g", "G":
        parser.options.listsFlags = parser.isPlus
        parser.options.flagsAreHexadecimal = letter == UInt8(ascii: "G")
      default:
        throw UsageError("-f takes g and G only (write -f -- before names)", letters)
      }
    }
  }

  /// `-F`
  static func fields(_ parser: inout OptionParser) throws(UsageError) {
    let value = parser.optionalValue()
    guard let value, value != Bytes("0") else {
      if value != nil { parser.options.request.output.terminator = 0 }
      parser.options.selectDefaultFields(withContexts: parser.circumstances.hasContexts)
      parser.options.flagsAreHexadecimal = true
      parser.options.usesFields = true
      return
    }
    if value == Bytes("?") {
      parser.options.showsFields = true
      return
    }
    parser.options.usesFields = true
    for letter in value {
      guard let field = FieldTable.field(letter)?.field else { throw UsageError("no such field", [letter]) }
      parser.options.select(field)
      switch field {
      case "G": parser.options.flagsAreHexadecimal = true
      case "o": parser.options.listsOffsets = true
      case "0": parser.options.request.output.terminator = 0
      default: break
      }
    }
  }

  /// `-J`
  static func json(_ parser: inout OptionParser) throws(UsageError) {
    if parser.isPlus { throw UsageError("JSON is asked for with a minus sign, not with +", Bytes("J")) }
    parser.options.usesFields = true
    parser.options.usesJSON = true
  }

  /// `-j`
  static func jsonLines(_ parser: inout OptionParser) throws(UsageError) {
    if parser.isPlus { throw UsageError("JSON is asked for with a minus sign, not with +", Bytes("j")) }
    parser.options.usesFields = true
    parser.options.usesJSONLines = true
  }

  /// `--columns`
  static func columns(_ parser: inout OptionParser) throws(UsageError) {
    let list = parser.value ?? []
    if list == Bytes("help") {
      parser.options.showsColumns = true
      parser.options.explainsOnOutput = true
    } else {
      try parser.options.columns.add(list)
    }
  }

  /// `--count`
  static func count(_ parser: inout OptionParser) throws(UsageError) {
    var places: [Int] = []
    for name in ValueText.elements(of: parser.value ?? []) {
      let place = try ColumnList.place(name)
      if !places.contains(place) { places.append(place) }
    }
    parser.options.counts = places
  }

  /// `+L [limit]`, `-L`
  static func linkCounts(_ parser: inout OptionParser) throws(UsageError) {
    parser.options.request.output.showsLinkCount = parser.isPlus
    parser.options.request.selection.linkLimit = 0
    guard let limit = parser.optionalNumber(limit: Int.max) else { return }
    if !parser.isPlus { throw UsageError("a number can follow +L, but not -L") }
    parser.options.request.selection.linkLimit = UInt64(limit)
    parser.options.request.selection.selectors.insert(.linkCount)
  }

  /// `-o`, `-o digits`
  static func offsets(_ parser: inout OptionParser) {
    if let digits = parser.optionalNumber() {
      parser.options.request.output.offsetDigits = digits
    } else {
      parser.options.listsOffsets = true
    }
  }

  /// `-t`
  static func terse(_ parser: inout OptionParser) {
    parser.options.isTerse = true
    parser.options.request.warns = false
  }

  /// `-T`
  static func transportInfo(_ parser: inout OptionParser) throws(UsageError) {
    guard let letters = parser.optionalValue() else {
      parser.options.request.output.transportInfo = parser.isPlus ? .state : []
      return
    }
    parser.options.request.output.transportInfo = []
    for letter in letters {
      switch UnicodeScalar(letter) {
      case "f": parser.options.request.output.transportInfo.insert(.flags)
      case "q": parser.options.request.output.transportInfo.insert(.queues)
      case "s": parser.options.request.output.transportInfo.insert(.state)
      default: throw UsageError("-T takes f, q and s only", letters)
      }
    }
  }
}

extension Options {
  /// The fields of `-F` without letters.
  mutating func selectDefaultFields(withContexts: Bool) {
    for field in FieldTable.all where field.isUsual && (field.field != "Z" || withContexts) {
      select(field.field)
    }
  }

  /// Selects a field, and turns on what it needs. The marker is always written and the terminator is
  /// in ``Output/terminator``, so that neither is in the set.
  mutating func select(_ field: Field) {
    if field == "m" || field == "0" { return }
    request.output.fields.insert(field)
    switch field {
    case "G": listsFlags = true
    case "k": request.output.showsLinkCount = true
    case "g": request.output.showsProcessGroup = true
    case "R": request.output.showsParent = true
    case "T": request.output.transportInfo = [.flags, .queues, .state]
    case "Z": request.output.showsContext = true
    default: break
    }
  }
}
