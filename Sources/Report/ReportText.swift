import Misc
import Print
import Store

/// The words of a report. Names are escaped here.
public struct ReportText: ~Copyable {
  /// How a piece of text is set off on a terminal: parameters of SGR (ECMA-48).
  enum Style {
    case plain, bold, warning

    var parameter: StaticString {
      switch self {
      case .plain: "0"
      case .bold: "1"
      case .warning: "31"
      }
    }
  }

  /// A cell of a table.
  struct Cell {
    var text: Bytes
    var style = Style.plain

    init(_ text: Bytes, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
    init(_ number: some BinaryInteger) {
      var digits = ByteBuffer()
      digits.append(decimal: UInt64(clamping: number))
      self.init(digits.bytes)
    }
  }

  /// A column of a table; one in which no row has anything is left out.
  struct Column {
    let title: StaticString
    var isNumeric = false

    init(_ title: StaticString, isNumeric: Bool = false) {
      self.title = title
      self.isNumeric = isNumeric
    }
  }

  private(set) var buffer = ByteBuffer(capacity: 4096)
  private let escaper: Escaper
  private let isStyled: Bool

  init(escaper: Escaper, isStyled: Bool) {
    self.escaper = escaper
    self.isStyled = isStyled
  }

  mutating func append(_ words: StaticString, _ style: Style = .plain) {
    styled(style) { $0.append(words) }
  }
  mutating func append(name: Bytes, _ style: Style = .plain) {
    let escaper = escaper
    styled(style) { escaper.append(name, to: &$0) }
  }
  /// A name between the quotes of another language, for which `quote` changes what is safe for a terminal.
  mutating func append(name: Bytes, quotedBy quote: (Span<UInt8>, inout ByteBuffer) -> Void) {
    var shown = ByteBuffer()
    escaper.append(name, to: &shown)
    quote(shown.span, &buffer)
  }
  /// Text that is safe as it is.
  mutating func append(unescaped text: Span<UInt8>) { buffer.append(text) }
  mutating func append(_ number: some BinaryInteger) { buffer.append(decimal: UInt64(clamping: number)) }
  /// A number of bytes, in units for people.
  mutating func append(size: UInt64, _ style: Style = .plain) {
    styled(style) { SizeText.append(humanSize: size, to: &$0) }
  }
  /// The unit and the container that a process is of, where there are any.
  mutating func append(workloadOf process: ProcessNames) {
    if !process.shownUnit.isEmpty {
      append("; unit ")
      append(name: process.shownUnit)
    }
    if !process.container.isEmpty {
      append("; container ")
      append(name: process.container)
    }
  }
  mutating func endLine() { buffer.append(UInt8(ascii: "\n")) }

  /// A number of things, by their name in the singular and the plural.
  mutating func append(_ count: Int, _ one: StaticString, _ many: StaticString) {
    append(count)
    append(" ")
    append(count == 1 ? one : many)
  }

  /// A size, aligned to the right in so many columns.
  mutating func append(size: UInt64?, width: Int) {
    let start = buffer.count
    if let size { SizeText.append(humanSize: size, to: &buffer) } else { buffer.append("?") }
    buffer.alignRight(from: start, width: width)
  }

  /// A table with a line of titles. The last column isn't filled up.
  mutating func append(_ columns: [Column], _ rows: [[Cell]]) {
    let shown = columns.indices.filter { column in rows.contains { !$0[column].text.isEmpty } }
    let cells = rows.map { row in shown.map { escaped(row[$0].text) } }
    let widths = shown.indices.map { place in
      cells.reduce(columns[shown[place]].title.utf8CodeUnitCount) { max($0, $1[place].columns) }
    }
    func appendRow(_ cell: (Int) -> (text: Bytes, columns: Int, style: Style)) {
      for place in shown.indices {
        if place > 0 { buffer.append(UInt8(ascii: " ")) }
        let (text, width, style) = cell(place)
        let isNumeric = columns[shown[place]].isNumeric
        if isNumeric { buffer.append(UInt8(ascii: " "), times: widths[place] - width) }
        styled(style) { $0.append(text) }
        let isLast = place == shown.count - 1
        if !isNumeric && !isLast { buffer.append(UInt8(ascii: " "), times: widths[place] - width) }
      }
      endLine()
    }
    appendRow { place in
      let title = Bytes(columns[shown[place]].title)
      return (title, title.count, .bold)
    }
    for (row, texts) in zip(rows, cells) {
      appendRow { place in (texts[place].text, texts[place].columns, row[shown[place]].style) }
    }
  }

  /// Says how many processes could not be looked into, and what they may have; nothing where there are none.
  mutating func append(hidden count: Int, _ mayHave: StaticString) {
    if count == 0 { return }
    append(count, "process", "processes")
    append(" can't be looked into, and may ", .warning)
    append(mayHave, .warning)
    append(".")
    endLine()
  }

  private func escaped(_ name: Bytes) -> (text: Bytes, columns: Int) {
    var text = ByteBuffer()
    escaper.append(name, to: &text)
    return (text.bytes, escaper.columns(ofShown: text.span))
  }

  private mutating func styled(_ style: Style, _ compose: (inout ByteBuffer) -> Void) {
    let isSet = isStyled && style != .plain
    if isSet {
      buffer.append("\u{1b}[")
      buffer.append(style.parameter)
      buffer.append("m")
    }
    compose(&buffer)
    if isSet { buffer.append("\u{1b}[0m") }
  }
}
