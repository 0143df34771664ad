import Store

/// The lists of descriptors that `-d` takes.
enum DescriptorList {
  /// Adds numbers, ranges and names of descriptors, all with `^` or none.
  static func add(_ list: Bytes, to set: inout DescriptorSet) throws(UsageError) {
    var isAnyNamed = false
    for element in ValueText.elements(of: list) {
      let (isExcluded, text) = ValueText.splitExclusion(element)
      if text.isEmpty { continue }
      isAnyNamed = true
      if !set.isEmpty && isExcluded != set.isExclusion {
        throw UsageError("descriptors can't be selected and left out in one list", element)
      }
      set.isExclusion = isExcluded
      if text.contains(UInt8(ascii: "-")) {
        insert(try range(text), into: &set)
      } else if text.allSatisfy(ValueText.isDigit) {
        let number = try number(text, of: text)
        insert(number...number, into: &set)
      } else if text.elementsEqual(Bytes("fd")) {
        insert(0...Int32.max, into: &set)
      } else if let kind = kind(named: Bytes(text)) {
        set.kinds.insert(kind)
      } else {
        throw UsageError("no such descriptor type", text)
      }
    }
    if !isAnyNamed { throw UsageError("no descriptor was given") }
  }

  private static func insert(_ range: ClosedRange<Int32>, into set: inout DescriptorSet) {
    if !set.numbers.contains(range) { set.numbers.append(range) }
  }

  private static func range(_ text: ArraySlice<UInt8>) throws(UsageError) -> ClosedRange<Int32> {
    let ends = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ValueText.isDigit) }) else {
      throw UsageError("bad range of descriptors", text)
    }
    let (low, high) = (try number(ends[0], of: text), try number(ends[1], of: text))
    if low >= high { throw UsageError("range of descriptors doesn't ascend", text) }
    return low...high
  }

  private static func number(
    _ digits: ArraySlice<UInt8>, of text: ArraySlice<UInt8>
  ) throws(UsageError) -> Int32 {
    guard let number = ValueText.number(digits, maximum: Int(Int32.max)) else {
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
