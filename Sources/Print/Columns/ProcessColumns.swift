import Store

/// The columns of a process or task.
enum ProcessColumns {
  static let command = Column(
    "COMMAND", .left, .always, field: FieldDescription("c", "command"), member: "command"
  ) { .command($0.process.command) }

  static let pid = Column(
    "PID", .right, .always, as: .number, field: FieldDescription("p", "process ID (PID)"), member: "pid"
  ) { .id($0.process.pid) }

  static let tid = Column(
    "TID", .right, .ifPresent, as: .number, field: FieldDescription("K", "task ID (TID)"), member: "tid"
  ) { $0.process.tid == 0 ? .absent : .id($0.process.tid) }

  static let taskCommand = Column(
    "TASKCMD", .left, .ifPresent, field: FieldDescription("M", "task's comMand"), member: "task_cmd",
    about: "task's own name"
  ) { $0.process.hasTaskCommand ? .command($0.process.taskCommand) : .absent }

  static let context = Column(
    "SECURITY-CONTEXT", .left, .onRequest { $0.showsContext },
    field: FieldDescription("Z", "security context"), member: "security_context", needs: .context
  ) { .text($0.process.context) }

  static let parent = Column(
    "PPID", .right, .onRequest { $0.showsParent }, as: .number,
    field: FieldDescription("R", "paRent's PID"), member: "ppid", about: "parent's PID"
  ) { .id($0.process.parent) }

  static let group = Column(
    "PGID", .right, .onRequest { $0.showsProcessGroup }, as: .number,
    field: FieldDescription("g", "process group ID (PGID)"), member: "pgid"
  ) { .id($0.process.group) }

  static let user = Column(
    "USER", .right, .always, field: FieldDescription("L", "login name"), member: "login",
    also: "EUSER"
  ) { .user($0.process.uid) }

  static let uid = Column(
    "UID", as: .number, field: FieldDescription("u", "user ID (UID)"), member: "uid"
  ) { .uid($0.process.uid) }

  static let namespacePID = Column(
    "NSPID", .right, .onRequest { $0.showsNamespacePID }, as: .number,
    field: FieldDescription("I", "process ID in its own namespace", isUsual: false), member: "nspid",
    needs: .namespacePID
  ) { $0.process.namespacePID == 0 ? .absent : .id($0.process.namespacePID) }

  static let unit = Column(
    "UNIT", .left, .onRequest { $0.showsUnit }, field: FieldDescription("U", "systemd Unit", isUsual: false),
    member: "unit", about: "systemd's unit", needs: .unit
  ) { .text($0.process.unit) }

  static let container = Column(
    "CONTAINER", .left, .onRequest { $0.showsContainer },
    field: FieldDescription("O", "cOntainer", isUsual: false), member: "container",
    about: "container, by name or identifier", needs: .container
  ) { .text($0.process.container) }

  static let pod = Column(
    "POD", .left, .onRequest { $0.showsPod }, field: FieldDescription("Q", "pod", isUsual: false),
    member: "pod", needs: .container
  ) { .text($0.process.pod) }

  /// In the order of the columns.
  static let all = [
    command, pid, namespacePID, tid, taskCommand, context, unit, container, pod, parent, group, user, uid,
  ]
  /// In the order of the fields.
  static let fields = [
    pid, namespacePID, tid, taskCommand, context, unit, container, pod, group, parent, command, uid, user,
  ]
  /// In the order of the members in JSON.
  static let members = fields
}
