import Misc
import Store
import Version

/// Asks the system about what the options name: users, hosts, file systems and directories.
struct OptionResolver {
  let dialect: any Dialect
  let realUserID: UInt32
  let diagnostics: Diagnostics
  private var mountTable: MountTable?

  init(
    dialect: any Dialect, realUserID: UInt32, diagnostics: Diagnostics
  ) {
    self.dialect = dialect
    self.realUserID = realUserID
    self.diagnostics = diagnostics
  }

  /// Completes the request with all but the names; what can't be found is given back.
  mutating func resolve(_ options: inout Options) -> [UsageError] {
    var errors: [UsageError] = []
    func attempt(_ body: () throws(UsageError) -> Void) {
      do { try body() } catch { errors.append(error) }
    }
    options.request.blockingPolicy.announcer =
      options.request.warnsDespiteTerse ? options.request.programName : nil
    for user in options.users {
      attempt { () throws(UsageError) in
        try add(user, to: &options.request.selection.users)
      }
    }
    for address in options.addresses {
      attempt { () throws(UsageError) in
        options.request.selection.addresses += try AddressResolver.targets(of: address)
      }
    }
    for exemption in options.exemptions {
      attempt { () throws(UsageError) in
        try add(exemption, to: &options.request.blockingPolicy)
      }
    }
    setDevices(of: &options.request.blockingPolicy.exemptions, options.request.mountSupplement)
    return errors + searchDirectories(&options)
  }

  /// Looks up the names; false where none of them stands for anything.
  mutating func resolveNames(_ options: inout Options) -> Bool {
    if options.names.isEmpty { return true }
    let isForgiving = options.request.forgivesFailedSearch
    let resolver = NameResolver(
      links: links(options.request.blockingPolicy), mounts: readMounts(),
      blockingPolicy: options.request.blockingPolicy, meaning: options.nameMeaning, isForgiving: isForgiving,
      diagnostics: diagnostics)
    let (targets, hasBadName) = resolver.resolve(options.names)
    let firstNamed = options.request.selection.files.count
    options.request.selection.files += targets
    if Build.hasDeviceCache {
      options.request.selection.specialDevices = specialDevices(
        options.request.selection.files, from: firstNamed, links(options.request.blockingPolicy).probe)
    }
    options.request.hadBadName = hasBadName && !isForgiving
    return !targets.isEmpty || isForgiving
  }

  /// The devices that named files stand for, those from the index `first` on.
  private func specialDevices(
    _ files: [FileTarget], from first: Int, _ probe: any PathProbe
  ) -> [SpecialDevice: [Int]] {
    var devices: [SpecialDevice: [Int]] = [:]
    for index in first..<files.count where !files[index].isFileSystem {
      let status = try? probe.status(of: files[index].path, followsLinks: true).get()
      if let device = status?.specialDevice { devices[device, default: []].append(index) }
    }
    return devices
  }

  private func add(_ user: UserOption, to users: inout [UserPattern]) throws(UsageError) {
    let pattern: UserPattern
    switch user.name {
    case .uid(let uid): pattern = UserPattern(uid: uid, login: nil, isExcluded: user.isExcluded)
    case .login(let login):
      guard let uid = UserDatabase.uid(of: login) else {
        throw UsageError("unknown user", login)
      }
      pattern = UserPattern(uid: uid, login: login, isExcluded: user.isExcluded)
    }
    if Build.hasSecurity && !Build.hasNoSocketSecurity && realUserID != 0 && pattern.uid != realUserID {
      throw UsageError("this build lists other users' files to root only")
    }
    if let known = users.first(where: { $0.uid == pattern.uid }) {
      if known.isExcluded != pattern.isExcluded { throw UsageError("a user is both selected and left out") }
    } else {
      users.append(pattern)
    }
  }

  private mutating func add(
    _ exemption: ExemptionOption, to blockingPolicy: inout BlockingPolicy
  ) throws(UsageError) {
    var path = exemption.path
    if !exemption.avoidsLinks {
      guard let resolved = links(blockingPolicy).resolve(path) else {
        throw UsageError("bad path of -e", path)
      }
      path = resolved
    }
    path = path.withoutTrailingSlashes
    path = links(blockingPolicy).place(of: path) ?? path
    if blockingPolicy.exemptions.contains(where: { $0.path == path }) { return }
    // With -b it may be a link to one.
    if !blockingPolicy.avoidsBlocking && readMounts().mount(at: path) == nil {
      throw UsageError("no file system is mounted where -e says", path)
    }
    blockingPolicy.exemptions.append(
      Exemption(path: path, avoidsLinks: exemption.avoidsLinks, device: nil))
  }

  /// Takes the devices of exempted file systems from the file of `+m`: they are not asked for theirs.
  private func setDevices(of exemptions: inout [Exemption], _ supplement: MountSupplement) {
    guard case .read(let path) = supplement, !exemptions.isEmpty,
      let devices = MountSupplementFile(path: path, diagnostics: diagnostics).read()
    else { return }
    for index in exemptions.indices {
      guard let device = devices[exemptions[index].path] else { continue }
      exemptions[index].device = device
      diagnostics.error {
        $0.append("device of ")
        diagnostics.escaper.append(exemptions[index].path, to: &$0)
        $0.append(" taken from the mount supplement: 0x")
        $0.append(hexadecimal: device.rawValue)
      }
    }
  }

  private mutating func searchDirectories(_ options: inout Options) -> [UsageError] {
    if options.directories.isEmpty { return [] }
    var errors: [UsageError] = []
    let reader = DirectoryReader(
      links: links(options.request.blockingPolicy), mounts: readMounts(),
      crossesFileSystems: options.crossesFileSystems, followsLinks: options.followsLinks,
      diagnostics: diagnostics)
    let tree = DirectoryTree(reader: reader, held: heldTree(options))
    let isAlone = options.directories.count == 1 && options.names.isEmpty
    for search in options.directories {
      if let targets = tree.targets(of: search) {
        options.request.selection.files += targets.files
        if isAlone { options.request.selection.holders = targets.holders }
      } else {
        errors.append(UsageError("can't search the directory", search.path))
      }
    }
    return errors
  }

  /// Nil where all files of a directory must be known: they are told (`-V`), may be opened later, or have links or
  /// mounts that are followed.
  private mutating func heldTree(_ options: Options) -> HeldTree? {
    let request = options.request
    let policy = request.blockingPolicy
    if options.crossesFileSystems || options.followsLinks || request.reportsSearch || request.report != nil
      || request.repetition != nil || policy.avoidsBlocking || !policy.exemptions.isEmpty
    {
      return nil
    }
    let silent = Diagnostics(programName: request.programName, warns: false, escaper: diagnostics.escaper)
    let links = LinkResolver(probe: links(policy).probe, avoidsBlocking: false, diagnostics: silent)
    let dialect = dialect
    return HeldTree(links: links, mounts: readMounts()) { dialect.heldFiles(below: $0, on: $1, request) }
  }

  private func links(_ blockingPolicy: BlockingPolicy) -> LinkResolver {
    LinkResolver(
      probe: dialect.probe(blockingPolicy, mounts: (try? dialect.mounts()) ?? []),
      avoidsBlocking: blockingPolicy.avoidsBlocking,
      diagnostics: diagnostics)
  }

  private mutating func readMounts() -> MountTable {
    if let mountTable { return mountTable }
    let table = MountTable((try? dialect.mounts()) ?? [])
    mountTable = table
    return table
  }
}
