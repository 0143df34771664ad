/// All metrics. Their names are an interface: queries and alarms are written with them.
extension Metric {
  static let scanDuration = Metric(
    "lsof_scan_duration_seconds", "Time that looking at all processes took.", in: "seconds")
  static let processes = Metric(
    "lsof_processes", "Processes that were looked at, threads of the kernel left out.")
  static let hiddenProcesses = Metric(
    "lsof_hidden_processes", "Processes whose files could not be seen for lack of privileges.")

  static let systemOpenFiles = Metric(
    "lsof_system_open_files", "Open files of the whole system, from fs.file-nr.")
  static let systemLimit = Metric(
    "lsof_system_open_files_limit", "Open files that the whole system may have, fs.file-max.")
  static let highestLimit = Metric(
    "lsof_system_process_open_files_limit",
    "Highest limit of open files that a process can be given, fs.nr_open.")
  static let inotifyInstances = Metric(
    "lsof_user_inotify_instances_limit", "Inotify instances that each user may have.")
  static let inotifyWatches = Metric(
    "lsof_user_inotify_watches_limit", "Inotify watches that each user may have.")
  static let epollWatches = Metric("lsof_user_epoll_watches_limit", "Epoll watches that each user may have.")

  static let openFiles = Metric(
    "lsof_open_files", "Open descriptors by type, as in the column TYPE, as far as they can be seen.",
    by: ["type"])
  static let sockets = Metric(
    "lsof_sockets", "Sockets that processes have, each counted once.", by: ["protocol", "state"])

  private static let ofFileSystem: [StaticString] = ["device", "fstype", "mountpoint"]
  static let files = Metric(
    "lsof_files",
    "Descriptors, mapped files, programs, working and root directories of processes by file system.",
    by: ofFileSystem)
  static let deletedFiles = Metric(
    "lsof_deleted_files", "Removed files that processes still hold, each counted once.", by: ofFileSystem)
  static let deletedBytes = Metric(
    "lsof_deleted_file_bytes", "Room that removed files still take up.", in: "bytes", by: ofFileSystem)
  static let deletedMemory = Metric(
    "lsof_deleted_memory_bytes", "Shared memory that looks like removed files.", in: "bytes", by: ["kind"])
}

/// What is told of each unit, container and command.
struct WorkloadMetrics {
  let openFiles: Metric
  let worstShare: Metric
  let worstLimit: Metric

  static let unit = WorkloadMetrics(
    "unit", "lsof_unit_open_files", "lsof_unit_worst_open_files_ratio", "lsof_unit_worst_open_files_limit")
  static let container = WorkloadMetrics(
    "container", "lsof_container_open_files", "lsof_container_worst_open_files_ratio",
    "lsof_container_worst_open_files_limit")
  static let command = WorkloadMetrics(
    "command", "lsof_command_open_files", "lsof_command_worst_open_files_ratio",
    "lsof_command_worst_open_files_limit")

  private init(
    _ label: StaticString, _ openFiles: StaticString, _ worstShare: StaticString, _ worstLimit: StaticString
  ) {
    self.openFiles = Metric(openFiles, "Open descriptors of all processes.", by: [label])
    self.worstShare = Metric(
      worstShare, "Open descriptors of the process nearest to its soft limit, as a part of that.",
      in: "ratio", by: [label])
    self.worstLimit = Metric(
      worstLimit, "Soft limit of open files of the process nearest to it.", by: [label])
  }
}
