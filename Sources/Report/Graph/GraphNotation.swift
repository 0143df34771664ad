import Misc
import Store

/// A language in which programs that draw take graphs.
///
/// Names are hostile: nothing in one may end the quotes that it is in. What a notation quotes has been made safe for a
/// terminal before, so that it is printable text without control characters.
protocol GraphNotation {
  /// Writes text as it has to be between the quotes of a label.
  static func quote(_ text: Span<UInt8>, to buffer: inout ByteBuffer)

  static func begin(_ text: inout ReportText)
  static func end(_ text: inout ReportText)
  /// Says something to who looks at the picture, or else to who reads the text.
  static func note(_ words: (inout ReportText) -> Void, _ text: inout ReportText)
  static var marks: GraphMarks { get }
  static func endGroup(_ text: inout ReportText)
  /// Without a label where there is none.
  static func edge(
    _ from: Bytes, _ to: Bytes, _ label: Bytes, _ direction: Graph.Direction, _ text: inout ReportText)
}

/// What stands around the names and labels of what is drawn.
struct GraphMarks {
  let group, groupLabel, groupEnd: StaticString
  let process, lineBreak, processEnd: StaticString
  let junction, junctionEnd: StaticString
}

extension GraphNotation {
  static func beginGroup(_ number: Int, _ name: Bytes, _ text: inout ReportText) {
    text.append(marks.group)
    text.append(number)
    text.append(marks.groupLabel)
    label(name, &text)
    text.append(marks.groupEnd)
  }

  static func process(_ id: Bytes, _ process: ProcessNames, _ text: inout ReportText) {
    text.append("  ")
    text.append(name: id)
    text.append(marks.process)
    label(process.command, &text)
    text.append(marks.lineBreak)
    text.append(process.pid)
    text.append(marks.processEnd)
  }

  static func junction(_ id: Bytes, _ label: Bytes, _ text: inout ReportText) {
    text.append("  ")
    text.append(name: id)
    text.append(marks.junction)
    self.label(label, &text)
    text.append(marks.junctionEnd)
  }

  fileprivate static func label(_ name: Bytes, _ text: inout ReportText) {
    text.append(name: name, quotedBy: quote)
  }
}

/// The language of Graphviz (https://graphviz.org/doc/info/lang.html). In quotes only the quotation mark and the
/// backslash mean something, and in labels the `&` of an HTML entity.
enum DOTNotation: GraphNotation {
  static func quote(_ text: Span<UInt8>, to buffer: inout ByteBuffer) {
    for index in text.indices {
      switch text[index] {
      case UInt8(ascii: "\""): buffer.append("\\\"")
      case UInt8(ascii: "\\"): buffer.append("\\\\")
      case UInt8(ascii: "&"): buffer.append("&amp;")
      default: buffer.append(text[index])
      }
    }
  }

  static let marks = GraphMarks(
    group: "  subgraph cluster_", groupLabel: " {\n  label=\"", groupEnd: "\";\n",
    process: " [label=\"", lineBreak: "\\n", processEnd: "\"];\n",
    junction: " [shape=ellipse, label=\"", junctionEnd: "\"];\n")

  static func begin(_ text: inout ReportText) {
    text.append("digraph lsof {\n  rankdir=LR;\n  node [shape=box];\n")
  }

  static func end(_ text: inout ReportText) { text.append("}\n") }

  static func note(_ words: (inout ReportText) -> Void, _ text: inout ReportText) {
    text.append("  label=\"")
    words(&text)
    text.append("\";\n")
  }

  static func endGroup(_ text: inout ReportText) { text.append("  }\n") }

  static func edge(
    _ from: Bytes, _ to: Bytes, _ label: Bytes, _ direction: Graph.Direction, _ text: inout ReportText
  ) {
    text.append("  ")
    text.append(name: from)
    text.append(" -> ")
    text.append(name: to)
    text.append(" [dir=")
    text.append(direction.word)
    if !label.isEmpty {
      text.append(", label=\"")
      self.label(label, &text)
      text.append("\"")
    }
    text.append("];\n")
  }
}

/// Flowcharts of Mermaid (https://mermaid.js.org/syntax/flowchart.html). Its parser looks for comments, directives and
/// styles before it looks for quotes, so that all but letters, digits and what is plain in paths becomes `#35;`.
enum MermaidNotation: GraphNotation {
  static func quote(_ text: Span<UInt8>, to buffer: inout ByteBuffer) {
    for index in text.indices {
      let byte = text[index]
      if byte >= 0x80 || isPlain(byte) {
        buffer.append(byte)
      } else {
        buffer.append("#")
        buffer.append(decimal: UInt64(byte))
        buffer.append(";")
      }
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  static let marks = GraphMarks(
    group: "  subgraph g", groupLabel: "[\"", groupEnd: "\"]\n",
    process: "[\"", lineBreak: "<br>", processEnd: "\"]\n",
    junction: "([\"", junctionEnd: "\"])\n")

  static func begin(_ text: inout ReportText) { text.append("flowchart LR\n") }
  static func end(_ text: inout ReportText) {}

  static func note(_ words: (inout ReportText) -> Void, _ text: inout ReportText) {
    text.append("  %% ")
    words(&text)
    text.endLine()
  }

  static func endGroup(_ text: inout ReportText) { text.append("  end\n") }

  static func edge(
    _ from: Bytes, _ to: Bytes, _ label: Bytes, _ direction: Graph.Direction, _ text: inout ReportText
  ) {
    text.append("  ")
    text.append(name: from)
    switch direction {
    case .none: text.append(" ---")
    case .forward: text.append(" -->")
    case .both: text.append(" <-->")
    }
    if !label.isEmpty {
      text.append("|\"")
      self.label(label, &text)
      text.append("\"|")
    }
    text.append(" ")
    text.append(name: to)
    text.endLine()
  }
}
