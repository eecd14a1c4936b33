import Lint

/// Every rule, in the order of the groups (`Group`) and by id within one.
package let allRules: [any Rule.Type] = [
  NilMapField.self,
  NilMapInSlice.self,
  NilMapWrite.self,
  InconsistentLock.self,
  MapEscapesLock.self,
  SharedMapCopy.self,
  SnapshotMutation.self,
  SyncMapWriteHeavy.self,
  UnlockedMapWrite.self,
  WriteUnderRlock.self,
  MapMadeInLoop.self,
  LargeMapValue.self,
  LargePointerChurn.self,
  GoroutineWithoutExit.self,
  MapNeverShrinks.self,
  MismatchedDelete.self,
  UnboundedCache.self,
]
