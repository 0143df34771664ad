import Store

/// A process that has more listed descriptors than when it was first seen.
public struct GrownProcess: Sendable {
  /// Descriptors that are alike.
  public struct Kin: Sendable {
    public let name: Bytes
    /// How many more there are.
    public let count: Int
  }

  public let pid: Int32
  public let uid: UInt32
  public let command: Bytes
  /// It has ended since.
  public internal(set) var hasEnded: Bool
  /// When it was first seen, in seconds since the epoch.
  public let firstTime: Int64
  public let first: DescriptorSurvey.Kinds
  public let last: DescriptorSurvey.Kinds
  /// What there are more of, the most first.
  public let kin: [Kin]

  /// How many more descriptors it has.
  public var growth: UInt64 { last.sum - first.sum }
}

/// What has grown in a repeated listing.
public struct GrownProcesses: Sendable {
  /// Those that grew most come first; of many only these are kept.
  public internal(set) var processes: [GrownProcess] = []
  /// How many grew.
  public internal(set) var count = 0
  /// When the first cycle was, in seconds since the epoch.
  public internal(set) var firstTime: Int64 = 0
  public internal(set) var cycles = 0
}

extension DescriptorSurvey.Kinds {
  /// All descriptors.
  public var sum: UInt64 { files + sockets + pipes + anonymous }

  /// Counts a descriptor by what its row shows.
  mutating func count(_ file: OpenFile, of batch: borrowing Batch) {
    let name = batch.names[file.name]
    highest = max(highest, file.number)
    if file.type.isSocket {
      sockets += 1
    } else if name.isEmpty || name[0] == UInt8(ascii: "/") {
      files += 1
    } else if file.type == .fifo {
      pipes += 1
    } else {
      anonymous += 1
    }
  }
}
