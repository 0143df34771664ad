import Store

/// Whose maps are read.
struct MapOwner {
  var subject: Subject
  /// Only files that have one of the given names matter: the map says which file it is.
  var isForNames: Bool
  /// Its paths mean other files for the lister.
  var isForeign: Bool
}
