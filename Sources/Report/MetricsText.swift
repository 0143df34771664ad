import Misc
import Store

/// A number that a monitoring system keeps: what it is called and what it means. All are gauges.
struct Metric {
  /// It ends in the ``unit``, if it has one.
  let name: StaticString
  let help: StaticString
  /// A base unit of OpenMetrics.
  let unit: StaticString?
  /// The names of its labels.
  let labels: [StaticString]

  init(
    _ name: StaticString, _ help: StaticString, in unit: StaticString? = nil, by labels: [StaticString] = []
  ) {
    self.name = name
    self.help = help
    self.unit = unit
    self.labels = labels
  }
}

/// Text that both Prometheus and readers of OpenMetrics take: to the former, lines with the unit and the end are
/// comments. There are no times in it, which node_exporter's textfile collector refuses.
///
/// https://prometheus.io/docs/specs/om/open_metrics_spec/, https://prometheus.io/docs/instrumenting/exposition_formats/
struct MetricsText: ~Copyable {
  enum Value {
    case whole(UInt64)
    /// Written in millionths.
    case fraction(Double)
  }

  private(set) var buffer = ByteBuffer(capacity: 16 * 1024)

  /// Appends a metric with a sample for each combination of values of its labels; nothing where there is none.
  mutating func append(_ metric: Metric, _ samples: [(labels: [Bytes], value: Value)]) {
    if samples.isEmpty { return }
    appendLine("# HELP ", metric.name, metric.help)
    appendLine("# TYPE ", metric.name, "gauge")
    if let unit = metric.unit { appendLine("# UNIT ", metric.name, unit) }
    for (labels, value) in samples {
      buffer.append(metric.name)
      append(metric.labels, labels)
      buffer.append(" ")
      append(value)
      buffer.append("\n")
    }
  }

  /// Appends a metric without labels; nothing where the number isn't known.
  mutating func append(_ metric: Metric, _ value: UInt64?) {
    if let value { append(metric, [([], .whole(value))]) }
  }

  mutating func end() { buffer.append("# EOF\n") }

  private mutating func appendLine(_ keyword: StaticString, _ name: StaticString, _ text: StaticString) {
    buffer.append(keyword)
    buffer.append(name)
    buffer.append(" ")
    buffer.append(text)
    buffer.append("\n")
  }

  private mutating func append(_ names: [StaticString], _ values: [Bytes]) {
    if names.isEmpty { return }
    buffer.append("{")
    for (index, (name, value)) in zip(names, values).enumerated() {
      if index > 0 { buffer.append(",") }
      buffer.append(name)
      buffer.append("=\"")
      for byte in value {
        switch byte {
        case UInt8(ascii: "\\"): buffer.append("\\\\")
        case UInt8(ascii: "\""): buffer.append("\\\"")
        case UInt8(ascii: "\n"): buffer.append("\\n")
        default: buffer.append(byte)
        }
      }
      buffer.append("\"")
    }
    buffer.append("}")
  }

  private mutating func append(_ value: Value) {
    switch value {
    case .whole(let number): buffer.append(decimal: number)
    case .fraction(let number):
      let millionths = UInt64((number * 1_000_000).rounded())
      buffer.append(decimal: millionths / 1_000_000)
      buffer.append(".")
      let rest = millionths % 1_000_000
      buffer.append(UInt8(ascii: "0"), times: 6 - rest.decimalDigits)
      buffer.append(decimal: rest)
    }
  }
}
