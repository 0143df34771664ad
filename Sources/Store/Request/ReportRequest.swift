/// A question that is answered by a report, in place of a listing.
public enum ReportRequest: Sendable, Equatable {
  /// `--deleted`: which removed files still take up room, and who holds them.
  case deleted
  /// `--listening`, `--port`: who serves.
  case listening
  /// `--busy`: what keeps file systems from being unmounted.
  case busy
  /// `--limits`: who runs out of descriptors; with `--limits=all` also what users have of inotify and epoll.
  case limits(countsWatches: Bool)
  /// `--graph`: processes and what joins them; with `includesFiles` also files that several have open.
  case graph(GraphLanguage, includesFiles: Bool)
  /// `--metrics`: numbers of all of these for a monitoring system.
  case metrics
}
