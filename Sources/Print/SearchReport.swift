import Misc
import Store

/// What was asked for and not found: decides the exit status, and is what `-V` reports.
public struct SearchReport: Sendable {
  private let request: Request
  private let searchMatches: SearchMatches

  public init(request: Request, searchMatches: SearchMatches) {
    self.request = request
    self.searchMatches = searchMatches
  }

  /// Nothing that was asked for is missing. Things to be left out (`^`) can't be missing.
  public var isComplete: Bool {
    var isComplete = true
    visitMissing { _ in isComplete = false }
    return isComplete
  }

  /// A file or socket that was asked for is missing, which may be open where the lister may not look. Of the files of
  /// `+d` and `+D` that is so where all are. `sockets` is what is found in sockets, whichever process may have them;
  /// nil where that isn't known.
  public func lacksFiles(sockets: SearchMatches?) -> Bool {
    let addresses = request.selection.addresses
    let seeksSockets =
      request.selection.requiresAll && !request.selection.selectors.isDisjoint(with: .ofSocket)
    let files = request.selection.files
    let isBare = !files.indices.contains { files[$0].isOfDirectory && searchMatches.files[$0] }
    var lacksFiles = false
    visitMissing { missing in
      switch missing {
      case .file(let target):
        if seeksSockets, let sockets {
          if files.indices.contains(where: { sockets.files[$0] && files[$0] == target }) { lacksFiles = true }
        } else if isBare || !target.isOfDirectory {
          lacksFiles = true
        }
      case .address(let argument):
        let isThere = sockets.map { sockets in
          addresses.indices.contains { sockets.addresses[$0] && addresses[$0].argument == argument }
        }
        if isThere ?? true { lacksFiles = true }
      case .internet: if sockets?.internet ?? true { lacksFiles = true }
      case .state(let transport, let state):
        let states = transport == .tcp ? sockets?.tcpStates : sockets?.udpStates
        if states?.contains(state) ?? true { lacksFiles = true }
      case .nfs: lacksFiles = true
      default: break
      }
    }
    return lacksFiles
  }

  /// Appends a line for each missing thing.
  public func append(to buffer: inout ByteBuffer, escaper: Escaper) {
    visitMissing { missing in
      escaper.append(request.programName, to: &buffer)
      buffer.append(": ")
      missing.append(to: &buffer, escaper)
      buffer.append(.newline)
    }
  }

  /// Commands, files and addresses are reported in the order opposite to that of the command line.
  private func visitMissing(_ visit: (Missing) -> Void) {
    let selection = request.selection
    for index in selection.commands.indices.reversed() {
      let command = selection.commands[index]
      if !command.isExcluded && !searchMatches.commands[index] { visit(.command(command.prefix)) }
    }
    for index in selection.expressions.indices where !searchMatches.expressions[index] {
      visit(.expression(selection.expressions[index].expression))
    }
    for index in selection.files.indices.reversed() where !searchMatches.files[index] {
      visit(.file(selection.files[index]))
    }
    visitMissingAddresses(visit)
    if selection.internet && !searchMatches.internet { visit(.internet) }
    visitMissingStates(visit)
    if selection.nfs && !searchMatches.nfs { visit(.nfs) }
    for index in selection.pids.indices {
      let pid = selection.pids[index]
      if !pid.isExcluded && !searchMatches.pids[index] { visit(.pid(pid.id)) }
    }
    if selection.tasks == .listed && !searchMatches.tasks { visit(.tasks) }
    for index in selection.contexts.indices.reversed() where !searchMatches.contexts[index] {
      visit(.context(selection.contexts[index]))
    }
    for index in selection.groups.indices {
      let group = selection.groups[index]
      if !group.isExcluded && !searchMatches.groups[index] { visit(.group(group.id)) }
    }
    visitMissing(selection.units, searchMatches.units) { visit(.unit($0)) }
    visitMissing(selection.containers, searchMatches.containers) { visit(.container($0)) }
    visitMissing(selection.pods, searchMatches.pods) { visit(.pod($0)) }
    for index in selection.users.indices {
      let user = selection.users[index]
      if !user.isExcluded && !searchMatches.users[index] { visit(.user(user)) }
    }
  }

  private func visitMissing(_ patterns: [NamePattern], _ matches: [Bool], _ visit: (Bytes) -> Void) {
    for index in patterns.indices where !patterns[index].isExcluded && !matches[index] {
      visit(patterns[index].glob)
    }
  }

  /// One argument may have given several targets: it is missing, once, if none of them was found.
  private func visitMissingAddresses(_ visit: (Missing) -> Void) {
    let targets = request.selection.addresses
    var found: Set<Bytes> = []
    for index in targets.indices where searchMatches.addresses[index] {
      found.insert(targets[index].argument)
    }
    for target in targets.reversed() where found.insert(target.argument).inserted {
      visit(.address(target.argument))
    }
  }

  private func visitMissingStates(_ visit: (Missing) -> Void) {
    let selection = request.selection
    for state in selection.tcpStates.included.subtracting(searchMatches.tcpStates).sorted() {
      visit(.state(.tcp, state))
    }
    for state in selection.udpStates.included.subtracting(searchMatches.udpStates).sorted() {
      visit(.state(.udp, state))
    }
  }
}

/// A thing that was asked for and not found.
private enum Missing {
  case command(Bytes)
  case expression(Bytes)
  case file(FileTarget)
  case address(Bytes)
  case internet, nfs, tasks
  case state(SocketInfo.Transport, SocketState)
  case pid(Int32)
  case group(Int32)
  case context(Bytes)
  case unit(Bytes)
  case container(Bytes)
  case pod(Bytes)
  case user(UserPattern)

  /// Appends what is said of it; programs that read `-V`'s report know these forms.
  func append(to buffer: inout ByteBuffer, _ escaper: Escaper) {
    switch self {
    case .command(let prefix):
      buffer.append("command not located: ")
      escaper.append(prefix, to: &buffer)
    case .expression(let expression):
      buffer.append("no command found for regex: ")
      escaper.append(expression, to: &buffer)
    case .file(let target):
      buffer.append(target.isFileSystem ? "no file system use located: " : "no file use located: ")
      escaper.append(target.argument, to: &buffer)
    case .address(let argument):
      buffer.append("Internet address not located: ")
      escaper.append(argument, to: &buffer)
    case .internet: buffer.append("no Internet files located")
    case .nfs: buffer.append("no NFS files located")
    case .tasks: buffer.append("no tasks located")
    case .state(let transport, let state):
      buffer.append(transport == .tcp ? "TCP" : "UDP")
      buffer.append(" state not located: ")
      var socket = SocketInfo(transport: .tcp)
      socket.state = state
      socket.appendState(to: &buffer)
    case .pid(let id):
      buffer.append("process ID not located: ")
      buffer.append(decimal: Int(id))
    case .group(let id):
      buffer.append("process group ID not located: ")
      buffer.append(decimal: Int(id))
    case .context(let context):
      buffer.append("context not located: ")
      escaper.append(context, to: &buffer)
    case .unit(let name):
      buffer.append("unit not located: ")
      escaper.append(name, to: &buffer)
    case .container(let name):
      buffer.append("container not located: ")
      escaper.append(name, to: &buffer)
    case .pod(let name):
      buffer.append("pod not located: ")
      escaper.append(name, to: &buffer)
    case .user(let user):
      if let login = user.login {
        buffer.append("login name (UID ")
        buffer.append(decimal: UInt64(user.uid))
        buffer.append(") not located: ")
        escaper.append(login, to: &buffer)
      } else {
        buffer.append("user ID not located: ")
        buffer.append(decimal: UInt64(user.uid))
      }
    }
  }
}
