import Store

/// A regular expression or a glob over bytes, ready to be looked for in texts.
///
/// What the machine (``PatternProgram``) can be in at once is a state. States and the ways between them are kept as
/// they come up, so that a usual text takes a look-up for each byte; where they get many, they are forgotten.
public struct BytePattern: Sendable {
  private static let mostStates = 256
  private static let unknown: Int16 = -1

  private let program: PatternProgram
  /// Of each state, the places of `take` and `end` instructions, in ascending order.
  private var states: [[UInt16]] = []
  /// Whether it has been found, whatever follows, and whether it has where nothing follows.
  private var isFound: [Bool] = []
  private var isFoundAtEnd: [Bool] = []
  /// For each state, the next one for each byte.
  private var ways: [Int16] = []
  private var known: [[UInt16]: Int16] = [:]
  /// The instructions that have been visited since ``visit`` had another value.
  private var visits: [UInt32]
  private var visit: UInt32 = 0
  private var pending: [Int] = []

  /// Finds an extended regular expression anywhere in a text. The pattern's own `(?i)` ignores case too.
  public init(expression: Bytes, ignoresCase: Bool = false) throws(PatternError) {
    let prefix = ignoresCase && !expression.starts(with: Bytes("(?i)")) ? Bytes("(?i)") : []
    var parser = PatternParser(prefix + expression)
    do throws(PatternError) {
      self.init(try PatternProgram(try parser.parse()))
    } catch {
      throw PatternError(reason: error.reason, offset: max(0, error.offset - prefix.count))
    }
  }

  /// Fits a whole text, where `*` is any bytes, `?` one byte and `[...]` one of some.
  public init(glob: Bytes, ignoresCase: Bool = false) throws(PatternError) {
    self.init(try PatternProgram(try GlobParser.parse(glob, ignoresCase: ignoresCase)))
  }

  private init(_ program: PatternProgram) {
    self.program = program
    visits = Array(repeating: 0, count: program.instructions.count)
    forget()
  }

  /// Whether the text has it.
  public mutating func matches(_ text: Span<UInt8>) -> Bool {
    var state = 0
    for index in text.indices {
      if isFound[state] { return true }
      let byte = text[index]
      let next = ways[state << 8 | Int(byte)]
      state = next == Self.unknown ? follow(byte, from: state) : Int(next)
    }
    return isFound[state] || isFoundAtEnd[state]
  }

  /// Leaves nothing but the state in which a text begins.
  private mutating func forget() {
    states = []
    isFound = []
    isFoundAtEnd = []
    ways = []
    known = [:]
    _ = state(after: [0], isStart: true)
  }

  private mutating func follow(_ byte: UInt8, from state: Int) -> Int {
    var next: [Int] = []
    for place in states[state] {
      if case .take(let set) = program.instructions[Int(place)], program.sets[set].contains(byte) {
        next.append(Int(place) + 1)
      }
    }
    if states.count >= Self.mostStates {
      forget()
      return self.state(after: next, isStart: false)
    }
    let index = self.state(after: next, isStart: false)
    ways[state << 8 | Int(byte)] = Int16(index)
    return index
  }

  /// The state that these instructions lead to without a byte.
  private mutating func state(after instructions: [Int], isStart: Bool) -> Int {
    var places: [UInt16] = []
    let isFound = walk(instructions, isStart: isStart, isEnd: false) { places.append($0) }
    places.sort()
    let key = places + (isFound ? [UInt16.max] : [])
    // The first state of a text is never come back to: behind it nothing is a start.
    if !isStart, let index = known[key] { return Int(index) }
    let isFoundAtEnd = isFound || walk(instructions, isStart: isStart, isEnd: true) { _ in }
    states.append(places)
    self.isFound.append(isFound)
    self.isFoundAtEnd.append(isFoundAtEnd)
    ways += repeatElement(Self.unknown, count: 256)
    if !isStart { known[key] = Int16(states.count - 1) }
    return states.count - 1
  }

  /// Goes wherever no byte is needed; tells `stop` where one is, or the text's end. Returns whether it was found.
  private mutating func walk(
    _ instructions: [Int], isStart: Bool, isEnd: Bool, stop: (UInt16) -> Void
  ) -> Bool {
    visit += 1
    if visit == .max {
      visits = Array(repeating: 0, count: visits.count)
      visit = 1
    }
    var isFound = false
    pending = instructions
    while let place = pending.popLast() {
      if visits[place] == visit { continue }
      visits[place] = visit
      switch program.instructions[place] {
      case .take: stop(UInt16(place))
      case .split(let one, let other):
        pending.append(one)
        pending.append(other)
      case .jump(let other): pending.append(other)
      case .start: if isStart { pending.append(place + 1) }
      case .end: if isEnd { pending.append(place + 1) } else { stop(UInt16(place)) }
      case .match: isFound = true
      }
    }
    return isFound
  }
}
