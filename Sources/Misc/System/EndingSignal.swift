import CSystem

/// The first SIGINT or SIGTERM, where the program has something left to say before it ends. One that comes while it
/// does so ends it at once.
public enum EndingSignal {
  /// Where signals can't be noted they end the program as usual.
  public static func note() { _ = csystem_note_ending() }

  /// The number of the signal; nil where there was none.
  public static var noted: Int32? {
    let number = csystem_ending_signal()
    return number == 0 ? nil : number
  }

  /// Has the calling thread wait so long, or until there is a signal.
  public static func wait(seconds: Int) { csystem_await_ending(UInt32(clamping: seconds)) }

  /// Ends the program by the signal, so that who started it learns how it ended.
  public static func end(by number: Int32) { csystem_end_by(number) }
}
