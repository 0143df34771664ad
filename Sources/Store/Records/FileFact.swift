/// Something that the kernel tells of a special file, where a column or ``Output/showsDetail`` asks for it. A set has
/// one for each member.
public struct FileFact: Sendable {
  public enum Value: Sendable {
    case number(UInt64)
    case seconds(nanoseconds: UInt64)
    case text(ByteSlice)
  }

  public let fact: Fact
  public let value: Value

  public init(_ fact: Fact, _ value: Value) {
    self.fact = fact
    self.value = value
  }
}

/// What special files tell; Print has a column for each, which says what it is.
public enum Fact: UInt8, Sendable, CaseIterable {
  case timerClock, timerRemaining, timerInterval
  case signalMask
  case eventCount, eventSemaphore, eventID
  case pollTargets, pollEvents
  case watchedInodes, watchedInodesRaw, watchedPaths, watchEvents
  case groupFlags, markedInodes, markedMounts, markedFileSystems, markedPaths, markEvents
  case pidfdPID, pidfdNamespacePIDs, pidfdCommand
  case ringSubmissionEntries, ringSubmissions, ringCompletionEntries, ringCompletions
  case ringThread, ringThreadCPU, ringFiles, ringBuffers
  case ringSubmissionMask, ringSubmissionHead, ringSubmissionTail
  case ringCompletionMask, ringCompletionHead, ringCompletionTail
  case ringPolling
  case programID, programType, programTypeNumber, programTag
  case mapID, mapType, mapTypeNumber, mapEntries
  case bpfName, bpfMemory
  case linkID, linkType, linkTypeNumber, linkProgramID
  case faultsPending, faultsTotal
  case virtualCPU, userDevice
  case seals
  case bufferSize, bufferCount, bufferExporter, bufferName
  case graphicsDriver, graphicsClient, graphicsName, graphicsDevice, graphicsMemory
  case tunnelInterface, tunnelFlags
  case terminalIndex, terminalName, terminalSession, terminalForeground
  case namespaceOwner, namespaceUserSpace
  case backingFile
  case descriptorsInFlight
  case congestionControl, roundTrip, roundTripVariation, retransmits
  case tlsVersion, tlsCipher, tlsReceives, tlsSends
  case mptcpToken, mptcpSubflows
  case socketShutdown, peerInode
  case virtualLocal, virtualLocalContext, virtualLocalPort
  case virtualRemote, virtualRemoteContext, virtualRemotePort
}
