import Misc
import Store

/// What can be added up by the values of labels.
protocol LabelledSum {
  init()
  mutating func add(_ other: Self)
  /// Whether it counts for more, where only some sums can have labels of their own.
  func outweighs(_ other: Self) -> Bool
}

/// Sums by the values of some labels. Each series costs a monitoring system memory for weeks, and any user can make up
/// names of commands: so only the largest sums keep theirs.
struct LabelledSums<Sum: LabelledSum> {
  /// The values that stand for all others; those without a name of their own keep their empty one.
  static var others: Bytes { Bytes("other") }

  private var sums: [[Bytes]: Sum] = [:]

  /// `labels` are names as the kernel has them.
  mutating func add(_ sum: Sum, to labels: [Bytes]) {
    sums[labels, default: Sum()].add(sum)
  }

  /// The sums by text that labels can have, in its order. All but the `most` largest are in one, and those without a
  /// name count for none.
  func bounded(to most: Int) -> [(labels: [Bytes], sum: Sum)] {
    // Two names can have the same text.
    var shown: [[Bytes]: Sum] = [:]
    for (labels, sum) in sums { shown[labels.map(LabelText.init).map(\.bytes), default: Sum()].add(sum) }
    let nameless = { (labels: [Bytes]) in labels.allSatisfy(\.isEmpty) }
    let ranked = shown.filter { !nameless($0.key) }.sorted {
      if $0.value.outweighs($1.value) { return true }
      return !$1.value.outweighs($0.value) && $0.key.precede($1.key)
    }
    for (labels, sum) in ranked.dropFirst(most) {
      shown[labels] = nil
      shown[labels.map { _ in Self.others }, default: Sum()].add(sum)
    }
    return shown.sorted { $0.key.precede($1.key) }.map { ($0.key, $0.value) }
  }
}

extension [Bytes] {
  /// The order of the values of labels.
  func precede(_ other: [Bytes]) -> Bool {
    lexicographicallyPrecedes(other) { $0.lexicographicallyPrecedes($1) }
  }
}

/// A name as the value of a label: always UTF-8, and nothing that a terminal or a page would obey or hide. What isn't
/// is written as `\xNN`. Backslashes stay as they are, since units are named with them.
struct LabelText {
  let bytes: Bytes

  init(_ name: Bytes) {
    let isPlain = name.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    bytes = isPlain ? name : Self.escaped(name)
  }

  private static func escaped(_ name: Bytes) -> Bytes {
    var text = ByteBuffer()
    var parser = Unicode.UTF8.ForwardParser()
    var rest = name.makeIterator()
    var index = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .emptyInput: return text.bytes
      case .error(let length):
        for byte in name[index..<index + length] { append(escaped: byte, to: &text) }
        index += length
      case .valid(let encoded):
        let character = name[index..<index + encoded.count]
        if isShown(Unicode.UTF8.decode(encoded)) {
          for byte in character { text.append(byte) }
        } else {
          for byte in character { append(escaped: byte, to: &text) }
        }
        index += encoded.count
      }
    }
  }

  /// The format has an escape of its own for a newline.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\n" || scalar.properties.generalCategory != .control && !Confusables.hide(scalar.value)
  }

  private static func append(escaped byte: UInt8, to text: inout ByteBuffer) {
    text.append("\\x")
    text.append(hexadecimal: UInt64(byte), width: 2)
  }
}
