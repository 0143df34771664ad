import Store

extension Selection {
  /// What must be known of each file to tell whether it is selected.
  public var requiredFields: RequiredFields {
    var required: RequiredFields = []
    if !units.isEmpty { required.insert(.unit) }
    if !containers.isEmpty || !pods.isEmpty { required.insert(.container) }
    if isEverything { return required }
    if !selectors.isDisjoint(with: [.name, .nfs, .linkCount]) { required.insert(.status) }
    if selectors.contains(.nfs) { required.insert(.name) }
    if selectors.contains(.context) { required.insert(.context) }
    return required
  }
}
