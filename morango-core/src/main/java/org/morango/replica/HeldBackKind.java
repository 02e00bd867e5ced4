package org.morango.replica;

/** The reason why a record is held back. */
public enum HeldBackKind {
    /** A value of the row cannot be read: the database or a converter of the application fails. */
    UNREADABLE,
    /** A value cannot be represented on the wire or in other databases. */
    UNFIT,
    /** The record is larger than this peer, another peer or a proxy between them accepts. */
    TOO_LARGE,
    /** The row's id, source id or partition is not that of a record. */
    MISPLACED,
    /** Another model has a record of the same id. */
    SAME_ID,
    /** It was received, and this database cannot store it; other databases may. */
    UNSTORABLE
}
