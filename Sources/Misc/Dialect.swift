import Store

/// The part of lsof that knows one kernel. Everything above reaches it through this protocol.
public protocol Dialect: Sendable {
  /// Bytes; the most that the kernel keeps of a command's name.
  var longestCommand: Int { get }

  /// The kernel enforces or audits a policy of security contexts (SELinux).
  var hasContexts: Bool { get }

  /// What `--scan` can choose here. Only with `.bpf` is it tried whether that works.
  func scanMethods(_ wanted: ScanMethod) -> Bytes

  /// The mounts that the lister sees, in the kernel's order.
  func mounts() throws(ScanError) -> [Mount]

  /// Makes what asks about paths within the limits of the policy. Paths are looked up in `mounts`.
  func probe(_ policy: BlockingPolicy, mounts: [Mount]) -> any PathProbe

  /// How many of these processes can have files: some belong to the kernel, or have ended.
  func countWithFiles(_ pids: [Int32]) -> Int

  /// What these file systems are, and how much room they have, as far as that can be asked within the limits of the
  /// policy.
  func fileSystems(
    _ questions: [FileSystemQuestion], _ policy: BlockingPolicy
  ) -> [DeviceNumber: FileSystemFacts]

  /// Looks at each descriptor of these processes. `countsWatches` asks for ``DescriptorSurvey/watches``.
  func survey(_ processes: [(pid: Int32, uid: UInt32)], countsWatches: Bool) -> DescriptorSurvey

  func systemLimits() -> SystemLimits

  /// The files that may be a directory on `mount` or below it, as far as a process has them or a UNIX socket is bound
  /// to them; nil where the dialect can't tell, or not sooner than by a walk through the directory.
  func heldFiles(below directory: FileIdentity, on mount: Mount, _ request: Request) -> HeldFiles?

  /// What keeps the mounts that were named from being unmounted, as far as it is held by these processes, and what uses
  /// them beside. A target that is a block device stands for a file system that the lister has not mounted.
  func use(
    ofMounts targets: [FileTarget], by processes: [Int32], _ policy: BlockingPolicy
  ) -> MountUse

  /// The privileges of the process are about to change: what asks on its behalf, with those that it had, ends.
  func privilegesWillChange()

  /// Scans the processes that `request` can list, and gathers `requiredFields` of each file.
  ///
  /// `deliver` gets every batch on the calling thread, in the order of PID and TID.
  func scan(
    _ request: Request, for requiredFields: RequiredFields, deliver: (consuming Batch) -> Void
  ) throws(ScanError) -> ScanResult

  /// Tells of the listed descriptors in all batches of a scan how many share their open file descriptions
  /// (``OpenFileDetails/holders``), where the kernel lets the lister compare them.
  func countHolders(in batches: inout [Batch], _ selection: Selection)
}

extension Dialect {
  public func heldFiles(below directory: FileIdentity, on mount: Mount, _ request: Request) -> HeldFiles? {
    nil
  }
  public func countHolders(in batches: inout [Batch], _ selection: Selection) {}
}
