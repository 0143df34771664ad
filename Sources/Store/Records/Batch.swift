/// What one worker has gathered about a run of processes. A batch has one owner at a time.
public struct Batch: Sendable {
  /// The bytes of all names in the batch's records.
  public var names = ByteArena()
  /// In the order of PID and TID; a task follows its process.
  public var processes: [ProcessRecord] = []
  /// The rows of all ``processes``, each process's own side by side; tasks can share theirs.
  public var files: [OpenFile] = []
  /// What there is to print of those files that are sockets.
  public var sockets: [SocketInfo] = []
  /// The names of the network namespaces of those sockets, by inode, that are in another one than their process.
  public var socketNamespaces: [UInt64: ByteSlice] = [:]

  /// More of the processes, by PID, where a column shows it.
  public var processDetails: [Int32: ProcessDetails] = [:]

  /// More of what is open, where a column shows it; ``OpenFile/details`` are its indices.
  public var openFileDetails: [OpenFileDetails] = []
  /// The mounts of ``OpenFileDetails/mountID``, where a column shows more of them.
  public var mounts: [UInt64: MountDetails] = [:]
  /// The drivers of device files, where a column shows them.
  public var drivers: [SpecialDevice: DriverDetails] = [:]
  /// The names of disks and partitions, where a column shows them.
  public var partitions: [DeviceNumber: ByteSlice] = [:]

  /// What has become of each of ``files`` since the cycle before; empty where that isn't told.
  public var changes: [Change] = []
  /// When that was seen, in seconds since the epoch.
  public var changeTime: Int64 = 0

  public init() {}

  /// Keeps what stat(2) tells of a file whose row isn't in the batch yet.
  public mutating func keep(_ inode: FileDetails, of file: inout OpenFile) {
    if file.details < 0 {
      file.details = Int32(truncatingIfNeeded: openFileDetails.count)
      openFileDetails.append(OpenFileDetails())
    }
    openFileDetails[Int(file.details)].inode = inode
  }

  /// Changes the details of a row.
  public mutating func changeDetails(ofFile index: Int, _ change: (inout OpenFileDetails) -> Void) {
    if files[index].details < 0 {
      files[index].details = Int32(truncatingIfNeeded: openFileDetails.count)
      openFileDetails.append(OpenFileDetails())
    }
    change(&openFileDetails[Int(files[index].details)])
  }
}
