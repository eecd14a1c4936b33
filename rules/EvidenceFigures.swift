// swift-format-ignore-file
// Written by `mapvet-dev evidence`, which runs the programs of testdata/evidence; do not edit.

/// What the programs of the rules showed, for their metas: as `Evidence` has it, by Go 1.19, 1.23, 1.27.
enum EvidenceFigures {
  /// `append-alias`
  static var appendAlias: String {
    #"""
    p and q after p := append(base, 2) and q := append(base, 3)||bad=[1 3] [1 3];[1 3] [1 3];[1 3] [1 3]|good=[1 2] [1 3];[1 2] [1 3];[1 2] [1 3]
    what a loop keeps of append(prefix, s) for x, y and z||bad=[[a z] [a z] [a z]];[[a z] [a z] [a z]];[[a z] [a z] [a z]]|good=[[a x] [a y] [a z]];[[a x] [a y] [a z]];[[a x] [a y] [a z]]
    """#
  }

  /// `explicit-gc`
  static var explicitGc: String {
    #"""
    collections in 100 requests with a kilobyte of garbage each|collections|bad=100;100;100|good=0;0;0
    """#
  }

  /// `gc-percent`
  static var gcPercent: String {
    #"""
    allocating 256 MB with the collector off, with no limit and with one of 64 MB|bytes of heap|bad=281227824;281239632;281255744|good=54013864;56122824;55091008
    collections while 256 MB are allocated with 16 MB in use, at 10 percent against 100||=at least 4 times as many;at least 4 times as many;at least 4 times as many
    """#
  }

  /// `gomaxprocs-one`
  static var gomaxprocsOne: String {
    #"""
    two goroutines run at the same time, with GOMAXPROCS(1) and (2)||bad=never;never;never|good=yes;yes;yes
    """#
  }

  /// `goroutine-without-exit`
  static var goroutineWithoutExit: String {
    #"""
    goroutines left of 1000 whose receiver gave up|goroutines|bad=1000;1000;1000|good=0;0;0
    the stack that each of 10,000 of them keeps|bytes|=2025;1998;2011
    goroutines left of 1000 that wait for the channel of a timer of AfterFunc|goroutines|=1000;1000;1000
    goroutines left of 1000 whose receiver left its loop|goroutines|bad=1000;1000;1000|good=0;0;0
    workers left of 1000 whose channel is not closed|goroutines|bad=1000;1000;1000|good=0;0;0
    """#
  }

  /// `inconsistent-lock`
  static var inconsistentLock: String {
    #"""
    a read without the lock beside a writer with it||bad=ends in fatal error: concurrent map read and map write;ends in fatal error: concurrent map read and map write;ends in fatal error: concurrent map read and map write|good=goes on;goes on;goes on
    a walk without the lock beside a writer with it||bad=ends in fatal error: concurrent map iteration and map write;ends in fatal error: concurrent map iteration and map write;ends in fatal error: concurrent map iteration and map write|good=goes on;goes on;goes on
    a write under another lock beside a writer||bad=ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes|good=goes on;goes on;goes on
    one read without the lock beside one write with it, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }

  /// `interface-map-key`
  static var interfaceMapKey: String {
    #"""
    1000 writes under string keys that exist|allocations|bad=1000;1000;1000|good=0;0;0
    1000 writes under string keys that exist|bytes|bad=16000;16000;16000|good=0;0;0
    a slice as a key, read or written||=panics: runtime error: hash of unhashable type []int;panics: runtime error: hash of unhashable type []int;panics: runtime error: hash of unhashable type []int
    """#
  }

  /// `json-into-map`
  static var jsonIntoMap: String {
    #"""
    decoding an object of six fields to read two|allocations|bad=46;40;33|good=8;7;1
    decoding an object of six fields to read two|bytes|bad=1424;1280;1183|good=280;264;26
    9007199254740993 comes out as||bad=9007199254740992;9007199254740992;9007199254740992|good=9007199254740993;9007199254740993;9007199254740993
    """#
  }

  /// `large-map-value`
  static var largeMapValue: String {
    #"""
    1024 new keys, values of 129 bytes, against a slice of values|allocations|bad=1026;1026;1029|good=7;7;6
    1024 new keys, values of 129 bytes, against 128|allocations|bad=1026;1026;1029|good=6;6;5
    v := m[k], v.n++, m[k] = v with 2 KB, against m[k].n++ on a pointer||=at least 3 times as long;at least 3 times as long;at least 3 times as long
    """#
  }

  /// `large-pointer-churn`
  static var largePointerChurn: String {
    #"""
    emptying 100 values of 480 bytes behind the pointers of a map|allocations|bad=100;100;100|good=0;0;0
    emptying 100 values of 480 bytes behind the pointers of a map|bytes|bad=48000;48000;48000|good=0;0;0
    """#
  }

  /// `large-value-range-copy`
  static var largeValueRangeCopy: String {
    #"""
    a range over 256 values of 1 KB that are used whole, against one by index||=at least 3 times as long;at least 3 times as long;at least 3 times as long
    """#
  }

  /// `map-escapes-lock`
  static var mapEscapesLock: String {
    #"""
    a walk over the returned map beside a writer||bad=ends in fatal error: concurrent map iteration and map write;ends in fatal error: concurrent map iteration and map write;ends in fatal error: concurrent map iteration and map write|good=goes on;goes on;goes on
    one walk over the returned map beside one write, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }

  /// `map-made-in-loop`
  static var mapMadeInLoop: String {
    #"""
    10 turns with a map of 1000 entries|allocations|bad=641;641;200|good=8;43;0
    10 turns with a map of 1000 entries|bytes|bad=865436;865557;742646|good=2595;1126;0
    10 turns with a new map of 9 entries, against 8|allocations|bad=10;10;30|good=0;0;0
    """#
  }

  /// `map-never-shrinks`
  static var mapNeverShrinks: String {
    #"""
    a map[int]int of a million entries of which 10 are left|bytes held|bad=40165856;40162368;37819976|good=344;560;504
    """#
  }

  /// `map-without-size-hint`
  static var mapWithoutSizeHint: String {
    #"""
    filling a map with 1000 entries|allocations|bad=66;65;22|good=7;7;6
    filling a map with 1000 entries|bytes|bad=86783;86719;74457|good=41143;41152;36992
    filling a map[string]string with 1000 entries|bytes|bad=166907;166941;160330|good=81992;81992;82049
    filling a map[string]bool with 1000 entries|bytes|bad=96483;96545;109016|good=49224;49224;54656
    filling a map[int32]struct{} with 1000 entries|bytes|bad=29663;29684;38184|good=13753;13750;19072
    filling a map[int][128]byte with 1000 entries|bytes|bad=647415;647824;593640|good=303292;303276;295040
    """#
  }

  /// `memstats-in-hot-path`
  static var memstatsInHotPath: String {
    #"""
    times that 1000 calls stop the world|pauses|bad=;1000;1000|good=;0;0
    """#
  }

  /// `mismatched-delete`
  static var mismatchedDelete: String {
    #"""
    entries left of 1000 after each was deleted|entries|bad=1000;1000;1000|good=0;0;0
    """#
  }

  /// `nil-map-field`
  static var nilMapField: String {
    #"""
    a write to a map field that nothing set||=panics: assignment to entry in nil map;panics: assignment to entry in nil map;panics: assignment to entry in nil map
    """#
  }

  /// `nil-map-in-slice`
  static var nilMapInSlice: String {
    #"""
    a write to an element of make([]map[K]V, n)||=panics: assignment to entry in nil map;panics: assignment to entry in nil map;panics: assignment to entry in nil map
    """#
  }

  /// `nil-map-write`
  static var nilMapWrite: String {
    #"""
    a write to a map that nothing made||=panics: assignment to entry in nil map;panics: assignment to entry in nil map;panics: assignment to entry in nil map
    """#
  }

  /// `pointer-heavy-cache`
  static var pointerHeavyCache: String {
    #"""
    objects that a collection finds in a map of 100,000 entries|objects|bad=201529;201632;200208|good=1728;1679;258
    """#
  }

  /// `pointer-to-small-value`
  static var pointerToSmallValue: String {
    #"""
    1000 inserts of 16 bytes|allocations|bad=1003;1003;1006|good=7;7;6
    """#
  }

  /// `pool-oversized-put`
  static var poolOversizedPut: String {
    #"""
    the pool's buffer after one use of 16 MB and ten collections with uses of 4 KB|bytes held|bad=16777256;16777280;16777280|good=4128;4144;4144
    """#
  }

  /// `pool-put-without-reset`
  static var poolPutWithoutReset: String {
    #"""
    Gets, of 1000, that saw the last user's key|Gets|bad=999;999;999|good=0;0;0
    """#
  }

  /// `pprof-exposed`
  static var pprofExposed: String {
    #"""
    GET /debug/pprof/ on the default mux and on one of its own||bad=200;200;200|good=404;404;404
    GET /debug/pprof/cmdline on the default mux and on one of its own||bad=200;200;200|good=404;404;404
    """#
  }

  /// `reflect-map-write`
  static var reflectMapWrite: String {
    #"""
    reading a map of 100 entries|allocations|bad=201;201;201|good=0;0;0
    SetMapIndex, against m[k] = v||=at least 1.5 times as long;at least 1.5 times as long;at least 1.5 times as long
    """#
  }

  /// `reflect-set-unaddressable`
  static var reflectSetUnaddressable: String {
    #"""
    SetInt on what reflect has a copy of||=panics: reflect: reflect.Value.SetInt using unaddressable value;panics: reflect: reflect.Value.SetInt using unaddressable value;panics: reflect: reflect.Value.SetInt using unaddressable value
    SetInt on an unexported field||=panics: reflect: reflect.Value.SetInt using value obtained using unexported field;panics: reflect: reflect.Value.SetInt using value obtained using unexported field;panics: reflect: reflect.Value.SetInt using value obtained using unexported field
    """#
  }

  /// `remake-instead-of-clear`
  static var remakeInsteadOfClear: String {
    #"""
    emptying and refilling 1000 entries|allocations|bad=65;66;22|good=4;4;0
    emptying and refilling 1000 entries|bytes|bad=86703;86717;74456|good=118;103;0
    emptying and refilling 8 entries|allocations|bad=2;2;2|good=0;0;0
    """#
  }

  /// `runtime-internals`
  static var runtimeInternals: String {
    #"""
    the number of buckets, read through a copied map header||=as it was;as it was;something else
    a write to the bytes of a constant string, and of one that was made||bad=ends in unexpected fault address;ends in unexpected fault address;ends in unexpected fault address|good=goes on;goes on;goes on
    """#
  }

  /// `shared-backing-array`
  static var sharedBackingArray: String {
    #"""
    m["x"], stored as [1 2], after m["y"][0] = 77||bad=[77 2];[77 2];[77 2]|good=[1 2];[1 2];[1 2]
    m["x"], which has room, after an append of 3 to it and of 4 to m["y"]||bad=[1 2 4];[1 2 4];[1 2 4]|good=[1 2 3];[1 2 3];[1 2 3]
    """#
  }

  /// `shared-map-copy`
  static var sharedMapCopy: String {
    #"""
    the original's map after an insert into the copy's||bad=map[a:b];map[a:b];map[a:b]|good=map[];map[];map[]
    an insert into the copy's map beside a reader of the original's, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }

  /// `slice-of-maps`
  static var sliceOfMaps: String {
    #"""
    1000 records of three fields|allocations|bad=4001;4001;4001|good=1;1;1
    1000 records of three fields|bytes|bad=360194;360193;360195|good=32768;32769;32768
    """#
  }

  /// `snapshot-mutation`
  static var snapshotMutation: String {
    #"""
    a write to the loaded map beside a reader||bad=ends in fatal error: concurrent map read and map write;ends in fatal error: concurrent map read and map write;ends in fatal error: concurrent map read and map write|good=goes on;goes on;goes on
    one write to the loaded map beside one read, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }

  /// `subslice-retention`
  static var subsliceRetention: String {
    #"""
    16 bytes of each of 100 buffers of 64 KB|bytes held|bad=6559384;6559016;6563856|good=7184;6552;6552
    16 bytes of each of 100 strings of 64 KB|bytes held|bad=6557848;6557768;6557368|good=5752;5864;5144
    a queue of 100 pointers to 64 KB after 99 were taken out|bytes held|bad=6554504;6554520;6554520|good=66536;66552;66456
    """#
  }

  /// `sync-map-write-heavy`
  static var syncMapWriteHeavy: String {
    #"""
    storing and deleting 1000 new keys|allocations|bad=4023;4023;3357|good=1;2;0
    """#
  }

  /// `ticker-not-stopped`
  static var tickerNotStopped: String {
    #"""
    10,000 tickers that were dropped, go 1.22 or less in go.mod|bytes held|bad=2098376;2669016;128|good=8;16;0
    10,000 tickers that were dropped, go 1.23 or more in go.mod|bytes held|=;0;32
    """#
  }

  /// `time-after-in-loop`
  static var timeAfterInLoop: String {
    #"""
    1000 turns of a select|allocations|bad=3001;3001;3001|good=4;4;4
    1000 turns of a select|bytes|bad=236571;333826;248165|good=296;360;360
    the timers of 10,000 turns, go 1.22 or less in go.mod|bytes held|bad=2147456;2479752;0|good=200;248;0
    the timers of 10,000 turns, go 1.23 or more in go.mod|bytes held|=;0;0
    """#
  }

  /// `unbounded-cache`
  static var unboundedCache: String {
    #"""
    a map after 500,000 new keys|bytes held|bad=45880160;45880264;49944336|good=97984;97976;98048
    an entry of a map[int]int of a million entries|bytes|=40;40;37
    an entry of a map[string]string, keys of 15 bytes of a million entries|bytes|=91;91;99
    an entry of a map[string]*[64]byte of a million entries|bytes|=137;137;135
    an entry of a sync.Map from string to string of a million entries|bytes|=145;145;169
    """#
  }

  /// `unlocked-map-write`
  static var unlockedMapWrite: String {
    #"""
    two goroutines that write one map||bad=ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes|good=goes on;goes on;goes on
    two goroutines with one write each, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }

  /// `unmatchable-key`
  static var unmatchableKey: String {
    #"""
    entries after 1000 writes under NaN, and under its bits|entries|bad=1000;1000;1000|good=1;1;1
    entries under NaN after each was deleted|entries|=1000;1000;1000
    equal content under a new pointer, and as a value||bad=not found;not found;not found|good=found;found;found
    time.Now() read back from its nanoseconds, and by them||bad=not found;not found;not found|good=found;found;found
    0.1 + 0.2 in a map with 0.3||=not found;not found;not found
    """#
  }

  /// `write-under-rlock`
  static var writeUnderRlock: String {
    #"""
    two goroutines that write under RLock||bad=ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes;ends in fatal error: concurrent map writes|good=goes on;goes on;goes on
    two goroutines with one write each under RLock, under go test -race||bad=reported in 3 of 3 runs;reported in 3 of 3 runs;reported in 3 of 3 runs|good=not reported;not reported;not reported
    """#
  }
}
