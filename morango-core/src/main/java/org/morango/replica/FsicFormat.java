package org.morango.replica;

/** The two formats of filter-specific instance counters. See docs/protocol.md, "FSIC". */
public enum FsicFormat {
    /** One counter for each instance, for the whole filter. */
    V1,
    /** Counters by partition, at, below and above the filter's entries. */
    V2
}
