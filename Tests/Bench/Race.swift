import Glibc
import TestSupport

/// Runs two programs in turn and relates their times pair by pair, so that a slow minute of the machine
/// hits both.
struct Race {
  /// Seconds of the first and of the second, medians.
  let first: Double
  let second: Double
  /// The ratios second to first of each pair.
  let walls: [Double]
  /// Medians of such ratios.
  let wall: Double
  let processor: Double
  let memory: Double

  init(_ first: Program, _ second: Program, pairs: Int) {
    _ = first.measure()
    _ = second.measure()
    var firsts: [Outcome] = []
    var seconds: [Outcome] = []
    for pair in 0..<pairs {
      if pair % 2 == 0 {
        firsts.append(first.measure())
        seconds.append(second.measure())
      } else {
        seconds.append(second.measure())
        firsts.append(first.measure())
      }
    }
    func ratios(_ value: (Outcome) -> Double) -> [Double] {
      zip(firsts, seconds).map { value($1) / max(value($0), 1e-6) }
    }
    self.first = median(firsts.map(\.wall))
    self.second = median(seconds.map(\.wall))
    walls = ratios(\.wall)
    wall = median(walls)
    processor = median(ratios(\.processor))
    memory = median(ratios { Double($0.memory) })
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return 0 }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// A number with so many decimals.
func decimal(_ value: Double, _ digits: Int) -> String {
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = (value * scale).rounded()
  guard scaled.isFinite, abs(scaled) < 1e15 else { return "-" }
  let text = String(Int(abs(scaled)))
  guard digits > 0 else { return text }
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
  return (scaled < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
}

/// Text in a column of this width, to the right of blanks if it is a number.
func column(_ text: String, _ width: Int, isNumber: Bool = true) -> String {
  let blanks = String(repeating: " ", count: max(0, width - text.count))
  return isNumber ? blanks + text : text + blanks
}
