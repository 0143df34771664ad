/// What the command line asks for. It doesn't change once it is made.
public struct Request: Sendable {
  /// The last part of argv[0]; messages begin with it.
  public var programName: Bytes
  /// Which processes and files are listed.
  public var selection = Selection()
  /// `--filter`: which of the selected rows are listed; nil for all.
  public var filter: RowFilter?
  /// How they are written.
  public var output = Output()
  /// A report in place of a listing; nil for a listing.
  public var report: ReportRequest?
  /// `--netns`; nil for the lister's own namespace alone.
  public var networkNamespaces: NetworkNamespaceSet?
  /// `-b`, `-e`, `-O`, `-S`
  public var blockingPolicy = BlockingPolicy()
  /// `--scan`
  public var scanMethod = ScanMethod.automatic
  /// `-r`, `+r`; nil for one listing.
  public var repetition: Repetition?
  /// `+m`
  public var mountSupplement = MountSupplement.unused
  /// `-D`
  public var deviceCache = DeviceCacheRequest()
  /// `+w`, `-w`: warnings are written.
  public var warns: Bool
  /// The same, but not turned off by `-t`: what is said to who sits there, and is no part of an answer.
  public var warnsDespiteTerse: Bool
  /// `-V`: what was searched for and not found is told.
  public var reportsSearch = false
  /// `-Q`: a search that finds nothing is no failure.
  public var forgivesFailedSearch = false
  /// A name could not be looked up, which alone makes the exit status 1.
  public var hadBadName = false

  public init(programName: Bytes, warns: Bool) {
    self.programName = programName
    self.warns = warns
    warnsDespiteTerse = warns
  }
}
