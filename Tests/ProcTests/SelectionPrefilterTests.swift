import Store
import Testing

@testable import Proc

@Suite struct SelectionPrefilterTests {
  private func prefilter(
    _ selectors: Selectors, all: Bool = false, hasNFS: Bool = true,
    _ change: (inout Request) -> Void = { _ in }
  ) -> SelectionPrefilter {
    var request = Request(programName: Bytes("lsof"), warns: true)
    request.selection.selectors = selectors
    request.selection.isEverything = selectors == .everything
    request.selection.requiresAll = all
    change(&request)
    return SelectionPrefilter(request, hasNFS: hasNFS)
  }

  private func numbers(_ range: ClosedRange<Int32>) -> (inout Request) -> Void {
    { $0.selection.descriptors.numbers = [range] }
  }

  @Test func aProcessThatMatchesHasAllItsFilesListed() {
    let filter = prefilter(.pid)
    #expect(filter.mayListNode(.pid, .memory))
    #expect(filter.mayListSocket(.pid, number: 3))
    #expect(filter.mayListDescriptors(.pid))
    #expect(!filter.mayListNode([], .memory))
    #expect(!filter.mayListSocket([], number: 3))
    #expect(!filter.mayListDescriptors([]))
  }

  @Test func descriptorsAreTakenByTheirNumber() {
    let filter = prefilter(.descriptor, numbers(3...5))
    #expect(filter.mayListNode([], .number, number: 4) && filter.mayListSocket([], number: 5))
    #expect(!filter.mayListNode([], .number, number: 6) && !filter.mayListSocket([], number: 2))
    #expect(!filter.mayListNode([], .currentDirectory))
    #expect(filter.mayListDescriptors([]))
    #expect(filter.descriptor(.number, 3) == .descriptor && filter.descriptor(.number, 6) == [])
  }

  @Test func kindsWithoutANumberNeedNoDescriptors() {
    let filter = prefilter(.descriptor) { $0.selection.descriptors.kinds = [.currentDirectory] }
    #expect(filter.mayListNode([], .currentDirectory) && !filter.mayListNode([], .rootDirectory))
    #expect(!filter.mayListDescriptors([]))
  }

  @Test func nodesMayHaveANameAndSocketsTheirOwn() {
    let names = prefilter(.name)
    #expect(names.mayListNode([], .number, number: 1) && names.mayListSocket([], number: 1))
    #expect(names.needsName([], number: 1))
    let links = prefilter(.linkCount)
    #expect(links.mayListNode([], .number, number: 1) && !links.mayListSocket([], number: 1))
    #expect(!links.needsName([], number: 1))
    let sockets = prefilter(.internet)
    #expect(!sockets.mayListNode([], .number, number: 1) && sockets.mayListSocket([], number: 1))
    #expect(sockets.needsWantedSocket([], number: 1))
  }

  @Test func withoutNFSNothingIsAskedForIt() {
    #expect(prefilter(.nfs).mayListNode([], .number, number: 1))
    let none = prefilter(.nfs, hasNFS: false)
    #expect(!none.mayListNode([], .number, number: 1) && !none.mayListDescriptors([]))
    #expect(!none.mayListNode([], .currentDirectory))
    #expect(prefilter([.nfs, .name], hasNFS: false).mayListNode([], .number, number: 1))
    #expect(!prefilter([.nfs, .name], all: true, hasNFS: false).mayListNode([], .number, number: 1))
  }

  @Test func withEndpointsNamesAreFoundInAnyProcess() {
    let names = prefilter([.pid, .name], all: true) { $0.output.endpoints = .named }
    #expect(names.mayListNode([], .currentDirectory) && names.mayListNode([], .memory))
    let sockets = prefilter([.pid, .name, .unix], all: true) { $0.output.endpoints = .named }
    #expect(!sockets.mayListNode([], .currentDirectory) && sockets.mayListNode([], .number, number: 1))
    #expect(!prefilter([.pid, .name], all: true).mayListNode([], .currentDirectory))
  }

  @Test func onlySocketsAreSoughtWhereNothingElseCounts() {
    #expect(prefilter(.internet).seeksOnlySockets)
    #expect(prefilter([.internet, .unix]).seeksOnlySockets)
    #expect(!prefilter([.internet, .pid]).seeksOnlySockets)
    #expect(!prefilter(.internet) { $0.output.endpoints = .named }.seeksOnlySockets)
    #expect(prefilter([.internet, .pid]).needsWantedSockets([]))
    #expect(!prefilter([.internet, .pid]).needsWantedSockets(.pid))
  }

  @Test func withAndAllMustBePossible() {
    let filter = prefilter([.pid, .descriptor], all: true, numbers(3...3))
    #expect(filter.mayListNode(.pid, .number, number: 3))
    #expect(!filter.mayListNode(.pid, .number, number: 4) && !filter.mayListNode([], .number, number: 3))
    let internet = prefilter([.pid, .internet], all: true)
    #expect(internet.mayListSocket(.pid, number: 1) && !internet.mayListNode(.pid, .number, number: 1))
    #expect(!internet.mayListSocket([], number: 1))
  }

  @Test func namesAreFoundAlsoWhereTheDescriptorIsNot() {
    let filter = prefilter([.name, .descriptor], all: true, numbers(3...3))
    #expect(filter.mayListNode([], .number, number: 9))
  }

  @Test func endpointsAndStatesNeedEverySocket() {
    let ends = prefilter(.pid) { $0.output.endpoints = .listed }
    #expect(ends.mayListNode([], .number, number: 1) && ends.mayListSocket([], number: 1))
    #expect(ends.mayListDescriptors([]) && !ends.mayListNode([], .memory))
    let states = prefilter(.pid) { $0.selection.tcpStates.included = [.listen] }
    #expect(states.mayListSocket([], number: 1) && !states.mayListNode([], .number, number: 1))
  }

  @Test func oneRowWillDoWhereOnlyProcessesAreAskedFor() {
    #expect(prefilter(.pid) { $0.output.form = .processIDs }.needsOneRow)
    #expect(!prefilter(.pid).needsOneRow)
    #expect(!prefilter([.pid, .name]) { $0.output.form = .processIDs }.needsOneRow)
  }

  @Test func excludedProcessesAreKnown() {
    #expect(!prefilter(.internet).excludesProcesses)
    #expect(
      prefilter(.internet) { $0.selection.pids = [IDPattern(id: 1, isExcluded: true)] }.excludesProcesses)
  }
}

@Suite struct SelectionRequiredFieldsTests {
  private func fields(_ selectors: Selectors, isEverything: Bool = false) -> RequiredFields {
    var selection = Selection()
    selection.selectors = selectors
    selection.isEverything = isEverything
    return selection.requiredFields
  }

  @Test func processesNeedNothingOfFiles() { #expect(fields([.pid, .user, .descriptor, .command]) == []) }

  @Test func filesAreAskedForWhereTheyDecide() {
    #expect(fields(.name) == .status)
    #expect(fields(.linkCount) == .status)
    #expect(fields(.nfs) == [.status, .name])
    #expect(fields(.context) == .context)
    #expect(fields([.internet, .unix, .address]) == [])
  }

  @Test func everythingDecidesNothing() { #expect(fields(.everything, isEverything: true) == []) }
}
