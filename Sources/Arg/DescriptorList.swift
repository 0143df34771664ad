import Store

extension DescriptorSet {
  /// Adds a list as `-d` takes it: numbers, ranges and names of descriptors, all with `^` or none.
  mutating func add(_ list: Bytes) throws(UsageError) {
    var isAnyNamed = false
    for element in IdentifierLists.elements(of: list) {
      let (isExcluded, text) = IdentifierLists.splitExclusion(element)
      if text.isEmpty { continue }
      isAnyNamed = true
      if !isEmpty && isExcluded != isExclusion {
        throw UsageError("descriptors can't be selected and left out in one list", element)
      }
      isExclusion = isExcluded
      if text.contains(UInt8(ascii: "-")) {
        insert(try Self.range(text))
      } else if text.allSatisfy(Decimal.isDigit) {
        let number = try Self.number(text, of: text)
        insert(number...number)
      } else if text.elementsEqual(Bytes("fd")) {
        insert(0...Int32.max)
      } else if let kind = Self.kind(named: Bytes(text)) {
        kinds.insert(kind)
      } else {
        throw UsageError("no such descriptor type", text)
      }
    }
    if !isAnyNamed { throw UsageError("no descriptor was given") }
  }

  private mutating func insert(_ range: ClosedRange<Int32>) {
    if !numbers.contains(range) { numbers.append(range) }
  }

  private static func range(_ text: ArraySlice<UInt8>) throws(UsageError) -> ClosedRange<Int32> {
    let ends = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ !$0.isEmpty && $0.allSatisfy(Decimal.isDigit) }) else {
      throw UsageError("bad range of descriptors", text)
    }
    let (low, high) = (try number(ends[0], of: text), try number(ends[1], of: text))
    if low >= high { throw UsageError("range of descriptors doesn't ascend", text) }
    return low...high
  }

  private static func number(
    _ digits: ArraySlice<UInt8>, of text: ArraySlice<UInt8>
  ) throws(UsageError) -> Int32 {
    guard let number = Decimal.value(of: digits, maximum: Int(Int32.max)) else {
      throw UsageError("descriptor number too large", text)
    }
    return Int32(number)
  }

  private static func kind(named name: Bytes) -> DescriptorKind? {
    switch name {
    case Bytes("unk"): .unknown
    case Bytes("cwd"): .currentDirectory
    case Bytes("err"): .error
    case Bytes("NOFD"): .noDescriptors
    case Bytes("rtd"): .rootDirectory
    case Bytes("pd"): .parentDirectory
    case Bytes("txt"): .programText
    case Bytes("ltx"): .libraryText
    case Bytes("mem"): .memory
    case Bytes("DEL"): .deletedMemory
    // The second of each is what the FD column shows.
    case Bytes("fp"), Bytes("fp."): .fileport
    case Bytes("jd."), Bytes("jld"): .jailDirectory
    case Bytes("twd"): .taskDirectory
    case Bytes("ctty"): .controllingTerminal
    case Bytes("v86"): .virtual8086
    case Bytes("m86"): .merge386
    case Bytes("mmap"): .mappedDevice
    default: nil
    }
  }
}
