import Store

/// A pattern as a machine that may be in several places at once (Thompson, "Regular Expression Search Algorithm",
/// 1968): no text takes it longer than its length times the size of the machine.
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    /// Takes a byte of the set with this index, and goes on behind.
    case take(Int)
    /// Goes on at both places.
    case split(Int, Int)
    case jump(Int)
    /// Goes on at the text's start alone, or at its end alone.
    case start, end
    case match
  }

  private static let mostInstructions = 4096
  /// Empty parts that are repeated make no instructions, and could be repeated for ever.
  private static let mostSteps = 64 * 1024

  private(set) var instructions: [Instruction] = []
  private(set) var sets: [ByteSet] = []
  private var steps = 0

  /// A machine that finds the pattern anywhere in a text.
  init(_ node: PatternNode) throws(PatternError) {
    sets.append(.all)
    instructions = [.split(3, 1), .take(0), .jump(0)]
    try emit(node)
    try append(.match)
  }

  private mutating func append(_ instruction: Instruction) throws(PatternError) {
    if instructions.count >= Self.mostInstructions {
      throw PatternError(reason: "it is too large", offset: 0)
    }
    instructions.append(instruction)
  }

  private mutating func emit(_ node: PatternNode) throws(PatternError) {
    steps += 1
    if steps > Self.mostSteps { throw PatternError(reason: "it is too large", offset: 0) }
    switch node {
    case .sequence(let nodes): for node in nodes { try emit(node) }
    case .byte(let set):
      sets.append(set)
      try append(.take(sets.count - 1))
    case .start: try append(.start)
    case .end: try append(.end)
    case .alternatives(let nodes):
      var ends: [Int] = []
      for (index, node) in nodes.enumerated() {
        if index == nodes.count - 1 {
          try emit(node)
          break
        }
        let split = instructions.count
        try append(.split(split + 1, 0))
        try emit(node)
        ends.append(instructions.count)
        try append(.jump(0))
        instructions[split] = .split(split + 1, instructions.count)
      }
      for end in ends { instructions[end] = .jump(instructions.count) }
    case .repeated(let node, let least, let most):
      for _ in 0..<least { try emit(node) }
      guard let most else {
        let split = instructions.count
        try append(.split(split + 1, 0))
        try emit(node)
        try append(.jump(split))
        instructions[split] = .split(split + 1, instructions.count)
        return
      }
      var splits: [Int] = []
      for _ in least..<most {
        splits.append(instructions.count)
        try append(.split(0, 0))
        try emit(node)
      }
      for split in splits { instructions[split] = .split(split + 1, instructions.count) }
    }
  }
}
