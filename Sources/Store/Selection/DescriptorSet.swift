/// The descriptors that `-d` names.
public struct DescriptorSet: Sendable, Equatable {
  /// The list leaves out what it names (`^`).
  public var isExclusion = false
  /// The ranges of descriptor numbers.
  public var numbers: [ClosedRange<Int32>] = []
  /// The names (`cwd`, `txt`, ...) without a number.
  public var kinds: Set<DescriptorKind> = []

  public init() {}

  /// `-d` was not given.
  public var isEmpty: Bool { numbers.isEmpty && kinds.isEmpty }

  /// Whether a row is selected by descriptor.
  public func selects(_ kind: DescriptorKind, number: Int32) -> Bool {
    if isEmpty { return false }
    let isNamed = kind == .number ? numbers.contains { $0.contains(number) } : kinds.contains(kind)
    return isNamed != isExclusion
  }
}
