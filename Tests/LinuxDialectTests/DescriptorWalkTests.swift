import Glibc
import Misc
import Store
import Testing

@testable import LinuxDialect

/// Walks through descriptors of the test's own process, above those that other tests have. One at a time: they share
/// the numbers.
@Suite(.serialized) struct DescriptorWalkTests {
  private static let lowest: Int32 = 600

  /// Opens the numbers, walks as a scanner does, and closes them.
  private func walk(
    _ numbers: [Int32], guesses: Bool = true, from first: Int32 = lowest, asks: Bool = true,
    _ visit: (Int32) -> Void = { _ in }
  ) -> [Int32] {
    let file = open("/dev/null", O_RDONLY | O_CLOEXEC)
    for number in numbers { _ = dup2(file, number) }
    close(file)
    defer { for number in numbers { close(number) } }
    guard let directory = try? FileDescriptor.open(Path("/proc/self/fd"), flags: O_DIRECTORY) else {
      return []
    }
    var walk = DescriptorWalk()
    var link = LinkReader()
    var found: [Int32] = []
    walk.start(at: first, guesses: guesses, in: directory)
    while let entry = walk.next(in: directory) {
      if !asks && entry.isGuess {
        walk.stopGuessing(at: entry, in: directory)
        continue
      }
      if (try? link.read(entry.name, in: directory)) != nil {
        found.append(entry.number)
        visit(entry.number)
      } else if entry.isGuess {
        walk.refute(entry, in: directory)
      }
    }
    #expect(walk.failure == nil)
    return found
  }

  private static let sets: [[Int32]] = [
    [600], [600, 601, 602], [601], [600, 602, 604, 606, 608, 610], [610, 700, 701, 702, 900],
    Array(600..<680), Array(stride(from: 600, to: 900, by: 3)), Array(640..<700) + [999],
  ]

  @Test(arguments: sets, [true, false]) func everyDescriptorIsFoundOnceAndInOrder(
    _ numbers: [Int32], _ guesses: Bool
  ) {
    #expect(walk(numbers, guesses: guesses) == numbers)
  }

  @Test(arguments: sets) func guessingCanStopAtAnyPoint(_ numbers: [Int32]) {
    #expect(walk(numbers, asks: false) == numbers)
  }

  @Test func beginsAtTheFirstThatIsWanted() {
    #expect(walk([600, 601, 605, 606], from: 605) == [605, 606])
  }

  @Test(arguments: [true, false]) func whatIsClosedMeanwhileIsPassedOver(_ guesses: Bool) {
    let numbers = [Int32](600..<620)
    let found = walk(numbers, guesses: guesses) { number in
      if number == 605 { for closed in 606...608 as ClosedRange<Int32> { close(closed) } }
    }
    #expect(found == numbers.filter { !(606...608).contains($0) })
  }

  @Test func guessesAreMarked() throws {
    let directory = try FileDescriptor.open(Path("/proc/self/fd"), flags: O_DIRECTORY)
    var walk = DescriptorWalk()
    walk.start(at: 12, guesses: true, in: directory)
    let guess = walk.next(in: directory)
    #expect(guess?.isGuess == true && guess?.number == 12)
    #expect(guess.map { strcmp($0.name, "12") } == 0)
    walk.start(guesses: false, in: directory)
    let listed = walk.next(in: directory)
    #expect(listed?.isGuess == false)
  }
}
