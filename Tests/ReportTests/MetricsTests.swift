import Misc
import Store
import Testing

@testable import Report

@Suite struct LabelledSumsTests {
  private struct Number: LabelledSum, Equatable {
    var value = 0
    mutating func add(_ other: Number) { value += other.value }
    func outweighs(_ other: Number) -> Bool { value > other.value }
  }

  private func sums(_ values: [(String, Int)], most: Int) -> [String: Int] {
    var sums = LabelledSums<Number>()
    for (name, value) in values { sums.add(Number(value: value), to: [Bytes(name.utf8)]) }
    let bounded = sums.bounded(to: most)
    let labels = bounded.map { String(decoding: $0.labels[0], as: UTF8.self) }
    #expect(labels == labels.sorted())
    return Dictionary(uniqueKeysWithValues: zip(labels, bounded.map(\.sum.value)))
  }

  @Test("the largest keep their names, and nothing is lost")
  func bounds() {
    let values = [("a", 1), ("b", 5), ("c", 3), ("a", 1), ("", 1), ("d", 3)]
    #expect(sums(values, most: 4) == ["": 1, "a": 2, "b": 5, "c": 3, "d": 3])
    #expect(sums(values, most: 2) == ["": 1, "b": 5, "c": 3, "other": 5])
    #expect(sums(values, most: 0) == ["": 1, "other": 13])
    let many = (0..<5000).map { ("command-\($0)", 1) }
    let bounded = sums(many, most: Metrics.mostValues)
    #expect(bounded.count == Metrics.mostValues + 1 && bounded["other"] == 5000 - Metrics.mostValues)
  }

  @Test("one that is called as the others are adds to them")
  func namesake() {
    #expect(sums([("other", 9), ("a", 2), ("b", 1)], most: 2) == ["a": 2, "other": 10])
    #expect(sums([("other", 1), ("a", 2), ("b", 3)], most: 2) == ["a": 2, "b": 3, "other": 1])
  }

  @Test("two names that look alike have one sum")
  func alike() {
    var sums = LabelledSums<Number>()
    sums.add(Number(value: 1), to: [[0x61, 0xff]])
    sums.add(Number(value: 2), to: [Bytes("a\\xff")])
    #expect(sums.bounded(to: 9).map(\.sum) == [Number(value: 3)])
  }

  @Test(
    "a label is UTF-8 that shows what it says",
    arguments: [
      (Bytes("nginx.service"), "nginx.service"), (Bytes("dev-x\\x2dy.device"), "dev-x\\x2dy.device"),
      (Bytes("\u{e4}\u{1f600}"), "\u{e4}\u{1f600}"), ([0x61, 0xff, 0xe2, 0x82], "a\\xff\\xe2\\x82"),
      ([0xc0, 0x80, 0xed, 0xa0, 0x80], "\\xc0\\x80\\xed\\xa0\\x80"), (Bytes("\u{1b}[1m\0"), "\\x1b[1m\\x00"),
      (Bytes("a\nb"), "a\nb"), (Bytes("\u{202e}x\u{85}"), "\\xe2\\x80\\xaex\\xc2\\x85"), ([], ""),
    ])
  func labels(name: Bytes, expected: String) {
    #expect(LabelText(name).bytes == Bytes(expected.utf8))
  }
}

@Suite struct MetricsTextTests {
  private func text(_ write: (inout MetricsText) -> Void) -> String {
    var text = MetricsText()
    write(&text)
    return String(decoding: text.buffer.bytes, as: UTF8.self)
  }

  @Test func metric() {
    let metric = Metric("x_ratio", "What it is.", in: "ratio", by: ["a", "b"])
    let written = text {
      $0.append(
        metric, [([Bytes("1\"\\\n"), []], .fraction(0.25)), ([Bytes("2"), Bytes("y")], .whole(UInt64.max))])
      $0.end()
    }
    #expect(
      written == """
        # HELP x_ratio What it is.
        # TYPE x_ratio gauge
        # UNIT x_ratio ratio
        x_ratio{a="1\\"\\\\\\n",b=""} 0.250000
        x_ratio{a="2",b="y"} 18446744073709551615
        # EOF

        """)
  }

  @Test("of what isn't known nothing is said")
  func unknown() {
    let metric = Metric("x", "What it is.")
    #expect(text { $0.append(metric, nil) } == "" && text { $0.append(metric, []) } == "")
    #expect(text { $0.append(metric, 0) }.hasSuffix("\nx 0\n"))
  }

  @Test(arguments: [
    (0.0, "0.000000"), (0.0000004, "0.000000"), (0.000001, "0.000001"), (0.9999996, "1.000000"),
    (2.0 / 3, "0.666667"), (1234.5, "1234.500000"),
  ])
  func fractions(number: Double, expected: String) {
    #expect(text { $0.append(Metric("x", "y"), [([], .fraction(number))]) }.hasSuffix("\nx \(expected)\n"))
  }
}

@Suite struct WorkloadTests {
  private func workload(_ uses: [(open: UInt64, limit: UInt64?)]) -> Metrics.Workload {
    var sum = Metrics.Workload()
    for use in uses { sum.add(.init(DescriptorUse(open: use.open, softLimit: use.limit, hardLimit: nil))) }
    return sum
  }

  @Test("the process that is nearest to its limit counts, and not the one with the most")
  func worst() {
    let sum = workload([(500, 1024), (60, 64), (5000, nil), (1, 4096)])
    #expect(sum.open == 5561 && sum.worst?.softLimit == 64 && sum.worst?.share == 60.0 / 64)
    #expect(workload([(3, nil)]).worst == nil)
    #expect(workload([(3, 0), (99, 100)]).worst?.share == 1)
    #expect(workload([(2, 4), (1, 2), (4, 8)]).worst?.softLimit == 2)
  }
}
