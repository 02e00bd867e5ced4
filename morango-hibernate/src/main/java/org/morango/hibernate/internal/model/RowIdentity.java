package org.morango.hibernate.internal.model;

/** How the id of a row's record follows from the row. */
public enum RowIdentity {
    /** The key is the record's id. */
    RECORD,
    /** The id is made when the row is first serialized, and only the store knows which row it belongs to. */
    LOCAL,
    /** The id follows from the key, which is the source id. */
    KEY,
    /** The id follows from the values of some members, which make the source id. */
    NATURAL
}
